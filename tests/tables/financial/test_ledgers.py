"""Ledgers of the bank: every balance is the one before and what moved it."""

from __future__ import annotations

import polars as pl
import pytest

from tablewright import streams
from tablewright.engines.local import LocalTable
from tablewright.ops import Row
from tablewright.ops.core import lift
from tests.support.judged import generate

OWED = pl.col("account_type").is_in(["Credit Card", "Loan"])
KIND = pl.col("txn_type")
GOES_IN = KIND.is_in(["Deposit", "Transfer In", "Interest"])
LOWERS = (KIND == "Transfer In") | ((KIND == "Payment") & (pl.col("account_type") == "Loan"))


def cents(column: str) -> pl.Expr:
    return (pl.col(column).cast(pl.Float64) * 100).round().cast(pl.Int64)


@pytest.mark.parametrize(
    ("accounts", "entries", "choice"),
    [
        (2_000, 10_000, {}),
        (401, 40_000, {}),
        (1, 700, {}),
        (2_000, 30_000, {"start_date": "2023-03-01", "end_date": "2025-04-30"}),
    ],
)
@pytest.mark.parametrize("seed", [1, 7])
def test_every_balance_follows_from_the_one_before(accounts, entries, choice, seed):
    sizes = {"accounts": accounts, "trades": 0, "transactions": entries}
    _, frames = generate("financial", seed, sizes=sizes, **choice)
    assert frames["transactions"].height == entries
    rows = frames["transactions"].join(frames["accounts"], on="account_id", maintain_order="left")
    sign = pl.when(OWED).then(pl.when(LOWERS).then(-1).otherwise(1))
    sign = sign.otherwise(pl.when(GOES_IN).then(1).otherwise(-1))
    sign = pl.when(pl.col("status") == "Completed").then(sign).otherwise(0)
    steps = rows.select(
        "account_id",
        "account_type",
        after=cents("balance_after"),
        before=cents("balance_after").shift(1).over("account_id"),
        moved=cents("amount") * sign,
        balance=cents("balance"),
    )
    assert steps.filter(pl.col("after") != pl.col("before") + pl.col("moved")).is_empty()
    last = steps.group_by("account_id", maintain_order=True).last()
    assert last["after"].equals(last["balance"], check_names=False)
    checking = steps.filter(pl.col("account_type") == "Checking")
    assert checking.filter(pl.col("after") < 0).is_empty()


def test_both_legs_of_a_standing_order_move_the_same_within_a_minute():
    _, frames = generate("financial", 3, rows=4_000)
    rows = frames["transactions"].join(frames["accounts"], on="account_id")
    legs = rows.filter(pl.col("counterparty").str.ends_with("Savings Transfer")).select(
        "txn_id", "txn_type", "customer_id", "amount", "txn_timestamp"
    )
    out, into = (legs.filter(KIND == f"Transfer {way}") for way in ("Out", "In"))
    both = out.join(into, on=["customer_id", "amount"]).filter(
        (pl.col("txn_timestamp") - pl.col("txn_timestamp_right")).abs() <= pl.duration(minutes=1)
    )
    assert out.height > 100
    assert both["txn_id"].n_unique() == out.height == into.height


@pytest.mark.parametrize(("rows", "entries"), [(400, 1), (5_000, 5), (1_000, 60)])
def test_as_many_accounts_have_a_ledger_as_the_notes_say(rows, entries):
    sizes = {"accounts": rows, "trades": 0, "transactions": rows * entries}
    tables, frames = generate("financial", 3, sizes=sizes)
    found = frames["transactions"]["account_id"].n_unique()
    (note,) = tables.notes
    wanted = int(note.split()[1].replace(",", ""))
    assert note == f"transactions: {wanted:,} of {rows:,} accounts have a ledger"
    assert found <= wanted
    assert found >= 0.95 * wanted


def test_a_ledger_without_an_end_begins_again():
    made = LocalTable(streams.transactions(20).over(Row(), lift(0)), 1)
    far = made.rows(2**40, 2**40 + 2_000)
    assert far["amount"].min() > 0
    near = made.rows(0, 2_000)
    balance = pl.col("balance_after").cast(pl.Float64).mean().over("account_id")
    assert far.select(balance.max()).item() < 3 * near.select(balance.max()).item()
