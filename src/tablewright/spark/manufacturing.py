"""Manufacturing tables in Spark: equipment, sensor_data, technicians, maintenance_records.

The rows equal those of `tablewright.polars.manufacturing` for the same arguments; the default sizes
differ, including those of tables that are not requested. Tables fit together if their functions get
the same seed, sizes, fault rate and window. ``tablewright.manufacturing(rows=...)`` makes all
tables with sizes that fit.

Each function returns one lazy frame of Spark's own expressions. ``partitions`` defaults to one per
250,000 rows and does not affect values.
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
    "generate_technicians",
    "maintenance_records_generator",
    "sensor_data_generator",
    "technicians_generator",
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
    """Generate the machines of a plant, in order of installation.

    Only fits tables generated with the same sizes: pass the same ``n_maintenance_records`` to all.
    With different sizes, dates do not match those of the orders, and no error is raised.
    ``n_maintenance_records`` defaults to 50 per row of equipment.

    ``tablewright.manufacturing(rows=...)`` makes all tables with sizes that fit, as Spark frames
    too.

    Parameters
    ----------
    spark : SparkSession
        A session of classic Spark, Spark Connect or databricks-connect.
    rows : int
        Number of machines (≥ 0).
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    n_maintenance_records : int, optional
        Number of rows of the maintenance_records table, which determine when a machine was last
        maintained; default: 50 per machine.
    fault_rate : float
        The share of faulty machines (0 to 1). Faulty machines fail more often.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024. Machines are installed during the
        window and the nine years before it.
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
    """Return the unbuilt generator of `generate_equipment`, with the same arguments.

    It is a `DataGenerator`: add columns, constraints and options, then call ``build()``. Added
    columns can use all columns of the table and ``id``, the row number.
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
    interval: str | None = None,
    partitions: int | None = None,
) -> DataFrame:
    """Generate machine readings, of all machines side by side.

    Only fits tables generated with the same sizes: pass the same ``n_equipment`` and
    ``n_maintenance_records`` to all. With different sizes, sensors announce failures that are not
    among the orders, and no error is raised. ``n_equipment`` defaults to 1,000.

    ``tablewright.manufacturing(rows=...)`` makes all tables with sizes that fit, as Spark frames
    too.

    Parameters
    ----------
    spark : SparkSession
        A session of classic Spark, Spark Connect or databricks-connect.
    rows : int
        Number of readings (≥ 0).
    n_equipment : int
        Number of rows of the equipment table; at least 1 if there are readings.
    fault_rate : float
        The share of faulty machines (0 to 1). 15 % of their readings are anomalies; sensors of any
        machine rise before most of its failures.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    n_maintenance_records : int, optional
        Number of rows of the maintenance_records table: sensors rise before failures, and a machine
        under maintenance uses little energy. Default: 50 per machine.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024. Readings stop at 92 % of the
        window.
    interval : str, optional
        Time between a machine's readings, such as ``"10 seconds"`` or ``"1 hour"``, at most 24
        hours. By default the finest of 10 seconds, 1 minute, 10 minutes, 1, 3 and 6 hours that
        covers 15 days. Readings are the last before 92 % of the window; if they do not fit, time is
        divided by an integer.
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
            interval=interval,
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
    interval: str | None = None,
    partitions: int | None = None,
) -> TableGenerator:
    """Return the unbuilt generator of `generate_sensor_data`, with the same arguments.

    It is a `DataGenerator`: add columns, constraints and options, then call ``build()``. Added
    columns can use all columns of the table and ``id``, the row number.
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
        TableRequest(
            sizes,
            start_date,
            end_date,
            rates={"fault_rate": fault_rate},
            intervals={"interval": interval},
        ),
        partitions,
    )


def generate_technicians(
    spark: SparkSession,
    n_maintenance_records: int = 50_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    partitions: int | None = None,
) -> DataFrame:
    """Generate the technicians of a plant: one for every 200 orders, at least 101.

    Only fits tables generated with the same sizes: pass the same ``n_maintenance_records`` to all.
    With different sizes, orders refer to technicians that do not exist, and no error is raised.
    ``n_maintenance_records`` defaults to 50,000.

    ``tablewright.manufacturing(rows=...)`` makes all tables with sizes that fit, as Spark frames
    too.

    Parameters
    ----------
    spark : SparkSession
        A session of classic Spark, Spark Connect or databricks-connect.
    n_maintenance_records : int
        Number of rows of the maintenance_records table. It decides the number of technicians.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024. Technicians were hired in the 18
        years before the window.
    partitions : int, optional
        Number of partitions.

    Returns
    -------
    pyspark.sql.DataFrame
        technician_id bigint, skills, shift string, hired date.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe manufacturing.technicians``.
    """
    return built(
        technicians_generator(
            spark,
            n_maintenance_records,
            seed,
            start_date=start_date,
            end_date=end_date,
            partitions=partitions,
        )
    )


def technicians_generator(
    spark: SparkSession,
    n_maintenance_records: int = 50_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    partitions: int | None = None,
) -> TableGenerator:
    """Return the unbuilt generator of `generate_technicians`, with the same arguments.

    It is a `DataGenerator`: add columns, constraints and options, then call ``build()``. Added
    columns can use all columns of the table and ``id``, the row number.
    """
    sizes = {
        "equipment": 1,
        "maintenance_records": checks.rows("n_maintenance_records", n_maintenance_records),
    }
    return generator(
        spark,
        "manufacturing.technicians",
        seed,
        TableRequest(sizes, start_date, end_date),
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
    """Generate work orders, in scheduling order.

    Only fits tables generated with the same sizes: pass the same ``n_equipment`` to all. With
    different sizes, dates do not match those of the machines, and no error is raised.
    ``n_equipment`` defaults to 1,000.

    ``tablewright.manufacturing(rows=...)`` makes all tables with sizes that fit, as Spark frames
    too.

    Parameters
    ----------
    spark : SparkSession
        A session of classic Spark, Spark Connect or databricks-connect.
    rows : int
        Number of work orders (≥ 0).
    n_equipment : int
        Number of rows of the equipment table; at least 1 if there are work orders.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    fault_rate : float
        The share of faulty machines (0 to 1). Faulty machines fail more often.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024. Orders due after 92 % of the
        window are still open.
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
    """Return the unbuilt generator of `generate_maintenance_records`, with the same arguments.

    It is a `DataGenerator`: add columns, constraints and options, then call ``build()``. Added
    columns can use all columns of the table and ``id``, the row number.
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
    """Write all manufacturing tables: raw JSON to a volume, clean Delta tables to a catalog.

    Parameters
    ----------
    spark : SparkSession
        A session of classic Spark, Spark Connect or databricks-connect.
    catalog : str
        An existing catalog: on Databricks any; elsewhere ``spark_catalog``, or the name of an
        open-source Unity Catalog whose address is the setting ``spark.sql.catalog.<name>.uri``.
    schema : str
        Created if missing.
    volume : str
        Created if missing; without Unity Catalog, a folder in the warehouse.
    n_equipment : int
        Number of rows of the equipment table (≥ 1); the others scale with it. Default total:
        5,051,250 rows: 1,000 equipment, 5,000,000 sensor_data, 250 technicians, 50,000
        maintenance_records.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    raw : bool or "dirty"
        Whether to write each table as JSON too, one object per line, to a folder of the volume.
        ``"dirty"`` adds nulls, malformed and impossible values, type drift, duplicates and late
        arrivals, and a table ``answer_key`` that lists each fault.
    tables : sequence of str, optional
        Write only these tables; they still fit the others.
    mode : {"error", "overwrite"}
        Replace existing tables (``"overwrite"``), or fail before writing anything if one exists.
    progress : bool
        Print one line per table to stderr.
    storage : str, optional
        Location for the tables of an open-source Unity Catalog; default: the session's warehouse.
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
        If the catalog is unreachable, refuses the token or a permission, or fails. Every Delta
        table is complete or absent; repeat the call with ``mode="overwrite"`` to write the rest.
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
    """Write the equipment table and changes to it to a volume, in batches.

    Batch 0 is the full load; each later batch appends new keys, and updates and deletes live keys.

    Parameters
    ----------
    spark : SparkSession
        A session of classic Spark, Spark Connect or databricks-connect.
    volume_path : str
        The output folder, such as ``/Volumes/main/demo/landing/equipment``; batches are written to
        ``batch_0`` and so on in it.
    n_equipment : int
        Number of rows of batch 0, the full equipment table (1 to 2**31).
    n_batches : int
        Number of batches (≥ 1), including batch 0.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    weights : mapping, optional
        Weights of APPEND, UPDATE and DELETE; see `tablewright.ChangeSettings`.
    batch_size : int or float, optional
        Changes per batch; a float is a fraction of the rows.
    interval : timedelta or float
        Time covered by a batch; a number is in seconds.
    start : datetime, date or str, optional
        Start of the first batch of changes; default: after the window.
    resurrect : float
        Fraction of deleted keys that are re-inserted later.
    late : float
        Fraction of events that arrive one batch late.
    duplicates : float
        Fraction of events that arrive twice.
    out_of_order : float
        Fraction of rows that are out of order.
    shape : str
        tablewright, debezium or delta-cdf.
    tombstones : bool
        For debezium: whether each delete is followed by a row that has only the key.
    start_date, end_date : date or str, optional
        First or last day of the base table's window; default: 2024.
    locale : str
        One of `tablewright.locales()`.
    format : str
        json, parquet or delta; see docs/CDC.md.
    overwrite : bool
        Replace existing batches.
    partitions : int, optional
        Number of files per batch; default: one per 250,000 rows.

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
