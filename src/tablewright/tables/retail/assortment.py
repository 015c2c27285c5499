"""The assortment: which stores have a product, and which of a lane's products a store has."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from tablewright.ops import Expr, Field, below, clip, lookup, when
from tablewright.tables.retail.catalogue import Catalogue

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
        one = self.catalogue
        cells = one.kinds * one.lanes * one.shelves if one.levels else one.rows
        return Field("retail.products", name, value, cells)

    @cached_property
    def _first(self) -> Field:
        return self._field("first store", below(self.stores))

    @cached_property
    def _step(self) -> Field:
        return self._field("store step", below(len(self._steps)))

    def _cell(self, category: Expr, lane: Expr, shelf: Expr) -> Expr:
        return (category * self.catalogue.lanes + lane) * self.catalogue.shelves + shelf

    def store(self, product: Expr, number: Expr) -> Expr:
        """The ``number``-th store that has a product."""
        one = self.catalogue
        if not one.levels:
            step = lookup(self._steps, self._step.at(product))
            return (self._first.at(product) + number * step) % self.stores
        category, lane, shelf, level = one.cell_of(product)
        cell = self._cell(category, lane, shelf)
        place = (level * self.core + number) % self.stores
        return (
            self._first.at(cell) + place * lookup(self._steps, self._step.at(cell))
        ) % self.stores

    def stocked(
        self, store: Expr, category: Expr, lane: Expr, shelf: Expr, level: Expr, limit: Expr
    ) -> Expr:
        """The level below ``limit`` that a store has, from a level on; else the last before it.

        The level itself where a cell has too few for that.
        """
        count, core = self.stores, self.core
        cell = self._cell(category, lane, shelf)
        back = lookup(
            [pow(step, -1, count) if count > 1 else 0 for step in self._steps], self._step.at(cell)
        )
        place = (store + count - self._first.at(cell)) * back % count
        ahead = (place + count - level * core % count) % count
        later = level + ahead // core
        earlier = level - (count - ahead + core - 1) // core
        found = when(later < limit, later).when(earlier >= 0, earlier).otherwise(level)
        return clip(found, 0, self.catalogue.levels - 1)
