"""What breaks each statistic of manufacturing, and the rows that it is judged of."""

from __future__ import annotations

from typing import Any

import polars as pl

from tests.support.corruptions import (
    Corruption,
    every_row,
    flagged,
    later,
    mixed,
    named,
    some,
    times,
)

BASES: dict[str, dict[str, Any]] = {
    "usual": {"sizes": {"equipment": 3_000, "sensor_data": 400_000, "maintenance_records": 60_000}},
    "of many": {"sizes": {"equipment": 50_000, "sensor_data": 0, "maintenance_records": 250_000}},
    "of a year": {"sizes": {"equipment": 5_000, "sensor_data": 0, "maintenance_records": 50_000}},
    "of hours": {
        "sizes": {"equipment": 300, "sensor_data": 500_000, "maintenance_records": 3_000},
        "intervals": {"interval": 10},
    },
}
"""What `api.declare` is told."""


def smooth(sensor: str) -> Corruption:
    """Let readings follow those before."""
    return every_row("sensor_data", sensor, pl.col(sensor).rolling_mean(5).over("equipment_id"))


MISSED: dict[str, dict[str, Corruption]] = {
    "usual": {
        "E1b": named("maintenance_records", "maintenance_type", "Emergency", "Corrective"),
        "E1c": named("maintenance_records", "priority", "Critical", "High"),
        "E1d": named("maintenance_records", "status", "Scheduled", "Completed"),
        "E2a": some("sensor_data", "is_anomaly", "reading_id", 4),
        "E2b": flagged("sensor_data", "is_anomaly", "reading_id", 7),
        "E3": later("maintenance_records", "scheduled_date", "20d"),
        "E4": times("maintenance_records", "duration_hours", 1.5),
        "E5": times("maintenance_records", "cost", 1.5),
        "E6": every_row(
            "maintenance_records", "scheduled_date", pl.col("scheduled_date").dt.truncate("6mo")
        ),
        "E7a": later("sensor_data", "timestamp", "12h"),
        "E7b": later("sensor_data", "timestamp", "3d"),
        "E9": every_row(
            "maintenance_records",
            "scheduled_date",
            pl.col("scheduled_date") + pl.duration(days=pl.col("maintenance_id") * 7 % 30),
        ),
        "E10a": every_row("equipment", "model", (pl.col("equipment_id") % 5).cast(pl.String)),
        "E10b": mixed("equipment", "install_date"),
        "E11": later("maintenance_records", "scheduled_date", "20d"),
        "E15": times("maintenance_records", "duration_hours", 30),
        "E16": later("maintenance_records", "completion_date", "12h"),
        "E17": mixed("equipment", "status"),
        "E18": every_row(
            "sensor_data",
            "timestamp",
            pl.col("timestamp") + pl.duration(seconds=pl.col("equipment_id") % 2),
        ),
    },
    "of a year": {
        "E12": every_row(
            "maintenance_records", "equipment_id", 1_000 + pl.col("maintenance_id") % 5_000
        ),
        "E13": every_row(
            "maintenance_records", "scheduled_date", pl.col("scheduled_date").dt.truncate("6mo")
        ),
        "E14": mixed("equipment", "install_date"),
    },
    "of hours": {
        "E8a": smooth("sensor_A"),
        "E8b": smooth("sensor_B"),
        "E8c": smooth("sensor_C"),
        "E8d": mixed("sensor_data", "sensor_D"),
        "E8e": mixed("sensor_data", "sensor_E"),
        "E8f": mixed("sensor_data", "sensor_F"),
    },
    "of many": {
        "E1a": named("equipment", "status", "Decommissioned", "Operational"),
    },
}
"""Where each statistic is judged, and what makes it a breach."""
