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
from tablewright.tables.iot.fleet import FIRST_ID, Fleet
from tablewright.tables.iot.incidents import DeviceIncidents
from tablewright.tables.iot.series import Series
from tablewright.tables.iot.signals import UNITS, Signals
from tablewright.tables.iot.slots import METRICS

_NOTICED = 0.52
"""The share of anomalies whose quality score is poor; the others' are like those of any reading."""


def sensor_readings(
    series: Series, incidents: DeviceIncidents, fleet: Fleet, clock: MaintenanceClock
) -> Table:
    """The table."""
    f = series.field
    signals = Signals(series, incidents, fleet, clock)
    missing = f("missing", ~incidents.anomaly & chance(0.005))
    poor = missing | (incidents.anomaly & chance(_NOTICED, "noticed"))
    score = 80 + (quantile(shipped("beta5_2"), "score") * 20 + 500_000) // 10**6
    quality = when(poor, 80 + below(9, "poor")).otherwise(score)
    return Table(
        "iot.sensor_readings",
        series.rows,
        (
            Column(f("reading_id", Row() + 1), Int64(), "1 + row"),
            Column(
                f("device_id", series.device + FIRST_ID),
                Int64(),
                "types that have the metric, those of an octet in turn: temperature and power "
                "three, humidity and vibration two, pressure one",
            ),
            Column(
                f("timestamp", series.passed + clock.begin),
                Timestamp(),
                "UTC, a regular step, up to 2 s late; the last part of the window; 11 % of the "
                "steps missing; not on Sundays from 02 to 06 h, nor in a site's outages",
            ),
            Column(f("metric_name", word(METRICS, series.metric_number)), Text(), "5, even"),
            Column(
                signals.value,
                Float64(2),
                "the city's climate, local time, correlated noise of site and device; power "
                "by type; 0.5 % null",
                null_when=missing,
            ),
            Column(f("unit", word(UNITS, series.metric_number)), Text(), "the metric's"),
            Column(
                f("quality_score", quality),
                Int32(),
                "80 + 20 * Beta(5,2), mean 94; 80 to 88 for half of the anomalies and if null",
            ),
            Column(
                incidents.anomaly,
                Boolean(),
                "anomaly_rate, in runs of 3 to 20; 60 % on a tenth of the devices",
            ),
        ),
        primary_key="reading_id",
        foreign_keys=(ForeignKey("device_id", "iot.devices", "device_id"),),
        doc="Readings, slot by slot: in the order of time but for a few minutes.",
    )
