"""IoT tables in Spark: sites, devices, sensor_readings, events, telemetry; streaming sensors.

The rows equal those of `tablewright.polars.iot` for the same arguments; the default sizes differ,
including those of tables that are not requested. Tables fit together if their functions get the
same seed, sizes, rates and window. ``tablewright.iot(rows=...)`` makes all tables with sizes that
fit.

Each function returns one lazy frame of Spark's own expressions. ``partitions`` defaults to one per
250,000 rows and does not affect values.
"""

# Rendered from tools/functions/iot.py by `make render`: edit it there.

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tablewright import api, checks
from tablewright.api import Derived, TableRequest, rows_or
from tablewright.spark import cdc
from tablewright.spark.demo import Demo, DemoReport, Mode, Raw
from tablewright.spark.requests import built, generator
from tablewright.spark.streaming import begin, frame
from tablewright.streams import sensors

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from tablewright.engines.spark.generator import TableGenerator

Date = dt.date | str | None

__all__ = [
    "devices_generator",
    "events_generator",
    "generate_devices",
    "generate_events",
    "generate_iot_cdc",
    "generate_iot_demo",
    "generate_sensor_readings",
    "generate_sites",
    "generate_streaming_sensors",
    "generate_telemetry",
    "sensor_readings_generator",
    "sites_generator",
    "telemetry_generator",
]


def generate_sites(
    spark: SparkSession,
    n_devices: int = 10_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    partitions: int | None = None,
) -> DataFrame:
    """Generate the sites of a number of devices: twenty devices are at one, on average.

    Only fits tables generated with the same sizes: pass the same ``n_devices`` to all. With
    different sizes, sites have no device, or devices no site, and no error is raised. ``n_devices``
    defaults to 10,000.

    ``tablewright.iot(rows=...)`` makes all tables with sizes that fit, as Spark frames too.

    Parameters
    ----------
    spark : SparkSession
        A session of classic Spark, Spark Connect or databricks-connect.
    n_devices : int
        Number of rows of the devices table. It decides the number of sites.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024.
    partitions : int, optional
        Number of partitions.

    Returns
    -------
    pyspark.sql.DataFrame
        site_id bigint, city, climate_zone, timezone string.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe iot.sites``.
    """
    return built(
        sites_generator(
            spark, n_devices, seed, start_date=start_date, end_date=end_date, partitions=partitions
        )
    )


def sites_generator(
    spark: SparkSession,
    n_devices: int = 10_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    partitions: int | None = None,
) -> TableGenerator:
    """Return the unbuilt generator of `generate_sites`, with the same arguments.

    It is a `DataGenerator`: add columns, constraints and options, then call ``build()``. Added
    columns can use all columns of the table and ``id``, the row number.
    """
    sizes = {"devices": checks.rows("n_devices", n_devices)}
    return generator(
        spark, "iot.sites", seed, TableRequest(sizes, start_date, end_date), partitions
    )


def generate_devices(
    spark: SparkSession,
    rows: int = 10_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    partitions: int | None = None,
) -> DataFrame:
    """Generate a registry of devices, in the order in which sites were rolled out.

    Parameters
    ----------
    spark : SparkSession
        A session of classic Spark, Spark Connect or databricks-connect.
    rows : int
        Number of devices (≥ 0). Devices come in groups of eight, one of each type; in a larger
        registry, an incomplete last group has no readings.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024. Devices are installed during the
        window and the four windows before it.
    partitions : int, optional
        Number of partitions.

    Returns
    -------
    pyspark.sql.DataFrame
        device_id bigint, device_serial, device_type, manufacturer string, install_date date,
        latitude, longitude double, status string, site_id bigint.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe iot.devices``.
    """
    return built(
        devices_generator(
            spark, rows, seed, start_date=start_date, end_date=end_date, partitions=partitions
        )
    )


