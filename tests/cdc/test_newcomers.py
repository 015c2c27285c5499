"""Who comes with a batch looks new, and what they have fits how long they have been there."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import polars as pl

from tablewright.cdc import ChangeSettings
from tablewright.polars import cdc


def new(industry: str, batches: int = 6, rows: int = 2_000) -> pl.DataFrame:
    """The rows that are appended in the first batches."""
    made = [*cdc.batches(cdc.feed(industry, rows), batches)][1:]
    return pl.concat(made).filter(operation="APPEND")


def test_customers_have_bought_once() -> None:
    customers = new("retail")
    assert customers["is_active"].all()
    assert set(customers["loyalty_tier"]) == {"Bronze"}
    value = customers["lifetime_value"].cast(pl.Float64)
    assert value.min() > 5
    assert 60 < value.median() < 300
    assert value.quantile(0.99) < 2_000


def test_a_customer_spends_a_basket_at_a_time() -> None:
    batches = [*cdc.batches(cdc.feed("retail", 2_000, settings=ChangeSettings(batch_size=0.4)), 20)]
    told = pl.concat(batches).sort("customer_id", "sequence")
    rise = told.select(
        "signup_date", (pl.col("lifetime_value").diff().over("customer_id")).alias("rise")
    ).filter(pl.col("rise") != 0)
    assert rise.height > 1_000
    assert rise["rise"].min() > 0
    assert 50 < rise["rise"].cast(pl.Float64).median() < 300
    assert rise["rise"].max() < Decimal(20_000)
    # Nobody who came yesterday has become rich.
    state = batches[-1].filter(pl.col("signup_date") > dt.date(2024, 12, 31))
    assert state["lifetime_value"].max() < Decimal(20_000)


def test_who_buys_is_active() -> None:
    batches = [*cdc.batches(cdc.feed("retail", 2_000, settings=ChangeSettings(batch_size=0.4)), 20)]
    told = pl.concat(batches).sort("customer_id", "sequence")
    bought = told.filter(
        pl.col("operation") == "UPDATE",
        pl.col("lifetime_value") > pl.col("lifetime_value").shift().over("customer_id"),
    )
    assert bought.height > 1_000
    assert bought["is_active"].all()
    silent = told.filter(operation="UPDATE")["is_active"]
    assert 0.05 < 1 - silent.mean() < 0.3


def test_patients_are_treated_and_of_all_ages() -> None:
    patients = new("healthcare")
    assert patients["is_active"].all()
    feed = cdc.feed("healthcare", 400)
    far = cdc.batch(feed, 20_000).filter(operation="APPEND")
    for batch in (patients, far):
        age = batch["operation_date"].dt.date() - batch["date_of_birth"]
        years = age.dt.total_days() / 365.25
        assert years.min() >= 0
        assert years.max() < 110
        assert 30 < years.mean() < 45


def test_accounts_are_opened_with_little_and_of_new_customers_too() -> None:
    accounts, before = new("financial"), cdc.batch(cdc.feed("financial", 2_000), 0)
    assert set(accounts["status"]) == {"Active"}
    assert set(accounts.filter(account_type="Credit Card")["balance"]) == {0}
    for kind in ("Checking", "Savings", "Investment", "Retirement"):
        mine, theirs = (
            frame.filter(pl.col("account_type") == kind, pl.col("currency") == "USD")["balance"]
            for frame in (accounts, before)
        )
        assert mine.cast(pl.Float64).median() < theirs.cast(pl.Float64).median() / 2
    assert accounts.filter(account_type="Loan")["balance"].min() > 100
    assert (accounts["open_date"] <= accounts["operation_date"].dt.date()).all()
    assert (accounts["open_date"].dt.weekday() <= 5).all()
    known = accounts["customer_id"].is_in(before["customer_id"].to_list())
    assert 0.3 < known.mean() < 0.5


def test_devices_and_machines_run() -> None:
    devices, machines = new("iot"), new("manufacturing")
    assert set(devices["status"]) == {"Online"}
    assert (devices["install_date"].dt.weekday() <= 5).all()
    assert (devices["install_date"] <= devices["operation_date"].dt.date()).all()
    assert set(machines["status"]) == {"Operational"}
    assert machines["last_maintenance_date"].null_count() == machines.height
    assert (machines["install_date"] == machines["operation_date"].dt.date()).all()


def test_another_policy_has_another_number() -> None:
    batches = [
        *cdc.batches(cdc.feed("healthcare", 500, settings=ChangeSettings(batch_size=0.4)), 9)
    ]
    told = pl.concat(batches).sort("patient_id", "sequence")
    digits = pl.col("insurance_id").str.slice(-6)
    pairs = told.select(
        (pl.col("insurance_id") != pl.col("insurance_id").shift()).over("patient_id").alias("new"),
        (digits == digits.shift()).over("patient_id").alias("alike"),
    )
    assert pairs.filter("new").height > 100
    assert pairs.filter("new")["alike"].mean() < 0.01
