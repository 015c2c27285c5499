"""Column types: the underlying value, and its valid range."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from tablewright.ops import limits
from tablewright.ops.core import BITS63, Bounds, Kind

_EPOCH = dt.date(1970, 1, 1).toordinal()
_DAYS: Bounds = (dt.date.min.toordinal() - _EPOCH, dt.date.max.toordinal() - _EPOCH)
_MICROSECONDS_A_DAY = 86_400_000_000
_MOST_DIGITS = 38
_MOST_DECIMALS = 18


@dataclass(frozen=True)
class ColumnType:
    """A column type; the underlying value is of kind ``kind``."""

    kind: Kind = field(default="int", init=False)

    @property
    def limits(self) -> Bounds:
        """Return the smallest and largest int of the type; planning rejects others."""
        return BITS63

    def __str__(self) -> str:
        return type(self).__name__.lower()


@dataclass(frozen=True)
class Int64(ColumnType):
    """A 64-bit integer: a key."""


@dataclass(frozen=True)
class Int32(ColumnType):
    """A 32-bit integer: a count."""

    @property
    def limits(self) -> Bounds:
        """32 bits."""
        return (-(2**31), 2**31 - 1)


@dataclass(frozen=True)
class Decimal(ColumnType):
    """An exact decimal; the underlying value is an integer in its last digit (cents)."""

    precision: int
    scale: int

    def __post_init__(self) -> None:
        limits.whole(self, "precision", 1, _MOST_DIGITS)
        limits.whole(self, "scale", 0, self.precision)

    @property
    def limits(self) -> Bounds:
        """Return the limits of the precision."""
        return (1 - 10**self.precision, 10**self.precision - 1)

    def __str__(self) -> str:
        return f"decimal({self.precision},{self.scale})"


@dataclass(frozen=True)
class Float64(ColumnType):
    """A double; the underlying value is an integer in its last decimal, divided at the end.

    At most 18 decimals.
    """

    decimals: int = 0

    def __post_init__(self) -> None:
        limits.whole(self, "decimals", 0, _MOST_DECIMALS)


@dataclass(frozen=True)
class Text(ColumnType):
    """Text."""

    kind: Kind = field(default="text", init=False)


@dataclass(frozen=True)
class Date(ColumnType):
    """A date; the underlying value is days since 1970-01-01."""

    @property
    def limits(self) -> Bounds:
        """The years 1 to 9999."""
        return _DAYS


@dataclass(frozen=True)
class Timestamp(ColumnType):
    """A UTC timestamp; the underlying value is microseconds since 1970-01-01."""

    @property
    def limits(self) -> Bounds:
        """The years 1 to 9999."""
        first, last = _DAYS
        return (first * _MICROSECONDS_A_DAY, (last + 1) * _MICROSECONDS_A_DAY - 1)


@dataclass(frozen=True)
class Boolean(ColumnType):
    """True or false."""

    kind: Kind = field(default="bool", init=False)
