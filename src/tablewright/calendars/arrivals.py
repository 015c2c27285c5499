"""Points in order whose gaps are uneven, as those of events that happen of themselves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tablewright.calendars.seasonal import inverse
from tablewright.ops import Draw, Expr, Field, lift, when
from tablewright.ops.random import DRAW_BITS
from tablewright.sampling.quantiles import curve

UNIT_BITS = 20
"""A point's place is in these parts of a unit."""
_LEVELS = 5
_CELLS = 64
_WHOLE = 2**20

BLOCK = 1 << _LEVELS
"""So many points share as many units; whole blocks are even."""


@dataclass(frozen=True)
class Arrivals:
    """Points on a line, on average one in a unit, the gaps between which are nearly exponential.

    The units of a block are cut in two, and each half again, down to single units: where the
    middle of so many exponential gaps may be, from beta(16, 16) to beta(1, 1). A point lies
    anywhere in its piece. So it is a function of its number, and they are in order.

    Parameters
    ----------
    table, name : str
        Name the fields that draws are made in.
    """

    table: str
    name: str

    @cached_property
    def _cuts(self) -> tuple[Field, ...]:
        """By the level of the pieces, from single units up: the share of the left one."""
        return tuple(
            Field(self.table, f"{self.name} cut {level}", curve(_middle(1 << level), Draw()))
            for level in range(_LEVELS)
        )

    @cached_property
    def _inside(self) -> Field:
        return Field(self.table, f"{self.name} place", Draw())

    def at(self, number: Expr, first: Expr) -> Expr:
        """Where a point lies, in parts of a unit: never before that of a lower number.

        Parameters
        ----------
        number : Expr
            Of the point, from 0.
        first : Expr
            What is drawn for: different lines begin at multiples of `BLOCK` that are farther
            from each other than their points.
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
    """Knots of the share that ``count`` of twice as many exponential gaps have."""
    density = [((2 * i + 1) * (2 * _CELLS - 2 * i - 1)) ** (count - 1) for i in range(_CELLS)]
    return inverse(density, _WHOLE, _CELLS)
