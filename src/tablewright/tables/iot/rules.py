"""IoT's invariants, I1-I13.

Other uniqueness and foreign keys (I1) follow from the declaration.
"""

from __future__ import annotations

from tablewright.spec import Invariant
from tablewright.tables.iot.expectations import EXPECTATIONS, PINGS

__all__ = ["EXPECTATIONS", "INVARIANTS"]

UNITS = {
    "temperature": "celsius",
    "humidity": "percent",
    "pressure": "hPa",
    "power": "kWh",
    "vibration": "mm/s",
}
"""The unit of each metric."""

METRICS = {
    "temperature": ("Temperature Sensor", "HVAC Controller", "Humidity Sensor"),
    "humidity": ("Humidity Sensor", "HVAC Controller"),
    "pressure": ("Pressure Sensor",),
    "power": ("Smart Meter", "HVAC Controller", "Camera"),
    "vibration": ("Motion Detector", "GPS Tracker"),
}
"""The types of devices that report each metric."""

_UNIT_VALUES = ", ".join(f"('{metric}', '{unit}')" for metric, unit in UNITS.items())
_METRIC_VALUES = ", ".join(
    f"('{metric}', '{kind}')" for metric, kinds in METRICS.items() for kind in kinds
)
_CHILDREN = (
    ("a", "sensor_readings", "reading", "reading_id"),
    ("b", "events", "event", "event_id"),
    ("c", "telemetry", "ping", "telemetry_id"),
)


def _of_each_child() -> list[Invariant]:
    """I2 and I3, for each of the tables that devices have rows in."""
    rules = []
    for letter, table, row, key in _CHILDREN:
        rules.append(
            Invariant(
                f"I2{letter}",
                f"no {row} precedes the installation of its device, nor lies outside the window",
                (table, "devices"),
                f"""
                SELECT {key}, device_id, timestamp, install_date
                FROM {table} JOIN devices USING (device_id)
                WHERE (CAST(timestamp AS DATE) >= install_date
                    AND timestamp >= getvariable('w0') AND timestamp < getvariable('w1'))
                    IS NOT TRUE
                """,
            )
        )
    for letter, table, row, key in _CHILDREN:
        offline = ""
        text = f"a Decommissioned device has no {row} in the last 30 days (of a year's window)"
        if table == "sensor_readings":
            offline = "OR (status = 'Offline' AND timestamp > getvariable('w1') - scaled(1))"
            text += ", an Offline one none on the last day"
        rules.append(
            Invariant(
                f"I3{letter}",
                text,
                (table, "devices"),
                f"""
                SELECT {key}, device_id, timestamp, status
                FROM {table} JOIN devices USING (device_id)
                WHERE (status = 'Decommissioned' AND timestamp > getvariable('w1') - scaled(30))
                    {offline}
                """,
            )
        )
    return rules


