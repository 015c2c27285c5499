"""Manufacturing tables as Spark frames: equipment, sensor_data, maintenance_records.

The rows are those of `tablewright.polars.manufacturing` for the same arguments; the default sizes
differ, also those of tables that are not requested. Functions that are given the same seed, sizes,
fault rate and window make tables that fit together. ``tablewright.manufacturing(rows=...)`` makes
all of them with sizes that do.

Every function makes one lazy frame out of Spark's own expressions; no value depends on
``partitions``, which is one for each 250,000 rows by default.
"""

# Rendered from tools/functions/manufacturing.py by `make render`: edit it there.

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tablewright import checks
from tablewright.api import Derived, TableRequest, rows_or
from tablewright.spark import cdc
from tablewright.spark.demo import Demo, DemoReport, Mode, Raw
from tablewright.spark.requests import built, generator

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from tablewright.engines.spark.generator import TableGenerator

Date = dt.date | str | None

__all__ = [
    "equipment_generator",
    "generate_equipment",
    "generate_maintenance_records",
    "generate_manufacturing_cdc",
    "generate_manufacturing_demo",
    "generate_sensor_data",
    "maintenance_records_generator",
    "sensor_data_generator",
]


def generate_equipment(
    spark: SparkSession,
    rows: int = 1_000,
    seed: int = 42,
    *,
    n_maintenance_records: int | None = None,
    fault_rate: float = 0.1,
    start_date: Date = None,
    end_date: Date = None,
    partitions: int | None = None,
) -> DataFrame:
    """Make the machines of a plant, in the order in which they were installed.

    Only fits tables generated with the same sizes: pass the same ``n_maintenance_records`` to all.
    With different sizes, dates differ from those of the orders, and no error is raised.
    ``n_maintenance_records`` is 50 for each row of equipment unless you give it.

    ``tablewright.manufacturing(rows=...)`` makes all tables with sizes that fit, as Spark frames
    too.

    Parameters
    ----------
    spark : SparkSession
        A classic, Spark Connect or databricks-connect session.
    rows : int
        Number of machines (≥ 0).
    seed : int
        Any signed 64-bit integer.
    n_maintenance_records : int, optional
        Rows of the maintenance_records table, which say when a machine was last maintained; 50 for
        each machine by default.
    fault_rate : float
        The share of faulty machines, from 0 to 1. They fail more often.
    start_date, end_date : date or str, optional
        The window, both days included; 2024 by default. Machines are installed in the nine years
        before it and in it.
    partitions : int, optional
        Number of partitions.

    Returns
    -------
    pyspark.sql.DataFrame
        equipment_id bigint, serial_number, equipment_type, manufacturer, model string,
        install_date date, location_zone, status string, last_maintenance_date date,
        expected_lifespan_years int.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe manufacturing.equipment``.
    """
    return built(
        equipment_generator(
            spark,
            rows,
            seed,
            n_maintenance_records=n_maintenance_records,
            fault_rate=fault_rate,
            start_date=start_date,
            end_date=end_date,
            partitions=partitions,
        )
    )


def equipment_generator(
    spark: SparkSession,
    rows: int = 1_000,
    seed: int = 42,
    *,
    n_maintenance_records: int | None = None,
    fault_rate: float = 0.1,
    start_date: Date = None,
    end_date: Date = None,
    partitions: int | None = None,
) -> TableGenerator:
    """The generator of `generate_equipment`, whose arguments it takes, before it is built.

    It is a `DataGenerator`: add columns, constraints and options, then call ``build()``. Columns
    that are added may use all of the table's and ``id``, the row number.
    """
    equipment = checks.rows("rows", rows)
    sizes = {
        "equipment": equipment,
        "maintenance_records": rows_or(
            "n_maintenance_records", n_maintenance_records, Derived.each(50, "rows", equipment)
        ),
    }
    return generator(
        spark,
        "manufacturing.equipment",
        seed,
        TableRequest(sizes, start_date, end_date, rates={"fault_rate": fault_rate}),
        partitions,
    )


