"""Which machine of a group breaks next: decks in which some come more often than others."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cached_property

from tablewright.ops import Draw, Expr, Field, lookup, when
from tablewright.sampling import shuffled
from tablewright.tables.manufacturing.rounds import GROUP, visits_partly
from tablewright.tables.manufacturing.schedule import clipped

_DECK = 16
"""Rounds of a deck; every machine of the group is in it."""
_TIMES = (1, 1, 2, 2, 2, 2, 3, 3)
"""How often each place of the group is in a deck."""
_DECK_BITS = 6


@dataclass(frozen=True)
class Decks:
    """Groups of eight machines (the last may have fewer); in each round one of a group is due.

    Parameters
    ----------
    table : str
        The table of the fields that draw.
    machines : int
        Machines in all.
    rounds : int
        Rounds in all.
    """

    table: str
    machines: int
    rounds: int

    @property
    def _full(self) -> int:
        return self.machines // GROUP

    @property
    def _groups(self) -> int:
        return -(-self.machines // GROUP)

    @cached_property
    def _decks(self) -> list[list[int]]:
        """The decks of full groups, then those of the last; -1 where it is not visited."""
        found: list[list[int]] = []
        rest = self.machines % GROUP
        even = [place for place in range(rest) for _ in range(_DECK // GROUP)]
        full = [place for place, times in enumerate(_TIMES) for _ in range(times)]
        salt = 0
        while len(found) < 2**_DECK_BITS:
            salt += 1
            cards = [full[i] for i in shuffled(_DECK, salt)]
            # Nothing breaks twice in a row.
            if all(a != b for a, b in itertools.pairwise(cards)):
                found.append(cards)
        for number in range(2**_DECK_BITS if rest else 0):
            places = iter([even[i] for i in shuffled(len(even), number + 101)])
            found.append([next(places) if visits_partly(k, rest) else -1 for k in range(_DECK)])
        return found

    @cached_property
    def _deck(self) -> Field:
        cycles = self.rounds // _DECK + 3
        return Field(self.table, "deck", Draw(bits=_DECK_BITS), cycles * max(1, self._groups))

    @cached_property
    def _twist(self) -> Field:
        return Field(self.table, "group order", Draw(bits=5), max(1, self._groups))

    def _of(self, group: Expr, cycle: Expr) -> Expr:
        """The number of a group's deck; cycles from -1 on."""
        drawn = self._deck.at(clipped((cycle + 1) * self._groups + group, self._most))
        if not self.machines % GROUP:
            return drawn
        return when(group < self._full, drawn).otherwise(drawn + 2**_DECK_BITS)

    @property
    def _most(self) -> int:
        return (self.rounds // _DECK + 3) * max(1, self._groups) - 1

    def place(self, machine: Expr) -> Expr:
        """The place of a machine in its group's decks."""
        group, inside = machine // GROUP, machine % GROUP
        twist = self._twist.at(group)
        turned = (inside * (twist // GROUP * 2 + 1) + twist) % GROUP
        return when(group < self._full, turned).otherwise(inside)

    @cached_property
    def _cards(self) -> tuple[int, ...]:
        return tuple(max(0, place) for cards in self._decks for place in cards)

    def machine(self, group: Expr, number: Expr) -> Expr:
        """The machine of a group that is due in a round."""
        deck = self._of(group, number // _DECK)
        place = lookup(self._cards, deck * _DECK + number % _DECK)
        twist = self._twist.at(group)
        # 1, 3, 5 and 7 are their own inverses modulo 8.
        back = (place + GROUP - twist % GROUP) * (twist // GROUP * 2 + 1) % GROUP
        inside = when(group < self._full, back).otherwise(place)
        return clipped(group * GROUP + inside, self.machines - 1)

    def next(self, machine: Expr, number: Expr) -> Expr:
        """The first round after one in which the machine is due."""
        group, place = machine // GROUP, self.place(machine)
        ahead = number + 1
        cycle = ahead // _DECK
        at = self._of(group, cycle) * _DECK + ahead % _DECK
        soon = lookup(self._table(1), at * GROUP + place)
        later = lookup(self._table(1), self._of(group, cycle + 1) * _DECK * GROUP + place)
        return cycle * _DECK + when(soon < _DECK, soon).otherwise(_DECK + later)

    def last(self, machine: Expr, number: Expr) -> Expr:
        """The last round up to one in which the machine was due."""
        group, place = machine // GROUP, self.place(machine)
        cycle = number // _DECK
        at = self._of(group, cycle) * _DECK + number % _DECK
        soon = lookup(self._table(-1), at * GROUP + place)
        before = self._of(group, cycle - 1) * _DECK + _DECK - 1
        earlier = lookup(self._table(-1), before * GROUP + place)
        return cycle * _DECK + when(soon >= 0, soon).otherwise(earlier - _DECK)

    def _table(self, step: int) -> tuple[int, ...]:
        """For each deck, round and place: the next round (``step`` 1) or the last (-1) of it."""
        return self._tables[step]

    @cached_property
    def _tables(self) -> dict[int, tuple[int, ...]]:
        found: dict[int, tuple[int, ...]] = {}
        for step, none, order in ((1, _DECK, range(_DECK - 1, -1, -1)), (-1, -1, range(_DECK))):
            entries: list[int] = []
            for cards in self._decks:
                nearest = [none] * GROUP
                rows = {}
                for at in order:
                    if cards[at] >= 0:
                        nearest[cards[at]] = at
                    rows[at] = list(nearest)
                for at in range(_DECK):
                    entries += rows[at]
            found[step] = tuple(entries)
        return found
