"""Flows: what moves the balance of an account, as functions of how much came before."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from tablewright.ops import Draw, Expr, Field, clip, greatest, least, lift, lookup, when
from tablewright.ops.random import MOST_BITS
from tablewright.tables.financial.accounts import (
    ACTIVE,
    CARD,
    CHECKING,
    JPY,
    LOAN,
    SAVINGS,
    YEN,
)
from tablewright.tables.financial.bank import TABLE, Bank
from tablewright.tables.financial.habits import LENGTH, MOST_NOTES, NOTE, ORDERS, SHARE, Habit, Slot
from tablewright.tables.financial.schedule import LEGS, MONTHS, QUARTERS, SAVED

_RATES = (50, 420, 300, 300, 2_100, 720)
"""Interest of a year by type of account, in 1/10,000."""
_CHARGED = (12_00, 0, 25_00, 35_00, 15_00, 5_00)
"""What a quarter costs, in cents."""
_NOTE = 24
"""A note of cash, in thousandths of the balance at least."""
_RESERVE = 80_00
"""What an account keeps, because cash comes in twenties."""
_LARGEST_NOTE = 1_000_00 // MOST_NOTES
_CASHLESS = round(_LARGEST_NOTE / NOTE)
"""From this income on, a note is not larger."""
_LEAST, MOST = 10_00, 95_000_00
"""Cents that a unit is at least, and an entry at most."""
_MOST_VISITS = 2**25
"""Of an account; then it begins again."""
_ORDER_BITS, _JITTER_BITS = 4, 7


class Visits(NamedTuple):
    """How far an account is with its visits."""

    blocks: Expr
    place: Expr
    """Within the block."""
    draw: Expr
    """What the block's order and sizes follow from."""


