"""Values: what a declaration computes with, in plain numbers, dates and texts.

A `Value` wraps an expression of `tablewright.ops` and remembers what its integers mean, so that
``price + 5`` is five of the price's unit and ``joined + 30`` is thirty days, not cents or
microseconds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal, NoReturn, TypeAlias

from tablewright.declare.calendar import civil
from tablewright.errors import ArgumentError, ArgumentTypeError
from tablewright.ops import (
    Const,
    Expr,
    Field,
    ZeroPadded,
    lift,
    lookup,
    round_half_up,
    word,
)
from tablewright.ops import (
    concat as concat_texts,
)
from tablewright.ops.per_row import PerRow

Kind: TypeAlias = Literal["number", "text", "flag", "date", "timestamp"]
Plain: TypeAlias = int | float | Decimal | str | bool | dt.date | dt.timedelta
Operand: TypeAlias = "Value | Plain"

MICROSECOND = 6
"""Digits after the point of a timestamp's seconds."""
SECOND_US = 1_000_000
DAY_US = 86_400 * SECOND_US
_EPOCH = dt.date(1970, 1, 1)
_EPOCH_UTC = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)
_MOST_SCALE = 18


def days_of(day: dt.date) -> int:
    """Days since 1970-01-01."""
    return (day - _EPOCH).days


def micros_of(moment: dt.datetime) -> int:
    """Microseconds since 1970-01-01; a moment without a zone is in UTC."""
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=dt.timezone.utc)
    return (zoned - _EPOCH_UTC) // dt.timedelta(microseconds=1)


