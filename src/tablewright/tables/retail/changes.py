"""How customers change: they buy, move, marry, fall silent and come back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tablewright.ops import Expr, Field, below, clip, concat, digits
from tablewright.spec import Options, Sizes, Table
from tablewright.tables.changing import Changes, Cycle, Moment, Revision, Turns, at_each
from tablewright.tables.retail.customers import FIRST_ID, Customers
from tablewright.tables.retail.stores import Stores

TABLE = "retail.customers"
_HOME = ("phone", "address_line1", "city", "state", "zip_code")
_SLOW = 8
"""So many purchases that are told of, or up to twice as many, halve the distance to the top."""


@dataclass(frozen=True)
class ChangingCustomers:
    """Customers, and what becomes of them."""

    customers: Customers

    @cached_property
    def _cycle(self) -> Cycle:
        return Cycle(TABLE, ("value", "home", "value", "activity", "value", "name"))

    @cached_property
    def _slowness(self) -> Field:
        return Field(TABLE, "slowness", _SLOW + below(_SLOW))

    def at(self, moment: Moment) -> Table:
        """The table at a moment of each customer."""
        customers, key = self.customers, moment.key
        turns = Turns(self._cycle, moment)
        facts = {
            customers.card: customers.card.at(moment.model),
            customers.signup: moment.since(customers.signup),
        }
        rank = self._rank(customers.rank.at(key, facts), turns)
        silent = (turns.count("activity") % 2).eq(1)
        active = customers.active.at(key, facts)
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
                "lifetime_value": customers.value_at(rank),
                "loyalty_tier": customers.tier_named(customers.tier_at(rank)),
                "is_active": (active & ~silent) | (~active & silent),
            },
        )

    def _rank(self, rank: Expr, turns: Turns) -> Expr:
        """What a customer has spent only grows: each change brings the rank nearer to the top."""
        slow = self._slowness.at(turns.moment.key)
        top = self.customers.top
        return clip(top - (top - rank) * slow // (slow + turns.count("value")), 0, top)


def declare(sizes: Sizes, options: Options) -> ChangingCustomers:
    """The customers of some size, in a window and a locale."""
    locale = options.locale
    return ChangingCustomers(Customers(sizes["customers"], options.window, locale, Stores(locale)))


CHANGES = Changes("customers", {"APPEND": 50, "UPDATE": 30, "DELETE": 10}, 0.10, declare)
