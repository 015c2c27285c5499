"""From a planned program to named SQL columns in few levels.

What several steps use becomes a hidden column, computed once; everything else is written where
it is used.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tablewright.engines.spark.layout import Layout
from tablewright.engines.spark.literals import identifier
from tablewright.engines.spark.methods import shortened
from tablewright.engines.spark.steps import Context, Reader, field_name
from tablewright.engines.spark.types import spark_type, typed
from tablewright.plan import Program
from tablewright.spec import Column

MOST_LEVELS = 10
"""Spark Connect fails at about 49 selects on top of each other; a user adds some too."""


@dataclass(frozen=True)
class SparkColumn:
    """A column to add: its name, Spark type and SQL."""

    name: str
    type: str
    sql: str


@dataclass(frozen=True)
class SparkPlan:
    """A table as Spark SQL.

    Parameters
    ----------
    levels : tuple of tuple of SparkColumn
        Hidden columns; those of a level read the row number and the levels before.
    columns : tuple of SparkColumn
        The table's columns; they read the row number and the hidden columns.
    """

    levels: tuple[tuple[SparkColumn, ...], ...]
    columns: tuple[SparkColumn, ...]

    def selects(self) -> Iterator[list[str]]:
        """The select lists that make the table, one after another, from a frame of row numbers."""
        for level in self.levels:
            yield ["*", *(f"{c.sql} AS {identifier(c.name)}" for c in level)]
        yield [f"{c.sql} AS {identifier(c.name)}" for c in self.columns]


def lower(
    program: Program, columns: Sequence[Column], row: str = "id", levels: int = MOST_LEVELS
) -> SparkPlan:
    """Lower some columns of a program.

    Parameters
    ----------
    program : Program
        Planned without ``tabulate``.
    columns : sequence of Column
        Columns of the program's table.
    row : str
        The name of the column that holds the row number, a BIGINT.
    levels : int
        Hidden columns are in so many levels at most; what does not fit is written out repeatedly.

    Raises
    ------
    DeclarationError
        If Spark cannot do an operation or make a type.
    """
    layout = Layout(levels)
    needed = program.needed([column.name for column in columns])
    reader, context = Reader(program, needed, row, layout), Context(layout)
    finals: list[str] = []
    for column in columns:
        output = program.outputs[column.name]
        final = typed(column.type, reader.read(context, output.value))
        if output.absent is not None:
            final = f"if({reader.read(context, output.absent)}, NULL, {final})"
        layout.use(final)
        finals.append(final)
    layout.settle(finals)
    numbers = layout.levels()
    sql = [[layout.sql(number, field_name) for number in level] for level in numbers]
    sql.append([layout.final(final, field_name) for final in finals])
    bigints = [field_name(n) for n in layout.level if layout.nodes[n].type == "bigint"]
    *hidden, shown = shortened(sql, [identifier(row), *bigints])
    return SparkPlan(
        tuple(
            tuple(
                SparkColumn(field_name(number), layout.nodes[number].type, text)
                for number, text in zip(level, texts, strict=True)
            )
            for level, texts in zip(numbers, hidden, strict=True)
        ),
        tuple(
            SparkColumn(column.name, spark_type(column.type), text)
            for column, text in zip(columns, shown, strict=True)
        ),
    )
