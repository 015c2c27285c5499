"""Change data capture with Polars: batches of changes, the states between them, and files.

Batches and states are those of `tablewright.spark.cdc` for the same arguments. Every batch is made
without the ones before it.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl

from tablewright import cdc, checks
from tablewright.cdc import Feed, feed
from tablewright.engines.local import LocalTable
from tablewright.io import BatchesOutput, WrittenBatch, write_batches
from tablewright.polars.changes import ShapedRows
from tablewright.polars.changes import rows as rows_of
from tablewright.polars.operations import add_cdc_operations

__all__ = [
    "add_cdc_operations",
    "batch",
    "batches",
    "feed",
    "generate_cdc",
    "output",
    "state",
    "write",
]


def generate_cdc(
    industry: str,
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
) -> list[pl.DataFrame]:
    """Make a table and the changes that follow it, in batches.

    Batch 0 is the full load; every later one appends new keys, and updates and deletes live ones.

    Parameters
    ----------
    industry : str
        retail (customers), healthcare (patients), financial (accounts), iot (devices) or
        manufacturing (equipment).
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

    Returns
    -------
    list of polars.DataFrame
        In the default shape the columns of the table, then operation String (APPEND, UPDATE or
        DELETE), operation_date Datetime(us, UTC) and sequence Int64.

    Raises
    ------
    ValueError, TypeError
        An argument that cannot be used: its name, value, the reason and the remedy.

    Examples
    --------
    >>> [batch.height for batch in generate_cdc("retail", rows=1_000, n_batches=3)]
    [1000, 100, 100]
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
    )
    return list(batches(made, n_batches))


def batches(feed: Feed, n_batches: int = 5) -> Iterator[pl.DataFrame]:
    """The first batches of a feed, one after another.

    Examples
    --------
    >>> retail = feed("retail", rows=1_000, weights={"UPDATE": 1})
    >>> [set(batch["operation"]) for batch in batches(retail, 2)]
    [{'APPEND'}, {'UPDATE'}]
    """
    many = feed.check_batches("n_batches", n_batches)
    return (batch(feed, number) for number in range(many))


def batch(feed: Feed, number: int) -> pl.DataFrame:
    """One batch of a feed, from 0, made without the others.

    Examples
    --------
    >>> batch(feed("retail", rows=1_000), 700).height
    100
    """
    return rows_of(feed, feed.check_batch("number", number)).frame()


def state(feed: Feed, number: int) -> pl.DataFrame:
    """The table after a batch of a feed, sorted by key: what a correct pipeline arrives at.

    Examples
    --------
    >>> state(feed("retail", rows=1_000), 1).height
    1045
    """
    table = cdc.state(feed, feed.check_batch("number", number))
    return LocalTable(table, feed.seed).rows(0, table.rows).sort(table.primary_key)


def output(feed: Feed, n_batches: int = 5) -> BatchesOutput:
    """The first batches of a feed as what `tablewright.io.write_batches` takes."""
    many = feed.check_batches("n_batches", n_batches)

    def make(number: int) -> tuple[ShapedRows, int]:
        made = rows_of(feed, number)
        return made, made.rows

    facts = {"industry": feed.industry, "seed": feed.seed, **feed.facts}
    return BatchesOutput(facts, [functools.partial(make, number) for number in range(many)])


def write(
    feed: Feed,
    folder: str | Path,
    n_batches: int = 5,
    *,
    format: str = "json",
    overwrite: bool = False,
) -> list[WrittenBatch]:
    """Write the first batches of a feed to ``folder/batch_0`` and so on, in bounded memory.

    A folder has its name only when it is whole. After a run that was killed, the same call goes
    on where it stopped.

    Parameters
    ----------
    feed : Feed
        What to write; make one with `feed`.
    folder : str or Path
        Made if it is missing.
    n_batches : int
        From 1, batch 0 among them.
    format : {"json", "parquet", "delta"}
        JSON has one object per line; with Delta every batch is a table.
    overwrite : bool
        Remove the batches that are there. Without it, fewer of the same feed are added to.

    Raises
    ------
    ValueError, TypeError
        An argument that cannot be used, or a folder with other batches.
    OSError
        If a file could not be written; batches before it are whole.
    """
    checks.flag("overwrite", overwrite)
    return write_batches(output(feed, n_batches), folder, format, overwrite=overwrite)
