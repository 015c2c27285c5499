"""Trades: orders on the exchange."""

from __future__ import annotations

import bisect
import math

from tablewright.calendars.day_types import DAY
from tablewright.ops import (
    Draw,
    Expr,
    Field,
    Row,
    SearchSorted,
    below,
    chance,
    clip,
    greatest,
    least,
    lookup,
    round_half_up,
    weighted_by,
    when,
    word,
)
from tablewright.ops.random import DRAW_BITS
from tablewright.sampling import normal
from tablewright.sampling.quantiles import curve, exponential
from tablewright.spec import (
    Column,
    Decimal,
    Fields,
    Float64,
    ForeignKey,
    Int32,
    Int64,
    Table,
    Text,
    Timestamp,
)
from tablewright.tables.financial import accounts as kinds
from tablewright.tables.financial.accounts import Accounts
from tablewright.tables.financial.investors import Investors, Trade
from tablewright.tables.financial.market import FACTORS, Market

SIDES = ("BUY", "SELL")
ORDERS = ("Market", "Limit", "Stop", "Stop-Limit")
STATES = ("Filled", "Partial", "Cancelled", "Rejected")
VENUES = ("NYSE", "NASDAQ", "ARCA", "BATS")
_MARKET_ORDER, _PARTIAL = 0, 1
_ORDER_SHARES = (60, 25, 10, 5)
_STATE_SHARES = ((97, 1, 0, 2), *[(79.5, 11, 7.5, 2)] * 3)
"""Of Market orders, and of others: 90/5/3/2 % in all."""
_EXECUTED = sum(
    share * sum(states[: _PARTIAL + 1]) / 10_000
    for share, states in zip(_ORDER_SHARES, _STATE_SHARES, strict=True)
)
_VENUE_SHARES = ((20, 45.7, 17.15, 17.15), (70, 10, 10, 10))
"""Of shares listed at NASDAQ, and at NYSE: 35/35/15/15 % in all."""
_PRICE_BANDS = (50, 100, 200, 400)
_MEDIAN_LOTS = ((5, 4.3, 3.6, 2.9, 2.2), (1.0, 0.85, 0.75, 0.65, 0.55))
"""By price when the path begins: the usual odd lot in shares, the usual round lot in hundreds."""
_LOG_LOTS = [round(math.log(lot) * 10**6) for lots in _MEDIAN_LOTS for lot in lots]
_SPREADS = (8, 5)
"""Tenths of the standard deviation of a logarithm, of odd and of round lots."""
_MOST_SHARES = 10_000
_BY_WEALTH = 2000
"""Thousandths by which the logarithm of an order grows with a standard deviation of the balance."""
_KINDS = (
    *((97, 2, 1), (90, 7.5, 2.5), (77, 17.5, 5.5)),
    *((40, 47, 13), (20, 64, 16), (6, 75, 19)),
)
"""Percent odd, round and mixed lots: of most, then of those who trade most; each from the third
with the smallest balances to the wealthiest. 55 % odd in all."""
_WEALTH_BANDS = 3


