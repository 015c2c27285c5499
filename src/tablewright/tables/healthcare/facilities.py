"""Facilities and providers: each facility in one state, each provider in one facility."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tablewright.data.load import places
from tablewright.ops import Expr, Roll, below, lookup, weighted
from tablewright.sampling.apportionment import largest_remainders
from tablewright.sampling.permuted_blocks import shuffled

FIRST_FACILITY = 100
FACILITIES = 101
FIRST_PROVIDER = 5_000
PROVIDERS = 5_000
_STAFF = PROVIDERS // FACILITIES
_BACK = pow(1_237, -1, PROVIDERS)
_TURNS = 60


@dataclass(frozen=True)
class Facilities:
    """The facilities of a locale's country, numbered from 0."""

    locale: str

    @cached_property
    def region_weights(self) -> tuple[int, ...]:
        """The share of patients in each region."""
        return tuple(region.healthcare_weight for region in places(self.locale).regions)

    @cached_property
    def regions(self) -> tuple[int, ...]:
        """The region of each facility; regions have facilities as they have patients."""
        weights = [float(weight) for weight in self.region_weights]
        first = [1 if weight else 0 for weight in weights]
        more = largest_remainders(weights, FACILITIES - sum(first))
        ordered = [i for i in range(len(weights)) for _ in range(first[i] + more[i])]
        return tuple(ordered[i] for i in shuffled(FACILITIES, FACILITIES))

    @cached_property
    def cities(self) -> tuple[int, ...]:
        """The city of each facility, by population within the region."""
        known = places(self.locale).regions
        seen = [0] * len(known)
        made = []
        for number in self.regions:
            region = known[number]
            many = self.regions.count(number)
            shares = largest_remainders([float(city.weight) for city in region.cities], many)
            ordered = [city for city, share in enumerate(shares) for _ in range(share)]
            made.append(ordered[seen[number]])
            seen[number] += 1
        return tuple(made)

    def near(self, region: Expr, roll: Roll | str = "near") -> Expr:
        """One of a region's facilities."""
        table: list[int] = []
        for number in range(len(self.region_weights)):
            own = [each for each, place in enumerate(self.regions) if place == number] or [0]
            table.extend(own[turn % len(own)] for turn in range(_TURNS))
        return lookup(table, region * _TURNS + below(_TURNS, roll))


EMERGENCY, HOSPITAL, PRIMARY, SPECIAL = range(4)
"""What a facility's providers do, in turn."""
_GROUPS = 4
_RANKS = _STAFF // _GROUPS


def busy(group: Expr, roll: Roll | str = "provider") -> Expr:
    """One of a facility's providers of a group, from the busiest (Zipf, exponent 0.5)."""
    rank = weighted([(1 + rank) ** -0.5 for rank in range(_RANKS)], roll)
    return rank * _GROUPS + group


def provider_number(facility: Expr, place: Expr) -> Expr:
    """The provider at a place of a facility; numbers are scattered over the facilities."""
    # 1,237 and 5,000 share no divisor, so numbers never meet.
    return FIRST_PROVIDER + ((facility + place * FACILITIES) * 1_237 + 611) % PROVIDERS


def provider_place(provider: Expr) -> tuple[Expr, Expr]:
    """The facility of a provider, counted from 0, and the place there."""
    at = (provider + PROVIDERS - 611) * _BACK % PROVIDERS
    return at % FACILITIES, at // FACILITIES
