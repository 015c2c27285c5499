"""Implements the public streaming functions: a declared stream over a built-in Spark source."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tablewright import checks
from tablewright.engines.spark import stream as engine
from tablewright.errors import ArgumentError
from tablewright.ops import Row
from tablewright.plan import Input
from tablewright.spec import Window
from tablewright.streams import StreamDeclaration

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_MILLISECOND = dt.timedelta(milliseconds=1)
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)


def frame(
    spark: SparkSession,
    stream: StreamDeclaration,
    seed: int,
    source: str,
    rows_per_second: int,
    start: dt.datetime,
    partitions: int | None,
) -> DataFrame:
    """Return a stream as a streaming frame."""
    seed = checks.seed(seed)
    begin = (start - _EPOCH) // _MILLISECOND * 1_000
    arriving = engine.source(spark, source, rows_per_second, begin, partitions)
    table = stream.over(Row(), Input(engine.TIME, stream.first, stream.last))
    return engine.rows_over(arriving, table, seed, stream.first, stream.last)


def begin(start: object, days: Window) -> dt.datetime:
    """Return the UTC time of the first row: ``start``, or the midnight after the window."""
    if start is None:
        after = days.end + dt.timedelta(days=1)
        return dt.datetime(after.year, after.month, after.day, tzinfo=dt.timezone.utc)
    start = checks.moment("start", start)
    if start < _EPOCH:
        raise ArgumentError(f"start={start} is before 1970; give a later one")
    return start
