"""IoT tables as Spark frames: devices, sensor_readings, events, telemetry; streaming readings.

The rows are those of `tablewright.polars.iot` for the same arguments; the default sizes differ,
also those of tables that are not asked for. Functions that are given the same seed, sizes, rates
and window make tables that fit together. ``tablewright.iot(rows=...)`` makes all of them in sizes
that do.

Every function makes one lazy frame out of Spark's own expressions; no value depends on
``partitions``, which is one for each 250,000 rows by default.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tablewright import api, checks
from tablewright.api import Derived, rows_or
from tablewright.spark.cdc import named
from tablewright.spark.demo import Demo, Mode, Raw
from tablewright.spark.demo_functions import as_demo
from tablewright.spark.requests import SparkRequest, as_frame, as_generator
from tablewright.spark.streaming import begin, frame
from tablewright.streams import sensors
from tablewright.tables.iot import MOST_BETWEEN_PINGS, MOST_BETWEEN_READINGS

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

Date = dt.date | str | None
_READINGS_OF_AN_EVENT = 500


@as_frame
def generate_devices(
    spark: SparkSession,
    rows: int = 10_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    partitions: int | None = None,
) -> SparkRequest:
    """Make a registry of devices, in the order in which their sites were rolled out.

    Parameters
    ----------
    spark : SparkSession
        Classic, of Spark Connect or of databricks-connect.
    rows : int
        Devices, from 0. They come in octets, one of each type; from the last, incomplete octet
        of a larger registry nothing is read.
    seed : int
        Signed 64-bit.
    start_date, end_date : date or str, optional
        The window of what devices do, both days included; 2024 by default. Devices are installed
        during the four windows before it and in it.
    partitions : int, optional
        Of the frame.

    Returns
    -------
    pyspark.sql.DataFrame
        device_id bigint, device_serial, device_type, manufacturer string, install_date date,
        latitude, longitude double, status string.

    Raises
    ------
    ValueError, TypeError
        An argument that cannot be used: its name, value, the reason and the remedy.
    """
    sizes = {"devices": checks.rows("rows", rows)}
    return SparkRequest(spark, "iot.devices", seed, sizes, partitions, start_date, end_date)


@as_frame
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
) -> SparkRequest:
    """Make readings of temperature, humidity, pressure, power and vibration.

    Fits only tables of the same sizes, here of the same ``n_devices``: with others devices are
    missing, or read before they are there, and nothing says so. `tablewright.iot` makes all tables
    in sizes that fit, as Spark frames too.

    Parameters
    ----------
    spark : SparkSession
        Classic, of Spark Connect or of databricks-connect.
    rows : int
        Readings, from 0.
    n_devices : int
        Rows of the devices table; at least 1 where there are readings. With fewer than five
        devices some metrics are missing.
    start_date, end_date : date or str, optional
        The window, both days included; 2024 by default.
    interval : str, optional
        Time between the readings of a device, such as ``"1 minute"`` or ``"5 minutes"``; by
        default 1, 5 or 15 minutes by type. Where more readings are asked for than fit, it is
        divided by the smallest sufficient integer.
    anomaly_rate : float
        The share of anomalous readings, exact in expectation, 0 and 1 included.
    seed : int
        Signed 64-bit.
    partitions : int, optional
        Of the frame.

    Returns
    -------
    pyspark.sql.DataFrame
        reading_id, device_id bigint, timestamp timestamp, metric_name string,
        metric_value double, unit string, quality_score int, is_anomaly boolean.

    Raises
    ------
    ValueError, TypeError
        An argument that cannot be used: its name, value, the reason and the remedy.
    """
    sizes = {
        "devices": checks.rows("n_devices", n_devices),
        "sensor_readings": checks.rows("rows", rows),
    }
    return SparkRequest(
        spark,
        "iot.sensor_readings",
        seed,
        sizes,
        partitions,
        start_date,
        end_date,
        rates={"anomaly_rate": anomaly_rate},
        intervals=_interval("interval", interval, MOST_BETWEEN_READINGS),
    )


@as_frame
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
) -> SparkRequest:
    """Make events of devices, in the order of time.

    Fits only tables of the same sizes, here of the same ``n_devices`` and ``n_readings``: with
    others events follow anomalies that are not among the readings, and nothing says so.
    `tablewright.iot` makes all tables in sizes that fit, as Spark frames too.

    Parameters
    ----------
    spark : SparkSession
        Classic, of Spark Connect or of databricks-connect.
    rows : int
        Events, from 0.
    n_devices : int
        Rows of the devices table; at least 1 where there are events.
    seed : int
        Signed 64-bit.
    n_readings : int, optional
        Rows of the readings table, whose anomalies raise events; 500 for each event by default.
        From there on, most Threshold Exceeded events follow an anomalous reading.
    anomaly_rate : float
        The share of anomalous readings.
    start_date, end_date : date or str, optional
        The window, both days included; 2024 by default.
    interval : str, optional
        As for `generate_sensor_readings`.
    partitions : int, optional
        Of the frame.

    Returns
    -------
    pyspark.sql.DataFrame
        event_id, device_id bigint, timestamp timestamp, event_type, severity, description
        string, acknowledged, resolved boolean.

    Raises
    ------
    ValueError, TypeError
        An argument that cannot be used: its name, value, the reason and the remedy.
    """
    events = checks.rows("rows", rows)
    readings = rows_or(
        "n_readings", n_readings, Derived.each(_READINGS_OF_AN_EVENT, "rows", events)
    )
    sizes = {
        "devices": checks.rows("n_devices", n_devices),
        "sensor_readings": readings,
        "events": events,
    }
    return SparkRequest(
        spark,
        "iot.events",
        seed,
        sizes,
        partitions,
        start_date,
        end_date,
        rates={"anomaly_rate": anomaly_rate},
        intervals=_interval("interval", interval, MOST_BETWEEN_READINGS),
    )


@as_frame
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
) -> SparkRequest:
    """Make pings of vehicles: position, speed, fuel and engine, a thousand for a vehicle's day.

    Fits only tables of the same sizes, here of the same ``n_devices``: with others vehicles are
    missing, or drive before they are there, and nothing says so. `tablewright.iot` makes all
    tables in sizes that fit, as Spark frames too.

    Parameters
    ----------
    spark : SparkSession
        Classic, of Spark Connect or of databricks-connect.
    rows : int
        Pings, from 0.
    n_devices : int
        Rows of the devices table, an eighth of which are GPS Trackers; at least 1 where there
        are pings.
    start_date, end_date : date or str, optional
        The window, both days included; 2024 by default.
    interval : str, optional
        Time between the pings of a trip, from 1 to 30 seconds; ``"5 seconds"`` by default.
    seed : int
        Signed 64-bit.
    partitions : int, optional
        Of the frame.

    Returns
    -------
    pyspark.sql.DataFrame
        telemetry_id, device_id bigint, timestamp timestamp, latitude, longitude, speed
        double, heading int, fuel_level, engine_temp double.

    Raises
    ------
    ValueError, TypeError
        An argument that cannot be used: its name, value, the reason and the remedy.
    """
    sizes = {
        "devices": checks.rows("n_devices", n_devices),
        "telemetry": checks.rows("rows", rows),
    }
    return SparkRequest(
        spark,
        "iot.telemetry",
        seed,
        sizes,
        partitions,
        start_date,
        end_date,
        intervals=_interval("ping_interval", interval, MOST_BETWEEN_PINGS),
    )


@as_demo
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
) -> Demo:
    """Write all IoT tables: raw JSON into a volume, clean Delta tables into a catalog.

    n_devices : int
        From 1. At the default, 55.11 million rows: 5,000 readings, 10 events and 500 pings for
        each device.
    """
    return Demo(
        *(spark, "iot", catalog, schema, volume, n_devices, seed),
        *(raw, tables, mode, progress, storage, dirt),
    )


devices_generator = as_generator(generate_devices)
sensor_readings_generator = as_generator(generate_sensor_readings)
events_generator = as_generator(generate_events)
telemetry_generator = as_generator(generate_telemetry)


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
        Classic, of Spark Connect or of databricks-connect.
    n_devices : int
        Rows of the devices table, at least 1.
    seed : int
        Signed 64-bit.
    rows_per_second : int
        From 1 to 1,000,000,000.
    source : str
        ``"rate"``: the clock's time; needs a query with a processing-time trigger.
        ``"rate-micro-batch"``: each batch is the next second after ``start``, however fast it
        runs; works with ``availableNow`` too (all that serverless allows), one batch a run.
    start : datetime or str, optional
        The time of the first row with ``"rate-micro-batch"``, in UTC if it has no zone; the
        midnight after the window by default.
    anomaly_rate : float
        The share of anomalous readings.
    start_date, end_date : date or str, optional
        The window of the devices, both days included; 2024 by default.
    partitions : int, optional
        Of a batch.

    Returns
    -------
    pyspark.sql.DataFrame
        A streaming frame with the columns of `generate_sensor_readings`.

    Raises
    ------
    ValueError, TypeError
        An argument that cannot be used: its name, value, the reason and the remedy.

    Notes
    -----
    A row is a function of its number and time: restarting a query from its checkpoint neither
    repeats nor leaves out any, and `tablewright.streams.stream_rows` makes the same ones.
    """
    days = api.window(start_date, end_date)
    stream = sensors(n_devices, anomaly_rate=anomaly_rate, window=days)
    first = begin(start, days)
    return frame(spark, stream, seed, source, rows_per_second, first, partitions)


def _interval(name: str, interval: str | None, most: int) -> dict[str, int]:
    return {} if interval is None else {name: checks.interval("interval", interval, most)}


generate_iot_cdc = named("iot", "n_devices", 10_000)
