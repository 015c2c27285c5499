"""IoT: sites, devices, sensor readings, events and vehicle telemetry."""

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
from tablewright.tables.iot.events import DeviceEvents
from tablewright.tables.iot.fleet import Fleet
from tablewright.tables.iot.incidents import DeviceIncidents
from tablewright.tables.iot.readings import sensor_readings
from tablewright.tables.iot.rollout import sites_of
from tablewright.tables.iot.rules import EXPECTATIONS, INVARIANTS
from tablewright.tables.iot.series import Series
from tablewright.tables.iot.telemetry import Telemetry

_CLUSTER_ROWS = {
    "sites": 500,
    "devices": 10_000,
    "sensor_readings": 50_000_000,
    "events": 100_000,
    "telemetry": 5_000_000,
}


def _sites(sizes: Sizes) -> int:
    return sites_of(sizes["devices"])


def tables(sizes: Sizes, options: WorldOptions) -> DeclaredTables:
    """The five tables, for some sizes; the sites are those of the devices."""
    window = options.window
    fleet, clock = Fleet(sizes["devices"], window), MaintenanceClock(window)
    series = Series(sizes["sensor_readings"], fleet, clock, options.intervals["interval"])
    incidents = DeviceIncidents(series, options.rates["anomaly_rate"])
    return DeclaredTables(
        (
            fleet.sites.table(_sites(sizes)),
            fleet.table,
            sensor_readings(series, incidents, fleet, clock),
            DeviceEvents(sizes["events"], fleet, series, incidents, clock).table,
            Telemetry(sizes["telemetry"], fleet, clock, options.intervals["ping_interval"]).table,
        ),
        notes=(series.note,) if series.rows else (),
    )


def stream(devices: int, options: WorldOptions) -> StreamDeclaration:
    """Endless sensor readings of devices installed in the window."""
    options, window = INDUSTRY.complete(options), options.window
    calendar = Window(window.start, max(window.end, CALENDAR_ENDS))
    fleet, clock = Fleet(devices, window, calendar.end), MaintenanceClock(window)
    series = Series(checks.MAX_ROWS, fleet, clock, options.intervals["interval"])
    incidents = DeviceIncidents(series, options.rates["anomaly_rate"])
    begin = window.first_day * DAY
    table = sensor_readings(series, incidents, fleet, clock)
    return StreamDeclaration(table, calendar, {"passed": begin, "time of value": begin})


INDUSTRY = Declaration(
    name="iot",
    doc="A fleet of sensors, meters, cameras and vehicle trackers: readings, events, telemetry.",
    main="devices",
    default_rows={
        "sites": 50,
        "devices": 1_000,
        "sensor_readings": 50_000,
        "events": 10_000,
        "telemetry": 50_000,
    },
    cluster_rows=_CLUSTER_ROWS,
    demo_rows=_CLUSTER_ROWS,
    floor={"devices": 20},
    derived={"sites": _sites},
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
