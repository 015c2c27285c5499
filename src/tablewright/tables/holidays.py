"""Holidays of the United States by rule, for any year."""

from __future__ import annotations

import datetime as dt
from functools import cache

MONDAY, THURSDAY, SATURDAY, SUNDAY = 0, 3, 5, 6
DAY = dt.timedelta(days=1)


def easter(year: int) -> dt.date:
    """Easter Sunday, by the anonymous Gregorian computus."""
    century, rest = divmod(year, 100)
    epact = (
        19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15
    ) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    correction = (year % 19 + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * correction + 114, 31)
    return dt.date(year, month, day + 1)


def nth_weekday(year: int, month: int, weekday: int, number: int) -> dt.date:
    """The ``number``-th such weekday of a month."""
    first = dt.date(year, month, 1)
    return first + DAY * ((weekday - first.weekday()) % 7 + 7 * (number - 1))


def thanksgiving(year: int) -> dt.date:
    """The fourth Thursday of November."""
    return nth_weekday(year, 11, THURSDAY, 4)


def memorial_day(year: int) -> dt.date:
    """The last Monday of May."""
    end = dt.date(year, 5, 31)
    return end - DAY * end.weekday()


def observed(date: dt.date, *, saturday: bool = True) -> dt.date:
    """Monday for a Sunday and, where the rule has it, Friday for a Saturday."""
    if date.weekday() == SUNDAY and date != dt.date.max:
        return date + DAY
    early = saturday and date.weekday() == SATURDAY and date != dt.date.min
    return date - DAY if early else date


def kept_by_all(year: int, *, saturday: bool) -> set[dt.date]:
    """Holidays shared by exchanges, banks and offices, except Juneteenth."""
    fixed = (dt.date(year, 1, 1), dt.date(year, 7, 4), dt.date(year, 12, 25))
    return {
        *(observed(date, saturday=saturday) for date in fixed),
        nth_weekday(year, 1, MONDAY, 3),
        nth_weekday(year, 2, MONDAY, 3),
        memorial_day(year),
        nth_weekday(year, 9, MONDAY, 1),
        thanksgiving(year),
    }


@cache
def federal_holidays(year: int) -> frozenset[dt.date]:
    """Days on which offices of the United States are closed (5 U.S.C. 6103) for a year's holidays.

    New Year on a Saturday is kept on the last day of the year before.
    """
    days = {observed(dt.date(year, 11, 11)), nth_weekday(year, 10, MONDAY, 2)}
    if year >= 2021:
        days.add(observed(dt.date(year, 6, 19)))
    return frozenset(days | kept_by_all(year, saturday=True))


def is_federal_holiday(date: dt.date) -> bool:
    """Whether offices of the United States are closed, observed days included."""
    following = min(date.year + 1, dt.MAXYEAR)
    return date in federal_holidays(date.year) or date in federal_holidays(following)
