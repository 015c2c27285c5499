"""Change data capture on Spark: batches of changes, the states between them, files and streams.

Batches and states are those of `tablewright.polars.cdc` for the same arguments. Every batch is made
without the ones before it.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING

from tablewright import cdc, checks
from tablewright.cdc import Feed, Nested, Shaped, feed
from tablewright.engines.spark import frame, session
from tablewright.engines.spark import stream as engine
from tablewright.engines.spark.literals import identifier, literal
from tablewright.engines.spark.program import lower
from tablewright.engines.spark.types import spark_type
from tablewright.io import BATCH_FORMATS
from tablewright.io.spark_batches import FrameBatches, write_frames
from tablewright.ops import Row
from tablewright.plan import plan
from tablewright.spark.operations import (
    add_cdc_operations,
    generate_cdc_batches,
    write_cdc_to_volume,
)
from tablewright.spec import Table

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

__all__ = [
    "add_cdc_operations",
    "batch",
    "feed",
    "generate_cdc",
    "generate_cdc_batches",
    "state",
    "stream",
    "write",
    "write_cdc_to_volume",
]


def batch(
    spark: SparkSession, feed: Feed, number: int, *, partitions: int | None = None
) -> DataFrame:
    """One batch of a feed, from 0, made without the others.

    Parameters
    ----------
    spark : SparkSession
        Classic, of Spark Connect or of databricks-connect.
    feed : Feed
        Made with `feed`.
    number : int
        Of the batch; 0 is the full load.
    partitions : int, optional
        Of the frame; one for each 250,000 rows by default. No value depends on it.
    """
    shaped = cdc.batch(feed, feed.check_batch("number", number))
    made = frame.dataframe(spark, shaped.table, feed.seed, partitions=partitions)
    return made.selectExpr(*_layout(shaped))


def state(
    spark: SparkSession, feed: Feed, number: int, *, partitions: int | None = None
) -> DataFrame:
    """The table after a batch of a feed: what a correct pipeline arrives at, in any order.

    Parameters are those of `batch`.
    """
    table = cdc.state(feed, feed.check_batch("number", number))
    return frame.dataframe(spark, table, feed.seed, partitions=partitions)


def write(
    spark: SparkSession,
    feed: Feed,
    volume_path: str,
    n_batches: int = 5,
    *,
    format: str = "json",
    overwrite: bool = False,
    partitions: int | None = None,
) -> list[str]:
    """Write the first batches of a feed to ``volume_path/batch_0`` and so on.

    Where this process sees the same files as Spark, a folder has its name only when it is whole;
    elsewhere it is whole when it has a ``_SUCCESS``, or for Delta a log. After a run that was
    killed, the same call goes on where it stopped.

    Parameters
    ----------
    spark : SparkSession
        Classic, of Spark Connect or of databricks-connect.
    feed : Feed
        Made with `feed`.
    volume_path : str
        Where to, such as ``/Volumes/main/demo/landing/customers``.
    n_batches : int
        From 1, batch 0 among them.
    format : {"json", "parquet", "delta"}
        JSON has one object per line; with Delta every batch is a table.
    overwrite : bool
        Replace batches that are there.
    partitions : int, optional
        Files of a batch; one for each 250,000 rows by default.

    Returns
    -------
    list of str
        The folders.

    Raises
    ------
    ValueError, TypeError
        An argument that cannot be used, or a folder with other batches.
    """
    checks.choice("format", format, BATCH_FORMATS)
    many = feed.check_batches("n_batches", n_batches)
    session.session(spark)
    session.partitions(partitions, feed.base)
    frames = [
        functools.partial(batch, spark, feed, number, partitions=partitions)
        for number in range(many)
    ]
    facts = {"industry": feed.industry, "seed": feed.seed, **feed.facts}
    return write_frames(
        spark, FrameBatches(facts, frames), volume_path, format, overwrite=overwrite
    )


def generate_cdc(
    industry: str,
    spark: SparkSession,
    volume_path: str,
    rows: int | None = None,
    n_batches: int = 5,
    seed: int = 42,
    *,
    weights: Mapping[str, float] | None = None,
    batch_size: int | float | None = None,
    interval: dt.timedelta | float = 86_400,
    start: dt.datetime | dt.date | str | None = None,
    resurrect: float = 0.0,
    late: float = 0.0,
    duplicates: float = 0.0,
    out_of_order: float = 0.0,
    shape: str = "tablewright",
    tombstones: bool = False,
    start_date: dt.date | str | None = None,
    end_date: dt.date | str | None = None,
    locale: str = "en",
    format: str = "json",
    overwrite: bool = False,
    partitions: int | None = None,
    rows_name: str = "rows",
) -> list[str]:
    """Write a table and the changes that follow it to a volume, in batches.

    Batch 0 is the full load; every later one appends new keys, and updates and deletes live ones.

    Parameters
    ----------
    industry : str
        retail (customers), healthcare (patients), financial (accounts), iot (devices) or
        manufacturing (equipment).
    spark : SparkSession
        Classic, of Spark Connect or of databricks-connect.
    volume_path : str
        Where to, such as ``/Volumes/main/demo/landing/customers``; batches go to ``batch_0`` and
        so on in it.
    rows : int, optional
        Rows of batch 0, from 1 to 2**31; the specification's local default if absent.
    n_batches : int
        From 1, batch 0 among them.
    seed : int
        Signed 64-bit.
    weights, batch_size, interval, start, resurrect
        How many changes of which kind when; see `tablewright.cdc.feed`.
    late, duplicates, out_of_order : float
        Shares of disorder; see there.
    shape : str
        tablewright, debezium or delta-cdf.
    tombstones : bool
        For debezium: whether a delete is followed by a row with nothing but its key.
    start_date, end_date, locale
        Of the base table.
    format, overwrite, partitions
        As for `write`.
    rows_name : str
        What errors call ``rows``.

    Returns
    -------
    list of str
        The folders.

    Raises
    ------
    ValueError, TypeError
        An argument that cannot be used: its name, value, the reason and the remedy.
    """
    made = feed(
        industry,
        rows,
        seed,
        weights=weights,
        batch_size=batch_size,
        interval=interval,
        start=start,
        resurrect=resurrect,
        late=late,
        duplicates=duplicates,
        out_of_order=out_of_order,
        shape=shape,
        tombstones=tombstones,
        start_date=start_date,
        end_date=end_date,
        locale=locale,
        rows_name=rows_name,
    )
    return write(
        spark,
        made,
        volume_path,
        n_batches,
        format=format,
        overwrite=overwrite,
        partitions=partitions,
    )


def stream(
    industry: str,
    spark: SparkSession,
    rows: int | None = None,
    seed: int = 42,
    *,
    rows_per_second: int | None = None,
    source: str = "rate-micro-batch",
    partitions: int | None = None,
    weights: Mapping[str, float] | None = None,
    batch_size: int | float | None = None,
    interval: dt.timedelta | float = 86_400,
    start: dt.datetime | dt.date | str | None = None,
    resurrect: float = 0.0,
    late: float = 0.0,
    duplicates: float = 0.0,
    out_of_order: float = 0.0,
    start_date: dt.date | str | None = None,
    end_date: dt.date | str | None = None,
    locale: str = "en",
) -> DataFrame:
    """Stream a table and the changes that follow it, without an end.

    The rows are those of all batches, one after another, and the same after every restart.

    Parameters
    ----------
    industry : str
        As for `generate_cdc`.
    spark : SparkSession
        Classic, of Spark Connect or of databricks-connect.
    rows : int, optional
        Rows of the full load, which comes first.
    seed : int
        Signed 64-bit.
    rows_per_second : int, optional
        From 1; the rows of a batch by default.
    source : {"rate-micro-batch", "rate"}
        ``rate-micro-batch`` makes so many rows in every micro-batch, ``rate`` in every second.
    partitions : int, optional
        Of the stream.
    weights, batch_size, interval, start, resurrect, late, duplicates, out_of_order
        As for `tablewright.cdc.feed`.
    start_date, end_date, locale
        Of the base table.

    Returns
    -------
    pyspark.sql.DataFrame
        A streaming frame: the columns of the table, then operation, operation_date, sequence.

    Raises
    ------
    ValueError, TypeError
        An argument that cannot be used: its name, value, the reason and the remedy.
    """
    made = feed(
        industry,
        rows,
        seed,
        weights=weights,
        batch_size=batch_size,
        interval=interval,
        start=start,
        resurrect=resurrect,
        late=late,
        duplicates=duplicates,
        out_of_order=out_of_order,
        start_date=start_date,
        end_date=end_date,
        locale=locale,
    )
    a_second = made.events.rows if rows_per_second is None else rows_per_second
    last = made.base + (made.batches - 1) * made.events.rows
    shaped = cdc.endless(made, Row(), min(last, checks.MAX_ROWS))
    arriving = engine.source(spark, source, a_second, 0, partitions)
    # A feed that runs out of keys ends; the others have a million batches.
    arriving = arriving.where(f"id < {shaped.table.rows}L").select("id")
    return frame.filled(arriving, lower(plan(shaped.table, made.seed), shaped.table.columns))


def _layout(shaped: Shaped) -> list[str]:
    return [
        identifier(part) if isinstance(part, str) else _nested(part, shaped.table)
        for part in shaped.layout
    ]


def _nested(part: Nested, table: Table) -> str:
    pairs = ", ".join(f"{literal(name)}, {identifier(column)}" for name, column in part.columns)
    fields = ", ".join(
        f"{identifier(name)}: {spark_type(table.column(column).type)}"
        for name, column in part.columns
    )
    # Fields can be null, whatever the optimizer finds out: Arrow wants to know before that.
    inside = f"CAST(named_struct({pairs}) AS STRUCT<{fields}>)"
    if part.present is not None:
        inside = f"if({identifier(part.present)}, {inside}, NULL)"
    return f"{inside} AS {identifier(part.name)}"
