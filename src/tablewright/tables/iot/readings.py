"""Sensor readings: what each device reports while it reads."""

from __future__ import annotations

from tablewright.ops import Row, below, chance, when, word
from tablewright.sampling import shipped
from tablewright.sampling.quantiles import quantile
from tablewright.spec import (
    Boolean,
    Column,
    Float64,
    ForeignKey,
    Int32,
    Int64,
    Table,
    Text,
    Timestamp,
)
from tablewright.tables.iot.clock import MaintenanceClock
from tablewright.tables.iot.episodes import METRICS, Episodes
from tablewright.tables.iot.fleet import FIRST_ID, Fleet
from tablewright.tables.iot.incidents import DeviceIncidents
from tablewright.tables.iot.signals import UNITS, Signals


def sensor_readings(
    episodes: Episodes, incidents: DeviceIncidents, fleet: Fleet, clock: MaintenanceClock
) -> Table:
    """The table."""
    f = episodes.field
    metric = episodes.by_stream(lambda stream: stream.metric, episodes.stream)
    signals = Signals(episodes, incidents, fleet, clock)
    missing = f("missing", ~incidents.anomaly & chance(0.005))
    poor = incidents.anomaly | missing
    score = 80 + (quantile(shipped("beta5_2"), "score") * 20 + 500_000) // 10**6
    quality = when(poor, 80 + below(9, "poor")).otherwise(score)
    return Table(
        "iot.sensor_readings",
        episodes.rows,
        (
            Column(f("reading_id", Row() + 1), Int64(), "1 + row"),
            Column(
                f("device_id", episodes.device + FIRST_ID),
                Int64(),
                "types that have the metric: temperature 60/25/15, humidity 80/20, power 70/15/15, "
                "vibration 70/30 %",
            ),
            Column(
                f("timestamp", episodes.passed + clock.begin),
                Timestamp(),
                "episodes on the device's grid of 1, 5 or 15 minutes, up to 2 s late; 11 % of the "
                "slots missing; not on Sundays from 02 to 06 h",
            ),
            Column(f("metric_name", word(METRICS, metric)), Text(), "5, even"),
            Column(
                signals.value,
                Float64(2),
                "season, day and correlated noise of the site and the device; 0.5 % null",
                null_when=missing,
            ),
            Column(f("unit", word(UNITS, metric)), Text(), "the metric's"),
            Column(
                f("quality_score", quality),
                Int32(),
                "80 + 20 * Beta(5,2), mean 94; 80 to 88 where anomalous or without a value",
            ),
            Column(
                incidents.anomaly,
                Boolean(),
                "anomaly_rate, in runs of 3 to 20; 60 % on a tenth of the devices",
            ),
        ),
        primary_key="reading_id",
        foreign_keys=(ForeignKey("device_id", "iot.devices", "device_id"),),
        doc="Readings, by rounds of visits to devices, in the order of time within an episode.",
    )
