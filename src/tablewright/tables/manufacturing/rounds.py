"""In which order machines are visited: in rounds, once in each, always at about the same place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tablewright.ops import Expr, SearchSorted, greatest, least, lift, lookup, when
from tablewright.tables.manufacturing.schedule import Schedule

MOST_ROUNDS = 1024
"""Of more rounds than that, each visits all machines, which then begin before the window."""
_LANES = 32
_MOST_IN_LANE = 4096
_TWIST = 5003
"""A prime above the machines of a lane: multiplying by it visits each of them once."""
_STAGGER = 37


@dataclass(frozen=True)
class MaintenanceRounds:
    """Orders in rounds; each round visits every machine that there is when it begins, the last
    one all of them.

    Machine *m* is in lane ``m % lanes``; lanes follow each other in a round, and within a lane
    machines are scattered. A machine therefore keeps its place although others join.

    Parameters
    ----------
    starts : tuple of int
        The first order of each round; a single 0 if all rounds are alike.
    sizes : tuple of int
        The machines of each round.
    orders : int
        Orders in all; the last round may be incomplete.
    """

    starts: tuple[int, ...]
    sizes: tuple[int, ...]
    orders: int

    @classmethod
    def growing(cls, schedule: Schedule) -> MaintenanceRounds:
        """Rounds of the machines that exist already."""
        starts, sizes, row = [], [], 0
        while row < schedule.rows:
            starts.append(row)
            sizes.append(schedule.machines(schedule.day_of(row)))
            row += sizes[-1]
        return cls(tuple(starts), tuple(sizes), schedule.rows)

    @classmethod
    def steady(cls, schedule: Schedule, machines: int) -> MaintenanceRounds:
        """Rounds of all machines."""
        return cls((0,), (max(1, machines),), schedule.rows)

    @property
    def alike(self) -> bool:
        """Whether all rounds have the same machines."""
        return len(self.starts) == 1

    @property
    def count(self) -> int:
        """How many rounds there are."""
        return -(-self.orders // self.sizes[0]) if self.alike else len(self.starts)

    def number_of(self, row: int) -> int:
        """The round of an order, for an order known beforehand."""
        if self.alike:
            return row // self.sizes[0]
        return sum(start <= row for start in self.starts) - 1

    def number(self, row: Expr) -> Expr:
        """The round of an order."""
        return row // self.sizes[0] if self.alike else SearchSorted(self.starts[1:], row)

    def _inside(self, number: Expr) -> Expr:
        return least(greatest(number, 0), max(0, self.count - 1))

    def first(self, number: Expr) -> Expr:
        """The first order of a round."""
        number = self._inside(number)
        return number * self.sizes[0] if self.alike else lookup(self.starts, number)

    def size(self, number: Expr) -> Expr:
        """How many machines a round visits."""
        return lift(self.sizes[0]) if self.alike else lookup(self.sizes, self._inside(number))

    def nearest(self, machine: Expr, number: Expr) -> Expr:
        """The round itself if it visits the machine, else one that does."""
        first = lift(0) if self.alike else SearchSorted(self.sizes, machine)
        return self._inside(greatest(number, first))

    @cached_property
    def _lanes(self) -> int:
        fewest, most = min(self.sizes), max(self.sizes)
        return max(1, min(_LANES, fewest // 16), most // _MOST_IN_LANE)

    def _shape(self, number: Expr) -> tuple[Expr, Expr]:
        """Machines of a short lane, and how many lanes have one more."""
        size = self.size(number)
        return size // self._lanes, size % self._lanes

    def _shift(self, lane: Expr, length: Expr) -> Expr:
        return lane * _STAGGER % length

    def place(self, machine: Expr, number: Expr) -> Expr:
        """Where in a round a machine has its turn."""
        short, longer = self._shape(number)
        lane, inside = machine % self._lanes, machine // self._lanes
        length = greatest(short + when(lane < longer, 1).otherwise(0), 1)
        turned = (inside * _TWIST + self._shift(lane, length)) % length
        return lane * short + least(lane, longer) + turned

    def machine(self, place: Expr, number: Expr) -> Expr:
        """The machine that has its turn at a place of a round."""
        short, longer = self._shape(number)
        early = longer * (short + 1)
        among_long = place // (short + 1)
        among_short = longer + greatest(place - early, 0) // greatest(short, 1)
        lane = when(place < early, among_long).otherwise(among_short)
        length = greatest(short + when(lane < longer, 1).otherwise(0), 1)
        turned = place - (lane * short + least(lane, longer))
        back = (turned + length - self._shift(lane, length)) % length
        inside = back * self._untwist(length) % length
        return least(inside * self._lanes + lane, max(self.sizes) - 1)

    def _untwist(self, length: Expr) -> Expr:
        """What undoes the multiplication, by the machines of a lane."""
        low = max(1, min(self.sizes) // self._lanes)
        high = max(self.sizes) // self._lanes + 1
        inverses = [pow(_TWIST, -1, n) if n > 1 else 0 for n in range(low, high + 1)]
        return lookup(inverses, least(greatest(length - low, 0), high - low))
