"""What breaks each rule of iot."""

from __future__ import annotations

import datetime as dt
from math import inf, nan

import polars as pl

from tablewright.tables.iot.rules import METRICS
from tests.support.corruptions import (
    Case,
    Corruption,
    Frames,
    Link,
    case,
    change,
    change_child,
    move_child,
)

SIZES = {"devices": 400, "sensor_readings": 10_000, "events": 1_000, "telemetry": 4_000}
UTC = dt.timezone.utc
AFTER = dt.datetime(2025, 1, 1, tzinfo=UTC)
NIGHT_BEFORE = dt.datetime(2023, 12, 31, 23, 59, 59, tzinfo=UTC)
LAST_DAYS = dt.datetime(2024, 12, 2, 0, 0, 1, tzinfo=UTC)
LAST_DAY = dt.datetime(2024, 12, 31, 0, 0, 1, tzinfo=UTC)

CHILDREN = {"a": "sensor_readings", "b": "events", "c": "telemetry"}
LINKS = {letter: Link(table, "devices", "device_id") for letter, table in CHILDREN.items()}
READINGS, EVENTS, PINGS = LINKS.values()

STATUS = pl.col("status")
METRIC, VALUE = pl.col("metric_name"), pl.col("metric_value")
EVENT = pl.col("event_type")
DEVICE = pl.col("device_type")
OLD = pl.col("install_date") < dt.date(2023, 12, 1)
NEW = pl.col("install_date") > dt.date(2024, 1, 1)
PING = pl.col("telemetry_id")
LAST = PING == PING.filter(pl.col("fuel_level").is_not_null()).last()
ANY = pl.lit(True)
PARKED = pl.col("fuel_level").is_null() & (pl.col("speed") == 0)


def before_its_device(link: Link, kind: pl.Expr, where: pl.Expr) -> Corruption:
    """A row moves to a device that is installed the second after."""

    def apply(frames: Frames) -> Frames:
        later = frames["devices"].filter(kind, NEW).row(0, named=True)
        midnight = dt.datetime.combine(later["install_date"], dt.time(), tzinfo=UTC)
        second_before = midnight - dt.timedelta(seconds=1)
        this = pl.col("device_id") == later["device_id"]
        return move_child(link, this, where, timestamp=second_before)(frames)

    return apply


def reading_comes_twice(frames: Frames) -> Frames:
    same = pl.struct("device_id", "metric_name").is_duplicated()
    first = frames["sensor_readings"].filter(same).row(0, named=True)
    other = (
        (pl.col("device_id") == first["device_id"])
        & (METRIC == first["metric_name"])
        & (pl.col("reading_id") != first["reading_id"])
    )
    return change("sensor_readings", "timestamp", first["timestamp"], other)(frames)


def retired_tracker_pings(frames: Frames) -> Frames:
    """It has no trips, but one ping of another tracker is made out to be its own."""
    retired = (STATUS == "Decommissioned") & (DEVICE == "GPS Tracker")
    return move_child(PINGS, retired, PARKED, timestamp=LAST_DAYS)(frames)


def fuel_rises(by: float) -> Corruption:
    """Let fuel rise from one ping to the next, not to the top."""

    def apply(frames: Frames) -> Frames:
        before = pl.col("fuel_level").shift(1).over("device_id")
        low = frames["telemetry"].filter(before < 80, pl.col("fuel_level").is_not_null())
        this = PING == low["telemetry_id"][0]
        return change("telemetry", "fuel_level", before + by, this)(frames)

    return apply


def value(metric: str, wrong: float) -> Case:
    return case(
        "I5",
        f"{metric} {wrong}",
        change("sensor_readings", "metric_value", wrong, METRIC == metric),
    )


