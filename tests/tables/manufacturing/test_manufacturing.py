"""Manufacturing: what its rules do not say."""

import datetime as dt

import polars as pl
import pytest

from tablewright import api
from tablewright.errors import ArgumentError
from tablewright.polars.manufacturing import (
    generate_equipment,
    generate_maintenance_records,
    generate_sensor_data,
    generate_technicians,
)
from tests.support.judged import generate, of_sizes, sizes


@pytest.fixture(scope="module")
def usual():
    with of_sizes("manufacturing", (500, 25_000, 5_000)) as made:
        yield made


@pytest.mark.parametrize("rate", [0.0, 0.1, 0.5, 1.0])
def test_fault_rate_is_the_share_of_faulty_machines(rate):
    rates = {"fault_rate": rate}
    with of_sizes("manufacturing", (200, 60_000, 2_000), rates=rates) as made:
        assert made.breaches() == set()
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


@pytest.mark.parametrize(
    ("readings", "choice", "step"),
    [
        (25_000, {}, 6 * 3_600),
        (400_000, {}, 3_600),
        (50_000, {"intervals": {"interval": 10}}, 10),
        (50_000, {"intervals": {"interval": 7_200}}, 7_200),
        (50_000, {"start_date": "2024-03-01", "end_date": "2024-03-10"}, 3_600),
    ],
)
def test_all_machines_are_read_at_the_same_times(readings, choice, step):
    with of_sizes("manufacturing", (500, readings, 5_000), **choice) as made:
        assert made.breaches() == set()
    found = made.frames["sensor_data"]
    assert found["timestamp"].is_sorted()
    times = found["timestamp"].unique().sort()
    steps = times.diff().drop_nulls().dt.total_seconds()
    assert set(steps) <= {step, 2 * step}
    assert (steps == step).mean() == pytest.approx(0.995, abs=0.03)
    each = found.group_by("equipment_id").len()["len"]
    assert each.max() - each.min() <= 1


def test_readings_that_do_not_fit_divide_the_step():
    with of_sizes(
        "manufacturing", (2, 9_000, 20), start_date="2024-03-01", end_date="2024-03-02"
    ) as made:
        assert made.breaches() == set()
    times = made.frames["sensor_data"]["timestamp"].unique().sort()
    assert set(times.diff().drop_nulls().dt.total_seconds()) <= {10, 20}
    choice = {"intervals": {"interval": 3_600}}
    with of_sizes("manufacturing", (2, 90_000, 20), **choice) as made:
        assert made.breaches() == set()


def test_what_readings_cover_is_told():
    declared = api.declare("manufacturing", rows=500)
    assert "a reading every 6 h, over the last 12.8 days" in declared.notes[0]


@pytest.mark.parametrize("rate", [0.0, 1.0])
def test_sensors_announce_failures_whatever_the_fault_rate(rate):
    with of_sizes("manufacturing", (1_500, 90_000, 15_000), rates={"fault_rate": rate}) as made:
        rule = next(r for r in made.declaration.expectations if r.name == "E11")
        if rate:
            assert (
                made.frames["sensor_data"].filter("is_anomaly")["equipment_id"].n_unique() > 1_200
            )
        else:
            assert not made.frames["sensor_data"]["is_anomaly"].any()
            check = made.judge(rule)
            assert check.status == "ok", check.detail


def test_the_order_names_the_component_that_fails():
    """The failure mode is the component: each of the five shows on other sensors."""
    with of_sizes("manufacturing", (3_000, 180_000, 30_000), rates={"fault_rate": 0.0}) as made:
        risen = made.rows("""
            WITH failures AS (
                SELECT equipment_id, scheduled_date, regexp_extract(description,
                    '(axis drive|teach pendant|tensioner|pressure valve|fume extractor|'
                    'cutting knife|mounting bracket|heat exchanger)', 1) AS fourth
                FROM maintenance_records
                WHERE maintenance_type IN ('Corrective', 'Emergency')
            ),
            sized AS (
                SELECT equipment_id, timestamp,
                    abs(sensor_A) / median(abs(sensor_A)) OVER machine AS a,
                    abs(sensor_C) / median(abs(sensor_C)) OVER machine AS c
                FROM sensor_data WINDOW machine AS (PARTITION BY equipment_id)
            )
            SELECT avg(a) FILTER (fourth <> ''), avg(c) FILTER (fourth <> '')
            FROM sized ASOF JOIN failures
                ON sized.equipment_id = failures.equipment_id
                AND sized.timestamp <= failures.scheduled_date
            WHERE scheduled_date - timestamp < INTERVAL 24 HOUR
        """)
    assert risen[0][0] > 1.5 * risen[0][1]


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


def test_children_made_alone_agree_with_parents_made_alone():
    equipment = generate_equipment(40, 5, n_maintenance_records=350, fault_rate=0.2)
    orders = generate_maintenance_records(350, 40, 5, fault_rate=0.2)
    readings = generate_sensor_data(900, 40, 0.2, 5, n_maintenance_records=350)
    people = generate_technicians(n_maintenance_records=350, seed=5)
    chosen = sizes("manufacturing", (40, 900, 350))
    _, together = generate("manufacturing", 5, sizes=chosen, rates={"fault_rate": 0.2})
    assert equipment.equals(together["equipment"])
    assert readings.equals(together["sensor_data"])
    assert orders.equals(together["maintenance_records"])
    assert people.equals(together["technicians"])
    assert orders["technician_id"].is_in(people["technician_id"].implode()).all()


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
        api.declare("manufacturing", sizes=sizes("manufacturing", (1, 10**12, 10)))