@dataclass(frozen=True)
class Flows:
    """What moves the balance of one account, in hundredths of its currency.

    Parameters
    ----------
    bank : Bank
        The bank.
    unit, seat : Expr
        Whose ledger.
    account : Expr
        Its row.
    """

    bank: Bank
    unit: Expr
    seat: Expr
    account: Expr

    def _of(self, values: Sequence[int]) -> Expr:
        return lookup(list(values), self.seat)

    def _once(self, name: str, value: Expr) -> Field:
        """A field is planned once, whichever columns read it."""
        return Field(TABLE, name, value)

    def kind(self, *kinds: int) -> Expr:
        """Whether the account is of one of some types."""
        return self._of([int(seat.kind in kinds) for seat in self.bank.seats]).eq(1)

    @cached_property
    def kinds(self) -> Expr:
        """The number of the type."""
        return self._once("kind", self._of([seat.kind for seat in self.bank.seats]))

    @cached_property
    def yen(self) -> Expr:
        """Whether the account is in yen."""
        yen = self._of([int(seat.money == JPY) for seat in self.bank.seats])
        return self._once("yen", yen.eq(1))

    def own(self, cents: Expr) -> Expr:
        """The account's currency for cents of a dollar."""
        return when(self.yen, cents * YEN // 100 * 100).otherwise(cents)

    @cached_property
    def risk(self) -> Expr:
        """The number of the customer's risk rating."""
        accounts = self.bank.accounts
        holder = accounts.households.customer(self.account, self.bank.slot(self.seat))
        return self._once("risk", accounts.customers.risk.at(holder))

    def _balance(self, account: Expr, seat: Expr) -> Expr:
        """The balance at the end of an account of which the seat is known."""
        accounts = self.bank.accounts
        known = {accounts.slot: self.bank.slot(seat), accounts.state: lift(ACTIVE)}
        return accounts.balance.at(account, {**known, accounts.risk: self.risk})

    @cached_property
    def balance(self) -> Expr:
        """The balance at the end."""
        return self._once("balance", self._balance(self.account, self.seat))

    def _worth(self, balance: Expr) -> Expr:
        return when(self.yen, balance // YEN).otherwise(balance)

    @cached_property
    def worth(self) -> Expr:
        """The balance at the end, in cents of a dollar."""
        return self._once("worth", self._worth(self.balance))

    @cached_property
    def scale(self) -> Expr:
        """The unit of what the account moves: an income, an instalment, or what it holds."""
        bank = self.bank
        fees = [_CHARGED[seat.kind] * round(bank.months / 3 + 1) for seat in bank.seats]
        fees = [0 if bank.endless else fee for fee in fees]
        rises = [
            rise if s.kind == CHECKING else 1000
            for rise, s in zip(bank.rises, bank.seats, strict=True)
        ]
        earned = (self.worth * 97 // 100 - self._of(fees) - _RESERVE) * 1000 // self._of(rises)
        # What cash is at most leaves the rich with more than they spend.
        taken = [
            0 if bank.endless else round(bank.notes(n) * NOTE * 1000)
            for n in range(len(bank.seats))
        ]
        rich = (self.worth + _CASHLESS * self._of(taken) // 1000) * 1000
        rich = rich // self._of([max(1, a + b) for a, b in zip(rises, taken, strict=True)])
        earned = least(earned, rich)
        unit = when(self.kind(CHECKING), earned).when(self.kind(LOAN), self.worth // 48)
        largest = [
            max((s.size for slots in habit.orders for s in slots), default=SHARE)
            for habit in bank.habits
        ]
        caps = [MOST * SHARE // max(SHARE, 2 * most) for most in largest]
        capped = least(unit.otherwise(self.worth), lookup(caps, self.kinds))
        return self._once("unit", greatest(capped, _LEAST))

    @cached_property
    def note(self) -> Expr:
        """What cash is counted in: twenties, at most ten."""
        least_ = greatest(self.scale * round(NOTE * 1000), self.worth * _NOTE) // 1000
        twenties = (least_ + 19_99) // 20_00
        note = self.own(clip(twenties, 1, _LARGEST_NOTE // 20_00) * 20_00)
        return self._once("note", note)

    @cached_property
    def saved(self) -> Expr:
        """What the standing order moves: what checking can give and savings can have had."""
        bank = self.bank
        pairs = [seat.partner for seat in bank.seats]
        if bank.endless or max(pairs) < 0:
            return lift(0)
        other = self._worth(self._balance(*bank.partner(self.unit, self.seat)))
        checking = when(self.kind(CHECKING), self.worth).otherwise(other)
        saving = when(self.kind(CHECKING), other).otherwise(self.worth)
        rises = [
            bank.rises[n if seat.kind == CHECKING else max(0, seat.partner)]
            for n, seat in enumerate(bank.seats)
        ]
        fits = saving // max(1, round(bank.months * 2.5 + 1))
        each = clip(least(checking * 9 // 10 * SAVED // self._of(rises), fits), 1_00, MOST)
        saves = self._of([int(pair >= 0) for pair in pairs]).eq(1)
        return self._once("saved", when(saves, each).otherwise(0))

    def scheduled(self, number: Expr) -> Expr:
        """What scheduled entries have moved in all, given what they add up to as one number."""
        if self.bank.endless:
            return lift(0)
        parts = (number + LEGS // 2) % LEGS - LEGS // 2
        legs = (number + LEGS // 2) // LEGS % (MONTHS // LEGS)
        months = (number + LEGS // 2) // MONTHS % (QUARTERS // MONTHS)
        quarters = (number + LEGS // 2) // QUARTERS
        order = self.own(self.saved) * legs
        fee = self.own(self._of([_CHARGED[seat.kind] for seat in self.bank.seats])) * quarters
        fee = when(self.kind(CARD, LOAN), fee).otherwise(0 - fee)
        order = when(self.kind(SAVINGS), order).otherwise(0 - order)
        return self.own(self.scale * parts // 1000) + order + fee + self._interest(months)

    def _interest(self, months: Expr) -> Expr:
        """A twelfth of the year's rate on the balance, as standing orders make it."""
        seats = self.bank.seats
        rate = self._of([_RATES[seat.kind] for seat in seats])
        monthly = when(self.kind(SAVINGS), self.saved).otherwise(0)
        whole = [self.bank.whole(n)[1] for n in range(len(seats))]
        # A posting of a year stays below the most, whatever the balance.
        caps = [MOST * 9_000 // _RATES[seat.kind] for seat in seats]
        first = greatest(least(self.worth - monthly * self._of(whole), self._of(caps)), 0)
        grown = rate * (2 * first * months + monthly * months * (months - 1)) // 240_000
        return self.own(grown + months)

    # Visits.

    @cached_property
    def _order(self) -> Field:
        """What the orders of blocks follow from."""
        return Field(TABLE, "order of visits", Draw(bits=MOST_BITS))

    def visits(self, count: Expr) -> Visits:
        """How far an account is after ``count`` visits; accounts begin anywhere in a block."""
        count = self._once("visits", (count + self.account % LENGTH) % _MOST_VISITS)
        block = count // LENGTH
        key = self.account * (_MOST_VISITS // LENGTH) + block
        return Visits(block, count % LENGTH, self._once("order", self._order.at(key)))

    def _index(self, visits: Visits, width: int) -> Expr:
        order = visits.draw % ORDERS
        return (self.kinds * ORDERS + order) * width + visits.place

    def slot(self, visits: Visits, of: Callable[[Slot], int]) -> Expr:
        """What the next visit is."""
        table = [of(s) for habit in self.bank.habits for slots in habit.orders for s in slots]
        return lookup(table, self._index(visits, LENGTH))

    @cached_property
    def _before(self) -> tuple[list[int], list[int], list[int]]:
        """By type of account, order and place: what has moved, notes, and what may jitter."""
        orders = [(habit, slots) for habit in self.bank.habits for slots in habit.orders]
        sums, cash, slack = (
            list(itertools.chain.from_iterable(of(*each) for each in orders))
            for of in (_sums, _cash, _slack)
        )
        return sums, cash, slack

    def visited(self, visits: Visits, done: Expr | int = 0) -> Expr:
        """What visits have moved in all, with the next one if ``done`` is 1."""
        index = self._index(visits, LENGTH + 1) + done
        totals = lookup([habit.total for habit in self.bank.habits], self.kinds)
        notes = lookup([habit.notes for habit in self.bank.habits], self.kinds)
        sums, noted, slack = self._before
        moved = visits.blocks * totals + lookup(sums, index)
        cash = lookup(noted, index) - visits.blocks * notes
        place = visits.place + done
        # Two neighbours differ from their sizes by as much.
        bits = lookup(
            [1 << _ORDER_BITS + place // 2 % 8 * _JITTER_BITS for place in range(LENGTH + 1)], place
        )
        jitter = visits.draw // bits % (1 << _JITTER_BITS) * lookup(slack, index)
        moved = moved * (1 << _JITTER_BITS) + jitter
        return self.own(self.scale * moved // (SHARE << _JITTER_BITS)) + self.note * cash

    def asked(self, visits: Visits) -> Expr:
        """What the next visit is about, whether it moves the balance or not."""
        size = self.slot(visits, lambda slot: slot.size)
        return self.own(self.scale * size // SHARE) + self.note * self.slot(
            visits, lambda slot: slot.notes
        )


def _sums(habit: Habit, slots: Sequence[Slot]) -> list[int]:
    return list(itertools.accumulate(map(habit.moved, slots), initial=0))


def _cash(habit: Habit, slots: Sequence[Slot]) -> list[int]:
    return list(itertools.accumulate(map(habit.cash, slots), initial=0))


def _slack(habit: Habit, slots: Sequence[Slot]) -> list[int]:
    """Between two visits of a pair that move something, most of the smaller one."""
    steps = [abs(habit.moved(slot)) for slot in slots]
    pairs = [[0, min(steps[n - 1 : n + 1]) * 3 // 4] for n in range(1, LENGTH, 2)]
    return [*itertools.chain.from_iterable(pairs), 0]
