"""IoT: what its rules do not say."""

import datetime as dt

import polars as pl
import pytest

from tablewright.errors import ArgumentError, ArgumentTypeError
from tablewright.polars import iot
from tests.support.judged import generate, of_sizes, sizes


@pytest.mark.parametrize("rate", [0.0, 0.2, 0.5, 1.0])
def test_the_rate_is_exact_at_its_ends_and_close_between(rate):
    rates = {"anomaly_rate": rate}
    with of_sizes("iot", (300, 50_000, 500, 0), 11, rates=rates) as made:
        assert made.breaches() == set()
    readings = made.frames["sensor_readings"]
    found = readings["is_anomaly"].mean()
    assert found == rate if rate in (0, 1) else abs(found - rate) < 0.01
    assert (readings["metric_value"].null_count() == 0) == (rate == 1)


def test_anomalies_raise_events():
    window = {"start_date": "2024-07-01", "end_date": "2024-07-31"}
    _, frames = generate("iot", 5, sizes=sizes("iot", (160, 600_000, 1_000, 0)), **window)
    anomalies = frames["sensor_readings"].filter("is_anomaly").sort("timestamp")
    begun = frames["sensor_readings"].group_by("device_id").agg(pl.col("timestamp").min())
    raised = (
        frames["events"]
        .filter(pl.col("event_type") == "Threshold Exceeded")
        .filter(pl.col("timestamp") >= begun["timestamp"].median())
        .join_asof(
            anomalies.with_columns(read=pl.col("timestamp")),
            on="timestamp",
            by="device_id",
            tolerance="5m",
            check_sortedness=False,
        )
    )
    assert raised["read"].is_not_null().mean() > 0.5


@pytest.mark.parametrize(("interval", "days"), [(None, 40), ("30 minutes", 109)])
def test_streams_cover_the_same_recent_time(interval, days):
    readings = iot.generate_sensor_readings(500_000, 80, 0.02, 3, interval=interval)
    streams = readings.group_by("device_id", "metric_name").agg(
        first=pl.col("timestamp").min(), last=pl.col("timestamp").max()
    )
    ends = dt.datetime(2025, 1, 1, tzinfo=dt.timezone.utc) - streams["last"]
    assert (ends < dt.timedelta(hours=3)).mean() > 0.8
    begins = (streams["first"] - streams["first"].median()).dt.total_hours().abs()
    assert (begins < 24).mean() > 0.9
    covered = (streams["last"] - streams["first"]).dt.total_days()
    assert abs(covered.median() - days) <= 0.05 * days


def test_a_lost_connection_is_followed_by_an_offline_device():
    for rows, n_devices in ((3_000, 200), (200_000, 10_000)):
        events = iot.generate_events(rows, n_devices, 1, n_readings=0)
        lost = events.filter(pl.col("event_type") == "Connection Lost")
        gone = events.filter(pl.col("event_type") == "Device Offline")
        before = gone.join_asof(
            lost.with_columns(lost=pl.col("timestamp")).select("device_id", "timestamp", "lost"),
            on="timestamp",
            by="device_id",
            check_sortedness=False,
        )
        lag = before["timestamp"] - before["lost"]
        within = lag.is_between(dt.timedelta(minutes=4), dt.timedelta(minutes=31))
        assert 0.55 < within.fill_null(value=False).mean() < 0.68


@pytest.mark.parametrize(("interval", "seconds"), [("1 minute", 60), ("30 seconds", 30)])
def test_an_interval_spaces_readings(interval, seconds):
    made = iot.generate_sensor_readings(4_000, 80, interval=interval)
    gaps = made.sort("device_id", "metric_name", "timestamp").select(
        pl.col("timestamp").diff().over("device_id", "metric_name").dt.total_seconds()
    )["timestamp"]
    assert abs(gaps.median() - seconds) <= 2


def test_an_interval_spaces_pings():
    made = iot.generate_telemetry(2_000, 80, interval="10 seconds")
    assert made["timestamp"].diff().dt.total_seconds().median() == 10


@pytest.mark.parametrize("interval", ["", "5", "five minutes", "-1 minute", "0 seconds", "2 weeks"])
def test_bad_intervals_are_refused(interval):
    with pytest.raises(ArgumentError, match="interval="):
        iot.generate_sensor_readings(1, 1, interval=interval)


def test_what_has_no_answer_is_refused():
    with pytest.raises(ArgumentError, match=r"devices=0 leaves"):
        iot.generate_events(1, 0)
    with pytest.raises(ArgumentError, match=r"anomaly_rate=1.5"):
        iot.generate_sensor_readings(1, 1, 1.5)
    with pytest.raises(ArgumentTypeError, match=r"interval=5"):
        iot.generate_telemetry(1, 1, interval=5)
    with pytest.raises(ArgumentError, match=r"microseconds of the window"):
        iot.generate_sensor_readings(10**12, 1, start_date="2024-01-01", end_date="2024-01-01")


def test_a_changed_seed_changes_rows_and_nothing_else():
    one, two = iot.generate_devices(1_000, 1), iot.generate_devices(1_000, 2)
    assert one.schema == two.schema
    assert one["device_id"].equals(two["device_id"])
    assert (one["device_type"] == two["device_type"]).mean() < 0.3
