"""The window of events."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tablewright.errors import ArgumentError

_EPOCH = dt.date(1970, 1, 1).toordinal()
_FIRST_START, _LAST_END = dt.date(1900, 1, 1), dt.date(9998, 12, 31)
MOST_DAYS = 150 * 366
_DAY = dt.timedelta(days=1)


def _anniversary(day: dt.date, years: int) -> dt.date:
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + years, day=28 if is_leap_day else day.day)


@dataclass(frozen=True)
class Window:
    """The window of events: from ``start`` to ``end``, both included.

    Windows lie in 1900 to 9998 and are at most 150 years long: parents start up to nine windows
    earlier, and every engine must support those years.
    """

    start: dt.date = dt.date(2024, 1, 1)
    end: dt.date = dt.date(2024, 12, 31)

    @classmethod
    def between(cls, start: dt.date | None, end: dt.date | None) -> Window:
        """Return the window between two days.

        A missing day gets its default or, if that does not fit, a day one year from the other.

        Examples
        --------
        >>> str(Window.between(dt.date(2025, 3, 1), None).end)
        '2026-02-28'
        >>> str(Window.between(dt.date(2023, 3, 1), None).end)
        '2024-12-31'
        """
        if start and not end and cls.end < start <= _LAST_END:
            return cls(start, min(_anniversary(start, 1) - _DAY, _LAST_END))
        far = end is not None and not 0 <= (end - cls.start).days < MOST_DAYS
        if end and not start and far and _FIRST_START <= end <= _LAST_END:
            return cls(max(_anniversary(end, -1) + _DAY, _FIRST_START), end)
        return cls(start or cls.start, end or cls.end)

    def __post_init__(self) -> None:
        for name, day in (("start_date", self.start), ("end_date", self.end)):
            if day < _FIRST_START:
                raise ArgumentError(f"{name}={day} is before {_FIRST_START}; give a later one")
            if day > _LAST_END:
                raise ArgumentError(f"{name}={day} is after {_LAST_END}; give an earlier one")
        if self.end < self.start:
            raise ArgumentError(
                f"end_date={self.end} is before start_date={self.start}; give a later one"
            )
        if self.days > MOST_DAYS:
            raise ArgumentError(
                f"end_date={self.end} is more than {MOST_DAYS // 366} years after "
                f"start_date={self.start}; give an earlier one"
            )

    @property
    def first_day(self) -> int:
        """The days from 1970-01-01 to the start."""
        return self.start.toordinal() - _EPOCH

    @property
    def end_day(self) -> int:
        """The days from 1970-01-01 to the midnight after the end (exclusive)."""
        return self.first_day + self.days

    @property
    def days(self) -> int:
        """The number of days."""
        return (self.end - self.start).days + 1

    def scaled(self, days: float) -> int:
        """Scale a span stated for a year of 366 days to this window; at least 1."""
        return max(1, round(days * self.days / 366))
