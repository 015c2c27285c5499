"""Every rule of retail is broken once, by a cell, and `verify` says which rule it was."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from tablewright.tables.retail.rules import EXPECTATIONS, INVARIANTS

from .generated import Corruption, Frames, Good, both, breached, change, every_row

SIZES = {
    "customers": 1_500,
    "products": 2_000,
    "transactions": 6_000,
    "line_items": 18_000,
    "inventory": 4_000,
}
LARGE = {
    "customers": 50_000,
    "products": 5_000,
    "transactions": 150_000,
    "line_items": 450_000,
    "inventory": 50_000,
}
AFTER = dt.date(2025, 1, 1)
AFTER_INSTANT = dt.datetime(2025, 1, 1, tzinfo=dt.timezone.utc)
NIGHT_BEFORE = dt.datetime(2023, 12, 31, 23, 59, 59, tzinfo=dt.timezone.utc)


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> Good:
    return Good.make("retail", SIZES, tmp_path_factory.mktemp("retail"))


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Good:
    return Good.make("retail", LARGE, tmp_path_factory.mktemp("retail-large"))


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
    lines = frames["line_items"].filter(pl.col("txn_id").is_duplicated())
    first = lines.row(0, named=True)
    other = (pl.col("txn_id") == first["txn_id"]) & (
        pl.col("line_item_id") != first["line_item_id"]
    )
    return change("line_items", "product_id", first["product_id"], other)(frames)


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

CASES: list[tuple[str, str, Corruption]] = [
    ("R2", "total", change("transactions", "total_amount", cents("total_amount", "0.01"))),
    ("R2", "line", change("line_items", "line_total", cents("line_total", "-0.01"))),
    (
        "R2",
        "discount",
        change(
            "transactions",
            "discount_amount",
            pl.lit(None),
            pl.col("discount_amount").fill_null(0) > 0,
        ),
    ),
    ("R3a", "signup", buyer_joins_late),
    ("R3b", "created", sold_product_is_new),
    ("R3c", "after", change("transactions", "txn_timestamp", AFTER_INSTANT)),
    ("R3c", "before", change("transactions", "txn_timestamp", NIGHT_BEFORE)),
    ("R4a", "quantity", change("line_items", "quantity", pl.col("quantity") + 1)),
    ("R4a", "price", change("line_items", "unit_price", cents("unit_price", "0.01"))),
    ("R4b", "count", change("transactions", "items_count", pl.col("items_count") - 1)),
    ("R4b", "no line", line_goes_missing),
    ("R5", "a cent", tax_is_a_cent_off),
    ("R5", "negative", change("transactions", "tax_amount", -1)),
    ("R5", "other store", receipt_is_of_another_state),
    ("R6", "negative", change("transactions", "discount_amount", -1)),
    ("R6", "large", change("transactions", "discount_amount", cents("total_amount", "0"))),
    ("R6", "free", change("transactions", "total_amount", 0)),
    ("R7a", "free", change("products", "cost", 0)),
    ("R7a", "dear", change("products", "cost", pl.col("unit_price"))),
    ("R7b", "half", change("line_items", "unit_price", pl.col("unit_price") / 2)),
    ("R7b", "twice", change("line_items", "unit_price", pl.col("unit_price") * 2)),
    ("R9a", "customer", last_customer_leaves),
    ("R9b", "product", last_product_is_dropped),
    ("R10a", "nowhere", change("customers", "zip_code", "00000")),
    ("R10a", "words", change("customers", "zip_code", "abcde")),
    ("R10a", "state", change("customers", "state", "WY")),
    ("R10b", "city", city_lies_in_two_states),
    ("R11", "digit", change("products", "sku", SKU_OFF)),
    ("R11", "prefix", change("products", "sku", SKU_SWAPPED)),
    (
        "R12",
        "rich Bronze",
        change("customers", "lifetime_value", 9_999_999, pl.col("loyalty_tier") == "Bronze"),
    ),
    (
        "R12",
        "poor Platinum",
        change("customers", "lifetime_value", 1, pl.col("loyalty_tier") == "Platinum"),
    ),
    ("R12", "other tier", change("customers", "loyalty_tier", "Tin")),
    ("R3d", "stock", stock_precedes_its_product),
    ("R13a", "pair", pair_is_stocked_twice),
    ("R13b", "product", product_comes_twice),
    ("R14", "stock", change("inventory", "quantity_on_hand", 501)),
    ("R14", "owed", change("inventory", "quantity_on_hand", -1)),
    ("R14", "reorder", change("inventory", "reorder_point", 9)),
    ("R14", "later", change("inventory", "last_updated", AFTER_INSTANT)),
]
GENERIC: list[tuple[str, Corruption]] = [
    ("customers: primary key unique", change("customers", "customer_id", 1_000_001)),
    ("products: primary key unique", change("products", "product_id", 10_001)),
    ("transactions: primary key unique", change("transactions", "txn_id", 2)),
    ("line_items: primary key unique", change("line_items", "line_item_id", 2)),
    ("inventory: primary key unique", change("inventory", "inventory_id", 2)),
    ("products: sku unique", change("products", "sku", pl.col("sku").last())),
    ("customers: email unique", change("customers", "email", pl.col("email").drop_nulls().last())),
    ("transactions: foreign key customer_id", change("transactions", "customer_id", 1)),
    ("line_items: foreign key txn_id", change("line_items", "txn_id", 0)),
    ("line_items: foreign key product_id", change("line_items", "product_id", 1)),
    ("inventory: foreign key product_id", change("inventory", "product_id", 1)),
    ("transactions: nulls", change("transactions", "tax_amount", pl.lit(None))),
]


def test_good_data_passes(good: Good, tmp_path: Path) -> None:
    report = good.verify_with(lambda frames: frames, tmp_path)
    assert report.ok, report.breaches


def test_every_invariant_is_broken_once() -> None:
    assert {rule.name for rule in INVARIANTS} == {rule for rule, _, _ in CASES}


@pytest.mark.parametrize(
    ("rule", "corruption"),
    [pytest.param(rule, corruption, id=f"{rule}-{how}") for rule, how, corruption in CASES],
)
def test_a_broken_invariant_is_found(
    good: Good, tmp_path: Path, rule: str, corruption: Corruption
) -> None:
    assert f"retail.{rule}" in breached(good.verify_with(corruption, tmp_path))


@pytest.mark.parametrize(
    ("check", "corruption"), [pytest.param(check, how, id=check) for check, how in GENERIC]
)
def test_a_broken_key_is_found(
    good: Good, tmp_path: Path, check: str, corruption: Corruption
) -> None:
    assert f"retail.{check}" in breached(good.verify_with(corruption, tmp_path))


INSTANT = pl.col("txn_timestamp")
TIERS = ["Bronze", "Silver", "Gold", "Platinum"]
UPSIDE_DOWN = dict(zip(TIERS, reversed(TIERS), strict=True))
SHIFTS: list[tuple[str, Corruption]] = [
    ("R8a", every_row("customers", "lifetime_value", 100)),
    ("R8b", every_row("customers", "loyalty_tier", pl.col("loyalty_tier").replace(UPSIDE_DOWN))),
    ("E1a", every_row("transactions", "payment_method", "Cash")),
    ("E1b", every_row("customers", "loyalty_tier", "Gold")),
    ("E2a", every_row("line_items", "line_total", pl.col("line_total") * 2)),
    ("E2b", every_row("line_items", "line_total", pl.col("line_total") * 2)),
    ("E3a", every_row("line_items", "txn_id", (pl.col("line_item_id") - 1) // 3 + 1)),
    ("E3b", every_row("transactions", "items_count", pl.col("items_count") + 1)),
    ("E4", every_row("transactions", "txn_timestamp", INSTANT.dt.offset_by("-1mo"))),
    ("E5", every_row("transactions", "txn_timestamp", INSTANT.dt.offset_by("-3d"))),
    ("E6", every_row("transactions", "customer_id", pl.col("txn_id") % 50_000 + 1_000_000)),
    ("E7a", every_row("inventory", "quantity_on_hand", pl.col("quantity_on_hand") + 1)),
    ("E7b", every_row("inventory", "reorder_point", 10)),
    ("E8", every_row("transactions", "txn_timestamp", INSTANT.dt.offset_by("3h"))),
    ("E9", every_row("line_items", "unit_price", pl.col("unit_price").reverse())),
]


def test_large_good_data_meets_every_expectation(large: Good, tmp_path: Path) -> None:
    report = large.verify_with(lambda frames: frames, tmp_path)
    assert report.ok, report.breaches
    judged = {check.name for check in report.checks if check.status == "ok"}
    assert {f"retail.{rule.name}" for rule in EXPECTATIONS} <= judged


@pytest.mark.parametrize(
    ("rule", "corruption"),
    [pytest.param(rule, how, id=f"{rule}-{i}") for i, (rule, how) in enumerate(SHIFTS)],
)
def test_a_missed_expectation_is_found(
    large: Good, tmp_path: Path, rule: str, corruption: Corruption
) -> None:
    expectation = next(known for known in EXPECTATIONS if known.name == rule)
    check = large.judge_with(corruption, tmp_path, expectation)
    assert check.status == "breach", check.detail
