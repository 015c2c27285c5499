"""The maintenance schedule, and the snapshot time."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from tablewright.calendars import DayTypeTimes, SeasonalTimes
from tablewright.ops import Expr
from tablewright.spec import Window

MINUTE = 60_000_000
DAY = 1440
"""Minutes; times of maintenance are whole minutes since 1970-01-01."""
_GRAIN = 5
_MASS_BITS = 40
_OPENS, _CLOSES = 6, 18
_WORK = (0.6, 1.2, 1.4, 1.3, 1.2, 1.0, 0.7, 1.0, 1.1, 1.0, 0.8, 0.7)
"""Hours from 06 to 18, in which work is planned."""
_OFF = 0.051
"""Weight of any other hour: what breaks then is attended to."""
_WEEKDAY, _WEEKEND, _AHEAD = range(3)
_NIGHT, _EVENING = _OPENS, 24 - _CLOSES
_PROFILES = (
    (*[_OFF] * _NIGHT, *_WORK, *[_OFF] * _EVENING),
    (1.0,) * 24,
    (*[0.0] * _NIGHT, *_WORK, *[0.0] * _EVENING),
)
_BUSY = sum(_WORK) + _OFF * (24 - len(_WORK))
_QUIET = _OFF * 24


def snapshot(window: Window) -> int:
    """The minute at which all tables are looked at: 92 % of the window have passed."""
    return window.first_day * DAY + window.days * DAY * 92 // 100


@dataclass(frozen=True)
class Schedule:
    """Orders in the order of time: Monday to Friday from 06 to 18, and what breaks otherwise.

    From the day of the snapshot on, only working hours are planned.

    Parameters
    ----------
    window : Window
        The days.
    rows : int
        Orders in all.
    machines : callable
        How many machines there are on a day (since 1970): work grows with them.
    """

    window: Window
    rows: int
    machines: Callable[[int], int]

    @cached_property
    def snapshot(self) -> int:
        """The minute at which all tables are looked at."""
        return snapshot(self.window)

    @cached_property
    def timetable(self) -> DayTypeTimes:
        """Days and hours by their weight."""
        first, ahead = self.window.first_day, self.snapshot // DAY
        kinds, weights = [], []
        for day in range(self.window.days):
            weekend = (self.window.start + dt.timedelta(days=day)).weekday() >= 5
            planned = first + day >= ahead
            kinds.append(_AHEAD if planned else _WEEKEND if weekend else _WEEKDAY)
            # Ahead, weekdays have what weekends lack.
            usual = _QUIET if weekend else _BUSY
            ours = (0.0 if weekend else _BUSY + _QUIET * 2 / 5) if planned else usual
            # Whole numbers: exact sums of them are quick.
            weights.append(round(ours * 1000) * max(1, self.machines(first + day)))
        return DayTypeTimes(
            self.window, self.rows, tuple(weights), tuple(kinds), _PROFILES, _GRAIN * MINUTE
        )

    def breakdowns_only(self, minute: Expr) -> Expr:
        """Whether nothing is planned at such a time."""
        kind = self.timetable.kind(self.timetable.day(minute * MINUTE))
        of_day = minute % DAY
        working = (of_day >= _OPENS * 60) & (of_day < _CLOSES * 60)
        return kind.eq(_WEEKEND) | (kind.eq(_WEEKDAY) & ~working)

    @cached_property
    def _edges(self) -> tuple[int, ...]:
        return SeasonalTimes(self.window, self.rows, self.timetable.weights, (1.0,)).edges()

    def _earliest(self, row: int) -> tuple[int, float]:
        """The day of the window before which a row does not fall, and the share of that day."""
        mass = min(int(float(row) * (2.0**_MASS_BITS / max(1, self.rows))), 2**_MASS_BITS - 1)
        day = bisect_right(self._edges[1:-1], mass)
        start, end = self._edges[day], self._edges[day + 1]
        return day, (mass - start) / max(1, end - start)

    def day_of(self, row: int) -> int:
        """The day (since 1970) before which a row does not fall."""
        return self.window.first_day + self._earliest(row)[0]

    def minute_of(self, row: int) -> int:
        """About the minute before which a row does not fall."""
        day, share = self._earliest(row)
        hours = _PROFILES[self.timetable.kinds[day]]
        left = share * sum(hours)
        for hour, weight in enumerate(hours):
            if left < weight:
                return (self.window.first_day + day) * DAY + int((hour + left / weight) * 60)
            left -= weight
        return (self.window.first_day + day + 1) * DAY - 1

    def rows_by(self, minute: int) -> int:
        """At least as many rows as may fall at or before a minute, and hardly more."""
        day = min(max(minute // DAY - self.window.first_day, 0), self.window.days - 1)
        hours = _PROFILES[self.timetable.kinds[day]]
        passed = (minute - (self.window.first_day + day) * DAY + _GRAIN) / 60
        share = sum(w * min(max(passed - hour, 0), 1) for hour, w in enumerate(hours)) / sum(hours)
        mass = self._edges[day] + share * (self._edges[day + 1] - self._edges[day])
        return min(self.rows, max(0, int(mass * self.rows / 2**_MASS_BITS) + 3))
