"""IoT tables as Polars frames: devices, sensor_readings, events, telemetry.

Functions that are given the same seed, sizes, rates and window make tables that fit together.
``tablewright.iot(rows=...)`` makes all of them with sizes that do.
"""

# Rendered from tools/functions/iot.py by `make render`: edit it there.

from __future__ import annotations

import datetime as dt

import polars as pl

from tablewright import checks
from tablewright.api import Derived, TableRequest, rows_or
from tablewright.polars.requests import frame

Date = dt.date | str | None

__all__ = [
    "generate_devices",
    "generate_events",
    "generate_sensor_readings",
    "generate_telemetry",
]


def generate_devices(
    rows: int = 1_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
) -> pl.DataFrame:
    """Make a registry of devices, in the order in which their sites were rolled out.

    Parameters
    ----------
    rows : int
        Number of devices (≥ 0). They come in octets, one of each type; from the last, incomplete
        octet of a larger registry nothing is read.
    seed : int
        Any signed 64-bit integer.
    start_date, end_date : date or str, optional
        The window, both days included; 2024 by default. Devices are installed during the four
        windows before it and in it.

    Returns
    -------
    polars.DataFrame
        device_id Int64, device_serial, device_type, manufacturer String, install_date Date,
        latitude, longitude Float64, status String.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe iot.devices``.

    Examples
    --------
    >>> generate_devices(rows=3)["device_type"].to_list()
    ['GPS Tracker', 'Temperature Sensor', 'Humidity Sensor']
    """
    sizes = {"devices": checks.rows("rows", rows)}
    return frame("iot.devices", seed, TableRequest(sizes, start_date, end_date))


def generate_sensor_readings(
    rows: int = 50_000,
    n_devices: int = 1_000,
    anomaly_rate: float = 0.02,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    interval: str | None = None,
) -> pl.DataFrame:
    """Make readings of temperature, humidity, pressure, power and vibration.

    Only fits tables generated with the same sizes: pass the same ``n_devices`` to all. With
    different sizes, devices are missing, or read before they are there, and no error is raised.
    ``n_devices`` is 1,000 unless you give it.

    ``tablewright.iot(rows=...)`` makes all tables with sizes that fit.

    Parameters
    ----------
    rows : int
        Number of readings (≥ 0).
    n_devices : int
        Rows of the devices table; at least 1 if there are readings. With fewer than five devices
        some metrics are missing.
    anomaly_rate : float
        The share of anomalous readings. It is exact in expectation, 0 and 1 included.
    seed : int
        Any signed 64-bit integer.
    start_date, end_date : date or str, optional
        The window, both days included; 2024 by default.
    interval : str, optional
        Time between the readings of a device, such as ``"1 minute"`` or ``"5 minutes"``; by default
        1, 5 or 15 minutes by type. If more readings are requested than fit, it is divided by the
        smallest sufficient integer.

    Returns
    -------
    polars.DataFrame
        reading_id, device_id Int64, timestamp Datetime(us, UTC), metric_name String,
        metric_value Float64, unit String, quality_score Int32, is_anomaly Boolean.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe iot.sensor_readings``.

    Examples
    --------
    >>> generate_sensor_readings(rows=5, n_devices=8)["unit"].to_list()
    ['celsius', 'percent', 'hPa', 'kWh', 'mm/s']
    """
    sizes = {
        "devices": checks.rows("n_devices", n_devices),
        "sensor_readings": checks.rows("rows", rows),
    }
    return frame(
        "iot.sensor_readings",
        seed,
        TableRequest(
            sizes,
            start_date,
            end_date,
            rates={"anomaly_rate": anomaly_rate},
            intervals={"interval": interval},
        ),
    )


def generate_events(
    rows: int = 10_000,
    n_devices: int = 1_000,
    seed: int = 42,
    *,
    n_readings: int | None = None,
    anomaly_rate: float = 0.02,
    start_date: Date = None,
    end_date: Date = None,
    interval: str | None = None,
) -> pl.DataFrame:
    """Make events of devices, in the order of time.

    Only fits tables generated with the same sizes: pass the same ``n_devices`` and ``n_readings``
    to all. With different sizes, events follow anomalies that are not among the readings, and no
    error is raised. ``n_devices`` is 1,000 unless you give it.

    ``tablewright.iot(rows=...)`` makes all tables with sizes that fit.

    Parameters
    ----------
    rows : int
        Number of events (≥ 0).
    n_devices : int
        Rows of the devices table; at least 1 if there are events.
    seed : int
        Any signed 64-bit integer.
    n_readings : int, optional
        Rows of the sensor_readings table, whose anomalies raise events; 5 for each event by
        default. From 500 for each event on, most Threshold Exceeded events follow an anomalous
        reading.
    anomaly_rate : float
        The share of anomalous readings.
    start_date, end_date : date or str, optional
        The window, both days included; 2024 by default.
    interval : str, optional
        As for `generate_sensor_readings`.

    Returns
    -------
    polars.DataFrame
        event_id, device_id Int64, timestamp Datetime(us, UTC), event_type, severity,
        description String, acknowledged, resolved Boolean.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe iot.events``.

    Examples
    --------
    >>> generate_events(rows=3, n_devices=8)["event_id"].to_list()
    [1, 2, 3]
    """
    events = checks.rows("rows", rows)
    sizes = {
        "devices": checks.rows("n_devices", n_devices),
        "sensor_readings": rows_or("n_readings", n_readings, Derived.each(5, "rows", events)),
        "events": events,
    }
    return frame(
        "iot.events",
        seed,
        TableRequest(
            sizes,
            start_date,
            end_date,
            rates={"anomaly_rate": anomaly_rate},
            intervals={"interval": interval},
        ),
    )


def generate_telemetry(
    rows: int = 50_000,
    n_devices: int = 1_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    interval: str | None = None,
) -> pl.DataFrame:
    """Make pings of vehicles: position, speed, fuel and engine, a thousand for a vehicle's day.

    Only fits tables generated with the same sizes: pass the same ``n_devices`` to all. With
    different sizes, vehicles are missing, or drive before they are there, and no error is raised.
    ``n_devices`` is 1,000 unless you give it.

    ``tablewright.iot(rows=...)`` makes all tables with sizes that fit.

    Parameters
    ----------
    rows : int
        Number of pings (≥ 0).
    n_devices : int
        Rows of the devices table; at least 1 if there are pings. An eighth of them are GPS
        Trackers, which ping.
    seed : int
        Any signed 64-bit integer.
    start_date, end_date : date or str, optional
        The window, both days included; 2024 by default.
    interval : str, optional
        Time between the pings of a trip, from 1 to 30 seconds; ``"5 seconds"`` by default.

    Returns
    -------
    polars.DataFrame
        telemetry_id, device_id Int64, timestamp Datetime(us, UTC), latitude, longitude,
        speed Float64, heading Int32, fuel_level, engine_temp Float64.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe iot.telemetry``.

    Examples
    --------
    >>> generate_telemetry(rows=3, n_devices=8)["speed"].to_list()
    [0.0, 0.0, 11.0]
    """
    sizes = {"devices": checks.rows("n_devices", n_devices), "telemetry": checks.rows("rows", rows)}
    return frame(
        "iot.telemetry",
        seed,
        TableRequest(sizes, start_date, end_date, intervals={"ping_interval": interval}),
    )
