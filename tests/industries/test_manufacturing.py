"""Manufacturing: every rule at awkward sizes and windows, and what the rules do not say."""

import datetime as dt
import itertools

import polars as pl
import pytest
from tests.verify.in_memory import judgements

from tablewright import interpreter
from tablewright.engines.local import LocalTable
from tablewright.errors import ArgumentError
from tablewright.polars.manufacturing import (
    generate_equipment,
    generate_maintenance_records,
    generate_sensor_data,
)
from tablewright.spec import Window, WorldOptions
from tablewright.tables.manufacturing import INDUSTRY, INVARIANTS
from tablewright.verification.session import literal

duckdb = pytest.importorskip("duckdb")
NAMES = ("equipment", "sensor_data", "maintenance_records")
AWKWARD = {
    "nothing": (0, 0, 0),
    "only machines": (20, 0, 0),
    "one of each": (1, 1, 1),
    "one machine": (1, 1_000, 1_000),
    "one machine, too many rounds to list": (1, 100, 5_000),
    "fewer orders than machines": (50, 300, 13),
    "three machines, too many rounds to list": (3, 300, 3_300),
    "few machines": (7, 5_000, 100),
    "no orders": (20, 1_000, 0),
    "a hundred orders each": (33, 2_000, 3_300),
    "a round and a bit": (700, 100, 801),
    "more machines than anything": (5_000, 100, 10),
    "many readings each": (3, 9_000, 10),
}
WINDOWS = {
    "a year": ("2024-01-01", "2024-12-31"),
    "six weeks": ("2023-02-01", "2023-03-15"),
    "a day": ("2024-03-09", "2024-03-09"),
    "a Sunday": ("2024-03-03", "2024-03-03"),
    "from one leap day to the next": ("2020-02-29", "2024-02-29"),
}
USUAL = (500, 25_000, 5_000)


def window(period):
    return Window(*map(dt.date.fromisoformat, WINDOWS[period]))


def declared(sizes, period="a year", rate=0.1):
    options = WorldOptions(window(period), rates={"fault_rate": rate})
    return INDUSTRY.declare(dict(zip(NAMES, sizes, strict=True)), options)


class Made:
    """All tables of a declaration, and a database over them."""

    def __init__(self, sizes, period="a year", seed=42, rate=0.1):
        self.dataset = declared(sizes, period, rate)
        self.frames = {
            t.short_name: LocalTable(t, seed).rows(0, t.rows) for t in self.dataset.tables
        }
        self._connection = duckdb.connect()
        span = window(period)
        ends = {"w0": span.start, "w1": span.end + dt.timedelta(days=1), "days": span.days}
        for name, value in {**self.dataset.parameters, **ends}.items():
            self._connection.execute(f"SET VARIABLE {name} = {literal(value)}")
        self._connection.execute(
            "CREATE MACRO scaled(span) AS "
            "greatest(1, round(span * getvariable('days') / 366)::INTEGER)"
        )
        for name, frame in self.frames.items():
            plain = frame.with_columns(pl.col(pl.Datetime).dt.replace_time_zone(None))
            self._connection.register(name, plain.to_arrow())

    def rows(self, sql):
        return self._connection.execute(sql).fetchall()

    def breaches(self):
        found = {rule.name: self.rows(f"{rule.sql} LIMIT 2") for rule in INVARIANTS}
        for table in self.dataset.tables:
            frame = self.frames[table.short_name]
            assert frame.height == table.rows
            for column in (table.primary_key, *table.unique):
                found[column] = frame.filter(pl.col(column).is_duplicated()).rows()
            for key in table.foreign_keys:
                machines = self.frames["equipment"].select("equipment_id")
                found[key.column] = frame.join(machines, on="equipment_id", how="anti").rows()
        return {name: rows for name, rows in found.items() if rows}


@pytest.fixture(scope="module")
def usual():
    return Made(USUAL)


@pytest.mark.parametrize("case", AWKWARD)
def test_every_invariant_holds_at_awkward_sizes(case):
    for seed in (0, -(2**63), 2**63 - 1):
        assert Made(AWKWARD[case], seed=seed).breaches() == {}


@pytest.mark.parametrize("period", WINDOWS)
@pytest.mark.parametrize("machines", [1, 7, 120])
def test_every_invariant_holds_in_every_window(period, machines):
    assert Made((machines, 3_000, 1_200), period).breaches() == {}


@pytest.mark.parametrize(
    ("sizes", "seed", "fewest"),
    [
        pytest.param((500, 50_000, 5_000), 1, 10, id="twice the usual readings"),
        pytest.param((5_000, 60_000, 50_000), 2, 17, id="ten times the usual orders"),
        pytest.param((3_000, 50_000, 60_000), 3, 17, id="twenty orders each"),
        pytest.param((1_000, 200_000, 50_000), 4, 15, id="fifty orders each"),
        pytest.param((50_000, 10, 50_000), 5, 5, id="many machines"),
    ],
)
def test_expectations_are_met(sizes, seed, fewest):
    made = Made(sizes, seed=seed)
    assert made.breaches() == {}
    missed, judged = judgements(made.dataset, made.frames)
    assert missed == []
    assert judged >= fewest


