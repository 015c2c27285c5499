"""What breaks each statistic of iot, and the rows that it is judged of."""

from __future__ import annotations

from typing import Any

import polars as pl

from tests.support.corruptions import (
    Corruption,
    Frames,
    every_row,
    later,
    mixed,
    named,
    some,
    times,
)

JULY = {"start_date": "2024-07-01", "end_date": "2024-07-31"}
BASES: dict[str, dict[str, Any]] = {
    "usual": {
        "sizes": {"devices": 50_000, "sensor_readings": 0, "events": 50_000, "telemetry": 50_000}
    },
    "of few": {
        "sizes": {"devices": 300, "sensor_readings": 1_500_000, "events": 0, "telemetry": 0}
    },
    "of some": {
        "sizes": {"devices": 5_000, "sensor_readings": 250_000, "events": 0, "telemetry": 0}
    },
    "of a month": {
        "sizes": {"devices": 300, "sensor_readings": 500_000, "events": 900, "telemetry": 0},
        **JULY,
    },
    "of many events": {
        "sizes": {"devices": 3_000, "sensor_readings": 450_000, "events": 30_000, "telemetry": 0}
    },
    "of a year": {
        "sizes": {"devices": 50, "sensor_readings": 450_000, "events": 0, "telemetry": 0},
        "intervals": {"interval": 3_600},
    },
}
"""What `api.declare` is told."""


def readings_go_missing(frames: Frames) -> Frames:
    readings = frames["sensor_readings"]
    return {**frames, "sensor_readings": readings.filter(pl.col("reading_id").hash() % 4 != 0)}


def humidity_is_upside_down(frames: Frames) -> Frames:
    is_humidity = pl.col("metric_name") == "humidity"
    value = pl.when(is_humidity).then(100 - pl.col("metric_value")).otherwise("metric_value")
    return every_row("sensor_readings", "metric_value", value)(frames)


def other_streams_are_late(frames: Frames) -> Frames:
    """A fifth of the devices have only the last readings."""
    readings = frames["sensor_readings"]
    late = (pl.col("device_id") % 5 == 0) & (pl.col("reading_id") < 0.7 * readings.height)
    return {**frames, "sensor_readings": readings.filter(~late)}


def days_are_alike(frames: Frames) -> Frames:
    """Events are evenly spaced, whatever they are."""
    first, last = (frames["events"]["timestamp"].dt.epoch("us").item(row) for row in (0, -1))
    step = (last - first) // frames["events"].height
    place = pl.col("event_id") * 7_919 % frames["events"].height
    even = pl.from_epoch(first + place * step, "us").dt.replace_time_zone("UTC")
    return every_row("events", "timestamp", even)(frames)


MISSED: dict[str, dict[str, Corruption]] = {
    "usual": {
        "E1a": named("devices", "device_type", "Camera", "Smart Meter"),
        "E1b": named("devices", "status", "Maintenance", "Online"),
        "E1d": named("events", "severity", "Critical", "Info"),
        "E6": every_row("telemetry", "speed", pl.col("speed") + 10),
        "E7a": every_row("telemetry", "speed", pl.max_horizontal("speed", 1.0)),
        "E7b": times("telemetry", "speed", 1.5),
        "E8a": some("events", "acknowledged", "event_id", 2),
        "E8b": some("events", "resolved", "event_id", 2),
    },
    "of few": {
        "E1c": named("sensor_readings", "metric_name", "vibration", "power"),
        "E2a": some("sensor_readings", "is_anomaly", "reading_id", 2),
        "E3": later("sensor_readings", "timestamp", "10h"),
        "E5": mixed("sensor_readings", "metric_value"),
        "E10": readings_go_missing,
        "L1": other_streams_are_late,
        "L3": every_row("sensor_readings", "quality_score", pl.lit(84)),
        "L4": mixed("sensor_readings", "metric_value"),
        "L5": every_row("sensor_readings", "is_anomaly", pl.col("reading_id") % 50 == 0),
    },
    "of a month": {
        "E9": later("events", "timestamp", "3h"),
        "L2": every_row("sensor_readings", "metric_value", pl.col("metric_value") + 4),
    },
    "of many events": {
        "L6": days_are_alike,
        "L7": every_row("events", "description", pl.format("{} %", pl.col("event_id") % 16)),
        "L8": named("events", "event_type", "Connection Lost", "Maintenance Due"),
    },
    "of a year": {
        "E4": humidity_is_upside_down,
    },
    "of some": {
        "E2b": every_row("sensor_readings", "is_anomaly", pl.col("device_id").is_first_distinct()),
    },
}
"""Where each statistic is judged, and what makes it a breach."""
