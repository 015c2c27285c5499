"""The stores: which region each is in, how busy it is, what sales tax it charges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from tablewright import checks
from tablewright.data.load import customs, places
from tablewright.ops import Expr, below, lookup
from tablewright.sampling.apportionment import largest_remainders
from tablewright.sampling.permuted_blocks import shuffled
from tablewright.tables.retail.chain import Chain

FIRST_STORE = 100
_ZIPF = 0.6
_TURNS = 60
"""Divisible by 2, 3, 4, 5 and 6: choosing among so few stores is even."""


@dataclass(frozen=True)
class Stores:
    """The stores of a locale's country, numbered from 0."""

    locale: str
    chain: Chain = field(default_factory=Chain)

    @property
    def count(self) -> int:
        """The number of stores."""
        return self.chain.stores

    @cached_property
    def region_weights(self) -> tuple[float, ...]:
        """The share of customers in each region."""
        return tuple(region.weight for region in places(self.locale).regions)

    @cached_property
    def regions(self) -> tuple[int, ...]:
        """The region of each store; regions have stores as they have customers."""
        if self.chain.regions is not None:
            return self._named(self.chain.regions)
        weights = list(self.region_weights)
        chosen = sorted(range(len(weights)), key=lambda i: -weights[i])[: self.count]
        first = [1 if i in chosen and weights[i] else 0 for i in range(len(weights))]
        more = largest_remainders(weights, self.count - sum(first))
        ordered = [i for i in range(len(weights)) for _ in range(first[i] + more[i])]
        return tuple(ordered[i] for i in shuffled(self.count, self.count))

    def _named(self, regions: Mapping[str, int]) -> tuple[int, ...]:
        codes = [region.code for region in places(self.locale).regions]
        counts = checks.named("stores", regions, codes)
        ordered = [codes.index(code) for code, count in counts.items() for _ in range(count)]
        return tuple(ordered[i] for i in shuffled(self.count, self.count))

    @cached_property
    def weights(self) -> tuple[float, ...]:
        """Weights of the stores (Zipf, exponent 0.6)."""
        return tuple(1 / (1 + rank) ** _ZIPF for rank in shuffled(self.count, 1))

    @cached_property
    def tax(self) -> tuple[int, ...]:
        """The tax rate of each store, in 1/10,000."""
        known, regions = customs(self.locale), places(self.locale).regions
        codes = [regions[region].code for region in self.regions]
        return tuple(known.tax_by_region.get(code, known.tax) for code in codes)

    def near(self, region: Expr) -> Expr:
        """One of a region's stores; any where it has none."""
        turns = max(_TURNS, *(self.regions.count(number) for number in set(self.regions)))
        table: list[int] = []
        for number in range(len(self.region_weights)):
            own = [store for store, place in enumerate(self.regions) if place == number]
            choices = own or list(range(self.count))
            table.extend(choices[turn % len(choices)] for turn in range(turns))
        return lookup(table, region * turns + below(turns))
