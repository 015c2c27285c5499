"""Change operations for the rows of any frame, as a separate table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from tablewright import checks
from tablewright.errors import ArgumentError
from tablewright.ops import Row, below, parts, weighted, word
from tablewright.ops.random import Draw
from tablewright.spec import Column, Fields, Table, Text, Timestamp

WEIGHTS: Mapping[str, float] = {"APPEND": 50, "UPDATE": 30, "DELETE": 10}
_ADDED = ("operation", "operation_date")
STEP = dt.timedelta(minutes=1)
"""Microseconds between the minutes of consecutive rows; each row falls within its own."""
_MICROSECOND = dt.timedelta(microseconds=1)
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)
_FIRST = (dt.datetime.min.replace(tzinfo=dt.timezone.utc) - _EPOCH) // _MICROSECOND
_LAST = (dt.datetime(9998, 12, 31, 23, 59, tzinfo=dt.timezone.utc) - _EPOCH) // _MICROSECOND
BEFORE = "give one long before 9999"


def operations(weights: object, start: object) -> Table:
    """Return the columns ``operation`` and ``operation_date``, for as many rows as time allows."""
    shares = checks.any_weights("weights", WEIGHTS if weights is None else weights)
    step, first = STEP // _MICROSECOND, _start(start)
    rows = min(checks.MAX_ROWS, 1 + (_LAST - first) // step)
    f = Fields("cdc.operations", rows)
    kind, moment = parts(f("dice", Draw("", 63)), 31, 32)
    columns = (
        Column(f("operation", word(tuple(shares), weighted([*shares.values()], kind))), Text()),
        Column(f("operation_date", first + Row() * step + below(step, moment)), Timestamp()),
    )
    return Table("cdc.operations", rows, columns, primary_key="operation_date")


def check_columns(kind: str, names: Iterable[str]) -> None:
    """Reject a frame that already has the columns."""
    for name in names:
        if name in _ADDED:
            raise ArgumentError(f"df={kind} already has a column {name!r}; rename or drop it first")


def _start(start: object) -> int:
    """Return the start in microseconds since 1970-01-01."""
    remedy = "give a datetime, a date or ISO 8601 text such as '2024-01-31T08:00:00'"
    moment = (checks.moment("start", start, remedy) - _EPOCH) // _MICROSECOND
    if moment < _FIRST:
        raise ArgumentError(f"start={checks.shown(start)} is before the year 1 in UTC; {remedy}")
    if moment > _LAST:
        raise ArgumentError(f"start={checks.shown(start)} leaves no time for rows; {BEFORE}")
    return moment
