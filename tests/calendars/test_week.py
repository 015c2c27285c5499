"""The pace of a week, in both directions."""

from __future__ import annotations

import random

from tablewright.calendars.week import HOUR, WEEK, Week
from tablewright.ops import Row, lookup
from tests.support.computed import rows


def test_a_week_turned_round() -> None:
    week = Week(hours=(1, 2, 30, *[7] * 21), days=(1, 9, 3, 5, 2, 8, 4))
    times = [0, 1, HOUR - 1, HOUR, 26 * HOUR, WEEK - 1, WEEK, 5_000 * WEEK + 17 * HOUR + 5]
    times += [random.Random(number).randrange(100 * WEEK) for number in range(200)]
    time = lookup(times, Row())
    found = rows(len(times), passed=week.passed(time), time=week.time(week.passed(time)))
    assert [time for _, time in found] == times
    pairs = sorted(zip(times, (passed for passed, _ in found), strict=True))
    assert [passed for _, passed in pairs] == sorted(passed for passed, _ in found)
