"""Planning: expressions become one list of steps, each computed once, with known ranges.

A program is the same for every engine: constants are folded, parents' facts are written out at
the rows that children ask for, equal steps are merged, and every integer is proven to stay
within 64 bits.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from tablewright.errors import DeclarationError
from tablewright.ops import core, limits
from tablewright.ops.core import BITS63, Bounds, Expr, Field, Greatest, Kind, Least
from tablewright.ops.random import Draw, KeyedDraw, Mixed, draw_key
from tablewright.simplify import simplify
from tablewright.spec import Column, Table


@dataclass(frozen=True, eq=False)
class Broadcast(Expr):
    """A value of a row, seen from its children: the same for each of them."""

    value: Expr


@dataclass(eq=False)
class MaterializedTable:
    """The fields of a small table that are computed once for all its rows.

    Parameters
    ----------
    rows : int
        Of the table.
    program : Program
        Its steps; planning adds to it.
    outputs : dict of Field to int
        The step of each field.
    """

    rows: int
    program: Program
    outputs: dict[Field, int] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Materialized(Expr):
    """A field of a small table, computed once for all its rows and then looked up."""

    field: Field
    facts: MaterializedTable
    row: Expr

    @property
    def kind(self) -> Kind:
        """The kind of the field."""
        return self.field.kind

    def params(self) -> tuple[object, ...]:
        """The field itself: another may have its name."""
        return (self.field,)

    def bounds(self, *args: Bounds) -> Bounds:
        """Those of the field."""
        return self.facts.program.steps[self.facts.outputs[self.field]].bounds


@dataclass(frozen=True, eq=False)
class Input(Expr):
    """An int that an engine's source hands over with each row, from ``low`` to ``high``."""

    name: str
    low: int
    high: int

    @property
    def kind(self) -> Kind:
        """Int."""
        return "int"

    def bounds(self, *args: Bounds) -> Bounds:
        """Those that are promised."""
        return (self.low, self.high)


@dataclass(frozen=True)
class Step:
    """One operation of a program.

    Parameters
    ----------
    op : Expr
        The operation, for its parameters; its arguments are ``args``, earlier steps.
    kind, bounds
        Of its value; bounds are meaningful for kind int.
    scope : int
        0 for the rows of the table, otherwise the children that a `SumOverChildren` sums over.
    """

    op: Expr
    args: tuple[int, ...]
    kind: Kind
    bounds: Bounds
    scope: int


@dataclass(frozen=True)
class Scope:
    """The children of the rows of ``parent``: step ``count`` of them for each, at most ``most``."""

    parent: int
    count: int
    most: int


@dataclass(frozen=True)
class Output:
    """A column of a program: the step of its value and, if it can be null, of its absence."""

    value: int
    null_when: int | None


@dataclass(frozen=True)
class Program:
    """Steps in an order in which each follows its arguments, and the columns made of them."""

    steps: tuple[Step, ...]
    scopes: tuple[Scope, ...]
    outputs: Mapping[str, Output]

    def children(self, scope: int) -> int:
        """How many a row has at most in a scope, those of sums inside sums."""
        found = 1
        while scope:
            found, scope = found * self.scopes[scope - 1].most, self.scopes[scope - 1].parent
        return found

    def needed(self, columns: Sequence[str]) -> frozenset[int]:
        """The steps that some columns are made of."""
        found: set[int] = set()
        waiting = [
            step
            for name in columns
            for step in (self.outputs[name].value, self.outputs[name].null_when)
            if step is not None
        ]
        while waiting:
            step = waiting.pop()
            if step not in found:
                found.add(step)
                waiting.extend(self.steps[step].args)
        return frozenset(found)


