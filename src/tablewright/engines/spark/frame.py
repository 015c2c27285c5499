"""A table on Spark, as an unbuilt generator or as a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tablewright import checks
from tablewright.engines.spark import session
from tablewright.engines.spark.levels import Level, with_levels
from tablewright.engines.spark.literals import identifier
from tablewright.engines.spark.program import SparkPlan, lower
from tablewright.plan import plan
from tablewright.spec import Table

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from tablewright.engines.spark.generator import TableGenerator

_ROW, _HIDDEN_ROW = "id", "__row"
"""The row number, available to columns added to a generator."""


def generator(
    spark: SparkSession, table: Table, seed: int, *, partitions: int | None = None
) -> TableGenerator:
    """Return a table as a generator; add columns and constraints before ``build()``.

    Parameters
    ----------
    spark : SparkSession
        A session of classic Spark, Spark Connect or databricks-connect, Spark 4.0 or newer.
    table : Table
        The table.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    partitions : int, optional
        Number of partitions; default: one per 250,000 rows. Does not affect values.

    Raises
    ------
    ArgumentError, ArgumentTypeError
        If the session is stopped, too old or not a session, or another argument is invalid.
    MissingExtraError
        If the packages of the extra ``spark`` are missing.
    DeclarationError
        If Spark does not support the table.
    """
    seed = checks.seed(seed)
    count = session.partitions(partitions, table.rows)
    session.session(spark)
    try:
        from tablewright.engines.spark.generator import TableGenerator
    except ImportError as error:
        raise session.missing(error) from error
    taken = any(column.name.lower() == _ROW for column in table.columns)
    row = _HIDDEN_ROW if taken else _ROW
    lowered = lower(plan(table, seed), table.columns, row)
    return TableGenerator(spark, table.short_name, table.rows, lowered, count, row)


def dataframe(
    spark: SparkSession, table: Table, seed: int, *, partitions: int | None = None
) -> DataFrame:
    """Return a table as a lazy frame, with one task per partition; arguments as in `generator`."""
    frame: DataFrame = generator(spark, table, seed, partitions=partitions).build()
    return frame


def extended(numbered: DataFrame, lowered: SparkPlan) -> DataFrame:
    """Return a frame with the columns of a plan added, including hidden ones."""
    return with_levels(numbered, (*lowered.levels, Level(lowered.columns)))


def filled(numbered: DataFrame, lowered: SparkPlan) -> DataFrame:
    """Return a table's rows over a frame of row numbers ``id`` and, if needed, times."""
    return extended(numbered, lowered).select(*(identifier(c.name) for c in lowered.columns))
