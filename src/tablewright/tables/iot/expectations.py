"""IoT's expectations, E1-E10."""

from __future__ import annotations

from tablewright.spec import Expectation
from tablewright.tables.iot.lives import AIR, LIVES
from tablewright.tables.rule_sql import (
    clustered_mean,
    clustered_share,
    contrast,
    median,
    share,
    shares,
)

TYPES = (
    "Temperature Sensor",
    "Humidity Sensor",
    "Pressure Sensor",
    "Motion Detector",
    "Smart Meter",
    "GPS Tracker",
    "Camera",
    "HVAC Controller",
)
METRICS = ("temperature", "humidity", "pressure", "power", "vibration")
STATUSES = {"Online": 85, "Offline": 8, "Maintenance": 5, "Decommissioned": 2}
SEVERITIES = {"Critical": 10, "Warning": 30, "Info": 60}

PINGS = """
    SELECT telemetry_id, device_id, timestamp, speed, seconds,
        2 * 3958.8 * asin(sqrt(least(1,
            sin(radians(latitude - latitude_before) / 2) ** 2
            + cos(radians(latitude)) * cos(radians(latitude_before))
                * sin(radians(longitude - longitude_before) / 2) ** 2))) AS miles
    FROM (
        SELECT telemetry_id, device_id, timestamp, speed, latitude, longitude,
            epoch(timestamp - lag(timestamp) OVER pings) AS seconds,
            lag(latitude) OVER pings AS latitude_before,
            lag(longitude) OVER pings AS longitude_before
        FROM telemetry
        WINDOW pings AS (PARTITION BY device_id ORDER BY timestamp, telemetry_id)
    )
    WHERE seconds IS NOT NULL
"""
"""Each ping with the seconds and miles since the device's ping before."""

# On the last day some events wait to be acknowledged.
_OLDER = "events WHERE timestamp < getvariable('w1') - INTERVAL 1 DAY"

