"""What breaks each rule of manufacturing."""

from __future__ import annotations

import datetime as dt
from math import nan

import polars as pl

from tablewright.tables.manufacturing.rules import LIMITS
from tests.support.corruptions import (
    Case,
    Frames,
    Link,
    both,
    case,
    change,
    change_child,
    change_parent,
    every_row,
)

SIZES = {"equipment": 100, "sensor_data": 4_000, "maintenance_records": 1_000}
UTC = dt.timezone.utc
AFTER = dt.datetime(2025, 1, 1, tzinfo=UTC)
NIGHT_BEFORE = dt.datetime(2023, 12, 31, 23, 59, 50, tzinfo=UTC)
FIRST_NIGHT = dt.datetime(2024, 1, 1, tzinfo=UTC)
LAST_NIGHT = dt.datetime(2024, 12, 31, 23, 0, tzinfo=UTC)
LAST_DAYS = dt.datetime(2024, 12, 2, 0, 0, 10, tzinfo=UTC)

READINGS = Link("sensor_data", "equipment", "equipment_id")
ORDERS = Link("maintenance_records", "equipment", "equipment_id")

STATUS = pl.col("status")
COMPLETED, SCHEDULED = STATUS == "Completed", STATUS == "Scheduled"
IN_PROGRESS, CANCELLED = STATUS == "In Progress", STATUS == "Cancelled"
KIND = pl.col("maintenance_type")
DONE = pl.col("completion_date")
NOT_LAST = COMPLETED & (DONE < DONE.max().over("equipment_id"))
OLD = pl.col("install_date") < dt.date(2023, 12, 31)
NEW = pl.col("install_date") > dt.date(2024, 1, 1)
EARLIEST = pl.col("scheduled_date") + pl.duration(hours=pl.col("duration_hours"))


def first_open_order(frames: Frames) -> dt.datetime:
    orders = frames["maintenance_records"]
    return orders.filter(SCHEDULED)["scheduled_date"].min()


def work_starts_too_late(frames: Frames) -> Frames:
    late = first_open_order(frames) + dt.timedelta(seconds=1)
    return change("maintenance_records", "scheduled_date", late, IN_PROGRESS)(frames)


def work_ends_too_late(frames: Frames) -> Frames:
    """The machine knows of it, so that only the order that is still Scheduled tells."""
    late = first_open_order(frames) + dt.timedelta(seconds=1)
    machine = frames["maintenance_records"].filter(COMPLETED)["equipment_id"][0]
    return both(
        change("maintenance_records", "completion_date", late, COMPLETED),
        change(
            "equipment", "last_maintenance_date", late.date(), pl.col("equipment_id") == machine
        ),
    )(frames)


def maintained_without_an_order(frames: Frames) -> Frames:
    orders = frames["maintenance_records"]
    at_work = pl.col("equipment_id").is_in(orders.filter(IN_PROGRESS)["equipment_id"].implode())
    return change("equipment", "status", "Maintenance", ~at_work & (STATUS == "Operational"))(
        frames
    )


def maintained_without_a_completed_order(frames: Frames) -> Frames:
    running = frames["equipment"].filter(STATUS == "Operational")["equipment_id"]
    theirs = COMPLETED & (pl.col("equipment_id") == running[1])
    return every_row(
        "maintenance_records",
        "equipment_id",
        pl.when(theirs).then(running[0]).otherwise(pl.col("equipment_id")),
    )(frames)


def reading_comes_twice(frames: Frames) -> Frames:
    first = frames["sensor_data"].row(0, named=True)
    other = (pl.col("equipment_id") == first["equipment_id"]) & (pl.col("reading_id") != 1)
    return change("sensor_data", "timestamp", first["timestamp"], other)(frames)


def replaced_without_a_part(frames: Frames) -> Frames:
    replaced = COMPLETED & pl.col("description").str.to_lowercase().str.contains("replace")
    return change("maintenance_records", "parts_replaced", 0, replaced)(frames)


