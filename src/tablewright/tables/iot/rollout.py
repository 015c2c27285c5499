"""The roll-out of devices: which site and octet they belong to, and when they were installed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from tablewright.calendars import CumulativeArrivals
from tablewright.ops import Expr, Field, Row, below, clip, least, lookup, when
from tablewright.spec import Fields, Window
from tablewright.tables.iot.sites import Sites

KINDS = 8
"""Types of devices, one of each in an octet."""
_OCTETS_OF_TWO_SITES, _OCTETS_OF_A_FIRST = 5, 3
_SLICES = 32
"""Parts of the window at whose ends newly installed octets begin to be visited."""


@dataclass(frozen=True)
class Cohort:
    """Octets that are there from the begin of one day of the window on."""

    first: int
    octets: int
    day: int


@dataclass(frozen=True)
class Rollout:
    """Devices in the order in which they were installed.

    They come in octets, one of each type, and octets in sites of three and two (20 devices on
    average), in the order in which sites are rolled out.
    """

    rows: int
    window: Window
    until: dt.date | None = None
    """The last day of a stream; by default the window's."""

    @property
    def size(self) -> int:
        """Return the rows, at least 1: without rows, callers have no rows either."""
        return max(1, self.rows)

    @cached_property
    def _fields(self) -> Fields:
        return Fields("iot.devices", self.size)

    @cached_property
    def _octet_fields(self) -> Fields:
        return Fields("iot.devices", self._all_octets)

    @cached_property
    def sites(self) -> Sites:
        """Where the devices are."""
        return Sites(sites_of(self.size), self.window, self.until or self.window.end)

    @property
    def _all_octets(self) -> int:
        return -(-self.size // KINDS)

    @property
    def octets(self) -> int:
        """Whole octets; a fleet of fewer than eight devices counts as one."""
        return self.size // KINDS or 1

    @property
    def kinds(self) -> int:
        """How many types there are in an octet."""
        return min(KINDS, self.size)

    def site(self, octet: Expr) -> Expr:
        """The site of an octet: they have three and two octets in turn."""
        pair, inside = octet // _OCTETS_OF_TWO_SITES, octet % _OCTETS_OF_TWO_SITES
        return pair * 2 + when(inside < _OCTETS_OF_A_FIRST, 0).otherwise(1)

    def octet_of(self, site: Expr, which: Expr) -> Expr:
        """The octet of a site, by its number there, if that is whole; else its last one."""
        odd = site % 2
        inside = odd * _OCTETS_OF_A_FIRST + least(which, 2 - odd)
        return least(site // 2 * _OCTETS_OF_TWO_SITES + inside, self.octets - 1)

    @cached_property
    def growth(self) -> CumulativeArrivals:
        """Of sites: 80 % are begun in the four years (windows) before, the others in it."""
        start = self.window.first_day
        spans = [
            (start - self._before, start, 0.8),
            (start, self.window.end_day, 0.2),
        ]
        return CumulativeArrivals.of(self.sites.count, spans)

    @property
    def _before(self) -> int:
        return self.window.scaled(1461)

    @property
    def _batch(self) -> int:
        """Days within which a site's octets are installed."""
        return min(5, 1 + self._before // 20)

    @property
    def _weekend(self) -> int:
        """Days by which installation avoids a weekend: none where the scale is days itself."""
        return 4 if self._before > 100 else 0

    @property
    def settling(self) -> int:
        """Days after which everything at a site is installed."""
        return self._batch - 1 + self._weekend

    def octets_by(self, day: Expr) -> Expr:
        """How many octets are installed by the end of a day; at least 1."""
        sites = self.growth.count(day - self.settling)
        octets = sites // 2 * _OCTETS_OF_TWO_SITES + sites % 2 * _OCTETS_OF_A_FIRST
        return clip(octets, 1, self.octets)

    def known_octets_by(self, day: int) -> int:
        """The same for a day that is known while planning."""
        sites = 0
        for first, rows, start, days in self.growth.pieces:
            passed = min(max(day - self.settling + 1 - start, 0), days)
            if day - self.settling >= start:
                sites = first + (passed * rows + days - 1) // days
        octets = sites // 2 * _OCTETS_OF_TWO_SITES + sites % 2 * _OCTETS_OF_A_FIRST
        return min(max(octets, 1), self.octets)

    @cached_property
    def cohorts(self) -> tuple[Cohort, ...]:
        """Those that are there from the first day on, then those that come during the window."""
        days = self.window.days
        edges = sorted({days * i // _SLICES for i in range(_SLICES)})
        upto = [self.known_octets_by(self.window.first_day + edge - 1) for edge in edges]
        found = [Cohort(0, upto[0], 0)]
        for edge, before, after in zip(edges[1:], upto, upto[1:], strict=False):
            if after > before:
                found.append(Cohort(before, after - before, edge))
        return tuple(found)

    @cached_property
    def installed(self) -> Field:
        """The day of installation: a site's octets on working days of one week."""
        octet = Row() // KINDS
        batch = self._octet_fields("batch", below(self._batch))
        day = self.growth.day(self.site(octet)) + batch.at(octet)
        # 1970-01-01 was a Thursday.
        avoided = lookup((0, 0, 0, 0, 0, 4, 4), (day + 3) % 7) if self._weekend else 0
        return self._fields("install_date", least(day + avoided, self.window.end_day - 1))


def sites_of(devices: int) -> int:
    """How many sites a number of devices has."""
    pairs, inside = divmod(-(-devices // KINDS), _OCTETS_OF_TWO_SITES)
    return 2 * pairs + (inside > 0) + (inside > _OCTETS_OF_A_FIRST)
