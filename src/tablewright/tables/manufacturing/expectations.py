"""Manufacturing's expectations, E1-E10 and those of lives."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

from tablewright.calendars.window import MOST_DAYS
from tablewright.spec import Expectation
from tablewright.tables.manufacturing.life_expectations import FAILURES, LIVES
from tablewright.tables.rule_sql import clustered_share, contrast, shares

WEIGHTS: dict[tuple[str, str], dict[str, float]] = {
    ("equipment", "status"): {
        "Operational": 80,
        "Maintenance": 10,
        "Idle": 7,
        "Decommissioned": 3,
    },
    ("maintenance_records", "maintenance_type"): {
        "Preventive": 50,
        "Corrective": 30,
        "Predictive": 15,
        "Emergency": 5,
    },
    ("maintenance_records", "priority"): {"Critical": 5, "High": 20, "Medium": 50, "Low": 25},
    ("maintenance_records", "status"): {
        "Completed": 80,
        "In Progress": 10,
        "Scheduled": 8,
        "Cancelled": 2,
    },
}
"""Percent of each class, by table and column."""

HOURS = {"Preventive": 3.9, "Predictive": 5.3, "Corrective": 12.8, "Emergency": 19.1}
COSTS = {"Preventive": 560, "Predictive": 1100, "Corrective": 2700, "Emergency": 4800}
LAG_CORRELATIONS = {
    "A": (0, 0.02),
    "B": (0, 0.02),
    "C": (0, 0.02),
    "D": (0.78, 0.03),
    "E": (0.67, 0.03),
    "F": (0.87, 0.03),
}
"""Correlation with the value 10 seconds before on a healthy machine, and its tolerance."""

_ENOUGH_ORDERS = "WHERE getvariable('maintenance_records') >= 10 * getvariable('equipment')"
_ENOUGH = {
    "equipment": "WHERE getvariable('maintenance_records') >= 5 * getvariable('equipment')",
    "maintenance_records": "WHERE getvariable('maintenance_records') "
    "BETWEEN 10 * getvariable('equipment') AND 100 * getvariable('equipment')",
}
"""For the shares of statuses: a machine in Maintenance has an order In Progress, and where machines
have few orders, those weigh too much; where they have many, the next one ends what is open."""
_APART = "getvariable('round_days') >= 2.5"
"""A machine's orders are far enough apart that they seldom end because the next one begins."""
_EPISODE = "equipment_id, date_trunc('hour', timestamp)"
_DAYTIME = "hour(timestamp) BETWEEN 6 AND 21"


def _values(known: Mapping[str, float]) -> str:
    return ", ".join(f"('{name}', {value})" for name, value in known.items())


def _lag_correlation(sensor: str) -> str:
    # An hour of readings counts as one: the slow sensors have run through half a period by then.
    # Sensors follow the type and the load: sensor_C, which only has noise, tells that of an hour.
    return f"""
        WITH healthy AS (
            SELECT equipment_id FROM sensor_data GROUP BY equipment_id
            HAVING NOT bool_or(is_anomaly)
        ),
        steps AS (
            SELECT equipment_id, timestamp, value AS now, lag(value) OVER readings AS before,
                timestamp - lag(timestamp) OVER readings AS gap
            FROM (
                SELECT equipment_id, timestamp, moved / avg(abs(moved))
                    OVER (PARTITION BY equipment_id) AS value
                FROM (
                    SELECT equipment_id, timestamp, sensor_{sensor} / avg(abs(sensor_C))
                        OVER (PARTITION BY {_EPISODE}) AS moved
                    FROM sensor_data SEMI JOIN healthy USING (equipment_id)
                    QUALIFY count(*) OVER (PARTITION BY {_EPISODE}) >= 100
                        AND avg(energy) OVER (PARTITION BY {_EPISODE}) >= 10
                )
            )
            WINDOW readings AS (PARTITION BY equipment_id ORDER BY timestamp)
        )
        SELECT corr(now, before) AS value,
            (1 - corr(now, before) ** 2)
                / sqrt(count(DISTINCT (equipment_id, date_trunc('hour', timestamp)))) AS se,
            count(DISTINCT (equipment_id, date_trunc('hour', timestamp))) AS units
        FROM steps WHERE gap = INTERVAL 10 SECOND HAVING count(*) >= 1000
    """


_PEOPLE = 300
"""In shorter windows a technician's 200 orders leave no time for long jobs."""
_WEEKS, _YEARS = 28, 3 * 366
"""Shorter windows are full of what is cut off at their ends; in longer ones failures, which follow
the age of a machine, outweigh chance."""
_SPANS = ((_WEEKS, MOST_DAYS), (60, _YEARS), (_WEEKS, MOST_DAYS), (150, 400))
"""Where the shares are meant; those of the status of orders for about a year."""