EXPECTATIONS: tuple[Expectation, ...] = (
    Expectation(
        "E1a",
        "device types are even (deviations)",
        ("devices",),
        shares("devices", "device_type", dict.fromkeys(TYPES, 1)),
        -0.01,
        0.01,
    ),
    Expectation(
        "E1b",
        "device statuses have their shares (deviations)",
        ("devices",),
        shares("devices", "status", STATUSES),
        -0.01,
        0.01,
        min_days=7,
    ),
    Expectation(
        "E1c",
        "metrics are even (deviations)",
        ("sensor_readings",),
        # With an interval, streams are: some metrics have more of them.
        shares(
            "sensor_readings WHERE getvariable('interval') = 0",
            "metric_name",
            dict.fromkeys(METRICS, 1),
        ),
        -0.01,
        0.01,
    ),
    Expectation(
        "E1d",
        "severities have their shares (deviations)",
        ("events",),
        shares("events", "severity", SEVERITIES),
        -0.01,
        0.01,
    ),
    Expectation(
        "E2a",
        "the share of anomalies is anomaly_rate (difference)",
        ("sensor_readings",),
        # A fault lasts for several readings of a device.
        f"""
        SELECT value - getvariable('anomaly_rate') AS value, se, units
        FROM ({clustered_share("sensor_readings", "is_anomaly", "device_id, timestamp::DATE")})
        """,
        -0.002,
        0.002,
    ),
    Expectation(
        "E2b",
        "a tenth of the devices holds 55 % of the anomalies",
        ("sensor_readings",),
        # Concentration fades above a rate of 1/6: the tenth is full.
        """
        SELECT sum(n) FILTER (rank <= ceil(0.1 * getvariable('devices'))) / sum(n) AS value,
            sqrt(sum(n * n)) / sum(n) AS se, sum(n) ** 2 / sum(n * n) AS units
        FROM (
            SELECT count(*)::DOUBLE AS n, row_number() OVER (ORDER BY count(*) DESC) AS rank
            FROM sensor_readings WHERE is_anomaly GROUP BY device_id
        )
        WHERE getvariable('anomaly_rate') BETWEEN 0.001 AND 1.0 / 6
        """,
        0.55,
        1.0,
    ),
    Expectation(
        "E3",
        "at 15 h of local time it is 8 to 11 degrees warmer than at 05 h",
        ("sensor_readings", "devices", "sites"),
        contrast(
            f"""(
                SELECT site_id, local, metric_value - avg(metric_value) OVER (
                    PARTITION BY site_id, local::DATE) AS departure
                FROM {AIR}
            )""",
            "departure",
            "hour(local) = 15",
            "hour(local) = 5",
            "site_id, local::DATE",
        ),
        8,
        11,
    ),
    Expectation(
        "E4",
        "at a site, temperature and humidity correlate by -0.25 to -0.70",
        ("sensor_readings", "devices"),
        # Devices scatter by 0.02 degrees around their site; the hours of one site are compared, and
        # those of a month go together.
        """
        WITH hours AS (
            SELECT floor(latitude * 5) AS y, floor(longitude * 5) AS x,
                date_trunc('hour', timestamp) AS hour,
                avg(metric_value) FILTER (metric_name = 'temperature') AS temperature,
                avg(metric_value) FILTER (metric_name = 'humidity') AS humidity
            FROM sensor_readings JOIN devices USING (device_id)
            WHERE metric_name IN ('temperature', 'humidity') AND NOT is_anomaly
                AND device_type <> 'HVAC Controller' AND latitude IS NOT NULL
            GROUP BY ALL HAVING temperature IS NOT NULL AND humidity IS NOT NULL
        ),
        centred AS (
            SELECT x, y, hour, temperature - avg(temperature) OVER site AS t,
                humidity - avg(humidity) OVER site AS h
            FROM hours WINDOW site AS (PARTITION BY x, y)
        ),
        clusters AS (
            SELECT sum(t * h) AS th, sum(t * t) AS tt, sum(h * h) AS hh, count(*) AS n
            FROM centred GROUP BY x, y, date_trunc('month', hour)
        ),
        whole AS (
            SELECT sum(th) AS th, sum(tt) AS tt, sum(hh) AS hh, sum(n) ** 2 / sum(n * n) AS units,
                sum(th) / sqrt(sum(tt) * sum(hh)) AS r
            FROM clusters HAVING sum(tt) > 0 AND sum(hh) > 0
        )
        SELECT any_value(r) AS value,
            abs(any_value(r)) * sqrt(sum((clusters.th / whole.th - clusters.tt / whole.tt / 2
                - clusters.hh / whole.hh / 2) ** 2)) AS se,
            any_value(units) AS units
        FROM clusters CROSS JOIN whole HAVING count(*) > 0
        """,
        -0.70,
        -0.25,
        min_days=365,
    ),
    Expectation(
        "E5",
        "a device's temperatures correlate by 0.9 with those before (median)",
        ("sensor_readings", "devices"),
        """
        WITH steps AS (
            SELECT device_id, metric_value,
                lag(metric_value) OVER readings AS before,
                timestamp - lag(timestamp) OVER readings AS gap
            FROM (
                SELECT device_id, timestamp, metric_value
                FROM sensor_readings JOIN devices USING (device_id)
                WHERE metric_name = 'temperature' AND device_type <> 'HVAC Controller'
                    AND NOT is_anomaly
            ) WINDOW readings AS (PARTITION BY device_id ORDER BY timestamp)
        ),
        devices_ AS (
            SELECT corr(metric_value, before) AS r FROM steps
            WHERE gap <= INTERVAL 16 MINUTE AND metric_value IS NOT NULL AND before IS NOT NULL
            GROUP BY device_id HAVING count(*) >= 100
        )
        SELECT median(r) AS value, 1.25 * stddev_samp(r) / sqrt(count(*)) AS se,
            count(*) AS units
        FROM devices_
        """,
        0.9,
        1.0,
    ),
    Expectation(
        "E6",
        "the reported speed differs from the distance covered by less than 2 mph (median)",
        ("telemetry",),
        median(f"({PINGS}) WHERE seconds BETWEEN 1 AND 60", "abs(speed - miles * 3600 / seconds)"),
        0,
        2,
    ),
    Expectation(
        "E7a",
        "18 % of the pings are from standing vehicles",
        ("telemetry",),
        clustered_share("telemetry", "speed = 0", "device_id, CAST(timestamp AS DATE)"),
        0.15,
        0.21,
    ),
    Expectation(
        "E7b",
        "moving vehicles drive 28 to 38 mph on average",
        ("telemetry",),
        clustered_mean("telemetry WHERE speed > 0", "speed", "device_id, CAST(timestamp AS DATE)"),
        28,
        38,
    ),
    Expectation(
        "E8a",
        "70 % of the events before the last day are acknowledged",
        ("events",),
        share(_OLDER, "acknowledged"),
        0.69,
        0.71,
    ),
    Expectation(
        "E8b",
        "56 % of the events before the last day are resolved",
        ("events",),
        share(_OLDER, "resolved"),
        0.545,
        0.575,
    ),
    Expectation(
        "E9",
        "since the first reading, half of the Threshold events follow an anomalous one within "
        "five minutes",
        ("sensor_readings", "events"),
        # A wish where there are fewer than 500 readings per event.
        """
        WITH anomalies AS (
            SELECT device_id, timestamp FROM sensor_readings WHERE is_anomaly
        ),
        thresholds AS (
            SELECT events.timestamp - anomalies.timestamp AS delay
            FROM events ASOF LEFT JOIN anomalies
                ON events.device_id = anomalies.device_id
                AND events.timestamp >= anomalies.timestamp
            WHERE event_type = 'Threshold Exceeded'
                AND events.timestamp >= (SELECT median(first) FROM (
                    SELECT min(timestamp) AS first FROM sensor_readings GROUP BY device_id))
        )
        SELECT avg(CASE WHEN delay <= INTERVAL 5 MINUTE THEN 1.0 ELSE 0.0 END) AS value,
            sqrt(0.25 / count(*)) AS se, count(*) AS units
        FROM thresholds
        WHERE getvariable('sensor_readings') >= 500 * getvariable('events')
            AND getvariable('anomaly_rate') >= 0.01
        HAVING count(*) > 0
        """,
        0.5,
        1.0,
    ),
    Expectation(
        "E10",
        "10 to 12 % of the slots inside episodes are missing, Sunday 02 to 06 h left out",
        ("sensor_readings", "devices"),
        # Devices of one metric only. Nine gaps of ten are one slot wide, so the median is the
        # step; no run of missing slots is as long as 25.
        """
        WITH gaps AS (
            SELECT device_id, timestamp,
                lag(timestamp) OVER (PARTITION BY device_id ORDER BY timestamp) AS before
            FROM sensor_readings JOIN devices USING (device_id)
            WHERE device_type IN ('Pressure Sensor', 'Motion Detector', 'Smart Meter')
        ),
        steps AS (
            SELECT device_id, median(epoch(timestamp - before)) AS step
            FROM gaps WHERE before IS NOT NULL GROUP BY device_id HAVING count(*) >= 10
        ),
        slots AS (
            SELECT device_id, sum(n) AS n, sum(n - 1) AS missing
            FROM (
                SELECT device_id, round(epoch(timestamp - before) / step) AS n
                FROM gaps JOIN steps USING (device_id)
                WHERE NOT (isodow(timestamp) = 7
                    AND before < date_trunc('day', timestamp) + INTERVAL 6 HOUR
                    AND timestamp > date_trunc('day', timestamp) + INTERVAL 2 HOUR)
            )
            WHERE n BETWEEN 1 AND 25 GROUP BY device_id
        ),
        whole AS (SELECT sum(missing) / sum(n) AS p, sum(n) AS n FROM slots)
        SELECT any_value(whole.p) AS value,
            sqrt(sum((slots.missing - whole.p * slots.n) ** 2)) / any_value(whole.n) AS se,
            any_value(whole.n) ** 2 / sum(slots.n ** 2) AS units
        FROM slots CROSS JOIN whole HAVING count(*) > 0
        """,
        0.10,
        0.12,
    ),
    *LIVES,
)
