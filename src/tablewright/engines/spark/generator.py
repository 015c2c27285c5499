"""A planned table as a dbldatagen generator; the only module that uses that package.

A small subclass replaces four behaviours of dbldatagen: it finds levels by parsing SQL in Python,
character by character (our tables contain megabytes of constants); it adds each level by a
``select`` of all columns so far, of which Spark Connect can analyse 48; it changes a session
setting on creation; and it builds added columns from ``id`` alone by default.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dbldatagen import DataGenerator
from dbldatagen.utils import topologicalSort
from pyspark.sql import types
from pyspark.sql.functions import expr

from tablewright.engines.spark.levels import with_levels
from tablewright.engines.spark.program import SparkPlan

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_SIMPLE: dict[str, types.DataType] = {
    "bigint": types.LongType(),
    "int": types.IntegerType(),
    "double": types.DoubleType(),
    "boolean": types.BooleanType(),
    "string": types.StringType(),
    "date": types.DateType(),
    "timestamp": types.TimestampType(),
}


class TableGenerator(DataGenerator):  # type: ignore[misc]
    """A generator with the columns of a table; add columns and constraints as usual.

    Added columns come after the table's own, so their expressions can use them (and the row number
    ``id``, or ``__row`` if the table has a column ``id``) without a ``baseColumn``. The number of
    rows is part of a table: create another generator instead of using ``withRowCount``.

    Parameters
    ----------
    spark : SparkSession
        Classic or of Spark Connect.
    name : str
        The table's name.
    rows : int
        The table's rows.
    plan : SparkPlan
        Its columns, lowered over the row number.
    partitions : int
        Number of partitions.
    row : str
        The name of the row number.
    """

    def __init__(
        self, spark: SparkSession, name: str, rows: int, plan: SparkPlan, partitions: int, row: str
    ) -> None:
        super().__init__(spark, name=name, rows=rows, partitions=partitions, seedColumnName=row)
        self._levels = plan.levels
        for column in plan.columns:
            self.withColumn(column.name, data_type(column.type), expr=column.sql)
        self._planned = [self._columnSpecsByName[column.name] for column in plan.columns]

    def _setupPandas(self, pandasBatchSize: int | None) -> None:
        """Do nothing: no setting needs to change, since nothing here uses pandas."""

    def _computeColumnBuildOrder(self) -> list[list[str]]:
        """Order only the added columns; the table's own are already ordered."""
        specs = self._columnSpecsByName
        planned = [s.name for s in self._planned if specs[s.name] is s]
        known = [self._seedColumnName, *planned]
        added = {s.name: s for s in self._allColumnSpecs if s.name not in known}
        sources = [(name, set(spec.dependencies)) for name, spec in added.items()]
        order = topologicalSort(sources, initial_columns=known, flatten=False)
        _, *later = self._adjustBuildOrderForSqlDependencies(order, added)
        self._buildOrder = [[self._seedColumnName], planned, *later]
        return self._buildOrder

    def _buildColumnExpressionsWithSelects(self, df1: DataFrame) -> DataFrame:
        """Add the table's own columns as planned, and added columns as dbldatagen does."""
        order, specs = self._buildOrder, self._columnSpecsByName
        _, planned, *later = order
        df1 = with_levels(df1, self._levels)
        if planned:
            df1 = df1.withColumns({name: expr(specs[name].expr) for name in planned})
        self._buildOrder = later
        made: DataFrame = super()._buildColumnExpressionsWithSelects(df1)
        self._buildOrder = order
        return made


def data_type(text: str) -> types.DataType:
    """Return the Spark type of a column, without a session, which Spark's parser needs."""
    if text in _SIMPLE:
        return _SIMPLE[text]
    precision, scale = text.removeprefix("decimal(").removesuffix(")").split(",")
    return types.DecimalType(int(precision), int(scale))
