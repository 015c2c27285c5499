"""Manufacturing: the machines of a plant, their sensors, and their maintenance."""

from __future__ import annotations

from tablewright.errors import ArgumentError
from tablewright.spec import Declaration, Sizes, TableSet, Window, WorldOptions
from tablewright.tables.manufacturing.equipment import equipment
from tablewright.tables.manufacturing.incidents import MachineIncidents
from tablewright.tables.manufacturing.machines import Machines
from tablewright.tables.manufacturing.orders import Orders
from tablewright.tables.manufacturing.readings import sensor_data
from tablewright.tables.manufacturing.records import maintenance_records
from tablewright.tables.manufacturing.rounds import MOST_ROUNDS, MaintenanceRounds
from tablewright.tables.manufacturing.rules import EXPECTATIONS, INVARIANTS
from tablewright.tables.manufacturing.sampling import Sampling
from tablewright.tables.manufacturing.schedule import Schedule

RATES = {"fault_rate": 0.10}


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
    fault_rate = options.rates.get("fault_rate", RATES["fault_rate"])
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


def orders_of(count: int, rows: int, window: Window, fault_rate: float) -> Orders:
    """Orders of machines that join in the window, if the last round can visit them all."""
    if 0 < rows <= MOST_ROUNDS * count:
        machines = Machines(count, window, fault_rate, growing=max(0.0, 1 - 2 * count / rows))
        schedule = Schedule(window, rows, machines.count_on)
        rounds = MaintenanceRounds.growing(schedule)
        if rounds.sizes[-1] == count:
            return Orders(machines, schedule, rounds)
    machines = Machines(count, window, fault_rate, growing=0.0)
    schedule = Schedule(window, rows, machines.count_on)
    return Orders(machines, schedule, MaintenanceRounds.steady(schedule, count))


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
    invariants=INVARIANTS,
    expectations=EXPECTATIONS,
    rates=RATES,
)
