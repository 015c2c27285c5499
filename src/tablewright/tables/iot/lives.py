"""IoT's expectations of what the rows of one stream, device, site or day have in common, L1-L8."""

from __future__ import annotations

from tablewright.spec import Expectation
from tablewright.tables.iot.cities import CITIES

_HOURS = """(VALUES ('America/New_York', -5), ('America/Detroit', -5),
    ('America/Indiana/Indianapolis', -5), ('America/Chicago', -6), ('America/Denver', -7),
    ('America/Boise', -7), ('America/Phoenix', -7), ('America/Los_Angeles', -8))
    AS clocks(timezone, ahead)"""
_NORMALS = ", ".join(f"('{c.name}', {c.january}, {c.july})" for c in CITIES)

# Daylight time by date, without its hours: that is an hour's difference on a few days.
AIR = f"""(
    SELECT device_id, site_id, city, latitude, is_anomaly, metric_value,
        timestamp + to_hours(ahead + CASE
            WHEN timezone <> 'America/Phoenix'
                AND strftime(timestamp, '%m%d') BETWEEN '0311' AND '1103' THEN 1
            ELSE 0 END) AS local
    FROM sensor_readings JOIN devices USING (device_id) JOIN sites USING (site_id)
    JOIN {_HOURS} USING (timezone)
    WHERE metric_name = 'temperature' AND device_type <> 'HVAC Controller' AND NOT is_anomaly
)"""
"""The air, not a controlled room; as it is, not as a fault shows it, with local time."""

_NORMAL = """(january + july) / 2
    + (july - january) / 2 * cos(2 * pi() * (dayofyear(local) - 201) / 365.25)"""