BROKEN: list[Case] = [
    *(
        case(f"I2{letter}", how, change_child(link, OLD, where, timestamp=instant))
        for letter, link, where in (
            ("a", READINGS, ANY),
            ("b", EVENTS, ANY),
            ("c", PINGS, PARKED),
        )
        for how, instant in (("after", AFTER), ("before", NIGHT_BEFORE))
    ),
    case(
        "I2a",
        "install",
        before_its_device(READINGS, DEVICE == "Pressure Sensor", METRIC == "pressure"),
    ),
    case("I2b", "install", before_its_device(EVENTS, ANY, EVENT != "Battery Low")),
    case("I2c", "install", before_its_device(PINGS, DEVICE == "GPS Tracker", PARKED)),
    *(
        case(
            f"I3{letter}",
            "Decommissioned",
            change_child(LINKS[letter], STATUS == "Decommissioned", timestamp=LAST_DAYS),
        )
        for letter in "ab"
    ),
    case("I3a", "Offline", change_child(READINGS, STATUS == "Offline", timestamp=LAST_DAY)),
    case("I3c", "Decommissioned", retired_tracker_pings),
    case("I4a", "other metric's", change("sensor_readings", "unit", "percent", METRIC == "power")),
    case("I4a", "other unit", change("sensor_readings", "unit", "kelvin")),
    *(
        case(
            "I4b",
            f"{kind} {metric}",
            change_child(READINGS, DEVICE == kind, VALUE.is_null(), metric_name=metric, unit=unit),
        )
        for kind, metric, unit in (
            ("Temperature Sensor", "humidity", "percent"),
            ("Smart Meter", "vibration", "mm/s"),
            ("Motion Detector", "power", "kWh"),
        )
    ),
    case("I4c", "twice", reading_comes_twice),
    *(
        value(metric, wrong)
        for metric, wrong in (
            ("humidity", 100.01),
            ("humidity", -0.01),
            ("pressure", 869.99),
            ("pressure", 1085.01),
            ("power", -0.01),
            ("vibration", 0.0),
            ("temperature", 60.01),
            ("temperature", -40.01),
            *((metric, nan) for metric in METRICS),
            *((metric, inf) for metric in ("temperature", "power", "vibration")),
        )
    ),
    case("I6", "low", change("sensor_readings", "quality_score", 79, VALUE.is_not_null())),
    case("I6", "high", change("sensor_readings", "quality_score", 101, VALUE.is_not_null())),
    case("I6", "no value", change("sensor_readings", "quality_score", 89, VALUE.is_null())),
    case("I6", "anomaly", change("sensor_readings", "is_anomaly", True, VALUE.is_null())),
    *(
        case("I7", kind, move_child(EVENTS, (DEVICE == kind) & OLD, EVENT == "Battery Low"))
        for kind in ("Smart Meter", "Camera", "HVAC Controller")
    ),
    case("I8", "Warning", change("events", "severity", "Warning", EVENT == "Firmware Update")),
    *(
        case("I8", kind, change("events", "severity", "Critical", EVENT == kind))
        for kind in ("Firmware Update", "Battery Low", "Calibration Required", "Maintenance Due")
    ),
    case("I9", "ignored", change("events", "acknowledged", False, pl.col("resolved"))),
    case(
        "I10",
        "camera",
        move_child(PINGS, (DEVICE == "Camera") & (STATUS == "Online") & OLD, PARKED),
    ),
    case("I11a", "nowhere", change("telemetry", "latitude", nan, PING == 100)),
    case("I11a", "jump", change("telemetry", "latitude", pl.col("latitude") + 0.01, PING == 100)),
    case(
        "I11a",
        "sideways",
        change("telemetry", "longitude", pl.col("longitude") - 0.01, PING == 100),
    ),
    *(
        case("I11b", f"{column} {wrong}", change("telemetry", column, wrong))
        for column, wrong in (
            ("speed", 80.1),
            ("speed", -0.1),
            ("speed", nan),
            ("heading", 360),
            ("heading", -1),
        )
    ),
    case("I12", "one", change("devices", "latitude", pl.lit(None))),
    case("I12", "other", change("devices", "longitude", pl.lit(None))),
    *(
        case("I12", f"{column} {wrong}", change("devices", column, wrong))
        for column, wrong in (
            ("latitude", 24.99),
            ("latitude", 48.01),
            ("longitude", -125.01),
            ("longitude", -69.99),
            ("latitude", nan),
            ("longitude", nan),
        )
    ),
    *(
        case("I13a", f"{column} {wrong}", change("telemetry", column, wrong, LAST))
        for column, wrong in (
            ("fuel_level", 100.1),
            ("fuel_level", -0.1),
            ("engine_temp", 260.1),
            ("engine_temp", -20.1),
            ("fuel_level", nan),
            ("engine_temp", nan),
        )
    ),
    case("I13b", "refuel", fuel_rises(5.1)),
]
KEYS = [
    "sites: nulls",
    "sites: primary key unique",
    "devices: foreign key site_id",
    "devices: nulls",
    "devices: primary key unique",
    "devices: device_serial unique",
    "sensor_readings: nulls",
    "sensor_readings: primary key unique",
    "sensor_readings: foreign key device_id",
    "events: nulls",
    "events: primary key unique",
    "events: foreign key device_id",
    "telemetry: nulls",
    "telemetry: primary key unique",
    "telemetry: foreign key device_id",
]
