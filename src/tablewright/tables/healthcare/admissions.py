"""Which Completed encounters are stays in a bed, and whose: nobody is in two beds at once.

The window is cut into periods that are longer than any stay. A third of the slots of
`Patients.deck` may be admitted in a period, none of which could in the one before; within a period,
a systematic sample takes each at most once, by how frail they are.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from tablewright.calendars.systematic_sample import Subsample, SystematicSample
from tablewright.ops import Draw, Expr, Field, SearchSorted, clip, lift, lookup, when
from tablewright.sampling.feistel import coprime
from tablewright.tables.healthcare.calendar import Calendar
from tablewright.tables.healthcare.patients import VISITS, Patients, age_of, is_active
from tablewright.tables.healthcare.stays import MOST_NIGHTS
from tablewright.xxh64 import hash_pair

_PERIOD = MOST_NIGHTS + 1
_BITS = 20
_ONE = 1 << _BITS
_FULL = 0.97
"""Of the slots of a period, those that are taken where there are more stays than slots."""
_USUAL, _DENSE = 1 / 3, 0.45
"""Of the slots, those of a period, and where that is not enough."""


@dataclass(frozen=True)
class Admissions:
    """The stays of all inpatients.

    Parameters
    ----------
    table : str
        The name of the encounters' table, for its draws.
    patients : Patients
        Who is admitted.
    calendar : Calendar
        How much care the window sees.
    completed : SystematicSample
        Which encounters are Completed.
    """

    table: str
    patients: Patients
    calendar: Calendar
    completed: SystematicSample

    @cached_property
    def beds(self) -> Subsample:
        """Of the Completed encounters, the inpatients."""
        most = min(1.0, self._room / max(1.0, self._wanted))
        return Subsample(self.completed, tuple(most * share for share in self.calendar.inpatients))

    @property
    def _wanted(self) -> float:
        """About how many stays a period has, where there are most."""
        stays = self.calendar.inpatient_share * self.completed.count
        return stays * min(1.0, 1.3 * _PERIOD / self.calendar.window.days)

    @cached_property
    def _share(self) -> float:
        """The share of slots of a period."""
        if len(self._starts) > 1:
            return _USUAL if self._wanted < _FULL * _USUAL * self.patients.rows else _DENSE
        # Within one period, nobody comes twice; who is still in a bed has a number among all that
        # are not over.
        left = self.completed.rows - self.completed.count
        return min(0.95, max(0.05, self._wanted / max(1.0, self._wanted + left)))

    @property
    def _room(self) -> float:
        return _FULL * max(1.0, self.patients.rows * self._share)

    @cached_property
    def _starts(self) -> list[int]:
        """The first row of each period; counted from the end, so that the last one is whole."""
        rows, rhythm = self.completed.rows, self.calendar.rhythm
        days = [day for day, _ in self.calendar.spans]
        parts = len(days) // self.calendar.window.days
        starts = [rows]
        while starts[0] > 0:
            mass = (starts[0] << 30) // rows
            day = days[min(bisect.bisect_right(rhythm.edges, mass) - 1, len(days) - 1)]
            first = max(0, day - _PERIOD) * parts
            begin = rhythm.edges[first] * rows >> 30 if day > _PERIOD else 0
            starts.insert(0, max(0, min(begin, starts[0] - 1)))
        return starts[:-1] or [0]

    @cached_property
    def _counts(self) -> list[tuple[int, int]]:
        """Each period's first stay and number of stays; then those that are still in a bed."""
        kept, rows = self.completed, self.completed.rows
        ends = [*self._starts, rows]
        begun = [self.beds.counted(row) for row in ends]
        counts = [(a, b - a) for a, b in itertools.pairwise(begun)]
        last = self._starts[-1] - kept.counted(self._starts[-1])
        return [*counts, (last, rows - kept.count - last)]

    @cached_property
    def _rest_share(self) -> int:
        """The share of stays of the patients after the last full block, of 2**_share_bits."""
        deck = self.patients.deck
        weights = self.patients.admission_weights
        size = len(deck.cards)
        full, rest = deck.blocks * sum(weights[:size]), sum(weights[size:])
        return round(rest * (1 << self._share_bits) / (full + rest)) if full + rest else 0

    @property
    def _share_bits(self) -> int:
        """As many as fit, for any number of stays."""
        return min(_BITS, 61 - self.completed.rows.bit_length())

    def _split(self, count: int) -> tuple[int, int]:
        """Of a number of stays, those of one full block, rounded up, and of the last one."""
        rest = count * self._rest_share >> self._share_bits
        return -(-(count - rest) // max(1, self.patients.deck.blocks)), rest

    @cached_property
    def _chosen(self) -> list[tuple[list[int], list[int]]]:
        """The slots of each period, of full blocks and of the last one."""
        chosen: list[tuple[list[int], list[int]]] = []
        periods = len(self._counts)
        for period in range(periods):
            # Who is still in a bed was in none in the two periods before the end.
            near = chosen[-2:] if period == periods - 1 else chosen[-1:]
            both = []
            for part in (0, 1):
                recent = {slot for each in near for slot in each[part]}
                both.append(self._part(part, recent, period, period == periods - 1))
            chosen.append((both[0], both[1]))
        return chosen

    @cached_property
    def _ages(self) -> list[list[int]]:
        """The slots of each age class: of full blocks, then of the last one."""
        deck = self.patients.deck
        made: list[list[int]] = [[] for _ in range(2 * len(VISITS))]
        for slot, card in enumerate(deck.faces):
            made[age_of(card) + len(VISITS) * (slot >= len(deck.cards))].append(slot)
        return made

    def _part(self, part: int, recent: set[int], period: int, end: bool) -> list[int]:
        """A period's part of the slots of each age, none of them recent."""
        found: list[int] = []
        faces = self.patients.deck.faces
        order = {slot: hash_pair(period + 1, slot) for slot in range(len(faces))}
        for own in self._ages[part * len(VISITS) : (part + 1) * len(VISITS)]:
            free = [slot for slot in own if slot not in recent]
            free = [slot for slot in free if not end or is_active(faces[slot])]
            free.sort(key=order.__getitem__)
            many = round(len(own) * self._share + (period % 3 - 1) / 3)
            found.extend(free if end else free[: max(1, many)])
        return sorted(found, key=order.__getitem__)

    @cached_property
    def _edges(self) -> tuple[list[int], list[int], list[int]]:
        """Where each slot's part of a period begins, the slots, and how many stays there is
        room for, by period and part of the patients."""
        edges: list[int] = []
        slots: list[int] = []
        room: list[int] = []
        weights = self.patients.admission_weights
        for count, both in zip(self._counts, self._chosen, strict=True):
            for stays, own in zip(self._split(count[1]), both, strict=True):
                begin = sum(room) * _ONE
                shares = inclusions([weights[slot] for slot in own], stays)
                room.append(sum(shares) >> _BITS)
                edges.extend(begin + at for at in itertools.accumulate(shares[:-1], initial=0))
                slots.extend(own or [0])
        return edges, slots, room

    def place(self, completed: Expr, number: Expr) -> tuple[Expr, Expr, Expr]:
        """A stay's period and part, its block, and its number among the stays of that block.

        Parameters
        ----------
        completed : Expr
            Whether it is over.
        number : Expr
            Its number among the stays that are over, or among the encounters that are not.
        """
        begun = [first for first, _ in self._counts]
        last = len(begun) - 1
        usual = SearchSorted(tuple(begun[1:-1]), number)
        period = when(completed, usual).otherwise(last)
        most = max(1, max(count for _, count in self._counts)) - 1
        inside = clip(number - lookup(begun, period), 0, most)
        whole = 1 << self._share_bits
        before = (inside * self._rest_share) // whole
        in_rest = ((inside + 1) * self._rest_share) // whole > before
        blocks = max(1, self.patients.deck.blocks)
        own = inside - before
        block = (own % blocks * coprime(blocks)) % blocks
        piece = period * 2 + when(in_rest, 1).otherwise(0)
        return (
            piece,
            when(in_rest, self.patients.deck.blocks).otherwise(block),
            when(in_rest, before).otherwise(own // blocks),
        )

    @cached_property
    def always_room(self) -> bool:
        """Whether there are patients for all stays: unless there are few, or very many stays."""
        wanted = [stays for _, count in self._counts for stays in self._split(count)]
        return wanted == self._edges[2]

    @property
    def room(self) -> list[int]:
        """For how many stays of a block there are patients, by period and part."""
        return self._edges[2]

    def patient(self, piece: Expr, block: Expr, turn: Expr) -> Expr:
        """The patient's row."""
        edges, slots, room = self._edges
        deck = self.patients.deck
        blocks = deck.blocks + 1
        start = Field(self.table, "bed start", Draw(bits=_BITS), len(room) * blocks)
        begins = [sum(room[:number]) for number in range(len(room))]
        turn = lookup(begins, piece) + clip(turn, 0, max(1, max(room)) - 1)
        at = turn * _ONE + start.at(piece * blocks + block)
        found = SearchSorted(tuple(edges[1:]), at)
        row = deck.row(block, lookup(slots, found)) if self.patients.rows else lift(0)
        return clip(row, 0, max(0, self.patients.rows - 1))


def inclusions(weights: Sequence[float], count: int) -> list[int]:
    """In proportion to weights, chances of 2**20 at most that sum to a count times 2**20."""
    count = min(count, len(weights))
    free, scale = list(range(len(weights))), 0.0
    while free:
        scale = (count - len(weights) + len(free)) / sum(weights[i] for i in free)
        left = [i for i in free if weights[i] * scale < 1]
        if len(left) == len(free):
            break
        free = left
    inside = set(free)
    made = [
        min(_ONE, round(weight * scale * _ONE)) if i in inside else _ONE
        for i, weight in enumerate(weights)
    ]
    missing = count * _ONE - sum(made)
    for i, each in enumerate(made):
        step = max(-each, min(_ONE - each, missing))
        made[i] += step
        missing -= step
    return made
