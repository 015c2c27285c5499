"""Transactions and their line items: each can compute the other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from tablewright.calendars import SeasonalTimes
from tablewright.ops import (
    Draw,
    Index,
    Roll,
    Row,
    SearchSorted,
    below,
    chance,
    lookup,
    parts,
    round_half_up,
    weighted,
    weighted_by,
    when,
    word,
)
from tablewright.sampling import Apportionment, shipped
from tablewright.sampling.quantiles import quantile
from tablewright.spec import (
    Column,
    Decimal,
    Fields,
    ForeignKey,
    Int32,
    Int64,
    Table,
    Text,
    Timestamp,
    Window,
)
from tablewright.tables.retail import customers as people
from tablewright.tables.retail.catalogue import FIRST_ID as FIRST_PRODUCT
from tablewright.tables.retail.catalogue import Catalogue
from tablewright.tables.retail.chain import Chain
from tablewright.tables.retail.customers import Customers
from tablewright.tables.retail.stores import FIRST_STORE, Stores

_CASH = (30.0, 20.0, 12.0, 4.0)
"""Percent paid in cash below 25, 100, 200 and from there (Diary of Consumer Payment Choice)."""
_CASH_SHARE = 15
"""Percent paid in cash altogether."""
_CASH_BELOW = (25_00, 100_00, 200_00)
_MONTHS = (0.92, 0.88, 1.00, 1.00, 1.05, 0.99, 1.02, 1.03, 0.95, 1.02, 1.02, 1.11)
"""Seasonal factors of retail sales (Census Bureau)."""
_HOURS = (0,) * 7 + (25, 45, 70, 92, 98, 104, 100, 98, 100, 108, 118, 108, 92, 66, 42, 18, 0)
"""Sales by hour of the day: a broad plateau from 10 to 19, a peak at 17, closed at night."""
_QUANTITIES = (68, 17, 6, 4, 1.9, 1.3, 0.8, 0.5, 0.3, 0.2)


def sales(
    baskets: Apportionment,
    customers: Customers,
    catalogue: Catalogue,
    stores: Stores,
    window: Window,
) -> tuple[Table, Table]:
    """Both tables: a transaction's totals are sums over its lines."""
    t, i = (
        Fields("retail.transactions", baskets.parents),
        Fields("retail.line_items", baskets.children),
    )
    chain = stores.chain
    season = _season(window, baskets.parents)
    mass = t("mass", season.mass())
    day = t("day", season.day(mass))
    date = t("date", day + window.first_day)
    late = day >= window.days - window.scaled(90)
    customer = t("customer", customers.choose(date, late))
    home = customers.home_store.at(customer)
    lane_from, method = parts(t("dice", Draw("", 63)), 8, 16)
    store = t("store", stores.visited(customers.rows, customer, home, day, window.days))
    first_lane = t("first lane", below(catalogue.lanes, lane_from))

    txn = i("transaction", baskets.parent(Row()))
    number = i("number", Row() - baskets.first(txn))
    sold_on, sold_date = day.at(txn), date.at(txn)
    lane = (first_lane.at(txn) + number) % catalogue.lanes
    months = tuple(_date(window, d).month - 1 for d in range(window.days))
    mix = [
        [kind.share * (kind.december if month == 11 else 1) for kind in chain.categories]
        for month in range(12)
    ]
    which, rank, where = parts(i("choice", Draw("", 63)), 16, 16, 31)
    much, changed = parts(i("deal", Draw("", 63)), 16, 16)
    if catalogue.ranks:
        kind = i("kind", weighted_by(mix, lookup(months, sold_on), which))
        gone = sold_on >= window.days - window.scaled(60)
        if catalogue.rows >= 2**31:
            where = Roll.of(Draw("place", 53))
        product = i("product", catalogue.choose(kind, lane, sold_date, gone, where, rank))
    else:
        # Too few products for categories: the lines of a basket take consecutive ones.
        start = t("first product", below(max(1, catalogue.rows)))
        product = i("product", (start.at(txn) + number) % max(1, catalogue.rows))
        kind = i("kind", catalogue.category.at(product))
    quantity = i(
        "quantity",
        1 + weighted_by([_quantities(each.bulk) for each in chain.categories], kind, much),
    )
    price = catalogue.price.at(product)
    factor = lookup((100, 90, 95, 105), weighted([85, 5, 5, 5], changed))
    unit_price = i("unit_price", round_half_up(price * factor, 100))
    line_total = i("line_total", quantity * unit_price)

    given = {txn: Row(), number: Index()}
    subtotal = t("subtotal", baskets.sum(Row(), line_total, given))
    units = t("items_count", baskets.sum(Row(), quantity, given))
    fate, size = parts(t("discount", Draw("", 63)), 31, 32)
    unknown = t("discount unknown", chance(0.02, fate))
    granted = t("discount granted", chance(chain.discounted, fate) & ~unknown)
    beta = quantile(shipped("beta2_5"), size)
    discount = t(
        "discount_amount",
        when(granted, subtotal * (beta * 30 // 100) // 10**6).otherwise(0),
    )
    net = subtotal - discount
    tax = t("tax_amount", round_half_up(lookup(stores.tax, store) * net, 10_000))
    amount = t("total_amount", net + tax)
    # Stated for baskets of three lines; what is little grows with the basket.
    lines = max(1.0, baskets.children / max(1, baskets.parents))
    band = SearchSorted(tuple(round(limit * lines / 3) for limit in _CASH_BELOW), amount)
    payment = weighted_by([_payments(chain, cash) for cash in _CASH], band, method)

    transactions = Table(
        "retail.transactions",
        baskets.parents,
        (
            Column(t("txn_id", Row() + 1), Int64(), "1 + row, in the order of time"),
            Column(
                t("customer_id", customer + people.FIRST_ID),
                Int64(),
                "those who have joined, by tier (3:6:12:20) and gamma(2) habit",
            ),
            Column(
                t("store_id", store + FIRST_STORE),
                Int64(),
                f"{100 * chain.at_home:g} % the customer's home store, else another of its region; "
                "2.5 % on journeys, anywhere",
            ),
            Column(
                t("txn_timestamp", season.instant(day, season.second(mass, day))),
                Timestamp(),
                "month, weekend and hour; Black Friday; closed on 25 December and at night",
            ),
            Column(
                t("payment_method", word(tuple(chain.payments), payment)),
                Text(),
                _shown(chain.payments),
            ),
            Column(
                discount,
                Decimal(10, 2),
                f"{100 * (1 - chain.discounted):g} % zero, else Beta(2,5) * 30 % of the lines; "
                "2 % null (no discount)",
                null_when=unknown,
            ),
            Column(tax, Decimal(10, 2), "the store's rate on lines less discount, half up"),
            Column(amount, Decimal(12, 2), "lines less discount plus tax"),
            Column(units, Int32(), "sum of the lines' quantities"),
        ),
        primary_key="txn_id",
        foreign_keys=(
            ForeignKey("customer_id", "retail.customers", "customer_id"),
            ForeignKey("store_id", "retail.stores", "store_id"),
        ),
        doc="Receipts, in the order of time.",
    )
    line_items = Table(
        "retail.line_items",
        baskets.children,
        (
            Column(i("line_item_id", Row() + 1), Int64(), "1 + row"),
            Column(i("txn_id", txn + 1), Int64(), "1 + geometric lines for each, mean 3"),
            Column(
                i("product_id", product + FIRST_PRODUCT),
                Int64(),
                "category by month, then by popularity; never twice in a transaction",
            ),
            Column(quantity, Int32(), "1: 68, 2: 17, 3: 6, 4: 4, 5 to 10: 5 %, by category"),
            Column(unit_price, Decimal(10, 2), "the product's price; 15 % of lines -10, -5, +5 %"),
            Column(line_total, Decimal(12, 2), "quantity * unit_price"),
        ),
        primary_key="line_item_id",
        foreign_keys=(
            ForeignKey("txn_id", "retail.transactions", "txn_id"),
            ForeignKey("product_id", "retail.products", "product_id"),
        ),
        doc="The lines of each receipt, in the order of receipts.",
    )
    return transactions, line_items


def _shown(payments: Mapping[str, float]) -> str:
    total = sum(payments.values())
    shares = ", ".join(f"{name} {100 * share / total:g}" for name, share in payments.items())
    return f"{shares} %" + ("; cash falls with the amount" if "Cash" in payments else "")


def _payments(chain: Chain, cash: float) -> list[float]:
    """Return the methods' weights for a share of cash; the others divide the rest."""
    total = sum(chain.payments.values())
    percent = {method: 100 * share / total for method, share in chain.payments.items()}
    own = percent.get("Cash", 0.0)
    if not 0 < own < 100:
        return list(percent.values())
    cash = min(cash * (own / _CASH_SHARE), 100.0)
    rest = (100 - cash) / (100 - own)
    return [cash if method == "Cash" else share * rest for method, share in percent.items()]


def _quantities(bulk: float) -> list[float]:
    moved = _QUANTITIES[0] * bulk
    others = sum(_QUANTITIES[1:])
    return [_QUANTITIES[0] - moved, *(q * (1 + moved / others) for q in _QUANTITIES[1:])]


def _date(window: Window, day: int) -> dt.date:
    return window.start + dt.timedelta(days=day)


def _season(window: Window, rows: int) -> SeasonalTimes:
    days = tuple(_day_weight(_date(window, day)) for day in range(window.days))
    return SeasonalTimes(window, rows, days, tuple(map(float, _HOURS)))


def _day_weight(date: dt.date) -> float:
    weight = _MONTHS[date.month - 1] * (1.3 if date.weekday() >= 5 else 1.0)
    if (date.month, date.day) == (12, 25):
        return 0.0
    # The day after the fourth Thursday of November.
    if date.month == 11 and date.weekday() == 4 and 23 <= date.day <= 29:
        return weight * 2.5
    return weight
