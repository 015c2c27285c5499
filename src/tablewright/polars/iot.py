"""IoT tables as Polars frames: sites, devices, sensor_readings, events, telemetry.

Tables fit together if their functions get the same seed, sizes, rates and window.
``tablewright.iot(rows=...)`` makes all tables with sizes that fit.
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
    "generate_sites",
    "generate_telemetry",
]


def generate_sites(
    n_devices: int = 1_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
) -> pl.DataFrame:
    """Generate the sites of a number of devices: twenty devices are at one, on average.

    Only fits tables generated with the same sizes: pass the same ``n_devices`` to all. With
    different sizes, sites have no device, or devices no site, and no error is raised. ``n_devices``
    defaults to 1,000.

    ``tablewright.iot(rows=...)`` makes all tables with sizes that fit.

    Parameters
    ----------
    n_devices : int
        Number of rows of the devices table. It decides the number of sites.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024.

    Returns
    -------
    polars.DataFrame
        site_id Int64, city, climate_zone, timezone String.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe iot.sites``.

    Examples
    --------
    >>> generate_sites(n_devices=50)["site_id"].to_list()
    [100, 101, 102]
    """
    sizes = {"devices": checks.rows("n_devices", n_devices)}
    return frame("iot.sites", seed, TableRequest(sizes, start_date, end_date))


def generate_devices(
    rows: int = 1_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
) -> pl.DataFrame:
    """Generate a registry of devices, in the order in which sites were rolled out.

    Parameters
    ----------
    rows : int
        Number of devices (≥ 0). Devices come in groups of eight, one of each type; in a larger
        registry, an incomplete last group has no readings.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024. Devices are installed during the
        window and the four windows before it.

    Returns
    -------
    polars.DataFrame
        device_id Int64, device_serial, device_type, manufacturer String, install_date Date,
        latitude, longitude Float64, status String, site_id Int64.

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
    """Generate readings of temperature, humidity, pressure, power and vibration.

    Only fits tables generated with the same sizes: pass the same ``n_devices`` to all. With
    different sizes, readings refer to devices that do not exist or are not installed yet, and no
    error is raised. ``n_devices`` defaults to 1,000.

    ``tablewright.iot(rows=...)`` makes all tables with sizes that fit.

    Parameters
    ----------
    rows : int
        Number of readings (≥ 0).
    n_devices : int
        Number of rows of the devices table; at least 1 if there are readings. With fewer than five
        devices, some metrics are missing.
    anomaly_rate : float
        The share of anomalous readings. It is exact in expectation, including 0 and 1.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024.
    interval : str, optional
        Time between a device's readings, such as ``"1 minute"`` or ``"5 minutes"``; default: 1, 5
        or 15 minutes, by type. If more readings are requested than fit, it is divided by the
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
    ['celsius', 'hPa', 'mm/s', 'percent', 'kWh']
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
    """Generate device events, in time order.

    Only fits tables generated with the same sizes: pass the same ``n_devices`` and ``n_readings``
    to all. With different sizes, events follow anomalies that are not among the readings, and no
    error is raised. ``n_devices`` defaults to 1,000.

    ``tablewright.iot(rows=...)`` makes all tables with sizes that fit.

    Parameters
    ----------
    rows : int
        Number of events (≥ 0).
    n_devices : int
        Number of rows of the devices table; at least 1 if there are events.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    n_readings : int, optional
        Number of rows of the sensor_readings table, whose anomalies raise events; default: 5 per
        event. Most Threshold Exceeded events since the first reading follow an anomalous one.
    anomaly_rate : float
        The share of anomalous readings.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024.
    interval : str, optional
        As in `generate_sensor_readings`.

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
    """Generate vehicle pings (position, speed, fuel, engine), a thousand per vehicle and day.

    Only fits tables generated with the same sizes: pass the same ``n_devices`` to all. With
    different sizes, pings refer to vehicles that do not exist or are not installed yet, and no
    error is raised. ``n_devices`` defaults to 1,000.

    ``tablewright.iot(rows=...)`` makes all tables with sizes that fit.

    Parameters
    ----------
    rows : int
        Number of pings (≥ 0).
    n_devices : int
        Number of rows of the devices table; at least 1 if there are pings. An eighth of them are
        GPS Trackers, which send the pings.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024.
    interval : str, optional
        Time between the pings of a trip, from 1 to 30 seconds; default: ``"5 seconds"``.

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
