"""Draws: the only source of chance. One uniform number per seed, field, purpose and row."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from tablewright.ops import limits
from tablewright.ops.core import Bounds, Expr, IntExpr, require

DRAW_BITS = 32
MOST_BITS = 63


@dataclass(frozen=True, eq=False)
class Draw(IntExpr):
    """The top ``bits`` bits of XXH64 of the row under a key made of seed, field and purpose.

    The same purpose in the same field is the same draw, whatever its bits.
    """

    purpose: str = ""
    bits: int = DRAW_BITS

    def __post_init__(self) -> None:
        limits.whole(self, "bits", 1, MOST_BITS)
        limits.named("purpose", self.purpose)

    def bounds(self, *args: Bounds) -> Bounds:
        """0 to 2**bits - 1."""
        return (0, 2**self.bits - 1)


@dataclass(frozen=True, eq=False)
class Mixed(IntExpr):
    """The row number, prepared for drawing: engines may put the work here that draws share."""

    row: Expr

    def __post_init__(self) -> None:
        require(self, "int", self.row)

    def bounds(self, *args: Bounds) -> Bounds:
        """Anything of 64 bits."""
        return (-(2**63), 2**63 - 1)


@dataclass(frozen=True, eq=False)
class KeyedDraw(IntExpr):
    """A `Draw` whose key is settled; planning makes these."""

    key: int
    bits: int
    mixed: Expr

    def bounds(self, *args: Bounds) -> Bounds:
        """0 to 2**bits - 1."""
        return (0, 2**self.bits - 1)


def draw_key(seed: int, table: str, field: str, purpose: str) -> int:
    """The signed 64-bit key of a draw: a BLAKE2b hash of the four, so no list position matters."""
    text = "\x1f".join((str(seed), table, field, purpose)).encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little", signed=True)
