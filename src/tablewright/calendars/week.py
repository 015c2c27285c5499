"""The weekly rhythm: weights of hours and days."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cached_property

from tablewright.calendars.seasonal import DAY_SECONDS, SECOND
from tablewright.ops import Expr, SearchSorted, greatest, lookup

HOUR = 3_600 * SECOND
DAY = DAY_SECONDS * SECOND
WEEK = 7 * DAY
_THURSDAY = 3
"""The weekday (from Monday) of 1970-01-01."""


@dataclass(frozen=True)
class Week:
    """Weights of a week's hours, for as many weeks as fit 64 bits: 10,000 at a mean weight of 150.

    Parameters
    ----------
    hours : tuple of int
        The weights of 24 hours (≥ 1).
    days : tuple of int
        The weights of the days from Monday, multiplied with those of the hours.
    """

    hours: tuple[int, ...]
    days: tuple[int, ...]

    @cached_property
    def _weights(self) -> list[int]:
        return [day * hour for day, hour in itertools.product(self.days, self.hours)]

    @cached_property
    def _edges(self) -> list[int]:
        """The elapsed weight at the start of each hour, and at the end."""
        passed = itertools.accumulate(self._weights, initial=0)
        return [weight * HOUR for weight in passed]

    @property
    def total(self) -> int:
        """The total weight of a week."""
        return self._edges[-1]

    def passed(self, time: Expr) -> Expr:
        """Return the elapsed weight some microseconds after the start of a week."""
        inside = time % WEEK
        hour = inside // HOUR
        known = lookup(self._edges[:-1], hour) + inside % HOUR * lookup(self._weights, hour)
        return time // WEEK * self.total + known

    def time(self, passed: Expr) -> Expr:
        """Return the microsecond of an elapsed weight; the inverse of `passed`."""
        inside = passed % self.total
        hour = SearchSorted(tuple(self._edges[1:-1]), inside)
        past = greatest(inside - lookup(self._edges[:-1], hour), 0)
        return passed // self.total * WEEK + hour * HOUR + past // lookup(self._weights, hour)


def since_monday(instant: Expr) -> Expr:
    """Return the microseconds since the last Monday, 00:00."""
    return (instant + _THURSDAY * DAY) % WEEK
