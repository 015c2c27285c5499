"""Changes of machines: maintenance, idleness and moves to another zone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tablewright.calendars.week import Week
from tablewright.changing import Cycle, Revision, Turns, chosen, numbered
from tablewright.ops import Expr, Field, concat, digits, greatest, lookup, when, word
from tablewright.spec import ChangeDeclaration, Moment, Sizes, Table, WorldOptions
from tablewright.tables.manufacturing.equipment import SERIAL_SALT, SERIAL_WIDTH, equipment
from tablewright.tables.manufacturing.machines import (
    DECOMMISSIONED,
    FAULT_RATE,
    IDLE,
    MAINTENANCE,
    OPERATIONAL,
    STATUSES,
    TABLE,
    ZONES,
)
from tablewright.tables.manufacturing.orders import Orders, orders_of

_WAY = (OPERATIONAL, MAINTENANCE, OPERATIONAL, IDLE)
"""Statuses that follow each other, round and round."""
_BEGIN = (0, 1, 3, 0)
"""Where on the way a machine of each status is."""
_MAINTAINED = 2
"""Where it comes back from maintenance."""


@dataclass(frozen=True)
class ChangingMachines:
    """Machines, and what becomes of them."""

    orders: Orders

    @cached_property
    def _cycle(self) -> Cycle:
        return Cycle(TABLE, ("status", "status", "zone", "status"))

    @cached_property
    def _table(self) -> Table:
        return equipment(self.orders.machines, self.orders)

    @cached_property
    def _status(self) -> Field:
        """The number of the status in the base table."""
        return chosen(self._table.column("status"))

    def at(self, moment: Moment) -> Table:
        """The table at a moment of each machine."""
        machines, table, key = self.orders.machines, self._table, moment.key
        turns = Turns(self._cycle, moment)
        facts: dict[Field, Expr] = {
            machines.zone: machines.zone.at(moment.model),
            machines.standing: when(moment.later, OPERATIONAL).otherwise(
                machines.standing.at(moment.model)
            ),
            machines.installed: moment.since(machines.installed),
        }
        before = when(moment.later, OPERATIONAL).otherwise(self._status.at(moment.model))
        gone = before.eq(DECOMMISSIONED)
        # What is decommissioned can still be carried elsewhere, and nothing else.
        moved = when(gone, moment.changes).otherwise(turns.count("zone"))
        turned = when(gone, 0).otherwise(turns.count("status"))
        way = lookup(_BEGIN, before) + turned
        after = lookup(_WAY, way % len(_WAY))
        back = turned - (way - _MAINTAINED) % len(_WAY)
        maintained = moment.day(turns.change("status", greatest(back, 1)))
        known = table.column("last_maintenance_date")
        never = known.null_when
        assert never is not None
        unknown = moment.later | never.at(moment.model)
        last = when(back >= 1, maintained).otherwise(known.value.at(moment.model))
        serial, width = numbered(key, machines.rows, SERIAL_WIDTH, SERIAL_SALT)
        return Revision(table, key, facts).read(
            {},
            {
                "serial_number": concat("EQ-", digits(serial, width)),
                "location_zone": word(ZONES, (facts[machines.zone] + moved) % len(ZONES)),
                "status": word(STATUSES, when(turned.eq(0), before).otherwise(after)),
                "last_maintenance_date": last,
            },
            {"last_maintenance_date": (back < 1) & unknown},
        )


def declare(sizes: Sizes, options: WorldOptions) -> ChangingMachines:
    """The machines of a plant, with the orders that say how they were maintained."""
    rate = options.rates.get("fault_rate", FAULT_RATE)
    return ChangingMachines(
        orders_of(sizes["equipment"], sizes["maintenance_records"], options.window, rate)
    )


_WEEK = Week(
    hours=(*[6] * 6, *[20] * 8, *[17] * 8, *[6] * 2),
    days=(10, 10, 10, 10, 10, 4, 4),
)
"""Three shifts, of which the night's is small."""

CHANGES = ChangeDeclaration(
    "equipment", {"APPEND": 30, "UPDATE": 60, "DELETE": 5}, 0.20, _WEEK, declare
)
