"""Days on which the exchange and the banks are closed, by rule, for any year."""

from __future__ import annotations

import datetime as dt
from functools import cache

from tablewright.calendars.dates import date, weekday
from tablewright.ops import Expr, lookup
from tablewright.tables.holidays import (
    DAY,
    MONDAY,
    SATURDAY,
    THURSDAY,
    easter,
    kept_by_all,
    nth_weekday,
    observed,
    thanksgiving,
)

_JUNETEENTH_SINCE = 2022
_YEAR = 366


def _common(year: int) -> set[dt.date]:
    """Holidays of the exchange and of the Federal Reserve alike; Saturdays do not move."""
    closed = kept_by_all(year, saturday=False)
    if year >= _JUNETEENTH_SINCE:
        closed.add(observed(dt.date(year, 6, 19), saturday=False))
    return closed


@cache
def _no_session(year: int) -> frozenset[dt.date]:
    """Workdays on which the exchange is closed."""
    moved = [dt.date(year, 7, 4), dt.date(year, 12, 25)]
    if year >= _JUNETEENTH_SINCE:
        moved.append(dt.date(year, 6, 19))
    return frozenset({*_common(year), *(observed(day) for day in moved), easter(year) - 2 * DAY})


@cache
def _no_settlement(year: int) -> frozenset[dt.date]:
    """Workdays on which the Federal Reserve is closed."""
    days = (dt.date(year, 11, 11), nth_weekday(year, 10, MONDAY, 2))
    return frozenset({*_common(year), *(observed(day, saturday=False) for day in days)})


def is_session(date: dt.date) -> bool:
    """Whether the New York Stock Exchange trades (its Rule 7.2; no one-off closings).

    A holiday on a Saturday is kept on the Friday before, except New Year.
    """
    return date.weekday() < SATURDAY and date not in _no_session(date.year)


def is_short_session(date: dt.date) -> bool:
    """Whether the exchange closes at 13:00: before Independence Day and Christmas Day where those
    are Tuesday to Friday, and on the day after Thanksgiving."""
    eves = (dt.date(date.year, 7, 3), dt.date(date.year, 12, 24))
    return date == thanksgiving(date.year) + DAY or (date in eves and date.weekday() <= THURSDAY)


def is_third_friday(date: dt.date) -> bool:
    """Whether options and futures expire."""
    return date == nth_weekday(date.year, date.month, 4, 3)


def is_bank_day(date: dt.date) -> bool:
    """Whether the Federal Reserve settles: Monday to Friday without its holidays."""
    return date.weekday() < SATURDAY and date not in _no_settlement(date.year)


@cache
def days_since_bank_day() -> tuple[int, ...]:
    """Days back to a day on which banks are open: by 7 * the day since the first of March, and
    the weekday from Monday. Every pair comes in 28 years."""
    found = [0] * (_YEAR * 7)
    since_march, back = 0, 0
    for number in range(dt.date(2024, 3, 1).toordinal(), dt.date(2052, 3, 1).toordinal()):
        day = dt.date.fromordinal(number)
        since_march = 0 if (day.month, day.day) == (3, 1) else since_march + 1
        back = 0 if is_bank_day(day) else back + 1
        found[since_march * 7 + day.weekday()] = back
    return tuple(found)


def last_bank_day(day: Expr) -> Expr:
    """The last day until a day on which banks are open, in any year."""
    return day - lookup(days_since_bank_day(), date(day).since_march * 7 + weekday(day))


def is_month_end(date: dt.date) -> bool:
    """Whether the next day is in another month."""
    return (date + DAY).month != date.month


def is_last_workday(date: dt.date) -> bool:
    """Whether it is the last Monday-to-Friday of its month."""
    if date.weekday() >= SATURDAY:
        return False
    rest = (date + DAY * ahead for ahead in range(1, 7))
    return not any(day.month == date.month and day.weekday() < SATURDAY for day in rest)
