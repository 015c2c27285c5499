"""How devices change: they fail, are repaired, and are moved to another site."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tablewright.ops import Expr, Field, chance, concat, digits, when, word
from tablewright.spec import Options, Sizes, Table
from tablewright.tables.changing import MOST_BATCHES, Changes, Cycle, Moment, Revision, Turns
from tablewright.tables.iot.fleet import (
    DECOMMISSIONED,
    MAINTENANCE,
    OFFLINE,
    ONLINE,
    STATUSES,
    Fleet,
)

TABLE = "iot.devices"
_OFFLINE = 0.6
"""The share of troubles that are so small."""


@dataclass(frozen=True)
class ChangingDevices:
    """Devices, and what becomes of them."""

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
        # What is decommissioned can still be carried elsewhere, and nothing else.
        sites = when(gone, moment.changes).otherwise(turns.count("site"))
        turned = when(gone, 0).otherwise(turns.count("status"))
        trouble = self._offline.at(turns.row("status"))
        down = when(trouble, OFFLINE).otherwise(MAINTENANCE)
        online = before.eq(ONLINE)
        is_online = (online & (turned % 2).eq(0)) | (~online & (turned % 2).eq(1))
        after = when(is_online, ONLINE).otherwise(down)
        installed = moment.since(fleet.installed)
        site = turns.row("site", sites)
        return Revision(fleet.table, key, {fleet.installed: installed}).read(
            {"latitude": site, "longitude": site},
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
        return concat("DEV-", digits(year(installed) % 100, 2), digits(number, width))


def year(day: Expr) -> Expr:
    """The year of a day since 1970-01-01, in the Gregorian calendar."""
    # Years that begin in March end with the leap day; 400 of them have 146,097 days.
    days = day + 719_468
    era, inside = days // 146_097, days % 146_097
    whole = (inside - inside // 1_460 + inside // 36_524 - inside // 146_096) // 365
    of_year = inside - (365 * whole + whole // 4 - whole // 100)
    return era * 400 + whole + when(of_year >= 306, 1).otherwise(0)


def declare(sizes: Sizes, options: Options) -> ChangingDevices:
    """The devices of a company."""
    return ChangingDevices(Fleet(sizes["devices"], options.window))


CHANGES = Changes("devices", {"APPEND": 30, "UPDATE": 60, "DELETE": 5}, 0.20, declare)
