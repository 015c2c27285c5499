"""The pace of a week: how much happens in each of its hours."""

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
"""The day of the week, from Monday, on which 1970 begins."""


@dataclass(frozen=True)
class Week:
    """Weights of hours, for as many weeks as fit 64 bits: ten thousand at a mean weight of 150.

    Parameters
    ----------
    hours : tuple of int
        The weight of each of 24 hours; at least 1.
    days : tuple of int
        The weight of each day from Monday, by which those of its hours are multiplied.
    """

    hours: tuple[int, ...]
    days: tuple[int, ...]

    @cached_property
    def _weights(self) -> list[int]:
        return [day * hour for day, hour in itertools.product(self.days, self.hours)]

    @cached_property
    def _edges(self) -> list[int]:
        """What has passed when each hour begins, and at the end."""
        passed = itertools.accumulate(self._weights, initial=0)
        return [weight * HOUR for weight in passed]

    @property
    def total(self) -> int:
        """What happens in a week."""
        return self._edges[-1]

    def passed(self, time: Expr) -> Expr:
        """What has happened some microseconds after a week began."""
        inside = time % WEEK
        hour = inside // HOUR
        known = lookup(self._edges[:-1], hour) + inside % HOUR * lookup(self._weights, hour)
        return time // WEEK * self.total + known

    def time(self, passed: Expr) -> Expr:
        """The microsecond at which so much has happened: `passed` turned round."""
        inside = passed % self.total
        hour = SearchSorted(tuple(self._edges[1:-1]), inside)
        past = greatest(inside - lookup(self._edges[:-1], hour), 0)
        return passed // self.total * WEEK + hour * HOUR + past // lookup(self._weights, hour)


def since_monday(instant: Expr) -> Expr:
    """The microseconds of an instant's week, which begins on Monday, that are over."""
    return (instant + _THURSDAY * DAY) % WEEK