@pytest.mark.parametrize("rate", [0.0, 0.1, 0.5, 1.0])
def test_fault_rate_is_the_share_of_faulty_machines(rate):
    made = Made((200, 60_000, 2_000), rate=rate)
    assert made.breaches() == {}
    anomalies = made.frames["sensor_data"].filter("is_anomaly")
    assert anomalies["equipment_id"].n_unique() <= round(200 * rate)
    assert anomalies.height / 60_000 == pytest.approx(0.149 * rate, rel=0.2)


def test_the_snapshot_divides_what_is_done_from_what_is_to_come(usual):
    orders, now = usual.frames["maintenance_records"], dt.datetime(2024, 12, 2, 17, 16)
    now = now.replace(tzinfo=dt.timezone.utc)
    assert orders["scheduled_date"].is_sorted()
    ahead = orders.filter(pl.col("scheduled_date") > now)
    assert set(ahead["status"]) <= {"Scheduled", "Cancelled"}
    assert set(ahead["maintenance_type"]) <= {"Preventive", "Predictive"}
    assert not orders.filter(pl.col("scheduled_date") <= now)["status"].is_in(["Scheduled"]).any()
    assert usual.frames["sensor_data"]["timestamp"].max() <= now


def test_planned_work_is_planned_for_working_hours(usual):
    planned = usual.frames["maintenance_records"].filter(
        pl.col("maintenance_type").is_in(["Preventive", "Predictive"])
    )["scheduled_date"]
    assert planned.dt.weekday().max() <= 5
    assert planned.dt.hour().min() >= 6
    assert planned.dt.hour().max() < 18


def test_readings_of_a_machine_are_on_a_grid_of_ten_seconds(usual):
    readings = usual.frames["sensor_data"]
    assert readings["timestamp"].is_sorted()
    assert (readings["timestamp"].dt.second() % 10 == 0).all()
    steps = (
        readings.sort("equipment_id", "timestamp")
        .select(pl.col("timestamp").diff().over("equipment_id").dt.total_seconds())
        .to_series()
        .drop_nulls()
    )
    within = steps.filter(steps <= 60)
    assert (within == 10).mean() == pytest.approx(0.995, abs=0.003)


def test_a_line_is_installed_in_a_day_in_one_zone(usual):
    machines = usual.frames["equipment"].with_columns(line=pl.int_range(pl.len()) // 8)
    lines = machines.group_by("line").agg(pl.col("install_date", "location_zone").n_unique())
    assert lines["install_date"].max() == lines["location_zone"].max() == 1
    assert machines["install_date"].is_sorted()


def test_a_machine_under_repair_stands_still(usual):
    worked_on = usual.rows("""
        SELECT max(energy) FROM sensor_data JOIN maintenance_records USING (equipment_id)
        WHERE timestamp >= completion_date - to_hours(duration_hours)
            AND timestamp < completion_date
    """)
    assert worked_on[0][0] <= 5


@pytest.mark.parametrize("name", NAMES)
def test_slices_equal_the_whole(usual, name):
    whole, table = usual.frames[name], usual.dataset.table(name)
    made = LocalTable(table, 42)
    for start, stop in itertools.pairwise([0, 1, 333, table.rows - 7, table.rows]):
        assert made.rows(start, stop).equals(whole[start:stop])


@pytest.mark.parametrize("sizes", [(50, 3_000, 500), (3, 300, 3_400), (40, 100, 13)])
def test_what_is_given_is_true(sizes):
    for table in declared(sizes).tables:
        made = LocalTable(table, 9).rows(0, table.rows)
        numbers = range(0, table.rows, max(1, table.rows // 6))
        for number, row in zip(
            numbers, interpreter.rows(table, 9, numbers, strict=True), strict=True
        ):
            assert row == made.row(number, named=True)


@pytest.mark.parametrize(
    "sizes", [(10**12, 10**12, 10**12), (10**9, 10**12, 10**12), (1_000, 10**12, 10**12)]
)
def test_rows_of_a_huge_table(sizes):
    for table in declared(sizes).tables:
        made = LocalTable(table, 42)
        assert made.rows(table.rows - 2, table.rows).height == 2
        assert made.rows(table.rows // 2, table.rows // 2 + 1).height == 1


def test_children_made_alone_agree_with_parents_made_alone():
    equipment = generate_equipment(40, 5, n_maintenance_records=350, fault_rate=0.2)
    orders = generate_maintenance_records(350, 40, 5, fault_rate=0.2)
    readings = generate_sensor_data(900, 40, 0.2, 5, n_maintenance_records=350)
    together = Made((40, 900, 350), seed=5, rate=0.2).frames
    assert equipment.equals(together["equipment"])
    assert readings.equals(together["sensor_data"])
    assert orders.equals(together["maintenance_records"])


def test_a_child_needs_a_machine():
    with pytest.raises(ArgumentError, match="n_equipment=0"):
        generate_sensor_data(10, 0)
    with pytest.raises(ArgumentError, match="n_equipment=0"):
        generate_maintenance_records(10, 0)


def test_a_rate_is_a_share():
    with pytest.raises(ArgumentError, match="fault_rate"):
        generate_sensor_data(10, 5, 1.5)


def test_too_many_readings_are_an_error():
    with pytest.raises(ArgumentError, match="more machines"):
        declared((1, 10**12, 10))