@dataclass(frozen=True, eq=False, repr=False)
class Value(PerRow):
    """A value of the current row.

    Parameters
    ----------
    expr : Expr
        The expression underneath: an integer of the last digit, days or microseconds since
        1970-01-01, a text or a bool.
    kind : {"number", "text", "flag", "date", "timestamp"}
        What it means.
    scale : int
        Of a number, the digits after the point.
    options : tuple of str
        Of a text that is one of a few, all of them in order.
    index : Expr, optional
        Then, which one it is.
    """

    expr: Expr
    kind: Kind = "number"
    scale: int = 0
    options: tuple[str, ...] = ()
    index: Expr | None = None

    def __format__(self, spec: str) -> str:
        raise ArgumentTypeError(
            "an f-string would write what the value is called into every row; use tw.concat(...)"
        )

    def __repr__(self) -> str:
        scale = f", scale={self.scale}" if self.kind == "number" else ""
        return f"<Value {self.kind}{scale}>"

    # Arithmetic.

    def __add__(self, other: Operand) -> Value:
        other = self._operand(other, "+")
        if self.kind in ("date", "timestamp"):
            return replace(self, expr=self.expr + _span(self, other))
        if other.kind in ("date", "timestamp"):
            return other + self
        left, right, scale = _aligned(self, other, "+")
        return number(left + right, scale)

    def __radd__(self, other: Plain) -> Value:
        return self._operand(other, "+") + self

    def __sub__(self, other: Operand) -> Value:
        other = self._operand(other, "-")
        if self.kind in ("date", "timestamp"):
            if other.kind == self.kind:
                return number(self.expr - other.expr, 0 if self.kind == "date" else MICROSECOND)
            return replace(self, expr=self.expr - _span(self, other))
        left, right, scale = _aligned(self, other, "-")
        return number(left - right, scale)

    def __rsub__(self, other: Plain) -> Value:
        return self._operand(other, "-") - self

    def __mul__(self, other: Operand) -> Value:
        other = self._operand(other, "*")
        _numbers(self, other, "*")
        return number(self.expr * other.expr, self.scale + other.scale)

    def __rmul__(self, other: Plain) -> Value:
        return self * other

    def __neg__(self) -> Value:
        return 0 - self

    def __floordiv__(self, other: Operand) -> Value:
        left, right, _ = _aligned(self, self._operand(other, "//"), "//")
        return number(left // right)

    def __mod__(self, other: Operand) -> Value:
        left, right, scale = _aligned(self, self._operand(other, "%"), "%")
        return number(left % right, scale)

    def __truediv__(self, other: object) -> NoReturn:
        raise ArgumentTypeError(
            "/ does not say how many digits to keep; use value.divide(other, scale=2), or // for "
            "whole numbers"
        )

    def divide(self, other: Operand, scale: int = 2) -> Value:
        """The quotient of numbers, rounded to ``scale`` digits, halves up; ``other`` is above 0."""
        other = self._operand(other, "divide")
        _numbers(self, other, "divide")
        shift = scale + other.scale - self.scale
        top = self.expr * 10**shift if shift > 0 else self.expr
        bottom = other.expr if shift >= 0 else other.expr * 10**-shift
        return number((top * 2 + bottom) // (bottom * 2), scale)

    def round(self, scale: int = 0) -> Value:
        """The number with ``scale`` digits after the point, halves rounded up."""
        return number(scaled(self, scale), scale)

    def clip(self, low: Operand, high: Operand) -> Value:
        """The value, moved into ``low`` to ``high`` where it is outside."""
        from tablewright.declare.cases import maximum, minimum

        return minimum(maximum(self, low), high)

    # Comparisons, of two of a kind.

    def __lt__(self, other: Operand) -> Value:
        left, right = self.compared(other, "<")
        return flag(left < right)

    def __le__(self, other: Operand) -> Value:
        left, right = self.compared(other, "<=")
        return flag(left <= right)

    def __gt__(self, other: Operand) -> Value:
        left, right = self.compared(other, ">")
        return flag(right < left)

    def __ge__(self, other: Operand) -> Value:
        left, right = self.compared(other, ">=")
        return flag(right <= left)

    def eq(self, other: Operand) -> Value:
        """Whether both are equal; a text is compared with one of its `options`."""
        if self.kind == "text":
            return self.is_in([other])  # type: ignore[list-item]
        left, right = self.compared(other, "eq")
        return flag(left.eq(right))

    def ne(self, other: Operand) -> Value:
        """Whether both differ."""
        return ~self.eq(other)

    def is_in(self, texts: Sequence[str]) -> Value:
        """Whether a text that is one of a few is one of ``texts``."""
        index = self._index("is_in")
        for text in texts:
            self._option(text)
        return flag(lookup([int(o in texts) for o in self.options], index).eq(1))

    def is_between(self, low: Operand, high: Operand) -> Value:
        """Whether it is at least ``low`` and at most ``high``."""
        return (self >= low) & (self <= high)

    # Logic.

    def __and__(self, other: Operand) -> Value:
        return flag(self._flag("&") & self._operand(other, "&")._flag("&"))

    def __or__(self, other: Operand) -> Value:
        return flag(self._flag("|") | self._operand(other, "|")._flag("|"))

    def __invert__(self) -> Value:
        return flag(~self._flag("~"))

    # Texts.

    def map(self, by: Mapping[str, Operand]) -> Value:
        """One plain value for each option of a text that is one of a few.

        Parameters
        ----------
        by : mapping
            A number or a text for every option.
        """
        index = self._index("map")
        missing = [option for option in self.options if option not in by]
        if missing:
            raise ArgumentError(f"by={missing[0]!r} is missing; give a value for each option")
        for option in by:
            self._option(option)
        found = [
            constant(by[option]) if not isinstance(by[option], Value) else by[option]
            for option in self.options
        ]
        if any(isinstance(by[option], Value) for option in self.options):
            from tablewright.declare.cases import chained

            return chained(index, found)  # type: ignore[arg-type]
        return picked(found, index)  # type: ignore[arg-type]

    def digits(self, width: int = 1) -> Value:
        """A whole number that is not negative as text, with zeros in front up to ``width``."""
        if self.kind != "number" or self.scale:
            raise ArgumentTypeError(f"digits: a {self._what} is no whole number; round() it first")
        return Value(ZeroPadded(self.expr, width), "text")

    # Calendars.

    @property
    def date(self) -> Value:
        """The day of a timestamp."""
        self._only("timestamp", "date")
        return Value(self.expr // DAY_US, "date")

    @property
    def hour(self) -> Value:
        """The hour of a timestamp, 0 to 23."""
        self._only("timestamp", "hour")
        return number(self.expr % DAY_US // (3_600 * SECOND_US))

    @property
    def weekday(self) -> Value:
        """The day of the week, 0 for Monday to 6 for Sunday."""
        return number((self._days("weekday") + 3) % 7)

    @property
    def year(self) -> Value:
        """The calendar year."""
        return number(civil(self._days("year"))[0])

    @property
    def month(self) -> Value:
        """The month, 1 to 12."""
        return number(civil(self._days("month"))[1])

    @property
    def day(self) -> Value:
        """The day of the month, 1 to 31."""
        return number(civil(self._days("day"))[2])

    def next_weekday(self) -> Value:
        """The date itself, or the Monday after it if it is on a weekend."""
        self._only("date", "next_weekday")
        weekday = (self.expr + 3) % 7
        return Value(self.expr + lookup([0, 0, 0, 0, 0, 2, 1], weekday), "date")

    def time(self) -> Value:
        """The time of day of a timestamp as text, ``HH:MM:SS``."""
        self._only("timestamp", "time")
        second = self.expr % DAY_US // SECOND_US
        parts = (second // 3_600, second // 60 % 60, second % 60)
        hour, minute, rest = (ZeroPadded(part, 2) for part in parts)
        return Value(concat_texts(hour, ":", minute, ":", rest), "text")

    # Elsewhere.

    def at(self, row: Expr, given: Mapping[Field, Expr] | None = None) -> Value:
        """The value at another row of its own table."""
        index = None if self.index is None else self.index.at(row, given)
        return replace(self, expr=self.expr.at(row, given), index=index)

    # Checks.

    def _operand(self, other: object, operator: str) -> Value:
        if isinstance(other, Value):
            return other
        try:
            return constant(other)
        except ArgumentTypeError as error:
            raise ArgumentTypeError(f"{operator}: {error}") from None

    def compared(self, other: Operand, operator: str) -> tuple[Expr, Expr]:
        """The integers of both, if they can be compared."""
        other = self._operand(other, operator)
        if self.kind == "number":
            left, right, _ = _aligned(self, other, operator)
            return left, right
        if self.kind == "timestamp" and other.kind == "date":
            return self.expr, other.expr * DAY_US
        if self.kind == "date" and other.kind == "timestamp":
            return self.expr * DAY_US, other.expr
        if self.kind != other.kind or self.kind in ("text", "flag"):
            raise ArgumentTypeError(
                f"{operator}: a {self._what} cannot be compared with a {other._what}"
            )
        return self.expr, other.expr

    def _flag(self, operator: str) -> Expr:
        self._only("flag", operator)
        return self.expr

    def _days(self, name: str) -> Expr:
        if self.kind == "timestamp":
            return self.expr // DAY_US
        self._only("date", name)
        return self.expr

    def _only(self, kind: Kind, name: str) -> None:
        if self.kind != kind:
            raise ArgumentTypeError(f"{name}: needs a {kind}, not a {self._what}")

    def _index(self, name: str) -> Expr:
        if self.index is None:
            raise ArgumentTypeError(
                f"{name}: needs a text that is one of a few, as tw.choice makes, not a {self._what}"
            )
        return self.index

    def _option(self, text: object) -> None:
        if text not in self.options:
            known = ", ".join(map(repr, self.options[:8]))
            raise ArgumentError(f"option={text!r} is never the value; it is one of {known}")

    @property
    def _what(self) -> str:
        return f"{self.kind} of {self.scale} decimals" if self.scale else self.kind


def number(expr: Expr, scale: int = 0) -> Value:
    """A number whose integer counts ``10**-scale``."""
    if scale > _MOST_SCALE:
        raise ArgumentError(f"scale={scale} is more than {_MOST_SCALE} digits; round() it earlier")
    return Value(expr, "number", scale)


def flag(expr: Expr) -> Value:
    """A condition."""
    return Value(expr, "flag")


def constant(value: object) -> Value:
    """A plain value; `ArgumentTypeError` if it is not one."""
    match value:
        case bool():
            return flag(lift(value))
        case int():
            return number(lift(value))
        case float() | Decimal():
            exact = Decimal(str(value))
            if not exact.is_finite():
                raise ArgumentError(f"value={value} is no number; give a finite one")
            scale = max(0, -int(exact.normalize().as_tuple().exponent))
            return number(lift(int(exact.scaleb(scale))), scale)
        case str():
            return Value(lift(value), "text", options=(value,), index=lift(0))
        case dt.datetime():
            return Value(lift(micros_of(value)), "timestamp")
        case dt.date():
            return Value(lift(days_of(value)), "date")
        case dt.timedelta():
            return number(lift(value // dt.timedelta(microseconds=1)), MICROSECOND)
        case _:
            raise ArgumentTypeError(
                f"value={value!r:.60} is of type {type(value).__name__}; give a number, a text, a "
                "bool, a date, a datetime, a timedelta or a value of the table"
            )


def picked(values: Sequence[Value], index: Expr) -> Value:
    """One of several constants of the same kind."""
    kinds = {value.kind for value in values}
    if len(kinds) > 1:
        raise ArgumentTypeError(f"choices are of several kinds: {', '.join(sorted(kinds))}")
    kind = values[0].kind
    if kind == "text":
        words = tuple(str(_plain(value)) for value in values)
        return Value(word(words, index), "text", options=words, index=index)
    scale = max(value.scale for value in values)
    found = [int(_plain(value)) * 10 ** (scale - value.scale) for value in values]
    if kind == "flag":
        return flag(lookup(found, index).eq(1))
    return Value(lookup(found, index), kind, scale)


def scaled(value: Value, scale: int) -> Expr:
    """The integer of a value with so many digits after the point, halves rounded up."""
    if value.kind != "number" or scale == value.scale:
        return value.expr
    if scale > value.scale:
        return value.expr * power(scale - value.scale)
    return round_half_up(value.expr, power(value.scale - scale))


def power(digits: int) -> int:
    """Ten to the number of digits."""
    return int(10**digits)


def _plain(value: Value) -> float | str:
    assert isinstance(value.expr, Const)
    return value.expr.value


def _numbers(left: Value, right: Value, operator: str) -> None:
    for value in (left, right):
        if value.kind != "number":
            raise ArgumentTypeError(f"{operator}: needs numbers, not a {value.kind}")


def _aligned(left: Value, right: Value, operator: str) -> tuple[Expr, Expr, int]:
    _numbers(left, right, operator)
    scale = max(left.scale, right.scale)
    return scaled(left, scale), scaled(right, scale), scale


def _span(moment: Value, span: Value) -> Expr:
    """Days to add to a date, or microseconds (of seconds) to a timestamp."""
    if span.kind != "number":
        raise ArgumentTypeError(f"a {span.kind} cannot be added to a {moment.kind}")
    if moment.kind == "timestamp":
        return scaled(span, MICROSECOND)
    if span.scale == MICROSECOND and isinstance(span.expr, Const):  # A timedelta.
        return span.expr // DAY_US
    if span.scale:
        raise ArgumentTypeError("a date takes whole days; round() them first")
    return span.expr
