"""Quotients and remainders of ints, by a divisor that is at least 1."""

from __future__ import annotations

from dataclasses import dataclass

from tablewright.errors import DeclarationError
from tablewright.ops.core import Bounds, Expr, IntExpr, Known, is_int, require


@dataclass(frozen=True, eq=False)
class _Division(IntExpr):
    left: Expr
    right: Expr

    def __post_init__(self) -> None:
        require(self, "int", self.left, self.right)

    def _positive(self, divisor: Bounds) -> None:
        if divisor[0] < 1:
            raise DeclarationError(
                f"{type(self).__name__} needs a divisor of at least 1, not one from {divisor[0]}; "
                "bound it before, as greatest(n, 1) and tw.maximum(n, 1) do"
            )


@dataclass(frozen=True, eq=False)
class FloorDiv(_Division, operator="//"):
    """The quotient, rounded towards minus infinity; the divisor is at least 1."""

    def bounds(self, *args: Bounds) -> Bounds:
        """Extremes of the quotients of the ends."""
        (a, b), (c, d) = args
        self._positive((c, d))
        ends = (a // c, a // d, b // c, b // d)
        return (min(ends), max(ends))

    def folded(self, *args: Known) -> Known | None:
        """The dividend, if the divisor is one."""
        return args[0] if is_int(args[1], 1) else None


@dataclass(frozen=True, eq=False)
class Mod(_Division, operator="%"):
    """The remainder that goes with `FloorDiv`: never negative; the divisor is at least 1."""

    def bounds(self, *args: Bounds) -> Bounds:
        """From 0 to below the divisor, or the dividend itself where it is smaller anyway."""
        (a, b), (c, d) = args
        self._positive((c, d))
        if c == d and a // c == b // c:
            return (a % c, b % c)
        return (a, b) if 0 <= a and b < c else (0, min(d - 1, b) if a >= 0 else d - 1)

    def folded(self, *args: Known) -> Known | None:
        """The dividend, if it is always below the divisor."""
        (a, b), (c, _) = (arg.bounds for arg in args)
        return args[0] if 0 <= a and b < c else None
