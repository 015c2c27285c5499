"""The row-at-a-time interpreter: the reference for the meaning of every operation.

It evaluates expressions as declared, not as planned, with Python's own numbers and texts: slow,
simple and strict. Every engine's output must equal the interpreter's. An integer beyond 64 bits,
an index outside a table, a division by zero and a non-finite number are errors, also in a branch
that `Where` does not take, because an engine may compute both.
"""

from __future__ import annotations

import datetime as dt
import decimal
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from tablewright.errors import DeclarationError
from tablewright.ops.children import Index, SumOverChildren
from tablewright.ops.core import BITS63, At, Const, Expr, Field, Row, Value
from tablewright.ops.floats import Floor
from tablewright.ops.random import Draw, KeyedDraw, draw_key
from tablewright.ops.rules import rule
from tablewright.spec import Column, ColumnType, Date, Decimal, Float64, Int32, Table, Timestamp

Cell: TypeAlias = Value | decimal.Decimal | dt.date | dt.datetime | None
Rule: TypeAlias = Callable[..., Value]
"""Called with the operation and the values of its arguments; in ``interpreter.py`` beside it."""
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)


@dataclass(frozen=True, eq=False)
class _Context:
    """The current row and child, the fields known there, and a cache of values."""

    row: int
    index: int | None = None
    given: Mapping[Field, Value] = field(default_factory=dict)
    read: dict[tuple[Expr, object], Value] = field(default_factory=dict)


@dataclass(frozen=True)
class _Interpreter:
    seed: int
    strict: bool
    args: dict[Expr, tuple[Expr, ...]] = field(default_factory=dict)
    rules: dict[type[Expr], Rule | None] = field(default_factory=dict)

    def read(self, expr: Expr, owner: tuple[str, str] | None, place: _Context) -> Value:
        """Return the value of an expression; ``owner`` is the field that its draws belong to."""
        if isinstance(expr, Field):
            owner = (expr.table, expr.name)
        if (expr, owner) not in place.read:
            value = self._fresh(expr, owner, place)
            _check(expr, value)
            place.read[expr, owner] = value
        return place.read[expr, owner]

    def _fresh(self, expr: Expr, owner: tuple[str, str] | None, place: _Context) -> Value:
        found = self._rule(type(expr))
        if found is not None and not isinstance(expr, SumOverChildren):
            args = [self.read(arg, owner, place) for arg in self._args(expr)]
            if self.strict and isinstance(expr, Floor):
                _claimed("floor", math.floor(float(args[0])), expr.low, expr.high)
            return found(expr, *args)
        match expr:
            case Const():
                return expr.value
            case Row():
                return place.row
            case Index():
                if place.index is None:
                    raise DeclarationError("Index() is valid only inside SumOverChildren")
                return place.index
            case Field():
                return self._field(expr, owner, place)
            case At():
                row = _int(self.read(expr.row, owner, place))
                known = [self.read(value, owner, place) for value in expr.known]
                given = dict(zip(expr.given, known, strict=True))
                return self.read(expr.value, owner, _Context(row, place.index, given))
            case SumOverChildren():
                count = _int(self.read(expr.count, owner, place))
                if count < 0:
                    raise DeclarationError(f"{count} children: a count cannot be negative")
                if self.strict:
                    _claimed("number of children", count, 0, expr.most)
                children = range(min(count, expr.most))
                places = [_Context(place.row, i, place.given) for i in children]
                values = [self.read(expr.value, owner, child) for child in places]
                assert found is not None
                return found(expr, values)
            case Draw():
                if owner is None:
                    raise DeclarationError("a draw needs a field")
                key = draw_key(self.seed, *owner, expr.purpose)
                drawn = self._rule(KeyedDraw)
                assert drawn is not None
                return drawn(KeyedDraw(key, expr.bits, expr), place.row)
        raise DeclarationError(f"{type(expr).__name__} is not valid in a declaration")

    def _rule(self, op: type[Expr]) -> Rule | None:
        if op not in self.rules:
            self.rules[op] = rule(op, "interpreter")
        return self.rules[op]

    def _args(self, expr: Expr) -> tuple[Expr, ...]:
        if expr not in self.args:
            self.args[expr] = expr.args()
        return self.args[expr]

    def _field(self, expr: Field, owner: tuple[str, str] | None, place: _Context) -> Value:
        if expr not in place.given:
            made = self.read(expr.value, owner, place)
            if self.strict and expr.rising and place.row:
                before = self.read(expr.value, owner, _Context(place.row - 1))
                if _int(made) < _int(before):
                    raise DeclarationError(
                        f"{expr.table}.{expr.name} falls from {before} to {made} at row {place.row}"
                    )
            return made
        given = place.given[expr]
        if self.strict:
            # Without the given values: a wrong claim must not prove itself.
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
    """Return the value of an expression, or the cell of a column, in one row.

    Parameters
    ----------
    what : Expr or Column
        For an expression, the bare value is returned; for a column, the value in its type or None.
    row : int
        From 0.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    strict : bool
        Whether to raise an error for wrong claims: a value given to `Expr.at` that differs from
        the computed one, a `Floor` outside its limits, or too many children of a
        `SumOverChildren`.

    Raises
    ------
    DeclarationError
        If a value is impossible or, under ``strict``, a claim is wrong.
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
    """Return rows of a table, as one dict from column name to cell per row."""
    interpreter = _Interpreter(seed, strict)
    made: list[dict[str, Cell]] = []
    for number in row_numbers:
        place = _Context(number)
        made.append({c.name: _cell(interpreter, c, place) for c in table.columns})
    return made
