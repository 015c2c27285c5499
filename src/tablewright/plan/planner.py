"""Turns expressions into steps, at the rows where they are read, without duplicates."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tablewright.errors import DeclarationError
from tablewright.ops import limits
from tablewright.ops.arithmetic import Greatest, Least
from tablewright.ops.children import Index, SumOverChildren
from tablewright.ops.core import At, Bounds, Const, Expr, Field, Row
from tablewright.ops.floats import Floor
from tablewright.ops.random import Draw, KeyedDraw, Mixed, draw_key
from tablewright.plan.program import (
    Broadcast,
    Materialized,
    MaterializedTable,
    Output,
    Program,
    Scope,
    Step,
)
from tablewright.plan.proofs import Sizes, few, fits, within_64_bits
from tablewright.spec import Table


@dataclass(frozen=True)
class _Reading:
    """The context of an expression: field, row, known values and child."""

    owner: tuple[str, str] | None
    row: int
    given: frozenset[tuple[Field, int]] = frozenset()
    index: int | None = None


@dataclass
class _Planner:
    seed: int
    rows: int
    materialize: int = 0
    steps: list[Step] = field(default_factory=list)
    scopes: list[Scope] = field(default_factory=list)
    _numbers: dict[object, int] = field(default_factory=dict)
    _read: dict[tuple[Expr, _Reading], int] = field(default_factory=dict)
    _tables: dict[tuple[str, int], tuple[_Planner, MaterializedTable]] = field(default_factory=dict)
    _purposes: dict[tuple[tuple[str, str], str], Draw] = field(default_factory=dict)
    _sizes: Sizes = field(default_factory=Sizes)

    def start(self) -> _Reading:
        """Return the context of the table's own rows."""
        row = self._append(Row(), (), (0, max(0, self.rows - 1)), 0)
        return _Reading(owner=None, row=row)

    def read(self, expr: Expr, place: _Reading) -> int:
        """Return the step of an expression in a context."""
        if isinstance(expr, Field):
            place = replace(place, owner=(expr.table, expr.name))
        key = (expr, place)
        if key not in self._read:
            self._read[key] = self._fresh(expr, place)
        return self._read[key]

    def _fresh(self, expr: Expr, place: _Reading) -> int:
        match expr:
            case Row():
                return place.row
            case Index():
                if place.index is None:
                    raise DeclarationError("Index() is valid only inside SumOverChildren")
                return place.index
            case Field():
                known = dict(place.given).get(expr)
                return self.read(expr.value, place) if known is None else known
            case At():
                row = self.read(expr.row, place)
                if self._small(expr, row) or self._followed(expr, place):
                    return self._materialized(expr, row)
                values = [self.read(value, place) for value in expr.known]
                given = frozenset(zip(expr.given, values, strict=True))
                return self.read(expr.value, replace(place, row=row, given=given))
            case SumOverChildren():
                return self._total(expr, place)
            case Floor():
                floor = self._number(expr, (self.read(expr.value, place),))
                return self._extreme(Least, self._extreme(Greatest, floor, expr.low), expr.high)
            case Draw():
                key = self._draw_key(expr, place)
                mixed = self._number(Mixed(expr), (place.row,))
                return self._number(KeyedDraw(key, expr.bits, expr), (mixed,))
            case KeyedDraw() | Mixed() | Broadcast() | Materialized():
                raise DeclarationError(f"{type(expr).__name__} is created by planning only")
            case _:
                return self._number(expr, tuple(self.read(arg, place) for arg in expr.args()))

    def _small(self, at: At, row: int) -> bool:
        """Return whether computing a field for all rows of its table pays off."""
        field, (low, high) = at.value, self.steps[row].bounds
        return (
            isinstance(field, Field)
            and field.kind != "text"
            # What is given may be wrong, and counts on every engine.
            and not at.given
            and field.rows is not None
            and 0 <= low
            and high < field.rows <= self.materialize
        )

    def _followed(self, at: At, place: _Reading) -> bool:
        """Return whether the table's rows refer, in order, to fewer rows of another table."""
        field, key = at.value, at.row
        return (
            self.materialize > 0
            and isinstance(field, Field)
            and field.kind == "int"
            and not at.given
            and field.rows is not None
            and self.materialize < field.rows <= self.rows // 2
            and isinstance(key, Field)
            and key.rising
            and place.index is None
            and isinstance(self.steps[place.row].op, Row)
        )

    def _materialized(self, at: At, row: int) -> int:
        assert isinstance(at.value, Field)
        table, rows = at.value.table, at.value.rows or 0
        if (table, rows) not in self._tables:
            inner = _Planner(self.seed, rows, self.materialize, _purposes=self._purposes)
            followed = rows > self.materialize
            self._tables[table, rows] = inner, MaterializedTable(rows, followed, inner.finish({}))
        inner, facts = self._tables[table, rows]
        if at.value not in facts.outputs:
            facts.outputs[at.value] = inner.read(at.value, inner.start())
            facts.program = inner.finish({})
        return self._number(Materialized(at.value, facts, at.row), (row,))

    def finish(self, outputs: Mapping[str, Output]) -> Program:
        """Return the program of some outputs."""
        return Program(tuple(self.steps), tuple(self.scopes), outputs)

    def _draw_key(self, draw: Draw, place: _Reading) -> int:
        if place.owner is None:
            raise DeclarationError("a draw needs a field: its key contains the field's name")
        known = self._purposes.setdefault((place.owner, draw.purpose), draw)
        if known is not draw:
            name = ".".join(place.owner)
            raise DeclarationError(
                f"{name}: two draws have the same purpose {draw.purpose!r} and would be equal; "
                "give them different purposes, or use one draw twice"
            )
        return draw_key(self.seed, *place.owner, draw.purpose)

    def _total(self, total: SumOverChildren, place: _Reading) -> int:
        count = self.read(total.count, place)
        if self.steps[count].bounds[0] < 0:
            raise DeclarationError("SumOverChildren: the count can be negative")
        count = self._extreme(Least, count, total.most)
        # Not just the count: the children's values may differ between rows of an enclosing sum.
        near = (count, place.row, *(step for _, step in place.given))
        parent = max((self.steps[step].scope for step in near), key=self._depth)
        scope = Scope(parent, self._broadcast(count, parent), total.most)
        together = total.most * math.prod(self.scopes[n - 1].most for n in self._around(parent))
        few(together, limits.MOST_CHILDREN, "children per row in nested sums")
        if scope not in self.scopes:
            self.scopes.append(scope)
        inner = 1 + self.scopes.index(scope)
        index = self._append(Index(), (), (0, max(0, total.most - 1)), inner)
        value = self._broadcast(self.read(total.value, replace(place, index=index)), inner)
        bounds = within_64_bits(total, total.bounds((0, 0), self.steps[value].bounds))
        return self._append(total, (scope.count, value), bounds, scope.parent)

    def _extreme(self, op: type[Least | Greatest], step: int, limit: int) -> int:
        """Return an int clipped to a limit that its range may exceed."""
        end = Const(limit)
        return self._number(op(end, end), (step, self._number(end, ())))

    def _number(self, op: Expr, args: tuple[int, ...]) -> int:
        """Return the step of an operation on steps, reusing an earlier equal one."""
        known = [self.steps[arg] for arg in args]
        self._sizes.read(op)
        bounds = within_64_bits(op, op.bounds(*(step.bounds for step in known)))
        is_one = op.kind == "int" and bounds[0] == bounds[1]
        found = Const(bounds[0]) if is_one else op.folded(*known)
        if isinstance(found, Const):
            return self._append(found, (), found.bounds(), 0)
        if found is not None:
            return next(arg for arg, step in zip(args, known, strict=True) if step is found)
        scope = max((step.scope for step in known), key=self._depth, default=0)
        return self._append(op, tuple(self._broadcast(arg, scope) for arg in args), bounds, scope)

    def _around(self, scope: int) -> list[int]:
        """Return the sums that enclose the children of a scope, including itself."""
        return [scope, *self._around(self.scopes[scope - 1].parent)] if scope else []

    def _depth(self, scope: int) -> int:
        return len(self._around(scope))

    def _broadcast(self, step: int, scope: int) -> int:
        """Return the step as read by the children of ``scope``.

        For example, ``SumOverChildren(Row() % 3, Row() * 2 + Index(), 2)`` becomes ::

            0  Row                     scope 0: one value per row
            2  Mod              0, 1   scope 0: how many children the row has
            4  Index                   scope 1: one value per child
            5  Mul              0, 3   scope 0: Row() * 2, the same for all children of a row
            6  Broadcast        5      scope 1: that value again for each child
            7  Add              6, 4   scope 1: both sides are values per child now
            8  SumOverChildren  2, 7   scope 0: the sum, one value per row again

        Steps 1 and 3 are constants, which are the same everywhere. In a nested sum, a value per row
        is broadcast twice: to the children, then to their children. Children of one sum cannot read
        a value per child of another.
        """
        inside = self.steps[step]
        if inside.scope == scope or isinstance(inside.op, Const):
            return step
        parent = self.scopes[scope - 1].parent
        if self._depth(inside.scope) >= self._depth(scope):
            raise DeclarationError("an expression mixes the children of two different sums")
        return self._append(
            Broadcast(inside.op), (self._broadcast(step, parent),), inside.bounds, scope
        )

    def _append(self, op: Expr, args: tuple[int, ...], bounds: Bounds, scope: int) -> int:
        key = (type(op), op.params(), args, scope)
        if key not in self._numbers:
            self._sizes.add(op.kind == "text", args, bounds)
            self._numbers[key] = len(self.steps)
            self.steps.append(Step(op, args, op.kind, bounds, scope))
        return self._numbers[key]


