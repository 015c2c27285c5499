"""Change data capture with Polars: batches of changes, the states between them, and files.

Batches and states equal those of `tablewright.spark.cdc` for the same arguments. Generating a
batch needs no earlier batch.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl

from tablewright import cdc, checks
from tablewright.cdc import ChangeSettings, Feed, feed
from tablewright.engines.local import LocalTable
from tablewright.io import BatchesOutput, WrittenBatch, write_batches
from tablewright.polars.changes import ShapedRows
from tablewright.polars.changes import rows as rows_of
from tablewright.polars.operations import add_cdc_operations

__all__ = [
    "ChangeSettings",
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
    """Return a table and changes to it, in batches.

    Batch 0 is the full load; each later batch appends new keys, and updates and deletes live keys.

    Parameters
    ----------
    industry : str
        retail (customers), healthcare (patients), financial (accounts), iot (devices) or
        manufacturing (equipment).
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

    Returns
    -------
    list of polars.DataFrame
        In the default shape: the table's columns, then operation String (APPEND, UPDATE or DELETE),
        operation_date Datetime(us, UTC) and sequence Int64.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid; the message gives name, value, reason and remedy.

    Examples
    --------
    >>> [batch.height for batch in generate_cdc("retail", rows=1_000, n_batches=3)]
    [1000, 100, 100]
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
    )
    return list(batches(made, n_batches))


def batches(feed: Feed, n_batches: int = 5) -> Iterator[pl.DataFrame]:
    """Yield the first batches of a feed.

    Examples
    --------
    >>> retail = feed("retail", rows=1_000, settings=ChangeSettings(weights={"UPDATE": 1}))
    >>> [set(batch["operation"]) for batch in batches(retail, 2)]
    [{'APPEND'}, {'UPDATE'}]
    """
    many = feed.check_batches("n_batches", n_batches)
    return (batch(feed, number) for number in range(many))


def batch(feed: Feed, number: int) -> pl.DataFrame:
    """Return one batch of a feed (from 0); generates no other batch.

    Examples
    --------
    >>> batch(feed("retail", rows=1_000), 700).height
    100
    """
    return rows_of(feed, feed.check_batch("number", number)).frame()


def state(feed: Feed, number: int) -> pl.DataFrame:
    """Return the table after a batch of a feed, sorted by key: the expected result of a pipeline.

    Examples
    --------
    >>> state(feed("retail", rows=1_000), 1).height
    1045
    """
    table = cdc.state(feed, feed.check_batch("number", number))
    return LocalTable(table, feed.seed).rows(0, table.rows).sort(table.primary_key)


def output(feed: Feed, n_batches: int = 5) -> BatchesOutput:
    """Return the first batches of a feed as input for `tablewright.io.write_batches`."""
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
    """Write the first batches of a feed to ``folder/batch_0``, ... in bounded memory.

    A batch's folder gets its name only when it is complete. After a killed run, repeat the call
    to continue.

    Parameters
    ----------
    feed : Feed
        The feed to write, created with `feed`.
    folder : str or Path
        The output folder; created if missing.
    n_batches : int
        Number of batches (≥ 1), including batch 0.
    format : str
        JSON has one object per line; with Delta, each batch is a table. The error for an unknown
        format lists them all.
    overwrite : bool
        Remove existing batches. Otherwise, missing batches of the same feed are added.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid, or the folder contains batches of another feed.
    OSError
        If a file cannot be written; earlier batches are complete.
    """
    checks.flag("overwrite", overwrite)
    return write_batches(output(feed, n_batches), folder, format, overwrite=overwrite)
