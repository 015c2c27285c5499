"""Products: what a chain sells, what it costs, how well it sells."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field
from functools import cached_property

from tablewright.calendars import CumulativeArrivals
from tablewright.ops import (
    Draw,
    Expr,
    Field,
    Roll,
    Row,
    below,
    chance,
    clip,
    concat,
    digits,
    lift,
    lookup,
    weighted,
    when,
    word,
)
from tablewright.sampling import normal
from tablewright.sampling.quantiles import curve, exponential
from tablewright.spec import Boolean, Column, Date, Decimal, Fields, Int64, Table, Text, Window
from tablewright.tables.retail.chain import BRANDS, Chain

FIRST_ID = 10_000
_MEAN_LOG_PRICE = 3_320_000
_MOST_RANKS = 64
_HEAD = 0.03
_STRIDE, _STRIDE_DIGITS = 7_368_787, 12
"""Coprime to 10: scatters the digits of a SKU, up to this many at once within 64 bits."""
_HALF = 10**6


@dataclass(frozen=True)
class Catalogue:
    """The products of a chain.

    Products come in groups, one of each category, in the order in which they were introduced.
    Within a category they form cells of ``ranks`` products, from best to least selling, and
    line *k* of a basket chooses from every ``lanes``-th cell only: no product comes twice.

    Parameters
    ----------
    rows : int
        Products.
    window : Window
        When sales happen.
    lanes : int
        At least the most lines of a basket.
    chain : Chain
        What it sells.
    """

    rows: int
    window: Window
    lanes: int
    chain: Chain = field(default_factory=Chain)

    @property
    def kinds(self) -> int:
        """The number of categories."""
        return len(self.chain.categories)

    @cached_property
    def _fields(self) -> Fields:
        return Fields("retail.products", self.rows)

    @cached_property
    def _old(self) -> int:
        """Products that exist before the window opens: 85 %."""
        return round(self.rows * 0.85)

    @cached_property
    def ranks(self) -> int:
        """Products of a cell; 0 where there are too few for two in each category and lane."""
        cells = self._old // self.kinds // max(1, self.lanes)
        return min(cells, _MOST_RANKS) if cells >= 2 else 0

    @cached_property
    def idle(self) -> int:
        """The last places of a cell, which inactive products are among."""
        return -(-self.ranks // 20)

    @cached_property
    def growth(self) -> CumulativeArrivals:
        """85 % introduced in the six years before, 15 % in the window; a small catalogue
        entirely before it."""
        start, end = self.window.first_day, self.window.end_day
        recent = 0.15 if self.ranks else 0
        spans = [(start - self.window.scaled(2191), start, 1 - recent), (start, end, recent)]
        return CumulativeArrivals.of(self.rows, spans)

    @cached_property
    def _category_cut(self) -> Field:
        return self._fields("category cut", below(self.kinds))

    @cached_property
    def _rank_cut(self) -> Field:
        return self._fields("rank cut", below(max(1, self.ranks)))

    @cached_property
    def category(self) -> Field:
        """The number of the category."""
        row = Row()
        return self._fields(
            "kind", (row % self.kinds + self._category_cut.at(row // self.kinds)) % self.kinds
        )

    @cached_property
    def rank(self) -> Field:
        """The sales rank within its cell; 0 sells best."""
        if not self.ranks:
            return self._fields("rank", lift(0))
        cut = self._cut(Row() // self.kinds, self.category)
        return self._fields("rank", (self._turn + self.ranks - cut) % self.ranks)

    @property
    def _turn(self) -> Expr:
        """Where a product is in its cell; its rank is that less the cell's cut."""
        return (Row() // self.kinds // self.lanes) % self.ranks

    def _cut(self, place: Expr, category: Expr) -> Expr:
        group = place // (self.lanes * self.ranks)
        cell = (group * self.lanes + place % self.lanes) * self.kinds + category
        return self._rank_cut.at(cell)

    def choose(
        self, category: Expr, lane: Expr, day: Expr, late: Expr, where: Roll, which: Roll
    ) -> Expr:
        """A product of a category that exists on a day, by how well it sells.

        Parameters
        ----------
        where, which : Roll
            For the group of products (31 bits) and the rank in it.
        lane : Expr
            Differs between the lines of a basket; products of different lanes differ.
        late : Expr
            Days on which inactive products are no longer sold.
        """
        if not self.ranks:
            raise AssertionError("a small catalogue has no ranks")
        places = self.growth.count(day) // self.kinds
        span = self.lanes * self.ranks
        group = below(places, where, most=max(1, self.rows // self.kinds)) // span * span
        rank = curve(self._popularity, which)
        turn = (rank + self._cut(group + lane, category)) % self.ranks
        turn = when(late & (turn >= self.ranks - self.idle), turn - self.idle).otherwise(turn)
        inside = turn * self.lanes + lane
        # The newest group may be incomplete; the oldest never is.
        place = when(group + inside < places, group + inside).otherwise(inside)
        place = clip(place, 0, max(0, self.rows // self.kinds - 1))
        return (
            place * self.kinds + (category + self.kinds - self._category_cut.at(place)) % self.kinds
        )

    @cached_property
    def _popularity(self) -> tuple[int, ...]:
        """Ranks by a Zipf-Mandelbrot law of exponent 0.8: a fifth makes half of the sales."""
        start, end = _HEAD**0.2, (1 + _HEAD) ** 0.2
        cells = 1024
        places = ((start + (end - start) * i / cells) ** 5 - _HEAD for i in range(cells))
        knots = [int(place * self.ranks) for place in places]
        return (*knots, self.ranks - 1)

    @cached_property
    def _price_z(self) -> Field:
        return self._fields("price z", curve(normal(), Draw()))

    @cached_property
    def _log_price(self) -> Field:
        categories, brands = self.chain.categories, list(self.chain.brands)
        middles = [round(math.log(each.price) * 10**6) for each in categories]
        sigma = lookup([round(each.spread * 1_000) for each in categories], self.category)
        value = lookup(middles, self.category) + self._price_z * sigma // 1000
        if "Generic" not in brands:
            return self._fields("log price", value)
        generic = when(self.brand.eq(brands.index("Generic")), round(math.log(0.75) * 10**6))
        return self._fields("log price", value + generic.otherwise(0))

    @cached_property
    def brand(self) -> Field:
        """The number of the brand."""
        return self._fields("maker", weighted(list(self.chain.brands.values())))

    @cached_property
    def price(self) -> Field:
        """In cents: 65 % end in 9, mostly .99, 15 % in .00, 10 % in .50 or .95."""
        raw = exponential(self._log_price, math.log(5), math.log(499.99), 100)
        ending = lookup((99, 49, 79, 29, 0, 50, 95, -1), weighted([50, 8, 4, 3, 15, 5, 5, 10]))
        value = when(ending < 0, raw).otherwise(raw // 100 * 100 + ending)
        return self._fields("unit_price", clip(value, 500, 49_999))

    @cached_property
    def active(self) -> Field:
        """95 %; the others are among the last of their cells."""
        if not self.ranks:
            return self._fields("is_active", lift(True))
        share = 0.05 * self.ranks / self.idle
        return self._fields("is_active", (self._turn < self.ranks - self.idle) | ~chance(share))

    @cached_property
    def table(self) -> Table:
        """The declaration."""
        f = self._fields
        names = tuple(category.name for category in self.chain.categories)
        number = f("product_id", Row() + FIRST_ID)
        costs = [category.cost for category in self.chain.categories]
        low, high = (lookup([cost[end] for cost in costs], self.category) for end in (0, 1))
        share = low * 1000 + (Draw("share") * (high - low) * 1000) // 2**32
        weight = (
            round(math.log(0.71) * 10**6)
            + (self._log_price - _MEAN_LOG_PRICE) * 625 // 1000
            + curve(normal(), Draw("weight")) * 1126 // 1000
        )
        columns = (
            Column(number, Int64(), "10,000 + row"),
            Column(
                f("sku", self._sku),
                Text(),
                "SKU-, scattered digits and a GS1 modulo-10 check digit",
            ),
            Column(f("product_name", self._name), Text(), "brand, a noun of the category, variant"),
            Column(f("category", word(names, self.category)), Text(), f"{self.kinds}, even"),
            Column(
                f("brand", word(tuple(self.chain.brands), self.brand)),
                Text(),
                "5 brands and Generic; 1 % null"
                if self.chain.brands is BRANDS
                else f"{len(self.chain.brands)} brands; 1 % null",
                null_when=chance(0.01, "absent"),
            ),
            Column(
                self.price,
                Decimal(10, 2),
                "log-normal by category, 5 to 500; 65 % end in 9 (Levy et al. 2011)",
            ),
            Column(
                f("cost", self.price * share // 100_000),
                Decimal(10, 2),
                "40 to 70 % of unit_price, by category",
            ),
            Column(
                f("weight_kg", exponential(weight, math.log(0.1), math.log(50), 100)),
                Decimal(6, 2),
                "log-normal, median 0.71, 0.1 to 50; dearer products are heavier",
            ),
            Column(self.active, Boolean(), "95 %; an inactive product has stopped selling"),
            Column(
                f("created_date", self.growth.day(Row())),
                Date(),
                "rises with the id: 85 % before the window",
            ),
        )
        return Table(
            "retail.products",
            self.rows,
            columns,
            primary_key="product_id",
            unique=("sku",),
            doc="The catalogue, in the order in which products were introduced.",
        )

    @property
    def _sku(self) -> Expr:
        width = max(7, len(str(max(0, self.rows - 1))))
        turned = Row() * _STRIDE
        if width > _STRIDE_DIGITS:
            # Of the higher digits only those that are kept are multiplied.
            high = Row() // _HALF * _STRIDE % (10**width // _HALF)
            turned = high * _HALF + Row() % _HALF * _STRIDE
        number = self._fields("sku number", (turned + 4_812_907) % 10**width)
        # GS1: weights 3 and 1 from the right, which does not change with leading zeros.
        total: Expr = lift(0)
        for place in range(width):
            total = total + (number // 10**place) % 10 * (3 if place % 2 == 0 else 1)
        return concat("SKU-", digits(number * 10 + (1000 - total) % 10, width + 1))

    @property
    def _name(self) -> Expr:
        pools = [category.pool for category in self.chain.categories]
        sizes = [len(pool) for pool in pools]
        widest = max(sizes)
        padded = [(*pool, *pool[:1] * (widest - len(pool))) for pool in pools]
        limit = sizes[0] if len(set(sizes)) == 1 else lookup(sizes, self.category)
        which = self.category * widest + below(limit, "thing", most=widest)
        thing = word(tuple(itertools.chain.from_iterable(padded)), which)
        return concat(word(tuple(self.chain.brands), self.brand), " ", thing)
