"""Turns a planned program into named SQL columns in few levels.

Steps used several times become hidden columns, computed once; all others are inlined.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tablewright.engines.spark.layout import Layout
from tablewright.engines.spark.levels import Level
from tablewright.engines.spark.methods import shortened
from tablewright.engines.spark.sql import Sql, sql
from tablewright.engines.spark.steps import Context, StepReader, field_name
from tablewright.engines.spark.types import NOTHING, SparkColumn, spark_type, typed
from tablewright.errors import DeclarationError
from tablewright.plan import Program
from tablewright.spec import Column

MOST_LEVELS = 160
"""More than our tables need; further ones are merged. Spark analyses and copies a plan by calls
nested as deep as its levels and methods together, in a stack that is not ours to choose."""
_MAYBE_NULL = re.compile(r"\[|pmod\(|floor\(| (?:div|%|/) ")
"""SQL that is nullable for Spark, although planning has excluded invalid indexes and divisors."""


@dataclass(frozen=True)
class SparkPlan:
    """A table as Spark SQL.

    Parameters
    ----------
    levels : tuple of Level
        Hidden columns; those of a level read the row number and the levels before.
    columns : tuple of SparkColumn
        The table's columns; they read the row number and the hidden columns.
    """

    levels: tuple[Level, ...]
    columns: tuple[SparkColumn, ...]


def lower(
    program: Program, columns: Sequence[Column], row: str = "id", levels: int = MOST_LEVELS
) -> SparkPlan:
    """Lower some columns of a program.

    Parameters
    ----------
    program : Program
        Planned without ``materialize``.
    columns : sequence of Column
        Columns of the program's table.
    row : str
        The name of the column that holds the row number, a BIGINT.
    levels : int
        Maximum number of levels of hidden columns; further columns are inlined repeatedly.

    Raises
    ------
    DeclarationError
        If Spark does not support an operation or a type.
    """
    try:
        return _lowered(program, columns, row, levels)
    except RecursionError:
        raise DeclarationError(
            "expressions are nested too deeply for Spark; declare their parts as columns"
        ) from None


def _lowered(program: Program, columns: Sequence[Column], row: str, levels: int) -> SparkPlan:
    layout = Layout(levels)
    needed = program.needed([column.name for column in columns])
    reader, context = StepReader(program, needed, row, layout), Context(layout)
    finals: list[Sql] = []
    for column in columns:
        output = program.outputs[column.name]
        final = typed(column.type, reader.read(context, output.value))
        if output.null_when is not None:
            final = sql("if({}, NULL, {})", reader.read(context, output.null_when), final)
        layout.use(final)
        finals.append(final)
    layout.settle(finals)
    hidden = [[_hidden(layout, number) for number in numbers] for numbers in layout.levels()]
    shown = []
    for column, final in zip(columns, finals, strict=True):
        made = layout.final(final, _named)
        shown.append(SparkColumn(column.name, spark_type(column.type), str(made), made.names))
    return SparkPlan(shortened(hidden, shown, row), tuple(shown))


def _hidden(layout: Layout, number: int) -> SparkColumn:
    """Return a named node as a column that is not nullable, which would need a flag argument."""
    type_, made = layout.nodes[number].type, layout.sql(number, _named)
    text = str(made)
    if type_ in NOTHING and _MAYBE_NULL.search(text):
        text = f"coalesce({text}, {NOTHING[type_]})"
    return SparkColumn(field_name(number), type_, text, made.names)


def _named(number: int) -> Sql:
    name = field_name(number)
    return Sql((name,), frozenset((name,)))
