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
    "of many": {"sizes": {"equipment": 50_000, "sensor_data": 0, "maintenance_records": 50_000}},
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
        "E2b": flagged("sensor_data", "is_anomaly", "reading_id", 70),
        "E3": later("maintenance_records", "scheduled_date", "20d"),
        "E4": times("maintenance_records", "duration_hours", 1.5),
        "E5": times("maintenance_records", "cost", 1.5),
        "E6": every_row(
            "maintenance_records", "scheduled_date", pl.col("scheduled_date").dt.truncate("6mo")
        ),
        "E7a": later("sensor_data", "timestamp", "12h"),
        "E7b": later("sensor_data", "timestamp", "3d"),
        "E8a": smooth("sensor_A"),
        "E8b": smooth("sensor_B"),
        "E8c": smooth("sensor_C"),
        "E8d": mixed("sensor_data", "sensor_D"),
        "E8e": mixed("sensor_data", "sensor_E"),
        "E8f": mixed("sensor_data", "sensor_F"),
        "E9": every_row(
            "maintenance_records",
            "scheduled_date",
            pl.col("scheduled_date") + pl.duration(days=pl.col("maintenance_id") * 7 % 30),
        ),
        "E10a": every_row("equipment", "model", (pl.col("equipment_id") % 5).cast(pl.String)),
        "E10b": mixed("equipment", "install_date"),
    },
    "of many": {
        "E1a": named("equipment", "status", "Decommissioned", "Operational"),
    },
}
"""Where each statistic is judged, and what makes it a breach."""
