"""The equipment table: machines, with what their orders say of them."""

from __future__ import annotations

from tablewright.ops import (
    Index,
    Row,
    SearchSorted,
    concat,
    digits,
    greatest,
    lookup,
    total,
    when,
    word,
)
from tablewright.sampling.feistel import feistel_permutation
from tablewright.spec import Column, Date, Int32, Int64, Table, Text
from tablewright.tables.manufacturing.machines import (
    FIRST_ID,
    MAINTENANCE,
    OPERATIONAL,
    STATUSES,
    TABLE,
    ZONES,
    Machines,
)
from tablewright.tables.manufacturing.models import MANUFACTURERS, TYPES
from tablewright.tables.manufacturing.orders import Orders
from tablewright.tables.manufacturing.schedule import DAY

SERIAL_WIDTH, SERIAL_SALT = 8, 3


def equipment(machines: Machines, orders: Orders) -> Table:
    """Declare the table."""
    f = machines.fields
    # A machine has one order in each round: the last of some kind is the highest bit of a sum.
    last = orders.last_round
    first = max(0, orders.oldest_round)
    count = last - first + 1 if orders.rows else 0
    known = {orders.hazard: machines.hazard, orders.standing: machines.standing}
    visit = orders.visit(Row(), first + Index(), known)
    powers = [1 << place for place in range(max(1, count))]
    bit = lookup(powers, Index())
    due = visit.exists & (visit(orders.minute) <= orders.snapshot)
    begun = f("begun", total(count, when(due, bit).otherwise(0), max(1, count)))
    done = f(
        "done",
        total(count, when(visit.exists & visit(orders.settled), bit).otherwise(0), max(1, count)),
    )
    later = orders.visit(Row(), last + 1 + Row() * 0, known)
    newest = SearchSorted(tuple(powers), begun)
    outside = later.exists & (later(orders.minute) <= orders.snapshot)
    maintained = machines.standing.eq(MAINTENANCE) & (begun > 0)
    # What holds the machine in Maintenance is not done, although it may seem to be.
    held = maintained & ~outside & SearchSorted(tuple(powers), done).eq(newest)
    done = f("done before", when(held, done - lookup([0, *powers], newest)).otherwise(done))
    newest_done = SearchSorted(tuple(powers), done)
    final = orders.visit(Row(), first + greatest(newest_done - 1, 0), known)
    standing = when(machines.standing.eq(MAINTENANCE) & ~maintained, OPERATIONAL)
    status = standing.otherwise(machines.standing)
    number, width = feistel_permutation(Row(), machines.rows, SERIAL_WIDTH, SERIAL_SALT)
    columns = (
        Column(f("equipment_id", Row() + FIRST_ID), Int64(), "1,000 + row, as installed"),
        Column(
            f("serial_number", concat("EQ-", digits(number, width))),
            Text(),
            "EQ- and scattered digits",
        ),
        Column(
            f("equipment_type", word(TYPES, machines.kind)),
            Text(),
            "8, even; 60 % of a type stands in two zones",
        ),
        Column(f("manufacturer", word(MANUFACTURERS, machines.maker)), Text(), "by type"),
        Column(
            f("model", word(machines.models.names, machines.model)),
            Text(),
            "3 to 5 by manufacturer and type; each fails .7 to 1.5 times as often as the mean",
        ),
        Column(
            machines.installed,
            Date(),
            "rises with the id, from nine years before the window to the snapshot; "
            "a line is installed in a day",
        ),
        Column(f("location_zone", word(ZONES, machines.zone)), Text(), "the same for a line"),
        Column(
            f("status", word(STATUSES, status)),
            Text(),
            "Operational 80, Maintenance 10 (with an order In Progress), Idle 7, "
            "Decommissioned 3 % (old, of short-lived types)",
        ),
        Column(
            f("last_maintenance_date", final(orders.completed) // DAY),
            Date(),
            "the day of the last completion_date of its orders; null without one",
            null_when=done.eq(0),
        ),
        Column(
            machines.lifespan,
            Int32(),
            "normal by type, means 10 to 19, sd 2.5, 5 to 25; reached if Decommissioned",
        ),
    )
    return Table(
        TABLE,
        machines.rows,
        columns,
        primary_key="equipment_id",
        unique=("serial_number",),
        doc="The machines of a plant, in the order in which they were installed.",
    )