def devices_generator(
    spark: SparkSession,
    rows: int = 10_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    partitions: int | None = None,
) -> TableGenerator:
    """Return the unbuilt generator of `generate_devices`, with the same arguments.

    It is a `DataGenerator`: add columns, constraints and options, then call ``build()``. Added
    columns can use all columns of the table and ``id``, the row number.
    """
    sizes = {"devices": checks.rows("rows", rows)}
    return generator(
        spark, "iot.devices", seed, TableRequest(sizes, start_date, end_date), partitions
    )


def generate_sensor_readings(
    spark: SparkSession,
    rows: int = 50_000_000,
    n_devices: int = 10_000,
    start_date: Date = None,
    end_date: Date = None,
    interval: str | None = None,
    anomaly_rate: float = 0.02,
    seed: int = 42,
    *,
    partitions: int | None = None,
) -> DataFrame:
    """Generate readings of temperature, humidity, pressure, power and vibration.

    Only fits tables generated with the same sizes: pass the same ``n_devices`` to all. With
    different sizes, readings refer to devices that do not exist or are not installed yet, and no
    error is raised. ``n_devices`` defaults to 10,000.

    ``tablewright.iot(rows=...)`` makes all tables with sizes that fit, as Spark frames too.

    Parameters
    ----------
    spark : SparkSession
        A session of classic Spark, Spark Connect or databricks-connect.
    rows : int
        Number of readings (≥ 0).
    n_devices : int
        Number of rows of the devices table; at least 1 if there are readings. With fewer than five
        devices, some metrics are missing.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024.
    interval : str, optional
        Time between a device's readings, such as ``"1 minute"`` or ``"5 minutes"``; default: 1, 5
        or 15 minutes, by type. If more readings are requested than fit, it is divided by the
        smallest sufficient integer.
    anomaly_rate : float
        The share of anomalous readings. It is exact in expectation, including 0 and 1.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    partitions : int, optional
        Number of partitions.

    Returns
    -------
    pyspark.sql.DataFrame
        reading_id, device_id bigint, timestamp timestamp, metric_name string, metric_value double,
        unit string, quality_score int, is_anomaly boolean.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe iot.sensor_readings``.
    """
    return built(
        sensor_readings_generator(
            spark,
            rows,
            n_devices,
            start_date,
            end_date,
            interval,
            anomaly_rate,
            seed,
            partitions=partitions,
        )
    )


def sensor_readings_generator(
    spark: SparkSession,
    rows: int = 50_000_000,
    n_devices: int = 10_000,
    start_date: Date = None,
    end_date: Date = None,
    interval: str | None = None,
    anomaly_rate: float = 0.02,
    seed: int = 42,
    *,
    partitions: int | None = None,
) -> TableGenerator:
    """Return the unbuilt generator of `generate_sensor_readings`, with the same arguments.

    It is a `DataGenerator`: add columns, constraints and options, then call ``build()``. Added
    columns can use all columns of the table and ``id``, the row number.
    """
    sizes = {
        "devices": checks.rows("n_devices", n_devices),
        "sensor_readings": checks.rows("rows", rows),
    }
    return generator(
        spark,
        "iot.sensor_readings",
        seed,
        TableRequest(
            sizes,
            start_date,
            end_date,
            rates={"anomaly_rate": anomaly_rate},
            intervals={"interval": interval},
        ),
        partitions,
    )


