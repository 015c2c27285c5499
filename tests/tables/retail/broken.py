"""What breaks each rule of retail."""

from __future__ import annotations

import datetime as dt

import polars as pl

from tests.support.corruptions import Case, Frames, both, case, change

SIZES = {
    "customers": 1_500,
    "products": 2_000,
    "transactions": 6_000,
    "line_items": 18_000,
    "inventory": 4_000,
    "stores": 51,
}
AFTER = dt.date(2025, 1, 1)
AFTER_INSTANT = dt.datetime(2025, 1, 1, tzinfo=dt.timezone.utc)
NEXT_NOON = dt.datetime(2025, 1, 2, 12, tzinfo=dt.timezone.utc)
NIGHT_BEFORE = dt.datetime(2023, 12, 31, 23, 59, 59, tzinfo=dt.timezone.utc)


def last_customer_leaves(frames: Frames) -> Frames:
    customer = frames["transactions"]["customer_id"][-1]
    return change("customers", "is_active", False, pl.col("customer_id") == customer)(frames)


def last_product_is_dropped(frames: Frames) -> Frames:
    product = frames["line_items"]["product_id"][-1]
    return change("products", "is_active", False, pl.col("product_id") == product)(frames)


def buyer_joins_late(frames: Frames) -> Frames:
    customer = frames["transactions"]["customer_id"][100]
    return change("customers", "signup_date", AFTER, pl.col("customer_id") == customer)(frames)


def sold_product_is_new(frames: Frames) -> Frames:
    product = frames["line_items"]["product_id"][100]
    return change("products", "created_date", AFTER, pl.col("product_id") == product)(frames)


def stock_precedes_its_product(frames: Frames) -> Frames:
    stocked = frames["inventory"]["product_id"][0]
    return change("products", "created_date", AFTER, pl.col("product_id") == stocked)(frames)


def city_lies_in_two_states(frames: Frames) -> Frames:
    twice = frames["customers"].filter(pl.col("city").is_duplicated())["city"][0]
    state = pl.when(pl.col("state") == "TX").then(pl.lit("CA")).otherwise(pl.lit("TX"))
    return change("customers", "state", state, pl.col("city") == twice)(frames)


def pair_is_stocked_twice(frames: Frames) -> Frames:
    row = frames["inventory"].row(0, named=True)
    second = pl.col("inventory_id") == 2
    return both(
        *(change("inventory", name, row[name], second) for name in _differing(frames, row))
    )(frames)


def _differing(frames: Frames, row: dict[str, object]) -> list[str]:
    other = frames["inventory"].row(1, named=True)
    return [name for name in ("product_id", "store_id") if other[name] != row[name]]


def product_comes_twice(frames: Frames) -> Frames:
    """The dearest line of a receipt is of the product of its cheapest, whose price is another."""
    lines = frames["line_items"].sort("unit_price")
    ends = lines.group_by("txn_id", maintain_order=True).agg(
        pl.col("line_item_id", "product_id", "unit_price").first().name.prefix("first "),
        pl.col("line_item_id", "unit_price").last().name.prefix("last "),
    )
    apart = pl.col("last unit_price") > pl.col("first unit_price") * 2
    row = ends.filter(apart).sort("txn_id").row(0, named=True)
    dearest = pl.col("line_item_id") == row["last line_item_id"]
    return change("line_items", "product_id", row["first product_id"], dearest)(frames)


def line_goes_missing(frames: Frames) -> Frames:
    """One line moves to another transaction, and the counts of both follow it."""
    single = frames["line_items"].filter(~pl.col("txn_id").is_duplicated()).row(0, named=True)
    target = 1 if single["txn_id"] != 1 else 2
    units = single["quantity"]
    return both(
        change("line_items", "txn_id", target, pl.col("txn_id") == single["txn_id"]),
        change("transactions", "items_count", 0, pl.col("txn_id") == single["txn_id"]),
        change(
            "transactions",
            "items_count",
            pl.col("items_count") + units,
            pl.col("txn_id") == target,
        ),
    )(frames)


def tax_is_a_cent_off(frames: Frames) -> Frames:
    """The total follows, so that only the rate tells."""
    dear = pl.col("total_amount") > 500
    return both(
        change(
            "transactions",
            "total_amount",
            pl.col("total_amount") + pl.lit("0.01").cast(pl.Decimal(12, 2)),
            dear,
        ),
        change(
            "transactions",
            "tax_amount",
            pl.col("tax_amount") + pl.lit("0.01").cast(pl.Decimal(10, 2)),
            dear,
        ),
    )(frames)


def receipt_is_of_another_state(frames: Frames) -> Frames:
    net = pl.col("total_amount") - pl.col("tax_amount")
    rates = (
        frames["transactions"]
        .with_columns(rate=(pl.col("tax_amount") / net).cast(pl.Float64))
        .filter(net > 300)
        .sort("rate")
    )
    dearest = rates["store_id"][-1]
    return change("transactions", "store_id", dearest, pl.col("txn_id") == rates["txn_id"][0])(
        frames
    )


