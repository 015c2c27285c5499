"""From a planned program to named SQL columns in few levels.

What several steps use becomes a hidden column, computed once; everything else is written where
it is used. The children of a sum are an array that grows level by level in the same way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tablewright.engines.spark.layout import Layout, mark, marked
from tablewright.engines.spark.literals import identifier, literal
from tablewright.engines.spark.lowering import SQL
from tablewright.engines.spark.types import KINDS, spark_type, typed
from tablewright.errors import DeclarationError
from tablewright.ops import core
from tablewright.ops.random import Mixed
from tablewright.plan import Program, Scope, Spread
from tablewright.spec import Column

MOST_LEVELS = 10
"""Spark Connect fails at about 49 selects on top of each other; a user adds some too."""
_MOST_CHILD_LEVELS = 6
_INDEX = "\x00i\x00"
_CHEAP = (
    *(core.Add, core.Sub, core.Mul, core.Lt, core.Le, core.Eq),
    *(core.And, core.Or, core.Not, core.ToFloat),
)
"""Computed again rather than kept, if they read nothing but names."""


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


def lower(program: Program, columns: Sequence[Column], row: str = "id") -> SparkPlan:
    """Lower some columns of a program.

    Parameters
    ----------
    program : Program
        Planned without ``tabulate``.
    columns : sequence of Column
        Columns of the program's table.
    row : str
        The name of the column that holds the row number, a BIGINT.

    Raises
    ------
    DeclarationError
        If Spark cannot do an operation or make a type.
    """
    return _Lowerer(program, row).lower(columns)


class _Lowerer:
    def __init__(self, program: Program, row: str) -> None:
        self._program = program
        self._row = identifier(row)
        self._types: dict[int, str] = {}
        self._arrays: dict[tuple[Layout, int], tuple[int, str]] = {}
        self._together: dict[tuple[Scope, int], list[int]] = {}
        self._rank: list[int] = []

    def lower(self, columns: Sequence[Column]) -> SparkPlan:
        needed = self._program.needed([column.name for column in columns])
        self._group(needed)
        layout = Layout(MOST_LEVELS)
        finals = [self._column(layout, column) for column in columns]
        for final in finals:
            layout.use(final)
        layout.settle(finals)
        levels = tuple(
            tuple(
                SparkColumn(_name(node), self._type(node), layout.sql(node, _name))
                for node in level
            )
            for level in layout.levels()
        )
        made = tuple(
            SparkColumn(column.name, spark_type(column.type), layout.final(final, _name))
            for column, final in zip(columns, finals, strict=True)
        )
        return SparkPlan(levels, made)

    def _group(self, needed: frozenset[int]) -> None:
        """Sums over the same children share their array, unless one of them reads the other."""
        for number, step in enumerate(self._program.steps):
            is_total = isinstance(step.op, core.Total)
            self._rank.append(max((self._rank[arg] for arg in step.args), default=0) + is_total)
            if isinstance(step.op, core.Total) and number in needed:
                scope = Scope(step.scope, step.args[0], step.op.most)
                self._together.setdefault((scope, self._rank[number]), []).append(number)

    def _column(self, layout: Layout, column: Column) -> str:
        output = self._program.outputs[column.name]
        value = typed(column.type, self._read(layout, output.value))
        if output.absent is None:
            return value
        return f"if({self._read(layout, output.absent)}, NULL, {value})"

    def _type(self, node: int) -> str:
        return self._types[node] if node < 0 else KINDS[self._program.steps[node].kind]

    def _read(self, layout: Layout, number: int) -> str:
        """A step's constant, or its mark once it is in the layout."""
        step = self._program.steps[number]
        if isinstance(step.op, core.Const):
            return literal(step.op.value)
        if number not in layout.templates:
            self._add(layout, number)
        return mark(number)

    def _add(self, layout: Layout, number: int) -> None:
        step = self._program.steps[number]
        match step.op:
            case core.Row():
                layout.add(number, self._row, plain=True)
            case core.Index():
                layout.add(number, _INDEX, plain=True)
            case Spread():
                # Its mark means nothing in this layout: the enclosing one fills it in.
                layout.add(number, mark(step.args[0]), plain=True)
            case core.Total():
                self._add_total(layout, number)
            case op:
                if type(op) not in SQL:
                    raise DeclarationError(f"Spark has no {type(op).__name__}")
                args = [self._read(layout, arg) for arg in step.args]
                bounds = [self._program.steps[arg].bounds for arg in step.args]
                layout.add(
                    number,
                    SQL[type(op)](op, args, bounds),
                    plain=isinstance(op, Mixed),
                    cheap=isinstance(op, _CHEAP),
                )

    def _add_total(self, layout: Layout, number: int) -> None:
        step = self._program.steps[number]
        assert isinstance(step.op, core.Total)
        count, value = step.args
        constant = self._program.steps[value].op
        if isinstance(constant, core.Const):
            product = f"({self._read(layout, count)} * {literal(constant.value)})"
            layout.add(number, product, cheap=True)
            return
        if (layout, number) not in self._arrays:
            self._add_children(layout, number)
        array, each = self._arrays[layout, number]
        child = f"__c{self._program.steps[value].scope}"
        sql = SQL[core.Total](step.op, [mark(array), child, each], ())
        layout.add(number, sql, often=self._outer(layout, each))

    def _add_children(self, layout: Layout, number: int) -> None:
        """The array of children that some sums share, each with what they need of it."""
        step = self._program.steps[number]
        assert isinstance(step.op, core.Total)
        scope = Scope(step.scope, step.args[0], step.op.most)
        totals = [
            total
            for total in self._together[scope, self._rank[number]]
            if not isinstance(
                self._program.steps[self._program.steps[total].args[1]].op, core.Const
            )
        ]
        inner = Layout(_MOST_CHILD_LEVELS)
        finals = [self._read(inner, self._program.steps[total].args[1]) for total in totals]
        for final in finals:
            inner.use(final)
        inner.settle(finals)
        child = f"__c{self._program.steps[step.args[1]].scope}"
        array, fields, index = self._sequence(layout, scope), {"i": "bigint"}, child

        def name(node: int) -> str:
            return f"{child}.{_field(node)}"

        for level in inner.levels():
            kept = {field: f"{child}.{field}" for field in fields if field != "i"}
            made = {_field(n): inner.sql(n, name).replace(_INDEX, index) for n in level}
            parts = {"i": index, **kept, **made}
            struct = ", ".join(f"'{field}', {sql}" for field, sql in parts.items())
            array = f"transform({array}, {child} -> named_struct({struct}))"
            fields |= {_field(n): self._type(n) for n in level}
            index = f"{child}.i"
        node = -1 - len(self._types)
        for total, final in zip(totals, finals, strict=True):
            self._arrays[layout, total] = node, inner.final(final, name).replace(_INDEX, index)
        struct = ",".join(f"{field}:{type_}" for field, type_ in fields.items())
        self._types[node] = f"array<struct<{struct}>>" if len(fields) > 1 else "array<bigint>"
        layout.add(node, array, often=self._outer(layout, array))

    def _outer(self, layout: Layout, template: str) -> list[int]:
        """The enclosing scope's steps that a lambda reads, made sure to be there."""
        read = marked(template)
        for number in read:
            if number >= 0:
                self._read(layout, number)
        return read

    def _sequence(self, layout: Layout, scope: Scope) -> str:
        count = self._read(layout, scope.count)
        numbers = f"sequence(0L, {count} - 1L)"
        if self._program.steps[scope.count].bounds[0] > 0:
            return numbers
        # Without the condition 0 children would be counted down to -1.
        return f"if({count} > 0L, {numbers}, CAST(array() AS ARRAY<BIGINT>))"


def _field(node: int) -> str:
    return f"s{node}" if node >= 0 else f"a{-node}"


def _name(node: int) -> str:
    return f"__{_field(node)}"
