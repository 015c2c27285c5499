"""Calls of the public functions, equal on both engines, and the comparison of what they make."""

from __future__ import annotations

import importlib
import itertools
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from tablewright import streams

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

HALF_YEAR = {"start_date": "2023-02-01", "end_date": "2023-07-31"}
CALLS: dict[str, dict[str, list[dict[str, Any]]]] = {
    "retail": {
        "generate_customers": [{"rows": 503}, {"rows": 97, "locale": "de", **HALF_YEAR}],
        "generate_products": [
            {"rows": 503},
            {"rows": 97, "n_transactions": 50, "n_line_items": 450, "locale": "ja", **HALF_YEAR},
        ],
        "generate_transactions": [
            {"rows": 503, "n_customers": 101, "n_products": 211},
            {
                "rows": 97,
                "n_customers": 13,
                "n_line_items": 211,
                "n_products": 31,
                "locale": "ja",
                **HALF_YEAR,
            },
        ],
        "generate_line_items": [
            {"rows": 503, "n_transactions": 149, "n_products": 211},
            {
                "rows": 97,
                "n_transactions": 7,
                "n_products": 11,
                "n_customers": 13,
                "locale": "ja",
                **HALF_YEAR,
            },
        ],
        "generate_stores": [{"rows": 503}, {"rows": 97, "locale": "pt-br", **HALF_YEAR}],
        "generate_inventory": [
            {"rows": 503, "n_products": 101},
            {
                "rows": 97,
                "n_products": 2,
                "n_transactions": 9,
                "n_line_items": 95,
                "locale": "nl",
                **HALF_YEAR,
            },
        ],
    },
    "healthcare": {
        "generate_patients": [{"rows": 503}, {"rows": 97, "locale": "fr", **HALF_YEAR}],
        "generate_encounters": [
            {"rows": 503, "n_patients": 101},
            {"rows": 97, "n_patients": 31, "locale": "es", **HALF_YEAR},
        ],
        "generate_claims": [
            {"rows": 503, "n_encounters": 499, "n_patients": 101},
            {"rows": 97, "n_encounters": 31, "n_patients": 11, "locale": "it", **HALF_YEAR},
        ],
        "generate_facilities": [{"rows": 101}, {"rows": 503, "locale": "nl", **HALF_YEAR}],
        "generate_providers": [{"rows": 503}, {"rows": 97, "locale": "ja", **HALF_YEAR}],
        "generate_payers": [{"rows": 7}, {"rows": 97, "locale": "de", **HALF_YEAR}],
    },
    "financial": {
        "generate_customers": [{"n_accounts": 503}, {"n_accounts": 97, **HALF_YEAR}],
        "generate_accounts": [{"rows": 503}, {"rows": 97, **HALF_YEAR}],
        "generate_trades": [
            {"rows": 503, "n_accounts": 101},
            {"rows": 97, "n_accounts": 7, **HALF_YEAR},
        ],
        "generate_transactions": [
            {"rows": 503, "n_accounts": 101},
            {"rows": 97, "n_accounts": 7, **HALF_YEAR},
        ],
    },
    "iot": {
        "generate_sites": [{"n_devices": 503}, {"n_devices": 97, **HALF_YEAR}],
        "generate_devices": [{"rows": 503}, {"rows": 97, **HALF_YEAR}],
        "generate_sensor_readings": [
            {"rows": 503, "n_devices": 101},
            {
                "rows": 97,
                "n_devices": 11,
                "anomaly_rate": 0.3,
                "interval": "5 minutes",
                **HALF_YEAR,
            },
        ],
        "generate_events": [
            {"rows": 503, "n_devices": 101, "n_readings": 2_003},
            {
                "rows": 97,
                "n_devices": 11,
                "n_readings": 499,
                "anomaly_rate": 0.3,
                "interval": "1 minute",
                **HALF_YEAR,
            },
        ],
        "generate_telemetry": [
            {"rows": 503, "n_devices": 101},
            {"rows": 97, "n_devices": 11, "interval": "7 seconds", **HALF_YEAR},
        ],
    },
    "manufacturing": {
        "generate_equipment": [
            {"rows": 503, "n_maintenance_records": 5_003},
            {"rows": 97, "n_maintenance_records": 499, "fault_rate": 0.4, **HALF_YEAR},
        ],
        "generate_sensor_data": [
            {"rows": 503, "n_equipment": 101, "n_maintenance_records": 1_009},
            {
                "rows": 97,
                "n_equipment": 11,
                "fault_rate": 0.4,
                "n_maintenance_records": 97,
                "interval": "7 seconds",
                **HALF_YEAR,
            },
        ],
        "generate_technicians": [
            {"n_maintenance_records": 503},
            {"n_maintenance_records": 30_011, **HALF_YEAR},
        ],
        "generate_maintenance_records": [
            {"rows": 503, "n_equipment": 101},
            {"rows": 97, "n_equipment": 11, "fault_rate": 0.4, **HALF_YEAR},
        ],
    },
}
"""Two calls of every function of `tablewright.polars`: sizes alone, and every keyword."""
SPARK_NAMES = {("financial", "generate_transactions"): "generate_financial_transactions"}
"""Where the specification has another name on Spark."""


class Scenario(NamedTuple):
    """How a call is run on Spark, and the number of the call."""

    zone: str
    ansi: bool
    partitions: int
    seed: int
    call: int


