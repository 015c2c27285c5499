"""Inventory: what each store has of each product."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from tablewright.errors import ArgumentError
from tablewright.ops import Expr, Row, below, chance, clip, greatest, least, lift, lookup, when
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
from tablewright.tables.retail.assortment import CORE, Assortment
from tablewright.tables.retail.catalogue import FIRST_ID as FIRST_PRODUCT
from tablewright.tables.retail.catalogue import Catalogue
from tablewright.tables.retail.stores import FIRST_STORE, Stores

_DAY = 86_400
_USUAL, _LEFT = 62, 1
"""The usual stock of a middling product where little is sold, and what is left of inactive ones."""
_BUSY, _BRISK = 1.5, 0.4
"""Units a week from which stock is weeks of sales; that of all if the middle pair sells these."""
_BASE, _WEEKS, _FULL = 16, 6, 110
"""Such a stock: a base and some weeks' sales. What sells fastest is delivered more often."""
_MANY_LEVELS = 16
_UNITS = 1.68
"""Units of a line."""


def inventory(rows: int, catalogue: Catalogue, stores: Stores, window: Window, lines: int) -> Table:
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
    product = f("product", stocked.parent(Row()), rising=True)
    number = Row() - stocked.first(product)
    assortment = Assortment(catalogue, count)
    store = f("store", assortment.store(product, number))
    demand = _Demand(catalogue, stores, assortment, window, lines)
    active = catalogue.active.at(product)
    usual = f("usual stock", when(active, demand.stock(product, store)).otherwise(_LEFT))
    reorder = f("reorder_point", clip(usual * 45 // 100 + below(7, "noise") - 3, 10, 50))
    stock = (250_000 + quantile(shipped("gamma1.5"), "level") * 3 // 4) * usual // 10**6
    on_hand = when(chance(0.08, "out"), 0).otherwise(clip(1 + stock, 1, 500))
    hurry = clip(usual, 40, 100)
    ago = quantile(shipped("exponential"), "ago") * window.scaled(20) * _DAY // 10**6
    ago = ago * 100 // (hurry + 35)
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
                "8 % zero, else 1 + gamma(1.5) around weeks of sales or their shape, up to 500",
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


@dataclass(frozen=True)
class _Demand:
    """How much of a product is usually sold in a store, and kept there."""

    catalogue: Catalogue
    stores: Stores
    assortment: Assortment
    window: Window
    lines: int

    def stock(self, product: Expr, store: Expr) -> Expr:
        """The usual stock: some weeks' sales, or in the shape of sales where they are few."""
        one = self.catalogue
        if not one.levels:
            return lift(_USUAL)
        category, _, _, level = one.cell_of(product)
        rates = [
            self._weekly(kind, each) for kind in range(one.kinds) for each in range(one.levels)
        ]
        sizes = [share * len(self.stores.traffic) for share in self.stores.traffic]
        middle = sorted(rates)[len(rates) // 2]
        at = category * one.levels + level
        weekly = lookup(_whole(rates), at) * lookup(_whole(sizes), store) // 1_000
        some = least(_BASE + weekly * _WEEKS // 1_000, _FULL)
        if middle >= _BRISK or not middle:
            return some
        ratios = [rate / middle for rate in rates]
        if one.levels < _MANY_LEVELS:
            # Few levels differ little: their stock does by more, as in large catalogues.
            ratios = [ratio * ratio for ratio in ratios]
            sizes = [size * math.sqrt(size) for size in sizes]
        kept = lookup(_whole(ratios), at) * lookup(_whole(sizes), store) * _USUAL // 10**6
        return when(weekly < round(1_000 * _BUSY), kept).otherwise(some)

    def _smooth(self, level: int) -> float:
        """The sales of a level where it is sold: those of the levels before that are not, too."""
        first = max(0, level - self.assortment.steps + 1)
        return sum(self.catalogue.popularity(each) for each in range(first, level + 1))

    def _weekly(self, kind: int, level: int) -> float:
        """Units a week of a product in a store of usual size."""
        one = self.catalogue
        total = sum(each.share for each in one.chain.categories)
        share = one.chain.categories[kind].share / total
        cells = one.lanes * one.shelves * one.groups * self.stores.count
        return self.lines * _UNITS * share * self._smooth(level) / cells / (self.window.days / 7)


def _whole(values: Sequence[float]) -> list[int]:
    """In thousandths."""
    return [round(1_000 * value) for value in values]


def _store_counts(stores: int, products: int, rows: int) -> list[int]:
    """Every product is in as many stores as it is sold in, some are in more."""
    if not products:
        return []
    mean = rows / products
    low = max(min(mean, CORE), 2 * mean - stores)
    high = 2 * mean - low
    sizes = [int(low + (high - low) * (2 * i + 1) / (2 * products)) for i in range(products)]
    return settle(sizes, rows, 0, stores)
