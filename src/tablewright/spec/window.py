"""The days that events fall in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tablewright.errors import ArgumentError

_EPOCH = dt.date(1970, 1, 1).toordinal()
_FIRST_START, _LAST_END = dt.date(1900, 1, 1), dt.date(9998, 12, 31)
_MOST_DAYS = 150 * 366


@dataclass(frozen=True)
class Window:
    """The days that events fall in: from ``start`` to ``end``, both included.

    From 1900 to 9998 and at most 150 years long: parents begin up to nine windows earlier, which
    then still are years that every engine knows.
    """

    start: dt.date = dt.date(2024, 1, 1)
    end: dt.date = dt.date(2024, 12, 31)

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ArgumentError(
                f"end_date={self.end} is before start_date={self.start}; give a later one"
            )
        if self.start < _FIRST_START:
            raise ArgumentError(
                f"start_date={self.start} is before {_FIRST_START}; give a later one"
            )
        if self.end > _LAST_END:
            raise ArgumentError(f"end_date={self.end} is after {_LAST_END}; give an earlier one")
        if self.days > _MOST_DAYS:
            raise ArgumentError(
                f"end_date={self.end} is more than {_MOST_DAYS // 366} years after "
                f"start_date={self.start}; give an earlier one"
            )

    @property
    def first_day(self) -> int:
        """Days from 1970-01-01 to the start."""
        return self.start.toordinal() - _EPOCH

    @property
    def end_day(self) -> int:
        """Days from 1970-01-01 to the midnight after the end (W1, exclusive)."""
        return self.first_day + self.days

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days + 1

    def scaled(self, days: float) -> int:
        """A span stated for a year of 366 days, in this window's proportion; at least 1."""
        return max(1, round(days * self.days / 366))
