"""Manufacturing: the machines of a plant, their sensors, and their maintenance."""

from __future__ import annotations

from tablewright.errors import ArgumentError
from tablewright.spec import Declaration, Sizes, TableSet, WorldOptions
from tablewright.tables.manufacturing.changes import CHANGES
from tablewright.tables.manufacturing.equipment import equipment
from tablewright.tables.manufacturing.incidents import MachineIncidents
from tablewright.tables.manufacturing.machines import FAULT_RATE
from tablewright.tables.manufacturing.orders import orders_of
from tablewright.tables.manufacturing.readings import sensor_data
from tablewright.tables.manufacturing.records import maintenance_records
from tablewright.tables.manufacturing.rules import EXPECTATIONS, INVARIANTS
from tablewright.tables.manufacturing.sampling import Sampling


def declare(sizes: Sizes, options: WorldOptions) -> TableSet:
    """The three tables, for some sizes."""
    count = sizes["equipment"]
    for child in ("sensor_data", "maintenance_records"):
        if sizes[child] and not count:
            raise ArgumentError(
                f"n_equipment=0 leaves {sizes[child]:,} rows of {child} without a machine; "
                f"give n_equipment of at least 1, or no rows of {child}"
            )
    window, rows = options.window, sizes["maintenance_records"]
    fault_rate = options.rates.get("fault_rate", FAULT_RATE)
    orders = orders_of(count, rows, window, fault_rate)
    machines = orders.machines
    sampling = Sampling(machines, sizes["sensor_data"])
    tables = (
        equipment(machines, orders),
        sensor_data(machines, MachineIncidents(orders, sampling), sampling),
        maintenance_records(orders),
    )
    parameters: dict[str, int | float | str] = {
        **sizes,
        "fault_rate": fault_rate,
        "round_days": orders.round_days,
        "start_date": window.start.isoformat(),
        "end_date": window.end.isoformat(),
        "locale": options.locale,
    }
    return TableSet("manufacturing", tables, parameters)


INDUSTRY = Declaration(
    name="manufacturing",
    doc="The machines of a plant: what their sensors show, when they are maintained and why.",
    main="equipment",
    default_rows={"equipment": 500, "sensor_data": 25_000, "maintenance_records": 5_000},
    cluster_rows={"equipment": 1_000, "sensor_data": 10_000_000, "maintenance_records": 50_000},
    demo_rows={
        "equipment": 1_000,
        "sensor_data": 5_000_000,
        "maintenance_records": 50_000,
    },
    floor={"equipment": 20},
    declare=declare,
    changes={"equipment": CHANGES},
    invariants=INVARIANTS,
    expectations=EXPECTATIONS,
    rates={"fault_rate": FAULT_RATE},
)
