"""Arrivals in order: who is there on a day is a prefix of the rows."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tablewright.calendars import CumulativeArrivals
from tablewright.ops import Row
from tests.support.computed import made


@settings(max_examples=40, deadline=None)
@given(rows=st.integers(0, 3000), spans=st.lists(st.integers(1, 400), min_size=1, max_size=4))
def test_growth_counts_what_it_dates(rows, spans):
    pieces, day = [], 1000
    for length in spans:
        pieces.append((day, day + length, 1 + length % 3))
        day += length
    growth = CumulativeArrivals.of(rows, pieces)
    days = made(rows, day=growth.day(Row()))["day"]
    assert days == sorted(days)
    assert all(1000 <= each < day for each in days)
    span = day - 1000 + 2
    counts = made(span, count=growth.count(Row() + 999))["count"]
    assert counts == [sum(each <= 999 + i for each in days) for i in range(span)]