# DuckDB sorts NaN above all numbers, and where a file's statistics, which leave NaN out, lie in a
# range, it takes BETWEEN for granted: rules ask for finite numbers first.
INVARIANTS: tuple[Invariant, ...] = (
    *_of_each_child(),
    Invariant(
        "I4a",
        "the unit is the metric's",
        ("sensor_readings",),
        f"""
        SELECT reading_id, metric_name, unit FROM sensor_readings
        ANTI JOIN (VALUES {_UNIT_VALUES}) AS known(metric, its_unit)
            ON metric = metric_name AND its_unit = unit
        """,
    ),
    Invariant(
        "I4b",
        "devices report the metrics of their type",
        ("sensor_readings", "devices"),
        f"""
        SELECT reading_id, device_type, metric_name
        FROM sensor_readings JOIN devices USING (device_id)
        ANTI JOIN (VALUES {_METRIC_VALUES}) AS known(metric, kind)
            ON metric = metric_name AND kind = device_type
        """,
    ),
    Invariant(
        "I4c",
        "a device reports a metric at most once at a time",
        ("sensor_readings",),
        """
        SELECT device_id, metric_name, timestamp, count(*) AS rows FROM sensor_readings
        GROUP BY device_id, metric_name, timestamp HAVING count(*) > 1
        """,
    ),
    Invariant(
        "I5",
        "values lie in the range of their metric",
        ("sensor_readings",),
        """
        SELECT reading_id, metric_name, metric_value FROM sensor_readings
        WHERE NOT (isfinite(metric_value) AND CASE metric_name
            WHEN 'humidity' THEN metric_value BETWEEN 0 AND 100
            WHEN 'pressure' THEN metric_value BETWEEN 870 AND 1085
            WHEN 'power' THEN metric_value >= 0
            WHEN 'vibration' THEN metric_value > 0
            WHEN 'temperature' THEN metric_value BETWEEN -40 AND 60
            ELSE false END)
        """,
    ),
    Invariant(
        "I6",
        "the quality score is from 80 to 100; without a value it is at most 88, "
        "and there is no anomaly",
        ("sensor_readings",),
        """
        SELECT reading_id, metric_value, quality_score, is_anomaly FROM sensor_readings
        WHERE (quality_score BETWEEN 80 AND 100) IS NOT TRUE
            OR (metric_value IS NULL AND (quality_score <= 88 AND NOT is_anomaly) IS NOT TRUE)
        """,
    ),
    Invariant(
        "I7",
        "only devices with a battery report Battery Low",
        ("events", "devices"),
        """
        SELECT event_id, event_type, device_type FROM events JOIN devices USING (device_id)
        WHERE event_type = 'Battery Low'
            AND device_type IN ('Smart Meter', 'Camera', 'HVAC Controller')
        """,
    ),
    Invariant(
        "I8",
        "a Firmware Update is Info; Battery, Calibration and Maintenance events are not Critical",
        ("events",),
        """
        SELECT event_id, event_type, severity FROM events
        WHERE (event_type LIKE 'Firmware%' AND severity IS DISTINCT FROM 'Info')
            OR (severity = 'Critical' AND (event_type LIKE 'Battery%'
                OR event_type LIKE 'Calibration%' OR event_type LIKE 'Maintenance%'))
        """,
    ),
    Invariant(
        "I9",
        "resolved events are acknowledged",
        ("events",),
        "SELECT event_id, acknowledged, resolved FROM events WHERE resolved AND NOT acknowledged",
    ),
    Invariant(
        "I10",
        "only GPS Trackers send telemetry",
        ("telemetry", "devices"),
        """
        SELECT telemetry_id, device_id, device_type
        FROM telemetry JOIN devices USING (device_id)
        WHERE device_type IS DISTINCT FROM 'GPS Tracker'
        """,
    ),
    Invariant(
        "I11a",
        "from one ping to the next, at most a minute later, nothing moves faster than 85 mph",
        ("telemetry",),
        f"""
        SELECT telemetry_id, device_id, timestamp, miles, seconds FROM ({PINGS})
        WHERE seconds <= 60 AND miles * 3600 > 85 * seconds
        """,
    ),
    Invariant(
        "I11b",
        "speed is from 0 to 80 mph, heading from 0 to 359",
        ("telemetry",),
        """
        SELECT telemetry_id, speed, heading FROM telemetry
        WHERE (isfinite(speed) AND speed BETWEEN 0 AND 80 AND heading BETWEEN 0 AND 359) IS NOT TRUE
        """,
    ),
    Invariant(
        "I12",
        "a device has both coordinates, in the box, or none",
        ("devices",),
        """
        SELECT device_id, latitude, longitude FROM devices
        WHERE (latitude IS NULL) <> (longitude IS NULL)
            OR NOT (isfinite(latitude) AND latitude BETWEEN 25 AND 48)
            OR NOT (isfinite(longitude) AND longitude BETWEEN -125 AND -70)
        """,
    ),
    Invariant(
        "I13a",
        "fuel is from 0 to 100 %, the engine from -20 to 260 degrees Fahrenheit",
        ("telemetry",),
        """
        SELECT telemetry_id, fuel_level, engine_temp FROM telemetry
        WHERE NOT (isfinite(fuel_level) AND fuel_level BETWEEN 0 AND 100)
            OR NOT (isfinite(engine_temp) AND engine_temp BETWEEN -20 AND 260)
        """,
    ),
    Invariant(
        "I13b",
        "fuel rises by more than 5 only to 95 or more",
        ("telemetry",),
        """
        SELECT telemetry_id, device_id, timestamp, before, fuel_level
        FROM (
            SELECT telemetry_id, device_id, timestamp, fuel_level,
                lag(fuel_level) OVER (PARTITION BY device_id ORDER BY timestamp) AS before
            FROM telemetry WHERE fuel_level IS NOT NULL
        )
        WHERE fuel_level > before + 5 + 1e-9 AND fuel_level < 95
        """,
    ),
)
