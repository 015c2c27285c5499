"""Every statistic fails on data that are broken in its way; retail's are tried beside its rules."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeAlias

import polars as pl
import pytest
from tests.verify.generated import Corruption, Frames, every_row
from tests.verify.in_memory import generate, judge_with, judgements

from tablewright.spec import TableSet
from tablewright.tables import INDUSTRY_NAMES, industry

Broken: TypeAlias = dict[str, Corruption]

BASES: dict[str, dict[str, Any]] = {
    "healthcare": {"rows": 20_000},
    "financial": {"sizes": {"accounts": 50_000, "trades": 50_000, "transactions": 60_000}},
    "financial of few": {"sizes": {"accounts": 3_000, "trades": 60_000, "transactions": 0}},
    "iot": {
        "sizes": {"devices": 50_000, "sensor_readings": 0, "events": 50_000, "telemetry": 50_000}
    },
    "iot of few": {
        "sizes": {"devices": 300, "sensor_readings": 400_000, "events": 700, "telemetry": 0}
    },
    "iot of some": {
        "sizes": {"devices": 5_000, "sensor_readings": 250_000, "events": 0, "telemetry": 0}
    },
    "manufacturing": {
        "sizes": {"equipment": 3_000, "sensor_data": 400_000, "maintenance_records": 60_000}
    },
    "manufacturing of many": {
        "sizes": {"equipment": 50_000, "sensor_data": 0, "maintenance_records": 50_000}
    },
}
"""Data that make each statistic be judged."""


@cache
def base(name: str) -> tuple[TableSet, Frames]:
    """Good data."""
    return generate(name.partition(" ")[0], 7, **BASES[name])


def named(table: str, column: str, one: str, other: str) -> Corruption:
    """Give the rows of one class to another."""
    return every_row(table, column, pl.col(column).replace({one: other}))


def later(table: str, column: str, by: str) -> Corruption:
    """Move all times."""
    return every_row(table, column, pl.col(column).dt.offset_by(by))


def times(table: str, column: str, factor: float) -> Corruption:
    """Multiply a column."""
    return every_row(table, column, pl.col(column).cast(pl.Float64) * factor)


def mixed(table: str, column: str) -> Corruption:
    """Give the values of a column to other rows."""
    return every_row(table, column, pl.col(column).shuffle(1))


def some(table: str, column: str, key: str, each: int) -> Corruption:
    """Leave a flag to every so many rows only."""
    return every_row(table, column, pl.col(column) & (pl.col(key) % each == 0))


def feistel_permutation(table: str, column: str, key: str, each: int) -> Corruption:
    """Set a flag in every so many rows."""
    return every_row(table, column, pl.col(key) % each == 0)


def readings_go_missing(frames: Frames) -> Frames:
    readings = frames["sensor_readings"]
    return {**frames, "sensor_readings": readings.filter(pl.col("reading_id").hash() % 4 != 0)}


def humidity_is_upside_down(frames: Frames) -> Frames:
    is_humidity = pl.col("metric_name") == "humidity"
    value = pl.when(is_humidity).then(100 - pl.col("metric_value")).otherwise("metric_value")
    return every_row("sensor_readings", "metric_value", value)(frames)


def smooth(sensor: str) -> Corruption:
    """Let readings follow those before."""
    return every_row("sensor_data", sensor, pl.col(sensor).rolling_mean(5).over("equipment_id"))


BROKEN: dict[str, Broken] = {
    "healthcare": {
        "E1a": named("encounters", "encounter_type", "Telehealth", "Outpatient"),
        "E1b": named("encounters", "status", "Cancelled", "Completed"),
        "E1c": named("claims", "payer_id", "Cigna", "Aetna"),
        "E1d": named("claims", "claim_type", "Institutional", "Professional"),
        "E1e": named("claims", "status", "Denied", "Paid"),
        "E2a": later("encounters", "discharge_datetime", "1d"),
        "E2b": later("encounters", "discharge_datetime", "1d"),
        "E3": later("encounters", "discharge_datetime", "1h"),
        "E4": later("encounters", "admit_datetime", "6h"),
        "E5a": named("claims", "payer_id", "Medicare", "Aetna"),
        "E5b": named("claims", "payer_id", "Medicaid", "Medicare"),
        "E6a": times("claims", "paid_amount", 1.3),
        "E6b": times("claims", "paid_amount", 1.5),
        "E7": every_row("claims", "paid_amount", pl.col("paid_amount").fill_null(0)),
        "E8": mixed("patients", "date_of_birth"),
        "E9": later("encounters", "admit_datetime", "8h"),
    },
    "financial": {
        "E1a": named("accounts", "account_type", "Loan", "Checking"),
        "E1b": named("accounts", "status", "Closed", "Active"),
        "E1c": named("accounts", "currency", "JPY", "USD"),
        "E1d": named("accounts", "risk_rating", "High", "Medium"),
        "E1e": named("trades", "trade_type", "SELL", "BUY"),
        "E1f": named("trades", "order_type", "Stop-Limit", "Stop"),
        "E1g": named("trades", "status", "Partial", "Filled"),
        "E1h": named("trades", "execution_venue", "BATS", "ARCA"),
        "E1i": named("transactions", "txn_type", "Fee", "Interest"),
        "E1j": named("transactions", "channel", "Wire", "Branch"),
        "E1k": named("transactions", "status", "Pending", "Completed"),
        "E1l": named("trades", "symbol", "WMT", "BAC"),
        "E2": later("trades", "trade_timestamp", "-2h"),
        "E3": every_row("trades", "quantity", pl.col("quantity") + 80),
        "E4": times("trades", "price", 1.1),
        "E5": times("accounts", "balance", 3),
        "E6": times("transactions", "amount", 1.3),
        "E7": every_row("transactions", "amount", pl.col("amount").cast(pl.Float64).sqrt() * 10),
        "E8": feistel_permutation("transactions", "is_international", "txn_id", 10),
        "E9": later("transactions", "txn_timestamp", "3d"),
    },
    "financial of few": {
        "E10": every_row("trades", "account_id", pl.col("trade_id") % 750),
    },
    "iot": {
        "E1a": named("devices", "device_type", "Camera", "Smart Meter"),
        "E1b": named("devices", "status", "Maintenance", "Online"),
        "E1d": named("events", "severity", "Critical", "Info"),
        "E6": every_row("telemetry", "speed", pl.col("speed") + 10),
        "E7a": every_row("telemetry", "speed", pl.max_horizontal("speed", 1.0)),
        "E7b": times("telemetry", "speed", 1.5),
        "E8a": some("events", "acknowledged", "event_id", 2),
        "E8b": some("events", "resolved", "event_id", 2),
    },
    "iot of few": {
        "E1c": named("sensor_readings", "metric_name", "vibration", "power"),
        "E2a": some("sensor_readings", "is_anomaly", "reading_id", 2),
        "E3a": later("sensor_readings", "timestamp", "10h"),
        "E3b": later("sensor_readings", "timestamp", "-6mo"),
        "E4": humidity_is_upside_down,
        "E5": mixed("sensor_readings", "metric_value"),
        "E9": later("events", "timestamp", "1h"),
        "E10": readings_go_missing,
    },
    "iot of some": {
        "E2b": every_row("sensor_readings", "is_anomaly", pl.col("device_id").is_first_distinct()),
    },
    "manufacturing": {
        "E1b": named("maintenance_records", "maintenance_type", "Emergency", "Corrective"),
        "E1c": named("maintenance_records", "priority", "Critical", "High"),
        "E1d": named("maintenance_records", "status", "Scheduled", "Completed"),
        "E2a": some("sensor_data", "is_anomaly", "reading_id", 4),
        "E2b": feistel_permutation("sensor_data", "is_anomaly", "reading_id", 70),
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
    "manufacturing of many": {
        "E1a": named("equipment", "status", "Decommissioned", "Operational"),
    },
}
"""For each statistic what breaks it."""


@pytest.mark.parametrize("name", [name for name in INDUSTRY_NAMES if name != "retail"])
def test_every_statistic_is_broken_once(name: str) -> None:
    rules = [rule for key in BROKEN if key.partition(" ")[0] == name for rule in BROKEN[key]]
    assert sorted(rules) == sorted(rule.name for rule in industry(name).expectations)


@pytest.mark.parametrize("name", BASES)
def test_good_data_are_judged_and_pass(name: str) -> None:
    missed, judged = judgements(*base(name))
    assert missed == []
    assert judged >= len(BROKEN[name])


@pytest.mark.parametrize(
    ("name", "rule"), [(name, rule) for name, rules in BROKEN.items() for rule in rules]
)
def test_a_missed_expectation_is_found(name: str, rule: str) -> None:
    dataset, frames = base(name)
    expectation = next(e for e in industry(dataset.name).expectations if e.name == rule)
    check = judge_with(dataset, frames, expectation, BROKEN[name][rule])
    assert check.status == "breach", check.detail
