"""IoT at sizes and windows where something runs out: types, octets, days, slots."""

import datetime as dt

import duckdb
import polars as pl
import pytest
from tests.verify.in_memory import judgements

from tablewright.engines.local import LocalTable
from tablewright.errors import ArgumentError, ArgumentTypeError
from tablewright.polars import iot
from tablewright.spec import Window, WorldOptions
from tablewright.tables.iot import INDUSTRY
from tablewright.verification.session import literal

TABLES = ("devices", "sensor_readings", "events", "telemetry")
AWKWARD = {
    "nothing": (0, 0, 0, 0),
    "only parents": (5, 0, 0, 0),
    "one of each": (1, 1, 1, 1),
    "one device": (1, 3_000, 300, 3_000),
    "two types": (2, 500, 100, 1_001),
    "half an octet": (5, 1_000, 100, 2_000),
    "an octet": (8, 20_000, 500, 5_000),
    "an octet and spares": (15, 2_000, 300, 3_000),
    "the smallest that the command line makes": (20, 1_000, 200, 1_000),
    "a block of octets and one device": (401, 3_333, 777, 12_345),
    "more devices than rows": (50_000, 10, 10, 10),
    "more readings than slots": (2, 400_000, 100, 0),
    "more days than there are": (1, 0, 10, 400_000),
    "more events than devices": (8, 100, 20_000, 0),
}
WINDOWS = {
    "a day": ("2024-12-25", "2024-12-25"),
    "a Sunday": ("2024-12-29", "2024-12-29"),
    "a Sunday at the end": ("2024-12-28", "2024-12-29"),
    "a Sunday at the begin": ("2024-12-29", "2024-12-30"),
    "six weeks": ("2023-02-01", "2023-03-15"),
    "years": ("1998-11-20", "2001-01-31"),
}


def declare(sizes, window=None, rate=0.02):
    options = WorldOptions(window=window or Window(), rates={"anomaly_rate": rate})
    return INDUSTRY.declare(dict(zip(TABLES, sizes, strict=True)), options)


def make(dataset, seed):
    return {t.short_name: LocalTable(t, seed).rows(0, t.rows) for t in dataset.tables}


@pytest.fixture
def judge():
    """A function that returns the rules that a dataset's rows break, and its connection."""
    connection = duckdb.connect()

    def run(dataset, frames):
        connection.execute("SET TimeZone = 'UTC'")
        known = dict(dataset.parameters)
        start, end = (dt.date.fromisoformat(known[key]) for key in ("start_date", "end_date"))
        known |= {"w0": start, "w1": end + dt.timedelta(1), "days": (end - start).days + 1}
        for name, value in known.items():
            connection.execute(f'SET VARIABLE "{name}" = {literal(value)}')
        connection.execute(
            "CREATE OR REPLACE MACRO scaled(span) AS "
            "greatest(1, round(span * getvariable('days') / 366)::INTEGER)"
        )
        for name, frame in frames.items():
            connection.register(name, frame.to_arrow())
        broken = {i.name for i in INDUSTRY.invariants if connection.execute(i.sql).fetchall()}
        for table in dataset.tables:
            frame = frames[table.short_name]
            assert frame.height == table.rows
            for unique in (table.primary_key, *table.unique):
                assert frame[unique].n_unique() == table.rows
            for key in table.foreign_keys:
                parents = frames[key.parent.rpartition(".")[2]][key.parent_column]
                assert frame[key.column].is_in(parents.implode()).all()
        assert frames["events"]["timestamp"].is_sorted()
        return broken, connection

    yield run
    connection.close()


@pytest.mark.parametrize("seed", [0, -(2**63)])
@pytest.mark.parametrize("case", AWKWARD)
def test_every_invariant_holds_at_awkward_sizes(case, seed, judge):
    dataset = declare(AWKWARD[case])
    assert judge(dataset, make(dataset, seed))[0] == set()


@pytest.mark.parametrize("sizes", [(300, 20_000, 2_000, 20_000), (7, 2_000, 200, 20_000)])
@pytest.mark.parametrize("name", WINDOWS)
def test_the_window_moves_everything(name, sizes, judge):
    start, end = map(dt.date.fromisoformat, WINDOWS[name])
    dataset = declare(sizes, Window(start, end))
    frames = make(dataset, 3)
    assert judge(dataset, frames)[0] == set()
    for child in TABLES[1:]:
        days = frames[child]["timestamp"].dt.date()
        assert start <= days.min()
        assert days.max() <= end
    assert frames["devices"]["install_date"].max() <= end


@pytest.mark.parametrize("rate", [0.0, 0.2, 0.5, 1.0])
def test_the_rate_is_exact_at_its_ends_and_close_between(rate, judge):
    dataset = declare((300, 50_000, 500, 0), rate=rate)
    frames = make(dataset, 11)
    assert judge(dataset, frames)[0] == set()
    readings = frames["sensor_readings"]
    found = readings["is_anomaly"].mean()
    assert found == rate if rate in (0, 1) else abs(found - rate) < 0.01
    assert (readings["metric_value"].null_count() == 0) == (rate == 1)


@pytest.mark.parametrize(
    "sizes",
    [
        (50_000, 50_000, 50_000, 50_000),
        (1_000, 50_000, 50_000, 100_000),
        (200, 500_000, 1_000, 50_000),
    ],
)
def test_expectations_are_met_from_their_minimum_size(sizes, judge):
    dataset = declare(sizes)
    frames = make(dataset, 17)
    assert judge(dataset, frames)[0] == set()
    missed, met = judgements(dataset, frames)
    assert missed == []
    assert met >= 8


def test_anomalies_raise_events():
    dataset = declare((200, 600_000, 1_200, 0))
    frames = make(dataset, 5)
    anomalies = frames["sensor_readings"].filter("is_anomaly").sort("timestamp")
    raised = (
        frames["events"]
        .filter(pl.col("event_type") == "Threshold Exceeded")
        .join_asof(
            anomalies.with_columns(read=pl.col("timestamp")),
            on="timestamp",
            by="device_id",
            tolerance="5m",
            check_sortedness=False,
        )
    )
    assert raised["read"].is_not_null().mean() > 0.6


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


def test_slices_equal_the_whole():
    dataset = declare((500, 3_000, 3_000, 3_000))
    for table in dataset.tables:
        whole = LocalTable(table, 42).rows(0, table.rows)
        for start, stop in ((0, 1), (7, 8), (123, 456), (table.rows - 1, table.rows)):
            assert LocalTable(table, 42).rows(start, stop).equals(whole[start:stop])


@pytest.mark.parametrize("n_devices", [1, 9, 1_000, 10**12])
def test_huge_tables_have_a_middle(n_devices):
    rows = 10**12
    dataset = declare((n_devices, rows, rows, rows))
    for table in dataset.tables:
        middle = table.rows // 2
        made = LocalTable(table, 42).rows(middle, middle + 3)
        assert made.height == min(3, table.rows - middle)


def test_functions_alone_make_what_the_dataset_has():
    dataset = declare((100, 5_000, 1_000, 5_000))
    alone = {
        "devices": iot.generate_devices(100),
        "sensor_readings": iot.generate_sensor_readings(5_000, 100),
        "events": iot.generate_events(1_000, 100),
        "telemetry": iot.generate_telemetry(5_000, 100),
    }
    for name, frame in make(dataset, 42).items():
        assert frame.equals(alone[name])


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
    with pytest.raises(ArgumentError, match=r"n_devices=0 leaves"):
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
