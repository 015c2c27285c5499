"""A group of one operation that the package does not have, as docs/ARCHITECTURE.md adds it."""

from __future__ import annotations

from dataclasses import dataclass

from tablewright.errors import DeclarationError
from tablewright.ops.core import Bounds, Expr, IntExpr, require


@dataclass(frozen=True, eq=False)
class BitXor(IntExpr):
    """The bits in which two ints differ, neither of which is negative."""

    left: Expr
    right: Expr

    def __post_init__(self) -> None:
        require(self, "int", self.left, self.right)

    def bounds(self, *args: Bounds) -> Bounds:
        """Up to all bits of the larger; proves the signs."""
        (a, b), (c, d) = args
        if min(a, c) < 0:
            raise DeclarationError(f"BitXor: a number can be {min(a, c)}; bound it with greatest")
        return (0, (1 << max(b, d).bit_length()) - 1)
