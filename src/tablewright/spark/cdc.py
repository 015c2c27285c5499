"""Change data capture on Spark: batches of changes, the states between them, files and streams.

Batches and states equal those of `tablewright.polars.cdc` for the same arguments. Generating a
batch needs no earlier batch.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING

from tablewright import cdc, checks
from tablewright.cdc import ChangeSettings, Feed, Nested, Shaped, feed
from tablewright.engines.spark import frame, session
from tablewright.engines.spark import stream as engine
from tablewright.engines.spark.literals import identifier, literal
from tablewright.engines.spark.program import lower
from tablewright.engines.spark.types import spark_type
from tablewright.formats import in_batches
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
    "ChangeSettings",
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
    """Return one batch of a feed (from 0); generates no other batch.

    Parameters
    ----------
    spark : SparkSession
        A session of classic Spark, Spark Connect or databricks-connect.
    feed : Feed
        The feed, created with `feed`.
    number : int
        The batch's number; 0 is the full load.
    partitions : int, optional
        Number of partitions; default: one per 250,000 rows. Does not affect values.
    """
    shaped = cdc.batch(feed, feed.check_batch("number", number))
    made = frame.dataframe(spark, shaped.table, feed.seed, partitions=partitions)
    return made.selectExpr(*_layout(shaped))


def state(
    spark: SparkSession, feed: Feed, number: int, *, partitions: int | None = None
) -> DataFrame:
    """Return the table after a batch of a feed, in any order: the expected result of a pipeline.

    The parameters are those of `batch`.
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
    """Write the first batches of a feed to ``volume_path/batch_0``, ....

    If this process has access to Spark's files, a folder gets its name only when it is complete.
    Otherwise a folder is complete when it has ``_SUCCESS`` or, for Delta, a log. After a killed
    run, repeat the call to continue.

    Parameters
    ----------
    spark : SparkSession
        A session of classic Spark, Spark Connect or databricks-connect.
    feed : Feed
        The feed, created with `feed`.
    volume_path : str
        The output folder, such as ``/Volumes/main/demo/landing/customers``.
    n_batches : int
        Number of batches (≥ 1), including batch 0.
    format : str
        JSON has one object per line; with Delta, each batch is a table. The error for an unknown
        format lists them all.
    overwrite : bool
        Replace existing batches.
    partitions : int, optional
        Number of files per batch; default: one per 250,000 rows.

    Returns
    -------
    list of str
        The folders.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid, or the folder contains batches of another feed.
    """
    checks.choice("format", format, in_batches())
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
    """Write a table and changes to it to a volume, in batches.

    Batch 0 is the full load; each later batch appends new keys, and updates and deletes live keys.

    Parameters
    ----------
    industry : str
        retail (customers), healthcare (patients), financial (accounts), iot (devices) or
        manufacturing (equipment).
    spark : SparkSession
        A session of classic Spark, Spark Connect or databricks-connect.
    volume_path : str
        The output folder, such as ``/Volumes/main/demo/landing/customers``; batches are written to
        ``batch_0``, ... in it.
    rows : int, optional
        Number of rows of batch 0 (1 to 2**31); default: the local default of the table.
    n_batches : int
        Number of batches (≥ 1), including batch 0.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    weights, batch_size, interval, start, resurrect
        Number, kinds and times of changes; see `ChangeSettings`.
    late, duplicates, out_of_order : float
        Fractions of disorder; see `tablewright.cdc.feed`.
    shape : str
        The format of change rows; the error for an unknown one lists all.
    tombstones : bool
        For debezium: whether each delete is followed by a row that has only the key.
    start_date, end_date, locale
        Window and locale of the base table.
    format, overwrite, partitions
        As in `write`.
    rows_name : str
        The name of ``rows`` in errors.

    Returns
    -------
    list of str
        The folders.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid; the message gives name, value, reason and remedy.
    """
    made = feed(
        industry,
        rows,
        seed,
        settings=ChangeSettings(
            weights,
            batch_size,
            interval,
            start,
            resurrect,
            late,
            duplicates,
            out_of_order,
            shape,
            tombstones,
        ),
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
    settings: ChangeSettings | None = None,
    start_date: dt.date | str | None = None,
    end_date: dt.date | str | None = None,
    locale: str = "en",
) -> DataFrame:
    """Return an endless stream of a table and changes to it.

    The stream is the concatenation of all batches, the same after every restart.

    Parameters
    ----------
    industry : str
        As in `generate_cdc`.
    spark : SparkSession
        A session of classic Spark, Spark Connect or databricks-connect.
    rows : int, optional
        Number of rows of the full load, which comes first.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    rows_per_second : int, optional
        Rows per second (≥ 1); default: the number of rows of a batch.
    source : {"rate-micro-batch", "rate"}
        ``rate-micro-batch`` yields that many rows per micro-batch, ``rate`` per second.
    partitions : int, optional
        Number of partitions of the stream.
    settings : ChangeSettings, optional
        Number, kinds, times and order of changes, in the default shape.
    start_date, end_date, locale
        Window and locale of the base table.

    Returns
    -------
    pyspark.sql.DataFrame
        A streaming frame: the table's columns, then operation, operation_date, sequence.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid; the message gives name, value, reason and remedy.
    """
    made = feed(
        industry,
        rows,
        seed,
        settings=settings,
        start_date=start_date,
        end_date=end_date,
        locale=locale,
    )
    a_second = made.events.rows if rows_per_second is None else rows_per_second
    last = made.base + (made.batches - 1) * made.events.rows
    shaped = cdc.endless(made, Row(), min(last, checks.MAX_ROWS))
    arriving = engine.source(spark, source, a_second, 0, partitions)
    # A feed ends when it runs out of keys; others have a million batches.
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
    # Declare fields nullable, whatever the optimizer infers: Arrow needs to know earlier.
    inside = f"CAST(named_struct({pairs}) AS STRUCT<{fields}>)"
    if part.present is not None:
        inside = f"if({identifier(part.present)}, {inside}, NULL)"
    return f"{inside} AS {identifier(part.name)}"
