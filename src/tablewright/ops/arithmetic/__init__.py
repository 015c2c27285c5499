"""Sums, differences, products and extremes of two numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tablewright.ops.core import Bounds, Expr, Kind, Known, is_int, require, require_numbers


@dataclass(frozen=True, eq=False)
class _Arithmetic(Expr):
    left: Expr
    right: Expr

    def __post_init__(self) -> None:
        require_numbers(self, self.left, self.right)

    @cached_property
    def kind(self) -> Kind:
        """The kind of both sides."""
        return self.left.kind


@dataclass(frozen=True, eq=False)
class Add(_Arithmetic, operator="+"):
    """The sum."""

    def bounds(self, *args: Bounds) -> Bounds:
        """Sum of the ends."""
        (a, b), (c, d) = args
        return (a + c, b + d)

    def folded(self, *args: Known) -> Known | None:
        """The other side of a zero."""
        left, right = args
        if is_int(left, 0):
            return right
        return left if is_int(right, 0) else None


@dataclass(frozen=True, eq=False)
class Sub(_Arithmetic, operator="-"):
    """The difference."""

    def bounds(self, *args: Bounds) -> Bounds:
        """Difference of the ends."""
        (a, b), (c, d) = args
        return (a - d, b - c)

    def folded(self, *args: Known) -> Known | None:
        """The left side, if the right is zero."""
        return args[0] if is_int(args[1], 0) else None


@dataclass(frozen=True, eq=False)
class Mul(_Arithmetic, operator="*"):
    """The product."""

    def bounds(self, *args: Bounds) -> Bounds:
        """Extremes of the products of the ends."""
        (a, b), (c, d) = args
        ends = (a * c, a * d, b * c, b * d)
        return (min(ends), max(ends))

    def folded(self, *args: Known) -> Known | None:
        """The other side of a one."""
        left, right = args
        if is_int(right, 1):
            return left
        return right if is_int(left, 1) else None


@dataclass(frozen=True, eq=False)
class Least(_Arithmetic):
    """The smaller of two ints."""

    def __post_init__(self) -> None:
        require(self, "int", self.left, self.right)

    def bounds(self, *args: Bounds) -> Bounds:
        """Smaller ends."""
        (a, b), (c, d) = args
        return (min(a, c), min(b, d))

    def folded(self, *args: Known) -> Known | None:
        """The side that is never the larger."""
        (a, b), (c, d) = (arg.bounds for arg in args)
        if b <= c:
            return args[0]
        return args[1] if d <= a else None


@dataclass(frozen=True, eq=False)
class Greatest(_Arithmetic):
    """The larger of two ints."""

    def __post_init__(self) -> None:
        require(self, "int", self.left, self.right)

    def bounds(self, *args: Bounds) -> Bounds:
        """Larger ends."""
        (a, b), (c, d) = args
        return (max(a, c), max(b, d))

    def folded(self, *args: Known) -> Known | None:
        """The side that is never the smaller."""
        (a, b), (c, d) = (arg.bounds for arg in args)
        if a >= d:
            return args[0]
        return args[1] if c >= b else None
