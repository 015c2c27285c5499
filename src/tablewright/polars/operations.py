"""Change operations for any Polars frame."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import overload

import polars as pl

from tablewright import checks
from tablewright.engines.local import LocalTable
from tablewright.errors import ArgumentError, ArgumentTypeError
from tablewright.ops import Expr, Roll, Row, below, parts, weighted, word
from tablewright.ops.random import Draw
from tablewright.spec import Column, Fields, Instant, Table, Text

OPERATIONS = ("APPEND", "UPDATE", "DELETE")
_DEFAULT_WEIGHTS = {"APPEND": 50, "UPDATE": 30, "DELETE": 10}
_ADDED = ("operation", "operation_date")
_STEP = 60 * 1_000_000
"""Microseconds from one row's minute to the next; a row falls somewhere within its own."""
_MICROSECOND = dt.timedelta(microseconds=1)
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)
_FIRST = (dt.datetime.min.replace(tzinfo=dt.timezone.utc) - _EPOCH) // _MICROSECOND
_LAST = (dt.datetime(9998, 12, 31, 23, 59, tzinfo=dt.timezone.utc) - _EPOCH) // _MICROSECOND
_BEFORE = "give one long before 9999"


@overload
def add_cdc_operations(
    df: pl.DataFrame,
    weights: Mapping[str, float] | None = None,
    seed: int = 42,
    *,
    start: dt.datetime | dt.date | str = "2024-01-01",
) -> pl.DataFrame: ...
@overload
def add_cdc_operations(
    df: pl.LazyFrame,
    weights: Mapping[str, float] | None = None,
    seed: int = 42,
    *,
    start: dt.datetime | dt.date | str = "2024-01-01",
) -> pl.LazyFrame: ...
def add_cdc_operations(
    df: pl.DataFrame | pl.LazyFrame,
    weights: Mapping[str, float] | None = None,
    seed: int = 42,
    *,
    start: dt.datetime | dt.date | str = "2024-01-01",
) -> pl.DataFrame | pl.LazyFrame:
    """Add the columns ``operation`` and ``operation_date`` to a frame.

    Both depend on the seed and the row's position only: never on the wall clock, the values of
    the row or the length of the frame.

    Parameters
    ----------
    df : polars.DataFrame or polars.LazyFrame
        Any frame without columns of these names.
    weights : mapping of str to number, optional
        How often each of APPEND, UPDATE and DELETE comes, in proportion; one that is not named
        never comes. Default: APPEND 50, UPDATE 30, DELETE 10.
    seed : int
        Signed 64-bit.
    start : datetime, date or str
        When the first row's minute begins, UTC if it names no zone. Each row is somewhere within
        its own minute, so that dates strictly increase.

    Returns
    -------
    polars.DataFrame or polars.LazyFrame
        As given, with ``operation`` String and ``operation_date`` Datetime(us, UTC) at the end.

    Raises
    ------
    ValueError, TypeError
        Weights that are empty, negative, all zero, not finite or for another operation; a frame
        that has the columns already; another argument that cannot be used.

    Examples
    --------
    >>> add_cdc_operations(pl.DataFrame({"id": [1, 2, 3]}))["operation"].to_list()
    ['UPDATE', 'APPEND', 'UPDATE']
    """
    if not isinstance(df, pl.DataFrame | pl.LazyFrame):
        raise ArgumentTypeError(
            f"df={type(df).__name__} is not a frame; give a polars.DataFrame or polars.LazyFrame"
        )
    for name in _ADDED:
        if name in df.collect_schema():
            raise ArgumentError(
                f"df={type(df).__name__} has a column {name!r} already; rename or drop it first"
            )
    local = _operations(_weights(weights), checks.seed(seed), _start(start))

    def added(frame: pl.DataFrame) -> pl.DataFrame:
        most = local.table.rows
        if frame.height > most:
            raise ArgumentError(
                f"start={checks.shown(start)} leaves time for {most:,} of df's {frame.height:,} "
                f"rows, a minute each; {_BEFORE}"
            )
        return pl.concat([frame, local.rows(0, frame.height)], how="horizontal")

    if isinstance(df, pl.DataFrame):
        return added(df)
    schema = {**df.collect_schema(), **local.schema}
    # Positions are counted from the frame's beginning, so it has to come whole and in one piece.
    return df.map_batches(
        added,
        schema=schema,
        predicate_pushdown=False,
        projection_pushdown=False,
        slice_pushdown=False,
    )


def _operations(weights: list[float], seed: int, start: int) -> LocalTable:
    """The two columns, for as many rows as a table can have."""
    rows = min(checks.MAX_ROWS, 1 + (_LAST - start) // _STEP)
    f = Fields("cdc.operations", rows)
    kind, moment = _rolls(f)
    columns = (
        Column(f("operation", word(OPERATIONS, weighted(weights, kind))), Text()),
        Column(f("operation_date", start + Row() * _STEP + below(_STEP, moment)), Instant()),
    )
    return LocalTable(Table("cdc.operations", rows, columns, primary_key="operation_date"), seed)


def _rolls(f: Fields) -> tuple[Roll, ...]:
    dice: Expr = f("dice", Draw("", 63))
    return parts(dice, 31, 32)


def _weights(weights: object) -> list[float]:
    if weights is None:
        return [float(_DEFAULT_WEIGHTS[operation]) for operation in OPERATIONS]
    return checks.weights("weights", weights, OPERATIONS)


def _start(start: object) -> int:
    """Microseconds since 1970-01-01."""
    remedy = "give a datetime, a date or ISO 8601 text such as '2024-01-31T08:00:00'"
    moment = (checks.moment("start", start, remedy) - _EPOCH) // _MICROSECOND
    if moment < _FIRST:
        raise ArgumentError(f"start={checks.shown(start)} is before the year 1 in UTC; {remedy}")
    if moment > _LAST:
        raise ArgumentError(f"start={checks.shown(start)} leaves no time for rows; {_BEFORE}")
    return moment
