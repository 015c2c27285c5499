"""Manufacturing: the machines of a plant, their sensors, and their maintenance."""

from __future__ import annotations

from tablewright.spec import Declaration, DeclaredTables, Sizes, WorldOptions, remembered
from tablewright.tables.manufacturing.changes import CHANGES
from tablewright.tables.manufacturing.equipment import equipment
from tablewright.tables.manufacturing.incidents import MachineIncidents
from tablewright.tables.manufacturing.machines import FAULT_RATE
from tablewright.tables.manufacturing.orders import orders_of
from tablewright.tables.manufacturing.readings import sensor_data
from tablewright.tables.manufacturing.records import maintenance_records
from tablewright.tables.manufacturing.rules import EXPECTATIONS, INVARIANTS
from tablewright.tables.manufacturing.sampling import Sampling

_CLUSTER_ROWS = {"equipment": 1_000, "sensor_data": 10_000_000, "maintenance_records": 50_000}


def tables(sizes: Sizes, options: WorldOptions) -> DeclaredTables:
    """The three tables, for some sizes."""
    orders = orders_of(
        sizes["equipment"],
        sizes["maintenance_records"],
        options.window,
        options.rates["fault_rate"],
    )
    machines = orders.machines
    sampling = Sampling(machines, sizes["sensor_data"])
    made = (
        equipment(machines, orders),
        sensor_data(machines, MachineIncidents(orders, sampling), sampling),
        maintenance_records(orders),
    )
    return DeclaredTables(made, {"round_days": orders.round_days})


INDUSTRY = Declaration(
    name="manufacturing",
    doc="The machines of a plant: what their sensors show, when they are maintained and why.",
    main="equipment",
    default_rows={"equipment": 500, "sensor_data": 25_000, "maintenance_records": 5_000},
    cluster_rows=_CLUSTER_ROWS,
    demo_rows={**_CLUSTER_ROWS, "sensor_data": 5_000_000},
    floor={"equipment": 20},
    tables=remembered(tables),
    changes={"equipment": CHANGES},
    invariants=INVARIANTS,
    expectations=EXPECTATIONS,
    rates={"fault_rate": FAULT_RATE},
)
