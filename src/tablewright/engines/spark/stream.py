"""A table over a stream's source: the same expressions, with row numbers and times that arrive."""

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
"""The column with microseconds since 1970-01-01 that `rows_over` reads."""
_MOST_A_SECOND = 10**9
_SECOND = 1_000_000


def source(
    spark: SparkSession, kind: str, rows_per_second: int, start: int, partitions: int | None
) -> DataFrame:
    """Row numbers ``id`` from 0 and times, at a rate.

    Parameters
    ----------
    spark : SparkSession
        Classic, of Spark Connect or of databricks-connect, from Spark 4.0 on.
    kind : str
        ``rate``: the time is the clock's, for queries with a processing-time trigger.
        ``rate-micro-batch``: every batch is the next second after ``start``, whenever it runs,
        for queries with an availableNow trigger too, which then make one batch.
    rows_per_second : int
        From 1.
    start : int
        Microseconds since 1970-01-01, whole milliseconds; for ``rate-micro-batch``.
    partitions : int, optional
        One for each 250,000 rows of a second by default.
    """
    checks.choice("source", kind, SOURCES)
    rows = checks.integer("rows_per_second", rows_per_second, 1, _MOST_A_SECOND)
    count = session.partitions(partitions, rows)
    reader = session.session(spark).readStream.format(kind).option("numPartitions", count)
    if kind == "rate":
        arrived = "unix_micros(timestamp)"
        reader = reader.option("rowsPerSecond", rows)
    else:
        # All rows of a batch come with the same time: they are spread over its second.
        arrived = f"unix_micros(timestamp) + value % {rows}L * {_SECOND}L div {rows}L"
        reader = reader.option("rowsPerBatch", rows).option("startTimestamp", start // 1000)
        reader = reader.option("advanceMillisPerBatch", 1000)
    return reader.load().selectExpr("value AS id", f"{arrived} AS {TIME}")


def rows_over(arriving: DataFrame, table: Table, seed: int, first: int, last: int) -> DataFrame:
    """The rows of a table over a source; its expressions read the time as `TIME`.

    Parameters
    ----------
    arriving : DataFrame
        Columns ``id`` and `TIME`.
    table : Table
        What to make.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    first, last : int
        The range of times that the table is declared for; others count as its ends.
    """
    made = arriving.selectExpr("id", f"greatest(least({TIME}, {last}L), {first}L) AS {TIME}")
    return filled(made, lower(plan(table, seed), table.columns))