def plan(table: Table, seed: int, *, materialize: int = 0) -> Program:
    """Plan a table.

    Parameters
    ----------
    table : Table
        The table.
    seed : int
        Signed 64-bit.
    materialize : int
        Look up fields of other tables (`Materialized`) that have at most this many rows, or to
        whose rows the table's refer in order.

    Returns
    -------
    Program

    Raises
    ------
    DeclarationError
        If an integer could exceed 64 bits or its column's type, an index its table, a draw has no
        field, or the table exceeds one of `tablewright.ops.limits`.
    """
    try:
        return _planned(table, seed, materialize)
    except RecursionError:
        raise DeclarationError(
            f"{table.name}: expressions are nested too deeply to be planned; nest them less"
        ) from None


def _planned(table: Table, seed: int, materialize: int) -> Program:
    planner = _Planner(seed, table.rows, materialize)
    place = planner.start()
    outputs = {}
    for column in table.columns:
        try:
            value = planner.read(column.value, place)
            null = None
            if column.null_when is not None:
                null = planner.read(Field(table.name, column.name, column.null_when), place)
            fits(column, planner.steps[value])
        except DeclarationError as error:
            where = f"{column.place}: " if column.place else ""
            raise DeclarationError(f"{where}{table.name}.{column.name}: {error}") from None
        outputs[column.name] = Output(value, null)
    return planner.finish(outputs)
