"""Event times where parts of a day differ by day type; rows are in time order."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from tablewright.calendars.seasonal import DAY_SECONDS, inverse
from tablewright.ops import Expr, Interpolation, SearchSorted, greatest, least, lookup

MASS_BITS = 30
SHARE_BITS = 20
_CELL_BITS = 6


@dataclass(frozen=True)
class DayPart:
    """A part of a day: its start in seconds, and the weights of its hours."""

    start: int
    hours: tuple[float, ...]

    def clock(self) -> list[int]:
        """Return the second of the day at which each 64th of the part's events has elapsed."""
        seconds = inverse(self.hours, len(self.hours) * 3600, 2**_CELL_BITS)
        return [self.start + second for second in seconds]


@dataclass(frozen=True)
class IntradayTimes:
    """Consecutive spans of time, each a part of a day, with their shares of events.

    Parameters
    ----------
    parts : tuple of Part
        The parts of a day.
    spans : tuple of (day, part)
        The day from the start of the window, and the number of the part.
    weights : tuple of float
        The relative number of events of each span; not all zero.
    """

    parts: tuple[DayPart, ...]
    spans: tuple[tuple[int, int], ...]
    weights: tuple[float, ...]

    @cached_property
    def edges(self) -> tuple[int, ...]:
        """Return the elapsed share of events (of 2**30) at each span's start and at the end."""
        weights = [Fraction(weight) for weight in self.weights]
        total = sum(weights)
        return tuple(
            round(part * 2**MASS_BITS / total)
            for part in itertools.accumulate(weights, initial=Fraction(0))
        )

    def span(self, mass: Expr) -> Expr:
        """Return the span in which a share of the events (of 2**30) has elapsed."""
        return SearchSorted(self.edges[1:-1], mass)

    def day(self, span: Expr) -> Expr:
        """Return the day of a span."""
        return lookup([day for day, _ in self.spans], span)

    def second(self, mass: Expr, span: Expr) -> Expr:
        """Return the second of the day."""
        _, _, share = within(self.edges, mass, span)
        clocks = itertools.chain.from_iterable(part.clock() for part in self.parts)
        part = lookup([part for _, part in self.spans], span)
        bits = SHARE_BITS - _CELL_BITS
        return least(
            Interpolation(tuple(clocks), bits, share, part, len(self.parts)), DAY_SECONDS - 1
        )


def within(edges: Sequence[int], value: Expr, cell: Expr) -> tuple[Expr, Expr, Expr]:
    """Return the start and width of a cell between edges, and a value's position (of 2**20).

    Edges are below 2**32 and widths below 2**31, so that one table contains both.
    """
    unit = 2 ** (MASS_BITS + 1)
    entry = lookup([a * unit + max(1, b - a) for a, b in itertools.pairwise(edges)], cell)
    begins, width = entry // unit, greatest(entry % unit, 1)
    share = (greatest(value - begins, 0) * 2**SHARE_BITS) // width
    return begins, width, least(share, 2**SHARE_BITS - 1)