def generate_sensor_data(
    spark: SparkSession,
    rows: int = 10_000_000,
    n_equipment: int = 1_000,
    fault_rate: float = 0.1,
    seed: int = 42,
    *,
    n_maintenance_records: int | None = None,
    start_date: Date = None,
    end_date: Date = None,
    partitions: int | None = None,
) -> DataFrame:
    """Make readings of machines, every ten seconds in sampled hours.

    Only fits tables generated with the same sizes: pass the same ``n_equipment`` and
    ``n_maintenance_records`` to all. With different sizes, anomalies come before failures that are
    not among the orders, and no error is raised. ``n_equipment`` is 1,000 unless you give it.

    ``tablewright.manufacturing(rows=...)`` makes all tables with sizes that fit, as Spark frames
    too.

    Parameters
    ----------
    spark : SparkSession
        A classic, Spark Connect or databricks-connect session.
    rows : int
        Number of readings (≥ 0).
    n_equipment : int
        Rows of the equipment table; at least 1 if there are readings.
    fault_rate : float
        The share of faulty machines, from 0 to 1. 15 % of their readings are anomalies.
    seed : int
        Any signed 64-bit integer.
    n_maintenance_records : int, optional
        Rows of the maintenance_records table: anomalies gather before failures, and a machine that
        is worked on uses no energy. 50 for each machine by default.
    start_date, end_date : date or str, optional
        The window, both days included; 2024 by default. Readings stop at 92 % of it.
    partitions : int, optional
        Number of partitions.

    Returns
    -------
    pyspark.sql.DataFrame
        reading_id, equipment_id bigint, timestamp timestamp, sensor_A, sensor_B, sensor_C,
        sensor_D, sensor_E, sensor_F, energy double, is_anomaly boolean.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe manufacturing.sensor_data``.
    """
    return built(
        sensor_data_generator(
            spark,
            rows,
            n_equipment,
            fault_rate,
            seed,
            n_maintenance_records=n_maintenance_records,
            start_date=start_date,
            end_date=end_date,
            partitions=partitions,
        )
    )


def sensor_data_generator(
    spark: SparkSession,
    rows: int = 10_000_000,
    n_equipment: int = 1_000,
    fault_rate: float = 0.1,
    seed: int = 42,
    *,
    n_maintenance_records: int | None = None,
    start_date: Date = None,
    end_date: Date = None,
    partitions: int | None = None,
) -> TableGenerator:
    """The generator of `generate_sensor_data`, whose arguments it takes, before it is built.

    It is a `DataGenerator`: add columns, constraints and options, then call ``build()``. Columns
    that are added may use all of the table's and ``id``, the row number.
    """
    equipment = checks.rows("n_equipment", n_equipment)
    sizes = {
        "equipment": equipment,
        "sensor_data": checks.rows("rows", rows),
        "maintenance_records": rows_or(
            "n_maintenance_records",
            n_maintenance_records,
            Derived.each(50, "n_equipment", equipment),
        ),
    }
    return generator(
        spark,
        "manufacturing.sensor_data",
        seed,
        TableRequest(sizes, start_date, end_date, rates={"fault_rate": fault_rate}),
        partitions,
    )


def generate_maintenance_records(
    spark: SparkSession,
    rows: int = 50_000,
    n_equipment: int = 1_000,
    seed: int = 42,
    *,
    fault_rate: float = 0.1,
    start_date: Date = None,
    end_date: Date = None,
    partitions: int | None = None,
) -> DataFrame:
    """Make work orders, in the order in which they are scheduled.

    Only fits tables generated with the same sizes: pass the same ``n_equipment`` to all. With
    different sizes, dates differ from those of the machines, and no error is raised.
    ``n_equipment`` is 1,000 unless you give it.

    ``tablewright.manufacturing(rows=...)`` makes all tables with sizes that fit, as Spark frames
    too.

    Parameters
    ----------
    spark : SparkSession
        A classic, Spark Connect or databricks-connect session.
    rows : int
        Number of work orders (≥ 0).
    n_equipment : int
        Rows of the equipment table; at least 1 if there are work orders.
    seed : int
        Any signed 64-bit integer.
    fault_rate : float
        The share of faulty machines, from 0 to 1. They fail more often.
    start_date, end_date : date or str, optional
        The window, both days included; 2024 by default. What is due after 92 % of it is still to
        come.
    partitions : int, optional
        Number of partitions.

    Returns
    -------
    pyspark.sql.DataFrame
        maintenance_id, equipment_id bigint, scheduled_date, completion_date timestamp,
        maintenance_type, priority string, duration_hours int, cost decimal(12,2),
        technician_id bigint, description, status string, parts_replaced int.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe manufacturing.maintenance_records``.
    """
    return built(
        maintenance_records_generator(
            spark,
            rows,
            n_equipment,
            seed,
            fault_rate=fault_rate,
            start_date=start_date,
            end_date=end_date,
            partitions=partitions,
        )
    )


