"""Customers: who has which accounts, and what is the same for all of them.

Accounts come in blocks of the same classes. Which of a block's slots are somebody's first account,
and which another's second, is settled once for all blocks: every customer of several accounts
has a checking account, and the others in its currency. Second accounts lie in other blocks than
first ones, so that they are opened years apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from tablewright.ops import (
    Expr,
    Field,
    chance,
    clip,
    greatest,
    least,
    lift,
    lookup,
    weighted,
    when,
)
from tablewright.ops.random import DRAW_BITS
from tablewright.sampling import StratifiedBlocks
from tablewright.sampling.apportionment import settle
from tablewright.sampling.permuted_blocks import shuffled

TABLE = "financial.customers"
RISKS = ("Low", "Medium", "High")
_RISK_SHARES = (60, 30, 10)
_UNRATED = 0.01
_WEALTHY = 0.90
_LARGE = (0.06, 0.12, 0.28)
"""By risk, the share of accounts whose balance is among the largest tenth; a tenth of all."""
_MOST = 4
_DISTANCES = (0, 382, 618, 809)
"""Thousandths of all blocks between somebody's first account and the others."""


class Holder(NamedTuple):
    """Of a slot: whose it is, counted within a block, and the how-manieth account."""

    customer: int
    place: int


@dataclass(frozen=True)
class Households:
    """Who has which accounts.

    Parameters
    ----------
    roster : StratifiedBlocks
        The accounts, in blocks; the last, shorter one has its first slots.
    kinds : tuple of int
        The type of the account of each slot; 0 is a checking account.
    moneys : tuple of int
        Its currency.
    ready : int
        Blocks that were opened before the window: somebody's accounts are all in such blocks, or
        none is.
    """

    roster: StratifiedBlocks
    kinds: tuple[int, ...]
    moneys: tuple[int, ...]
    ready: int = 0

    @property
    def count(self) -> int:
        """How many customers there are: four for five accounts."""
        return customers_in_blocks(self.roster.rows, self.roster.size)

    @property
    def _whole(self) -> int:
        return self.roster.rows // self.roster.size

    @property
    def _rest(self) -> int:
        return self.roster.rows % self.roster.size

    @property
    def _each(self) -> int:
        return customers_of(self.roster.size)

    @cached_property
    def _holders(self) -> list[Holder]:
        """By slot of a full block, then by slot of the last."""
        found = []
        for slots in (self.roster.size, self._rest):
            found += _hold(self.kinds[:slots], self.moneys[:slots])
        return found

    @cached_property
    def _slots(self) -> list[list[int]]:
        """By customer of a full block, then of the last: the slot of each account, or -1."""
        counts = self._each, customers_of(self._rest)
        slots = [[-1] * _MOST for _ in range(sum(counts))]
        for index, (customer, place) in enumerate(self._holders):
            last = index >= self.roster.size
            slots[customer + last * self._each][place] = index - last * self.roster.size
        return slots

    def shift(self, place: int) -> int:
        """How many blocks further, among those of before the window, an account lies."""
        return self.ready * _DISTANCES[place] // 1000

    def _moved(self, block: Expr, place: Expr, back: bool) -> Expr:
        """The block of somebody's how-manieth account, or back from it."""
        sizes = self.ready, self._whole - self.ready
        old = block < self.ready
        shifts = [size * far // 1000 for size in sizes for far in _DISTANCES]
        shift = lookup(shifts, place + when(old, 0).otherwise(_MOST))
        size = when(old, max(1, sizes[0])).otherwise(max(1, sizes[1]))
        first = when(old, 0).otherwise(self.ready)
        inside = greatest(block - first, 0)
        return first + (inside + (size - shift if back else shift)) % size

    def customer(self, row: Expr, slot: Expr) -> Expr:
        """The customer of an account."""
        if not self.roster.rows:
            return lift(0)
        block = clip(row // self.roster.size, 0, self._whole)
        last = block.eq(self._whole)
        index = least(slot + when(last, self.roster.size).otherwise(0), len(self._holders) - 1)
        customer = lookup([holder.customer for holder in self._holders], index)
        place = lookup([holder.place for holder in self._holders], index)
        before = self._moved(block, place, back=True)
        return when(last, self._whole).otherwise(before) * self._each + customer

    def held(self, slots: int) -> list[list[int]]:
        """Slots of the customers of the first block, of which ``slots`` exist."""
        full = slots == self.roster.size or self._whole
        found = self._slots[: self._each] if full else self._slots[self._each :]
        return [[slot for slot in some if slot >= 0] for some in found]

    def _entry(self, customer: Expr) -> tuple[Expr, Expr, Expr]:
        """The block of a customer, whether it is the last, and the index in `_slots`."""
        block = clip(customer // self._each, 0, self._whole)
        last = block.eq(self._whole)
        index = customer % self._each + when(last, self._each).otherwise(0)
        return block, last, least(index, max(0, len(self._slots) - 1))

    def account(self, customer: Expr, place: int) -> Expr:
        """A customer's how-manieth account, from 0; the first if there are fewer."""
        block, last, index = self._entry(customer)
        slots = [slots[place] if slots[place] >= 0 else slots[0] for slots in self._slots] or [0]
        places = [place if slots[place] >= 0 else 0 for slots in self._slots] or [0]
        there = self._moved(block, lookup(places, index), back=False)
        row = self.roster.row(when(last, self._whole).otherwise(there), lookup(slots, index))
        return least(row, max(0, self.roster.rows - 1))

    def home(self, customer: Expr) -> Expr:
        """The currency of a customer's first account, which the others have too."""
        _, _, index = self._entry(customer)
        moneys = [self.moneys[slots[0]] for slots in self._slots] or [0]
        return lookup(moneys, index)

    def accounts(self, customer: Expr) -> Expr:
        """How many accounts a customer has."""
        _, _, index = self._entry(customer)
        return lookup([sum(slot >= 0 for slot in slots) for slots in self._slots] or [1], index)


@dataclass(frozen=True)
class Customers:
    """What is the same for all accounts of a customer."""

    households: Households

    @cached_property
    def risk(self) -> Field:
        """The number of the risk rating."""
        return Field(TABLE, "risk", weighted(_RISK_SHARES))

    @cached_property
    def unrated(self) -> Field:
        """Whether the rating is not known."""
        return Field(TABLE, "unrated", chance(_UNRATED))


def wealth(rank: Expr, risk: Expr) -> Expr:
    """The rank of a balance (of 2**32), given an even one: large ones are rated higher."""
    top = round(_WEALTHY * 2**DRAW_BITS)
    limit = lookup([round((1 - share) * 2**16) for share in _LARGE], risk)
    # Shares of 2**16 are fine enough, and keep products within 64 bits.
    low = rank * (top >> 16) // limit
    high = top + (rank // 2**16 - limit) * (2**DRAW_BITS - top) // greatest(2**16 - limit, 1)
    return clip(when(rank < limit * 2**16, low).otherwise(high), 0, 2**DRAW_BITS - 1)


def customers_of(accounts: int) -> int:
    """Return the number of customers that a number of accounts has."""
    return max(min(1, accounts), 4 * accounts // 5)


def customers_in_blocks(accounts: int, block: int) -> int:
    """Return the number of customers of accounts in blocks, each of which rounds."""
    return accounts // block * customers_of(block) + customers_of(accounts % block)


def _sizes(customers: int, accounts: int) -> list[int]:
    """Accounts of each customer: mostly 1, some 2, few 3 or 4; the most first."""
    if not customers:
        return []
    several = [round(customers * share) for share in (0.01, 0.03, 0.16)]
    sizes = [4] * several[0] + [3] * several[1] + [2] * several[2]
    sizes += [1] * (customers - len(sizes))
    return sorted(settle(sizes, accounts, 1, _MOST), reverse=True)


def _hold(kinds: Sequence[int], moneys: Sequence[int]) -> list[Holder]:
    """Deal slots to customers, those of several first: a checking account, others like it."""
    customers = customers_of(len(kinds))
    numbers = shuffled(customers, len(kinds) + 3)
    left = shuffled(len(kinds), len(kinds) + 4)
    many = dict.fromkeys((0, *moneys), 0)
    for kind, money in zip(kinds, moneys, strict=True):
        many[money] += not kind
    used = dict.fromkeys(many, 0)
    found: dict[int, Holder] = {}
    sizes = _sizes(customers, len(kinds))
    several = sum(size > 1 for size in sizes)
    for number, size in enumerate(sizes[:several]):
        due = {m: many[m] * (number + 1) - used[m] * sum(many.values()) for m in many}
        enough = {m: sum(moneys[slot] == m for slot in left) >= size for m in many}
        money = max(due, key=lambda m: (enough[m], many[m] > used[m], due[m], -m))
        used[money] += 1
        for place in range(size):
            # The first that is best: of the currency if there is one, then of the kind.
            alike = [slot for slot in left if moneys[slot] == money] or left
            best = next((slot for slot in alike if bool(kinds[slot]) == bool(place)), alike[0])
            left.remove(best)
            found[best] = Holder(numbers[number], place)
    found |= {slot: Holder(of, 0) for slot, of in zip(left, numbers[several:], strict=True)}
    return [found[slot] for slot in range(len(kinds))]
