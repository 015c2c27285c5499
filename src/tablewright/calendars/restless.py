"""Restless times: days that differ by chance, as no two Tuesdays of a shop are equal."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from functools import cached_property

from tablewright.calendars.seasonal import (
    CELL_BITS,
    DAY_SECONDS,
    SHARE_BITS,
    SeasonalTimes,
    inverse,
)
from tablewright.ops import (
    Draw,
    Expr,
    Field,
    Interpolation,
    Row,
    SearchSorted,
    clip,
    greatest,
    least,
    lookup,
    when,
)

_NOISE_BITS = 20
_FARTHEST = 0.49
"""Of the narrower of the two days: borders never meet."""


@dataclass(frozen=True)
class RestlessTimes(SeasonalTimes):
    """Seasonal times whose days begin a little earlier or later, in rows, than the season says.

    A day of *m* rows on average has a variance of ``m + (unrest * m) ** 2``: that of a count, and
    that of the weather and the like. What one day gains, its neighbours lose. Days beside smaller
    ones, and days of fewer than about seven rows, vary less.

    Parameters
    ----------
    table : str
        The table whose field draws the noise.
    weekend : tuple of float
        As ``hours``, for Saturdays and Sundays.
    unrest : float
        The standard deviation of a day's share beyond that of a count.
    """

    table: str = ""
    weekend: tuple[float, ...] = ()
    unrest: float = 0.0

    @cached_property
    def _edges(self) -> tuple[int, ...]:
        return self.edges()

    @cached_property
    def _reach(self) -> float:
        """How far a border moves at most, in the narrower of its two days."""
        mean = self.rows / len(self.days)
        variance = self.unrest**2 + (1 / mean if mean else 1.0)
        # A uniform number has a third of its reach squared; a day has two borders.
        return min(_FARTHEST, math.sqrt(1.5 * variance))

    @cached_property
    def _moved(self) -> Field:
        """Where each day begins; the field's rows are days, and the end."""
        widths = [b - a for a, b in itertools.pairwise(self._edges)]
        narrow = [0, *map(min, itertools.pairwise(widths)), 0]
        reach = [int(width * self._reach) for width in narrow]
        half = 1 << (_NOISE_BITS - 1)
        by = lookup(reach, Row()) * (Draw("", _NOISE_BITS) - half) // half
        return Field(self.table, "day begins", lookup(self._edges, Row()) + by, len(self._edges))

    def day(self, mass: Expr) -> Expr:
        """Return the day of the window, from 0."""
        near = SearchSorted(self._edges[1:-1], mass)
        early = when(mass < self._moved.at(near), 1).otherwise(0)
        late = when(mass < self._moved.at(near + 1), 0).otherwise(1)
        return clip(near - early + late, 0, len(self.days) - 1)

    def share(self, mass: Expr, day: Expr, bits: int = SHARE_BITS) -> Expr:
        """Return the elapsed share of the day (of ``2**bits``)."""
        begins = self._moved.at(day)
        width = greatest(self._moved.at(day + 1) - begins, 1)
        past = greatest(mass - begins, 0)
        return least((past * 2**bits) // width, 2**bits - 1)

    def second(self, mass: Expr, day: Expr) -> Expr:
        """Return the second of the day."""
        clocks = [inverse(hours, DAY_SECONDS, 2**CELL_BITS) for hours in (self.hours, self.weekend)]
        # 1970-01-01 was a Thursday.
        resting = when((day + self.window.first_day + 3) % 7 >= 5, 1).otherwise(0)
        knots = (*clocks[0], *clocks[1])
        return Interpolation(knots, SHARE_BITS - CELL_BITS, self.share(mass, day), resting, 2)
