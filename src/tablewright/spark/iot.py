"""IoT tables as Spark frames: devices, sensor_readings, events, telemetry; streaming sensors.

The rows are those of `tablewright.polars.iot` for the same arguments; the default sizes differ,
also those of tables that are not requested. Functions that are given the same seed, sizes, rates
and window make tables that fit together. ``tablewright.iot(rows=...)`` makes all of them with sizes
that do.

Every function makes one lazy frame out of Spark's own expressions; no value depends on
``partitions``, which is one for each 250,000 rows by default.
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
    "generate_streaming_sensors",
    "generate_telemetry",
    "sensor_readings_generator",
    "telemetry_generator",
]


def generate_devices(
    spark: SparkSession,
    rows: int = 10_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    partitions: int | None = None,
) -> DataFrame:
    """Make a registry of devices, in the order in which their sites were rolled out.

    Parameters
    ----------
    spark : SparkSession
        A classic, Spark Connect or databricks-connect session.
    rows : int
        Number of devices (≥ 0). They come in octets, one of each type; from the last, incomplete
        octet of a larger registry nothing is read.
    seed : int
        Any signed 64-bit integer.
    start_date, end_date : date or str, optional
        The window, both days included; 2024 by default. Devices are installed during the four
        windows before it and in it.
    partitions : int, optional
        Number of partitions.

    Returns
    -------
    pyspark.sql.DataFrame
        device_id bigint, device_serial, device_type, manufacturer string, install_date date,
        latitude, longitude double, status string.

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
    """The generator of `generate_devices`, whose arguments it takes, before it is built.

    It is a `DataGenerator`: add columns, constraints and options, then call ``build()``. Columns
    that are added may use all of the table's and ``id``, the row number.
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
    """Make readings of temperature, humidity, pressure, power and vibration.

    Only fits tables generated with the same sizes: pass the same ``n_devices`` to all. With
    different sizes, devices are missing, or read before they are there, and no error is raised.
    ``n_devices`` is 10,000 unless you give it.

    ``tablewright.iot(rows=...)`` makes all tables with sizes that fit, as Spark frames too.

    Parameters
    ----------
    spark : SparkSession
        A classic, Spark Connect or databricks-connect session.
    rows : int
        Number of readings (≥ 0).
    n_devices : int
        Rows of the devices table; at least 1 if there are readings. With fewer than five devices
        some metrics are missing.
    start_date, end_date : date or str, optional
        The window, both days included; 2024 by default.
    interval : str, optional
        Time between the readings of a device, such as ``"1 minute"`` or ``"5 minutes"``; by default
        1, 5 or 15 minutes by type. If more readings are requested than fit, it is divided by the
        smallest sufficient integer.
    anomaly_rate : float
        The share of anomalous readings. It is exact in expectation, 0 and 1 included.
    seed : int
        Any signed 64-bit integer.
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
    """The generator of `generate_sensor_readings`, whose arguments it takes, before it is built.

    It is a `DataGenerator`: add columns, constraints and options, then call ``build()``. Columns
    that are added may use all of the table's and ``id``, the row number.
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
    """Make events of devices, in the order of time.

    Only fits tables generated with the same sizes: pass the same ``n_devices`` and ``n_readings``
    to all. With different sizes, events follow anomalies that are not among the readings, and no
    error is raised. ``n_devices`` is 10,000 unless you give it.

    ``tablewright.iot(rows=...)`` makes all tables with sizes that fit, as Spark frames too.

    Parameters
    ----------
    spark : SparkSession
        A classic, Spark Connect or databricks-connect session.
    rows : int
        Number of events (≥ 0).
    n_devices : int
        Rows of the devices table; at least 1 if there are events.
    seed : int
        Any signed 64-bit integer.
    n_readings : int, optional
        Rows of the sensor_readings table, whose anomalies raise events; 500 for each event by
        default. From 500 for each event on, most Threshold Exceeded events follow an anomalous
        reading.
    anomaly_rate : float
        The share of anomalous readings.
    start_date, end_date : date or str, optional
        The window, both days included; 2024 by default.
    interval : str, optional
        As for `generate_sensor_readings`.
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
    """The generator of `generate_events`, whose arguments it takes, before it is built.

    It is a `DataGenerator`: add columns, constraints and options, then call ``build()``. Columns
    that are added may use all of the table's and ``id``, the row number.
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
    """Make pings of vehicles: position, speed, fuel and engine, a thousand for a vehicle's day.

    Only fits tables generated with the same sizes: pass the same ``n_devices`` to all. With
    different sizes, vehicles are missing, or drive before they are there, and no error is raised.
    ``n_devices`` is 10,000 unless you give it.

    ``tablewright.iot(rows=...)`` makes all tables with sizes that fit, as Spark frames too.

    Parameters
    ----------
    spark : SparkSession
        A classic, Spark Connect or databricks-connect session.
    rows : int
        Number of pings (≥ 0).
    n_devices : int
        Rows of the devices table; at least 1 if there are pings. An eighth of them are GPS
        Trackers, which ping.
    start_date, end_date : date or str, optional
        The window, both days included; 2024 by default.
    interval : str, optional
        Time between the pings of a trip, from 1 to 30 seconds; ``"5 seconds"`` by default.
    seed : int
        Any signed 64-bit integer.
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
    """The generator of `generate_telemetry`, whose arguments it takes, before it is built.

    It is a `DataGenerator`: add columns, constraints and options, then call ``build()``. Columns
    that are added may use all of the table's and ``id``, the row number.
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
    """Write all IoT tables: raw JSON into a volume, clean Delta tables into a catalog.

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
    n_devices : int
        Rows of the devices table (≥ 1); the others grow with it. By default 55,110,000 rows in all:
        10,000 devices, 50,000,000 sensor_readings, 100,000 events, 5,000,000 telemetry.
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
    """Stream readings of sensors; seasons and times of day follow their time.

    Parameters
    ----------
    spark : SparkSession
        A classic, Spark Connect or databricks-connect session.
    n_devices : int
        Rows of the devices table (≥ 1).
    seed : int
        Any signed 64-bit integer.
    rows_per_second : int
        From 1 to 1,000,000,000.
    source : str
        ``"rate"``: the clock's time; needs a query with a processing-time trigger.
        ``"rate-micro-batch"``: each batch is the next second after ``start``, however fast it runs;
        works with ``availableNow`` too (all that serverless allows), one batch a run.
    start : datetime or str, optional
        The time of the first row with ``"rate-micro-batch"``, in UTC if it has no zone; the
        midnight after the window by default.
    anomaly_rate : float
        The share of anomalous readings.
    start_date, end_date : date or str, optional
        The window of the devices, both days included; 2024 by default.
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
    repeats nor omits any, and `tablewright.streams.stream_rows` makes the same ones.
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
    """Write the devices table and the changes that follow it to a volume, in batches.

    Batch 0 is the full load; every later one appends new keys, and updates and deletes live ones.

    Parameters
    ----------
    spark : SparkSession
        A classic, Spark Connect or databricks-connect session.
    volume_path : str
        Where to, such as ``/Volumes/main/demo/landing/devices``; batches go to ``batch_0`` and so
        on in it.
    n_devices : int
        Rows of batch 0, the whole devices table: from 1 to 2**31.
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
