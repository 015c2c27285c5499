"""Operations on constant tables: pick, bucket, interpolate."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from tablewright.errors import DeclarationError
from tablewright.ops import limits
from tablewright.ops.core import BITS63, Bounds, Expr, IntExpr, require

_MOST_BITS = 62


def _inside(owner: Expr, bounds: Bounds, size: int) -> None:
    if not (0 <= bounds[0] and bounds[1] < size):
        name = type(owner).__name__
        raise DeclarationError(
            f"{name}: an index of {bounds[0]}..{bounds[1]} can leave its table of {size}; "
            "bound it with %, least or greatest"
        )


@dataclass(frozen=True, eq=False)
class Lookup(IntExpr):
    """The entry of a table of ints at an index, which planning proves to be inside.

    At most 1,048,576 entries, of 64 bits.
    """

    values: tuple[int, ...]
    index: Expr

    def __post_init__(self) -> None:
        require(self, "int", self.index)
        limits.ints(self, "values")

    def bounds(self, *args: Bounds) -> Bounds:
        """Extremes of the part of the table that the index reaches."""
        low, high = args[0]
        _inside(self, (low, high), len(self.values))
        reached = self.values[low : high + 1]
        return (min(reached), max(reached))


@dataclass(frozen=True, eq=False)
class SearchSorted(IntExpr):
    """How many of the ascending edges are at or below an int: a draw's place in a distribution.

    At most 1,048,576 edges, of 64 bits.
    """

    edges: tuple[int, ...]
    value: Expr

    def __post_init__(self) -> None:
        require(self, "int", self.value)
        limits.ints(self, "edges")
        if any(a > b for a, b in zip(self.edges, self.edges[1:], strict=False)):
            raise DeclarationError("SearchSorted: edges must not decrease")

    def bounds(self, *args: Bounds) -> Bounds:
        """0 to the number of edges, less where the value cannot reach them."""
        low, high = args[0]
        return (bisect_right(self.edges, low), bisect_right(self.edges, high))


@dataclass(frozen=True, eq=False)
class Interpolation(IntExpr):
    """A piecewise linear function with knots every ``2**bits``: quantiles, exponentials, sines.

    ``values`` holds one or more curves of the same length, one after another; ``which`` picks
    one. Between knots a and b, ``r`` past a, the value is ``a + (b - a) * r // 2**bits``. At most
    1,048,576 knots, of 64 bits; ``bits`` from 0 to 62.
    """

    values: tuple[int, ...]
    bits: int
    value: Expr
    which: Expr
    curves: int = 1

    def __post_init__(self) -> None:
        require(self, "int", self.value, self.which)
        limits.ints(self, "values")
        limits.whole(self, "bits", 0, _MOST_BITS)
        limits.whole(self, "curves", 1, limits.MOST_ENTRIES)
        if len(self.values) % self.curves or len(self.values) < 2 * self.curves:
            raise DeclarationError(
                "Interpolation: every curve needs the same number of knots (2 or more)"
            )
        steps = zip(self.values, self.values[1:], strict=False)
        if max(abs(b - a) for a, b in steps) << self.bits > BITS63[1]:
            raise DeclarationError("Interpolation: too steep; use fewer bits or a coarser unit")

    @property
    def knots(self) -> int:
        """Knots of one curve."""
        return len(self.values) // self.curves

    def bounds(self, *args: Bounds) -> Bounds:
        """Extremes of the knots."""
        value, which = args
        _inside(self, value, (self.knots - 1) << self.bits)
        _inside(self, which, self.curves)
        if value[0] == value[1] and which[0] == which[1]:
            exact = self.interpolated(value[0], which[0])
            return (exact, exact)
        return (min(self.values), max(self.values))

    def interpolated(self, value: int, which: int) -> int:
        """The function itself."""
        knot = which * self.knots + (value >> self.bits)
        rest = value & ((1 << self.bits) - 1)
        rise = self.values[knot + 1] - self.values[knot] if rest else 0
        return self.values[knot] + (rise * rest >> self.bits)
