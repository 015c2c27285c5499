"""Financial: what its rules do not say."""

import datetime as dt
import itertools

import numpy as np
import polars as pl
import pytest

from tablewright.calendars.day_types import DAY
from tablewright.engines.local import LocalTable
from tablewright.errors import ArgumentError, ArgumentTypeError
from tablewright.ops import Row, lookup
from tablewright.ops.core import lift
from tablewright.polars.financial import (
    generate_accounts,
    generate_trades,
    generate_transactions,
)
from tablewright.spec import Column, Fields, Int64, Table, Window, WorldOptions
from tablewright.tables.financial import INDUSTRY
from tablewright.tables.financial import calendar as days
from tablewright.tables.financial.market import Market
from tablewright.tables.financial.shares import INVENTED, LISTED
from tests.support.judged import of_sizes

NAMES = ("accounts", "trades", "transactions")


@pytest.fixture(scope="module")
def usual():
    with of_sizes("financial", (10_000, 50_000, 50_000)) as made:
        yield made


@pytest.fixture(scope="module")
def many_accounts():
    with of_sizes("financial", (50_000, 50_000, 50_000), seed=7) as made:
        yield made


def test_tables_made_alone_fit_together():
    accounts = generate_accounts(600, 3)
    trades = generate_trades(800, 600, 3).join(accounts, on="account_id")
    assert trades.height == 800
    assert trades["account_type"].is_in(["Investment", "Retirement"]).all()
    entries = generate_transactions(4_000, 600, 3).join(accounts, on="account_id")
    interest = entries.filter(pl.col("txn_type") == "Interest", pl.col("currency") != "JPY")
    rates = {"Savings": 420 / 12, "Credit Card": 2_100 / 4, "Loan": 720 / 4}
    rates |= {"Checking": 50, "Investment": 300, "Retirement": 300}
    rate = interest["account_type"].replace_strict(rates)
    expected = interest["balance_after"].cast(pl.Float64) * rate / 10_000
    assert interest.height > 100
    assert (interest["amount"].cast(pl.Float64) / expected).median() == pytest.approx(1, abs=0.1)


def test_the_first_accounts_are_of_known_classes():
    for size in (6, 20, 10_000):
        first = generate_accounts(size, 9).head(6)
        assert first["account_type"].to_list() == [
            *("Investment", "Checking", "Savings", "Credit Card", "Retirement", "Loan")
        ]
        assert set(first["status"]) == {"Active"}
        assert set(first["currency"]) == {"USD"}
        assert first["open_date"].max() < dt.date(2024, 12, 31)
    assert generate_accounts(1, 9)["open_date"][0] < dt.date(2024, 1, 1)


def test_small_tables_have_the_shares_of_large_ones():
    kinds = generate_accounts(40, 1)["account_type"].value_counts()
    assert dict(kinds.iter_rows()) == {
        "Checking": 12,
        "Savings": 10,
        "Investment": 8,
        "Retirement": 4,
        "Credit Card": 4,
        "Loan": 2,
    }


def test_customers_have_one_account_or_a_few(usual):
    counts = usual.rows(
        "SELECT n, count(*) / 8000 FROM (SELECT count(*) AS n FROM accounts GROUP BY customer_id) "
        "GROUP BY n ORDER BY n"
    )
    assert [n for n, _ in counts] == [1, 2, 3, 4]
    for (_, share), wanted in zip(counts, (0.80, 0.16, 0.03, 0.01), strict=True):
        assert share == pytest.approx(wanted, abs=0.005)


def test_risk_goes_with_wires_and_foreign_business(many_accounts):
    shares = many_accounts.rows("""
        SELECT avg(is_international::INT), avg((channel = 'Wire')::INT)
        FROM transactions JOIN accounts USING (account_id) WHERE risk_rating IS NOT NULL
        GROUP BY risk_rating ORDER BY list_position(['Low', 'Medium', 'High'], risk_rating)
    """)
    for low, high in itertools.pairwise(zip(*shares, strict=True)):
        assert list(low) == sorted(low)
        assert list(high) == sorted(high)


def test_pending_is_what_is_recent(usual):
    (recent, old) = usual.rows("""
        SELECT avg((status = 'Pending')::INT) FROM transactions
        GROUP BY txn_timestamp < '2024-12-25' ORDER BY 1 DESC
    """)
    assert recent[0] > 0.7
    assert old[0] < 0.05


def test_failed_is_what_goes_out(usual):
    types = usual.rows("SELECT DISTINCT txn_type FROM transactions WHERE status = 'Failed'")
    assert {name for (name,) in types} == {"Withdrawal", "Transfer Out", "Payment"}


def test_wires_are_large_and_paid_in_cash_is_not(many_accounts):
    ((least, cash),) = many_accounts.rows("""
        SELECT min(amount) FILTER (channel = 'Wire'), max(amount) FILTER (channel = 'ATM'
            AND txn_type = 'Withdrawal')
        FROM transactions JOIN accounts USING (account_id) WHERE currency <> 'JPY'
    """)
    assert least >= 5_000
    assert cash <= 1_000


def test_prices_are_the_same_for_every_seed(usual):
    other = LocalTable(usual.tables.table("trades"), 1).rows(0, 50_000)
    noon = pl.col("trade_timestamp").dt.truncate("1d")
    daily = [
        frame.group_by("symbol", day=noon).agg(pl.col("price").cast(pl.Float64).mean())
        for frame in (usual.frames["trades"], other)
    ]
    both = daily[0].join(daily[1], on=["symbol", "day"])
    assert (both["price"] / both["price_right"] - 1).abs().median() < 0.01