EXPECTATIONS: tuple[Expectation, ...] = (
    *(
        Expectation(
            f"E1{letter}",
            f"classes of {table}.{column} have their shares (deviations)",
            (table,),
            shares(
                f"{table} {_ENOUGH[table] if column == 'status' else ''}",
                column,
                weights,
                # A machine's orders are alike, and in a round machines change places in pairs.
                cluster="equipment_id" if table == "maintenance_records" else "",
                together=2 if table == "maintenance_records" else 1,
            ),
            -0.01,
            0.01,
            min_days=shortest,
            max_days=longest,
        )
        for letter, ((table, column), weights), (shortest, longest) in zip(
            "abcd", WEIGHTS.items(), _SPANS, strict=True
        )
    ),
    Expectation(
        "E2a",
        "the share of anomalies is 0.149 times fault_rate (difference)",
        ("sensor_data",),
        # The readings of a machine in an hour go together.
        f"""
        SELECT value - 0.149 * getvariable('fault_rate') AS value, se, units
        FROM ({clustered_share("sensor_data", "is_anomaly", _EPISODE)})
        """,
        -0.002,
        0.002,
        min_days=_WEEKS,
    ),
    Expectation(
        "E2b",
        "the faulty machines hold 95 % of the anomalies",
        ("sensor_data",),
        """
        SELECT sum(n) FILTER (rank <= ceil(
            getvariable('fault_rate') * getvariable('equipment'))) / sum(n) AS value,
            sqrt(sum(n * n)) / sum(n) AS se, sum(n) ** 2 / sum(n * n) AS units
        FROM (
            SELECT count(*)::DOUBLE AS n, row_number() OVER (ORDER BY count(*) DESC) AS rank
            FROM sensor_data WHERE is_anomaly GROUP BY equipment_id
        )
        WHERE getvariable('fault_rate') > 0
        """,
        0.95,
        1.0,
    ),
    Expectation(
        "E3",
        "in the 48 h before its failures a faulty machine has 2.5 times as many anomalies",
        ("sensor_data", "maintenance_records"),
        # A machine is known to be faulty by its anomalies in other hours, lest they prove
        # themselves. Anomalies come in runs: four count as one.
        f"""
        WITH failures AS ({FAILURES}),
        marked AS (
            SELECT equipment_id, timestamp, is_anomaly,
                count(*) FILTER (is_anomaly) OVER (PARTITION BY equipment_id)
                    - count(*) FILTER (is_anomaly) OVER (PARTITION BY {_EPISODE}) AS elsewhere
            FROM sensor_data
        ),
        readings AS (SELECT * FROM marked WHERE elsewhere > 0),
        judged AS (
            SELECT is_anomaly,
                coalesce(scheduled_date - timestamp <= INTERVAL 48 HOUR, false) AS before
            FROM readings ASOF LEFT JOIN failures
                ON readings.equipment_id = failures.equipment_id
                AND readings.timestamp <= failures.scheduled_date
        ),
        counted AS (
            SELECT count(*) FILTER (before) AS near, count(*) FILTER (NOT before) AS far,
                count(*) FILTER (before AND is_anomaly) AS near_hits,
                count(*) FILTER (NOT before AND is_anomaly) AS far_hits
            FROM judged
        )
        SELECT (near_hits / near) / (far_hits / far) AS value,
            (near_hits / near) / (far_hits / far) * sqrt(4 / near_hits + 4 / far_hits) AS se,
            least(near_hits, far_hits) / 4 AS units
        FROM counted WHERE near_hits > 0 AND far_hits > 0
        """,
        2.5,
        inf,
        min_days=_WEEKS,
    ),
    Expectation(
        "E4",
        "orders take 3.9, 5.3, 12.8 and 19.1 hours by type (relative deviations)",
        ("maintenance_records",),
        f"""
        SELECT maintenance_type AS part, avg(duration_hours) / any_value(hours) - 1 AS value,
            stddev_samp(duration_hours) / sqrt(count(*)) / any_value(hours) AS se,
            count(*) AS units
        FROM maintenance_records JOIN (VALUES {_values(HOURS)}) AS known(kind, hours)
            ON kind = maintenance_type
        WHERE {_APART} GROUP BY maintenance_type
        """,
        -0.10,
        0.10,
        min_days=_PEOPLE,
    ),
    Expectation(
        "E5",
        "completed orders cost 560, 1,100, 2,700 and 4,800 by type (medians, relative deviations)",
        ("maintenance_records",),
        f"""
        SELECT maintenance_type AS part, q[2] / usual - 1 AS value,
            (q[3] - q[1]) / 0.10 * 0.5 / sqrt(n) / usual AS se, n AS units
        FROM (
            SELECT maintenance_type, quantile_cont(cost::DOUBLE, [0.45, 0.5, 0.55]) AS q,
                count(*) AS n, any_value(usual) AS usual
            FROM maintenance_records JOIN (VALUES {_values(COSTS)}) AS known(kind, usual)
                ON kind = maintenance_type
            WHERE status = 'Completed' AND {_APART} GROUP BY maintenance_type
        )
        """,
        -0.15,
        0.15,
        min_days=_PEOPLE,
    ),
    # Judged where machines fail about as often as in the source, 8 times a year: with fewer
    # failures the window cuts long gaps off, with more the machines' differences outweigh chance.
    Expectation(
        "E6",
        "gaps between a machine's failures have a coefficient of variation of 0.75 to 0.95",
        ("maintenance_records",),
        f"""
        WITH gaps AS (
            SELECT epoch(scheduled_date - lag(scheduled_date)
                OVER (PARTITION BY equipment_id ORDER BY scheduled_date)) AS gap
            FROM ({FAILURES})
        )
        SELECT cv AS value, cv * sqrt((0.5 + cv ** 2) / n) AS se, n AS units
        FROM (
            SELECT stddev_samp(gap) / avg(gap) AS cv, count(gap) AS n FROM gaps
            WHERE getvariable('maintenance_records')
                BETWEEN 15 * getvariable('equipment') AND 25 * getvariable('equipment')
        )
        """,
        0.75,
        0.95,
    ),
    Expectation(
        "E7a",
        "by day machines use 2.8 to 3.8 times the energy of the night",
        ("sensor_data",),
        contrast(
            "sensor_data WHERE isodow(timestamp) <= 5",
            "energy",
            _DAYTIME,
            f"NOT ({_DAYTIME})",
            "equipment_id",
            ratio=True,
        ),
        2.8,
        3.8,
        min_days=_WEEKS,
    ),
    Expectation(
        "E7b",
        "on weekends machines use 0.35 to 0.5 of the energy of weekdays",
        ("sensor_data",),
        contrast(
            "sensor_data",
            "energy",
            "isodow(timestamp) >= 6",
            "isodow(timestamp) <= 5",
            "equipment_id",
            ratio=True,
        ),
        0.35,
        0.5,
        min_days=_WEEKS,
    ),
    *(
        Expectation(
            f"E8{sensor.lower()}",
            f"sensor_{sensor} of a healthy machine correlates by {usual} with the reading before",
            ("sensor_data",),
            _lag_correlation(sensor),
            usual - tolerance,
            usual + tolerance,
        )
        for sensor, (usual, tolerance) in LAG_CORRELATIONS.items()
    ),
    Expectation(
        "E9",
        "70 % of the gaps between a machine's Preventive orders are within 2 days of its period",
        ("maintenance_records",),
        # Orders come in rounds that visit each machine once; the period is that of the rounds. In
        # shorter windows a weekend is longer than two days are, scaled.
        """
        WITH gaps AS (
            SELECT epoch(scheduled_date - lag(scheduled_date)
                OVER (PARTITION BY equipment_id ORDER BY scheduled_date)) / 86400 AS gap,
                getvariable('round_days') AS period
            FROM maintenance_records WHERE maintenance_type = 'Preventive'
        )
        SELECT avg(CASE WHEN abs(gap - period * greatest(1, round(gap / period))) <= scaled(2)
                THEN 1.0 ELSE 0.0 END) AS value,
            sqrt(0.25 / count(*)) AS se, count(*) AS units
        FROM gaps
        WHERE gap IS NOT NULL AND period >= 4 * scaled(2)
            AND getvariable('maintenance_records') >= 5 * getvariable('equipment')
        HAVING count(*) > 0
        """,
        0.70,
        1.0,
        min_days=365,
    ),
    Expectation(
        "E10a",
        "the worst model fails 1.6 times as often as the best",
        ("maintenance_records", "equipment"),
        f"""
        WITH machines AS (
            SELECT model, count(failures.equipment_id) AS n
            FROM equipment LEFT JOIN ({FAILURES}) AS failures USING (equipment_id)
            GROUP BY model, equipment.equipment_id
        )
        SELECT worst / best AS value, worst / best * sqrt(1 / worst_n + 1 / best_n) AS se,
            least(worst_n, best_n) AS units
        FROM (
            SELECT max(rate) AS worst, min(rate) AS best, arg_max(n, rate) AS worst_n,
                arg_min(n, rate) AS best_n
            FROM (
                SELECT avg(n) AS rate, sum(n) AS n FROM machines
                GROUP BY model HAVING sum(n) >= 30
            )
            HAVING count(*) >= 2
        )
        """,
        1.6,
        inf,
    ),
    Expectation(
        "E10b",
        "a machine's failures correlate with its age by 0.15 to 0.5",
        ("maintenance_records", "equipment"),
        f"""
        WITH machines AS (
            SELECT any_value(getvariable('w1') - install_date) AS age,
                count(failures.equipment_id) AS n
            FROM equipment LEFT JOIN ({FAILURES}) AS failures USING (equipment_id)
            GROUP BY equipment.equipment_id
        )
        SELECT corr(age, n) AS value, (1 - corr(age, n) ** 2) / sqrt(count(*)) AS se,
            count(*) AS units
        FROM machines {_ENOUGH_ORDERS}
        """,
        0.15,
        0.5,
        min_days=_WEEKS,
        max_days=_YEARS,
    ),
    *LIVES,
)