@dataclass(frozen=True)
class _Reading:
    """Where an expression is read: whose draws, which row, what is known, which child."""

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
    _depths: list[int] = field(default_factory=list)
    _pieces: list[int] = field(default_factory=list)
    _entries: int = 0

    def start(self) -> _Reading:
        """The place of the table's own rows."""
        row = self._append(core.Row(), (), (0, max(0, self.rows - 1)), 0)
        return _Reading(owner=None, row=row)

    def read(self, expr: Expr, place: _Reading) -> int:
        """The step of an expression at a place."""
        if isinstance(expr, Field):
            place = replace(place, owner=(expr.table, expr.name))
        key = (expr, place)
        if key not in self._read:
            self._read[key] = self._fresh(expr, place)
        return self._read[key]

    def _fresh(self, expr: Expr, place: _Reading) -> int:
        match expr:
            case core.Row():
                return place.row
            case core.Index():
                if place.index is None:
                    raise DeclarationError("Index() has a meaning only inside Total")
                return place.index
            case Field():
                known = dict(place.given).get(expr)
                return self.read(expr.value, place) if known is None else known
            case core.At():
                row = self.read(expr.row, place)
                if self._small(expr, row):
                    return self._materialized(expr, row)
                values = [self.read(value, place) for value in expr.known]
                given = frozenset(zip(expr.given, values, strict=True))
                return self.read(expr.value, replace(place, row=row, given=given))
            case core.SumOverChildren():
                return self._total(expr, place)
            case core.Floor():
                floor = self._number(expr, (self.read(expr.value, place),))
                return self._extreme(Least, self._extreme(Greatest, floor, expr.low), expr.high)
            case Draw():
                key = self._draw_key(expr, place)
                mixed = self._number(Mixed(expr), (place.row,))
                return self._number(KeyedDraw(key, expr.bits, expr), (mixed,))
            case KeyedDraw() | Mixed() | Broadcast() | Materialized():
                raise DeclarationError(f"{type(expr).__name__} is made by planning only")
            case _:
                return self._number(expr, tuple(self.read(arg, place) for arg in expr.args()))

    def _small(self, at: core.At, row: int) -> bool:
        """Whether it pays to compute a field for all rows of its table."""
        field, (low, high) = at.value, self.steps[row].bounds
        return (
            isinstance(field, Field)
            and field.kind != "text"
            and not at.given
            and field.rows is not None
            and 0 <= low
            and high < field.rows <= self.materialize
        )

    def _materialized(self, at: core.At, row: int) -> int:
        assert isinstance(at.value, Field)
        table, rows = at.value.table, at.value.rows or 0
        if (table, rows) not in self._tables:
            inner = _Planner(self.seed, rows, self.materialize, _purposes=self._purposes)
            self._tables[table, rows] = inner, MaterializedTable(rows, inner.finish({}))
        inner, facts = self._tables[table, rows]
        if at.value not in facts.outputs:
            facts.outputs[at.value] = inner.read(at.value, inner.start())
            facts.program = inner.finish({})
        return self._number(Materialized(at.value, facts, at.row), (row,))

    def finish(self, outputs: Mapping[str, Output]) -> Program:
        """The program of some outputs."""
        return Program(tuple(self.steps), tuple(self.scopes), outputs)

    def _draw_key(self, draw: Draw, place: _Reading) -> int:
        if place.owner is None:
            raise DeclarationError("a draw needs a field: its key is made of the field's name")
        known = self._purposes.setdefault((place.owner, draw.purpose), draw)
        if known is not draw:
            name = ".".join(place.owner)
            raise DeclarationError(
                f"{name}: two draws have the same purpose {draw.purpose!r} and would be equal; "
                "give them different purposes, or use one draw twice"
            )
        return draw_key(self.seed, *place.owner, draw.purpose)

    def _total(self, total: core.SumOverChildren, place: _Reading) -> int:
        count = self.read(total.count, place)
        if self.steps[count].bounds[0] < 0:
            raise DeclarationError("SumOverChildren: the count can be negative")
        count = self._extreme(Least, count, total.most)
        # Not only the count: the children's values may differ between rows of an enclosing sum.
        near = (count, place.row, *(step for _, step in place.given))
        parent = max((self.steps[step].scope for step in near), key=self._depth)
        scope = Scope(parent, self._spread(count, parent), total.most)
        together = total.most * math.prod(self.scopes[n - 1].most for n in self._around(parent))
        _few(together, limits.MOST_CHILDREN, "children of a row in sums inside sums")
        if scope not in self.scopes:
            self.scopes.append(scope)
        inner = 1 + self.scopes.index(scope)
        index = self._append(core.Index(), (), (0, max(0, total.most - 1)), inner)
        value = self._spread(self.read(total.value, replace(place, index=index)), inner)
        bounds = _within_64_bits(total, total.bounds((0, 0), self.steps[value].bounds))
        return self._append(total, (scope.count, value), bounds, scope.parent)

    def _extreme(self, op: type[Least | Greatest], step: int, limit: int) -> int:
        """An int, kept within a limit that its range might not keep."""
        end = core.Const(limit)
        return self._number(op(end, end), (step, self._number(end, ())))

    def _number(self, op: Expr, args: tuple[int, ...]) -> int:
        """The step of an operation on steps: an earlier equal one, or a new one."""
        bounds = self._proven(op, args)
        known = simplify(op, [self.steps[arg] for arg in args], args, bounds)
        if isinstance(known, int):
            return known
        if known is not None:
            return self._append(known, (), known.bounds(), 0)
        scope = max((self.steps[arg].scope for arg in args), key=self._depth, default=0)
        return self._append(op, tuple(self._spread(arg, scope) for arg in args), bounds, scope)

    def _proven(self, op: Expr, args: tuple[int, ...]) -> Bounds:
        self._entries += sum(len(table) for table in op.params() if isinstance(table, tuple))
        _few(
            self._entries, limits.MOST_TABLED, "entries of constant tables, wherever they are read"
        )
        return _within_64_bits(op, op.bounds(*(self.steps[arg].bounds for arg in args)))

    def _around(self, scope: int) -> list[int]:
        """The sums around the children of a scope, itself included."""
        return [scope, *self._around(self.scopes[scope - 1].parent)] if scope else []

    def _depth(self, scope: int) -> int:
        return len(self._around(scope))

    def _spread(self, step: int, scope: int) -> int:
        """The step as the children of ``scope`` see it."""
        inside = self.steps[step]
        if inside.scope == scope or isinstance(inside.op, core.Const):
            return step
        parent = self.scopes[scope - 1].parent
        if self._depth(inside.scope) >= self._depth(scope):
            raise DeclarationError("an expression mixes the children of two different sums")
        outer = self._spread(step, parent)
        return self._append(Broadcast(inside.op), (outer,), inside.bounds, scope, inside.kind)

    def _count(self, is_text: bool, args: tuple[int, ...], bounds: Bounds) -> None:
        """Refuse a step too many, too deep or too long."""
        self._depths.append(1 + max((self._depths[arg] for arg in args), default=0))
        self._pieces.append(is_text + sum(self._pieces[arg] for arg in args) * is_text)
        _few(len(self._depths), limits.MOST_STEPS, "steps")
        _few(self._depths[-1], limits.MOST_DEPTH, "operations one on top of another")
        _few(self._pieces[-1], limits.MOST_PIECES, "pieces of a text and its choices")
        if is_text:
            _few(bounds[1], limits.MOST_TEXT_BYTES, "bytes of a text")

    def _append(
        self,
        op: Expr,
        args: tuple[int, ...],
        bounds: Bounds,
        scope: int,
        kind: Kind | None = None,
    ) -> int:
        params = () if isinstance(op, Broadcast) else op.params()
        key = (type(op), params, args, scope)
        if key not in self._numbers:
            self._count((kind or op.kind) == "text", args, bounds)
            self._numbers[key] = len(self.steps)
            self.steps.append(Step(op, args, kind or op.kind, bounds, scope))
        return self._numbers[key]


