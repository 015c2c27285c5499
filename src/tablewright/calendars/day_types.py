"""Event times where days differ in shape: opening hours, paydays, trading sessions."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from fractions import Fraction

from tablewright.calendars.seasonal import DAY_SECONDS, SECOND, SHARE_BITS, SeasonalTimes
from tablewright.calendars.window import Window
from tablewright.ops import Expr, SearchSorted, lookup

DAY = DAY_SECONDS * SECOND


@dataclass(frozen=True)
class DayTypeTimes:
    """Events of a window in time order, on days of several types.

    Row *i* of *n* falls where a share ``(i + jitter) / n`` of the total weight of days has
    elapsed, and within its day according to the profile of its type.

    Parameters
    ----------
    window : Window
        The days.
    rows : int
        Total number of events.
    weights : tuple of float
        The weight of each day.
    kinds : tuple of int
        The type of each day: an index into ``profiles``.
    profiles : tuple of tuples of float
        For each type, the weights of equal parts of the day; not all zero.
    tick : int
        Resolution of times, in microseconds.
    """

    window: Window
    rows: int
    weights: tuple[float, ...]
    kinds: tuple[int, ...]
    profiles: tuple[tuple[float, ...], ...]
    tick: int = SECOND

    def instant(self) -> Expr:
        """Return microseconds since 1970-01-01; draws its jitter in the current field."""
        mass = self.mass()
        return self.instant_at(mass, self.day_at(mass))

    def mass(self) -> Expr:
        """Return the elapsed share of all events; draws its jitter in the current field."""
        return self._season.mass()

    def day_at(self, mass: Expr) -> Expr:
        """Return the day of the window, from 0, on which a share of all events has elapsed."""
        return self._season.day(mass)

    def instant_at(self, mass: Expr, day: Expr) -> Expr:
        """Return microseconds since 1970-01-01 of an elapsed share of all events, and its day."""
        within = self._tick_of_day(lookup(self.kinds, day), self._season.share(mass, day))
        return ((day + self.window.first_day) * (DAY // self.tick) + within) * self.tick

    @property
    def _season(self) -> SeasonalTimes:
        return SeasonalTimes(self.window, self.rows, self.weights, (1.0,))

    def _tick_of_day(self, kind: Expr, share: Expr) -> Expr:
        whole, parts = 1 << SHARE_BITS, len(self.profiles[0])
        edges = [edge for profile in self.profiles for edge in _edges(profile)]
        # The edges of type k lie between k and k + 1 days: those inside a day, and its end.
        inside = tuple(
            kind * whole + edge
            for kind in range(len(self.profiles))
            for edge in edges[kind * (parts + 1) + 1 : (kind + 1) * (parts + 1)]
        )
        cell = SearchSorted(inside[:-1], kind * whole + share)
        starts = [edge for i, edge in enumerate(edges) if i % (parts + 1) != parts]
        widths = [
            max(1, b - a)
            for i, (a, b) in enumerate(itertools.pairwise(edges))
            if i % (parts + 1) != parts
        ]
        length = DAY // parts // self.tick
        past = (share - lookup(starts, cell)) % whole
        return cell % parts * length + (past * length // lookup(widths, cell)) % length

    def day(self, instant: Expr) -> Expr:
        """Return the day of the window, from 0, that a time falls on."""
        return (instant // DAY - self.window.first_day) % self.window.days

    def kind(self, day: Expr) -> Expr:
        """Return the type of a day of the window."""
        return lookup(self.kinds, day)


def _edges(profile: tuple[float, ...]) -> list[int]:
    """Return where the parts of a day start, and the last ends, as shares of its events."""
    exact = [Fraction(weight) for weight in profile]
    total = sum(exact)
    sums = itertools.accumulate(exact, initial=Fraction(0))
    return [round(part * 2**SHARE_BITS / total) for part in sums]
