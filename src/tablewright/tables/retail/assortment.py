"""The assortment: which stores have a product, and which of a lane's products a store has."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from tablewright.ops import Expr, Field, Roll, below, clip, lookup, when
from tablewright.tables.retail.catalogue import Catalogue
from tablewright.xxh64 import hash_pair

CORE = 10


@dataclass(frozen=True)
class Assortment:
    """Products in stores.

    The stores of a cell (a category, a lane and a shelf) stand in a circle of its own. The product
    of level *k* is in ``core`` stores from number ``k * core`` on, so that the next few levels are
    in all of the others: what a store does not have is replaced by the next level that it has.

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
        """In how many stores every product is sold."""
        return min(CORE, self.stores)

    @cached_property
    def _steps(self) -> list[int]:
        """Coprime to the number of stores: walking by such a step meets each once."""
        return [step for step in range(1, self.stores) if math.gcd(step, self.stores) == 1] or [1]

    def _field(self, name: str, value: Expr) -> Field:
        return Field("retail.products", name, value, self.catalogue.rows)

    @cached_property
    def _firsts(self) -> list[int]:
        """The store at which the circle of each cell begins."""
        return [hash_pair(7, cell) % self.stores for cell in range(self.cells)]

    @cached_property
    def _walks(self) -> list[int]:
        """The step of the circle of each cell."""
        steps = self._steps
        return [steps[hash_pair(8, cell) % len(steps)] for cell in range(self.cells)]

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

    def store(self, product: Expr, number: Expr) -> Expr:
        """The ``number``-th store that has a product."""
        one = self.catalogue
        if not one.levels:
            first = self._field("first store", below(self.stores)).at(product)
            step = self._field("store step", below(len(self._steps))).at(product)
            return (first + number * lookup(self._steps, step)) % self.stores
        category, lane, shelf, level = one.cell_of(product)
        cell = self.cell(category, lane, shelf)
        place = (level * self.core + number) % self.stores
        return (lookup(self._firsts, cell) + place * lookup(self._walks, cell)) % self.stores

    def stocked(self, store: Expr, cell: Expr, level: Expr, limit: Expr, again: Expr) -> Expr:
        """The level below ``limit`` that a store has, from a level on; else the last before it.

        The level itself where a cell has too few for that; ``again``, where another line of the
        receipt has chosen in the cell, the level beside it, which the store does not have.
        """
        count, core = self.stores, self.core
        back = [pow(step, -1, count) if count > 1 else 0 for step in self._walks]
        place = (store + count - lookup(self._firsts, cell)) * lookup(back, cell) % count
        ahead = (place + count - level * core % count) % count
        later = level + ahead // core
        earlier = level - (count - ahead + core - 1) // core
        found = when(later < limit, later).when(earlier >= 0, earlier).otherwise(level)
        found = when(again, found + when(found + 1 < limit, 1).otherwise(-1)).otherwise(found)
        return clip(found, 0, self.catalogue.levels - 1)
