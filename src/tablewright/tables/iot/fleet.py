"""Devices: what a company has installed at its sites."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass
from functools import cached_property

from tablewright.ops import (
    Draw,
    Expr,
    Field,
    Row,
    SearchSorted,
    below,
    chance,
    clip,
    concat,
    digits,
    least,
    lift,
    lookup,
    weighted_by,
    when,
    word,
)
from tablewright.sampling import PermutedBlocks, normal, shipped, shuffled
from tablewright.sampling.apportionment import largest_remainders
from tablewright.sampling.quantiles import curve, middles
from tablewright.spec import Column, Date, Float64, ForeignKey, Int64, Table, Text
from tablewright.tables.iot.clock import HOUR
from tablewright.tables.iot.rollout import KINDS, Rollout
from tablewright.tables.iot.sites import FIRST_SITE

FIRST_ID = 1_000
GPS, TEMPERATURE, HUMIDITY, PRESSURE, METER, HVAC, MOTION, CAMERA = range(8)
TYPES = (
    "GPS Tracker",
    "Temperature Sensor",
    "Humidity Sensor",
    "Pressure Sensor",
    "Smart Meter",
    "HVAC Controller",
    "Motion Detector",
    "Camera",
)
"""In the order of the first eight devices, so that few devices measure much."""
BATTERY = (GPS, TEMPERATURE, HUMIDITY, PRESSURE, MOTION)
"""Types that run on a battery; the others have mains power."""
ONLINE, OFFLINE, MAINTENANCE, DECOMMISSIONED = range(4)
STATUSES = ("Online", "Offline", "Maintenance", "Decommissioned")
_STATUS_SHARES = (0.85, 0.08, 0.05, 0.02)
MAKERS = ("Acuity", "BluePeak", "Corelink", "Densys", "Everline")
_MAKERS = (
    (50, 30, 20, 0, 0),
    (50, 30, 0, 20, 0),
    (30, 50, 0, 0, 20),
    (30, 50, 0, 20, 0),
    (0, 0, 50, 30, 20),
    (0, 0, 50, 20, 30),
    (0, 0, 20, 50, 30),
    (0, 0, 20, 20, 60),
)
"""Percent of each type from each maker; 160 for every maker, so that all are even."""
TROUBLED = (PRESSURE, HUMIDITY, METER, MOTION, TEMPERATURE, HVAC, GPS, CAMERA)
"""Which type is troubled in octets by their last digit; in two of ten none is."""
TENTHS = 10
BATTERY_TURNS, BATTERY_DAYS = 8, 30
"""Batteries last for eight turns of 30 days; in the last they are nearly empty."""
NONE = KINDS
_BLOCK = 50
_EAGER = 4
"""How many times as many events a troubled device has."""
_SERIAL_STRIDE = 387_421
"""Coprime to 10 and below 2**63 / 2**42: scatters the digits of a serial number."""


@dataclass(frozen=True)
class Fleet(Rollout):
    """The devices of a company, as they were rolled out. Whatever needs a device of a type takes
    an octet first. Devices after the last whole octet are spares: nothing comes from them.
    """

    @cached_property
    def _turn(self) -> Field:
        """How an octet's types are rotated; not in the first octet, nor in an incomplete one."""
        plain = Row().eq(0) | (Row() >= self.octets)
        return self._octet_fields("type turn", when(plain, 0).otherwise(below(KINDS)))

    def member(self, octet: Expr, kind: Expr | int) -> Expr:
        """The device of a type in an octet: a row number."""
        row = octet * KINDS + (lift(kind) + KINDS - self._turn.at(octet)) % KINDS
        return least(row, self.size - 1)

    @cached_property
    def kind(self) -> Field:
        """The number of the type."""
        octet = Row() // KINDS
        return self._fields("type number", (Row() % KINDS + self._turn.at(octet)) % KINDS)

    @cached_property
    def blocks(self) -> PermutedBlocks:
        """Octets by their character, in slots that keep their tenth."""
        return PermutedBlocks.of("iot.devices", "octet", self._all_octets, _BLOCK, range, TENTHS)

    def troubled(self, tenth: int) -> int:
        """The type that is troubled in octets with such a last digit, or `NONE`."""
        known = tenth < KINDS and self.size >= KINDS
        return TROUBLED[tenth] if known else NONE

    @cached_property
    def _parts(self) -> tuple[range, range]:
        cards = len(self.blocks.cards)
        return range(cards), range(cards, len(self.blocks.faces))

    @cached_property
    def _old_octets(self) -> int:
        """Octets installed three years before the end: only they can be decommissioned."""
        return self.known_octets_by(self.window.end_day - self.window.scaled(1096))

    @cached_property
    def _status_cards(self) -> tuple[int, ...]:
        """By slot and type; those who are decommissioned if old enough hold a larger share."""
        online, offline, maintenance, gone = _STATUS_SHARES
        share = min(online, gone * self._all_octets / self._old_octets)
        shares = [online + gone - share, offline, maintenance, share]
        if self.window.days == 1:
            # A device that is offline on the last day could have no reading in a one-day window.
            shares = [online + offline + gone, 0.0, maintenance, 0.0]
        cards: list[int] = []
        for part in self._parts:
            dealt = largest_remainders(shares, len(part) * KINDS)
            hand = [status for status, many in enumerate(dealt) for _ in range(many)]
            cards.extend(hand[i] for i in shuffled(len(hand), len(hand)))
        return tuple(cards)

    @cached_property
    def status(self) -> Field:
        """The number of the status; the first octet is Online."""
        octet = Row() // KINDS
        card = lookup(self._status_cards, self.blocks.slot(octet) * KINDS + self.kind)
        begun = self.growth.day(self.site(octet)) + self.settling
        young = begun > self.window.end_day - self.window.scaled(1096)
        spared = (octet.eq(0)) | (card.eq(DECOMMISSIONED) & young)
        return self._fields("status number", when(spared, ONLINE).otherwise(card))

    def choose(self, kind: Expr, late: Expr, day: Expr, empty: Expr) -> Expr:
        """A device of a type that is installed on a day, by how eventful it is.

        ``late`` are the days on which decommissioned devices are silent; with ``empty``, it is one
        whose battery is nearly empty on that day.
        """
        turn = when(empty, self.emptied(day)).otherwise(BATTERY_TURNS)
        which = (turn * KINDS + kind) * 2 + when(late, 1).otherwise(0)
        octet = self.blocks.choose(self.octets_by(day), self._eventful, which, "octet")
        chosen = self.member(octet, kind)
        return self.unless_silent(chosen, late)

    @staticmethod
    def emptied(day: Expr) -> Expr:
        """Whose turn it is on a day to have a nearly empty battery."""
        return day // BATTERY_DAYS % BATTERY_TURNS

    def battery(self, device: Expr, day: Expr, time: Expr) -> Expr:
        """What is left in the battery of a device, in percent, from 19 down; 19 before its turn.

        ``time`` are the microseconds of the day. When its turn is over, a battery is replaced.
        """
        slot = self.blocks.slot(device // KINDS)
        turn = (slot % BATTERY_TURNS).eq(self.emptied(day))
        passed = day % BATTERY_DAYS * 24 + time // HOUR
        used = passed * (8 + device % 8) // (BATTERY_DAYS * 24)
        return 19 - when(turn, used).otherwise(0)

    def unless_silent(self, device: Expr, late: Expr) -> Expr:
        """The device, or the first one where it is decommissioned and the day is late."""
        silent = late & self.status.at(device).eq(DECOMMISSIONED)
        return when(silent, 0).otherwise(device)

    @cached_property
    def _eventful(self) -> list[list[float]]:
        """Weights of slots by type and lateness; gamma(0.8) makes counts negative-binomial."""
        habits: list[float] = []
        for part in self._parts:
            spread = middles(shipped("gamma0.8"), len(part) * KINDS)
            habits.extend(spread[i] for i in shuffled(len(spread), len(spread) + 1))
        weights = []
        turns = range(BATTERY_TURNS + 1)
        for turn, kind, late in itertools.product(turns, range(KINDS), (False, True)):
            row = [0.0] * len(self.blocks.faces)
            for part in self._parts:
                for slot in part:
                    eager = self.troubled(slot % TENTHS) == kind
                    gone = late and self._status_cards[slot * KINDS + kind] == DECOMMISSIONED
                    habit = habits[slot * KINDS + kind] * (_EAGER if eager else 1)
                    other = turn not in (BATTERY_TURNS, slot % BATTERY_TURNS)
                    row[slot] = 0.0 if gone or other else habit
                if not any(row[slot] for slot in part):
                    row[part.start : part.stop] = [1.0] * len(part)
            weights.append(row)
        return weights

    @cached_property
    def location(self) -> Field:
        """The site where a device is."""
        return self._fields("site", self.site(Row() // KINDS))

    @cached_property
    def latitude(self) -> Field:
        """In 1/100,000 degree: normal around the site, standard deviation 0.02 degrees."""
        near = curve(normal(), Draw()) * 2_000 // 10**6
        site = self.sites.latitude.at(self.location)
        return self._fields("latitude", clip(site + near, 2_500_000, 4_800_000))

    @cached_property
    def longitude(self) -> Field:
        """In 1/100,000 degree."""
        near = curve(normal(), Draw()) * 2_000 // 10**6
        site = self.sites.longitude.at(self.location)
        return self._fields("longitude", clip(site + near, -12_500_000, -7_000_000))

    @cached_property
    def table(self) -> Table:
        """The declaration."""
        f = self._fields
        columns = (
            Column(f("device_id", Row() + FIRST_ID), Int64(), "1,000 + row"),
            Column(
                f("device_serial", self._serial),
                Text(),
                "DEV-, two digits of the year of installation, scattered digits",
            ),
            Column(f("device_type", word(TYPES, self.kind)), Text(), "8, one of each in an octet"),
            Column(
                f("manufacturer", word(MAKERS, weighted_by(_MAKERS, self.kind))),
                Text(),
                "5, even; 50 to 60 % of a type from one maker, the rest from one to three others",
            ),
            Column(
                self.installed,
                Date(),
                "by site, on working days of a week: 80 % in the four years before the window",
            ),
            Column(
                self.latitude,
                Float64(5),
                "site near one of 44 US cities (by population) + N(0, 0.02); 1 % null",
                null_when=self.unlocated,
            ),
            Column(
                self.longitude, Float64(5), "as latitude; null together", null_when=self.unlocated
            ),
            Column(
                f("status", word(STATUSES, self.status)),
                Text(),
                "Online 85, Offline 8, Maintenance 5, Decommissioned 2 % (older than three years)",
            ),
            Column(
                f("site_id", self.location + FIRST_SITE),
                Int64(),
                "three and two octets of devices, in turn",
            ),
        )
        return Table(
            "iot.devices",
            self.rows,
            columns,
            primary_key="device_id",
            foreign_keys=(ForeignKey("site_id", "iot.sites", "site_id"),),
            unique=("device_serial",),
            doc="The registry of devices, in the order in which their sites were rolled out.",
        )

    @cached_property
    def unlocated(self) -> Field:
        """Whether its place is not known."""
        return self._fields("unlocated", chance(0.01))

    @property
    def serial_width(self) -> int:
        """Digits of a serial number, besides the year's."""
        return max(6, len(str(self.size - 1)))

    def serial_number(self, row: Expr) -> Expr:
        """The scattered digits of a row."""
        span: int = 10**self.serial_width
        return (row * _SERIAL_STRIDE + 271_828) % span

    @property
    def _serial(self) -> Expr:
        first = (self.window.first_day - self._before, self.window.end_day)
        years = [_date(day).year for day in first]
        edges = [_day(dt.date(year, 1, 1)) for year in range(years[0] + 1, years[1] + 1)]
        year = (years[0] + SearchSorted(tuple(edges), self.installed)) % 100
        number = digits(self.serial_number(Row()), self.serial_width)
        return concat("DEV-", digits(year, 2), number)


def _date(day: int) -> dt.date:
    return dt.date(1970, 1, 1) + dt.timedelta(days=day)


def _day(date: dt.date) -> int:
    return date.toordinal() - dt.date(1970, 1, 1).toordinal()
