"""Inventory: what each store has of each product."""

from __future__ import annotations

import math
from functools import partial

from tablewright.errors import ArgumentError
from tablewright.ops import Row, below, chance, clip, greatest, lookup, when
from tablewright.sampling import Apportionment, shipped
from tablewright.sampling.apportionment import settle
from tablewright.sampling.quantiles import quantile
from tablewright.spec import (
    Column,
    Fields,
    ForeignKey,
    Int32,
    Int64,
    Table,
    Timestamp,
    Window,
)
from tablewright.tables.retail.catalogue import FIRST_ID as FIRST_PRODUCT
from tablewright.tables.retail.catalogue import Catalogue
from tablewright.tables.retail.stores import FIRST_STORE, Stores

_DAY = 86_400


def inventory(rows: int, catalogue: Catalogue, stores: Stores, window: Window) -> Table:
    """Products in stores: each pair at most once."""
    count = stores.count
    if rows > count * catalogue.rows:
        raise ArgumentError(
            f"n_inventory={rows:,} is more than {count} stores x n_products={catalogue.rows:,} "
            f"pairs; give at most {count * catalogue.rows:,}, or more products"
        )
    f = Fields("retail.inventory", rows)
    stocked = Apportionment(
        "retail.products", "stocked", catalogue.rows, rows, partial(_store_counts, count)
    )
    product = f("product", stocked.parent(Row()))
    number = Row() - stocked.first(product)
    p = Fields("retail.products", catalogue.rows)
    # Coprime to the number of stores: walking by such a step meets each once.
    steps = [step for step in range(1, count) if math.gcd(step, count) == 1] or [1]
    first = p("first store", below(count))
    step = p("store step", lookup(steps, below(len(steps))))
    store = f("store", (first.at(product) + number * step.at(product)) % count)

    ranks = max(2, catalogue.ranks)
    demand = f("demand", 100 - catalogue.rank.at(product) * 60 // (ranks - 1))
    reorder = f("reorder_point", clip(demand * 40 // 100 + below(13, "noise") - 8, 10, 50))
    level = quantile(shipped("gamma1.5"), "level") * demand // 10**6
    on_hand = when(chance(0.08, "out"), 0).otherwise(clip(1 + level, 1, 500))
    ago = quantile(shipped("exponential"), "ago") * window.scaled(20) * _DAY // 10**6
    ago = ago * 100 // (demand + 35)
    length = window.days * _DAY
    # What would be older than the window or the product came soon after.
    new = greatest((catalogue.growth.day(product) - window.first_day) * _DAY, 0)
    soonest = new + below(length - new, "early", most=length) // 50
    updated = window.first_day * _DAY + greatest(length - 1 - ago, soonest)
    return Table(
        "retail.inventory",
        rows,
        (
            Column(f("inventory_id", Row() + 1), Int64(), "1 + row"),
            Column(f("product_id", product + FIRST_PRODUCT), Int64(), "in about ten stores each"),
            Column(f("store_id", store + FIRST_STORE), Int64(), "each pair at most once"),
            Column(
                f("quantity_on_hand", on_hand),
                Int32(),
                "8 % zero, else 1 + gamma(1.5) around the demand, up to 500",
            ),
            Column(reorder, Int32(), "10 to 50, rising with demand"),
            Column(
                f("last_updated", updated * 1_000_000),
                Timestamp(),
                "the end of the window less an exponential time, mean 20 days; sooner if popular",
            ),
        ),
        primary_key="inventory_id",
        foreign_keys=(
            ForeignKey("product_id", "retail.products", "product_id"),
            ForeignKey("store_id", "retail.stores", "store_id"),
        ),
        doc="Stock by product and store, in the order of products.",
    )


def _store_counts(stores: int, products: int, rows: int) -> list[int]:
    """From few to many stores around the mean, never more than there are."""
    if not products:
        return []
    mean = rows / products
    low, high = max(0.0, mean - min(mean, stores - mean)), mean + min(mean, stores - mean)
    sizes = [int(low + (high - low) * (2 * i + 1) / (2 * products)) for i in range(products)]
    return settle(sizes, rows, 0, stores)