LIVES: tuple[Expectation, ...] = (
    Expectation(
        "L1",
        "nine of ten streams have 24 readings or more, at a regular step, of the same time",
        ("sensor_readings",),
        # Streams begin at about the same time, and gaps are multiples of the smallest tenth.
        """
        WITH steps AS (
            SELECT device_id, metric_name, timestamp, epoch(timestamp - lag(timestamp) OVER (
                PARTITION BY device_id, metric_name ORDER BY timestamp)) AS gap
            FROM sensor_readings
        ),
        streams AS (
            SELECT count(*) AS n, min(timestamp) AS first, max(timestamp) AS last,
                mode(round(gap / 60)) AS step, avg(CASE WHEN abs(gap / 60 - round(gap / 60)) < 0.1
                    THEN 1.0 ELSE 0.0 END) AS regular
            FROM steps GROUP BY device_id, metric_name
        ),
        whole AS (SELECT median(first) AS first, median(last) AS last FROM streams)
        SELECT avg(CASE WHEN n >= 24 AND regular > 0.9
                AND abs(epoch(streams.first - whole.first)) < 0.1 * epoch(whole.last - whole.first)
                    + 86400
            THEN 1.0 ELSE 0.0 END) AS value, 0.0 AS se, count(*) AS units
        FROM streams CROSS JOIN whole
        WHERE getvariable('sensor_readings') >= 45 * getvariable('devices')
            AND getvariable('interval') = 0
        HAVING count(*) > 0
        """,
        0.9,
        1.0,
        min_days=60,
    ),
    Expectation(
        "L2",
        "a city's temperature is within 3 degrees of what is normal on the day (differences)",
        ("sensor_readings", "devices", "sites"),
        f"""
        WITH days AS (
            SELECT city, site_id, local::DATE AS day, count(metric_value)::DOUBLE AS n,
                sum(metric_value - ({_NORMAL})) AS amount
            FROM {AIR} JOIN (VALUES {_NORMALS}) AS normals(city, january, july) USING (city)
            GROUP BY ALL HAVING n > 0
        ),
        cities AS (
            SELECT city, sum(amount) / sum(n) AS mean, sum(n) AS total FROM days
            GROUP BY city HAVING count(DISTINCT day) >= 7
        )
        SELECT city AS part, any_value(mean) AS value,
            sqrt(sum((amount - mean * n) ** 2)) / any_value(total) AS se,
            any_value(total) ** 2 / sum(n ** 2) AS units
        FROM days JOIN cities USING (city) GROUP BY city ORDER BY city
        """,
        -3.0,
        3.0,
        min_days=7,
    ),
    Expectation(
        "L3",
        "the quality score tells anomalies from other readings, but not well (AUC)",
        ("sensor_readings",),
        """
        WITH scores AS (
            SELECT quality_score, count(*) FILTER (is_anomaly)::DOUBLE AS hits,
                count(*) FILTER (NOT is_anomaly)::DOUBLE AS others
            FROM sensor_readings GROUP BY quality_score
        ),
        above AS (
            SELECT hits, others, sum(others) OVER (ORDER BY quality_score) AS upto,
                sum(hits) OVER () AS h, sum(others) OVER () AS o
            FROM scores
        )
        SELECT 1 - sum(hits * (upto - others / 2)) / any_value(h * o) AS value,
            0.5 / sqrt(any_value(h)) AS se, any_value(h) AS units
        FROM above HAVING any_value(h * o) > 0
        """,
        0.70,
        0.80,
    ),
    Expectation(
        "L4",
        "HVAC controllers need power by how far their site's air is from 21 degrees (correlation)",
        ("sensor_readings", "devices", "sites"),
        """
        WITH air AS (
            SELECT site_id, date_trunc('hour', timestamp) AS hour, avg(metric_value) AS celsius
            FROM sensor_readings JOIN devices USING (device_id)
            WHERE metric_name = 'temperature' AND device_type <> 'HVAC Controller'
                AND NOT is_anomaly
            GROUP BY ALL
        ),
        pairs AS (
            SELECT site_id, hour::DATE AS day, metric_value AS x, abs(celsius - 21) AS y
            FROM sensor_readings JOIN devices USING (device_id)
            JOIN air USING (site_id)
            WHERE hour = date_trunc('hour', timestamp) AND metric_name = 'power'
                AND device_type = 'HVAC Controller' AND NOT is_anomaly
        )
        SELECT corr(x, y) AS value,
            (1 - corr(x, y) ** 2) / sqrt(count(DISTINCT (site_id, day))) AS se,
            count(DISTINCT (site_id, day)) AS units
        FROM pairs WHERE x IS NOT NULL AND y IS NOT NULL HAVING count(*) > 1000
        """,
        0.6,
        1.0,
    ),
    Expectation(
        "L5",
        "how far a value is from its stream's others tells anomalies, but not all (AUC)",
        ("sensor_readings",),
        """
        WITH middles AS (
            SELECT device_id, metric_name, median(metric_value) AS middle,
                greatest(mad(metric_value), 0.01) AS spread
            FROM sensor_readings GROUP BY device_id, metric_name HAVING count(*) >= 24
        ),
        ranks AS (
            SELECT is_anomaly, rank() OVER (ORDER BY abs(metric_value - middle) / spread) AS place
            FROM sensor_readings JOIN middles USING (device_id, metric_name)
            WHERE metric_value IS NOT NULL
        ),
        counts AS (
            SELECT count(*) FILTER (is_anomaly)::DOUBLE AS h,
                count(*) FILTER (NOT is_anomaly)::DOUBLE AS o,
                sum(place) FILTER (is_anomaly)::DOUBLE AS places
            FROM ranks
        )
        SELECT (places - h * (h + 1) / 2) / (h * o) AS value, 1 / sqrt(h) AS se, h / 8 AS units
        FROM counts WHERE h > 0 AND o > 0
            AND getvariable('anomaly_rate') BETWEEN 0.005 AND 0.05
        """,
        0.74,
        0.89,
    ),
    Expectation(
        "L6",
        "days differ by more than counts do: variance of their events by the mean, from forty a "
        "day on",
        ("events",),
        """
        SELECT var_samp(n) / avg(n) AS value,
            var_samp(n) / avg(n) * sqrt(2 / count(*)) AS se, count(*) AS units
        FROM (
            SELECT count(*) AS n FROM events WHERE event_type <> 'Firmware Update'
            GROUP BY timestamp::DATE
        )
        HAVING avg(n) >= 40
        """,
        1.5,
        1000.0,
        min_rows=20_000,
        min_days=60,
    ),
    Expectation(
        "L7",
        "a battery's charge never rises within its turn of 30 days",
        ("events",),
        """
        WITH levels AS (
            SELECT device_id, floor(epoch(timestamp) / 2592000) AS turn, timestamp,
                regexp_extract(description, '([0-9]+) %', 1)::INTEGER AS charge
            FROM events WHERE event_type = 'Battery Low' AND description IS NOT NULL
        ),
        steps AS (
            SELECT charge, lag(charge) OVER (
                PARTITION BY device_id, turn ORDER BY timestamp) AS before
            FROM levels
        )
        SELECT avg(CASE WHEN charge > before THEN 1.0 ELSE 0.0 END) AS value, 0.0 AS se,
            count(*) AS units
        FROM steps WHERE before IS NOT NULL HAVING count(*) > 0
        """,
        0.0,
        0.0,
        min_rows=10_000,
    ),
    Expectation(
        "L8",
        "when a site is silent, one of its devices has lost its connection",
        ("events", "sensor_readings", "devices"),
        # Not on Sunday mornings, which are maintenance; devices that ended earlier do not count.
        """
        WITH sites_ AS (
            SELECT site_id, timestamp, lag(timestamp) OVER (
                PARTITION BY site_id ORDER BY timestamp) AS before
            FROM sensor_readings JOIN devices USING (device_id)
            WHERE status IN ('Online', 'Maintenance')
        ),
        outages AS (
            SELECT site_id, before, timestamp AS after FROM sites_
            WHERE epoch(timestamp - before) BETWEEN 12600 AND 20000
                AND NOT (isodow(timestamp) = 7 AND hour(timestamp) BETWEEN 6 AND 7)
        ),
        told AS (
            SELECT outages.site_id, before, bool_or(event_type = 'Connection Lost') AS found
            FROM outages LEFT JOIN (events JOIN devices USING (device_id))
                AS seen ON seen.site_id = outages.site_id
                AND seen.timestamp BETWEEN before - INTERVAL 20 MINUTE AND after
            GROUP BY outages.site_id, before
        )
        SELECT avg(CASE WHEN found THEN 1.0 ELSE 0.0 END) AS value,
            0.36 / sqrt(count(*)) AS se, count(*) AS units
        FROM told
        WHERE getvariable('events') >= 10 * getvariable('devices')
            AND getvariable('sensor_readings') >= 45 * getvariable('devices')
        HAVING count(*) > 0
        """,
        0.7,
        1.0,
        min_rows=10_000,
        min_days=200,
    ),
)
"""Of streams, climates and anomalies."""
