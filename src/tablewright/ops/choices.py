"""Choices: shares, uniform numbers and weights, made of draws."""

from __future__ import annotations

import itertools
import math
import operator
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple, SupportsIndex

from tablewright.errors import ArgumentError, DeclarationError
from tablewright.ops.arithmetic import Least, Mul
from tablewright.ops.conditions import Where
from tablewright.ops.core import Expr, lift
from tablewright.ops.floats import Floor, ToFloat
from tablewright.ops.random import DRAW_BITS, MOST_BITS, Draw
from tablewright.ops.tables import Lookup, SearchSorted

_FINE_BITS = 53


class Roll(NamedTuple):
    """A uniform int of ``bits`` bits, for one choice."""

    value: Expr
    bits: int

    @classmethod
    def of(cls, roll: Roll | Draw | str) -> Roll:
        """Return a roll from a purpose, a draw or a roll."""
        if isinstance(roll, str):
            roll = Draw(roll)
        return cls(roll, roll.bits) if isinstance(roll, Draw) else roll


def parts(draw: Expr | str, *bits: int) -> tuple[Roll, ...]:
    """Split one draw into independent rolls; a draw costs about as much as ten additions.

    Parameters
    ----------
    draw : Expr or str
        A purpose, or a field with a 63-bit draw that several fields share.
    *bits : int
        Bits of each part, at most 63 in total. 16 bits resolve a share to 0.0015 %.
    """
    if min(bits, default=1) < 1:
        raise DeclarationError(f"parts: bits={bits}; give every part at least 1")
    if sum(bits) > MOST_BITS:
        raise DeclarationError(f"parts: {sum(bits)} bits are more than the {MOST_BITS} of a draw")
    draw = Draw(draw, MOST_BITS) if isinstance(draw, str) else draw
    left, rolls = MOST_BITS, []
    for each in bits:
        left -= each
        rolls.append(Roll((draw // (1 << left)) % (1 << each), each))
    return tuple(rolls)


def chance(share: float, roll: Roll | Draw | str = "") -> Expr:
    """Return True in ``share`` of the rows; 0 and 1 are exact."""
    if not 0 <= share <= 1:
        raise ArgumentError(f"share={share} is not a share; give a number from 0 to 1")
    value, bits = Roll.of(roll)
    return value < round(Fraction(share) * (1 << bits))


def below(limit: Expr | int, roll: Roll | Draw | str = "", *, most: int | None = None) -> Expr:
    """Draw a uniform int from 0 to below ``limit``.

    Parameters
    ----------
    limit : Expr or int
        The limit (≥ 1).
    roll : Roll, Draw or str
        The roll. A purpose becomes a 53-bit draw if ``most`` is above 2**31.
    most : int, optional
        The maximum of ``limit``; required if it is an expression.
    """
    if most is None:
        if not isinstance(limit, SupportsIndex):
            raise DeclarationError("below: an expression as limit needs most=")
        most = limit
    most = operator.index(most)
    if most < 1:
        raise DeclarationError(f"below: limit={most} leaves nothing to choose; give at least 1")
    if most >= 2**31 and isinstance(roll, str):
        roll = Draw(roll, _FINE_BITS)
    value, bits = Roll.of(roll)
    if most.bit_length() + bits <= MOST_BITS + 1 and most < 2**31:
        return (value * lift(limit)) // (1 << bits)
    share = Mul(ToFloat(value), lift(2.0**-bits))
    return Floor(share * ToFloat(lift(limit)), 0, most - 1)


def thresholds(weights: Sequence[float], scale: int = 2**DRAW_BITS) -> tuple[int, ...]:
    """Return cumulative weights, without the last, as integers in ``0..scale``."""
    try:
        ratios = [_plain(each).as_integer_ratio() for each in weights]
    except (AttributeError, OverflowError, ValueError):
        raise DeclarationError("weights must be finite numbers") from None
    unit = math.lcm(*(denominator for _, denominator in ratios))
    exact = [numerator * (unit // denominator) for numerator, denominator in ratios]
    total = sum(exact)
    if total <= 0 or min(exact) < 0:
        raise DeclarationError("weights must not be negative, nor all zero")
    parts_of = itertools.accumulate(exact[:-1])
    return tuple((2 * part * scale + total) // (2 * total) for part in parts_of)


def _plain(weight: float | SupportsIndex) -> float:
    # Protocols are slow to check, and conditional distributions can have thousands of weights.
    if isinstance(weight, float | int) or not isinstance(weight, SupportsIndex):
        return weight
    return operator.index(weight)


def weighted(weights: Sequence[float], roll: Roll | Draw | str = "") -> Expr:
    """Draw an index in proportion to the weights."""
    if len(weights) == 1:
        return lift(0)
    value, bits = Roll.of(roll)
    return SearchSorted(thresholds(weights, 1 << bits), value)


def weighted_by(
    rows: Sequence[Sequence[float]], which: Expr | int, roll: Roll | Draw | str = ""
) -> Expr:
    """Draw as `weighted`, with the weights of row ``which``: a conditional distribution.

    Every row needs the same number of weights.
    """
    if not rows or not rows[0]:
        raise DeclarationError("weighted_by: give at least one row of at least one weight")
    value, bits = Roll.of(roll)
    width = 1 << (len(rows[0]) - 1).bit_length()
    scale = 1 << bits
    edges: list[int] = []
    for index, weights in enumerate(rows):
        if len(weights) != len(rows[0]):
            raise DeclarationError("weighted_by: every row needs the same number of weights")
        padded = (*thresholds(weights, scale), *[scale] * (width - len(weights) + 1))
        edges.extend(index * scale + edge for edge in padded)
    drawn = SearchSorted(tuple(edges[:-1]), lift(which) * scale + value) % width
    return Least(drawn, lift(len(rows[0]) - 1)) if width > len(rows[0]) else drawn


def aliased_by(
    rows: Sequence[Sequence[float]], which: Expr | int, roll: Roll | Draw | str = ""
) -> Expr:
    """Draw as `weighted_by`, in a few steps however many weights there are (Walker's alias method).

    Every row needs the same number of weights, at most one per value of the roll. Each cell of
    equal size holds a part of one weight and a part of another.
    """
    if not rows or not rows[0]:
        raise DeclarationError("aliased_by: give at least one row of at least one weight")
    value, bits = Roll.of(roll)
    many = len(rows[0])
    width = 1 << (many - 1).bit_length()
    cell = (1 << bits) // width
    if not cell:
        raise DeclarationError(f"aliased_by: {many} weights are too many for a roll of {bits} bits")
    entries: list[int] = []
    for weights in rows:
        if len(weights) != many:
            raise DeclarationError("aliased_by: every row needs the same number of weights")
        edges = (0, *thresholds(weights, 1 << bits), 1 << bits)
        shares = [*(b - a for a, b in itertools.pairwise(edges)), *[0] * (width - many)]
        entries.extend(own * width + other for own, other in _alias(shares, cell))
    place, rest = value // cell, value % cell
    entry = Lookup(tuple(entries), lift(which) * width + place)
    found = Where(rest < entry // width, place, entry % width)
    return Least(found, lift(many - 1)) if width > many else found


def _alias(shares: list[int], cell: int) -> list[tuple[int, int]]:
    """Return what each cell holds of its own share, and whose share the rest of it is."""
    own, other = [cell] * len(shares), list(range(len(shares)))
    poor = [place for place, share in enumerate(shares) if share < cell]
    rich = [place for place, share in enumerate(shares) if share > cell]
    while poor:
        place, giver = poor.pop(), rich[-1]
        own[place], other[place] = shares[place], giver
        shares[giver] -= cell - shares[place]
        if shares[giver] <= cell:
            rich.pop()
        if shares[giver] < cell:
            poor.append(giver)
    return [*zip(own, other, strict=True)]
