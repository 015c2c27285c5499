"""The row-at-a-time interpreter: the arbiter of what every operation means.

It evaluates expressions as they were declared, not as they were planned, with Python's own
numbers and texts: slow, plain and strict. Whatever an engine makes must equal what it says. An
integer beyond 64 bits, an index outside a table, a division by zero or a number that is not
finite is an error, also in a branch that `Where` does not take, because an engine may compute
both.
"""

from __future__ import annotations

import datetime as dt
import decimal
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from tablewright.errors import DeclarationError
from tablewright.ops import core, random, tables, text
from tablewright.ops.core import BITS63, Expr, Field, Value
from tablewright.spec import Column, ColumnType, Date, Decimal, Float64, Int32, Table, Timestamp
from tablewright.xxh64 import hash_pair

Cell: TypeAlias = Value | decimal.Decimal | dt.date | dt.datetime | None
Rule: TypeAlias = Callable[..., Value]
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)


def _at(entries: Sequence[Any], index: int) -> Any:
    if not 0 <= index < len(entries):
        raise DeclarationError(f"index {index} is outside a table of {len(entries)}")
    return entries[index]


def _floor_div(op: core.FloorDiv | core.Mod, left: int, right: int) -> int:
    if right < 1:
        raise DeclarationError(f"divisor {right} is below 1")
    return left // right


def _mod(op: core.Mod, left: int, right: int) -> int:
    return left - _floor_div(op, left, right) * right


def _div(op: core.Div, left: float, right: float) -> float:
    if right == 0:
        raise DeclarationError("a float is divided by zero")
    return left / right


def _floor(op: core.Floor, value: float) -> int:
    return min(max(math.floor(value), op.low), op.high)


