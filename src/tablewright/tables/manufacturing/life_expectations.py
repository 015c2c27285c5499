"""What the rows of one machine and of one technician have in common: E11-E18."""

from __future__ import annotations

from math import inf

from tablewright.spec import Expectation

FAILURES = """
    SELECT equipment_id, scheduled_date FROM maintenance_records
    WHERE maintenance_type IN ('Corrective', 'Emergency')
"""
_SENSORS = "ABCDEF"
_DAY = 86_400
_YEAR = (150, 800)
"""Days of the window: in much shorter or longer ones machines have other histories."""
_TEN_EACH = """getvariable('maintenance_records')
    BETWEEN 8 * getvariable('equipment') AND 13 * getvariable('equipment')"""
_RISEN = ", ".join(
    f"abs(sensor_{name}) / (median(abs(sensor_{name})) OVER machine + 0.1)" for name in _SENSORS
)
_NOW = """getvariable('w0')::TIMESTAMPTZ
    + INTERVAL 1 DAY * (0.92 * datediff('day', getvariable('w0'), getvariable('w1')))"""

LIVES: tuple[Expectation, ...] = (
    Expectation(
        "E11",
        "sensors rise before most failures, on machines without anomalies too (ratio)",
        ("sensor_data", "maintenance_records"),
        # The most risen sensor, in the last 12 hours and more than 20 days before a failure.
        f"""
        WITH failures AS ({FAILURES}),
        risen AS (
            SELECT equipment_id, timestamp, greatest({_RISEN}) AS risen
            FROM sensor_data ANTI JOIN (
                SELECT DISTINCT equipment_id FROM sensor_data WHERE is_anomaly
            ) USING (equipment_id)
            WINDOW machine AS (PARTITION BY equipment_id)
        ),
        judged AS (
            SELECT risen.equipment_id, avg(risen) AS risen,
                coalesce(epoch(scheduled_date - timestamp) < {_DAY} / 2, false) AS near
            FROM risen ASOF LEFT JOIN failures
                ON risen.equipment_id = failures.equipment_id
                AND risen.timestamp <= failures.scheduled_date
            WHERE scheduled_date IS NULL
                OR epoch(scheduled_date - timestamp) < {_DAY} / 2
                OR epoch(scheduled_date - timestamp) > 20 * {_DAY}
            GROUP BY ALL
        )
        SELECT avg(risen) FILTER (near) / avg(risen) FILTER (NOT near) AS value,
            stddev_samp(risen) FILTER (near) / sqrt(count(*) FILTER (near))
                / avg(risen) FILTER (NOT near) AS se,
            count(*) FILTER (near) AS units
        FROM judged WHERE getvariable('reading_days') >= 7 HAVING count(*) FILTER (near) >= 20
        """,
        1.3,
        inf,
        min_days=60,
    ),
    Expectation(
        "E12",
        "machines differ in how many orders they have: variance / mean",
        ("maintenance_records", "equipment"),
        f"""
        SELECT var_samp(n) / avg(n) AS value, var_samp(n) / avg(n) * sqrt(2 / count(*)) AS se,
            count(*) AS units
        FROM (
            SELECT equipment.equipment_id, count(maintenance_id) AS n
            FROM equipment LEFT JOIN maintenance_records USING (equipment_id)
            WHERE install_date < getvariable('w0') AND {_TEN_EACH}
            GROUP BY equipment.equipment_id
        )
        HAVING count(*) > 0
        """,
        0.5,
        1.6,
        min_days=_YEAR[0],
        max_days=_YEAR[1],
    ),
    Expectation(
        "E13",
        "6 to 13 % of failures come within 7 days (of a year) of the machine's order before",
        ("maintenance_records", "equipment"),
        f"""
        SELECT avg(soon) AS value, sqrt(0.1 / count(*)) AS se, count(*) AS units
        FROM (
            SELECT maintenance_type, (epoch(scheduled_date - lag(scheduled_date) OVER (
                PARTITION BY equipment_id ORDER BY maintenance_id)) / 86400 <= scaled(7))::INT
                AS soon
            FROM maintenance_records
        )
        WHERE maintenance_type IN ('Corrective', 'Emergency') AND {_TEN_EACH}
        HAVING count(soon) > 0
        """,
        0.06,
        0.13,
        min_days=_YEAR[0],
        max_days=_YEAR[1],
    ),
    Expectation(
        "E14",
        "in its first 90 days a machine fails 1.5 to 2.5 times as often as later",
        ("maintenance_records", "equipment"),
        f"""
        WITH spans AS (
            SELECT equipment_id, {_NOW} AS now,
                greatest(install_date::TIMESTAMPTZ, getvariable('w0')::TIMESTAMPTZ) AS begun,
                greatest(least(install_date::TIMESTAMPTZ + INTERVAL 90 DAY, {_NOW}),
                    getvariable('w0')::TIMESTAMPTZ) AS grown
            FROM equipment WHERE status <> 'Decommissioned'
        ),
        counted AS (
            SELECT spans.equipment_id, any_value(epoch(grown - begun)) AS young_time,
                any_value(epoch(now - grown)) AS time,
                count(*) FILTER (scheduled_date >= begun AND scheduled_date < grown) AS young,
                count(*) FILTER (scheduled_date >= grown) AS later
            FROM spans LEFT JOIN ({FAILURES}) AS failures USING (equipment_id)
            GROUP BY spans.equipment_id
        )
        SELECT sum(young) / sum(young_time) / (sum(later) / sum(time)) AS value,
            sum(young) / sum(young_time) / (sum(later) / sum(time)) / sqrt(sum(young)) AS se,
            sum(young) AS units
        FROM counted WHERE {_TEN_EACH}
        HAVING sum(young) >= 30
        """,
        1.5,
        2.5,
        min_days=330,
        max_days=_YEAR[1],
    ),
    Expectation(
        "E15",
        "no technician has two jobs at a time (share of the jobs)",
        ("maintenance_records",),
        """
        WITH jobs AS (
            SELECT technician_id, completion_date AS stop,
                completion_date - to_hours(duration_hours) AS start
            FROM maintenance_records WHERE status = 'Completed'
        )
        SELECT avg((start < busy)::INT) AS value, 0 AS se, count(*) AS units
        FROM (
            SELECT start, coalesce(max(stop) OVER (PARTITION BY technician_id
                ORDER BY start, stop ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
                start) AS busy
            FROM jobs
        )
        """,
        0,
        0,
        min_rows=1_000,
        min_days=_YEAR[0],
    ),
    Expectation(
        "E16",
        "2 % of the Preventive jobs end from midnight to 6",
        ("maintenance_records",),
        """
        SELECT avg((hour(completion_date) < 6)::INT) AS value,
            sqrt(0.02 / count(*)) AS se, count(*) AS units
        FROM maintenance_records
        WHERE status = 'Completed' AND maintenance_type = 'Preventive'
        HAVING count(*) > 0
        """,
        0,
        0.02,
        min_rows=5_000,
        min_days=_YEAR[0],
    ),
    Expectation(
        "E17",
        "sensors of Idle machines swing less than those that run (ratio of standard deviations)",
        ("sensor_data", "equipment"),
        # By type, because each shows sensors in its own measure.
        """
        WITH swings AS (
            SELECT equipment_id, equipment_type, status, stddev_samp(sensor_C) AS swing
            FROM sensor_data JOIN equipment USING (equipment_id)
            WHERE NOT is_anomaly AND status IN ('Idle', 'Operational') GROUP BY ALL
        ),
        types AS (
            SELECT equipment_type, avg(swing) FILTER (status = 'Idle')
                    / avg(swing) FILTER (status = 'Operational') AS ratio,
                count(*) FILTER (status = 'Idle') AS n
            FROM swings GROUP BY equipment_type HAVING n >= 3
        )
        SELECT avg(ratio) AS value, 0.2 / sqrt(sum(n)) AS se, sum(n) AS units
        FROM types WHERE getvariable('reading_days') >= 7 HAVING count(*) >= 3
        """,
        0.4,
        0.85,
        min_days=28,
    ),
    Expectation(
        "E18",
        "all machines are read at the same times (share of machines and times with a reading)",
        ("sensor_data",),
        """
        SELECT count(*) / (count(DISTINCT equipment_id) * count(DISTINCT timestamp)) AS value,
            0 AS se, count(DISTINCT timestamp) AS units
        FROM sensor_data
        """,
        0.90,
        1.0,
        min_rows=50_000,
    ),
)
