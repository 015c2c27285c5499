"""IoT at sizes where something runs out: types, octets, days, slots."""

from __future__ import annotations

from tablewright.polars import iot

AWKWARD = {
    "nothing": (0, 0, 0, 0),
    "only parents": (5, 0, 0, 0),
    "one of each": (1, 1, 1, 1),
    "one device": (1, 3_000, 300, 3_000),
    "two types": (2, 500, 100, 1_001),
    "half an octet": (5, 1_000, 100, 2_000),
    "an octet": (8, 20_000, 500, 5_000),
    "an octet and spares": (15, 2_000, 300, 3_000),
    "the smallest that the command line makes": (20, 1_000, 200, 1_000),
    "a block of octets and one device": (401, 3_333, 777, 12_345),
    "more devices than rows": (50_000, 10, 10, 10),
    "more readings than slots": (2, 400_000, 100, 0),
    "more days than there are": (1, 0, 10, 400_000),
    "more events than devices": (8, 100, 20_000, 0),
}
WINDOWS = {
    "a day": ("2024-12-25", "2024-12-25"),
    "a Sunday": ("2024-12-29", "2024-12-29"),
    "a Sunday at the end": ("2024-12-28", "2024-12-29"),
    "a Sunday at the begin": ("2024-12-29", "2024-12-30"),
    "six weeks": ("2023-02-01", "2023-03-15"),
    "years": ("1998-11-20", "2001-01-31"),
}
IN_WINDOWS = [(3, (300, 20_000, 2_000, 20_000)), (3, (7, 2_000, 200, 20_000))]
JUDGED = {
    "many devices": (17, (50_000, 50_000, 50_000, 50_000), {}, 8),
    "a thousand devices": (17, (1_000, 50_000, 50_000, 100_000), {}, 8),
    "few devices": (17, (200, 500_000, 1_000, 50_000), {}, 8),
}
SLICED = [(300, 15_000, 600, 5_000), (500, 3_000, 3_000, 3_000), (500, 600, 3_000, 3_000)]
HUGE = [(devices, 10**12, 10**12, 10**12) for devices in (1, 9, 1_000, 10**12)]
ALONE = {
    "sites": lambda n, **more: iot.generate_sites(n[0], **more),
    "devices": lambda n, **more: iot.generate_devices(n[0], **more),
    "sensor_readings": lambda n, **more: iot.generate_sensor_readings(n[1], n[0], **more),
    "events": lambda n, **more: iot.generate_events(n[2], n[0], n_readings=n[1], **more),
    "telemetry": lambda n, **more: iot.generate_telemetry(n[3], n[0], **more),
}
IN_ORDER = {"events": "timestamp"}