def _curve(op: tables.Interpolation, value: int, which: int) -> int:
    one = [op.values[i : i + op.knots] for i in range(0, len(op.values), op.knots)]
    knots = _at(one, which)
    step = 2**op.bits
    a, b = _at(knots, value // step), _at(knots, value // step + 1)
    return int(a + (b - a) * (value % step) // step)


def _digits(op: text.ZeroPadded, value: int) -> str:
    if value < 0:
        raise DeclarationError(f"digits of {value}, which is negative")
    return f"{value:0{op.width}d}"


RULES: Mapping[type[Expr], Rule] = {
    core.Add: lambda op, left, right: left + right,
    core.Sub: lambda op, left, right: left - right,
    core.Mul: lambda op, left, right: left * right,
    core.Least: lambda op, left, right: min(left, right),
    core.Greatest: lambda op, left, right: max(left, right),
    core.FloorDiv: _floor_div,
    core.Mod: _mod,
    core.Div: _div,
    core.ToFloat: lambda op, value: float(value),
    core.Floor: _floor,
    core.Lt: lambda op, left, right: left < right,
    core.Le: lambda op, left, right: left <= right,
    core.Eq: lambda op, left, right: left == right,
    core.And: lambda op, left, right: left and right,
    core.Or: lambda op, left, right: left or right,
    core.Not: lambda op, value: not value,
    core.Where: lambda op, condition, then, otherwise: then if condition else otherwise,
    core.SumOverChildren: lambda op, values: sum(values),
    random.Mixed: lambda op, row: row,
    random.KeyedDraw: lambda op, row: hash_pair(op.key, row) >> (64 - op.bits),
    tables.Lookup: lambda op, index: _at(op.values, index),
    tables.SearchSorted: lambda op, value: sum(edge <= value for edge in op.edges),
    tables.Interpolation: _curve,
    text.Word: lambda op, index: _at(op.words, index),
    text.ZeroPadded: _digits,
    text.Concat: lambda op, *parts: "".join(parts),
}
"""What each operation computes from the values of its arguments."""

STRUCTURE = frozenset({core.Const, core.Row, core.Index, Field, core.At, random.Draw})
"""What planning resolves: where values come from rather than what is computed of them."""


@dataclass(frozen=True, eq=False)
class _Context:
    """The row and child that are looked at, the fields known there, and what was read already."""

    row: int
    index: int | None = None
    given: Mapping[Field, Value] = field(default_factory=dict)
    read: dict[tuple[Expr, object], Value] = field(default_factory=dict)


@dataclass(frozen=True)
class _Interpreter:
    seed: int
    strict: bool
    args: dict[Expr, tuple[Expr, ...]] = field(default_factory=dict)

    def read(self, expr: Expr, owner: tuple[str, str] | None, place: _Context) -> Value:
        """The value of an expression; ``owner`` is the field whose draws it makes."""
        if isinstance(expr, Field):
            owner = (expr.table, expr.name)
        if (expr, owner) not in place.read:
            value = self._fresh(expr, owner, place)
            _check(expr, value)
            place.read[expr, owner] = value
        return place.read[expr, owner]

    def _fresh(self, expr: Expr, owner: tuple[str, str] | None, place: _Context) -> Value:
        rule = RULES.get(type(expr))
        if rule is not None and not isinstance(expr, core.SumOverChildren):
            args = [self.read(arg, owner, place) for arg in self._args(expr)]
            if self.strict and isinstance(expr, core.Floor):
                _claimed("floor", math.floor(float(args[0])), expr.low, expr.high)
            return rule(expr, *args)
        match expr:
            case core.Const():
                return expr.value
            case core.Row():
                return place.row
            case core.Index():
                if place.index is None:
                    raise DeclarationError("Index() has a meaning only inside Total")
                return place.index
            case Field():
                return self._field(expr, owner, place)
            case core.At():
                row = _int(self.read(expr.row, owner, place))
                known = [self.read(value, owner, place) for value in expr.known]
                given = dict(zip(expr.given, known, strict=True))
                return self.read(expr.value, owner, _Context(row, place.index, given))
            case core.SumOverChildren():
                count = _int(self.read(expr.count, owner, place))
                if count < 0:
                    raise DeclarationError(f"{count} children: a count cannot be negative")
                if self.strict:
                    _claimed("number of children", count, 0, expr.most)
                children = range(min(count, expr.most))
                places = [_Context(place.row, i, place.given) for i in children]
                values = [self.read(expr.value, owner, child) for child in places]
                return RULES[core.SumOverChildren](expr, values)
            case random.Draw():
                if owner is None:
                    raise DeclarationError("a draw needs a field")
                key = random.draw_key(self.seed, *owner, expr.purpose)
                keyed = random.KeyedDraw(key, expr.bits, expr)
                return RULES[random.KeyedDraw](keyed, place.row)
        raise DeclarationError(f"{type(expr).__name__} has no meaning in a declaration")

    def _args(self, expr: Expr) -> tuple[Expr, ...]:
        if expr not in self.args:
            self.args[expr] = expr.args()
        return self.args[expr]

    def _field(self, expr: Field, owner: tuple[str, str] | None, place: _Context) -> Value:
        if expr not in place.given:
            return self.read(expr.value, owner, place)
        given = place.given[expr]
        if self.strict:
            # Without what is given: a wrong claim must not prove itself.
            own = self.read(expr.value, owner, _Context(place.row, place.index))
            if own != given:
                raise DeclarationError(
                    f"{expr.table}.{expr.name} at row {place.row} is {own!r}, "
                    f"but was given as {given!r}"
                )
        return given


def _int(value: Value) -> int:
    assert isinstance(value, int)
    return value


def _claimed(what: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise DeclarationError(f"a {what} of {value} is outside the declared {low}..{high}")


def _check(expr: Expr, value: Value) -> None:
    name = type(expr).__name__
    if type(value) is int and not BITS63[0] <= value <= BITS63[1]:
        raise DeclarationError(f"{name} is {value}, beyond 64 bits")
    if isinstance(value, float) and not math.isfinite(value):
        raise DeclarationError(f"{name} is {value}, not a finite number")


def _typed(type_: ColumnType, value: Value) -> Cell:
    if type_.kind != "int":
        return value
    number = _int(value)
    match type_:
        case Int32():
            if not -(2**31) <= number < 2**31:
                raise DeclarationError(f"count {number} is beyond 32 bits")
        case Decimal(precision=precision, scale=scale):
            if abs(number) >= 10**precision:
                raise DeclarationError(f"{number} has more digits than {type_}")
            return decimal.Decimal(number).scaleb(-scale, decimal.Context(prec=38))
        case Float64(decimals=decimals):
            return float(number) / 10.0**decimals
        case Date():
            return (_EPOCH + dt.timedelta(days=number)).date()
        case Timestamp():
            return _EPOCH + dt.timedelta(microseconds=number)
    return number


def cell(what: Expr | Column, row: int, seed: int, *, strict: bool = False) -> Cell:
    """The value of an expression, or the cell of a column, in one row.

    Parameters
    ----------
    what : Expr or Column
        An expression gives its bare value, a column the value in its type, or None.
    row : int
        From 0.
    seed : int
        Signed 64-bit.
    strict : bool
        Whether to refuse wrong claims: what `Expr.at` is given and differs (it is computed too), a
        `Floor` outside its limits, more children than a `SumOverChildren` has at most.

    Raises
    ------
    DeclarationError
        If a value cannot be, or under ``strict`` a claim is wrong.
    """
    interpreter = _Interpreter(seed, strict)
    if isinstance(what, Expr):
        return interpreter.read(what, None, _Context(row))
    return _cell(interpreter, what, _Context(row))


def _cell(interpreter: _Interpreter, column: Column, place: _Context) -> Cell:
    if column.null_when is not None:
        null_when = Field(column.value.table, column.name, column.null_when)
        if interpreter.read(null_when, None, place):
            return None
    return _typed(column.type, interpreter.read(column.value, None, place))


def rows(
    table: Table, seed: int, row_numbers: Iterable[int], *, strict: bool = False
) -> list[dict[str, Cell]]:
    """Some rows of a table, as one dict per row from column name to cell."""
    interpreter = _Interpreter(seed, strict)
    made: list[dict[str, Cell]] = []
    for number in row_numbers:
        place = _Context(number)
        made.append({c.name: _cell(interpreter, c, place) for c in table.columns})
    return made