def maintenance_records_generator(
    spark: SparkSession,
    rows: int = 50_000,
    n_equipment: int = 1_000,
    seed: int = 42,
    *,
    fault_rate: float = 0.1,
    start_date: Date = None,
    end_date: Date = None,
    partitions: int | None = None,
) -> TableGenerator:
    """The generator of `generate_maintenance_records`, whose arguments it takes, before it is
    built.

    It is a `DataGenerator`: add columns, constraints and options, then call ``build()``. Columns
    that are added may use all of the table's and ``id``, the row number.
    """
    sizes = {
        "equipment": checks.rows("n_equipment", n_equipment),
        "maintenance_records": checks.rows("rows", rows),
    }
    return generator(
        spark,
        "manufacturing.maintenance_records",
        seed,
        TableRequest(sizes, start_date, end_date, rates={"fault_rate": fault_rate}),
        partitions,
    )


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
) -> DemoReport:
    """Write all manufacturing tables: raw JSON into a volume, clean Delta tables into a catalog.

    Parameters
    ----------
    spark : SparkSession
        A classic, Spark Connect or databricks-connect session.
    catalog : str
        On Databricks any that exists; elsewhere ``spark_catalog``, or the name of an open-source
        Unity Catalog whose address is the setting ``spark.sql.catalog.<name>.uri``. Never made.
    schema : str
        Made if it is missing.
    volume : str
        Made if it is missing; without Unity Catalog a folder in the warehouse.
    n_equipment : int
        Rows of the equipment table (≥ 1); the others grow with it. By default 5,051,000 rows in
        all: 1,000 equipment, 5,000,000 sensor_data, 50,000 maintenance_records.
    seed : int
        Any signed 64-bit integer.
    raw : bool or "dirty"
        Whether each table is also written as JSON, one object per line, to a folder of the volume.
        ``"dirty"``: with nulls, malformed and impossible values, types that drift, duplicates and
        late arrivals, and a table ``answer_key`` that names every one of them.
    tables : sequence of str, optional
        Only these; they fit the others anyway.
    mode : {"error", "overwrite"}
        Whether tables that exist are replaced; if not, one that does stops everything before the
        first byte.
    progress : bool
        One line on stderr for each table.
    storage : str, optional
        Where the tables of an open-source Unity Catalog are put; the session's warehouse by
        default.
    dirt : mapping, optional
        Shares of rows, by the names in `tablewright.faults.RATES`, instead of the defaults.

    Returns
    -------
    DemoReport
        Each table's name, rows, location and seconds.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).
    CatalogError
        If the catalog cannot be reached, refuses the token or a permission, or failed. Every Delta
        table is whole or absent; the same call with ``mode="overwrite"`` completes the rest.
    """
    return Demo(
        spark,
        "manufacturing",
        catalog,
        schema,
        volume,
        n_equipment,
        seed,
        raw,
        tables,
        mode,
        progress,
        storage,
        dirt,
    ).run()


def generate_manufacturing_cdc(
    spark: SparkSession,
    volume_path: str,
    n_equipment: int = 1_000,
    n_batches: int = 5,
    seed: int = 42,
    *,
    weights: Mapping[str, float] | None = None,
    batch_size: int | float | None = None,
    interval: dt.timedelta | float = 86_400,
    start: dt.datetime | dt.date | str | None = None,
    resurrect: float = 0.0,
    late: float = 0.0,
    duplicates: float = 0.0,
    out_of_order: float = 0.0,
    shape: str = "tablewright",
    tombstones: bool = False,
    start_date: dt.date | str | None = None,
    end_date: dt.date | str | None = None,
    locale: str = "en",
    format: str = "json",
    overwrite: bool = False,
    partitions: int | None = None,
) -> list[str]:
    """Write the equipment table and the changes that follow it to a volume, in batches.

    Batch 0 is the full load; every later one appends new keys, and updates and deletes live ones.

    Parameters
    ----------
    spark : SparkSession
        A classic, Spark Connect or databricks-connect session.
    volume_path : str
        Where to, such as ``/Volumes/main/demo/landing/equipment``; batches go to ``batch_0`` and so
        on in it.
    n_equipment : int
        Rows of batch 0, the whole equipment table: from 1 to 2**31.
    n_batches : int
        Number of batches (≥ 1), batch 0 included.
    seed : int
        Any signed 64-bit integer.
    weights : mapping, optional
        Shares of APPEND, UPDATE and DELETE; see `tablewright.cdc.feed`.
    batch_size : int or float, optional
        Changes in a batch; a float is a share of the rows.
    interval : timedelta or float
        The time that a batch covers; a number is in seconds.
    start : datetime, date or str, optional
        When the first batch of changes begins; after the window by default.
    resurrect : float
        Fraction of deleted keys that are re-inserted later.
    late : float
        Fraction of events that arrive one batch late.
    duplicates : float
        Fraction of events that arrive twice.
    out_of_order : float
        Fraction of rows that stand in the place of another.
    shape : str
        tablewright, debezium or delta-cdf.
    tombstones : bool
        For debezium: whether a delete is followed by a row with nothing but its key.
    start_date, end_date : date or str, optional
        The window of the base table, both days included; 2024 by default.
    locale : str
        One of `tablewright.locales()`.
    format : str
        json (one object per line), parquet or delta (every batch is a table).
    overwrite : bool
        Replace batches that are there.
    partitions : int, optional
        Files of a batch; one for each 250,000 rows by default.

    Returns
    -------
    list of str
        The folders.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).
    """
    return cdc.generate_cdc(
        "manufacturing",
        spark,
        volume_path,
        n_equipment,
        n_batches,
        seed,
        weights=weights,
        batch_size=batch_size,
        interval=interval,
        start=start,
        resurrect=resurrect,
        late=late,
        duplicates=duplicates,
        out_of_order=out_of_order,
        shape=shape,
        tombstones=tombstones,
        start_date=start_date,
        end_date=end_date,
        locale=locale,
        format=format,
        overwrite=overwrite,
        partitions=partitions,
        rows_name="n_equipment",
    )
