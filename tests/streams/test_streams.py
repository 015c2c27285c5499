"""Streams on this machine: rows are functions of number and time, and time decides what happens."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from tablewright.errors import ArgumentError, ArgumentTypeError
from tablewright.polars.financial import generate_accounts
from tablewright.streams import sensors, stream_rows, transactions

TUESDAY, SUNDAY = dt.date(2025, 3, 4), dt.date(2025, 3, 2)


def at(day: dt.date, hour: int) -> list[dt.datetime]:
    return [dt.datetime.combine(day, dt.time(hour, 30))] * 1_000


@pytest.mark.parametrize(
    ("day", "hour", "is_open"), [(TUESDAY, 11, True), (TUESDAY, 3, False), (SUNDAY, 11, False)]
)
def test_branches_open_on_business_days(day: dt.date, hour: int, is_open: bool) -> None:
    made = stream_rows(transactions(500), range(1_000), at(day, hour))
    assert set(made["channel"].unique()) >= {"ATM", "Mobile", "Online"}
    assert ("Branch" in made["channel"]) is is_open
    assert ("Wire" in made["channel"]) is is_open
    assert made["txn_timestamp"].unique().to_list() == [
        at(day, hour)[0].replace(tzinfo=dt.timezone.utc)
    ]


def test_a_stream_begins_with_the_balances_of_accounts() -> None:
    accounts = generate_accounts(500, seed=42).select("account_id", "account_type", "balance")
    times = [dt.datetime.combine(TUESDAY, dt.time(11, 30))] * 20_000
    made = stream_rows(transactions(500), range(20_000), times).join(
        accounts, on="account_id", maintain_order="left"
    )
    kind, owed = pl.col("txn_type"), pl.col("account_type") == "Credit Card"
    up = kind.is_in(["Deposit", "Transfer In", "Interest"])
    up = pl.when(owed).then(kind != "Transfer In").otherwise(up)
    moved = pl.when(up).then(pl.col("amount")).otherwise(-pl.col("amount"))
    moved = pl.when(pl.col("status") == "Completed").then(moved).otherwise(0)
    step = made.with_columns(
        before=(pl.col("balance_after") - moved).cast(pl.Float64).round(2),
        after=pl.col("balance_after").cast(pl.Float64).shift(1).over("account_id"),
    ).with_columns(pl.col("after").fill_null(pl.col("balance").cast(pl.Float64)))
    assert step.filter((pl.col("before") - pl.col("after")).abs() > 0.001).is_empty()
    assert step["account_id"].n_unique() > 200
    assert step.filter(pl.col("account_type") == "Checking")["balance_after"].min() >= 0


def test_seasons_and_hours_are_those_of_the_time() -> None:
    stream = sensors(500, anomaly_rate=0.0)

    def mean(month: int, hour: int) -> float:
        made = stream_rows(stream, range(1_000), at(dt.date(2025, month, 8), hour))
        warm = made.filter(pl.col("metric_name") == "temperature")["metric_value"].mean()
        assert isinstance(warm, float)
        return warm

    # The night ends, and the day is warmest, at ten and at 21 UTC in the middle of the sites.
    assert mean(1, 10) + 3 < mean(1, 21) < mean(7, 10) < mean(7, 21) - 3


def test_a_row_depends_on_nothing_but_its_number_and_time() -> None:
    numbers = [0, 10**12, 7, 7, 3]
    times = at(TUESDAY, 11)[:4] + at(SUNDAY, 3)[:1]
    for stream in (transactions(50), sensors(50)):
        together = stream_rows(stream, numbers, times, seed=5)
        apart = [stream_rows(stream, [k], [t], seed=5) for k, t in zip(numbers, times, strict=True)]
        assert together.equals(pl.concat(apart))
        assert not together.equals(stream_rows(stream, numbers, times, seed=6))


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ArgumentError, match="n_accounts=0"):
        transactions(0)
    with pytest.raises(ArgumentTypeError, match=r"n_devices=1\.5"):
        sensors(1.5)  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match="anomaly_rate=2"):
        sensors(5, anomaly_rate=2.0)
    with pytest.raises(ArgumentError, match="k has 2 numbers and t has 1 times"):
        stream_rows(sensors(5), [1, 2], [dt.datetime(2025, 1, 1)])
    with pytest.raises(ArgumentError, match="k=-1"):
        stream_rows(sensors(5), [-1], [dt.datetime(2025, 1, 1)])
