"""Promotions: in some weeks a product is cheaper for all who buy it, and more of it is sold."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tablewright.ops import Expr, Field, Row, below, lookup, parts, when
from tablewright.tables.retail.days import Days

_OFTEN, _BLACK_FRIDAY = 0.07, 0.30
"""The share of products on promotion, in any week and in that of Black Friday."""
_CUTS = (90, 88, 86)
"""Percent of the price: the rules allow 85 at the least, and prices are rounded."""
TEMPTED = 0.60
"""How often somebody takes a product on promotion in place of one that is not."""


@dataclass(frozen=True)
class Promotions:
    """Promotions of products by week, from Monday on."""

    products: int
    days: Days

    @cached_property
    def weeks(self) -> list[int]:
        """The week of each day."""
        start = self.days.window.start.weekday()
        return [(start + day) // 7 for day in range(self.days.window.days)]

    @cached_property
    def _often(self) -> list[float]:
        """The share of products on promotion in each week."""
        shares = [_OFTEN] * (self.weeks[-1] + 1)
        for day in self.days.black_fridays:
            shares[self.weeks[day]] = _BLACK_FRIDAY
        return shares

    @cached_property
    def _percent(self) -> Field:
        """The field's rows are weeks of products."""
        often, cut = parts("", 16, 16)
        limits = [round(share * 2**16) for share in self._often]
        cheap = often.value < lookup(limits, Row() % len(limits))
        percent = when(cheap, lookup(list(_CUTS), below(len(_CUTS), cut))).otherwise(100)
        rows = max(1, self.products) * len(limits)
        return Field("retail.products", "promotion", percent, rows)

    def percent(self, product: Expr, week: Expr) -> Expr:
        """What a product costs in a week of the window, in percent of its price."""
        return self._percent.at(product * len(self._often) + week)
