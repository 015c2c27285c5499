"""Manufacturing at sizes where something runs out: machines, orders, rounds."""

from __future__ import annotations

from tablewright.polars import manufacturing

AWKWARD = {
    "nothing": (0, 0, 0),
    "only machines": (20, 0, 0),
    "one of each": (1, 1, 1),
    "one machine": (1, 1_000, 1_000),
    "one machine, too many rounds to list": (1, 100, 5_000),
    "fewer orders than machines": (50, 300, 13),
    "three machines, too many rounds to list": (3, 300, 3_300),
    "few machines": (7, 5_000, 100),
    "no orders": (20, 1_000, 0),
    "a hundred orders each": (33, 2_000, 3_300),
    "a round and a bit": (700, 100, 801),
    "more machines than anything": (5_000, 100, 10),
    "many readings each": (3, 9_000, 10),
}
WINDOWS = {
    "a year": ("2024-01-01", "2024-12-31"),
    "six weeks": ("2023-02-01", "2023-03-15"),
    "a day": ("2024-03-09", "2024-03-09"),
    "a Sunday": ("2024-03-03", "2024-03-03"),
    "from one leap day to the next": ("2020-02-29", "2024-02-29"),
}
IN_WINDOWS = [(42, (machines, 3_000, 1_200)) for machines in (1, 7, 120)]
JUDGED = {
    "twice the usual readings": (1, (500, 50_000, 5_000), {}, 10),
    "ten times the usual orders": (2, (5_000, 60_000, 50_000), {}, 17),
    "twenty orders each": (3, (3_000, 50_000, 60_000), {}, 17),
    "fifty orders each": (4, (1_000, 200_000, 50_000), {}, 15),
    "many machines": (5, (50_000, 10, 250_000), {}, 5),
}
SLICED = [(500, 25_000, 5_000), (50, 3_000, 500), (3, 300, 3_400), (40, 100, 13)]
HUGE = [(machines, 10**12, 10**12) for machines in (1_000, 10**9, 10**12)]
ALONE = {
    "technicians": lambda n, **more: manufacturing.generate_technicians(n[2], **more),
    "equipment": lambda n, **more: manufacturing.generate_equipment(
        n[0], n_maintenance_records=n[2], **more
    ),
    "sensor_data": lambda n, **more: manufacturing.generate_sensor_data(
        n[1], n[0], n_maintenance_records=n[2], **more
    ),
    "maintenance_records": lambda n, **more: manufacturing.generate_maintenance_records(
        n[2], n[0], **more
    ),
}
IN_ORDER = {"sensor_data": "timestamp", "maintenance_records": "scheduled_date"}
