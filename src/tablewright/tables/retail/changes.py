"""Changes of customers: purchases, moves, names and activity."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tablewright.calendars.arrivals import UNIT_BITS, Arrivals
from tablewright.calendars.week import Week
from tablewright.changing import MOST_BATCHES, Cycle, Revision, Turns, at_each
from tablewright.ops import Expr, Field, concat, digits, greatest, least, when
from tablewright.sampling.quantiles import lognormal, quantile
from tablewright.spec import ChangeDeclaration, Moment, Sizes, Table, WorldOptions
from tablewright.tables.retail.customers import FIRST_ID, Customers
from tablewright.tables.retail.stores import Stores

TABLE = "retail.customers"
_HOME = ("phone", "address_line1", "city", "state", "zip_code")
_UNIT = 1 << UNIT_BITS
_BASKET, _SPREAD, _MOST = 150, 0.7, 2_000_00
"""The median of customers' mean baskets, the deviation of its logarithm, and the most in cents, all
of US dollars."""


@dataclass(frozen=True)
class ChangingCustomers:
    """Customers, and what becomes of them."""

    customers: Customers

    @cached_property
    def _cycle(self) -> Cycle:
        often = ("value", "value", "home", "value", "activity")
        return Cycle(TABLE, (*often, *often, "value", "name"))

    @cached_property
    def _purchases(self) -> Arrivals:
        return Arrivals(TABLE, "purchase")

    @cached_property
    def _basket(self) -> Field:
        """A customer's mean amount per purchase, in hundredths."""
        mean = least(quantile(lognormal(_BASKET, _SPREAD)), _MOST)
        return Field(TABLE, "basket", self.customers.money.of_dollars(mean))

    def at(self, moment: Moment) -> Table:
        """The table at a moment of each customer."""
        customers, key = self.customers, moment.key
        turns = Turns(self._cycle, moment)
        facts = {
            customers.card: customers.card.at(moment.model),
            customers.signup: moment.since(customers.signup),
        }
        active = customers.active.at(key, facts) | moment.later
        rank = when(moment.later, 0).otherwise(customers.rank.at(key, facts))
        spent = self._spent(turns)
        value = when(moment.later, 0).otherwise(customers.value_at(rank)) + spent
        tier = when(spent.eq(0), customers.tier_at(rank)).otherwise(customers.tier_from(value))
        name, married = customers.name, turns.row("name")
        email = concat(
            name.first_slug.at(key),
            ".",
            name.last_slug.at(married),
            "+",
            digits(key + FIRST_ID),
            "@example.com",
        )
        return Revision(customers.table, key, facts).read(
            {**at_each(_HOME, turns.row("home")), "last_name": married},
            {
                "email": email,
                "lifetime_value": value,
                "loyalty_tier": customers.tier_named(tier),
                "is_active": self._active(active, turns),
            },
        )

    def _active(self, before: Expr, turns: Turns) -> Expr:
        """Who falls silent comes back with a purchase; in the base table, without one at first."""
        bought, turned = turns.count("value"), turns.count("activity")
        then = turns.count("activity", turns.change("value", greatest(bought, 1)))
        swapped = (turned % 2).eq(1)
        at_first = (before & ~swapped) | (~before & swapped)
        return (bought.eq(0) & at_first) | (bought > 0) & (turned <= then)

    def _spent(self, turns: Turns) -> Expr:
        """What was spent since the base table: with each change of it, by who is new at once."""
        key, bought, later = turns.moment.key, turns.count("value"), turns.moment.later
        place = self._purchases.at(bought, key * MOST_BATCHES)
        # The first purchase has a minimum: nobody joins for a pack of chewing gum.
        place = place + when(later, _UNIT // 2).otherwise(0)
        spent = self.customers.money.whole(place * self._basket.at(key) // _UNIT)
        return when(later | (bought > 0), spent).otherwise(0)


def declare(sizes: Sizes, options: WorldOptions) -> ChangingCustomers:
    """The customers of some size, in a window and a locale."""
    locale = options.locale
    return ChangingCustomers(Customers(sizes["customers"], options.window, locale, Stores(locale)))


_WEEK = Week(
    hours=(2, 1, 1, 1, 1, 2, 4, 8, 14, 22, 28, 30, 31, 30, 29, 30, 32, 34, 32, 28, 24, 18, 10, 5),
    days=(10, 10, 10, 10, 11, 13, 13),
)
"""Stores are open from 7 to 23 o'clock, the shop on the net always."""

CHANGES = ChangeDeclaration(
    "customers", {"APPEND": 50, "UPDATE": 30, "DELETE": 10}, 0.10, _WEEK, declare
)
