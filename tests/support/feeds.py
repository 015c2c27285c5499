"""Feeds that tests replay, and what becomes of a table to which their batches are applied."""

from __future__ import annotations

from typing import Any

import polars as pl

from tablewright.cdc import state
from tablewright.polars import cdc
from tablewright.tables import INDUSTRY_NAMES

PLAIN: dict[str, Any] = {}
DISORDER = {"late": 0.15, "duplicates": 0.25, "out_of_order": 0.4}
RETURNS = {"resurrect": 0.8, "batch_size": 0.3, "weights": {"APPEND": 3, "UPDATE": 4, "DELETE": 3}}
SHRINKING = {"weights": {"APPEND": 1, "UPDATE": 2, "DELETE": 3}}
CASES: list[tuple[str, int, int, dict[str, Any]]] = [
    (industry, rows, seed, options)
    for industry in INDUSTRY_NAMES
    for rows, seed, options in (
        (111, 42, PLAIN),
        (60, 2**63 - 1, {**RETURNS, **DISORDER}),
        (83, 0, {**SHRINKING, **DISORDER}),
    )
]
BATCHES = 6


def key_of(feed: cdc.Feed) -> str:
    """The primary key of the feed's table."""
    return state(feed, 0).primary_key


def fold(events: pl.DataFrame, key: str) -> pl.DataFrame:
    """What is left of events if the last writer of each key wins."""
    last = events.sort("sequence").unique(key, keep="last")
    kept = last.filter(pl.col("operation") != "DELETE")
    return kept.drop("operation", "operation_date", "sequence").sort(key)
