"""Values: the operands of a declaration, in plain numbers, dates and texts.

A `Value` wraps an expression of `tablewright.ops` and keeps the unit of its integers, so that
``price + 5`` adds five units of the price and ``joined + 30`` thirty days, not cents or
microseconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NoReturn, TypeAlias

from tablewright import checks
from tablewright.declare.dated import Dated
from tablewright.declare.plain import (
    DAY_US,
    MICROSECOND,
    MOST_SCALE,
    Kind,
    Plain,
    content_of,
    no_attribute,
)
from tablewright.declare.said import Said, recorded
from tablewright.errors import ArgumentError, ArgumentTypeError
from tablewright.ops import Const, Expr, Field, digits, lift, lookup, round_half_up, word
from tablewright.ops.limits import MOST_WIDTH

Operand: TypeAlias = "Value | Plain"


@dataclass(frozen=True, eq=False, repr=False)
class Value(Dated):
    """A value of the current row.

    Parameters
    ----------
    expr : Expr
        The underlying expression: an integer in units of the last decimal, days or microseconds
        since 1970-01-01, a text or a bool.
    kind : {"number", "text", "flag", "date", "timestamp"}
        The kind of value.
    scale : int
        The number of decimals, for numbers.
    options : tuple of str
        The options in order, for a text with fixed options.
    index : Expr, optional
        The index of the option, for a text with fixed options.
    doc : str
        How it is generated, if not from its inputs.
    said : Said, optional
        How it was written.
    """

    expr: Expr
    kind: Kind = "number"
    scale: int = 0
    options: tuple[str, ...] = ()
    index: Expr | None = None
    doc: str = ""
    said: Said | None = None
    __array_ufunc__ = None  # NumPy's numbers leave the computing to the value.

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> NoReturn:
            raise no_attribute(self, name, "see help(tw.Value)")

    def __format__(self, spec: str) -> str:
        raise ArgumentTypeError(
            "an f-string would put the value's repr into every row; use tw.concat(...)"
        )

    def __str__(self) -> str:
        raise ArgumentTypeError(
            "str() would put the value's repr into every row; use tw.concat(...)"
        )

    def __repr__(self) -> str:
        scale = f", scale={self.scale}" if self.kind == "number" else ""
        return f"<Value {self.kind}{scale}>"

    # Arithmetic.

    @recorded
    def __add__(self, other: Operand) -> Value:
        other = _operand(other, "+")
        if self.kind in ("date", "timestamp"):
            return Value(self.expr + _span(self, other, "+"), self.kind)
        if other.kind in ("date", "timestamp"):
            return other + self
        left, right, scale = _aligned(self, other, "+")
        return number(left + right, scale)

    def __radd__(self, other: Plain) -> Value:
        return _operand(other, "+") + self

    @recorded
    def __sub__(self, other: Operand) -> Value:
        other = _operand(other, "-")
        if self.kind in ("date", "timestamp"):
            if other.kind == self.kind:
                return number(self.expr - other.expr, 0 if self.kind == "date" else MICROSECOND)
            return Value(self.expr - _span(self, other, "-"), self.kind)
        left, right, scale = _aligned(self, other, "-")
        return number(left - right, scale)

    def __rsub__(self, other: Plain) -> Value:
        return _operand(other, "-") - self

    @recorded
    def __mul__(self, other: Operand) -> Value:
        other = _operand(other, "*")
        _numbers(self, other, "*")
        return number(self.expr * other.expr, self.scale + other.scale)

    def __rmul__(self, other: Plain) -> Value:
        return self * other

    def __neg__(self) -> Value:
        return 0 - self

    @recorded
    def __floordiv__(self, other: Operand) -> Value:
        left, right, _ = _aligned(self, _divisor(other, "//"), "//")
        return number(left // right)

    def __rfloordiv__(self, other: Plain) -> Value:
        return _operand(other, "//") // self

    @recorded
    def __mod__(self, other: Operand) -> Value:
        left, right, scale = _aligned(self, _divisor(other, "%"), "%")
        return number(left % right, scale)

    def __rmod__(self, other: Plain) -> Value:
        return _operand(other, "%") % self

    def __truediv__(self, other: object) -> NoReturn:
        raise ArgumentTypeError(
            "/ does not state how many decimals to keep; use value.divide(other, scale=2), or // "
            "for whole numbers"
        )

    __rtruediv__ = __truediv__

    def __pow__(self, other: object) -> NoReturn:
        raise ArgumentTypeError("** is not supported; multiply the value by itself")

    __rpow__ = __pow__

    @recorded
    def divide(self, other: Operand, scale: int = 2) -> Value:
        """Divide by ``other`` (> 0) and round half up to ``scale`` decimals."""
        other = _divisor(other, "divide")
        _numbers(self, other, "divide")
        shift = checks.integer("scale", scale, 0, MOST_SCALE) + other.scale - self.scale
        top = self.expr * _power(shift) if shift > 0 else self.expr
        bottom = other.expr if shift >= 0 else other.expr * _power(-shift)
        return number((top * 2 + bottom) // (bottom * 2), scale)

    @recorded
    def round(self, scale: int = 0) -> Value:
        """Round half up to ``scale`` decimals."""
        self._only("number", "round")
        checks.integer("scale", scale, 0, MOST_SCALE)
        return number(scaled(self, scale), scale)

    @recorded
    def clip(self, low: Operand, high: Operand) -> Value:
        """Limit the value to ``low`` … ``high``."""
        from tablewright.declare.cases import maximum, minimum

        return minimum(maximum(self, low), high)

    # Comparisons of values of the same kind.

    @recorded
    def __lt__(self, other: Operand) -> Value:
        left, right = compared(self, other, "<")
        return flag(left < right)

    @recorded
    def __le__(self, other: Operand) -> Value:
        left, right = compared(self, other, "<=")
        return flag(left <= right)

    @recorded
    def __gt__(self, other: Operand) -> Value:
        left, right = compared(self, other, ">")
        return flag(right < left)

    @recorded
    def __ge__(self, other: Operand) -> Value:
        left, right = compared(self, other, ">=")
        return flag(right <= left)

    @recorded
    def eq(self, other: Operand) -> Value:
        """Whether both are equal; texts must be some that are one of a few."""
        if self.kind == "flag":
            wanted = _operand(other, "eq")._flag("eq")
            return flag((self.expr & wanted) | ~(self.expr | wanted))
        if self.kind != "text":
            left, right = compared(self, other, "eq")
            return flag(left.eq(right))
        if not isinstance(other, Value):
            return self.is_in([other])  # type: ignore[list-item]
        every = tuple(dict.fromkeys((*self.options, *other.options)))
        mine, theirs = (
            lookup([every.index(option) for option in each.options], each._index("eq"))
            for each in (self, other)
        )
        return flag(mine.eq(theirs))

    @recorded
    def ne(self, other: Operand) -> Value:
        """Return whether both differ."""
        return ~self.eq(other)

    @recorded
    def is_in(self, texts: Sequence[str]) -> Value:
        """Return whether a text with fixed options is one of ``texts``."""
        index = self._index("is_in")
        if isinstance(texts, str) or not isinstance(texts, Iterable):
            raise checks.wrong_type("texts", texts, "a list", "give a list of texts")
        chosen = [self._option(text) for text in texts]
        checks.at_least_one("texts", chosen)
        return flag(lookup([int(o in chosen) for o in self.options], index).eq(1))

    @recorded
    def is_between(self, low: Operand, high: Operand) -> Value:
        """Return whether the value is at least ``low`` and at most ``high``."""
        return (self >= low) & (self <= high)

    # Logic.

    @recorded
    def __and__(self, other: Operand) -> Value:
        return flag(self._flag("&") & _operand(other, "&")._flag("&"))

    @recorded
    def __or__(self, other: Operand) -> Value:
        return flag(self._flag("|") | _operand(other, "|")._flag("|"))

    __rand__, __ror__ = __and__, __or__

    @recorded
    def __invert__(self) -> Value:
        return flag(~self._flag("~"))

    # Texts.

    @recorded
    def map(self, by: Mapping[str, Operand]) -> Value:
        """Map each option of a text to a value.

        Parameters
        ----------
        by : mapping
            A number, a date, a text or a value of the table for every option.
        """
        index = self._index("map")
        if not isinstance(by, Mapping):
            raise checks.wrong_type("by", by, "a mapping", "give one of options to values")
        for option in by:
            self._option(option)
        missing = [option for option in self.options if option not in by]
        if missing:
            raise ArgumentError(f"by={missing[0]!r} is missing; give a value for each option")
        found = [_operand(by[option], f"by[{option!r}]") for option in self.options]
        if any(isinstance(by[option], Value) for option in self.options):
            from tablewright.declare.cases import chained

            return chained(index, found)
        return picked(found, index)

    @recorded
    def digits(self, width: int = 1) -> Value:
        """Format a non-negative integer as text, zero-padded to ``width``."""
        if self.kind != "number" or self.scale:
            remedy = "round() it first" if self.kind == "number" else "give a whole number"
            raise ArgumentTypeError(f"digits: a {self._what} is not an integer; {remedy}")
        checks.integer("width", width, 1, MOST_WIDTH)
        return Value(digits(self.expr, width), "text")

    # Other rows.

    def at(self, row: Expr, given: Mapping[Field, Expr] | None = None) -> Value:
        """Return the value at another row of the same table."""
        index = None if self.index is None else self.index.at(row, given)
        return replace(self, expr=self.expr.at(row, given), index=index, said=None)

    # Checks.

    def _flag(self, operator: str) -> Expr:
        self._only("flag", operator)
        return self.expr

    def _only(self, kind: Kind, name: str) -> None:
        if self.kind != kind:
            raise ArgumentTypeError(f"{name}: needs a {kind}, not a {self._what}; give a {kind}")

    def _index(self, name: str) -> Expr:
        if self.index is None:
            raise ArgumentTypeError(
                f"{name}: needs a text with fixed options, such as tw.choice, not a {self._what}"
            )
        return self.index

    def _option(self, text: object) -> str:
        if not isinstance(text, str) or text not in self.options:
            known = ", ".join(map(repr, self.options[:8]))
            shown = checks.shown(text)
            raise ArgumentError(f"option={shown} never occurs; choose from {known}")
        return str(text)

    @property
    def _what(self) -> str:
        return f"{self.kind} of {self.scale} decimals" if self.scale else self.kind


def number(expr: Expr, scale: int = 0) -> Value:
    """Return a number in units of ``10**-scale``."""
    if scale > MOST_SCALE:
        raise ArgumentError(f"scale={scale} is more than {MOST_SCALE} digits; round() it earlier")
    return Value(expr, "number", scale)


def flag(expr: Expr) -> Value:
    """Return a condition."""
    return Value(expr, "flag")


def constant(value: object) -> Value:
    """Return a plain value as a `Value`; raise `ArgumentTypeError` for anything else."""
    if isinstance(value, Value):
        return value
    found, said = content_of(value), Said("plain", (value,))
    if found.kind == "text":
        text = str(found.content)
        return Value(lift(text), "text", options=(text,), index=lift(0), said=said)
    return Value(lift(found.content), found.kind, found.scale, said=said)


def picked(values: Sequence[Value], index: Expr) -> Value:
    """Select one of several constants of the same kind."""
    kinds = {value.kind for value in values}
    if len(kinds) > 1:
        raise ArgumentTypeError(
            f"choices are of different kinds: {', '.join(sorted(kinds))}; give values of one kind"
        )
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
    """Return the integer of a value with ``scale`` decimals, rounded half up."""
    if value.kind != "number" or scale == value.scale:
        return value.expr
    if scale > value.scale:
        return value.expr * _power(scale - value.scale)
    return round_half_up(value.expr, _power(value.scale - scale))


def compared(value: Value, other: Operand, operator: str) -> tuple[Expr, Expr]:
    """Return the integers of both, if they are comparable."""
    other = _operand(other, operator)
    if value.kind == "number":
        left, right, _ = _aligned(value, other, operator)
        return left, right
    if value.kind == "timestamp" and other.kind == "date":
        return value.expr, other.expr * DAY_US
    if value.kind == "date" and other.kind == "timestamp":
        return value.expr * DAY_US, other.expr
    if value.kind != other.kind or value.kind in ("text", "flag"):
        raise ArgumentTypeError(
            f"{operator}: a {value._what} cannot be compared with a {other._what}; give two of a "
            "kind"
        )
    return value.expr, other.expr


def _power(places: int) -> int:
    if places > MOST_SCALE:
        raise ArgumentError(f"scale={places} is more than {MOST_SCALE} digits; round() it earlier")
    return int(10**places)


def _operand(other: object, operator: str) -> Value:
    try:
        return constant(other)
    except (ArgumentError, ArgumentTypeError) as error:
        raise type(error)(f"{operator}: {error}") from None


def _divisor(other: object, operator: str) -> Value:
    value = _operand(other, operator)
    if isinstance(value.expr, Const) and value.kind == "number" and int(_plain(value)) <= 0:
        raise ArgumentError(
            f"{operator}: other={checks.shown(other)} is not above 0; give a divisor that is, "
            "such as tw.maximum(value, 1)"
        )
    return value


def _plain(value: Value) -> float | str:
    assert isinstance(value.expr, Const)
    return value.expr.value


def _numbers(left: Value, right: Value, operator: str) -> None:
    for value in (left, right):
        if value.kind != "number":
            raise ArgumentTypeError(f"{operator}: needs numbers, not a {value.kind}; give numbers")


def _aligned(left: Value, right: Value, operator: str) -> tuple[Expr, Expr, int]:
    _numbers(left, right, operator)
    scale = max(left.scale, right.scale)
    return scaled(left, scale), scaled(right, scale), scale


def _span(moment: Value, span: Value, operator: str) -> Expr:
    """Return the days to add to a date, or the microseconds to add to a timestamp."""
    if span.kind != "number":
        raise ArgumentTypeError(
            f"{operator}: a {moment.kind} takes a number, not a {span.kind}; give days, seconds or "
            "a timedelta"
        )
    if moment.kind == "timestamp":
        return scaled(span, MICROSECOND)
    if not span.scale:
        return span.expr
    if isinstance(span.expr, Const) and not int(_plain(span)) % DAY_US:  # A timedelta.
        return span.expr // DAY_US
    raise ArgumentTypeError(f"{operator}: a date takes whole days; round() them first")
