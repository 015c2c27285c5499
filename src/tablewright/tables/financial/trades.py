"""Trades: orders on the exchange."""

from __future__ import annotations

from tablewright.calendars.day_types import DAY
from tablewright.ops import (
    Expr,
    Row,
    SearchSorted,
    chance,
    greatest,
    lookup,
    round_half_up,
    weighted,
    weighted_by,
    when,
    word,
)
from tablewright.sampling import lognormal
from tablewright.sampling.quantiles import quantile
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
from tablewright.tables.financial.market import FACTORS, PRICE_UNIT, Market

SIDES = ("BUY", "SELL")
ORDERS = ("Market", "Limit", "Stop", "Stop-Limit")
STATES = ("Filled", "Partial", "Cancelled", "Rejected")
VENUES = ("NYSE", "NASDAQ", "ARCA", "BATS")
_MARKET_ORDER, _PARTIAL = 0, 1
_STATE_SHARES = ((97, 1, 0, 2), (79.5, 11, 7.5, 2))
"""Of Market orders, and of others: 90/5/3/2 % in all."""
_VENUE_SHARES = ((20, 45.7, 17.15, 17.15), (70, 10, 10, 10))
"""Of shares listed at NASDAQ, and at NYSE: 35/35/15/15 % in all."""
_PRICE_BANDS = (50, 100, 200, 400)
_LOT_FACTORS = (160, 130, 110, 85, 70)
_MORE_LOTS = (0.60, 0.55, 0.50, 0.45, 0.40)
"""By price: hundredths of the usual odd lot, and the chance of each further round lot."""
_MOST_LOTS = 16


def trades(rows: int, accounts: Accounts, market: Market) -> Table:
    """Trades in time order."""
    f = Fields("financial.trades", rows)
    times = market.times(rows)
    moment = f("trade_timestamp", times.instant())
    day = f("day", times.day(moment))
    hour = moment % DAY // (DAY // 24)
    investors = [(kinds.INVESTMENT, kinds.RETIREMENT)]
    account = f(
        "account",
        accounts.choose(
            investors,
            0,
            day + market.window.first_day,
            "lognormal1.2 ranks",
            barred=lambda trait: trait.ne(kinds.ACTIVE),
        ),
    )
    symbol = f("share", market.share(day))
    order = f("order", weighted((60, 25, 10, 5)))
    state = f("state", weighted_by(_STATE_SHARES, when(order.eq(_MARKET_ORDER), 0).otherwise(1)))
    executed = state <= _PARTIAL
    exact = f("exact price", market.price(symbol, day, moment % DAY))
    # Better than the quote by a fraction of a cent, as wholesalers fill retail orders.
    improved = order.eq(_MARKET_ORDER) & executed & chance(0.10, "improved")
    price = f("price", when(improved, exact).otherwise(round_half_up(exact, 100) * 100))
    band = SearchSorted(tuple(edge * PRICE_UNIT for edge in _PRICE_BANDS), exact)
    quantity = f("quantity", _quantity(band))
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
                "an Active Investment or Retirement account that exists; activity LN(1, 1.2)",
            ),
            Column(
                f("symbol", word(tuple(each.name for each in market.symbols), symbol)),
                Text(),
                "10 shares, even; more on days that move them; invented ones outside 2024",
            ),
            Column(f("trade_type", word(SIDES, weighted((55, 45)))), Text(), "BUY 55, SELL 45 %"),
            Column(
                f("order_type", word(ORDERS, order)),
                Text(),
                "Market 60, Limit 25, Stop 10, Stop-Limit 5 %",
            ),
            Column(
                quantity,
                Int32(),
                "55 % odd lots around 15, 35 % hundreds, 10 % mixed; fewer if dear; at most 10,000",
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


def _quantity(band: Expr) -> Expr:
    """Shares of an order, fewer where a share is dear."""
    drawn = quantile(lognormal(15, 1.0), "odd") * lookup(_LOT_FACTORS, band) // 10_000
    odd = when(drawn < 1, 1).when(drawn < 100, drawn).otherwise(1 + drawn % 99)
    odd = when(chance(0.4, "round") & (odd >= 10), odd // 5 * 5).otherwise(odd)
    lots = [[more**k for k in range(_MOST_LOTS)] for more in _MORE_LOTS]
    hundreds = 100 * (1 + weighted_by(lots, band, "lots"))
    kind = weighted((55, 35, 10), "kind")
    return when(kind.eq(0), odd).when(kind.eq(1), hundreds).otherwise(hundreds + odd)
