"""A table on Spark: as a generator to be built, or built."""

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
"""The row number, which columns that are added to a generator may read."""


def generator(
    spark: SparkSession, table: Table, seed: int, *, partitions: int | None = None
) -> TableGenerator:
    """A table as a generator, to which columns and constraints can be added before ``build()``.

    Parameters
    ----------
    spark : SparkSession
        Classic, of Spark Connect or of databricks-connect, from Spark 4.0 on.
    table : Table
        What to make.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    partitions : int, optional
        One for each 250,000 rows by default; no value depends on it.

    Raises
    ------
    ArgumentError, ArgumentTypeError
        A session that is stopped, too old or none at all; a bad seed or number of partitions.
    MissingExtraError
        If the packages of the extra ``spark`` are missing.
    DeclarationError
        If Spark cannot make the table.
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
    """A table as a lazy frame, one task for each partition; arguments as for `generator`."""
    frame: DataFrame = generator(spark, table, seed, partitions=partitions).build()
    return frame


def extended(numbered: DataFrame, lowered: SparkPlan) -> DataFrame:
    """A frame and the columns of a plan, maybe hidden ones too, which read what it has."""
    return with_levels(numbered, (*lowered.levels, Level(lowered.columns)))


def filled(numbered: DataFrame, lowered: SparkPlan) -> DataFrame:
    """The rows of a table over a frame of row numbers ``id`` and, if it reads them, times."""
    return extended(numbered, lowered).select(*(identifier(c.name) for c in lowered.columns))
