"""A class that is sampled at a rate which varies in time, in both directions."""

import datetime as dt

import polars as pl
import pytest

from tablewright.calendars.intraday import MASS_BITS
from tablewright.calendars.systematic_sample import SystematicSample
from tablewright.ops import Row, when
from tablewright.spec import Window
from tablewright.tables.healthcare.calendar import Calendar
from tests.support.computed import frame


@pytest.mark.parametrize("rows", [1, 2, 7, 60, 1_000, 20_000])
@pytest.mark.parametrize("window", [("2024-01-01", "2024-12-31"), ("2024-12-25", "2024-12-25")])
def test_a_sieve_is_the_same_from_both_sides(rows, window):
    calendar = Calendar(Window(*map(dt.date.fromisoformat, window)))
    sieve = SystematicSample(rows, calendar.rhythm.edges, calendar.completed)
    made_of = frame(rows, row=Row(), passed=when(sieve.passes(Row()), 1).otherwise(0))
    passed = made_of.filter(pl.col("passed") == 1)["row"].to_list()
    assert passed[0] == 0
    assert len(passed) == sieve.count
    assert frame(sieve.count, row=sieve.nth(Row()))["row"].to_list() == passed
    masses = frame(rows, mass=sieve.mass(sieve.passes(Row())))["mass"]
    assert masses.is_sorted()
    assert 0 <= masses.min() <= masses.max() < 2**MASS_BITS
