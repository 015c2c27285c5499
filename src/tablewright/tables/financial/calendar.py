"""Days on which the exchange and the banks are closed, by rule, for any year."""

from __future__ import annotations

import datetime as dt

_MONDAY, _THURSDAY, _SATURDAY, _SUNDAY = 0, 3, 5, 6
_DAY = dt.timedelta(days=1)


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


def _nth(year: int, month: int, weekday: int, number: int) -> dt.date:
    first = dt.date(year, month, 1)
    return first + _DAY * ((weekday - first.weekday()) % 7 + 7 * (number - 1))


def _last_monday_of_may(year: int) -> dt.date:
    end = dt.date(year, 5, 31)
    return end - _DAY * end.weekday()


def _observed(date: dt.date, *, saturday: bool = True) -> dt.date:
    """Monday for a Sunday and, where the rule has it, Friday for a Saturday."""
    if date.weekday() == _SUNDAY:
        return date + _DAY
    return date - _DAY if saturday and date.weekday() == _SATURDAY else date


def _common(year: int) -> set[dt.date]:
    """Holidays of the exchange and of the Federal Reserve alike; Saturdays do not move."""
    fixed = [dt.date(year, 1, 1), dt.date(year, 7, 4), dt.date(year, 12, 25)]
    if year >= 2022:
        fixed.append(dt.date(year, 6, 19))
    return {
        *(_observed(date, saturday=False) for date in fixed),
        _nth(year, 1, _MONDAY, 3),
        _nth(year, 2, _MONDAY, 3),
        _last_monday_of_may(year),
        _nth(year, 9, _MONDAY, 1),
        _nth(year, 11, _THURSDAY, 4),
    }


def is_session(date: dt.date) -> bool:
    """Whether the New York Stock Exchange trades (its Rule 7.2; no one-off closings).

    A holiday on a Saturday is kept on the Friday before, except New Year.
    """
    year = date.year
    moved = [dt.date(year, 7, 4), dt.date(year, 12, 25)]
    if year >= 2022:
        moved.append(dt.date(year, 6, 19))
    closed = {*_common(year), *(_observed(day) for day in moved), easter(year) - 2 * _DAY}
    return date.weekday() < _SATURDAY and date not in closed


def is_short_session(date: dt.date) -> bool:
    """Whether the exchange closes at 13:00: before Independence Day and Christmas Day where those
    are Tuesday to Friday, and on the day after Thanksgiving."""
    eves = (dt.date(date.year, 7, 3), dt.date(date.year, 12, 24))
    thanksgiving = _nth(date.year, 11, _THURSDAY, 4)
    return date == thanksgiving + _DAY or (date in eves and date.weekday() <= _THURSDAY)


def is_third_friday(date: dt.date) -> bool:
    """Whether options and futures expire."""
    return date == _nth(date.year, date.month, 4, 3)


def is_bank_day(date: dt.date) -> bool:
    """Whether the Federal Reserve settles: Monday to Friday without its holidays."""
    days = {dt.date(date.year, 11, 11), _nth(date.year, 10, _MONDAY, 2)}
    holidays = {*_common(date.year), *(_observed(day, saturday=False) for day in days)}
    return date.weekday() < _SATURDAY and date not in holidays


def is_month_end(date: dt.date) -> bool:
    """Whether the next day is in another month."""
    return (date + _DAY).month != date.month


def is_last_workday(date: dt.date) -> bool:
    """Whether it is the last Monday-to-Friday of its month."""
    if date.weekday() >= _SATURDAY:
        return False
    rest = (date + _DAY * ahead for ahead in range(1, 7))
    return not any(day.month == date.month and day.weekday() < _SATURDAY for day in rest)
