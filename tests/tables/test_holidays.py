"""Federal holidays of the United States."""

import datetime as dt

from tablewright.tables.holidays import is_federal_holiday


def test_federal_holidays_follow_their_rules():
    holidays = [
        day
        for number in range(366)
        if is_federal_holiday(day := dt.date(2024, 1, 1) + dt.timedelta(days=number))
    ]
    expected = "01-01 01-15 02-19 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-25"
    assert [f"{day:%m-%d}" for day in holidays] == expected.split()
    assert is_federal_holiday(dt.date(2021, 12, 31))  # New Year 2022 is a Saturday
    assert is_federal_holiday(dt.date(2023, 1, 2))  # New Year 2023 is a Sunday
    assert not is_federal_holiday(dt.date(2020, 6, 19))
    assert not is_federal_holiday(dt.date.max)
    assert is_federal_holiday(dt.date.min)
