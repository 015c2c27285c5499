"""The stores: where each is, how busy it is, what sales tax it charges, and who goes there."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from tablewright import checks
from tablewright.data.load import customs, people, places
from tablewright.errors import ArgumentError
from tablewright.ops import (
    Expr,
    Field,
    Roll,
    Row,
    aliased_by,
    below,
    chance,
    greatest,
    least,
    lookup,
    parts,
    when,
    word,
)
from tablewright.sampling.apportionment import largest_remainders
from tablewright.sampling.permuted_blocks import shuffled
from tablewright.spec import Column, Date, Fields, Int64, Table, Text, Window
from tablewright.tables.retail.chain import MOST_STORES, Chain

FIRST_STORE = 100
_ZIPF = 0.6
_TURNS = 60
"""Divisible by 2, 3, 4, 5 and 6: choosing among so few stores is even."""
_CLASSES = ("Flagship", "Large", "Standard", "Small")
_CLASS_ENDS = (0.10, 0.30, 0.75)
"""Where the classes of stores end, as shares of the stores from the busiest on."""
_PULLS = ((0.25, 0.6, 1.1, 2.0), (5.0, 2.2, 0.65, 0.13))
"""What the classes of stores are worth to those with small baskets, and with large ones."""
_HUNGRY = 0.66
"""The share of lines that are of customers with large baskets."""
_OWN_CITY = 4
"""By how much likelier a store of the own city is than another one of the region."""
_MANY = 500
_JOURNEYS = 0.025
"""The share of receipts on journeys, which are of this many days (of a year's window)."""
_JOURNEY_DAYS = 10
_YEARS = 25
"""How long ago the oldest store opened."""


@dataclass(frozen=True)
class Stores:
    """The stores of a locale's country, numbered from 0.

    Nothing of a store depends on the seed: a country's stores are the same in every dataset.

    Parameters
    ----------
    locale : str
        Whose country.
    chain : Chain
        How many stores each region has.
    count : int
        How many there are in all; as in the chain if it is 0.
    """

    locale: str
    chain: Chain = field(default_factory=Chain)
    count: int = 0

    def __post_init__(self) -> None:
        if not self.count:
            object.__setattr__(self, "count", self.chain.stores)
        if self.count > MOST_STORES:
            raise ArgumentError(
                f"n_stores={self.count:,} is more than {MOST_STORES:,}; "
                f"give at most {MOST_STORES:,}"
            )

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
        named = checks.named("stores", regions, codes)
        counts = largest_remainders(list(named.values()), self.count)
        ordered = [
            codes.index(code)
            for code, count in zip(named, counts, strict=True)
            for _ in range(count)
        ]
        return tuple(ordered[i] for i in shuffled(self.count, self.count))

    @cached_property
    def cities(self) -> tuple[int, ...]:
        """The city of each store in its region: the larger a city, the more stores."""
        found = [0] * self.count
        for number, region in enumerate(places(self.locale).regions):
            own = [store for store, place in enumerate(self.regions) if place == number]
            shares = largest_remainders([city.weight for city in region.cities], len(own))
            ordered = [city for city, many in enumerate(shares) for _ in range(many)]
            for store, city in zip(own, ordered, strict=True):
                found[store] = city
        return tuple(found)

    @cached_property
    def ranks(self) -> tuple[int, ...]:
        """The place of each store in the order of how busy they are, from 0."""
        return tuple(shuffled(self.count, 1))

    @cached_property
    def weights(self) -> tuple[float, ...]:
        """Weights of the stores (Zipf, exponent 0.6)."""
        return tuple(1 / (1 + rank) ** _ZIPF for rank in self.ranks)

    @cached_property
    def tax(self) -> tuple[int, ...]:
        """The tax rate of each store, in 1/10,000."""
        known, regions = customs(self.locale), places(self.locale).regions
        codes = [regions[region].code for region in self.regions]
        return tuple(known.tax_by_region.get(code, known.tax) for code in codes)

    @cached_property
    def classes(self) -> tuple[int, ...]:
        """The size class of each store: the busiest are the largest."""
        ends = [round(end * self.count) for end in _CLASS_ENDS]
        return tuple(sum(rank >= end for end in ends) for rank in self.ranks)

    @cached_property
    def _homes(self) -> Wheels:
        """Stores by appetite, region and city: of the region, mostly of the city.

        In chains of very many stores, only of the city where it has any.
        """
        groups = []
        for pull in _PULLS:
            for region in range(len(self.region_weights)):
                stores = self._of(region)
                for city in range(self._most_cities):
                    own = [each for each in stores if self.cities[each] == city]
                    some = own if own and self.count > _MANY else stores
                    near = set(own)
                    weights = [
                        self.weights[each]
                        * pull[self.classes[each]]
                        * (_OWN_CITY if each in near else 1)
                        for each in some
                    ]
                    groups.append((some, weights))
        return Wheels.of(groups)

    @cached_property
    def _by_region(self) -> Wheels:
        regions = [self._of(region) for region in range(len(self.region_weights))]
        return Wheels.of([(own, [self.weights[store] for store in own]) for own in regions])

    @cached_property
    def _most_cities(self) -> int:
        return max(len(region.cities) for region in places(self.locale).regions)

    def _of(self, region: int) -> list[int]:
        """The stores of a region; the busiest of all where it has none."""
        own = [store for store, place in enumerate(self.regions) if place == region]
        return own or sorted(range(self.count), key=self.ranks.__getitem__)[:_TURNS]

    @property
    def _away(self) -> float:
        """The share of receipts on journeys."""
        return min(_JOURNEYS, (1 - self.chain.at_home) / 2)

    def near(self, region: Expr, city: Expr, hungry: Expr) -> Expr:
        """A store close to a city of a region: who lives there goes there.

        Whose baskets are large (``hungry``, 0 or 1) prefers large stores.
        """
        place = (hungry * len(self.region_weights) + region) * self._most_cities + city
        return self._homes.turn(place, Roll.of("near"))

    def visited(self, customers: int, customer: Expr, home: Expr, day: Expr, days: int) -> Expr:
        """The store of a receipt: mostly the customer's own, else one of its region.

        A few of a customer's weeks are spent on a journey: all receipts of it are in one store,
        anywhere, so that nobody is in two states within an hour.

        Parameters
        ----------
        customers, days : int
            How many customers there are, and days in the window.
        customer, home, day : Expr
            Who buys, where they usually do, and the day of the window.
        """
        at_home, away = self.chain.at_home, self._away
        span = max(1, round(_JOURNEY_DAYS * days / 366))
        spans = -(-days // span)
        leaves, where = parts("", 16, 32)
        there = aliased_by([self.weights], 0, where)
        journey = Field(
            "retail.customers",
            "journey",
            when(chance(away, leaves), 1 + there).otherwise(0),
            max(1, customers) * spans,
        ).at(customer * spans + day // span)
        stays, which = parts("store dice", 16, 32)
        beside = self._by_region.turn(lookup(self.regions, home), which)
        usual = when(chance(min(1.0, at_home / (1 - away)), stays), home).otherwise(beside)
        return when(journey > 0, greatest(journey - 1, 0)).otherwise(usual)

    @cached_property
    def traffic(self) -> tuple[float, ...]:
        """The share of all lines that each store sells."""
        regions = places(self.locale).regions
        away = self._away
        at_home = min(1.0, self.chain.at_home / (1 - away)) * (1 - away)
        homes = [0.0] * self.count
        for hungry, lines in enumerate((1 - _HUNGRY, _HUNGRY)):
            for number, region in enumerate(regions):
                cities = sum(city.weight for city in region.cities)
                for place, city in enumerate(region.cities):
                    group = (hungry * len(regions) + number) * self._most_cities + place
                    people = self.region_weights[number] * city.weight / cities
                    for store, share in self._homes.shares(group):
                        homes[store] += lines * people * share
        total, all_weights = sum(homes), sum(self.weights)
        found = [
            at_home * home / total + away * weight / all_weights
            for home, weight in zip(homes, self.weights, strict=True)
        ]
        for number in range(len(regions)):
            here = sum(home for home, at in zip(homes, self.regions, strict=True) if at == number)
            for store, share in self._by_region.shares(number):
                found[store] += (1 - away - at_home) * here / total * share
        return tuple(found)

    def table(self, rows: int, window: Window) -> Table:
        """The declaration."""
        f = Fields("retail.stores", rows)
        regions, known = places(self.locale).regions, customs(self.locale)
        streets = people(self.locale).streets
        homes = [regions[number] for number in self.regions]
        cities = [home.cities[city].name for home, city in zip(homes, self.cities, strict=True)]
        names = [
            f"{city} {streets[place]}"
            for city, place in zip(cities, _apart(len(streets), self.count), strict=True)
        ]
        zones = [known.timezone_by_region.get(home.code, known.timezone) for home in homes]
        # Nobody joined before there was a store.
        opened = window.first_day - window.scaled(1461) - below(_YEARS * 365)

        def of_store(words: Sequence[str]) -> Expr:
            return word(tuple(words), least(Row(), self.count - 1))

        columns = (
            Column(f("store_id", Row() + FIRST_STORE), Int64(), f"{FIRST_STORE} + row"),
            Column(f("store_name", of_store(names)), Text(), "city and street"),
            Column(
                f("city", of_store(cities)),
                Text(),
                "a real city of the state; larger ones have more stores",
            ),
            Column(f("state", of_store([h.code for h in homes])), Text(), "as customers are"),
            Column(f("region", of_store([h.name for h in homes])), Text(), "the state's name"),
            Column(f("opened", opened), Date(), "in the 25 years before the first customer joined"),
            Column(
                f("size_class", of_store([_CLASSES[each] for each in self.classes])),
                Text(),
                "Flagship 10, Large 20, Standard 45, Small 25 %: the busiest first",
            ),
            Column(f("timezone", of_store(zones)), Text(), "of the state (IANA)"),
        )
        return Table(
            "retail.stores",
            rows,
            columns,
            primary_key="store_id",
            doc="The chain's stores; the same for every seed, except when they opened.",
        )


@dataclass(frozen=True)
class Wheels:
    """Groups of numbers, of which one is chosen by weight: each number has its share of turns."""

    turns: tuple[int, ...]
    starts: tuple[int, ...]
    sizes: tuple[int, ...]

    @classmethod
    def of(cls, groups: Sequence[tuple[Sequence[int], Sequence[float]]]) -> Wheels:
        """Groups of numbers with their weights, none empty."""
        wheels = [_wheel(*group) for group in groups]
        sizes = [len(wheel) for wheel in wheels]
        starts = [0, *itertools.accumulate(sizes[:-1])]
        return cls(tuple(itertools.chain.from_iterable(wheels)), tuple(starts), tuple(sizes))

    def shares(self, group: int) -> list[tuple[int, float]]:
        """The numbers of a group with their shares; a number can come several times."""
        start, size = self.starts[group], self.sizes[group]
        return [(number, 1 / size) for number in self.turns[start : start + size]]

    def turn(self, group: Expr, roll: Roll) -> Expr:
        """One of a group's numbers."""
        size = lookup(self.sizes, group)
        inside = below(size, roll, most=max(self.sizes))
        return lookup(self.turns, least(lookup(self.starts, group) + inside, len(self.turns) - 1))


def _wheel(numbers: Sequence[int], weights: Sequence[float]) -> list[int]:
    if len(numbers) == 1:
        return [numbers[0]]
    shares = largest_remainders(list(weights), max(_TURNS, 4 * len(numbers)))
    return [number for number, many in zip(numbers, shares, strict=True) for _ in range(many)]


def _apart(many: int, count: int) -> list[int]:
    """As many numbers below ``many``, all different while there are enough."""
    order = shuffled(many, 3)
    return [order[number % many] for number in range(count)]
