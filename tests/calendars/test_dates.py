"""Dates and bank days as expressions."""

from __future__ import annotations

import datetime as dt

from tablewright.calendars.dates import date, weekday
from tablewright.ops import Row, lookup
from tablewright.tables.financial.calendar import is_bank_day, last_bank_day
from tests.support.computed import rows


def test_dates_and_bank_days_of_six_centuries() -> None:
    days = [*range(-70_000, 150_000, 7), *range(20_000, 32_000)]
    day = lookup(days, Row())
    made = date(day)
    found = rows(
        len(days),
        year=made.year,
        since_march=made.since_march,
        weekday=weekday(day),
        bank_day=last_bank_day(day),
    )
    for number, (year, since_march, wanted_weekday, bank_day) in zip(days, found, strict=True):
        told = dt.date(1970, 1, 1) + dt.timedelta(days=number)
        march = dt.date(told.year - (told.month < 3), 3, 1)
        assert (year, since_march) == (told.year, (told - march).days)
        assert wanted_weekday == told.weekday()
        # Juneteenth is kept since 2022.
        if told.year >= 2022:
            while not is_bank_day(told):
                told -= dt.timedelta(days=1)
            assert bank_day == (told - dt.date(1970, 1, 1)).days
