"""Seasonal event times: rows in time order, following the season, the weekday and the hour."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from tablewright.calendars.window import Window
from tablewright.ops import (
    Draw,
    Expr,
    Floor,
    Interpolation,
    Row,
    SearchSorted,
    ToFloat,
    greatest,
    least,
    lift,
    lookup,
)

_MASS_BITS = 40
SHARE_BITS = 20
CELL_BITS = 10
_JITTER_BITS = 20
SECOND = 1_000_000
DAY_SECONDS = 86_400


@dataclass(frozen=True)
class SeasonalTimes:
    """Events of a window in time order.

    Row *i* of *n* falls where a share ``(i + jitter) / n`` of the season has elapsed.

    Parameters
    ----------
    window : Window
        The days.
    rows : int
        Total number of events.
    days : tuple of float
        The weight of each day of the window.
    hours : tuple of float
        The weights of equal parts of a day, the same every day.
    """

    window: Window
    rows: int
    days: tuple[float, ...]
    hours: tuple[float, ...]

    def mass(self, row: Expr | None = None) -> Expr:
        """Return the elapsed share of the season (of 2**40); draws jitter in the current field."""
        row = Row() if row is None else row
        jitter = ToFloat(Draw("jitter", _JITTER_BITS)) * 2.0**-_JITTER_BITS
        pace = 2.0**_MASS_BITS / max(1, self.rows)
        passed = Floor((ToFloat(row) + jitter) * pace, 0, 2**_MASS_BITS)
        return least(passed, 2**_MASS_BITS - 1)

    def edges(self) -> tuple[int, ...]:
        """Return the elapsed share of the season (of 2**40) at each day's start and at the end."""
        weights = [Fraction(weight) for weight in self.days]
        total = sum(weights)
        if not total:
            weights, total = [Fraction(1)] * len(weights), Fraction(len(weights))
        return tuple(
            round(part * 2**_MASS_BITS / total)
            for part in itertools.accumulate(weights, initial=Fraction(0))
        )

    def day(self, mass: Expr) -> Expr:
        """Return the day of the window, from 0."""
        return SearchSorted(self.edges()[1:-1], mass)

    def share(self, mass: Expr, day: Expr, bits: int = SHARE_BITS) -> Expr:
        """Return the elapsed share of the day (of ``2**bits``)."""
        edges = self.edges()
        widths = tuple(max(1, b - a) for a, b in itertools.pairwise(edges))
        past = greatest(mass - lookup(edges[:-1], day), 0)
        return least((past * 2**bits) // lookup(widths, day), 2**bits - 1)

    def second(self, mass: Expr, day: Expr) -> Expr:
        """Return the second of the day."""
        clock = inverse(self.hours, DAY_SECONDS, 2**CELL_BITS)
        return Interpolation(clock, SHARE_BITS - CELL_BITS, self.share(mass, day), lift(0))

    def instant(self, day: Expr, second: Expr) -> Expr:
        """Return microseconds since 1970-01-01."""
        return ((day + self.window.first_day) * DAY_SECONDS + second) * SECOND


def inverse(weights: Sequence[float], length: int, cells: int) -> tuple[int, ...]:
    """Return the knots of an inverse distribution function at ``0/cells, 1/cells, ..., 1``.

    The weights apply to equal parts of ``length``.
    """
    ratios = [Fraction(weight).as_integer_ratio() for weight in weights]
    unit = math.lcm(*(denominator for _, denominator in ratios))
    exact = [numerator * (unit // denominator) for numerator, denominator in ratios]
    sums = list(itertools.accumulate(exact, initial=0))
    knots, at = [], 0
    for cell in range(cells + 1):
        # In integers, because a thousand fractions take long.
        wanted = sums[-1] * cell
        while at < len(exact) - 1 and (sums[at + 1] * cells < wanted or not exact[at]):
            at += 1
        whole = exact[at] * cells or 1
        inside = min(wanted - sums[at] * cells, whole) if exact[at] else whole
        knots.append(length * (at * whole + inside) // (len(exact) * whole))
    return tuple(knots)
