"""A planned table as a dbldatagen generator: the only file that names that package.

Four habits of dbldatagen do not fit here and are replaced in one small subclass: it finds levels by
parsing SQL in Python, character by character (a table of ours is megabytes of constants); it adds
each by a ``select`` of all columns so far, of which Spark Connect can analyse 48; it changes a
session setting when it is made; and it builds columns that a user adds from ``id`` alone, unless
told otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dbldatagen import DataGenerator
from dbldatagen.utils import topologicalSort
from pyspark.sql import types
from pyspark.sql.functions import expr

from tablewright.engines.spark.levels import added
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
    """A generator whose columns are those of a table; add columns and constraints as usual.

    Columns that are added come after the table's own, so their expressions may use them (and
    ``id``, the row number) without naming a ``baseColumn``. The number of rows is part of a table:
    make another generator instead of ``withRowCount``.

    Parameters
    ----------
    spark : SparkSession
        Classic or of Spark Connect.
    name : str
        The table's name.
    rows : int
        The table's rows.
    plan : SparkPlan
        Its columns, lowered over a row number named ``id``.
    partitions : int
        Of the frame.
    """

    def __init__(
        self, spark: SparkSession, name: str, rows: int, plan: SparkPlan, partitions: int
    ) -> None:
        super().__init__(spark, name=name, rows=rows, partitions=partitions)
        self._levels = plan.levels
        self._planned: list[list[Any]] = []
        for level in (*(level.columns for level in plan.levels), plan.columns):
            for column in level:
                omit = level is not plan.columns
                self.withColumn(column.name, data_type(column.type), expr=column.sql, omit=omit)
            self._planned.append([self._columnSpecsByName[column.name] for column in level])

    def _setupPandas(self, pandasBatchSize: int | None) -> None:
        """No setting of the session is changed: nothing here needs pandas."""

    def _computeColumnBuildOrder(self) -> list[list[str]]:
        """The levels are known; only columns that were added need to be put in order."""
        specs = self._columnSpecsByName
        planned = [[s.name for s in level if specs[s.name] is s] for level in self._planned]
        known = [self._seedColumnName, *(name for level in planned for name in level)]
        added = {s.name: s for s in self._allColumnSpecs if s.name not in known}
        sources = [(name, set(spec.dependencies)) for name, spec in added.items()]
        order = topologicalSort(sources, initial_columns=known, flatten=False)
        _, *later = self._adjustBuildOrderForSqlDependencies(order, added)
        self._buildOrder = [[self._seedColumnName], *planned, *later]
        return self._buildOrder

    def _buildColumnExpressionsWithSelects(self, df1: DataFrame) -> DataFrame:
        """The table's own columns as they are planned; what was added as dbldatagen does it."""
        order, own = self._buildOrder, 1 + len(self._planned)
        df1 = added(df1, self._levels)
        if order[own - 1]:
            specs = self._columnSpecsByName
            df1 = df1.withColumns({name: expr(specs[name].expr) for name in order[own - 1]})
        self._buildOrder = order[own:]
        made: DataFrame = super()._buildColumnExpressionsWithSelects(df1)
        self._buildOrder = order
        return made


def data_type(text: str) -> types.DataType:
    """The Spark type of that name; without asking a session, as Spark's own parser does."""
    if text in _SIMPLE:
        return _SIMPLE[text]
    head, _, rest = text.partition("<")
    if head == "array":
        return types.ArrayType(data_type(rest.removesuffix(">")))
    if head == "struct":
        fields = [part.partition(":") for part in rest.removesuffix(">").split(",")]
        return types.StructType([types.StructField(n, data_type(t)) for n, _, t in fields])
    precision, scale = text.removeprefix("decimal(").removesuffix(")").split(",")
    return types.DecimalType(int(precision), int(scale))