def generate_events(
    spark: SparkSession,
    rows: int = 100_000,
    n_devices: int = 10_000,
    seed: int = 42,
    *,
    n_readings: int | None = None,
    anomaly_rate: float = 0.02,
    start_date: Date = None,
    end_date: Date = None,
    interval: str | None = None,
    partitions: int | None = None,
) -> DataFrame:
    """Generate device events, in time order.

    Only fits tables generated with the same sizes: pass the same ``n_devices`` and ``n_readings``
    to all. With different sizes, events follow anomalies that are not among the readings, and no
    error is raised. ``n_devices`` defaults to 10,000.

    ``tablewright.iot(rows=...)`` makes all tables with sizes that fit, as Spark frames too.

    Parameters
    ----------
    spark : SparkSession
        A session of classic Spark, Spark Connect or databricks-connect.
    rows : int
        Number of events (≥ 0).
    n_devices : int
        Number of rows of the devices table; at least 1 if there are events.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    n_readings : int, optional
        Number of rows of the sensor_readings table, whose anomalies raise events; default: 500 per
        event. Most Threshold Exceeded events since the first reading follow an anomalous one.
    anomaly_rate : float
        The share of anomalous readings.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024.
    interval : str, optional
        As in `generate_sensor_readings`.
    partitions : int, optional
        Number of partitions.

    Returns
    -------
    pyspark.sql.DataFrame
        event_id, device_id bigint, timestamp timestamp, event_type, severity, description string,
        acknowledged, resolved boolean.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe iot.events``.
    """
    return built(
        events_generator(
            spark,
            rows,
            n_devices,
            seed,
            n_readings=n_readings,
            anomaly_rate=anomaly_rate,
            start_date=start_date,
            end_date=end_date,
            interval=interval,
            partitions=partitions,
        )
    )


def events_generator(
    spark: SparkSession,
    rows: int = 100_000,
    n_devices: int = 10_000,
    seed: int = 42,
    *,
    n_readings: int | None = None,
    anomaly_rate: float = 0.02,
    start_date: Date = None,
    end_date: Date = None,
    interval: str | None = None,
    partitions: int | None = None,
) -> TableGenerator:
    """Return the unbuilt generator of `generate_events`, with the same arguments.

    It is a `DataGenerator`: add columns, constraints and options, then call ``build()``. Added
    columns can use all columns of the table and ``id``, the row number.
    """
    events = checks.rows("rows", rows)
    sizes = {
        "devices": checks.rows("n_devices", n_devices),
        "sensor_readings": rows_or("n_readings", n_readings, Derived.each(500, "rows", events)),
        "events": events,
    }
    return generator(
        spark,
        "iot.events",
        seed,
        TableRequest(
            sizes,
            start_date,
            end_date,
            rates={"anomaly_rate": anomaly_rate},
            intervals={"interval": interval},
        ),
        partitions,
    )


def generate_telemetry(
    spark: SparkSession,
    rows: int = 5_000_000,
    n_devices: int = 10_000,
    start_date: Date = None,
    end_date: Date = None,
    interval: str | None = None,
    seed: int = 42,
    *,
    partitions: int | None = None,
) -> DataFrame:
    """Generate vehicle pings (position, speed, fuel, engine), a thousand per vehicle and day.

    Only fits tables generated with the same sizes: pass the same ``n_devices`` to all. With
    different sizes, pings refer to vehicles that do not exist or are not installed yet, and no
    error is raised. ``n_devices`` defaults to 10,000.

    ``tablewright.iot(rows=...)`` makes all tables with sizes that fit, as Spark frames too.

    Parameters
    ----------
    spark : SparkSession
        A session of classic Spark, Spark Connect or databricks-connect.
    rows : int
        Number of pings (≥ 0).
    n_devices : int
        Number of rows of the devices table; at least 1 if there are pings. An eighth of them are
        GPS Trackers, which send the pings.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024.
    interval : str, optional
        Time between the pings of a trip, from 1 to 30 seconds; default: ``"5 seconds"``.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    partitions : int, optional
        Number of partitions.

    Returns
    -------
    pyspark.sql.DataFrame
        telemetry_id, device_id bigint, timestamp timestamp, latitude, longitude, speed double,
        heading int, fuel_level, engine_temp double.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe iot.telemetry``.
    """
    return built(
        telemetry_generator(
            spark, rows, n_devices, start_date, end_date, interval, seed, partitions=partitions
        )
    )


