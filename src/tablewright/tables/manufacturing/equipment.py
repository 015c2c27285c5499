"""The equipment table: machines, with what their orders say of them."""

from __future__ import annotations

from tablewright.ops import (
    Row,
    concat,
    digits,
    greatest,
    lift,
    when,
    word,
)
from tablewright.sampling.feistel import feistel_permutation
from tablewright.spec import Column, Date, Int32, Int64, Table, Text
from tablewright.tables.manufacturing.jobs import Job
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
    last = orders.last_done(Row())
    held = orders.planned_visit(Row(), orders.held)
    maintained = machines.standing.eq(MAINTENANCE) & held.exists & lift(orders.done[0] > 0)
    standing = when(machines.standing.eq(MAINTENANCE) & ~maintained, OPERATIONAL)
    status = standing.otherwise(machines.standing)
    done = [visit.exists & lift(some > 0) for some, visit in zip(orders.done, last, strict=True)]
    days = [
        f(name, when(some, Job(orders, visit).completed).otherwise(0))
        for name, some, visit in zip(
            ("planned work done", "other work done"), done, last, strict=True
        )
    ]
    maintained_on = greatest(*days) // DAY
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
            f("last_maintenance_date", maintained_on),
            Date(),
            "the day of the last completion_date of its orders; null without one",
            null_when=~(done[0] | done[1]),
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
