"""Ordered points with nearly exponential gaps, as in a Poisson process."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tablewright.calendars.seasonal import inverse
from tablewright.ops import Draw, Expr, Field, lift, when
from tablewright.ops.random import DRAW_BITS
from tablewright.sampling.quantiles import curve

UNIT_BITS = 20
"""Resolution of a point's position, in parts of a unit."""
_LEVELS = 5
_CELLS = 64
_WHOLE = 2**20

BLOCK = 1 << _LEVELS
"""Points per block, and units per block."""


@dataclass(frozen=True)
class Arrivals:
    """Points on a line, on average one per unit, with nearly exponential gaps.

    A block of units is split in two recursively, down to single units. Each split point follows
    the distribution of the middle of that many exponential gaps, from beta(16, 16) to beta(1, 1).
    A point is uniform within its piece. So each point is a function of its number, and points are
    ordered.

    Parameters
    ----------
    table, name : str
        The names of the fields that contain draws.
    """

    table: str
    name: str

    @cached_property
    def _cuts(self) -> tuple[Field, ...]:
        """The share of the left part, by level from single units up."""
        return tuple(
            Field(self.table, f"{self.name} cut {level}", curve(_middle(1 << level), Draw()))
            for level in range(_LEVELS)
        )

    @cached_property
    def _inside(self) -> Field:
        return Field(self.table, f"{self.name} place", Draw())

    def at(self, number: Expr, first: Expr) -> Expr:
        """Return a point's position, in parts of a unit; positions never decrease.

        Parameters
        ----------
        number : Expr
            The point's number, from 0.
        first : Expr
            The index of the draws. Different sequences start at multiples of `BLOCK`, further
            apart than their points.
        """
        row = first + number
        place: Expr = lift(0)
        width: Expr = lift(BLOCK << UNIT_BITS)
        for level in reversed(range(_LEVELS)):
            left = self._cuts[level].at(row // (2 << level))
            is_right = (number // (1 << level) % 2).eq(1)
            place = place + when(is_right, width * left // _WHOLE).otherwise(0)
            width = width * when(is_right, _WHOLE - left).otherwise(left) // _WHOLE
        inside = width * self._inside.at(row) // (1 << DRAW_BITS)
        return number // BLOCK * (BLOCK << UNIT_BITS) + place + inside


def _middle(count: int) -> tuple[int, ...]:
    """Return the knots of the share that ``count`` of twice as many exponential gaps take."""
    density = [((2 * i + 1) * (2 * _CELLS - 2 * i - 1)) ** (count - 1) for i in range(_CELLS)]
    return inverse(density, _WHOLE, _CELLS)
