"""Opening days of accounts: weekdays, in rising numbers over ten years."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cached_property

from tablewright.calendars import CumulativeArrivals
from tablewright.ops import Expr, least
from tablewright.spec import Window

_YEARS = 9
_YEAR = 365.25
_RISE = 1.06


@dataclass(frozen=True)
class Openings:
    """Opening days of accounts that are numbered in their order.

    Growth runs over weekdays only: weekday *w* is the w-th Monday-to-Friday since Monday,
    1969-12-29.

    Parameters
    ----------
    rows : int
        Accounts.
    window : Window
        The last of the ten spans; the nine before are years in the window's proportion.
    """

    rows: int
    window: Window

    @cached_property
    def _ends(self) -> list[int]:
        """The first weekday of each span, and the one after the last."""
        start = self.window.first_day
        days = [start - self.window.scaled(_YEAR * back) for back in range(_YEARS, 0, -1)]
        return [weekdays_before(day) for day in (*days, start, self.window.end_day)]

    @cached_property
    def _spans(self) -> list[tuple[int, int, float]]:
        """Spans with a weekday in them; each year has 6 % more openings than the last."""
        weight, spans = 1.0, []
        for first, end in itertools.pairwise(self._ends):
            if first < end:
                spans.append((first, end, weight))
            weight *= _RISE
        return spans

    @cached_property
    def _growth(self) -> CumulativeArrivals:
        return CumulativeArrivals.of(self.rows, self._spans)

    @cached_property
    def old(self) -> int:
        """How many were opened at least a year, in the window's proportion, before it."""
        return self._opened(weekdays_before(self.window.first_day - self.window.scaled(366) + 1))

    @cached_property
    def old_share(self) -> float:
        """The share of those, by the weights of the years."""
        weights = [weight for _, _, weight in self._spans]
        before = weekdays_before(self.window.first_day - self.window.scaled(366) + 1)
        part = sum(
            weight * min(1.0, max(0.0, (before - first) / (end - first)))
            for first, end, weight in self._spans
        )
        return part / sum(weights)

    @cached_property
    def ready(self) -> int:
        """How many exist when the window opens."""
        return self._opened(weekdays_before(self.window.first_day))

    def _opened(self, weekday: int) -> int:
        """How many were opened before a weekday: `CumulativeArrivals.count` for a plain number."""
        done = 0
        for first, rows, start, days in self._growth.pieces:
            passed = min(max(weekday - start, 0), days)
            if weekday > start:
                done = first - (-passed * rows // days)
        return done

    def day(self, row: Expr) -> Expr:
        """The day on which a row is opened."""
        weekday = self._growth.day(row)
        return weekday // 5 * 7 + weekday % 5 - 3

    def count(self, day: Expr) -> Expr:
        """How many were opened by the end of a day."""
        return self._growth.count(_weekdays(day + 1) - 1)


def _weekdays(day: Expr) -> Expr:
    return (day + 3) // 7 * 5 + least((day + 3) % 7, 5)


def weekdays_before(day: int) -> int:
    """How many weekdays lie between Monday, 1969-12-29, and a day."""
    return (day + 3) // 7 * 5 + min((day + 3) % 7, 5)
