"""Tastes: what the receipts of one customer, and the lines of one receipt, have in common."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tablewright.ops import Draw, Expr, Field, Roll, below, chance, lookup, parts, weighted, when
from tablewright.sampling.permuted_blocks import shuffled
from tablewright.sampling.raking import raked
from tablewright.tables.retail.chain import Chain
from tablewright.tables.retail.customers import Customers
from tablewright.tables.retail.days import Days
from tablewright.tables.retail.stores import Stores

_PERSONAS = 24
_LIKED, _DISLIKED = 2.4, 0.52
"""How much more of a liked category a persona buys, and of others in turn."""
_OF_THE_STORE = 0.40
"""The share of customers with the persona of their store: neighbours are alike."""
_FINE = (0.12, 0.38, 0.62, 0.88)
"""How often customers choose from the shelf of the dearer brands, from the thrifty on."""
MISSION = 0.25
"""The share of a receipt's lines that are of its main category."""


@dataclass(frozen=True)
class Tastes:
    """What customers like.

    Parameters
    ----------
    customers, stores, days, chain
        Who buys, where, when and what there is.
    """

    customers: Customers
    stores: Stores
    days: Days
    chain: Chain

    @cached_property
    def _dice(self) -> Field:
        return Field("retail.customers", "taste dice", Draw("", 63), self.customers.rows)

    @cached_property
    def _rolls(self) -> tuple[Roll, ...]:
        """For alike, persona, thrift and payment."""
        return parts(self._dice, 8, 16, 8, 16)

    def _of(self, name: str, value: Expr) -> Field:
        return Field("retail.customers", name, value, self.customers.rows)

    @cached_property
    def persona(self) -> Field:
        """What kind of shopper a customer is; half of them are like their neighbours."""
        own = below(_PERSONAS, self._rolls[1])
        local = lookup(self._local, self.customers.home_store)
        alike = chance(_OF_THE_STORE, self._rolls[0])
        return self._of("persona", when(alike, local).otherwise(own))

    @cached_property
    def _local(self) -> list[int]:
        """The persona of each store."""
        return [place % _PERSONAS for place in shuffled(self.stores.count, 7)]

    @cached_property
    def fine(self) -> Field:
        """How often they choose the dearer brands, of 2**8."""
        levels = [round(share * 2**8) for share in _FINE]
        return self._of("fine", lookup(levels, below(len(levels), self._rolls[2])))

    @cached_property
    def habit(self) -> Field:
        """The payment method that they prefer."""
        methods = self.chain.methods(self.stores.locale)
        return self._of("habit", weighted(list(methods.values()), self._rolls[3]))

    @cached_property
    def mixes(self) -> list[list[float]]:
        """Categories by season and persona, whose mean over the personas is that of the season."""
        kinds = len(self.chain.categories)
        likes = [_likes(persona, kinds) for persona in range(_PERSONAS)]
        shares = [(1 - _OF_THE_STORE) / _PERSONAS] * _PERSONAS
        for local in self._local:
            shares[local] += _OF_THE_STORE / self.stores.count
        rows: list[list[float]] = []
        for row in self.days.mix:
            rows.extend(raked(row, likes, shares))
        return rows

    def mix(self, season: Expr, persona: Expr) -> Expr:
        """The row of `mixes`."""
        return season * _PERSONAS + persona


def _likes(persona: int, kinds: int) -> list[float]:
    """How much more a persona buys of each category than others do: two are liked."""
    order = shuffled(kinds, 100 + persona)
    liked = order[: max(1, kinds // 4)]
    cool = order[-max(1, kinds // 3) :]
    return [
        _LIKED if kind in liked else _DISLIKED if kind in cool else 1.0 for kind in range(kinds)
    ]