def cents(column: str, by: str) -> pl.Expr:
    return pl.col(column) + pl.lit(by).cast(pl.Decimal(12, 2))


SKU_OFF = pl.col("sku").str.head(-1) + ((pl.col("sku").str.tail(1).cast(pl.Int64) + 1) % 10).cast(
    pl.String
)
SKU_SWAPPED = pl.col("sku").str.replace("SKU-", "SDU-")

BROKEN: list[Case] = [
    case("R2", "total", change("transactions", "total_amount", cents("total_amount", "0.01"))),
    case("R2", "line", change("line_items", "line_total", cents("line_total", "-0.01")), "R4a"),
    case(
        "R2",
        "discount",
        change(
            "transactions",
            "discount_amount",
            pl.lit(None),
            pl.col("discount_amount").fill_null(0) > 0,
        ),
    ),
    case("R3a", "signup", buyer_joins_late),
    case("R3b", "created", sold_product_is_new, "R3d"),
    case("R3c", "a day after", change("transactions", "txn_timestamp", NEXT_NOON)),
    case("R3c", "after", change("transactions", "txn_timestamp", AFTER_INSTANT)),
    case("R3c", "before", change("transactions", "txn_timestamp", NIGHT_BEFORE)),
    case("R4a", "quantity", change("line_items", "quantity", pl.col("quantity") + 1), "R4b"),
    case("R4a", "price", change("line_items", "unit_price", cents("unit_price", "0.01"))),
    case("R4b", "count", change("transactions", "items_count", pl.col("items_count") - 1)),
    case("R4b", "no line", line_goes_missing, "R2", "R6"),
    case("R5", "a cent", tax_is_a_cent_off),
    case("R5", "negative", change("transactions", "tax_amount", -1), "R2"),
    case("R5", "other store", receipt_is_of_another_state),
    case("R6", "negative", change("transactions", "discount_amount", -1), "R2"),
    case(
        "R6", "large", change("transactions", "discount_amount", cents("total_amount", "0")), "R2"
    ),
    case("R6", "free", change("transactions", "total_amount", 0), "R2", "R5"),
    case("R7a", "free", change("products", "cost", 0)),
    case("R7a", "dear", change("products", "cost", pl.col("unit_price"))),
    case("R7b", "half", change("line_items", "unit_price", pl.col("unit_price") / 2), "R4a"),
    case("R7b", "twice", change("line_items", "unit_price", pl.col("unit_price") * 2), "R4a"),
    case("R9a", "customer", last_customer_leaves),
    case("R9b", "product", last_product_is_dropped),
    case("R10a", "nowhere", change("customers", "zip_code", "00000")),
    case("R10a", "words", change("customers", "zip_code", "abcde")),
    case("R10a", "state", change("customers", "state", "WY"), "R10b"),
    case("R10b", "city", city_lies_in_two_states, "R10a"),
    case("R11", "digit", change("products", "sku", SKU_OFF)),
    case("R11", "prefix", change("products", "sku", SKU_SWAPPED)),
    case(
        "R12",
        "rich Bronze",
        change("customers", "lifetime_value", 9_999_999, pl.col("loyalty_tier") == "Bronze"),
    ),
    case(
        "R12",
        "poor Platinum",
        change("customers", "lifetime_value", 1, pl.col("loyalty_tier") == "Platinum"),
    ),
    case("R12", "other tier", change("customers", "loyalty_tier", "Tin")),
    case("R3d", "stock", stock_precedes_its_product, "R3b"),
    case("R13a", "pair", pair_is_stocked_twice),
    case("R13b", "product", product_comes_twice, "R7b"),
    case("R14", "stock", change("inventory", "quantity_on_hand", 501)),
    case("R14", "owed", change("inventory", "quantity_on_hand", -1)),
    case("R14", "reorder", change("inventory", "reorder_point", 9)),
    case("R14", "later", change("inventory", "last_updated", AFTER_INSTANT)),
    *(
        case(rule, column, change(table, column, cents(column, "0.01")), *also, locale="ja")
        for rule, table, column, *also in (
            ("R15a", "customers", "lifetime_value"),
            ("R15b", "products", "unit_price"),
            ("R15b", "products", "cost"),
            ("R15c", "transactions", "total_amount", "R2"),
            ("R15c", "transactions", "tax_amount", "R2"),
            ("R15c", "transactions", "discount_amount", "R2"),
            ("R15d", "line_items", "unit_price", "R4a"),
            ("R15d", "line_items", "line_total", "R2", "R4a"),
        )
    ),
]
KEYS = [
    "customers: nulls",
    "customers: primary key unique",
    "customers: email unique",
    "products: nulls",
    "products: primary key unique",
    "products: sku unique",
    "transactions: nulls",
    "transactions: primary key unique",
    "transactions: foreign key customer_id",
    "transactions: foreign key store_id",
    "line_items: nulls",
    "line_items: primary key unique",
    "line_items: foreign key txn_id",
    "line_items: foreign key product_id",
    "inventory: nulls",
    "inventory: primary key unique",
    "inventory: foreign key product_id",
    "inventory: foreign key store_id",
    "stores: nulls",
    "stores: primary key unique",
]
