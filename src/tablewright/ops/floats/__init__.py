"""Between ints and floats, and the quotient of two floats."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tablewright.errors import DeclarationError
from tablewright.ops import limits
from tablewright.ops.core import BITS63, Bounds, Expr, IntExpr, Kind, require, span


@dataclass(frozen=True, eq=False)
class Div(Expr, operator="/"):
    """The quotient of two floats, correctly rounded; planning proves that no divisor is 0."""

    left: Expr
    right: Expr

    def __post_init__(self) -> None:
        require(self, "float", self.left, self.right)

    @property
    def kind(self) -> Kind:
        """Float."""
        return "float"

    def bounds(self, *args: Bounds) -> Bounds:
        """Extremes of the quotients of the ends."""
        (a, b), (c, d) = args
        if c <= 0 <= d:
            raise DeclarationError(
                f"Div: the divisor can be 0 (it is from {c} to {d}); bound it before, as in "
                "ToFloat(greatest(n, 1))"
            )
        ends = (a / c, a / d, b / c, b / d)
        return span(min(ends), max(ends))


@dataclass(frozen=True, eq=False)
class ToFloat(Expr):
    """An int as a double, rounded to the nearest, ties to even."""

    value: Expr

    def __post_init__(self) -> None:
        require(self, "int", self.value)

    @property
    def kind(self) -> Kind:
        """Float."""
        return "float"

    def bounds(self, *args: Bounds) -> Bounds:
        """The ends, rounded."""
        return span(*map(float, args[0]))


@dataclass(frozen=True, eq=False)
class Floor(IntExpr):
    """The greatest int not above a double, moved into ``low..high`` if it is outside."""

    value: Expr
    low: int
    high: int

    def __post_init__(self) -> None:
        require(self, "float", self.value)
        limits.whole(self, "low", *BITS63)
        limits.whole(self, "high", self.low, BITS63[1])

    def bounds(self, *args: Bounds) -> Bounds:
        """The ends, rounded down; planning moves them into ``low..high``."""
        low, high = map(math.floor, args[0])
        return (low, high)