def trades(rows: int, accounts: Accounts, market: Market) -> Table:
    """Trades in time order."""
    f = Fields("financial.trades", rows)
    times = market.times(rows)
    mass = f("mass", times.mass())
    day = f("day", times.day_at(mass))
    moment = f("trade_timestamp", times.instant_at(mass, day))
    hour = moment % DAY // (DAY // 24)
    trade = Investors(accounts, rows).trade(f)
    account, bought = trade.account, trade.bought
    # What is sold was bought by an earlier order, if that was executed.
    chosen = f("chosen share", market.share(day))
    symbol = f("share", chosen.at(bought))
    orders, states = _given_execution()
    passed = f("passed", when(chance(_EXECUTED), 1).otherwise(0))
    done = f("done", passed.at(bought))
    order = f("order", weighted_by(orders, done))
    state = f("state", weighted_by(states, done * len(ORDERS) + order))
    executed = done.eq(1)
    exact = f("exact price", market.price(symbol, day, moment % DAY))
    # Better than the quote by a fraction of a cent, as wholesalers fill retail orders.
    improved = order.eq(_MARKET_ORDER) & executed & chance(0.10, "improved")
    price = f("price", when(improved, exact).otherwise(round_half_up(exact, 100) * 100))
    size = f("size", _quantity(f, market, accounts, trade, chosen))
    same: dict[Field, Expr] = {account: account, trade.busy: trade.busy, chosen: symbol}
    quantity = f("quantity", size.at(bought, same))
    # A ten-thousandth is a hundredth of a cent.
    value = f("trade_value", when(executed, round_half_up(quantity * price, 100)).otherwise(0))
    fee = when(executed, greatest(99, round_half_up(value, 1000))).otherwise(0)
    listed = lookup([int(symbol.at_nyse) for symbol in market.symbols], symbol)
    venue = f("venue", weighted_by(_VENUE_SHARES, listed))
    factor = lookup(FACTORS, SearchSorted((11, 15), hour))
    return Table(
        "financial.trades",
        rows,
        (
            Column(f("trade_id", Row() + 1), Int64(), "1 + row, in the order of time"),
            Column(
                f("account_id", account + kinds.FIRST_ID),
                Int64(),
                "an Active Investment or Retirement account from before the window; a tenth "
                "trades most",
            ),
            Column(
                f("symbol", word(tuple(each.name for each in market.symbols), symbol)),
                Text(),
                "10 shares, even; more on days that move them; invented ones outside 2024",
            ),
            Column(f("trade_type", word(SIDES, trade.sells)), Text(), "BUY 55, SELL 45 %"),
            Column(
                f("order_type", word(ORDERS, order)),
                Text(),
                "Market 60, Limit 25, Stop 10, Stop-Limit 5 %",
            ),
            Column(
                quantity,
                Int32(),
                "55 % odd lots, 35 % hundreds, 10 % mixed; more of the wealthy, fewer if dear; "
                "a sale as many as it was bought; at most 10,000",
            ),
            Column(
                price,
                Decimal(12, 4),
                "a path per symbol (trend, common factor, volatility that clusters, intraday); "
                "cents, 10 % of Market fills finer (Rule 612)",
            ),
            Column(value, Decimal(15, 2), "quantity * price, half up; 0 if not executed"),
            Column(f("commission", fee), Decimal(8, 2), "0.1 %, at least 0.99; 0 if not executed"),
            Column(
                moment,
                Timestamp(),
                "sessions of the NYSE; 41 % before 11, 36 % before 15, 23 % before 16; "
                "1.5 times as many on third Fridays",
            ),
            Column(
                f("volume_factor", factor), Float64(1), "3 before 11, 1 before 15, 2.5 before 16"
            ),
            Column(
                f("status", word(STATES, state)),
                Text(),
                "Filled 90, Partial 5, Cancelled 3, Rejected 2 %, by order type",
            ),
            Column(
                f("execution_venue", word(VENUES, venue)),
                Text(),
                "by listing: NYSE 35, NASDAQ 35, ARCA 15, BATS 15 %; null if not executed",
                null_when=~executed,
            ),
        ),
        primary_key="trade_id",
        foreign_keys=(ForeignKey("account_id", "financial.accounts", "account_id"),),
        doc="Orders at the exchange, in the order of time.",
    )


def _given_execution() -> tuple[list[list[float]], list[list[float]]]:
    """Shares of order types, then of states by type, of orders not executed and of executed ones.

    A sale knows whether the purchase that it closes was executed; the shares of all stay.
    """
    orders: list[list[float]] = [[], []]
    states: list[list[float]] = []
    for done in (0, 1):
        for order, share in enumerate(_ORDER_SHARES):
            row = [
                percent if (state <= _PARTIAL) == bool(done) else 0.0
                for state, percent in enumerate(_STATE_SHARES[order])
            ]
            orders[done].append(share * sum(row))
            states.append(row)
    return orders, states


def _quantity(f: Fields, market: Market, accounts: Accounts, trade: Trade, symbol: Expr) -> Expr:
    """Shares of an order: more of the wealthy, fewer where a share is dear."""
    bands = [bisect.bisect(_PRICE_BANDS, each.first) for each in market.symbols]
    band = lookup(bands, symbol)
    rank = accounts.rank.at(trade.account)
    third = rank * _WEALTH_BANDS // 2**DRAW_BITS
    kind = f("kind of lot", weighted_by(_KINDS, trade.busy * _WEALTH_BANDS + third))
    whole = least(kind, 1)
    spread = curve(normal(), Draw("lots")) * lookup(_SPREADS, whole) // 10
    wealth = curve(normal(), rank) * _BY_WEALTH // 1_000
    usual = lookup(_LOG_LOTS, whole * len(_MEDIAN_LOTS[0]) + band) + spread + wealth
    many = f("lots", round_half_up(exponential(usual, 0, math.log(_MOST_SHARES), 100), 100))
    odd = when(many < 100, greatest(many, 1)).otherwise(50 + many % 50)
    odd = when(chance(0.4, "round") & (odd >= 10), odd // 5 * 5).otherwise(odd)
    hundreds = 100 * clip(many, 1, _MOST_SHARES // 100 - 1)
    rest = when(kind.eq(1), 0).otherwise(1 + below(29, "rest"))
    return when(whole.eq(0), odd).otherwise(hundreds + rest)
