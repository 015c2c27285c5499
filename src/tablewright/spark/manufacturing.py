"""Manufacturing tables as Spark frames: equipment, sensor_data, maintenance_records.

The rows are those of `tablewright.polars.manufacturing` for the same arguments; the default sizes
differ, also those of tables that are not asked for. Functions that are given the same seed, sizes,
fault rate and window make tables that fit together. ``tablewright.manufacturing(rows=...)`` makes
all of them in sizes that do.

Every function makes one lazy frame out of Spark's own expressions; no value depends on
``partitions``, which is one for each 250,000 rows by default.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tablewright import checks
from tablewright.api import Derived, rows_or
from tablewright.spark.cdc import named
from tablewright.spark.demo import Demo, Mode, Raw
from tablewright.spark.demo_functions import as_demo
from tablewright.spark.requests import SparkRequest, as_frame, as_generator

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

Date = dt.date | str | None
_ORDERS_OF_A_MACHINE = 50


@as_frame
def generate_equipment(
    spark: SparkSession,
    rows: int = 1_000,
    seed: int = 42,
    *,
    n_maintenance_records: int | None = None,
    fault_rate: float = 0.10,
    start_date: Date = None,
    end_date: Date = None,
    partitions: int | None = None,
) -> SparkRequest:
    """Make the machines of a plant, in the order in which they were installed.

    Fits only tables of the same sizes, here of the same ``n_maintenance_records``: with others
    dates differ from those of the orders, and nothing says so. `tablewright.manufacturing` makes
    all tables in sizes that fit, as Spark frames too.

    Parameters
    ----------
    spark : SparkSession
        Classic, of Spark Connect or of databricks-connect.
    rows : int
        Machines, from 0.
    seed : int
        Signed 64-bit.
    n_maintenance_records : int, optional
        Rows of the maintenance records, which say when a machine was last maintained; fifty for
        each machine by default.
    fault_rate : float
        The share of faulty machines, from 0 to 1, which fail more often.
    start_date, end_date : date or str, optional
        The window of readings and orders, both days included; 2024 by default. Machines are
        installed in the nine years before it and in it.
    partitions : int, optional
        Of the frame.

    Returns
    -------
    pyspark.sql.DataFrame
        equipment_id bigint, serial_number, equipment_type, manufacturer, model string, install_date
        date, location_zone, status string, last_maintenance_date date, expected_lifespan_years
        int.

    Raises
    ------
    ValueError, TypeError
        An argument that cannot be used: its name, value, the reason and the remedy.
    """
    machines = checks.rows("rows", rows)
    sizes = {
        "equipment": machines,
        "maintenance_records": _orders(n_maintenance_records, "rows", machines),
    }
    rates = {"fault_rate": fault_rate}
    return SparkRequest(
        spark, "manufacturing.equipment", seed, sizes, partitions, start_date, end_date, rates=rates
    )


@as_frame
def generate_sensor_data(
    spark: SparkSession,
    rows: int = 10_000_000,
    n_equipment: int = 1_000,
    fault_rate: float = 0.10,
    seed: int = 42,
    *,
    n_maintenance_records: int | None = None,
    start_date: Date = None,
    end_date: Date = None,
    partitions: int | None = None,
) -> SparkRequest:
    """Make readings of machines, every ten seconds in sampled hours.

    Fits only tables of the same sizes, here of the same ``n_equipment`` and
    ``n_maintenance_records``: with others anomalies come before failures that are not among the
    orders, and nothing says so. `tablewright.manufacturing` makes all tables in sizes that fit, as
    Spark frames too.

    Parameters
    ----------
    spark : SparkSession
        Classic, of Spark Connect or of databricks-connect.
    rows : int
        Readings, from 0.
    n_equipment : int
        Rows of the equipment table; at least 1 where there are readings.
    fault_rate : float
        The share of faulty machines, from 0 to 1; 15 % of their readings are anomalies.
    seed : int
        Signed 64-bit.
    n_maintenance_records : int, optional
        Rows of the maintenance records: anomalies gather before failures, and a machine that is
        worked on uses no energy. Fifty for each machine by default.
    start_date, end_date : date or str, optional
        The window, both days included; 2024 by default. Readings stop at 92 % of it.
    partitions : int, optional
        Of the frame.

    Returns
    -------
    pyspark.sql.DataFrame
        reading_id, equipment_id bigint, timestamp timestamp, sensor_A to sensor_F, energy
        double, is_anomaly boolean.

    Raises
    ------
    ValueError, TypeError
        An argument that cannot be used: its name, value, the reason and the remedy.
    """
    machines = checks.rows("n_equipment", n_equipment)
    sizes = {
        "equipment": machines,
        "sensor_data": checks.rows("rows", rows),
        "maintenance_records": _orders(n_maintenance_records, "n_equipment", machines),
    }
    rates = {"fault_rate": fault_rate}
    return SparkRequest(
        spark,
        "manufacturing.sensor_data",
        seed,
        sizes,
        partitions,
        start_date,
        end_date,
        rates=rates,
    )


@as_frame
def generate_maintenance_records(
    spark: SparkSession,
    rows: int = 50_000,
    n_equipment: int = 1_000,
    seed: int = 42,
    *,
    fault_rate: float = 0.10,
    start_date: Date = None,
    end_date: Date = None,
    partitions: int | None = None,
) -> SparkRequest:
    """Make work orders, in the order in which they are scheduled.

    Fits only tables of the same sizes, here of the same ``n_equipment``: with others dates differ
    from those of the machines, and nothing says so. `tablewright.manufacturing` makes all tables
    in sizes that fit, as Spark frames too.

    Parameters
    ----------
    spark : SparkSession
        Classic, of Spark Connect or of databricks-connect.
    rows : int
        Orders, from 0.
    n_equipment : int
        Rows of the equipment table; at least 1 where there are orders.
    seed : int
        Signed 64-bit.
    fault_rate : float
        The share of faulty machines, from 0 to 1, which fail more often.
    start_date, end_date : date or str, optional
        The window, both days included; 2024 by default. What is due after 92 % of it is still
        to come.
    partitions : int, optional
        Of the frame.

    Returns
    -------
    pyspark.sql.DataFrame
        maintenance_id, equipment_id bigint, scheduled_date, completion_date timestamp,
        maintenance_type, priority string, duration_hours int, cost decimal(12,2), technician_id
        bigint, description, status string, parts_replaced int.

    Raises
    ------
    ValueError, TypeError
        An argument that cannot be used: its name, value, the reason and the remedy.
    """
    sizes = {
        "equipment": checks.rows("n_equipment", n_equipment),
        "maintenance_records": checks.rows("rows", rows),
    }
    rates = {"fault_rate": fault_rate}
    return SparkRequest(
        spark,
        "manufacturing.maintenance_records",
        seed,
        sizes,
        partitions,
        start_date,
        end_date,
        rates=rates,
    )


@as_demo
def generate_manufacturing_demo(
    spark: SparkSession,
    catalog: str,
    schema: str = "manufacturing",
    volume: str = "raw_data",
    n_equipment: int = 1_000,
    seed: int = 42,
    *,
    raw: Raw = True,
    tables: Sequence[str] | None = None,
    mode: Mode = "error",
    progress: bool = True,
    storage: str | None = None,
    dirt: Mapping[str, float] | None = None,
) -> Demo:
    """Write all manufacturing tables: raw JSON into a volume, clean Delta tables into a catalog.

    n_equipment : int
        From 1. At the default, 5.051 million rows: 5,000 readings and 50 work orders for each
        machine.
    """
    return Demo(
        *(spark, "manufacturing", catalog, schema, volume, n_equipment, seed),
        *(raw, tables, mode, progress, storage, dirt),
    )


equipment_generator = as_generator(generate_equipment)
sensor_data_generator = as_generator(generate_sensor_data)
maintenance_records_generator = as_generator(generate_maintenance_records)


def _orders(n_maintenance_records: int | None, of: str, machines: int) -> int | Derived:
    default = Derived.each(_ORDERS_OF_A_MACHINE, of, machines)
    return rows_or("n_maintenance_records", n_maintenance_records, default)


generate_manufacturing_cdc = named("manufacturing", "n_equipment", 1_000)
