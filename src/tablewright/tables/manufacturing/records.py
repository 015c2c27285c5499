"""The maintenance_records table: orders, with their priority, cost, people and parts."""

from __future__ import annotations

from tablewright.ops import (
    Field,
    Index,
    Row,
    below,
    clip,
    concat,
    digits,
    lookup,
    total,
    weighted_by,
    when,
    word,
)
from tablewright.sampling import lognormal, normal
from tablewright.sampling.quantiles import Z_UNIT, quantile
from tablewright.spec import Column, Decimal, ForeignKey, Int32, Int64, Table, Text, Timestamp
from tablewright.tables.manufacturing import crew
from tablewright.tables.manufacturing import machines as plant
from tablewright.tables.manufacturing.crew import FIRST_TECHNICIAN
from tablewright.tables.manufacturing.jobs import COMPLETED, IN_PROGRESS, KINDS, STATUSES, Job
from tablewright.tables.manufacturing.orders import TABLE, Orders
from tablewright.tables.manufacturing.schedule import MINUTE

PRIORITIES = ("Critical", "High", "Medium", "Low")
_PRIORITIES = ((0, 5, 54, 41), (3.3, 45, 46.7, 5), (0, 20, 60, 20), (80, 20, 0, 0))
_HOURLY = 95_00
_SURCHARGES = (100, 110, 100, 160)
"""Percent of the hourly rate, by type of order."""
_PARTS = (0.6, 1.8, 1.0, 2.4)
"""Mean parts, by type of order."""
_MOST_PARTS = 10
_WORK = (
    ("Inspect", "Clean and adjust", "Lubricate and check", "Service"),
    ("Repair", "Replace worn", "Correct fault in", "Realign"),
    ("Analyse drift of", "Test", "Recalibrate", "Replace ageing"),
    ("Breakdown: repair", "Breakdown: replace", "Stoppage: restore", "Fault alarm: secure"),
)
"""What is done, by type of order."""
_REPLACING = (-1, 1, 3, 1)
"""What of it replaces something."""
_COMPONENTS = (
    ("spindle", "tool changer", "coolant pump", "axis drive", "ball screw"),
    ("gripper", "wrist joint", "servo drive", "teach pendant", "cable harness"),
    ("belt", "drive roller", "gear motor", "tensioner", "limit switch"),
    ("hydraulic pump", "ram guide", "die clamp", "pressure valve", "light curtain"),
    ("torch", "wire feeder", "power source", "fume extractor", "ground clamp"),
    ("sealing jaw", "film feeder", "label head", "cutting knife", "vacuum cup"),
    ("laser head", "reader window", "encoder", "mounting bracket", "data cable"),
    ("compressor", "fan motor", "air filter", "heat exchanger", "damper"),
)
"""What it is done to, by type of machine."""


def maintenance_records(orders: Orders) -> Table:
    """Declare the table."""
    f, job = orders.fields, Job(orders, orders.own)
    kind, status = f("kind", job.kind), f("progress", job.status)
    hours, minute = f("duration_hours", job.hours), f("minute", job.minute)
    machine_kind = f("machine kind", orders.machines.kind.at(orders.own.machine))
    begun = status.eq(COMPLETED) | status.eq(IN_PROGRESS)
    used = f("parts used", weighted_by([poisson(mean) for mean in _PARTS], kind))
    parts = f("parts_replaced", when(begun, used).otherwise(0))
    price = Field(TABLE, "part price", quantile(lognormal(850, 0.9)))
    # Prices are drawn per part; each order has room for its most parts.
    bought = f("parts cost", total(parts, price.at(Row() * _MOST_PARTS + Index()), _MOST_PARTS))
    rate = hours * _HOURLY * lookup(_SURCHARGES, kind) // 100
    labour = rate * (100 * Z_UNIT + quantile(normal()) * 15) // (100 * Z_UNIT)
    tasks = tuple(
        f"{work} {component}"
        for works in _WORK
        for components in _COMPONENTS
        for work in works
        for component in components
    )
    ways, each = len(_WORK[0]), len(_WORK[0]) * len(_COMPONENTS[0])
    drawn = f("way", below(ways))
    # Nothing is replaced without a part.
    way = when(drawn.eq(lookup(_REPLACING, kind)) & used.eq(0), 0).otherwise(drawn)
    component = way * len(_COMPONENTS[0]) + job.mode
    task = word(tasks, (kind * len(_COMPONENTS) + machine_kind) * each + component)
    number = f("maintenance_id", Row() + 1)
    columns = (
        Column(number, Int64(), "1 + row, in the order of scheduled_date"),
        Column(
            f("equipment_id", orders.own.machine + plant.FIRST_ID),
            Int64(),
            "Preventive: each in every, every second or third round of 30 days; otherwise one of "
            "eight, some more often than others",
        ),
        Column(
            f("scheduled_date", minute * MINUTE),
            Timestamp(),
            "Monday to Friday from 06 to 18; what breaks at any hour, until the snapshot",
        ),
        Column(
            f("completion_date", job.completed * MINUTE),
            Timestamp(),
            "scheduled, an exponential delay (1 d; 8 h Corrective; .5 h Emergency) and the hours",
            null_when=status.ne(COMPLETED),
        ),
        Column(
            f("maintenance_type", word(KINDS, kind)),
            Text(),
            "Preventive 50, Corrective 30, Predictive 15, Emergency 5 %; by hour and machine",
        ),
        Column(
            f("priority", word(PRIORITIES, weighted_by(_PRIORITIES, kind))),
            Text(),
            "by type: Emergency Critical or High, planned work never Critical",
        ),
        Column(
            hours,
            Int32(),
            "log-normal by type, medians 3, 9, 4, 15, up to 72 (MIL-HDBK-338B); "
            "done before the next order of the technician, and of the machine's of the kind",
        ),
        Column(
            f("cost", clip(labour + bought, 100_00, 50_000_00)),
            Decimal(12, 2),
            "95 an hour (Corrective 1.1, Emergency 1.6 times), N(1, .15), and parts LN(850, .9)",
        ),
        Column(
            f("technician_id", job.technician + FIRST_TECHNICIAN),
            Int64(),
            "the day shift on weekdays from 06 to 18, those on call otherwise; one job at a time",
        ),
        Column(
            f("description", concat("WO-", digits(number), ": ", task)),
            Text(),
            "what is done to a component of the machine",
        ),
        Column(
            f("status", word(STATUSES, status)),
            Text(),
            "Completed 80, In Progress 10, Scheduled 8, Cancelled 2 %: open orders are the newest",
        ),
        Column(parts, Int32(), "Poisson by type, means .6, 1.8, 1.0, 2.4; 0 unless begun"),
    )
    return Table(
        TABLE,
        orders.rows,
        columns,
        primary_key="maintenance_id",
        foreign_keys=(
            ForeignKey("equipment_id", plant.TABLE, "equipment_id"),
            ForeignKey("technician_id", crew.TABLE, "technician_id"),
        ),
        unique=("description",),
        doc="Work orders, in the order in which they are scheduled.",
    )


def poisson(mean: float) -> list[float]:
    """The weights of 0 to 10, in proportion."""
    weights = [1.0]
    for count in range(1, _MOST_PARTS + 1):
        weights.append(weights[-1] * mean / count)
    return weights