@pytest.mark.parametrize("period", [("2024-01-01", "2024-12-31"), ("2022-01-01", "2024-12-31")])
def test_returns_from_close_to_close_are_uncorrelated_and_have_their_volatility(period):
    market = Market(Window(*map(dt.date.fromisoformat, period)))
    opened = [day for day, weight in enumerate(market.times(1).weights) if weight]
    shares = len(market.symbols)
    close = market.price(Row() % shares, lookup(opened, Row() // shares), lift(DAY - 1))
    rows = len(opened) * shares
    table = Table("closes", rows, (Column(Fields("closes", rows)("p", close), Int64()),), "p")
    prices = LocalTable(table, 42).rows(0, rows)["p"].to_numpy().reshape(-1, shares)
    returns = np.diff(np.log(prices), axis=0)[1:-1]
    yearly = returns.std(axis=0) * 252**0.5
    assert np.mean(yearly / [each.volatility for each in market.symbols]) == pytest.approx(
        1, abs=0.01
    )
    lag = [np.corrcoef(path[1:], path[:-1])[0, 1] for path in returns.T]
    assert np.abs(lag).max() < 0.02
    assert np.corrcoef(returns.T).mean() == pytest.approx(0.37, abs=0.06)


def test_a_part_of_2024_has_the_prices_of_the_year():
    def noon(**window):
        trades = generate_trades(40_000, 500, **window).filter(
            pl.col("trade_timestamp").dt.date() == dt.date(2024, 5, 7)
        )
        return trades.group_by("symbol").agg(pl.col("price").cast(pl.Float64).median())

    both = noon().join(noon(start_date="2024-05-01", end_date="2024-05-31"), on="symbol")
    assert both.height == 10
    assert (both["price"] / both["price_right"] - 1).abs().max() < 0.02


def test_outside_2024_shares_are_invented():
    names = {each.name for each in LISTED}
    assert set(generate_trades(500, 50)["symbol"]) == names
    other = generate_trades(500, 50, start_date="2024-12-30", end_date="2025-02-01")
    assert set(other["symbol"]) == {each.name for each in INVENTED}


def test_a_path_of_many_years_stays_near_its_line():
    market = Market(Window(dt.date(1900, 1, 1), dt.date(2049, 12, 31)))
    table = INDUSTRY.declare(
        dict(zip(NAMES, (100, 2_000, 0), strict=True)), WorldOptions(market.window)
    ).table("trades")
    prices = LocalTable(table, 42).rows(0, 2_000)["price"]
    assert 5 < prices.min()
    assert prices.max() < 5_000


def test_third_fridays_have_half_as_many_trades_again(usual):
    ((ratio,),) = usual.rows("""
        WITH days AS (
            SELECT CAST(trade_timestamp AS DATE) AS day, count(*) AS n FROM trades GROUP BY 1
        )
        SELECT avg(n) FILTER (isodow(day) = 5 AND day(day) BETWEEN 15 AND 21)
            / avg(n) FILTER (isodow(day) <> 5)
        FROM days
    """)
    assert ratio == pytest.approx(1.5, abs=0.15)


def test_every_closing_of_2024_and_the_rules_of_other_years():
    every = [dt.date(2024, 1, 1) + dt.timedelta(days=n) for n in range(366)]
    closed = [day for day in every if day.weekday() < 5 and not days.is_session(day)]
    assert [f"{day:%m-%d}" for day in closed] == [
        *("01-01", "01-15", "02-19", "03-29", "05-27"),
        *("06-19", "07-04", "09-02", "11-28", "12-25"),
    ]
    short = [f"{day:%m-%d}" for day in every if days.is_short_session(day)]
    assert short == ["07-03", "11-29", "12-24"]
    assert sum(map(days.is_session, every)) == 252
    # New Year on a Saturday is not moved, Christmas is; Juneteenth came in 2022.
    assert days.is_session(dt.date(2021, 12, 31))
    assert not days.is_session(dt.date(2021, 12, 24))
    assert days.is_session(dt.date(2021, 6, 18))
    assert not days.is_session(dt.date(2023, 1, 2))
    assert days.easter(2025) == dt.date(2025, 4, 20)
    assert not days.is_bank_day(dt.date(2024, 11, 11))
    assert days.is_session(dt.date(2024, 11, 11))


def test_what_cannot_be_made_is_an_error():
    for make in (generate_trades, generate_transactions):
        with pytest.raises(ArgumentError, match=r"n_accounts=0 .* give n_accounts of at least 1"):
            make(1, 0)
        assert make(0, 0).height == 0
        with pytest.raises(ArgumentTypeError, match=r"n_accounts=1\.5"):
            make(1, 1.5)
    weekend = {"start_date": "2024-06-01", "end_date": "2024-06-02"}
    with pytest.raises(ArgumentError, match=r"start_date=2024-06-01 .* no session"):
        generate_trades(1, 1, **weekend)
    assert generate_trades(0, 1, **weekend).height == 0
    assert generate_accounts(9, **weekend).height == 9
    channels = generate_transactions(500, 9, **weekend)["channel"]
    assert "Wire" not in channels
