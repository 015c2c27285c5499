"""Transactions and their line items: each can compute the other."""

from __future__ import annotations

from collections.abc import Mapping

from tablewright.ops import (
    Draw,
    Index,
    Roll,
    Row,
    aliased_by,
    below,
    chance,
    lookup,
    parts,
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
from tablewright.tables.retail.assortment import Assortment
from tablewright.tables.retail.catalogue import FIRST_ID as FIRST_PRODUCT
from tablewright.tables.retail.catalogue import Catalogue
from tablewright.tables.retail.customers import Customers
from tablewright.tables.retail.days import Days
from tablewright.tables.retail.money import Money
from tablewright.tables.retail.payments import CASH_BELOW, paid
from tablewright.tables.retail.promotions import TEMPTED, Promotions
from tablewright.tables.retail.stores import FIRST_STORE, Stores
from tablewright.tables.retail.tastes import MISSION, Tastes
from tablewright.tables.retail.visits import Visits

_BANDS = (2, 3, 5, 8)
"""Where bands of basket sizes begin, for baskets of three lines."""
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
    lines = max(1.0, baskets.children / max(1, baskets.parents))
    days = Days(window, stores.locale, chain)
    season = days.times(baskets.parents)
    mass = t("mass", season.mass())
    day = t("day", season.day(mass))
    ended = day >= window.days - window.scaled(90)
    edges = [max(each, round(each * lines / 3)) for each in _BANDS]
    band = t("band", baskets.band(Row(), edges))
    visits = Visits(customers, season.edges(), tuple(baskets.shares(edges)))
    customer = t("customer", visits.buyer(mass, day, band, ended))
    home = customers.home_store.at(customer)
    method, aim, lane_from = parts(t("dice", Draw("", 63)), 16, 16, 16)
    first_lane = t("first lane", below(catalogue.lanes, lane_from))
    store = t("store", stores.visited(customers.rows, customer, home, day, window.days))
    assortment = Assortment(catalogue, stores.count)
    promotions = Promotions(assortment.cells, days)
    tastes = Tastes(customers, stores, days, chain)
    season_of = t("season", lookup(days.seasons, day))
    mission = t("mission", aim.value)

    mix = t("mix", tastes.mix(season_of, tastes.persona.at(customer)))
    fine = t("fine", tastes.fine.at(customer))
    late = t("late", when(day >= window.days - window.scaled(60), 1).otherwise(0))

    txn = i("transaction", baskets.parent(Row()), rising=True)
    number = i("number", Row() - t("first line", baskets.first(Row())).at(txn))
    lane = (first_lane.at(txn) + number) % catalogue.lanes
    which, rank, where = parts(i("choice", Draw("", 63)), 16, 12, 31)
    much, shown, aimed, tempted, second = parts(i("deal", Draw("", 63)), 16, 8, 12, 8, 16)
    week = t("week", lookup(promotions.weeks, day)).at(txn)
    if catalogue.levels:
        chosen = when(chance(MISSION, aimed), mission.at(txn)).otherwise(which.value)
        kind = i("kind", aliased_by(tastes.mixes, mix.at(txn), Roll(chosen, which.bits)))
        dear = shown.value < fine.at(txn)
        shelf = when(dear, catalogue.shelves - 1).otherwise(0)
        usual = assortment.cell(kind, lane, shelf)
        other = assortment.beside(kind, lane, shelf, second)
        price_now, lower = (promotions.percent(each, week) for each in (usual, other))
        tempting = i("tempting", (lower < price_now) & chance(TEMPTED, tempted))
        cell = i("cell", when(tempting, other).otherwise(usual))
        percent = i("percent", when(tempting, lower).otherwise(price_now))
        if baskets.most > catalogue.lanes:
            # Where a line has chosen in the lane before, this one takes another category.
            twice = number >= catalogue.lanes
            back = i("lines before", when(twice, catalogue.lanes).otherwise(0))
            first = cell.at(Row() - back, {txn: txn, number: number - back})
            taken = twice & first.eq(cell)
            cell = i("free cell", when(taken, assortment.next(cell)).otherwise(cell))
            percent = i("last percent", promotions.percent(cell, week))
        level = assortment.stocked(store.at(txn), cell, catalogue.popular(rank), late.at(txn))
        code, known = (
            i("code", catalogue.code(cell, level)),
            t("known", lookup(catalogue.known, day)),
        )
        kind = i("sold kind", catalogue.kind_of(cell))
        product = i("product", catalogue.choose(kind, code, known.at(txn), where))
        price = catalogue.price.at(product, {catalogue.category: kind, catalogue.place: code})
    else:
        # Too few products for categories: the lines of a basket take consecutive ones.
        start = t("first product", below(max(1, catalogue.rows)))
        product = i("product", (start.at(txn) + number) % max(1, catalogue.rows))
        kind = i("kind", catalogue.category.at(product))
        percent = i("percent", promotions.percent(product, week))
        price = catalogue.price.at(product)
    quantity = i(
        "quantity",
        1 + aliased_by([_quantities(each.bulk) for each in chain.categories], kind, much),
    )
    money = Money(stores.locale)
    unit_price = i("unit_price", money.rounded(price * percent, 100))
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
        when(granted, money.held(subtotal * (beta * 30 // 100) // 10**6)).otherwise(0),
    )
    net = subtotal - discount
    tax = t("tax_amount", money.held(money.rounded(lookup(stores.tax, store) * net, 10_000)))
    amount = t("total_amount", net + tax)
    habit = tastes.habit.at(customer)
    methods = chain.methods(stores.locale)
    payment = paid(methods, habit, amount, money.at_the_till(CASH_BELOW), lines, method)

    transactions = Table(
        "retail.transactions",
        baskets.parents,
        (
            Column(t("txn_id", Row() + 1), Int64(), "1 + row, in the order of time"),
            Column(
                t("customer_id", customer + people.FIRST_ID),
                Int64(),
                "those who have joined, by tier (3:6:12:20), gamma(2) habit and the basket's size",
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
                "season, weekday, hour, holidays of the country; growth; days differ by chance",
            ),
            Column(
                t("payment_method", word(tuple(methods), payment)),
                Text(),
                _shown(methods),
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
                "by season, the customer's tastes, popularity and what the store has; never twice "
                "in a transaction",
            ),
            Column(quantity, Int32(), "1: 68, 2: 17, 3: 6, 4: 4, 5 to 10: 5 %, by category"),
            Column(
                unit_price,
                Decimal(10, 2),
                "the product's price; in weeks of promotion 10 to 14 % less",
            ),
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
    cash = "; cash falls with the amount" if "Cash" in payments else ""
    return f"{shares} %, mostly the customer's usual one{cash}"


def _quantities(bulk: float) -> list[float]:
    moved = _QUANTITIES[0] * bulk
    others = sum(_QUANTITIES[1:])
    return [_QUANTITIES[0] - moved, *(q * (1 + moved / others) for q in _QUANTITIES[1:])]
