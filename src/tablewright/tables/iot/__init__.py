"""IoT: devices at sites, what their sensors read, what they report, where vehicles go."""

from __future__ import annotations

from tablewright import checks
from tablewright.calendars.window import Window
from tablewright.errors import ArgumentError
from tablewright.spec import (
    CALENDAR_ENDS,
    DAY,
    Declaration,
    DeclaredStream,
    Sizes,
    StreamDeclaration,
    TableSet,
    WorldOptions,
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

ANOMALY_RATE = 0.02
PING_INTERVAL = 5
MOST_BETWEEN_READINGS, MOST_BETWEEN_PINGS = 86_400, 30
"""Seconds."""


def declare(sizes: Sizes, options: WorldOptions) -> TableSet:
    """The four tables, for some sizes."""
    for child in ("events", "sensor_readings", "telemetry"):
        if sizes[child] and not sizes["devices"]:
            raise ArgumentError(
                f"n_devices=0 leaves {sizes[child]:,} rows of {child} without a device; "
                f"give n_devices of at least 1, or no rows of {child}"
            )
    window = options.window
    fleet, clock = Fleet(sizes["devices"], window), MaintenanceClock(window)
    rate = options.rates.get("anomaly_rate", ANOMALY_RATE)
    # Seconds; 0 leaves each type its own.
    interval = options.intervals.get("interval", 0)
    ping_interval = options.intervals.get("ping_interval", PING_INTERVAL)
    episodes = Episodes(sizes["sensor_readings"], fleet, clock, interval)
    incidents = DeviceIncidents(episodes, rate)
    tables = (
        fleet.table,
        sensor_readings(episodes, incidents, fleet, clock),
        DeviceEvents(sizes["events"], fleet, episodes, incidents, clock).table,
        Telemetry(sizes["telemetry"], fleet, clock, ping_interval).table,
    )
    parameters: dict[str, int | float | str] = {
        **sizes,
        "anomaly_rate": rate,
        "interval": interval,
        "ping_interval": ping_interval,
        "start_date": window.start.isoformat(),
        "end_date": window.end.isoformat(),
        "locale": options.locale,
    }
    return TableSet("iot", tables, parameters)


def stream(devices: int, options: WorldOptions) -> StreamDeclaration:
    """Sensor readings without an end, of devices that were installed in the window."""
    sizes = dict.fromkeys(INDUSTRY.default_rows, 0)
    sizes |= {"devices": devices, "sensor_readings": checks.MAX_ROWS}
    table = declare(sizes, options).table("sensor_readings")
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
    cluster_rows={
        "devices": 10_000,
        "sensor_readings": 50_000_000,
        "events": 100_000,
        "telemetry": 5_000_000,
    },
    demo_rows={
        "devices": 10_000,
        "sensor_readings": 50_000_000,
        "events": 100_000,
        "telemetry": 5_000_000,
    },
    floor={"devices": 20},
    declare=declare,
    streams={"sensor_readings": DeclaredStream("devices", 1_000, stream)},
    changes={"devices": CHANGES},
    invariants=INVARIANTS,
    expectations=EXPECTATIONS,
    rates={"anomaly_rate": ANOMALY_RATE},
    intervals={"interval": MOST_BETWEEN_READINGS, "ping_interval": MOST_BETWEEN_PINGS},
)
