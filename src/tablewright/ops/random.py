"""Draws: the only source of chance. One uniform number per seed, field, purpose and row."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from tablewright.errors import ArgumentError, DeclarationError
from tablewright.ops.core import Bounds, Expr, Floor, IntExpr, Least, Mul, ToFloat, lift, require
from tablewright.ops.tables import Bucket

DRAW_BITS = 32
_FINE_BITS = 53


@dataclass(frozen=True, eq=False)
class Draw(IntExpr):
    """The top ``bits`` bits of XXH64 of the row under a key made of seed, field and purpose.

    The same purpose in the same field is the same draw, whatever its bits.
    """

    purpose: str = ""
    bits: int = DRAW_BITS

    def __post_init__(self) -> None:
        if not 1 <= self.bits <= 63:
            raise DeclarationError(f"bits={self.bits} is out of range; give 1 to 63")

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


def chance(share: float, purpose: str = "") -> Expr:
    """True in ``share`` (0 to 1, both exact) of the rows."""
    if not 0 <= share <= 1:
        raise ArgumentError(f"share={share} is not a share; give a number from 0 to 1")
    return Draw(purpose) < round(Fraction(share) * (1 << DRAW_BITS))


def below(limit: Expr | int, purpose: str = "", *, most: int | None = None) -> Expr:
    """A uniform int from 0 to below ``limit``.

    Parameters
    ----------
    limit : Expr or int
        At least 1.
    most : int, optional
        The greatest value that ``limit`` can have; needed where it is an expression.
    """
    if most is None:
        if not isinstance(limit, int):
            raise DeclarationError("below: an expression as limit needs most=")
        most = limit
    if most < 1:
        raise DeclarationError(f"below: limit={most} leaves nothing to choose; give at least 1")
    if most < 2**31:
        return (Draw(purpose) * lift(limit)) // (1 << DRAW_BITS)
    share = Mul(ToFloat(Draw(purpose, _FINE_BITS)), lift(2.0**-_FINE_BITS))
    return Floor(share * ToFloat(lift(limit)), 0, most - 1)


def thresholds(weights: Sequence[float], scale: int = 2**DRAW_BITS) -> tuple[int, ...]:
    """Cumulative weights, without the last, as integers of ``0..scale``."""
    exact = [Fraction(weight) for weight in weights]
    total = sum(exact)
    if total <= 0 or min(exact) < 0:
        raise DeclarationError("weights must not be negative, nor all zero")
    return tuple(round(part * scale / total) for part in itertools.accumulate(exact))[:-1]


def weighted(weights: Sequence[float], purpose: str = "") -> Expr:
    """An int from 0 to below the number of weights, drawn in their proportion."""
    if len(weights) == 1:
        return lift(0)
    return Bucket(thresholds(weights), Draw(purpose))


def weighted_by(rows: Sequence[Sequence[float]], which: Expr | int, draw: Draw | str = "") -> Expr:
    """As `weighted`, with the weights of row ``which``: a conditional distribution.

    Every row needs the same number of weights; ``draw`` is a 32-bit draw or its purpose.
    """
    draw = Draw(draw) if isinstance(draw, str) else draw
    width = 1 << (len(rows[0]) - 1).bit_length()
    scale = 2**DRAW_BITS
    edges: list[int] = []
    for index, weights in enumerate(rows):
        if len(weights) != len(rows[0]):
            raise DeclarationError("weighted_by: every row needs the same number of weights")
        padded = (*thresholds(weights), *[scale] * (width - len(weights) + 1))
        edges.extend(index * scale + edge for edge in padded)
    drawn = Bucket(tuple(edges[:-1]), lift(which) * scale + draw) % width
    return Least(drawn, lift(len(rows[0]) - 1)) if width > len(rows[0]) else drawn
