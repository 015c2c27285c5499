"""Active time of devices: any time except the weekly maintenance, Sunday 02 to 06 h."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tablewright.ops import Expr, greatest, least, when
from tablewright.spec import Window

SECOND = 1_000_000
HOUR = 3_600 * SECOND
DAY = 24 * HOUR
_CLOSED = 4 * HOUR
_WEEK = 7 * DAY
_OPEN = _WEEK - _CLOSED


@dataclass(frozen=True)
class MaintenanceClock:
    """Microseconds since the window's begin, with and without the Sundays' maintenance."""

    window: Window

    @property
    def length(self) -> int:
        """Microseconds of the window."""
        return self.window.days * DAY

    @cached_property
    def _first(self) -> int:
        """When maintenance first begins."""
        return (6 - self.window.start.weekday()) * DAY + 2 * HOUR

    def wall(self, active: Expr) -> Expr:
        """The time at which a given active time has elapsed."""
        weeks = greatest(active - self._first, 0) // _OPEN
        later = active + _CLOSED * (weeks + 1)
        return when(active < self._first, active).otherwise(later)

    def active(self, wall: Expr) -> Expr:
        """The active time elapsed by a time."""
        past = greatest(wall - self._first, 0)
        inside = greatest(past % _WEEK - _CLOSED, 0)
        return least(wall, self._first) + past // _WEEK * _OPEN + inside

    @cached_property
    def most(self) -> int:
        """The active time of the window."""
        return self.passed(self.window.days)

    def passed(self, day: int) -> int:
        """The active time elapsed by the end of a number of days of the window, for planning."""
        past = max(day * DAY - self._first, 0)
        inside = max(past % _WEEK - _CLOSED, 0)
        return min(day * DAY, self._first) + past // _WEEK * _OPEN + inside

    @property
    def begin(self) -> int:
        """Microseconds from 1970-01-01 to the window."""
        return self.window.first_day * DAY

    @property
    def weekday(self) -> int:
        """The weekday that the window begins on; Monday is 0."""
        return self.window.start.weekday()
