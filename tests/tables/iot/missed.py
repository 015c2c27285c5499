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

BASES: dict[str, dict[str, Any]] = {
    "usual": {
        "sizes": {"devices": 50_000, "sensor_readings": 0, "events": 50_000, "telemetry": 50_000}
    },
    "of few": {
        "sizes": {"devices": 300, "sensor_readings": 400_000, "events": 700, "telemetry": 0}
    },
    "of some": {
        "sizes": {"devices": 5_000, "sensor_readings": 250_000, "events": 0, "telemetry": 0}
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
        "E3a": later("sensor_readings", "timestamp", "10h"),
        "E3b": later("sensor_readings", "timestamp", "-6mo"),
        "E4": humidity_is_upside_down,
        "E5": mixed("sensor_readings", "metric_value"),
        "E9": later("events", "timestamp", "1h"),
        "E10": readings_go_missing,
    },
    "of some": {
        "E2b": every_row("sensor_readings", "is_anomaly", pl.col("device_id").is_first_distinct()),
    },
}
"""Where each statistic is judged, and what makes it a breach."""