SCENARIOS = (
    Scenario("UTC", True, 1, 42, 0),
    Scenario("America/New_York", False, 3, -(2**63), 1),
    Scenario("Asia/Kolkata", True, 7, 987_654_321, 0),
)
"""Each zone, both ANSI modes, each number of partitions."""

EVERYTHING = tuple(
    Scenario(zone, ansi, partitions, seed, call)
    for zone, ansi, partitions, seed, call in itertools.product(
        ("UTC", "America/New_York", "Asia/Kolkata"),
        (True, False),
        (1, 3, 7),
        (0, 2**63 - 1),
        (0, 1),
    )
)
"""All combinations, for other seeds."""


def spark_function(industry: str, name: str) -> Any:
    """The function of that table on Spark."""
    module = importlib.import_module(f"tablewright.spark.{industry}")
    return getattr(module, SPARK_NAMES.get((industry, name), name))


def run(spark: SparkSession, industry: str, name: str, scenario: Scenario) -> str | None:
    """What is wrong with a table on Spark, if anything is."""
    call = {**CALLS[industry][name][scenario.call], "seed": scenario.seed}
    spark.conf.set("spark.sql.session.timeZone", scenario.zone)
    spark.conf.set("spark.sql.ansi.enabled", str(scenario.ansi).lower())
    try:
        made = spark_function(industry, name)(spark, **call, partitions=scenario.partitions)
        found = collected(made)
    finally:
        spark.conf.unset("spark.sql.session.timeZone")
        spark.conf.unset("spark.sql.ansi.enabled")
    polars = importlib.import_module(f"tablewright.polars.{industry}")
    return difference(found, getattr(polars, name)(**call))


def collected(made: DataFrame) -> pl.DataFrame:
    """A Spark frame, in its order, with its types."""
    frame = pl.from_arrow(made.toArrow())
    assert isinstance(frame, pl.DataFrame)
    # The zone in which instants are shown is the session's; the instants are not touched.
    zoned = [n for n, t in frame.schema.items() if isinstance(t, pl.Datetime) and t.time_zone]
    return frame.with_columns(pl.col(zoned).dt.convert_time_zone("UTC"))


def difference(found: pl.DataFrame, wanted: pl.DataFrame) -> str | None:
    """The first cell or type in which two frames differ."""
    if found.schema != wanted.schema:
        return f"types: {dict(found.schema)} is not {dict(wanted.schema)}"
    if found.height != wanted.height:
        return f"{found.height} rows, not {wanted.height}"
    if found.equals(wanted):
        return None
    for row, (ours, theirs) in enumerate(zip(found.rows(), wanted.rows(), strict=True)):
        for column, ours_is, theirs_is in zip(found.columns, ours, theirs, strict=True):
            if ours_is != theirs_is:
                return f"row {row}, column {column}: {ours_is!r} is not {theirs_is!r}"
    return "the frames differ, but no cell does"


STREAMS: dict[tuple[str, str], tuple[str, str, dict[str, Any]]] = {
    ("financial", "generate_streaming_transactions"): (
        "txn_id",
        "txn_timestamp",
        {"n_accounts": 101},
    ),
    ("iot", "generate_streaming_sensors"): (
        "reading_id",
        "timestamp",
        {"n_devices": 101, "anomaly_rate": 0.2},
    ),
}
"""Of each stream: its key (1 + row), its time, and a call."""
DECLARED = {"financial": streams.transactions, "iot": streams.sensors}


def append(frame: DataFrame, folder: Path, trigger: dict[str, Any]) -> Any:
    """A query that appends a stream to files, or continues to, from its checkpoint."""
    writer = frame.writeStream.format("parquet").option("path", str(folder / "rows"))
    writer = writer.option("checkpointLocation", str(folder / "checkpoint"))
    return writer.trigger(**trigger).start()


def written(spark: SparkSession, industry: str, name: str, folder: Path) -> pl.DataFrame:
    """What was appended, in the order of the key."""
    key, _, _ = STREAMS[industry, name]
    return collected(spark.read.parquet(str(folder / "rows")).orderBy(key))


def stream_fault(found: pl.DataFrame, industry: str, name: str, seed: int) -> str | None:
    """What is wrong with rows of a stream: a gap, a repetition, or a cell."""
    key, time, call = STREAMS[industry, name]
    numbers = [each - 1 for each in found[key].to_list()]
    if numbers != list(range(len(numbers))):
        return f"rows are missing or there twice: {numbers[:50]}"
    wanted = streams.stream_rows(
        DECLARED[industry](**call), numbers, found[time].to_list(), seed=seed
    )
    return difference(found, wanted)


def run_stream(spark: SparkSession, industry: str, name: str, folder: Path) -> str | None:
    """What is wrong with a stream that is run three times, each time from its checkpoint."""
    _, _, call = STREAMS[industry, name]
    for _ in range(3):
        made = spark_function(industry, name)(
            spark, **call, seed=7, rows_per_second=50, source="rate-micro-batch", partitions=2
        )
        query = append(made, folder, {"availableNow": True})
        if not query.awaitTermination(120):
            return "the query did not end"
    found = written(spark, industry, name, folder)
    return stream_fault(found, industry, name, 7) if len(found) == 150 else f"{len(found)} rows"
