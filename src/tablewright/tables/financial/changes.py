"""Changes of accounts: balances move; accounts become dormant, active again, closed and reopened.

Currency and risk rating belong to the customer: no change of one account changes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tablewright.calendars.week import Week
from tablewright.changing import Cycle, Revision, Turns
from tablewright.ops import Draw, Expr, Field, below, chance, clip, least, when, word
from tablewright.ops.random import DRAW_BITS
from tablewright.spec import ChangeDeclaration, Moment, Sizes, Table, WorldOptions
from tablewright.tables.financial.accounts import (
    ACTIVE,
    CARD,
    CLOSED,
    DORMANT,
    FIRST_CUSTOMER,
    LOAN,
    STATUSES,
    Accounts,
)
from tablewright.tables.financial.calendar import last_bank_day
from tablewright.tables.financial.customers import RISKS, wealth

TABLE = "financial.accounts"
_FIRST_CLOSING, _CLOSINGS = 6, 18
"""An account is closed with its sixth change at the earliest, and up to this many changes later.
The next change opens it again."""
_KNOWN = 0.4
"""The share of new accounts that customers of the base table open."""
_FILLING = 8
"""The factor by which a new account's rank is smaller than its final rank."""


@dataclass(frozen=True)
class ChangingAccounts:
    """Accounts and their changes."""

    accounts: Accounts

    @cached_property
    def _cycle(self) -> Cycle:
        return Cycle(TABLE, ("balance", "balance", "status", "balance"))

    @cached_property
    def _closing(self) -> Field:
        return Field(TABLE, "closing", _FIRST_CLOSING + below(_CLOSINGS))

    @cached_property
    def _move(self) -> Field:
        """Up or down by at most an eighth of all ranks."""
        return Field(TABLE, "move", Draw() // 4 - 2 ** (DRAW_BITS - 3))

    @cached_property
    def _known(self) -> Field:
        return Field(TABLE, "known customer", chance(_KNOWN))

    def at(self, moment: Moment) -> Table:
        """The table at a moment of each account."""
        accounts, key, changes = self.accounts, moment.key, moment.changes
        turns = Turns(self._cycle, moment)
        facts: dict[Field, Expr] = {accounts.slot: accounts.slot.at(moment.model)}
        before = accounts.state.at(key, facts)
        closing = self._closing.at(key)
        slept = turns.count("status", changes)
        moved = turns.count("balance", changes) + slept
        state = self._state(before, slept, key)
        holder = self._customer(moment)
        risk = accounts.customers.risk.at(holder)
        closed = (changes % (closing + 1)).eq(closing) | (before.eq(CLOSED) & changes.eq(0))
        state = when(closed, CLOSED).when(state.eq(CLOSED), ACTIVE).otherwise(state)
        kind = accounts.kind.at(key, facts)
        rank = wealth(accounts.rank.at(key), risk)
        wealth_now = self._wealth(moment, rank, kind, moved, turns)
        balance = accounts.balance.at(
            key,
            {
                accounts.kind: kind,
                accounts.money: accounts.money.at(key, facts),
                accounts.state: state,
                accounts.wealth: wealth_now,
                # What owed nothing does so no longer: the first slot is of none that does.
                accounts.slot: when(moved.eq(0), facts[accounts.slot]).otherwise(0),
            },
        )
        # Nothing is owed on a card on its first day.
        unused = moment.later & kind.eq(CARD) & moved.eq(0)
        table = accounts.table
        facts[accounts.opened] = moment.since(accounts.opened, last_bank_day)
        return Revision(table, key, facts).read(
            {},
            {
                "customer_id": holder + FIRST_CUSTOMER,
                "status": word(STATUSES, state),
                "balance": when(unused, 0).otherwise(balance),
                "risk_rating": word(RISKS, risk),
            },
            {"risk_rating": accounts.customers.unrated.at(holder)},
        )

    def _customer(self, moment: Moment) -> Expr:
        """Of new accounts, some are of known customers, others of as many new ones as before."""
        known = self._known.at(moment.key)
        others = moment.key // moment.base * self.accounts.households.count
        return self.accounts.holder.at(moment.model) + when(known, 0).otherwise(others)

    def _state(self, before: Expr, slept: Expr, key: Expr) -> Expr:
        """Dormant and active in turn; accounts of the last year do not become dormant."""
        other = when(before.eq(DORMANT), ACTIVE).otherwise(DORMANT)
        turned = (slept % 2).eq(1) & (key < self.accounts.openings.old)
        return when(turned, other).otherwise(before)

    def _wealth(self, moment: Moment, wealth: Expr, kind: Expr, moved: Expr, turns: Turns) -> Expr:
        # A new account is opened with little, and filled by and by; a loan is paid out at once.
        grown = least(wealth * (1 + moved) // (_FILLING + moved), wealth)
        wealth = when(moment.later & kind.ne(LOAN), grown).otherwise(wealth)
        step = self._move.at(turns.row("balance", moved))
        # At the ends it reverses, so that it always changes.
        top = 2**DRAW_BITS - 1
        there = wealth + step
        there = when(there < 0, 0 - there).when(there > top, 2 * top - there).otherwise(there)
        return when(moved.eq(0), wealth).otherwise(clip(there, 0, top))


def declare(sizes: Sizes, options: WorldOptions) -> ChangingAccounts:
    """The accounts of a bank."""
    return ChangingAccounts(Accounts(sizes["accounts"], options.window))


_WEEK = Week(
    hours=(2, 1, 1, 1, 2, 4, 8, 14, 22, 30, 34, 33, 32, 31, 32, 33, 30, 28, 22, 16, 12, 9, 6, 4),
    days=(11, 11, 11, 11, 13, 5, 3),
)
"""Branches are open by day, cards and apps always."""

CHANGES = ChangeDeclaration(
    "accounts", {"APPEND": 40, "UPDATE": 50, "DELETE": 5}, 0.10, _WEEK, declare
)
