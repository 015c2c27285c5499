"""Round robin: every parent is visited once per round, in an order specific to the round."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from tablewright.ops import Draw, Expr, Field, SearchSorted, greatest, least, lift, lookup

_TURN_BITS = 40
_STRIDE = 2**20
SHARE_BITS = 20


@dataclass(frozen=True)
class Group:
    """Consecutive parents that exist during the same time.

    Parameters
    ----------
    first, parents : int
        The first parent, and the number of parents.
    start, room : int
        Start of their visits, and the time available to the shortest-lived.
    visits : int
        Their total number of visits; see `RoundRobin.deal`.
    """

    first: int
    parents: int
    start: int
    room: int
    visits: int = 0

    @property
    def rounds(self) -> int:
        """Number of rounds; the last may be incomplete."""
        return -(-self.visits // self.parents)


@dataclass(frozen=True)
class RoundRobin:
    """Visits to groups of parents, group by group, and round by round within a group.

    Parameters
    ----------
    table, name : str
        The names of the field that draws the order of each round.
    visits : int
        Total number of visits.
    groups : tuple of Group
        The visited groups.
    divisor : int
        The factor by which visits are shortened so that all rounds fit.
    step : int
        Rounds start at multiples of it, and visit parents of all remainders in turn.
    """

    table: str
    name: str
    visits: int
    groups: tuple[Group, ...]
    divisor: int
    step: int = 1

    @classmethod
    def deal(
        cls,
        table: str,
        name: str,
        visits: int,
        groups: Sequence[Group],
        shortest: int,
        step: int = 1,
    ) -> RoundRobin:
        """Distribute visits in proportion to each group's time.

        ``shortest`` is the duration of a visit. If rounds would be shorter, visits are divided by
        the smallest integer that lets the first group's rounds fit; later groups get as many
        complete rounds as fit.
        """
        whole = sum(group.parents * group.room for group in groups)
        divisor = 1
        while True:
            dealt = []
            for group in groups[1:]:
                wanted = visits * group.parents * group.room // whole
                fitting = group.room * divisor // shortest
                if -(-wanted // group.parents) > fitting:
                    wanted = fitting * group.parents
                dealt.append(wanted)
            counts = [visits - sum(dealt), *dealt]
            rounds = -(-counts[0] // groups[0].parents) if visits else 0
            needed = -(-rounds * shortest // groups[0].room) if visits else 1
            if needed <= divisor:
                break
            divisor = needed
        filled = tuple(
            Group(group.first, group.parents, group.start, group.room, count)
            for group, count in zip(groups, counts, strict=True)
            if count
        )
        return cls(table, name, visits, filled, divisor, step)

    @cached_property
    def _first_visits(self) -> tuple[int, ...]:
        return tuple(sum(g.visits for g in self.groups[:i]) for i in range(len(self.groups)))

    @cached_property
    def _turn(self) -> Field:
        return Field(self.table, f"{self.name} turn", Draw(bits=_TURN_BITS))

    def _of(self, what: Sequence[int], visit: Expr) -> Expr:
        return lookup(tuple(what), self.group(visit)) if self.groups else lift(1)

    def group(self, visit: Expr) -> Expr:
        """Return the number of a visit's group."""
        return SearchSorted(self._first_visits[1:], visit)

    def _inside(self, visit: Expr) -> Expr:
        inside = visit - self._of(self._first_visits, visit) if self.groups else lift(0)
        most = max((group.visits for group in self.groups), default=1)
        return least(greatest(inside, 0), most - 1)

    def _parents(self, visit: Expr) -> Expr:
        return self._of([group.parents for group in self.groups], visit)

    def round(self, visit: Expr) -> Expr:
        """Return the number of a visit's round within its group."""
        return self._inside(visit) // self._parents(visit)

    def rounds(self, visit: Expr) -> Expr:
        """Return the number of rounds of a visit's group."""
        return self._of([group.rounds for group in self.groups], visit)

    def start(self, visit: Expr) -> Expr:
        """Return the start of the visits of a visit's group."""
        return self._of([group.start for group in self.groups], visit)

    def place(self, visit: Expr) -> Expr:
        """Return the number of a visit within its round."""
        return self._inside(visit) % self._parents(visit)

    def share(self, visit: Expr, jitter: Expr) -> Expr:
        """Return the elapsed share (of 2**20) of the round at a visit; ``jitter`` < 2**20."""
        parents = self._parents(visit)
        left = self._of([group.visits for group in self.groups], visit)
        left = left - self._inside(visit) + self.place(visit)
        held = greatest(least(parents, left), 1)
        passed = (self.place(visit) * (1 << SHARE_BITS) + jitter) // held
        return least(passed, (1 << SHARE_BITS) - 1)

    def parent(self, visit: Expr) -> Expr:
        """Return the visited parent, a row number."""
        place, parents = self.place(visit), self._parents(visit)
        stride = self._of([_coprime(group.parents, self.step) for group in self.groups], visit)
        turns = self._of([max(1, group.parents // self.step) for group in self.groups], visit)
        turn = self._turn.at(visit - place) % turns * self.step
        inside = (place * stride + turn) % parents
        most = max((group.first + group.parents for group in self.groups), default=1)
        return least(self._of([group.first for group in self.groups], visit) + inside, most - 1)

    def visit(self, group: int, round_: Expr, place: Expr) -> Expr:
        """Return the visit at a position of a round."""
        found = self.groups[group]
        visit = round_ * found.parents + place
        first = self._first_visits[group]
        return first + least(greatest(visit, 0), found.visits - 1)


def _coprime(parents: int, step: int) -> int:
    """Return a stride that reaches every position and remainder, far from its neighbours."""
    stride = max(1, min(_STRIDE - 1, parents * 618 // 1000))
    while math.gcd(stride, step * parents) != 1:
        stride -= 1
    return stride
