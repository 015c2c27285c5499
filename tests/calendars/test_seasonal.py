"""Times in order, at the pace of a season, a week and a day."""

import polars as pl

from tablewright.calendars import SeasonalTimes
from tablewright.calendars.seasonal import inverse
from tablewright.spec import Fields, Window
from tests.support.computed import made


def test_events_come_in_order_at_the_pace_of_the_season():
    window = Window()
    weights = tuple(0.0 if day == 100 else 1.0 + (day % 7 == 0) for day in range(window.days))
    hours = tuple(1.0 if 8 <= hour < 18 else 0.0 for hour in range(24))
    season = SeasonalTimes(window, 50_000, weights, hours)
    f = Fields("x.made", 50_000)
    mass = f("mass", season.mass())
    day = f("day", season.day(mass))
    second = f("second", season.second(mass, day))
    frame = made(50_000, mass=mass, day=day, second=second)
    moments = [d * 86_400 + s for d, s in zip(frame["day"], frame["second"], strict=True)]
    assert moments == sorted(moments)
    assert 100 not in frame["day"]
    assert all(8 * 3600 <= s < 18 * 3600 for s in frame["second"])
    counts = pl.Series(frame["day"]).value_counts().sort("")
    sunday, monday = counts.row(0)[1], counts.row(1)[1]
    assert abs(sunday / monday - 2) < 0.1


def test_a_season_of_one_closed_day_is_even():
    season = SeasonalTimes(Window(), 10, (0.0,) * 366, (1.0,))
    f = Fields("x.made", 10)
    assert len(set(made(10, day=season.day(f("mass", season.mass())))["day"])) == 10


def test_an_inverse_is_exact_at_its_knots():
    assert inverse((0, 1, 0, 1), 40, 4) == (10, 15, 20, 35, 40)
