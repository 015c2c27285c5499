"""Manufacturing's invariants, M1-M15.

Other uniqueness and foreign keys (M1) follow from the declaration.
"""

from __future__ import annotations

from tablewright.spec import Invariant
from tablewright.tables.manufacturing.expectations import EXPECTATIONS

__all__ = ["EXPECTATIONS", "INVARIANTS"]

LIMITS = {"A": 9, "B": 18, "C": 27, "D": 12, "E": 15, "F": 12}
"""The absolute value above which a sensor's reading is an anomaly."""

_ANOMALOUS = " OR ".join(f"abs(sensor_{name}) > {limit}" for name, limit in LIMITS.items())
_FIRST_SCHEDULED = (
    "(SELECT min(scheduled_date) FROM maintenance_records WHERE status = 'Scheduled')"
)

INVARIANTS: tuple[Invariant, ...] = (
    Invariant(
        "M2",
        "a reading is an anomaly exactly if a sensor exceeds its limit",
        ("sensor_data",),
        f"""
        SELECT reading_id, is_anomaly, sensor_A, sensor_B, sensor_C, sensor_D, sensor_E, sensor_F
        FROM sensor_data WHERE is_anomaly IS DISTINCT FROM ({_ANOMALOUS})
        """,
    ),
    Invariant(
        "M3a",
        "energy is null or from 0 to 100",
        ("sensor_data",),
        # A file's statistics omit NaN: if they lie in the range, DuckDB skips BETWEEN, so test for
        # NaN explicitly.
        """
        SELECT reading_id, energy FROM sensor_data
        WHERE NOT (isfinite(energy) AND energy BETWEEN 0 AND 100)
        """,
    ),
    Invariant(
        "M3b",
        "a Decommissioned machine has no reading in the last 30 days (of a year's window)",
        ("sensor_data", "equipment"),
        """
        SELECT reading_id, equipment_id, timestamp
        FROM sensor_data JOIN equipment USING (equipment_id)
        WHERE status = 'Decommissioned' AND timestamp > getvariable('w1') - scaled(30)
        """,
    ),
    Invariant(
        "M4",
        "an order is Completed exactly if it has a completion date, "
        "which is at least its duration after the scheduled date",
        ("maintenance_records",),
        """
        SELECT maintenance_id, status, scheduled_date, duration_hours, completion_date
        FROM maintenance_records
        WHERE (completion_date IS NOT NULL) IS DISTINCT FROM (status = 'Completed')
            OR completion_date < scheduled_date + to_hours(duration_hours)
        """,
    ),
    Invariant(
        "M5a",
        "no reading precedes the installation of its machine",
        ("sensor_data", "equipment"),
        """
        SELECT reading_id, equipment_id, timestamp, install_date
        FROM sensor_data JOIN equipment USING (equipment_id)
        WHERE (CAST(timestamp AS DATE) >= install_date) IS NOT TRUE
        """,
    ),
    Invariant(
        "M5b",
        "no order precedes the installation of its machine",
        ("maintenance_records", "equipment"),
        """
        SELECT maintenance_id, equipment_id, scheduled_date, install_date
        FROM maintenance_records JOIN equipment USING (equipment_id)
        WHERE (CAST(scheduled_date AS DATE) >= install_date) IS NOT TRUE
        """,
    ),
    Invariant(
        "M5c",
        "every reading lies within the window",
        ("sensor_data",),
        """
        SELECT reading_id, timestamp FROM sensor_data
        WHERE (timestamp >= getvariable('w0') AND timestamp < getvariable('w1')) IS NOT TRUE
        """,
    ),
    Invariant(
        "M5d",
        "every order is scheduled within the window",
        ("maintenance_records",),
        """
        SELECT maintenance_id, scheduled_date FROM maintenance_records
        WHERE (scheduled_date >= getvariable('w0') AND scheduled_date < getvariable('w1'))
            IS NOT TRUE
        """,
    ),
    Invariant(
        "M6",
        "no order In Progress is scheduled after one that is still Scheduled",
        ("maintenance_records",),
        f"""
        SELECT maintenance_id, scheduled_date, {_FIRST_SCHEDULED} AS first_scheduled
        FROM maintenance_records
        WHERE status = 'In Progress' AND scheduled_date > {_FIRST_SCHEDULED}
        """,
    ),
    Invariant(
        "M7",
        "last_maintenance_date is the day of the machine's last completion, null without one",
        ("equipment", "maintenance_records"),
        """
        SELECT equipment_id, last_maintenance_date, completed
        FROM equipment LEFT JOIN (
            SELECT equipment_id, CAST(max(completion_date) AS DATE) AS completed
            FROM maintenance_records WHERE status = 'Completed' GROUP BY equipment_id
        ) USING (equipment_id)
        WHERE last_maintenance_date IS DISTINCT FROM completed
        """,
    ),
    Invariant(
        "M8",
        "a machine in Maintenance has an order In Progress",
        ("equipment", "maintenance_records"),
        """
        SELECT equipment_id, status FROM equipment
        ANTI JOIN (SELECT equipment_id FROM maintenance_records WHERE status = 'In Progress')
            USING (equipment_id)
        WHERE status = 'Maintenance'
        """,
    ),
    Invariant(
        "M9",
        "a Decommissioned machine has no open order",
        ("maintenance_records", "equipment"),
        """
        SELECT maintenance_id, equipment_id, maintenance_records.status
        FROM maintenance_records JOIN equipment USING (equipment_id)
        WHERE equipment.status = 'Decommissioned'
            AND maintenance_records.status IN ('Scheduled', 'In Progress')
        """,
    ),
    Invariant(
        "M10",
        "an Emergency is Critical or High; Preventive and Predictive orders are not Critical",
        ("maintenance_records",),
        """
        SELECT maintenance_id, maintenance_type, priority FROM maintenance_records
        WHERE (maintenance_type = 'Emergency' AND (priority IN ('Critical', 'High')) IS NOT TRUE)
            OR (maintenance_type IN ('Preventive', 'Predictive') AND priority = 'Critical')
        """,
    ),
    Invariant(
        "M11",
        "an order costs 100 to 50,000 and takes 1 to 72 hours and 0 to 10 parts, "
        "none if it is Scheduled or Cancelled",
        ("maintenance_records",),
        """
        SELECT maintenance_id, status, cost, duration_hours, parts_replaced
        FROM maintenance_records
        WHERE (cost BETWEEN 100 AND 50000 AND duration_hours BETWEEN 1 AND 72
                AND parts_replaced BETWEEN 0 AND 10) IS NOT TRUE
            OR (status IN ('Scheduled', 'Cancelled') AND parts_replaced <> 0)
        """,
    ),
    Invariant(
        "M12",
        "a model is of one manufacturer and one type",
        ("equipment",),
        """
        SELECT model, min(manufacturer) AS manufacturer, max(manufacturer) AS other_manufacturer,
            min(equipment_type) AS type, max(equipment_type) AS other_type,
            max(equipment_id) AS equipment_id
        FROM equipment GROUP BY model
        HAVING min(manufacturer) <> max(manufacturer)
            OR min(equipment_type) <> max(equipment_type)
        """,
    ),
    Invariant(
        "M13",
        "a machine has one reading at a time",
        ("sensor_data",),
        """
        SELECT equipment_id, timestamp, count(*) AS rows FROM sensor_data
        GROUP BY equipment_id, timestamp HAVING count(*) > 1
        """,
    ),
    Invariant(
        "M14",
        "nothing is completed after the first order that is still Scheduled",
        ("maintenance_records",),
        f"""
        SELECT maintenance_id, completion_date, {_FIRST_SCHEDULED} AS first_scheduled
        FROM maintenance_records WHERE completion_date > {_FIRST_SCHEDULED}
        """,
    ),
    Invariant(
        "M15",
        "a completed order that replaces something has a part",
        ("maintenance_records",),
        """
        SELECT maintenance_id, description, parts_replaced FROM maintenance_records
        WHERE status = 'Completed' AND parts_replaced = 0 AND description ILIKE '%replace%'
        """,
    ),
)
