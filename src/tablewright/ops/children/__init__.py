"""Sums over the children of a row."""

from __future__ import annotations

from dataclasses import dataclass

from tablewright.ops import limits
from tablewright.ops.core import Bounds, Expr, IntExpr, Kind, require


@dataclass(frozen=True, eq=False)
class Index(IntExpr):
    """The child's number (from 0) within `SumOverChildren`."""


@dataclass(frozen=True, eq=False)
class SumOverChildren(Expr):
    """The sum of an expression over a row's children; 0 without children.

    ``count`` is the number of children, and `Index` the current child. At most ``most`` children
    (0 to 65,536) are summed.
    """

    count: Expr
    value: Expr
    most: int

    def __post_init__(self) -> None:
        require(self, "int", self.count, self.value)
        limits.whole(self, "most", 0, limits.MOST_CHILDREN)

    @property
    def kind(self) -> Kind:
        """Int."""
        return "int"

    def bounds(self, *args: Bounds) -> Bounds:
        """As many times the value as there can be children."""
        _, (low, high) = args
        return (min(0, low * self.most), max(0, high * self.most))
