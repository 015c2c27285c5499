"""The days of a chain: how much is sold on each of them, and of which categories."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache, cached_property

from tablewright.calendars import RestlessTimes
from tablewright.data.load import customs
from tablewright.spec import Window
from tablewright.tables.holidays import easter, thanksgiving
from tablewright.tables.retail.chain import Category, Chain

_WEEKDAYS = (0.98, 0.96, 0.98, 1.00, 1.08, 1.38, 1.22)
"""From Monday on; a day of the weekend has 1.3 times a weekday's."""
_HOURS = (0,) * 7 + (30, 48, 62, 80, 92, 104, 96, 88, 94, 108, 124, 115, 96, 68, 42, 18, 0)
"""Sales by hour of a weekday: lunch, and a peak at 17; closed at night."""
_WEEKEND = (0,) * 7 + (14, 32, 68, 100, 116, 118, 114, 114, 112, 110, 106, 92, 70, 46, 28, 12, 0)
"""Those of Saturdays and Sundays: a broad plateau from 10 to 17."""
_GROWTH = 0.04
"""By how much of the first year's a year's sales exceed those of the year before."""
_UNREST = 0.04
_DECEMBER, _CHRISTMAS = 12, 25
_YEAR = 365.25


@dataclass(frozen=True)
class Days:
    """The days of a window in a country.

    Parameters
    ----------
    window : Window
        The days.
    locale : str
        Whose holidays are kept.
    chain : Chain
        What is sold when.
    """

    window: Window
    locale: str
    chain: Chain

    @cached_property
    def _dates(self) -> tuple[dt.date, ...]:
        return tuple(self.window.start + dt.timedelta(days=day) for day in range(self.window.days))

    @cached_property
    def black_fridays(self) -> tuple[int, ...]:
        """The days after Thanksgiving, which shops outside the US keep too."""
        after = dt.timedelta(days=1)
        return tuple(
            day
            for day, date in enumerate(self._dates)
            if date.month == 11 and date == thanksgiving(date.year) + after
        )

    @cached_property
    def seasons(self) -> tuple[int, ...]:
        """The season of each day: its month or, in December, which has a ramp, its day.

        The days from Christmas on are alike.
        """
        return tuple(
            date.month - 1 if date.month < _DECEMBER else _DECEMBER - 2 + min(date.day, _CHRISTMAS)
            for date in self._dates
        )

    @cached_property
    def mix(self) -> list[list[float]]:
        """What is sold of each category in each season."""
        days = [dt.date(2001, month, 1) for month in range(1, _DECEMBER)]
        days += [dt.date(2001, _DECEMBER, day) for day in range(1, _CHRISTMAS + 1)]
        return [[kind.share * _factor(kind, day) for kind in self.chain.categories] for day in days]

    @cached_property
    def weights(self) -> tuple[float, ...]:
        """How much is sold on each day."""
        sums = [sum(row) for row in self.mix]
        return tuple(
            sums[season]
            * _WEEKDAYS[date.weekday()]
            * _holidays(self.locale, date.year).get(date, 1.0)
            * (1 + _GROWTH * (day / _YEAR))
            for day, (date, season) in enumerate(zip(self._dates, self.seasons, strict=True))
        )

    def times(self, rows: int) -> RestlessTimes:
        """When receipts are."""
        hours, weekend = tuple(map(float, _HOURS)), tuple(map(float, _WEEKEND))
        table = "retail.transactions"
        return RestlessTimes(self.window, rows, self.weights, hours, table, weekend, _UNREST)


def _factor(kind: Category, date: dt.date) -> float:
    """How much more of a category is sold on a day than on average."""
    month = kind.months[date.month - 1]
    return month if date.month < _DECEMBER else 1 + (month - 1) * _ramp(date.day)


def _ramp(day: int) -> float:
    """How the surplus of December is spread over its days: most comes just before Christmas."""
    if day >= _CHRISTMAS:
        return 0.5
    return 1.3 if day == 24 else 0.55 + 1.15 * (day - 1) / 22


@cache
def _holidays(locale: str, year: int) -> dict[dt.date, float]:
    """The days of a year on which shops sell more or less, by factor."""
    anchors = {"easter": easter, "thanksgiving": thanksgiving}
    found = {}
    for name, factor in customs(locale).holidays.items():
        moving = re.fullmatch(r"(easter|thanksgiving)([+-]\d+)?", name)
        if moving:
            date = anchors[moving[1]](year) + dt.timedelta(days=int(moving[2] or 0))
        else:
            date = dt.date(year, int(name[:2]), int(name[3:]))
        found[date] = factor
    return found
