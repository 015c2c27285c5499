"""The assortment: which stores have a product, and which of a lane's products a store has."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from tablewright.ops import Expr, Field, Roll, below, lookup
from tablewright.tables.retail.catalogue import Catalogue
from tablewright.xxh64 import hash_pair

CORE = 10
_FEW = 250


@dataclass(frozen=True)
class Assortment:
    """Products in stores.

    The stores stand in a circle, another for each category and shelf. The product of level *k* of
    a lane is in ``core`` stores from number ``k * core`` on, so that the next few levels are in
    all of the others: what a store does not have is replaced by the next level that it has.
    In chains of very many stores, neighbours in the circle have the same.

    Parameters
    ----------
    catalogue : Catalogue
        The products.
    stores : int
        How many stores there are.
    """

    catalogue: Catalogue
    stores: int

    @property
    def core(self) -> int:
        """In how many stores every product is kept."""
        return min(CORE, self.stores)

    @property
    def steps(self) -> int:
        """The number of levels in a row of which every store has one."""
        return -(-self.stores // self.core)

    @property
    def _arcs(self) -> int:
        """Parts of a circle, in which all have the same: a store each, or ``core``."""
        return self.stores if self.stores <= _FEW else self.steps

    @property
    def _width(self) -> int:
        """In how many arcs a product is."""
        return self.core if self.stores <= _FEW else 1

    @cached_property
    def _steps(self) -> list[int]:
        """Coprime to the number of stores: walking by such a step meets each once."""
        return [step for step in range(1, self.stores) if math.gcd(step, self.stores) == 1] or [1]

    def _field(self, name: str, value: Expr) -> Field:
        return Field("retail.products", name, value, self.catalogue.rows)

    @property
    def _circles(self) -> range:
        return range(self.catalogue.kinds * self.catalogue.shelves)

    @cached_property
    def _firsts(self) -> list[int]:
        """The store at which each circle begins."""
        return [hash_pair(7, circle) % self.stores for circle in self._circles]

    @cached_property
    def _walks(self) -> list[int]:
        """The step of each circle."""
        steps = self._steps
        return [steps[hash_pair(8, circle) % len(steps)] for circle in self._circles]

    @cached_property
    def _places(self) -> list[int]:
        """The arc of each store in each circle."""
        found = [0] * (len(self._circles) * self.stores)
        for circle, (first, step) in enumerate(zip(self._firsts, self._walks, strict=True)):
            for place in range(self.stores):
                store = (first + place * step) % self.stores
                found[circle * self.stores + store] = place * self._arcs // self.stores
        return found

    @property
    def cells(self) -> int:
        """The number of cells; of products, where there are too few for cells."""
        one = self.catalogue
        return one.kinds * one.lanes * one.shelves if one.levels else max(1, one.rows)

    def cell(self, category: Expr, lane: Expr, shelf: Expr) -> Expr:
        """The number of a category, a lane and a shelf."""
        return (category * self.catalogue.shelves + shelf) * self.catalogue.lanes + lane

    def beside(self, category: Expr, lane: Expr, shelf: Expr, roll: Roll) -> Expr:
        """The cell of the lane's other shelf or, where it has one only, of another category."""
        one = self.catalogue
        if one.shelves > 1:
            return self.cell(category, lane, one.shelves - 1 - shelf)
        others = below(max(1, one.kinds - 1), roll)
        return self.cell((category + 1 + others) % one.kinds, lane, shelf)

    def next(self, cell: Expr) -> Expr:
        """The same lane and shelf of the next category."""
        return (cell + self.catalogue.lanes * self.catalogue.shelves) % self.cells

    def store(self, product: Expr, number: Expr) -> Expr:
        """The ``number``-th store that has a product."""
        one = self.catalogue
        if not one.levels:
            first = self._field("first store", below(self.stores)).at(product)
            step = self._field("store step", below(len(self._steps))).at(product)
            return (first + number * lookup(self._steps, step)) % self.stores
        category, lane, shelf, level = one.cell_of(product)
        circle = category * one.shelves + shelf
        arc = (level + self._arcs * one.lanes - lane) * self._width % self._arcs
        begins = [-(-arc * self.stores // self._arcs) for arc in range(self._arcs)]
        place = (lookup(begins, arc) + number) % self.stores
        return (lookup(self._firsts, circle) + place * lookup(self._walks, circle)) % self.stores

    def stocked(self, store: Expr, cell: Expr, level: Expr, late: Expr) -> Expr:
        """The level that a store has, from a level on; else the last before it.

        ``late`` (1, else 0), inactive products are not sold. The level itself where a cell has too
        few for that.
        """
        one = self.catalogue
        arc = lookup(self._places, cell // one.lanes * self.stores + store)
        turn = (arc + cell % one.lanes * self._width) % self._arcs
        limits = (one.levels, one.levels - one.idle)
        levels = [
            self._nearest(min(wanted, limit - 1), arc, limit)
            for limit in limits
            for wanted in range(one.levels)
            for arc in range(self._arcs)
        ]
        return lookup(levels, (late * one.levels + level) * self._arcs + turn)

    def _nearest(self, wanted: int, arc: int, limit: int) -> int:
        """The level of an arc from a level on, else before it; else the level itself."""
        arcs, width = self._arcs, self._width
        ahead = (arc - wanted * width) % arcs
        later = wanted + ahead // width
        earlier = wanted - (arcs - ahead + width - 1) // width
        return later if later < limit else earlier if earlier >= 0 else wanted
