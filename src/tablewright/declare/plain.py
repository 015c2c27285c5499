"""Plain Python values, and the integers that stand for them underneath."""

from __future__ import annotations

import datetime as dt
import difflib
from dataclasses import dataclass
from decimal import Decimal
from numbers import Integral, Rational, Real
from typing import TYPE_CHECKING, ClassVar, Literal, NoReturn, TypeAlias

from tablewright import checks
from tablewright.errors import ArgumentError, ArgumentTypeError

Kind: TypeAlias = Literal["number", "text", "flag", "date", "timestamp"]
Plain: TypeAlias = int | float | Decimal | str | bool | dt.date | dt.timedelta

MICROSECOND = 6
"""Decimals of a timestamp's seconds."""
SECOND_US = 1_000_000
DAY_US = 86_400 * SECOND_US
MOST_SCALE = 18
_EPOCH = dt.date(1970, 1, 1)
_EPOCH_UTC = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)
_LARGEST = 2**63 - 1


class Unfinished:
    """An incomplete value that may be mistaken for one; ``_remedy`` states how to complete it."""

    _remedy: ClassVar[str]

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> NoReturn:
            raise no_attribute(self, name, self._remedy)


def no_attribute(owner: object, name: str, remedy: str = "") -> AttributeError | ArgumentError:
    """Return the error for a missing attribute; Python itself looks up names with underscores."""
    if name.startswith("_"):
        return AttributeError(name)
    near = difflib.get_close_matches(name, [each for each in dir(owner) if each[0] != "_"], 1)
    meant = f"; did you mean .{near[0]}?" if near else f"; {remedy}" if remedy else ""
    return ArgumentError(f"{owner!r} has no .{name}{meant}")


@dataclass(frozen=True)
class Content:
    """A plain value: of numbers the integer of the last digit, of times days or microseconds."""

    kind: Kind
    content: int | str | bool
    scale: int = 0


def content_of(value: object) -> Content:
    """Return the content of a plain value; raise `ArgumentTypeError` for anything else."""
    match value:
        case bool():
            return Content("flag", value)
        case Integral():
            return _number(value, int(value), 0)
        case float() | Decimal():
            return _decimal(value)
        case Real() if not isinstance(value, Rational):  # NumPy's.
            return _decimal(value)
        case str():
            return Content("text", _text(value))
        case dt.datetime():
            return Content("timestamp", micros_of(value))
        case dt.date():
            return Content("date", days_of(value))
        case dt.timedelta():
            return Content("number", value // dt.timedelta(microseconds=1), MICROSECOND)
        case Unfinished():
            raise ArgumentTypeError(f"value={checks.shown(value)} is not a value; {value._remedy}")
        case _:
            remedy = (
                "give a number, a text, a bool, a date, a datetime, a timedelta, a value of the "
                "table or a source such as tw.choice(...)"
            )
            if callable(value):
                name = getattr(value, "__name__", "")
                remedy = f'call it; a column of that name is t["{name}"]'
            raise checks.wrong_type("value", value, "a value", remedy)


def _text(value: str) -> str:
    if "\0" in value or (not value.isascii() and any("\ud800" <= c <= "\udfff" for c in value)):
        raise ArgumentError(
            f"value={checks.shown(value)} contains NUL or a lone surrogate, which not every format "
            "preserves; remove it"
        )
    return str(value)


def _decimal(value: object) -> Content:
    exact = Decimal(str(value))
    if not exact.is_finite():
        raise ArgumentError(f"value={value} is not finite; give a finite number")
    scale = max(0, -int(exact.normalize().as_tuple().exponent))
    return _number(value, int(exact.scaleb(scale)), scale)


def _number(value: object, content: int, scale: int) -> Content:
    if scale > MOST_SCALE or not -_LARGEST - 1 <= content <= _LARGEST:
        raise ArgumentError(
            f"value={checks.shown(value)} is out of range; give a number of at most {MOST_SCALE} "
            "digits, those after the point included"
        )
    return Content("number", content, scale)


def days_of(day: dt.date) -> int:
    """Return the days since 1970-01-01."""
    return (day - _EPOCH).days


def micros_of(moment: dt.datetime) -> int:
    """Return the microseconds since 1970-01-01; the default zone is UTC."""
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=dt.timezone.utc)
    return (zoned - _EPOCH_UTC) // dt.timedelta(microseconds=1)
