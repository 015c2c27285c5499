"""When events fall, where parts of a day differ by the kind of day: rows in the order of time."""

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
    """A part of a day: where it begins, in seconds, and the weights of its hours."""

    start: int
    hours: tuple[float, ...]

    def clock(self) -> list[int]:
        """The second of the day at which each 64th of the part's events has passed."""
        seconds = inverse(self.hours, len(self.hours) * 3600, 2**_CELL_BITS)
        return [self.start + second for second in seconds]


@dataclass(frozen=True)
class IntradayTimes:
    """Spans of time in order, each a part of a day, with the events that fall into them.

    Parameters
    ----------
    parts : tuple of Part
        The parts that days are made of.
    spans : tuple of (day, part)
        Days count from the start of the window; parts by their number.
    weights : tuple of float
        The events of each span, in proportion; not all zero.
    """

    parts: tuple[DayPart, ...]
    spans: tuple[tuple[int, int], ...]
    weights: tuple[float, ...]

    @cached_property
    def edges(self) -> tuple[int, ...]:
        """What share of the events, of 2**30, has passed where each span begins, and at the end."""
        weights = [Fraction(weight) for weight in self.weights]
        total = sum(weights)
        return tuple(
            round(part * 2**MASS_BITS / total)
            for part in itertools.accumulate(weights, initial=Fraction(0))
        )

    def span(self, mass: Expr) -> Expr:
        """The span in which a share of the events, of 2**30, has passed."""
        return SearchSorted(self.edges[1:-1], mass)

    def day(self, span: Expr) -> Expr:
        """The day of a span."""
        return lookup([day for day, _ in self.spans], span)

    def second(self, mass: Expr, span: Expr) -> Expr:
        """The second of the day."""
        _, _, share = within(self.edges, mass, span)
        clocks = itertools.chain.from_iterable(part.clock() for part in self.parts)
        part = lookup([part for _, part in self.spans], span)
        bits = SHARE_BITS - _CELL_BITS
        return least(
            Interpolation(tuple(clocks), bits, share, part, len(self.parts)), DAY_SECONDS - 1
        )


def within(edges: Sequence[int], value: Expr, cell: Expr) -> tuple[Expr, Expr, Expr]:
    """Where a cell between two edges begins, its width, and how far in a value is, of 2**20.

    Edges are below 2**32, widths below 2**31: one table holds both.
    """
    unit = 2 ** (MASS_BITS + 1)
    entry = lookup([a * unit + max(1, b - a) for a, b in itertools.pairwise(edges)], cell)
    begins, width = entry // unit, greatest(entry % unit, 1)
    share = (greatest(value - begins, 0) * 2**SHARE_BITS) // width
    return begins, width, least(share, 2**SHARE_BITS - 1)
