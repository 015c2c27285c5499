"""Change operations for any Polars frame."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import overload

import polars as pl

from tablewright import checks
from tablewright.cdc.operations import BEFORE, check_columns, operations
from tablewright.engines.local import LocalTable
from tablewright.errors import ArgumentError, ArgumentTypeError


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

    Both depend only on the seed and the row's position, not on the clock, the row's values or the
    length of the frame.

    Parameters
    ----------
    df : polars.DataFrame or polars.LazyFrame
        Any frame without columns of these names.
    weights : mapping of str to number, optional
        Operations, with any names, and their weights; the order matters. Default: APPEND 50,
        UPDATE 30, DELETE 10.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    start : datetime, date or str
        Start of the first row's minute; the default zone is UTC. Each row falls within its own
        minute, so that dates strictly increase.

    Returns
    -------
    polars.DataFrame or polars.LazyFrame
        The frame with two more columns, ``operation`` String and ``operation_date``
        Datetime(us, UTC).

    Raises
    ------
    ValueError, TypeError
        If weights are empty, negative, all zero or not finite, or have blank or unprintable names;
        if the frame already has these columns; or if another argument is invalid.

    Examples
    --------
    >>> add_cdc_operations(pl.DataFrame({"id": [1, 2, 3]}))["operation"].to_list()
    ['UPDATE', 'APPEND', 'UPDATE']
    >>> add_cdc_operations(pl.DataFrame({"id": [1, 2]}), {"INSERT": 100})["operation"].to_list()
    ['INSERT', 'INSERT']
    """
    if not isinstance(df, pl.DataFrame | pl.LazyFrame):
        raise ArgumentTypeError(
            f"df={type(df).__name__} is not a frame; give a polars.DataFrame or polars.LazyFrame"
        )
    check_columns(type(df).__name__, df.collect_schema())
    local = LocalTable(operations(weights, start), checks.seed(seed))

    def added(frame: pl.DataFrame) -> pl.DataFrame:
        most = local.table.rows
        if frame.height > most:
            raise ArgumentError(
                f"start={checks.shown(start)} leaves time for {most:,} of df's {frame.height:,} "
                f"rows, a minute each; {BEFORE}"
            )
        return pl.concat([frame, local.rows(0, frame.height)], how="horizontal")

    if isinstance(df, pl.DataFrame):
        return added(df)
    schema = {**df.collect_schema(), **local.schema}
    # Positions count from the start of the frame, so it must be materialized as a whole.
    return df.map_batches(
        added,
        schema=schema,
        predicate_pushdown=False,
        projection_pushdown=False,
        slice_pushdown=False,
    )
