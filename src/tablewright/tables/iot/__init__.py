"""IoT: devices at sites, sensor readings, events and vehicle telemetry."""

from __future__ import annotations

from tablewright import checks
from tablewright.calendars.window import Window
from tablewright.spec import (
    CALENDAR_ENDS,
    DAY,
    Declaration,
    DeclaredStream,
    DeclaredTables,
    Interval,
    Sizes,
    StreamDeclaration,
    WorldOptions,
    remembered,
)
from tablewright.tables.iot.changes import CHANGES
from tablewright.tables.iot.clock import MaintenanceClock
from tablewright.tables.iot.episodes import Episodes
from tablewright.tables.iot.events import DeviceEvents
from tablewright.tables.iot.fleet import Fleet
from tablewright.tables.iot.incidents import DeviceIncidents
from tablewright.tables.iot.readings import sensor_readings
from tablewright.tables.iot.rules import EXPECTATIONS, INVARIANTS
from tablewright.tables.iot.telemetry import Telemetry

_CLUSTER_ROWS = {
    "devices": 10_000,
    "sensor_readings": 50_000_000,
    "events": 100_000,
    "telemetry": 5_000_000,
}


def tables(sizes: Sizes, options: WorldOptions) -> DeclaredTables:
    """The four tables, for some sizes."""
    window = options.window
    fleet, clock = Fleet(sizes["devices"], window), MaintenanceClock(window)
    episodes = Episodes(sizes["sensor_readings"], fleet, clock, options.intervals["interval"])
    incidents = DeviceIncidents(episodes, options.rates["anomaly_rate"])
    return DeclaredTables(
        (
            fleet.table,
            sensor_readings(episodes, incidents, fleet, clock),
            DeviceEvents(sizes["events"], fleet, episodes, incidents, clock).table,
            Telemetry(sizes["telemetry"], fleet, clock, options.intervals["ping_interval"]).table,
        )
    )


def stream(devices: int, options: WorldOptions) -> StreamDeclaration:
    """Endless sensor readings of devices installed in the window."""
    sizes = dict.fromkeys(INDUSTRY.default_rows, 0)
    sizes |= {"devices": devices, "sensor_readings": checks.MAX_ROWS}
    table = INDUSTRY.declare(sizes, options).table("sensor_readings")
    window = options.window
    calendar = Window(window.start, max(window.end, CALENDAR_ENDS))
    begin = window.first_day * DAY
    return StreamDeclaration(table, calendar, {"passed": begin, "time of value": begin})


INDUSTRY = Declaration(
    name="iot",
    doc="A fleet of sensors, meters, cameras and vehicle trackers: readings, events, telemetry.",
    main="devices",
    default_rows={
        "devices": 1_000,
        "sensor_readings": 50_000,
        "events": 10_000,
        "telemetry": 50_000,
    },
    cluster_rows=_CLUSTER_ROWS,
    demo_rows=_CLUSTER_ROWS,
    floor={"devices": 20},
    tables=remembered(tables),
    streams={"sensor_readings": DeclaredStream("devices", stream)},
    changes={"devices": CHANGES},
    invariants=INVARIANTS,
    expectations=EXPECTATIONS,
    rates={"anomaly_rate": 0.02},
    intervals={
        "interval": Interval(default=0, most=86_400),
        "ping_interval": Interval(default=5, most=30),
    },
)
