"""Customers: who they are, where they live, how loyal they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from tablewright.calendars import CumulativeArrivals
from tablewright.ops import (
    Draw,
    Expr,
    Field,
    Row,
    SearchSorted,
    chance,
    concat,
    digits,
    least,
    lift,
    lookup,
    word,
)
from tablewright.ops.random import DRAW_BITS
from tablewright.people import Address, Name, address
from tablewright.people import name as name_of
from tablewright.sampling import PermutedBlocks, shipped
from tablewright.sampling.apportionment import largest_remainders
from tablewright.sampling.permuted_blocks import shuffled
from tablewright.sampling.quantiles import curve, middles
from tablewright.spec import Boolean, Column, Date, Decimal, Fields, Int64, Table, Text, Window
from tablewright.tables.retail.money import Money
from tablewright.tables.retail.stores import Stores

FIRST_ID = 1_000_000
TIERS = ("Bronze", "Silver", "Gold", "Platinum")
_TIER_SHARES = (0.50, 0.30, 0.15, 0.05)
_INACTIVE_SHARES = (0.28, 0.17, 0.11, 0.07)
"""Of each tier: the less loyal leave more often. New customers are active: 15 % in all."""
LAST, FADE = (90, 180, 270), 45
"""When inactive customers bought for the last time, in days before the end (of a year's window),
and after how many days they had halved their purchases, twice."""
APPETITES = 4
_BLOCK = 400
_RANKS: tuple[int, ...] = tuple((share << DRAW_BITS) // 100 for share in (0, 50, 80, 95, 100))
"""Ranks of lifetime value at which tiers start, and the last ends."""


@dataclass(frozen=True)
class Customers:
    """The customers of a chain."""

    rows: int
    window: Window
    locale: str
    stores: Stores

    @cached_property
    def _fields(self) -> Fields:
        return Fields("retail.customers", self.rows)

    @property
    def money(self) -> Money:
        """What they pay with."""
        return Money(self.locale)

    @cached_property
    def growth(self) -> CumulativeArrivals:
        """5 % join in the first of five years (windows), 25 % in the next two, then 70 %."""
        start, back = self.window.first_day, self.window.scaled
        spans = [
            (start - back(1461), start - back(1096), 0.05),
            (start - back(1096), start - back(365), 0.25),
            (start - back(365), self.window.end_day, 0.70),
        ]
        return CumulativeArrivals.of(self.rows, spans)

    @cached_property
    def deck(self) -> PermutedBlocks:
        """Tier and activity of the customers, in permuted blocks."""
        return PermutedBlocks.of("retail.customers", "class", self.rows, _BLOCK, _deal)

    @cached_property
    def card(self) -> Field:
        """The customer's class: tier and, in the last bit, whether inactive."""
        return self._fields("class", self.deck.card(Row()))

    @cached_property
    def tier(self) -> Field:
        """The number of the loyalty tier."""
        return self._fields("tier", self.card // 2)

    @cached_property
    def active(self) -> Field:
        """Whether the customer is active; the new are, and row 0, so that there is a buyer."""
        new = Row() >= self.settled
        return self._fields("is_active", (self.card % 2).eq(0) | Row().eq(0) | new)

    @cached_property
    def before(self) -> int:
        """How many joined before the window."""
        return self.growth.upto(self.window.first_day - 1)

    @property
    def settled(self) -> int:
        """How many joined long enough ago to have become inactive."""
        return self.growth.upto(self.window.end_day - self.window.scaled(LAST[0] + 2 * FADE) - 1)

    @cached_property
    def signup(self) -> Field:
        """The day they joined."""
        return self._fields("signup_date", self.growth.day(Row()))

    @cached_property
    def home_store(self) -> Field:
        """The store they usually go to."""
        here = self._address
        hungry: Expr = lift(0)
        if self.rows:
            large = [place * 2 // APPETITES for place in self.appetites]
            hungry = lookup(large, self.deck.slot(Row()))
        return self._fields("home store", self.stores.near(here.region, here.place, hungry))

    @cached_property
    def _address(self) -> Address:
        return address(self._fields, self.locale, self.stores.region_weights, "address_line1")

    @cached_property
    def name(self) -> Name:
        """The customer's name."""
        return name_of(self._fields, self.locale)

    @cached_property
    def appetites(self) -> list[int]:
        """The appetite of each slot, in turn among those of a tier: 0 buys the smallest baskets."""
        return _in_turn(self.deck.faces, APPETITES)

    def _places(self) -> Iterator[tuple[int, int, int]]:
        """Each slot with its place among those of its tier and part, and their number."""
        for part in (
            range(len(self.deck.cards)),
            range(len(self.deck.cards), len(self.deck.faces)),
        ):
            for tier in range(len(TIERS)):
                own = [slot for slot in part if self.deck.faces[slot] // 2 == tier]
                # Scattered, or values would rise from id to id.
                for slot, place in zip(own, shuffled(len(own), tier), strict=True):
                    yield slot, place, len(own)

    def habits(self, visits: Sequence[float]) -> list[float]:
        """Each slot's rate of buying: its tier's, times gamma(2) spread over the tier."""
        weights = [0.0] * len(self.deck.faces)
        places = list(self._places())
        counts = {count for _, _, count in places}
        gammas = {count: middles(shipped("gamma2"), count) for count in counts}
        for slot, place, count in places:
            weights[slot] = float(visits[self.deck.faces[slot] // 2] * gammas[count][place])
        return weights

    @cached_property
    def table(self) -> Table:
        """The declaration."""
        f = self._fields
        who, home = self.name, self._address
        number = f("customer_id", Row() + FIRST_ID)
        email = concat(who.first_slug, ".", who.last_slug, "+", digits(number), "@example.com")
        columns = (
            Column(number, Int64(), "1,000,000 + row"),
            Column(f("first_name", who.first), Text(), "by how common it is"),
            Column(f("last_name", who.last), Text(), "by how common it is"),
            Column(
                f("email", email),
                Text(),
                "first.last+id@example.com (RFC 2606); 2 % null",
                null_when=chance(0.02, "absent"),
            ),
            Column(
                f("phone", home.phone),
                Text(),
                "an area code of the city, a number reserved for fiction; 1 % null",
                null_when=chance(0.01, "absent"),
            ),
            Column(f("address_line1", home.line), Text(), "number and street"),
            Column(f("city", home.city), Text(), "a real city of the state, by population"),
            Column(f("state", home.code), Text(), "by population"),
            Column(
                f("zip_code", home.postal),
                Text(),
                "a ZIP code of the city; in other locales, a postal prefix of it and digits",
            ),
            Column(
                self.signup,
                Date(),
                "rises with the id: 5 % in the first year, 25 % in the next two, 70 % since",
            ),
            Column(
                f("lifetime_value", self.value_at(self.rank)),
                Decimal(12, 2),
                f"gamma(2), mean {self.money.of_dollars(10**6) // 100:,}, within the tier's ranks",
            ),
            Column(self.active, Boolean(), "85 %; more often in the higher tiers"),
            Column(
                f("loyalty_tier", self.tier_named(self.tier)),
                Text(),
                "Bronze 50, Silver 30, Gold 15, Platinum 5 %: ranks of lifetime_value",
            ),
        )
        return Table(
            "retail.customers",
            self.rows,
            columns,
            primary_key="customer_id",
            unique=("email",),
            doc="People with a loyalty card, in the order in which they joined.",
        )

    @cached_property
    def rank(self) -> Field:
        """The share of customers that have spent less, of 2**32: within a tier, by habit."""
        lows, widths = [0] * len(self.deck.faces), [1] * len(self.deck.faces)
        for slot, nth, count in self._places():
            tier = self.deck.faces[slot] // 2
            width = _RANKS[tier + 1] - _RANKS[tier]
            lows[slot] = _RANKS[tier] + width * nth // count
            widths[slot] = max(1, width // count)
        if not self.rows:
            return self._fields("lifetime_value", lift(0))
        place = self.deck.slot(Row())
        within = (Draw("rank") // 2 * lookup(widths, place)) // (_RANKS[-1] // 2)
        # The column is what names the draw.
        return self._fields("lifetime_value", least(lookup(lows, place) + within, _RANKS[-1] - 1))

    def value_at(self, rank: Expr) -> Expr:
        """Return the lifetime value at a rank, in hundredths."""
        # In millionths of the mean, which are cents of a mean of 10,000.
        return self.money.of_dollars(curve(shipped("gamma2"), rank))

    def tier_at(self, rank: Expr) -> Expr:
        """The number of the tier of a rank."""
        return SearchSorted(_RANKS[1:-1], rank)

    def tier_from(self, value: Expr) -> Expr:
        """Return the tier of a lifetime value in hundredths."""
        value_at, own = curve(shipped("gamma2"), Row()).interpolated, self.money.of_dollars
        return SearchSorted(tuple(own(value_at(rank, 0)) for rank in _RANKS[1:-1]), value)

    def tier_named(self, tier: Expr) -> Expr:
        """The name of a tier."""
        return word(TIERS, tier)


def _in_turn(cards: Sequence[int], many: int) -> list[int]:
    """Numbers below ``many``, in turn among the slots of each tier."""
    seen: dict[int, int] = {}
    numbers = []
    for card in cards:
        tier = card // 2
        seen[tier] = seen.get(tier, 0) + 1
        numbers.append((seen[tier] * 7 + tier) % many)
    return numbers


def _deal(count: int) -> list[int]:
    """Tier and, in the last bit, whether inactive."""
    cards: list[int] = []
    for tier, many in enumerate(largest_remainders(list(_TIER_SHARES), count)):
        gone = int(many * _INACTIVE_SHARES[tier] + 0.5)
        cards.extend([2 * tier + 1] * gone + [2 * tier] * (many - gone))
    return cards
