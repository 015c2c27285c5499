"""Customers: what the accounts of one have in common, in the table and in its changes."""

import polars as pl
import pytest

from tablewright.cdc import ChangeSettings
from tablewright.polars import cdc
from tests.support.judged import of_sizes

OF_AN_ACCOUNT = ("customer_id", "currency", "risk_rating", "account_type")
OF_A_CUSTOMER = ("currency", "risk_rating")


@pytest.mark.parametrize("seed", [1, 42])
def test_changes_keep_what_belongs_to_the_customer(seed):
    weights = {"APPEND": 1, "UPDATE": 6, "DELETE": 1}
    settings = ChangeSettings(batch_size=0.9, weights=weights)
    batches = pl.concat(cdc.batches(cdc.feed("financial", 60, seed, settings=settings), 20))
    changed = batches.filter(pl.col("operation") == "UPDATE")
    assert changed["status"].n_unique() == 3
    assert batches["account_id"].n_unique() > 150
    assert batches["customer_id"].is_duplicated().any()
    for key, columns in (("account_id", OF_AN_ACCOUNT), ("customer_id", OF_A_CUSTOMER)):
        values = batches.group_by(key).agg(pl.col(columns).n_unique())
        assert values.select(columns).max().row(0) == (1,) * len(columns), key


@pytest.mark.parametrize("rows", [0, 1, 23, 24, 399, 400, 401, 1_999])
def test_four_customers_have_five_accounts(rows):
    with of_sizes("financial", (rows, 0, 0)) as made:
        customers, accounts = made.frames["customers"], made.frames["accounts"]
    assert customers.height == accounts["customer_id"].n_unique()
    assert customers.height == pytest.approx(0.8 * rows, abs=1)
    several = accounts.filter(pl.col("customer_id").is_duplicated())
    checking = several.group_by("customer_id").agg(pl.col("account_type").eq("Checking").any())
    assert rows < 24 or checking["account_type"].all()