LAST = pl.col("last_maintenance_date")
SHARED = pl.col("model").is_duplicated()
BROKEN: list[Case] = [
    case("M2", "unmarked", change("sensor_data", "is_anomaly", False, pl.col("is_anomaly"))),
    case("M2", "marked", change("sensor_data", "is_anomaly", True, ~pl.col("is_anomaly"))),
    *(
        case(
            "M2",
            f"sensor_{sensor} {sign}",
            change("sensor_data", f"sensor_{sensor}", sign * (limit + 0.01), ~pl.col("is_anomaly")),
        )
        for sensor, limit in LIMITS.items()
        for sign in (1, -1)
    ),
    *(
        case("M2", f"sensor_{sensor} nan", change("sensor_data", f"sensor_{sensor}", nan))
        for sensor in LIMITS
    ),
    case("M3a", "high", change("sensor_data", "energy", 100.01)),
    case("M3a", "low", change("sensor_data", "energy", -0.01)),
    case("M3a", "no number", change("sensor_data", "energy", nan)),
    case(
        "M3b",
        "late",
        change_child(READINGS, STATUS == "Decommissioned", timestamp=LAST_DAYS),
    ),
    case("M4", "no end", change("maintenance_records", "completion_date", pl.lit(None), NOT_LAST)),
    case("M4", "no end yet", change("maintenance_records", "status", "Completed", SCHEDULED)),
    *(
        case(
            "M4",
            f"{status} and ended",
            change("maintenance_records", "completion_date", EARLIEST, STATUS == status),
        )
        for status in ("In Progress", "Cancelled")
    ),
    case(
        "M4",
        "quick",
        change(
            "maintenance_records",
            "completion_date",
            EARLIEST - pl.duration(seconds=1),
            NOT_LAST,
        ),
    ),
    case("M5a", "before", change_child(READINGS, NEW, timestamp=FIRST_NIGHT)),
    case("M5b", "before", change_child(ORDERS, NEW, scheduled_date=FIRST_NIGHT)),
    case("M5c", "after", change("sensor_data", "timestamp", AFTER)),
    case("M5c", "before", change_child(READINGS, OLD, timestamp=NIGHT_BEFORE)),
    case("M5d", "after", change("maintenance_records", "scheduled_date", AFTER, SCHEDULED)),
    case("M5d", "before", change_child(ORDERS, OLD, COMPLETED, scheduled_date=NIGHT_BEFORE)),
    case("M6", "late", work_starts_too_late),
    case("M7", "day", change("equipment", "last_maintenance_date", LAST + pl.duration(days=1))),
    case("M7", "unknown", change("equipment", "last_maintenance_date", pl.lit(None))),
    case("M7", "never", maintained_without_a_completed_order),
    case("M8", "no order", maintained_without_an_order),
    *(
        case("M9", name, change_parent(ORDERS, "status", "Decommissioned", STATUS == name))
        for name in ("Scheduled", "In Progress")
    ),
    *(
        case(
            "M10",
            f"{kind} {priority}",
            change("maintenance_records", "priority", priority, KIND == kind),
        )
        for kind, priority in (
            ("Emergency", "Low"),
            ("Emergency", "Medium"),
            ("Preventive", "Critical"),
            ("Predictive", "Critical"),
        )
    ),
    *(
        case("M11", f"{column} {wrong}", change("maintenance_records", column, wrong, IN_PROGRESS))
        for column, wrong in (
            ("cost", "99.99"),
            ("cost", "50000.01"),
            ("duration_hours", 0),
            ("duration_hours", 73),
            ("parts_replaced", 11),
            ("parts_replaced", -1),
        )
    ),
    case("M11", "Scheduled", change("maintenance_records", "parts_replaced", 1, SCHEDULED)),
    case("M11", "Cancelled", change("maintenance_records", "parts_replaced", 1, CANCELLED)),
    case("M12", "manufacturer", change("equipment", "manufacturer", "Acme", SHARED)),
    case("M12", "type", change("equipment", "equipment_type", "Lathe", SHARED)),
    case("M13", "twice", reading_comes_twice),
    case("M14", "late", work_ends_too_late),
    case("M15", "no part", replaced_without_a_part),
]
KEYS = [
    "equipment: nulls",
    "equipment: primary key unique",
    "equipment: serial_number unique",
    "sensor_data: nulls",
    "sensor_data: primary key unique",
    "sensor_data: foreign key equipment_id",
    "technicians: nulls",
    "technicians: primary key unique",
    "maintenance_records: nulls",
    "maintenance_records: primary key unique",
    "maintenance_records: description unique",
    "maintenance_records: foreign key equipment_id",
    "maintenance_records: foreign key technician_id",
]
