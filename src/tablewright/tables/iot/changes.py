"""Changes of devices: failures, repairs and moves to another site."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tablewright.calendars.dates import date, weekday
from tablewright.calendars.week import Week
from tablewright.changing import MOST_BATCHES, Cycle, Revision, Turns
from tablewright.ops import Expr, Field, chance, concat, digits, lookup, when, word
from tablewright.spec import ChangeDeclaration, Moment, Sizes, Table, WorldOptions
from tablewright.tables.iot.fleet import (
    DECOMMISSIONED,
    MAINTENANCE,
    OFFLINE,
    ONLINE,
    STATUSES,
    Fleet,
)
from tablewright.tables.iot.rollout import KINDS

TABLE = "iot.devices"
_OFFLINE = 0.6
"""The share of troubles that are so small."""


@dataclass(frozen=True)
class ChangingDevices:
    """Devices and their changes."""

    fleet: Fleet

    @cached_property
    def _cycle(self) -> Cycle:
        return Cycle(TABLE, ("status", "status", "site", "status"))

    @cached_property
    def _offline(self) -> Field:
        return Field(TABLE, "trouble", chance(_OFFLINE))

    def at(self, moment: Moment) -> Table:
        """The table at a moment of each device."""
        fleet, key = self.fleet, moment.key
        turns = Turns(self._cycle, moment)
        before = when(moment.later, ONLINE).otherwise(fleet.status.at(moment.model))
        gone = before.eq(DECOMMISSIONED)
        # A decommissioned device can still move, and nothing else.
        sites = when(gone, moment.changes).otherwise(turns.count("site"))
        turned = when(gone, 0).otherwise(turns.count("status"))
        trouble = self._offline.at(turns.row("status"))
        down = when(trouble, OFFLINE).otherwise(MAINTENANCE)
        online = before.eq(ONLINE)
        is_online = (online & (turned % 2).eq(0)) | (~online & (turned % 2).eq(1))
        after = when(is_online, ONLINE).otherwise(down)
        installed = moment.since(fleet.installed, _workday)
        site = turns.row("site", sites)
        # Devices that come and move later go to one of the sites that there are.
        location = fleet.site(site // KINDS) % fleet.sites.count
        facts = {fleet.installed: installed, fleet.location: location}
        return Revision(fleet.table, key, facts).read(
            {"latitude": site, "longitude": site, "site_id": site},
            {
                "device_serial": self._serial(installed, key),
                "status": word(STATUSES, when(turned.eq(0), before).otherwise(after)),
            },
            {each: fleet.unlocated.at(site) for each in ("latitude", "longitude")},
        )

    def _serial(self, installed: Expr, key: Expr) -> Expr:
        width = self.fleet.serial_width
        span = 10**width
        number = self.fleet.serial_number(key % span) + key // span * (MOST_BATCHES * span)
        return concat("DEV-", digits(date(installed).year % 100, 2), digits(number, width))


def _workday(day: Expr) -> Expr:
    """The last day from Monday to Friday until a day."""
    return day - lookup((0, 0, 0, 0, 0, 1, 2), weekday(day))


def declare(sizes: Sizes, options: WorldOptions) -> ChangingDevices:
    """The devices of a company."""
    return ChangingDevices(Fleet(sizes["devices"], options.window))


_WEEK = Week(
    hours=(8, 8, 8, 8, 8, 8, 9, 11, *[12] * 8, 11, 10, 9, 9, 9, 8, 8, 8),
    days=(10, 10, 10, 10, 10, 9, 9),
)
"""Devices fail at any time, and are repaired by day."""

CHANGES = ChangeDeclaration(
    "devices", {"APPEND": 30, "UPDATE": 60, "DELETE": 5}, 0.20, _WEEK, declare
)
