"""IoT tables as Polars frames: devices, sensor_readings, events, telemetry.

Functions that are given the same seed, sizes, rates and window make tables that fit together.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import polars as pl

from tablewright import api, checks
from tablewright.engines.local import LocalTable
from tablewright.tables.iot import INDUSTRY
from tablewright.tables.iot.intervals import seconds

Date = dt.date | str | None


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
        Devices, from 0. They come in octets, one of each type; from the last, incomplete octet
        of a larger registry nothing is read.
    seed : int
        Signed 64-bit.
    start_date, end_date : date or str, optional
        The window of what devices do, both days included; 2024 by default. Devices are installed
        during the four windows before it and in it.

    Returns
    -------
    polars.DataFrame
        device_id Int64, device_serial, device_type, manufacturer String, install_date Date,
        latitude, longitude Float64, status String.

    Raises
    ------
    ValueError, TypeError
        An argument that cannot be used: its name, value, the reason and the remedy.

    Examples
    --------
    >>> generate_devices(rows=3)["device_type"].to_list()
    ['GPS Tracker', 'Temperature Sensor', 'Humidity Sensor']
    """
    return _frame("devices", seed, {"devices": checks.rows("rows", rows)}, start_date, end_date)


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

    Parameters
    ----------
    rows : int
        Readings, from 0.
    n_devices : int
        Rows of the devices table; at least 1 where there are readings. With fewer than five
        devices some metrics are missing.
    anomaly_rate : float
        The share of anomalous readings, exact in expectation, 0 and 1 included.
    seed : int
        Signed 64-bit.
    start_date, end_date : date or str, optional
        The window, both days included; 2024 by default.
    interval : str, optional
        Time between the readings of a device, such as ``"1 minute"`` or ``"5 minutes"``; by
        default 1, 5 or 15 minutes by type. Where more readings are asked for than fit, it is
        divided by the smallest sufficient integer.

    Returns
    -------
    polars.DataFrame
        reading_id, device_id Int64, timestamp Datetime(us, UTC), metric_name String,
        metric_value Float64, unit String, quality_score Int32, is_anomaly Boolean.

    Raises
    ------
    ValueError, TypeError
        An argument that cannot be used: its name, value, the reason and the remedy.

    Examples
    --------
    >>> generate_sensor_readings(rows=5, n_devices=8)["unit"].to_list()
    ['celsius', 'percent', 'hPa', 'kWh', 'mm/s']
    """
    sizes = {
        "devices": checks.rows("n_devices", n_devices),
        "sensor_readings": checks.rows("rows", rows),
    }
    rates = _rates(anomaly_rate, interval)
    return _frame("sensor_readings", seed, sizes, start_date, end_date, rates)


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

    Parameters
    ----------
    rows : int
        Events, from 0.
    n_devices : int
        Rows of the devices table; at least 1 where there are events.
    seed : int
        Signed 64-bit.
    n_readings : int, optional
        Rows of the readings table, whose anomalies raise events; five for each event by default.
        From 500 on, most Threshold Exceeded events follow an anomalous reading.
    anomaly_rate : float
        The share of anomalous readings.
    start_date, end_date : date or str, optional
        The window, both days included; 2024 by default.
    interval : str, optional
        As for `generate_sensor_readings`.

    Returns
    -------
    polars.DataFrame
        event_id, device_id Int64, timestamp Datetime(us, UTC), event_type, severity, description
        String, acknowledged, resolved Boolean.

    Raises
    ------
    ValueError, TypeError
        An argument that cannot be used: its name, value, the reason and the remedy.

    Examples
    --------
    >>> generate_events(rows=3, n_devices=8)["event_id"].to_list()
    [1, 2, 3]
    """
    events = checks.rows("rows", rows)
    readings = 5 * events if n_readings is None else checks.rows("n_readings", n_readings)
    sizes = {
        "devices": checks.rows("n_devices", n_devices),
        "sensor_readings": readings,
        "events": events,
    }
    rates = _rates(anomaly_rate, interval)
    return _frame("events", seed, sizes, start_date, end_date, rates)


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

    Parameters
    ----------
    rows : int
        Pings, from 0.
    n_devices : int
        Rows of the devices table, an eighth of which are GPS Trackers; at least 1 where there
        are pings.
    seed : int
        Signed 64-bit.
    start_date, end_date : date or str, optional
        The window, both days included; 2024 by default.
    interval : str, optional
        Time between the pings of a trip, from 1 to 30 seconds; ``"5 seconds"`` by default.

    Returns
    -------
    polars.DataFrame
        telemetry_id, device_id Int64, timestamp Datetime(us, UTC), latitude, longitude, speed
        Float64, heading Int32, fuel_level, engine_temp Float64.

    Raises
    ------
    ValueError, TypeError
        An argument that cannot be used: its name, value, the reason and the remedy.

    Examples
    --------
    >>> generate_telemetry(rows=3, n_devices=8)["speed"].to_list()
    [0.0, 0.0, 11.0]
    """
    sizes = {
        "devices": checks.rows("n_devices", n_devices),
        "telemetry": checks.rows("rows", rows),
    }
    rates = {} if interval is None else {"ping_interval": seconds("interval", interval, 30)}
    return _frame("telemetry", seed, sizes, start_date, end_date, rates)


def _rates(anomaly_rate: float, interval: str | None) -> dict[str, float]:
    rates = {"anomaly_rate": checks.rate("anomaly_rate", anomaly_rate)}
    if interval is not None:
        rates["interval"] = seconds("interval", interval, 86_400)
    return rates


def _frame(
    table: str,
    seed: int,
    sizes: Mapping[str, int],
    start_date: Date,
    end_date: Date,
    rates: Mapping[str, float] | None = None,
) -> pl.DataFrame:
    """All rows of a table; intervals travel with the rates."""
    checks.seed(seed)
    counts = {each: sizes.get(each, 0) for each in INDUSTRY.default_rows}
    plain = api.options(INDUSTRY, start_date, end_date, "en", None)
    chosen = type(plain)(plain.window, plain.locale, {**plain.rates, **(rates or {})})
    declared = INDUSTRY.declare(counts, chosen).table(table)
    return LocalTable(declared, seed).rows(0, declared.rows)
