"""Rounds of visits: each visits the same units in about the same order, or in another each time."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from tablewright.ops import Draw, Expr, Field, SearchSorted, greatest, least, lookup, when
from tablewright.tables.manufacturing.schedule import clipped

MOST_ROUNDS = 1024
"""Orders of a machine up to which rounds are listed, so that each has the machines of its day."""
_LANES = 32
_MOST_IN_LANE = 4096
_TWIST = 5003
"""A prime above the units of a lane: multiplying by it visits each of them once."""
_STAGGER = 37
_CUT_BITS = 31


@dataclass(frozen=True)
class Rounds:
    """Visits in rounds; a round has the units of the machines that exist when it begins.

    Unit *u* is in lane ``u % lanes``; lanes follow each other in a round, and within a lane
    units are scattered. A unit therefore keeps its place although others join.

    Parameters
    ----------
    table, name : str
        The names of the field that draws where a round begins.
    visits : int
        Visits in all; the last round may be incomplete.
    starts, sizes : tuple of int
        The first visit of each round of a cycle, and how many it has.
    members : tuple of int
        The machines of each round of a cycle; they do not decrease.
    listed : bool
        Whether the cycle has all rounds. Otherwise it repeats.
    restless : bool
        Whether rounds begin anywhere in the order of the units.
    """

    table: str
    name: str
    visits: int
    starts: tuple[int, ...]
    sizes: tuple[int, ...]
    members: tuple[int, ...]
    listed: bool
    restless: bool = False

    @classmethod
    def of(
        cls,
        names: tuple[str, str],
        visits: int,
        size: Callable[[int, int], int],
        cycle: int,
        machines: Callable[[int], int] | int,
        *,
        restless: bool = False,
    ) -> Rounds:
        """Deal rounds.

        Parameters
        ----------
        names : tuple of str
            Of the table and of what draws.
        visits : int
            In all.
        size : callable
            How many units a round has, given its number and the machines.
        cycle : int
            After how many rounds ``size`` repeats itself.
        machines : callable or int
            How many there are at a visit; a number if always as many, and then rounds repeat.
        restless : bool
            Whether rounds begin anywhere in the order of the units.
        """
        starts: list[int] = []
        sizes: list[int] = []
        members: list[int] = []
        at = 0
        while len(starts) < cycle if isinstance(machines, int) else at < visits or not starts:
            there = machines if isinstance(machines, int) else machines(at)
            starts.append(at)
            members.append(there)
            sizes.append(size(len(starts) - 1, there))
            at += sizes[-1]
        listed = not isinstance(machines, int)
        return cls(*names, visits, tuple(starts), tuple(sizes), tuple(members), listed, restless)

    @property
    def total(self) -> int:
        """The visits of a cycle."""
        return max(1, self.starts[-1] + self.sizes[-1])

    @property
    def count(self) -> int:
        """How many rounds there are."""
        if self.listed:
            return len(self.starts)
        return -(-max(1, self.visits) // self.total) * len(self.starts)

    @cached_property
    def _later(self) -> tuple[int, ...]:
        return self.starts[1:]

    @cached_property
    def _filled(self) -> tuple[int, ...]:
        return tuple(max(1, size) for size in self.sizes)

    @cached_property
    def _inverses(self) -> tuple[int, ...]:
        """What undoes the multiplication, from the shortest lane on."""
        shortest = max(1, min(self.sizes) // self._lanes)
        longest = max(self.sizes) // self._lanes + 1
        lengths = range(shortest, longest + 1)
        return tuple(pow(_TWIST, -1, length) if length > 1 else 0 for length in lengths)

    def number(self, visit: Expr) -> Expr:
        """The round of a visit."""
        if self.listed:
            return SearchSorted(self._later, visit)
        cycles = visit // self.total * len(self.starts)
        return cycles + SearchSorted(self._later, visit % self.total)

    def number_of(self, visit: int) -> int:
        """The same for a visit known beforehand."""
        cycle, rest = (0, visit) if self.listed else divmod(visit, self.total)
        return cycle * len(self.starts) + sum(start <= rest for start in self.starts[1:])

    def start_of(self, number: int) -> int:
        """The first visit of a round known beforehand."""
        cycle, rest = divmod(number, len(self.starts))
        return cycle * self.total + self.starts[rest]

    def first(self, number: Expr) -> Expr:
        """The first visit of a round."""
        number = clipped(number, self.count - 1)
        if self.listed:
            return lookup(self.starts, number)
        return number // len(self.starts) * self.total + self._of(self.starts, number)

    def _of(self, values: tuple[int, ...], number: Expr) -> Expr:
        if self.listed:
            return lookup(values, clipped(number, self.count - 1))
        return lookup(values, greatest(number, 0) % len(self.starts))

    def size(self, number: Expr) -> Expr:
        """How many units a round has; 1 if it has none."""
        return self._of(self._filled, number)

    def joins(self, machine: Expr) -> Expr:
        """The first round that a machine may be in."""
        return SearchSorted(self.members, machine) if self.listed else machine * 0

    @cached_property
    def _lanes(self) -> int:
        fewest, most = max(1, min(self.sizes)), max(self.sizes)
        return max(1, min(_LANES, fewest // 16), most // _MOST_IN_LANE)

    def _shape(self, number: Expr) -> tuple[Expr, Expr]:
        """Units of a short lane, and how many lanes have one more."""
        size = self.size(number)
        return size // self._lanes, size % self._lanes

    def _shift(self, lane: Expr, length: Expr) -> Expr:
        return lane * _STAGGER % length

    @cached_property
    def _cut(self) -> Field:
        return Field(self.table, f"{self.name} cut", Draw(bits=_CUT_BITS), self.count)

    def _turn(self, number: Expr) -> Expr:
        return self._cut.at(clipped(number, self.count - 1)) % self.size(number)

    def visit(self, unit: Expr, number: Expr) -> Expr:
        """A unit's visit of a round that it is in."""
        short, longer = self._shape(number)
        lane, inside = unit % self._lanes, unit // self._lanes
        length = greatest(short + when(lane < longer, 1).otherwise(0), 1)
        turned = (inside * _TWIST + self._shift(lane, length)) % length
        place = lane * short + least(lane, longer) + turned
        if self.restless:
            place = (place + self._turn(number)) % self.size(number)
        return self.first(number) + place

    def unit(self, visit: Expr, number: Expr) -> Expr:
        """The unit of a visit, whose round is given."""
        size = self.size(number)
        place = clipped(visit - self.first(number), max(self.sizes))
        if self.restless:
            place = (place + size - self._turn(number)) % size
        short, longer = self._shape(number)
        early = longer * (short + 1)
        among_long = place // (short + 1)
        among_short = longer + greatest(place - early, 0) // greatest(short, 1)
        lane = when(place < early, among_long).otherwise(among_short)
        length = greatest(short + when(lane < longer, 1).otherwise(0), 1)
        turned = greatest(place - (lane * short + least(lane, longer)), 0)
        back = (turned + length - self._shift(lane, length)) % length
        inside = back * self._untwist(length) % length
        return clipped(inside * self._lanes + lane, max(self.sizes) - 1)

    def _untwist(self, length: Expr) -> Expr:
        """What undoes the multiplication, by the units of a lane."""
        low = max(1, min(self.sizes) // self._lanes)
        return lookup(self._inverses, clipped(length - low, len(self._inverses) - 1))


PERIODS = (1, 2, 3)
"""After how many rounds a machine's Preventive orders come: 30, 60 and 90 days by default."""
BLOCK, SLOTS, TURNS = 24, 10, 6
_GROUPS = (3, 3, 2, 3, 3, 2, 3, 3, 1, 1)
"""Machines that share a slot of the preventive round by turns: 2, 4 and 18 of 24."""
_ENDS = tuple(itertools.accumulate(_GROUPS))
SLOT = tuple(slot for slot, many in enumerate(_GROUPS) for _ in range(many))
PERIOD = tuple(many for many in _GROUPS for _ in range(many))
PHASE = tuple(turn for many in _GROUPS for turn in range(many))
MEMBER = tuple(
    _ENDS[slot] - many + turn % many for turn in range(TURNS) for slot, many in enumerate(_GROUPS)
)
"""The machine of each slot, of a block, by turn."""


def planned_size(number: int, machines: int) -> int:
    """How many machines a preventive round visits."""
    blocks, rest = divmod(machines, BLOCK)
    turn = number % TURNS * SLOTS
    return blocks * SLOTS + sum(member < rest for member in MEMBER[turn : turn + SLOTS])


GROUP = 8


def unplanned_size(number: int, machines: int) -> int:
    """How many groups of machines have another order in a round: all, a smaller one less often."""
    groups, rest = divmod(machines, GROUP)
    return groups + visits_partly(number, rest)


def visits_partly(number: int, rest: int) -> int:
    """Whether a group of less than eight is visited."""
    turn = number % GROUP
    return (turn + 1) * rest // GROUP - turn * rest // GROUP