def telemetry_generator(
    spark: SparkSession,
    rows: int = 5_000_000,
    n_devices: int = 10_000,
    start_date: Date = None,
    end_date: Date = None,
    interval: str | None = None,
    seed: int = 42,
    *,
    partitions: int | None = None,
) -> TableGenerator:
    """Return the unbuilt generator of `generate_telemetry`, with the same arguments.

    It is a `DataGenerator`: add columns, constraints and options, then call ``build()``. Added
    columns can use all columns of the table and ``id``, the row number.
    """
    sizes = {"devices": checks.rows("n_devices", n_devices), "telemetry": checks.rows("rows", rows)}
    return generator(
        spark,
        "iot.telemetry",
        seed,
        TableRequest(sizes, start_date, end_date, intervals={"ping_interval": interval}),
        partitions,
    )


def generate_iot_demo(
    spark: SparkSession,
    catalog: str,
    schema: str = "iot",
    volume: str = "raw_data",
    n_devices: int = 10_000,
    seed: int = 42,
    *,
    raw: Raw = True,
    tables: Sequence[str] | None = None,
    mode: Mode = "error",
    progress: bool = True,
    storage: str | None = None,
    dirt: Mapping[str, float] | None = None,
) -> DemoReport:
    """Write all IoT tables: raw JSON to a volume, clean Delta tables to a catalog.

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
    n_devices : int
        Number of rows of the devices table (≥ 1); the others scale with it. Default total:
        55,110,500 rows: 500 sites, 10,000 devices, 50,000,000 sensor_readings, 100,000 events,
        5,000,000 telemetry.
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
        "iot",
        catalog,
        schema,
        volume,
        n_devices,
        seed,
        raw,
        tables,
        mode,
        progress,
        storage,
        dirt,
    ).run()


def generate_streaming_sensors(
    spark: SparkSession,
    n_devices: int = 10_000,
    seed: int = 42,
    *,
    rows_per_second: int = 10,
    source: str = "rate",
    start: dt.datetime | str | None = None,
    anomaly_rate: float = 0.02,
    start_date: Date = None,
    end_date: Date = None,
    partitions: int | None = None,
) -> DataFrame:
    """Stream sensor readings; seasons and times of day follow their times.

    Parameters
    ----------
    spark : SparkSession
        A session of classic Spark, Spark Connect or databricks-connect.
    n_devices : int
        Number of rows of the devices table (≥ 1).
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    rows_per_second : int
        From 1 to 1,000,000,000.
    source : str
        ``"rate"`` uses the current time and needs a processing-time trigger. ``"rate-micro-batch"``
        makes each batch the next second after ``start``, however fast it runs; it also works with
        ``availableNow`` (the only trigger on serverless), one batch per run.
    start : datetime or str, optional
        The time of the first row with ``"rate-micro-batch"``; the default zone is UTC. Default:
        midnight after the window.
    anomaly_rate : float
        The share of anomalous readings.
    start_date, end_date : date or str, optional
        First or last day of the window of the devices; default: 2024.
    partitions : int, optional
        Number of partitions of a batch.

    Returns
    -------
    pyspark.sql.DataFrame
        A streaming frame with the columns of `generate_sensor_readings`.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    A row is a function of its number and time: a query restarted from its checkpoint neither
    repeats nor omits rows, and `tablewright.streams.stream_rows` returns the same rows.
    """
    days = api.window(start_date, end_date)
    stream = sensors(n_devices, anomaly_rate=anomaly_rate, window=days)
    first = begin(start, days)
    return frame(spark, stream, seed, source, rows_per_second, first, partitions)


def generate_iot_cdc(
    spark: SparkSession,
    volume_path: str,
    n_devices: int = 10_000,
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
    """Write the devices table and changes to it to a volume, in batches.

    Batch 0 is the full load; each later batch appends new keys, and updates and deletes live keys.

    Parameters
    ----------
    spark : SparkSession
        A session of classic Spark, Spark Connect or databricks-connect.
    volume_path : str
        The output folder, such as ``/Volumes/main/demo/landing/devices``; batches are written to
        ``batch_0`` and so on in it.
    n_devices : int
        Number of rows of batch 0, the full devices table (1 to 2**31).
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
        "iot",
        spark,
        volume_path,
        n_devices,
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
        rows_name="n_devices",
    )
