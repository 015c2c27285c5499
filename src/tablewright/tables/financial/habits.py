"""Habits: what an account does on its visits, in blocks whose sum is the same in any order.

A block is 32 visits. Sizes are shares of what an account can move (its unit), cash is counted in
notes of its own. Sixteen orders of each block are settled when the dataset is declared.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

from tablewright.sampling.apportionment import largest_remainders
from tablewright.sampling.permuted_blocks import shuffled
from tablewright.tables.financial.accounts import CARD, CHECKING, LOAN, TYPES
from tablewright.tables.financial.acts import (
    ACTS,
    COMPLETED,
    DEPOSIT,
    FAILED,
    FEE,
    INTEREST,
    PAYMENT,
    REVERSED,
    TRANSFER_IN,
    TRANSFER_OUT,
    WITHDRAWAL,
)

LENGTH, ORDERS, SHARE = 32, 16, 4096
"""Visits of a block, orders of one, and parts of an account's unit in which sizes are given."""

NOTE = 0.042
"""A note of cash, as a share of the unit at least."""
_NOTES, MOST_NOTES = 2, 5
"""Notes of a withdrawal, on average and at most."""
_LEAST = SHARE // 128
_SPREAD = (0.28, 0.45, 0.62, 0.8, 1.0, 1.3, 1.8, 2.9)
"""Sizes of a type of visit, in relation."""
_SIZES = {
    DEPOSIT: (0.50, 0.11, 0.16, 0.10, 0.0, 0.0),
    WITHDRAWAL: (0.0, 0.10, 0.0, 0.0, 0.0, 0.0),
    TRANSFER_IN: (0.08, 0.13, 0.32, 0.25, 0.20, 0.0),
    TRANSFER_OUT: (0.25, 0.13, 0.32, 0.25, 0.0, 0.0),
    PAYMENT: (0.06, 0.0, 0.0, 0.0, 0.04, 0.02),
    FEE: (0.005, 0.0, 0.001, 0.001, 0.01, 0.0),
    INTEREST: (0.003, 0.003, 0.003, 0.003, 0.02, 0.0),
}
"""Of each type of visit, by type of account: what it moves, as a share of the unit."""
_LEAST_FLOW, _MOST_STRETCH = 0.3, 10.0


class Slot(NamedTuple):
    """A visit of a block."""

    act: int
    state: int
    size: int
    notes: int

    @property
    def moves(self) -> bool:
        """Whether it changes the balance."""
        return self.state == COMPLETED


def sign(kind: int, act: int) -> int:
    """Whether an entry raises (1) or lowers (-1) a balance, which is owed on cards and loans."""
    if kind in (CARD, LOAN):
        return -1 if act == TRANSFER_IN or (kind == LOAN and act == PAYMENT) else 1
    return 1 if act in (DEPOSIT, TRANSFER_IN, INTEREST) else -1


