"""Sites: the places where devices are installed, with their clocks and climates."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from tablewright.ops import (
    Expr,
    Field,
    Interpolation,
    Row,
    SearchSorted,
    below,
    lift,
    lookup,
    weighted,
    when,
    word,
)
from tablewright.spec import Column, Fields, Int64, Table, Text, Window
from tablewright.tables.iot.cities import CITIES, City
from tablewright.tables.iot.clock import DAY, HOUR

FIRST_SITE = 100
_STANDARD = {"America/New_York": -5, "America/Chicago": -6, "America/Denver": -7}
_STANDARD |= {"America/Los_Angeles": -8, "America/Phoenix": -7, "America/Boise": -7}
_STANDARD |= {"America/Detroit": -5, "America/Indiana/Indianapolis": -5}
"""Hours that standard time is ahead of UTC."""
_ALWAYS_STANDARD = "America/Phoenix"
_WARMEST = 201
"""The day of the year that is warmest on average: 20 July."""
_KNOTS = 256
_SHARE_BITS = 16


def _sunday(year: int, month: int, nth: int) -> dt.date:
    """The nth Sunday of a month; the last one for -1."""
    if nth < 0:
        last = dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)
        return last - dt.timedelta(days=(last.weekday() + 1) % 7)
    first = dt.date(year, month, 1)
    return first + dt.timedelta(days=(6 - first.weekday()) % 7 + 7 * (nth - 1))


def daylight(year: int) -> tuple[dt.date, dt.date] | None:
    """The first day of daylight saving time in the United States, and the day when it ends.

    It ends and begins at 01 and 02 h of standard time.
    """
    if year < 1967:
        return None
    if year < 1987:
        return _sunday(year, 4, -1), _sunday(year, 10, -1)
    if year < 2007:
        return _sunday(year, 4, 1), _sunday(year, 10, -1)
    return _sunday(year, 3, 2), _sunday(year, 11, 1)


@dataclass(frozen=True)
class Sites:
    """The sites of a company.

    Parameters
    ----------
    count : int
        How many.
    window : Window
        From whose begin times are counted.
    until : datetime.date
        The last day that it knows.
    """

    count: int
    window: Window
    until: dt.date

    @cached_property
    def _fields(self) -> Fields:
        return Fields("iot.sites", self.count)

    @cached_property
    def city(self) -> Field:
        """The number of a site's city."""
        return self._fields("city number", weighted([city.population for city in CITIES]))

    def _of(self, what: Callable[[City], float], site: Expr) -> Expr:
        return lookup(tuple(round(what(city)) for city in CITIES), self.city.at(site))

    @cached_property
    def latitude(self) -> Field:
        """In 1/100,000 degree: within about four miles of the city."""
        near = below(12_001, "latitude") - 6_000
        return self._fields("latitude", self._of(lambda c: c.latitude * 100_000, Row()) + near)

    @cached_property
    def longitude(self) -> Field:
        """In 1/100,000 degree."""
        near = below(12_001, "longitude") - 6_000
        return self._fields("longitude", self._of(lambda c: c.longitude * 100_000, Row()) + near)

    @cached_property
    def _changes(self) -> tuple[int, ...]:
        """When clocks change, in turn to and from daylight time: standard time of the window."""
        found = []
        for year in range(self.window.start.year, self.until.year + 1):
            for day, hour in zip(daylight(year) or (), (2, 1), strict=False):
                since = (day - self.window.start).days
                found.append(since * DAY + hour * HOUR)
        return tuple(found)

    def local(self, site: Expr, wall: Expr) -> Expr:
        """A time in the window as clocks at a site show it; both in microseconds, from -8 h on."""
        standard = wall + self._of(lambda c: _STANDARD[c.timezone], site) * HOUR
        changes = self._of(lambda c: c.timezone != _ALWAYS_STANDARD, site).eq(1)
        summer = changes & (SearchSorted(self._changes, standard) % 2).eq(1)
        return standard + when(summer, HOUR).otherwise(0)

    def utc(self, site: Expr, local: Expr) -> Expr:
        """The time at which clocks at a site show a local time; not for the hours of changes."""
        changes = self._of(lambda c: c.timezone != _ALWAYS_STANDARD, site).eq(1)
        summer = changes & (SearchSorted(self._changes, local - HOUR) % 2).eq(1)
        standard = local - when(summer, HOUR).otherwise(0)
        return standard - self._of(lambda c: _STANDARD[c.timezone], site) * HOUR

    def warmth(self, site: Expr, local: Expr) -> Expr:
        """The mean temperature of a day, in hundredths of a degree: from normal to normal."""
        first = self.window.start.timetuple().tm_yday
        quarters = (local // DAY + first - _WARMEST + 2 * 365) * 4 % 1_461
        share = quarters * (1 << _SHARE_BITS) // 1_461
        knots = tuple(round(10**6 * math.cos(2 * math.pi * i / _KNOTS)) for i in range(_KNOTS + 1))
        bits = _SHARE_BITS - (_KNOTS.bit_length() - 1)
        course = Interpolation(knots, bits, share, lift(0))
        middle = self._of(lambda c: 50 * (c.january + c.july), site)
        return middle + course * self._of(lambda c: 50 * (c.july - c.january), site) // 10**6

    def table(self, rows: int) -> Table:
        """The declaration."""
        f = self._fields
        names, zones = [city.name for city in CITIES], [city.climate_zone for city in CITIES]
        clocks = [city.timezone for city in CITIES]
        return Table(
            "iot.sites",
            rows,
            (
                Column(f("site_id", Row() + FIRST_SITE), Int64(), f"{FIRST_SITE} + row"),
                Column(
                    f("city", word(names, self.city)),
                    Text(),
                    "44 metropolitan areas of the US, by population",
                ),
                Column(f("climate_zone", word(zones, self.city)), Text(), "the city's (IECC)"),
                Column(f("timezone", word(clocks, self.city)), Text(), "the city's (IANA)"),
            ),
            primary_key="site_id",
            doc="A place where devices are installed, in the order of the roll-out.",
        )
