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


def test_children_made_alone_agree_with_parents_made_alone():
    equipment = generate_equipment(40, 5, n_maintenance_records=350, fault_rate=0.2)
    orders = generate_maintenance_records(350, 40, 5, fault_rate=0.2)
    readings = generate_sensor_data(900, 40, 0.2, 5, n_maintenance_records=350)
    chosen = sizes("manufacturing", (40, 900, 350))
    _, together = generate("manufacturing", 5, sizes=chosen, rates={"fault_rate": 0.2})
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
        api.declare("manufacturing", sizes=sizes("manufacturing", (1, 10**12, 10)))
