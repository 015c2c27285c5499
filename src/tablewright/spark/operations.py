"""Change operations for any Spark frame, and batches of changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from tablewright import checks
from tablewright.cdc.operations import BEFORE, STEP, check_columns, operations
from tablewright.engines.spark import frame
from tablewright.engines.spark.literals import literal
from tablewright.engines.spark.program import lower
from tablewright.errors import ArgumentTypeError
from tablewright.formats import in_batches
from tablewright.io.names import quoted
from tablewright.io.spark_batches import write_frame
from tablewright.plan import plan

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_ROW = "__tablewright_row"
_START = dt.datetime(2024, 1, 1, tzinfo=dt.timezone.utc)
_SEEDS = 2**64


def add_cdc_operations(
    df: DataFrame,
    weights: Mapping[str, float] | None = None,
    seed: int = 42,
    *,
    start: dt.datetime | dt.date | str = _START,
) -> DataFrame:
    """Add the columns ``operation`` and ``operation_date`` to a frame.

    They equal those of `tablewright.polars.cdc.add_cdc_operations` for the same rows in the same
    order, whatever the partitions. Spark numbers the rows in a single task; for large tables use
    `batch`, which does not number rows.

    Parameters
    ----------
    df : pyspark.sql.DataFrame
        Any frame without columns of these names, except a streaming frame.
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
    pyspark.sql.DataFrame
        The frame with two more columns, ``operation`` string and ``operation_date`` timestamp.

    Raises
    ------
    ValueError, TypeError
        If weights are empty, negative, all zero or not finite, or have blank or unprintable names;
        if the frame already has these columns; or if another argument is invalid.
    """
    _check_frame(df)
    check_columns(type(df).__name__, (name.lower() for name in df.columns))
    table = operations(weights, start)
    lowered = lower(plan(table, checks.seed(seed)), table.columns, row=_ROW)
    late = f"start={checks.shown(start)} leaves time for {table.rows:,} of df's rows; {BEFORE}"
    count = f"row_number() OVER (ORDER BY {_ROW})"
    kept = [quoted(name) for name in df.columns]
    numbered = df.selectExpr("*", f"monotonically_increasing_id() AS {_ROW}").selectExpr(
        *kept,
        f"CAST(if({count} > {table.rows}L, raise_error({literal(late)}), {count} - 1) AS BIGINT) "
        f"AS {_ROW}",
    )
    added = frame.extended(numbered, lowered)
    return added.selectExpr(*kept, *(column.name for column in table.columns))


def generate_cdc_batches(
    spark: SparkSession,
    spec_fn: Callable[[SparkSession, int, int], DataFrame],
    n_batches: int = 5,
    rows_per_batch: int = 10_000,
    seed: int = 42,
) -> list[DataFrame]:
    """Yield batches of a function's frames with operations added.

    The first batch has only APPEND, the others the operations of `add_cdc_operations`; each batch
    continues with the next seed and time. Batches are independent of each other; use
    `generate_cdc` for batches that replay to a known state.

    Parameters
    ----------
    spark : SparkSession
        A session of classic Spark, Spark Connect or databricks-connect.
    spec_fn : callable
        ``spec_fn(spark, rows, seed)`` returns a frame, such as
        `tablewright.spark.retail.generate_customers`.
    n_batches : int
        Number of batches (≥ 1).
    rows_per_batch : int
        Rows per batch (≥ 0).
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid; the message gives name, value, reason and remedy.
    """
    if not callable(spec_fn):
        raise checks.wrong_type(
            "spec_fn", spec_fn, "a function", "give one that takes (spark, rows, seed)"
        )
    rows = checks.rows("rows_per_batch", rows_per_batch)
    many = checks.integer("n_batches", n_batches, 1, checks.MAX_ROWS)
    checks.seed(seed)
    made = []
    for number in range(many):
        its_seed = (seed + number + _SEEDS // 2) % _SEEDS - _SEEDS // 2
        weights = None if number else {"APPEND": 100}
        start = _START + number * rows * STEP
        made.append(
            add_cdc_operations(spec_fn(spark, rows, its_seed), weights, its_seed, start=start)
        )
    return made


def write_cdc_to_volume(
    df: DataFrame, volume_path: str, batch_id: int = 0, format: str = "json"
) -> None:
    """Write a batch to ``volume_path/batch_<batch_id>``, replacing an existing one.

    Parameters
    ----------
    df : pyspark.sql.DataFrame
        The batch.
    volume_path : str
        The output folder, such as ``/Volumes/main/demo/landing/customers``.
    batch_id : int
        The batch's number (≥ 0).
    format : str
        JSON has one object per line. The error for an unknown format lists them all.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid; the message gives name, value, reason and remedy.
    """
    _check_frame(df)
    checks.choice("format", format, in_batches())
    number = checks.integer("batch_id", batch_id, 0, checks.MAX_ROWS)
    write_frame(df, volume_path, number, format)


def _check_frame(df: DataFrame) -> None:
    if isinstance(df, type) or not all(
        hasattr(df, name) for name in ("sparkSession", "selectExpr")
    ):
        raise ArgumentTypeError(
            f"df={type(df).__name__} is not a frame; give a pyspark.sql.DataFrame"
        )
