"""Promotions: in some weeks a product is cheaper for all who buy it, and more of it is sold."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tablewright.ops import Draw, Expr, Field, below, lookup, parts, when
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
    def _dice(self) -> Field:
        """The field's rows are weeks of products."""
        rows = max(1, self.products) * len(self._often)
        return Field("retail.products", "promotion", Draw("", 63), rows)

    def percent(self, product: Expr, week: Expr) -> Expr:
        """What a product costs in a week of the window, in percent of its price."""
        often, cut = parts(self._dice.at(product * len(self._often) + week), 16, 16)
        limits = [round(share * 2**16) for share in self._often]
        cheap = often.value < lookup(limits, week)
        return when(cheap, lookup(list(_CUTS), below(len(_CUTS), cut))).otherwise(100)
