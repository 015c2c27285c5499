"""Visits: who buys, mostly by habit, sometimes because it is the customer's turn."""

from __future__ import annotations

import bisect
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from tablewright.ops import (
    Draw,
    Expr,
    Interpolation,
    Roll,
    Row,
    SearchSorted,
    aliased_by,
    below,
    clip,
    lift,
    lookup,
    parts,
    when,
)
from tablewright.sampling.raking import raked
from tablewright.tables.retail.customers import APPETITES, FADE, LAST, Customers

_TILTS = (0.20, 0.55, 1.5, 3.2)
"""By how much likelier each next band of basket sizes is for some customers than for others."""
_VISITS = (2, 6, 14, 24.6)
"""How often each tier buys by habit, in proportion; with their turns, about as 3 : 6 : 12 : 20."""
_TURN = 8
"""Of eight receipts, one is of an older customer in turn, and one of a new one."""
_SETTLED_DAYS, _MOST_NEW = 10, 1 << 20
"""New customers have their turn within about twice as many days; at most this many at once."""
_MASS_BITS, _KNOT_BITS = 40, 10


@dataclass(frozen=True)
class Visits:
    """The customers of receipts.

    Who has become inactive bought less and less before. Every active customer has a turn, so that
    few never buy, as far as there are receipts for it.

    Parameters
    ----------
    customers : Customers
        Who there is.
    edges : tuple of int
        The elapsed share of the season (of 2**40) at each day's start and at the end.
    bands : tuple of float
        How common each band of basket sizes is.
    """

    customers: Customers
    edges: tuple[int, ...]
    bands: tuple[float, ...]

    @cached_property
    def _parts(self) -> tuple[tuple[int, ...], ...]:
        """The slots of a full block, and those of the last one, as far as there are any."""
        deck = self.customers.deck
        full = len(deck.cards)
        both = (tuple(range(full)), tuple(range(full, full + len(deck.last))))
        return tuple(part for part in both if part)

    @cached_property
    def _members(self) -> list[list[int]]:
        """The slots of each appetite, by part."""
        appetites = self.customers.appetites
        return [
            [slot for slot in part if appetites[slot] == each]
            for part in self._parts
            for each in range(APPETITES)
        ]

    @cached_property
    def _phases(self) -> tuple[int, ...]:
        """Days of the window from which some inactive customers buy less, or nothing."""
        window = self.customers.window
        spans = {last + before for last in LAST for before in (0, FADE, 2 * FADE)}
        return tuple(sorted({window.days - window.scaled(span) for span in spans}))

    def _ends(self, slot: int) -> int:
        """The day of the window on which a customer buys no more."""
        window = self.customers.window
        gone = self.customers.deck.faces[slot] % 2
        return window.days - window.scaled(LAST[slot % len(LAST)]) if gone else window.days

    def _left(self, slot: int, phase: int) -> float:
        """What is left of a customer's habit: inactive ones halve it twice, then stop."""
        if not self.customers.deck.faces[slot] % 2:
            return 1.0
        window = self.customers.window
        begun = self._phases[phase - 1] if phase else self._phases[0] - 1
        last = LAST[slot % len(LAST)]
        ends = (window.days - window.scaled(last + before) for before in (2 * FADE, FADE, 0))
        return (1.0, 0.5, 0.25, 0.0)[sum(begun >= day for day in ends)]

    @cached_property
    def _habits(self) -> list[list[float]]:
        """The weights of the members, by part, phase and appetite."""
        habits = self.customers.habits(_VISITS)
        return [
            [habits[slot] * self._left(slot, phase) for slot in members]
            for part in range(len(self._parts))
            for phase in range(len(self._phases) + 1)
            for members in self._members[part * APPETITES : (part + 1) * APPETITES]
        ]

    @cached_property
    def _classes(self) -> list[list[float]]:
        """How often each appetite has a basket of a band, by part, phase and band."""
        rows = []
        powers = [[appetite**band for band in range(len(self.bands))] for appetite in _TILTS]
        for first in range(0, len(self._habits), APPETITES):
            habits = self._habits[first : first + APPETITES]
            totals = [sum(each) for each in habits]
            if not any(totals):
                totals = [float(bool(each)) for each in habits]
            found = raked(self.bands, powers, totals)
            for band, share in enumerate(self.bands):
                tilted = [row[band] * total for row, total in zip(found, totals, strict=True)]
                rows.append(tilted if share and any(tilted) else totals)
        return rows

    def _by_habit(self, part: Expr, phase: Expr, band: Expr, which: Roll, who: Roll) -> Expr:
        """A slot of a part of the deck."""
        place = part * (len(self._phases) + 1) + phase
        appetite = aliased_by(self._classes, place * len(self.bands) + band, which)
        widest = max(map(len, self._members))
        filled = [_filled(each, widest) for each in self._habits]
        member = aliased_by(filled, place * APPETITES + appetite, who)
        slots = [[*each, *[0] * (widest - len(each))] for each in self._members]
        at = (part * APPETITES + appetite) * widest + member
        return lookup([slot for each in slots for slot in each], at)

    def _in_turn(self, turn: Expr) -> tuple[Expr, Expr]:
        """The block and the slot of the customer of before the window whose turn it is."""
        deck = self.customers.deck
        own = self._parts[0]
        blocks = 1
        if deck.blocks:
            blocks = min(deck.blocks, max(1, -(-self.customers.before // len(own))))
        return turn % blocks, turn // blocks % len(own) + own[0]

    def _newcomer(self, mass: Expr) -> Expr:
        """Who joined a little while ago; each in about one turn."""
        window, old = self.customers.window, self.customers.before
        new = self.customers.rows - old
        few = max(1, min(_MOST_NEW, new * window.scaled(_SETTLED_DAYS) // window.days))
        knots = []
        for knot in range(2**_KNOT_BITS + 1):
            at = knot << (_MASS_BITS - _KNOT_BITS)
            day = min(bisect.bisect_right(self.edges, at) - 1, window.days - 1)
            begins, ends = self.edges[day], self.edges[day + 1]
            share = (at - begins) * 2**20 // max(1, ends - begins)
            knots.append((day * 2**20 + share) * new // (window.days * 2**20))
        fresh = Interpolation(tuple(knots), _MASS_BITS - _KNOT_BITS, mass, lift(0))
        step = _step(few)
        return old + (fresh // few - 1) * few + fresh % few * step % few

    def buyer(self, mass: Expr, day: Expr, band: Expr, late: Expr) -> Expr:
        """The customer of a receipt.

        Parameters
        ----------
        mass, day : Expr
            The elapsed share of the season and the day of the window.
        band : Expr
            The band of the basket's size: some buy large baskets.
        late : Expr
            Days on which inactive customers no longer buy.
        """
        customers, deck = self.customers, self.customers.deck
        if not customers.rows:
            return lift(0)
        window, rows = customers.window, customers.rows
        first = window.first_day
        counts = [max(1, customers.growth.upto(first + day)) for day in range(window.days)]
        count = lookup(counts, day)
        if rows < 2**31:
            anyone, which, who = parts("customer", 31, 10, 22)
        else:
            anyone, (which, who) = Roll.of(Draw("anyone", 53)), parts("customer", 10, 22)
        turn, lane = Row() // _TURN, Row() % _TURN
        newcomer = self._newcomer(mass)
        fresh = lane.eq(_TURN // 2) & (newcomer >= customers.before) & (newcomer < count)
        newcomer = clip(newcomer, 0, rows - 1)

        block = deck.block(below(count, anyone, most=rows))
        old_block, old_slot = self._in_turn(turn)
        ends = [self._ends(slot) for slot in range(len(deck.faces))]
        in_turn = lane.eq(0) & (day < lookup(ends, old_slot))
        block = when(in_turn, old_block).when(fresh, deck.block(newcomer)).otherwise(block)
        size = len(deck.cards)
        full = block < deck.blocks if size and deck.last else lift(bool(size))
        part = when(full, 0).otherwise(1) if len(self._parts) == 2 else lift(0)
        phase = SearchSorted(self._phases, day)
        slot = when(in_turn, old_slot).otherwise(self._by_habit(part, phase, band, which, who))

        chosen = when(fresh, newcomer).otherwise(deck.row(block, slot))
        # Of the newest block only some have joined: the others' visits are theirs.
        begins = block * size
        most = max(size, len(deck.last))
        inside = clip(chosen - begins, 0, most - 1)
        joined = clip(count - begins, 1, most)
        width = when(full, size).otherwise(max(1, len(deck.last))) if size else lift(len(deck.last))
        chosen = when(chosen < count, chosen).otherwise(begins + inside * joined // width)
        chosen = clip(chosen, 0, rows - 1)
        if self._known(counts):
            return chosen
        gone = deck.card(chosen) % 2
        left = gone.eq(1) & (chosen < customers.settled) & (chosen > 0)
        return when(late & left, 0).otherwise(chosen)

    def _known(self, counts: Sequence[int]) -> bool:
        """Whether those who have become inactive are in blocks all of whose members have joined,
        when the last of them has, and there always is somebody else who buys."""
        customers, window = self.customers, self.customers.window
        ended = counts[max(0, window.days - window.scaled(LAST[0]))]
        size = len(customers.deck.cards)
        whole = ended - ended % size if size else 0
        return customers.settled <= whole and all(map(any, self._habits))


def _filled(weights: Sequence[float], widest: int) -> list[float]:
    """Weights with zeros to a width; one of the first if there are none."""
    if not any(weights):
        return [1.0, *[0.0] * (widest - 1)]
    return [*weights, *[0.0] * (widest - len(weights))]


def _step(many: int) -> int:
    """Coprime to a number, and about its golden section: such steps meet each once."""
    step = max(1, many * 618 // 1000)
    while math.gcd(step, many) != 1:
        step += 1
    return step
