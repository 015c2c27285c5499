"""Products: what a chain sells, what it costs, how well it sells."""

from __future__ import annotations

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
    when,
    word,
)
from tablewright.sampling.permuted_blocks import shuffled
from tablewright.spec import Boolean, Column, Date, Decimal, Fields, Int64, Table, Text, Window
from tablewright.tables.retail.chain import BRANDS, Chain
from tablewright.tables.retail.goods import SHELVES, Goods
from tablewright.tables.retail.money import Money
from tablewright.xxh64 import hash_pair

FIRST_ID = 10_000
_MOST_RANKS = 64
_OLD = 0.85
CHOICE = 6
"""Levels of a cell of which a store of a usual chain has one at least."""
_HEAD = 0.03
_LANES = 16
_STRIDE, _STRIDE_DIGITS = 7_368_787, 12
"""Coprime to 10: scatters the digits of a SKU, up to this many at once within 64 bits."""
_HALF = 10**6


@dataclass(frozen=True)
class Catalogue:
    """The products of a chain.

    Products are in the order in which they were introduced, one of each category after another.
    The products of a category are dealt to ``lanes``, in each of which they have a shelf and a
    level, from best to least selling. The lines of a basket choose from different lanes: no
    product comes twice. Where a lane's products are is scattered.

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
    locale : str
        In whose words and money.
    """

    rows: int
    window: Window
    lanes: int
    chain: Chain = field(default_factory=Chain)
    locale: str = "en"

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
        return round(self.rows * _OLD)

    @cached_property
    def levels(self) -> int:
        """Products of a cell; 0 where there are too few for two in each category and lane."""
        cells = self._old // self.kinds // max(1, self.lanes)
        return min(cells, _MOST_RANKS) // self.shelves if cells >= 2 else 0

    @property
    def shelves(self) -> int:
        """How many shelves a category has: one where it has few products."""
        cells = self._old // self.kinds // max(1, self.lanes)
        return SHELVES if cells >= SHELVES * CHOICE else 1

    @property
    def idle(self) -> int:
        """The last levels, which inactive products are among."""
        return -(-self.levels // 20)

    @property
    def span(self) -> int:
        """Products of a category in a group: one of each cell and level."""
        return self.lanes * self.levels * self.shelves

    @classmethod
    def lanes_for(cls, rows: int, kinds: int, most: int) -> int:
        """Return how many lanes a catalogue has, for baskets of at most ``most`` lines.

        A power of two, so that the catalogue stays the same for all common basket sizes. Half of
        them, where stores have a choice of products in each lane only then: lines after the
        first round choose what their store does not have.
        """
        lanes = max(_LANES, 1 << max(0, most - 1).bit_length())
        cells = round(rows * _OLD) // kinds
        few = lanes == _LANES and cells // lanes < CHOICE <= cells // (lanes // 2)
        return lanes // 2 if few else lanes

    @cached_property
    def growth(self) -> CumulativeArrivals:
        """85 % introduced in the six years before, 15 % in the window; a small catalogue
        entirely before it."""
        start, end = self.window.first_day, self.window.end_day
        recent = 0.15 if self.levels else 0
        spans = [(start - self.window.scaled(2191), start, 1 - recent), (start, end, recent)]
        return CumulativeArrivals.of(self.rows, spans)

    @cached_property
    def _category_cut(self) -> Field:
        return self._fields("category cut", below(self.kinds))

    def _turn(self, category: Expr) -> Expr:
        """By how much the order of a category is turned."""
        turns = [hash_pair(6, kind) % max(1, self.span) for kind in range(self.kinds)]
        return lookup(turns, category)

    @cached_property
    def _order(self) -> tuple[int, ...]:
        """The place in a group of each rank and lane, scattered."""
        return tuple(shuffled(self.span, 5))

    @cached_property
    def category(self) -> Field:
        """The number of the category."""
        row = Row()
        return self._fields(
            "kind", (row % self.kinds + self._category_cut.at(row // self.kinds)) % self.kinds
        )

    @cached_property
    def place(self) -> Field:
        """Level, shelf and lane in one number."""
        if not self.levels:
            return self._fields("code", lift(0))
        back = [0] * self.span
        for code, place in enumerate(self._order):
            back[place] = code
        turned = Row() // self.kinds % self.span + self.span - self._turn(self.category)
        return self._fields("code", lookup(back, turned % self.span))

    @cached_property
    def level(self) -> Expr:
        """The sales rank within its cell; 0 sells best."""
        return self.place // (self.lanes * self.shelves)

    def code_of(self, product: Expr) -> tuple[Expr, Expr]:
        """Category and code of another product."""
        return self.category.at(product), self.place.at(product)

    def cell_of(self, product: Expr) -> tuple[Expr, Expr, Expr, Expr]:
        """Category, lane, shelf and level of another product."""
        category, code = self.code_of(product)
        level = code // (self.lanes * self.shelves)
        return category, code % self.lanes, code // self.lanes % self.shelves, level

    @cached_property
    def shelf(self) -> Expr:
        """The shelf it is on, or would be: the second has the dearer brands."""
        if not self.levels or self.shelves == 1:
            return below(SHELVES, "shelf")
        return self.place // self.lanes % self.shelves

    def code(self, cell: Expr, level: Expr) -> Expr:
        """Level, shelf and lane in one number; products of different lanes differ."""
        shelf_and_lane = self.lanes * self.shelves
        return level * shelf_and_lane + cell % shelf_and_lane

    def kind_of(self, cell: Expr) -> Expr:
        """The category of a cell."""
        return cell // (self.lanes * self.shelves)

    @cached_property
    def known(self) -> list[int]:
        """The products of each category that exist by each day of the window."""
        first, days = self.window.first_day, self.window.days
        return [max(1, self.growth.upto(first + day) // self.kinds) for day in range(days)]

    def choose(self, category: Expr, code: Expr, known: Expr, where: Roll) -> Expr:
        """A product of a category that exists.

        Parameters
        ----------
        category, code : Expr
            What it is.
        known : Expr
            How many products of the category exist; see `known`.
        where : Roll
            For the group of products.
        """
        places, span = known, self.span
        group = below(places, where, most=max(1, self.rows // self.kinds)) // span * span
        inside = (lookup(self._order, code) + self._turn(category)) % span
        # The newest group may be incomplete; the oldest never is.
        place = when(group + inside < places, group + inside).otherwise(inside)
        place = clip(place, 0, max(0, self.rows // self.kinds - 1))
        return (
            place * self.kinds + (category + self.kinds - self._category_cut.at(place)) % self.kinds
        )

    def popular(self, which: Roll) -> Expr:
        """A level, by how well it sells: a fifth makes half of the sales.

        A Zipf-Mandelbrot law of exponent 0.8.
        """
        start, end = _HEAD**0.2, (1 + _HEAD) ** 0.2
        cells = 1 << which.bits
        places = ((start + (end - start) * (2 * i + 1) / (2 * cells)) ** 5 for i in range(cells))
        return lookup([int((place - _HEAD) * self.levels) for place in places], which.value)

    def popularity(self, level: int) -> float:
        """The share of a cell's sales that a level has."""
        start, end = _HEAD**0.2, (1 + _HEAD) ** 0.2
        before, after = (((level + by) / self.levels + _HEAD) ** 0.2 for by in (0, 1))
        return float((after - before) / (end - start))

    @property
    def groups(self) -> float:
        """How many products a category has in each cell and level."""
        return max(1.0, self.rows / self.kinds / max(1, self.span))

    @cached_property
    def goods(self) -> Goods:
        """What the products are."""
        return Goods(self._fields, self.chain, self.category, self.shelf, self.locale)

    @cached_property
    def price(self) -> Field:
        """In hundredths."""
        return self.goods.price

    @cached_property
    def active(self) -> Field:
        """95 %; the others are on the last levels."""
        if not self.levels:
            return self._fields("is_active", lift(True))
        share = min(1.0, 0.05 * self.levels / self.idle)
        return self._fields("is_active", (self.level < self.levels - self.idle) | ~chance(share))

    @cached_property
    def table(self) -> Table:
        """The declaration."""
        f = self._fields
        names = tuple(category.name for category in self.chain.categories)
        number = f("product_id", Row() + FIRST_ID)
        costs = [category.cost for category in self.chain.categories]
        low, high = (lookup([cost[end] for cost in costs], self.category) for end in (0, 1))
        share = low * 1000 + (Draw("share") * (high - low) * 1000) // 2**32
        brands, money = self.chain.brands, Money(self.locale)
        columns = (
            Column(number, Int64(), "10,000 + row"),
            Column(
                f("sku", self._sku),
                Text(),
                "SKU-, scattered digits and a GS1 modulo-10 check digit",
            ),
            Column(
                f("product_name", self.goods.name),
                Text(),
                "brand, noun, variant; the pack of groceries and of much of Beauty",
            ),
            Column(f("category", word(names, self.category)), Text(), f"{self.kinds}, even"),
            Column(
                f("brand", word(tuple(brand.name for brand in brands), self.goods.brand)),
                Text(),
                "40 invented brands, each of one to three categories, and Generic; 1 % null"
                if brands is BRANDS
                else f"{len(brands)} brands; 1 % null",
                null_when=chance(0.01, "absent"),
            ),
            Column(
                self.price,
                Decimal(10, 2),
                f"log-normal by category, {money.range}: by noun, brand and pack; {money.ends}",
            ),
            Column(
                f("cost", money.whole(self.price * share // 100_000)),
                Decimal(10, 2),
                "40 to 70 % of unit_price, by category",
            ),
            Column(
                self.goods.weight,
                Decimal(6, 2),
                "1.04 to 1.26 times the pack, else by noun; 0.05 to 50",
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