def plan(table: Table, seed: int, *, materialize: int = 0) -> Program:
    """Plan a table.

    Parameters
    ----------
    table : Table
        What to make.
    seed : int
        Signed 64-bit.
    materialize : int
        Fields of other tables are looked up (`Materialized`) where those have at most so many rows.

    Returns
    -------
    Program

    Raises
    ------
    DeclarationError
        If an integer could leave 64 bits or its column's type, an index its table, a draw has no
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
    outputs = {
        column.name: Output(
            planner.read(column.value, place),
            None
            if column.null_when is None
            else planner.read(Field(table.name, column.name, column.null_when), place),
        )
        for column in table.columns
    }
    for column in table.columns:
        _fits(table, column, planner.steps[outputs[column.name].value])
    return planner.finish(outputs)


def _few(count: int, most: int, what: str) -> None:
    if count > most:
        raise DeclarationError(f"a table has more than {most:,} {what}; declare a simpler one")


def _within_64_bits(op: Expr, bounds: Bounds) -> Bounds:
    """The bounds themselves; refuse an operation that could leave 64 bits, or be no number."""
    if op.kind == "float" and not (-math.inf < bounds[0] <= bounds[1] < math.inf):
        raise DeclarationError(
            f"{type(op).__name__} could reach {bounds[0]} or {bounds[1]}, not a finite number; "
            "bound its arguments"
        )
    if op.kind == "int" and not (BITS63[0] <= bounds[0] <= bounds[1] <= BITS63[1]):
        raise DeclarationError(
            f"{type(op).__name__} could reach {bounds[0]} or {bounds[1]}, beyond 64 bits; "
            "divide earlier or use a coarser unit"
        )
    return bounds


def _fits(table: Table, column: Column, step: Step) -> None:
    """Refuse a column whose values its type might not hold."""
    (low, high), (least, most) = step.bounds, column.type.limits
    if step.kind == "int" and not (least <= low and high <= most):
        raise DeclarationError(
            f"{table.name}.{column.name} could reach {low if low < least else high}, beyond "
            f"{column.type} ({least} to {most}); bound it with %, clip, least or greatest, or use "
            "a wider type"
        )
