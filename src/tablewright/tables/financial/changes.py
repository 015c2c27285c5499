"""How accounts change: balances move, accounts fall asleep, wake up and are closed for good."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tablewright.ops import Draw, Expr, Field, below, clip, least, when, word
from tablewright.ops.random import DRAW_BITS
from tablewright.spec import Options, Sizes, Table
from tablewright.tables.changing import Changes, Cycle, Moment, Revision, Turns
from tablewright.tables.financial.accounts import (
    ACTIVE,
    CLOSED,
    DORMANT,
    RISKS,
    STATUSES,
    Accounts,
)

TABLE = "financial.accounts"
_FIRST_CLOSING, _CLOSINGS = 6, 18
"""An account is closed with its sixth change at the earliest, and so many later at most."""


@dataclass(frozen=True)
class ChangingAccounts:
    """Accounts, and what becomes of them."""

    accounts: Accounts

    @cached_property
    def _cycle(self) -> Cycle:
        return Cycle(TABLE, ("balance", "balance", "status", "balance", "risk"))

    @cached_property
    def _closing(self) -> Field:
        return Field(TABLE, "closing", _FIRST_CLOSING + below(_CLOSINGS))

    @cached_property
    def _move(self) -> Field:
        """Up or down by at most an eighth of all ranks."""
        return Field(TABLE, "move", Draw() // 4 - 2 ** (DRAW_BITS - 3))

    def at(self, moment: Moment) -> Table:
        """The table at a moment of each account."""
        accounts, key, changes = self.accounts, moment.key, moment.changes
        turns = Turns(self._cycle, moment)
        facts: dict[Field, Expr] = {accounts.slot: accounts.slot.at(moment.model)}
        before = accounts.state.at(key, facts)
        closing = when(before.eq(CLOSED), 0).otherwise(self._closing.at(key))
        open_changes = least(changes, closing)
        slept = turns.count("status", open_changes)
        moved = turns.count("balance", open_changes) + slept
        # A closed account is only rated.
        rated = turns.count("risk", open_changes) + (changes - open_changes)
        state = self._state(before, slept, key)
        state = when(changes >= closing, CLOSED).otherwise(state)
        wealth = self._wealth(key, moved, turns)
        balance = accounts.balance.at(
            key,
            {
                accounts.kind: accounts.kind.at(key, facts),
                accounts.money: accounts.money.at(key, facts),
                accounts.state: state,
                accounts.wealth: wealth,
                # What owed nothing does so no longer: the first slot is of none that does.
                accounts.slot: when(moved.eq(0), facts[accounts.slot]).otherwise(0),
            },
        )
        table = accounts.table
        facts[accounts.opened] = moment.since(accounts.opened)
        unrated = table.column("risk_rating").absent
        assert unrated is not None
        return Revision(table, key, facts).read(
            {"customer_id": moment.model},
            {
                "status": word(STATUSES, state),
                "balance": balance,
                "risk_rating": word(RISKS, (accounts.risk.at(key, facts) + rated) % len(RISKS)),
            },
            {"risk_rating": unrated.at(key) & rated.eq(0)},
        )

    def _state(self, before: Expr, slept: Expr, key: Expr) -> Expr:
        """Asleep and awake in turn; accounts of the last year do not fall asleep."""
        other = when(before.eq(DORMANT), ACTIVE).otherwise(DORMANT)
        turned = (slept % 2).eq(1) & (key < self.accounts.openings.old)
        return when(turned, other).otherwise(before)

    def _wealth(self, key: Expr, moved: Expr, turns: Turns) -> Expr:
        wealth = self.accounts.wealth.at(key)
        step = self._move.at(turns.row("balance", moved))
        # At the ends it turns back, so that it never stays where it is.
        top = 2**DRAW_BITS - 1
        there = wealth + step
        there = when(there < 0, 0 - there).when(there > top, 2 * top - there).otherwise(there)
        return when(moved.eq(0), wealth).otherwise(clip(there, 0, top))


def declare(sizes: Sizes, options: Options) -> ChangingAccounts:
    """The accounts of a bank."""
    return ChangingAccounts(Accounts(sizes["accounts"], options.window))


CHANGES = Changes("accounts", {"APPEND": 40, "UPDATE": 50, "DELETE": 5}, 0.10, declare)