@dataclass(frozen=True)
class Habit:
    """What accounts of a type do.

    Parameters
    ----------
    kind : int
        The type of account.
    counts : tuple of int
        How many of a block's visits are of each type of entry.
    net : float
        What a block moves in all, as a share of the unit.
    failed, reversed : float
        How many of a block's visits end so, on average over the orders.
    endless : bool
        Whether what is taken in cash is brought in cash, because nothing else is.
    """

    kind: int
    counts: tuple[int, ...]
    net: float
    failed: float = 0.0
    reversed: float = 0.0
    endless: bool = False

    @cached_property
    def orders(self) -> list[list[Slot]]:
        """The blocks, in each order."""
        made = [self._slots(number) for number in range(ORDERS)]
        return [self._ordered(number, slots) for number, slots in enumerate(made)]

    @cached_property
    def total(self) -> int:
        """What a block moves, cash aside, in 1/4096 of the unit."""
        return sum(self.moved(slot) for slot in self.orders[0])

    @cached_property
    def notes(self) -> int:
        """How many notes a block takes in all."""
        return 0 if self.endless else self._taken

    @property
    def _taken(self) -> int:
        return _NOTES * self.counts[WITHDRAWAL] if self.kind == CHECKING else 0

    def moved(self, slot: Slot) -> int:
        """What a visit moves, cash aside, in 1/4096 of the unit."""
        return sign(self.kind, slot.act) * slot.size * slot.moves

    def cash(self, slot: Slot) -> int:
        """The notes that a visit brings, or takes if negative."""
        return sign(self.kind, slot.act) * slot.notes * slot.moves

    def _step(self, slot: Slot) -> float:
        """What a visit moves, in units."""
        return self.moved(slot) / SHARE + self.cash(slot) * NOTE

    def path(self, slots: Sequence[Slot]) -> list[float]:
        """How far each part of a block is from the straight line to its end, in units."""
        sums = list(itertools.accumulate(map(self._step, slots), initial=0.0))
        return [part - sums[-1] * n / LENGTH for n, part in enumerate(sums)]

    def _flows(self) -> tuple[int, int]:
        """What goes in and out in a block, so that its sum is `net`."""
        goes = [0.0, 0.0]
        for act, many in enumerate(self.counts):
            goes[sign(self.kind, act) < 0] += many * _SIZES[act][self.kind]
        into, out = goes
        cash, net = self.notes * NOTE, self.net
        low = _LEAST_FLOW * into if out + cash else 0.0
        wanted = max(low, out + cash + net) if into else 0.0
        paid = min(wanted - net - cash, _MOST_STRETCH * out) if out else 0.0
        wanted = min(wanted, _MOST_STRETCH * into)
        least = _LEAST * LENGTH
        return max(least, round(wanted * SHARE)), max(least, round(paid * SHARE))

    def _slots(self, number: int) -> list[Slot]:
        """A block, in no order yet."""
        acts = [act for act, many in enumerate(self.counts) for _ in range(many)]
        states = self._states(number, acts)
        sizes, notes = [0] * LENGTH, [0] * LENGTH
        for way, whole in zip((1, -1), self._flows(), strict=True):
            mine = [n for n in range(LENGTH) if sign(self.kind, acts[n]) == way]
            noted = WITHDRAWAL if way < 0 else DEPOSIT if self.endless else None
            cash = [n for n in mine if acts[n] == noted] if self._taken else []
            self._pay(notes, cash, states)
            self._share(sizes, [n for n in mine if n not in cash or way > 0], acts, states, whole)
        return [Slot(*parts) for parts in zip(acts, states, sizes, notes, strict=True)]

    def _states(self, number: int, acts: Sequence[int]) -> list[int]:
        """How visits end: some fail or are reversed, but two of each type move something."""
        states = [COMPLETED] * LENGTH
        turn = _turn(40 + number)
        machines = iter([n for n in turn if self._taken and acts[n] == WITHDRAWAL])
        outward = [n for n in turn if acts[n] in (TRANSFER_OUT, PAYMENT)]
        if not self._taken:
            outward = [n for n in turn if acts[n] in (WITHDRAWAL, TRANSFER_OUT, PAYMENT)]
        outward = [next(machines, n) if not (i + number) % 5 else n for i, n in enumerate(outward)]
        done = Counter(acts)
        for state, often, fit in ((FAILED, self.failed, outward), (REVERSED, self.reversed, turn)):
            many = int(often * (number + 1)) - int(often * number)
            for n in [n for n in fit if states[n] == COMPLETED][:many]:
                if done[acts[n]] > 2:
                    done[acts[n]] -= 1
                    states[n] = state
        return states

    def _share(
        self,
        sizes: list[int],
        visits: list[int],
        acts: Sequence[int],
        states: Sequence[int],
        whole: int,
    ) -> None:
        """Share a sum among visits that move something; the others are of like sizes."""
        moving = [n for n in visits if states[n] == COMPLETED]
        room = max(0, whole - _LEAST * len(moving))
        weights = {n: self._weight(acts, n) for n in visits}
        if moving:
            shares = largest_remainders([weights[n] for n in moving], room)
            for n, size in zip(moving, shares, strict=True):
                sizes[n] = _LEAST + size
        unit = room / (sum(weights[n] for n in moving) or 1.0)
        for n in visits:
            sizes[n] = sizes[n] or _LEAST + round(weights[n] * unit)

    def _pay(self, notes: list[int], visits: list[int], states: Sequence[int]) -> None:
        """Share the notes of a block among visits, the same number whichever fail."""
        done = [n for n in visits if states[n] == COMPLETED]
        for n in visits:
            notes[n] = _NOTES
        for place, n in enumerate(done):
            upto = [self._taken * (place + k) // len(done) for k in (0, 1)]
            # One more and one less in turn.
            paired = self._taken >= 2 * len(done) and (place + 1 < len(done) or place % 2 == 1)
            notes[n] = upto[1] - upto[0] + (1 - 2 * (place % 2)) * paired

    def _weight(self, acts: Sequence[int], n: int) -> float:
        mine = [m for m, act in enumerate(acts) if act == acts[n]]
        rank = (2 * mine.index(n) + 1) * len(_SPREAD) // (2 * len(mine))
        spread = math.sqrt(_SPREAD[rank]) if acts[n] == DEPOSIT else _SPREAD[rank]
        return _SIZES[acts[n]][self.kind] * spread

    def _ordered(self, number: int, slots: list[Slot]) -> list[Slot]:
        """An order in which the sum stays near its straight line."""
        steps = list(map(self._step, slots))
        left = list(_turn(80 + number))
        line = sum(steps) / LENGTH
        found: list[Slot] = []
        at = 0.0
        while left:
            wanted = line * (len(found) + 1) - at
            best = min(left[:6], key=lambda n: abs(steps[n] - wanted))
            left.remove(best)
            found.append(slots[best])
            at += steps[best]
        return found


@cache
def _turn(number: int) -> tuple[int, ...]:
    """An order of a block's visits."""
    return tuple(shuffled(LENGTH, number))


def shared(
    needs: Sequence[float], visits: Sequence[float], support: Sequence[Sequence[float]]
) -> list[tuple[int, ...]]:
    """By type of account: how many visits of a block are of each type of entry.

    Parameters
    ----------
    needs : sequence of float
        By type of entry: how many visits should be of it.
    visits : sequence of float
        By type of account: its visits.
    support : sequence of sequences of float
        By type of entry and of account: what is usual; 0 is not allowed.
    """
    table = [[float(cell) for cell in row] for row in support]
    for _ in range(60):
        for row, need in zip(table, needs, strict=True):
            scale = need / (sum(row) or 1.0)
            row[:] = [cell * scale for cell in row]
        for kind, many in enumerate(visits):
            scale = many / (sum(row[kind] for row in table) or 1.0)
            for row in table:
                row[kind] *= scale
    found = []
    for kind in range(len(TYPES)):
        column = [row[kind] for row in table]
        if not sum(column):
            column = [float(row[kind]) for row in support]
        if not sum(column):
            column[PAYMENT] = 1.0
        found.append(_balanced(kind, largest_remainders(column, LENGTH), support))
    return found


def _balanced(kind: int, counts: list[int], support: Sequence[Sequence[float]]) -> tuple[int, ...]:
    """At least four visits of each direction, if the account has both."""
    for way in (1, -1):
        mine = [a for a in range(ACTS) if support[a][kind] and sign(kind, a) == way]
        usual = [a for a in mine if a not in (FEE, INTEREST)]
        while usual and sum(counts[a] for a in usual) < 4:
            counts[counts.index(max(counts))] -= 1
            counts[max(usual, key=lambda a: support[a][kind])] += 1
    return tuple(counts)
