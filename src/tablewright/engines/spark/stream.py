"""A table over a streaming source: the same expressions, with arriving row numbers and times."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tablewright import checks
from tablewright.engines.spark import session
from tablewright.engines.spark.frame import filled
from tablewright.engines.spark.program import lower
from tablewright.plan import plan
from tablewright.spec import Table

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

SOURCES = ("rate", "rate-micro-batch")
TIME = "__time"
"""The column with microseconds since 1970-01-01, read by `rows_over`."""
_MOST_A_SECOND = 10**9
_SECOND = 1_000_000


def source(
    spark: SparkSession, kind: str, rows_per_second: int, start: int, partitions: int | None
) -> DataFrame:
    """Return a streaming source of row numbers ``id`` (from 0) and times, at a rate.

    Parameters
    ----------
    spark : SparkSession
        A session of classic Spark, Spark Connect or databricks-connect, Spark 4.0 or newer.
    kind : str
        ``rate`` uses the current time, for queries with a processing-time trigger.
        ``rate-micro-batch`` makes every batch the next second after ``start``, whenever it runs;
        it also supports availableNow triggers, with one batch per run.
    rows_per_second : int
        Rows per second (≥ 1).
    start : int
        Microseconds since 1970-01-01, whole milliseconds; for ``rate-micro-batch``.
    partitions : int, optional
        Number of partitions; default: one per 250,000 rows of a second.
    """
    checks.choice("source", kind, SOURCES)
    rows = checks.integer("rows_per_second", rows_per_second, 1, _MOST_A_SECOND)
    count = session.partitions(partitions, rows)
    reader = session.session(spark).readStream.format(kind).option("numPartitions", count)
    if kind == "rate":
        arrived = "unix_micros(timestamp)"
        reader = reader.option("rowsPerSecond", rows)
    else:
        # All rows of a batch arrive with the same time: spread them over its second.
        arrived = f"unix_micros(timestamp) + value % {rows}L * {_SECOND}L div {rows}L"
        reader = reader.option("rowsPerBatch", rows).option("startTimestamp", start // 1000)
        reader = reader.option("advanceMillisPerBatch", 1000)
    return reader.load().selectExpr("value AS id", f"{arrived} AS {TIME}")


def rows_over(arriving: DataFrame, table: Table, seed: int, first: int, last: int) -> DataFrame:
    """Return the rows of a table over a source; its expressions read the time as `TIME`.

    Parameters
    ----------
    arriving : DataFrame
        Columns ``id`` and `TIME`.
    table : Table
        The table.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    first, last : int
        The table's range of times; other times are clipped to it.
    """
    made = arriving.selectExpr("id", f"greatest(least({TIME}, {last}L), {first}L) AS {TIME}")
    return filled(made, lower(plan(table, seed), table.columns))
