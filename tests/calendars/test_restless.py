"""Days that differ by chance keep their order, their closed days and their mean."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from tablewright import interpreter
from tablewright.calendars import RestlessTimes
from tablewright.engines.local import LocalTable
from tablewright.spec import Column, Fields, Int64, Table, Window

WINDOW = Window(dt.date(2024, 1, 1), dt.date(2024, 4, 9))
CLOSED = (0, 7, 50, 99)


def table(rows: int, unrest: float = 0.05) -> Table:
    f = Fields("shop.bills", rows)
    days = tuple(0.0 if day in CLOSED else 1.0 + day % 3 for day in range(WINDOW.days))
    hours = (0.0,) * 8 + (1.0,) * 12 + (0.0,) * 4
    weekend = (0.0,) * 12 + (1.0,) * 4 + (0.0,) * 8
    times = RestlessTimes(WINDOW, rows, days, hours, "shop.bills", weekend, unrest)
    mass = f("mass", times.mass())
    day = f("day", times.day(mass))
    second = f("second", times.second(mass, day))
    return Table("shop.bills", rows, (Column(day, Int64()), Column(second, Int64())), "day")


@pytest.mark.parametrize("rows", [1, 3, 99, 20_000])
@pytest.mark.parametrize("seed", [1, 7, 42])
def test_rows_are_in_order_and_none_on_a_closed_day(rows: int, seed: int) -> None:
    made = LocalTable(table(rows), seed).rows(0, rows)
    assert (made["day"] * 86_400 + made["second"]).is_sorted()
    assert not set(made["day"]) & {*CLOSED}
    # Saturdays and Sundays open from 12 to 16, other days from 8 to 20.
    for day, second in made.unique().iter_rows():
        opened, closes = (12, 16) if (WINDOW.start + dt.timedelta(day)).weekday() >= 5 else (8, 20)
        assert opened * 3_600 <= second <= closes * 3_600


def test_the_interpreter_agrees() -> None:
    one = table(500)
    rows = LocalTable(one, 3).rows(0, 500).rows()
    assert rows == [
        tuple(row.values()) for row in interpreter.rows(one, 3, range(500), strict=True)
    ]


def test_days_vary_as_counts_do_and_a_little_more() -> None:
    rows, unrest, seeds = 20_000, 0.05, 60
    counts = np.array(
        [
            np.bincount(LocalTable(table(rows, unrest), seed).rows(0, rows)["day"], minlength=100)
            for seed in range(seeds)
        ]
    )
    # A day with open neighbours of no less width than its own.
    day = 60
    mean, variance = counts[:, day].mean(), counts[:, day].var(ddof=1)
    weight = 1.0 + day % 3
    total = sum(1.0 + each % 3 for each in range(100) if each not in CLOSED)
    assert mean == pytest.approx(rows * weight / total, rel=0.05)
    stated = mean + (unrest * mean) ** 2
    # The standard error of a variance of so many is a fifth.
    assert 0.3 * stated < variance < 2.2 * stated
