"""Manufacturing: the machines of a plant, their sensors, and their maintenance."""

from __future__ import annotations

from tablewright.spec import (
    Declaration,
    DeclaredTables,
    Interval,
    Sizes,
    WorldOptions,
    remembered,
)
from tablewright.tables.manufacturing.changes import CHANGES
from tablewright.tables.manufacturing.condition import Condition
from tablewright.tables.manufacturing.crew import Crew, technicians
from tablewright.tables.manufacturing.equipment import equipment
from tablewright.tables.manufacturing.machines import FAULT_RATE
from tablewright.tables.manufacturing.orders import orders_of
from tablewright.tables.manufacturing.readings import sensor_data
from tablewright.tables.manufacturing.records import maintenance_records
from tablewright.tables.manufacturing.rules import EXPECTATIONS, INVARIANTS
from tablewright.tables.manufacturing.sampling import Sampling

_CLUSTER_ROWS = {
    "equipment": 1_000,
    "sensor_data": 10_000_000,
    "technicians": 250,
    "maintenance_records": 50_000,
}


def _technicians(sizes: Sizes) -> int:
    return Crew(sizes["maintenance_records"]).size


def tables(sizes: Sizes, options: WorldOptions) -> DeclaredTables:
    """The four tables, for some sizes."""
    orders = orders_of(
        sizes["equipment"],
        sizes["maintenance_records"],
        options.window,
        options.rates["fault_rate"],
    )
    machines = orders.machines
    sampling = Sampling(machines, sizes["sensor_data"], options.intervals["interval"])
    made = (
        equipment(machines, orders),
        sensor_data(machines, Condition(orders, sampling), sampling),
        technicians(orders.crew, sizes["technicians"], options.window),
        maintenance_records(orders),
    )
    facts = {"round_days": orders.round_days, "reading_days": sampling.days}
    return DeclaredTables(made, facts, notes=(sampling.note,) if sampling.rows else ())


INDUSTRY = Declaration(
    name="manufacturing",
    doc="The machines of a plant: what their sensors show, when they are maintained and why.",
    main="equipment",
    default_rows={
        "equipment": 500,
        "sensor_data": 25_000,
        "technicians": 101,
        "maintenance_records": 5_000,
    },
    cluster_rows=_CLUSTER_ROWS,
    demo_rows={**_CLUSTER_ROWS, "sensor_data": 5_000_000},
    floor={"equipment": 20},
    derived={"technicians": _technicians},
    tables=remembered(tables),
    changes={"equipment": CHANGES},
    invariants=INVARIANTS,
    expectations=EXPECTATIONS,
    intervals={"interval": Interval(default=0, most=86_400)},
    rates={"fault_rate": FAULT_RATE},
)
