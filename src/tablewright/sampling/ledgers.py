"""Ledgers: entries of accounts in time order, and how many of each kind came before, in O(1).

Accounts are seats in units: every unit has the same seats, so that what is due when is a table of
seats, whatever their number. A day begins with its scheduled entries, stream by stream; visits
follow. Rows that are due together form a segment: from a row, its segment says day,
stream and first seat; back, the entries of a seat before a day are counted in the list of its
due days.

Visits come in cycles of eight rounds. A seat that comes k times a cycle has a place in k of the
rounds; a round visits its seats in all units once, in an order of its own.

Bursts lie between visits: some rows of one account, one after the other. Nothing later depends on
them, so that whose they are is drawn.
"""

from __future__ import annotations

import bisect
import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from tablewright.ops import (
    Draw,
    Expr,
    Field,
    SearchSorted,
    clip,
    greatest,
    least,
    lift,
    lookup,
    when,
)
from tablewright.sampling.permuted_blocks import shuffled

ROUNDS = 8
"""Rounds of a cycle, and the most visits of a seat in one."""
_FACTORS = 16
_FACTOR_LIMIT = 2**20
_PIECE = 14
"""Bits by which a product is taken to its remainder, so that none exceeds 64 bits."""
_SMALL = 2**31
"""Of rounds below it, a product is within 64 bits as it is."""
_OFFSET_BITS = 40
_PLACE_BITS, _UNIT_BITS, _SEAT_BITS, FATE_BITS = 16, 24, 12, 11
"""Of what a burst follows from: when it is, in which unit, in which seat, and what it is like."""


class Stream(NamedTuple):
    """Entries that are due on days which are known in advance.

    Parameters
    ----------
    wheel : tuple of int
        By seat: which of the lists of ``due`` holds its days; -1 if it has none.
    due : tuple of tuples of int
        Days of the window, rising.
    """

    wheel: tuple[int, ...]
    due: tuple[tuple[int, ...], ...]


class Entry(NamedTuple):
    """What a row is."""

    run: Expr
    """The number of the run: rows of one day and stream, or visits of one day."""
    day: Expr
    stream: Expr
    """The number of the stream; that of streams if it is a visit; of bursts after a stream, one
    more and its number."""
    unit: Expr
    seat: Expr
    place: Expr
    """Its number within the run."""
    rows: Expr
    """How many rows the run has."""
    visits: Expr
    """How many visits the account had before."""
    turn: Expr
    """Its number within a burst, or -1."""
    burst: Expr
    """The number of the burst, if it is of one."""
    fate: Expr
    """What a burst may follow from: `FATE_BITS` bits."""


class Bursts(NamedTuple):
    """Rows between visits, one after the other, of one account.

    Parameters
    ----------
    length : int
        Rows of a burst.
    seats : tuple of int
        Whose they can be.
    many : tuple of int
        Bursts between visits, by day; empty if there are none.
    early : tuple of pairs of int
        By day: bursts before its visits, and the stream after which they come.
    """

    length: int = 1
    seats: tuple[int, ...] = (0,)
    many: tuple[int, ...] = ()
    early: tuple[tuple[int, int], ...] = ()


NO_BURSTS = Bursts()


class Run(NamedTuple):
    """Rows of one day and stream, numbered as those of entries."""

    day: int
    stream: int
    rows: int
    bursts: int = 0


class _Segment(NamedTuple):
    """Rows of a run whose seats have the same wheel."""

    run: int
    first: int
    """In `Ledgers._order` of the stream, the first seat."""
    before: int
    """Rows of the run before it."""
    rows: int


@dataclass(frozen=True)
class Ledgers:
    """Entries of accounts.

    Parameters
    ----------
    table : str
        The name of the table whose fields draw the orders of rounds.
    units : int
        How many times each seat is there.
    streams : tuple of Stream
        Scheduled entries, in their order within a day.
    activity : tuple of int
        By seat: its visits in a cycle, from 0 to 8.
    visits : tuple of int
        Visits by day.
    bursts : Bursts
        What comes between visits.
    """

    table: str
    units: int
    streams: tuple[Stream, ...]
    activity: tuple[int, ...]
    visits: tuple[int, ...]
    bursts: Bursts = NO_BURSTS

    @property
    def days(self) -> int:
        """How many days the ledgers cover."""
        return len(self.visits)

    @cached_property
    def _order(self) -> list[list[int]]:
        """By stream: its seats, wheel by wheel."""
        return [
            [seat for w in range(len(s.due)) for seat, at in enumerate(s.wheel) if at == w]
            for s in self.streams
        ]

    @cached_property
    def _plan(self) -> tuple[list[Run], list[_Segment]]:
        due: dict[int, list[tuple[int, int, int]]] = {day: [] for day in range(self.days)}
        for number, stream in enumerate(self.streams):
            first = 0
            for wheel, days in enumerate(stream.due):
                seats = sum(at == wheel for at in stream.wheel)
                for day in days if seats else ():
                    due[day].append((number, first, seats * self.units))
                first += seats
        extra = self.bursts.many or (0,) * self.days
        length, last = self.bursts.length, len(self.streams)
        for day, (many, after) in enumerate(self.bursts.early):
            if many:
                place = sum(part[0] <= after for part in due[day])
                due[day].insert(place, (last + 1 + after, 0, many * length))
        for day, many in enumerate(self.visits):
            if rows := many + extra[day] * length:
                due[day].append((last, 0, rows))
        runs: list[Run] = []
        segments = []
        for day in range(self.days):
            for stream_, same in itertools.groupby(due[day], key=lambda part: part[0]):
                before = 0
                for _, first, rows in same:
                    segments.append(_Segment(len(runs), first, before, rows))
                    before += rows
                bursts = extra[day] if stream_ == last else before // length
                runs.append(Run(day, stream_, before, bursts if stream_ >= last else 0))
        return runs, segments

    @property
    def runs(self) -> list[Run]:
        """The runs, in their order."""
        return self._plan[0]

    @cached_property
    def _starts(self) -> list[int]:
        return list(itertools.accumulate((s.rows for s in self._plan[1]), initial=0))

    @cached_property
    def visits_until(self) -> list[int]:
        """Visits before each day, and all."""
        return list(itertools.accumulate(self.visits, initial=0))

    @property
    def rows(self) -> int:
        """How many entries there are."""
        return self._starts[-1]

    @cached_property
    def _rounds(self) -> list[list[int]]:
        """The seats of each round of a cycle, spread so that a seat's visits lie apart."""
        rounds: list[list[int]] = [[] for _ in range(ROUNDS)]
        for turn, seat in enumerate(shuffled(len(self.activity), len(self.activity))):
            many = self.activity[seat]
            for visit in range(many):
                rounds[(turn + visit * ROUNDS // many) % ROUNDS].append(seat)
        return rounds

    @cached_property
    def _sizes(self) -> list[int]:
        """The visits of each round, at least 1."""
        return [max(1, len(seats) * self.units) for seats in self._rounds]

    @cached_property
    def _ends(self) -> list[int]:
        """The visits of a cycle before each round."""
        sizes = (len(seats) * self.units for seats in self._rounds)
        return list(itertools.accumulate(sizes, initial=0))

    @property
    def cycle(self) -> int:
        """How many visits a cycle has."""
        return self._ends[-1]

    @cached_property
    def _factors(self) -> list[tuple[int, int]]:
        """By round: multipliers that reach every place, and their inverses."""
        found: list[tuple[int, int]] = []
        for seats in self._rounds:
            size = max(1, len(seats) * self.units)
            fit: list[tuple[int, int]] = []
            factor = min(_FACTOR_LIMIT, max(1, size * 382 // 1000))
            while len(fit) < _FACTORS:
                if math.gcd(factor, size) == 1:
                    fit.append((factor % size, pow(factor, -1, size)))
                factor = factor - 1 if factor > 1 else min(_FACTOR_LIMIT, size * 2 + 1)
            found += fit
        return found

    @cached_property
    def _turn(self) -> Field:
        """What orders a round; the field's rows are rounds."""
        return Field(self.table, "order of round", Draw(bits=_OFFSET_BITS))

    def _once(self, name: str, value: Expr) -> Field:
        """A field is planned once, whichever others read it."""
        return Field(self.table, f"{name} of entry", value)

    def entry(self, row: Expr) -> Entry:
        """What a row is."""
        runs, segments = self._plan
        segment = self._once("segment", SearchSorted(tuple(self._starts[1:-1]), row))
        most = max((s.rows for s in segments), default=1)
        inside = clip(row - lookup(self._starts[:-1] or [0], segment), 0, most - 1)
        inside = self._once("row", inside)
        run = self._once("run", lookup([s.run for s in segments] or [0], segment))
        day = self._once("day", lookup([r.day for r in runs] or [0], run))
        stream = self._once("stream", lookup([r.stream for r in runs] or [len(self.streams)], run))
        visited = stream.eq(len(self.streams))
        turn, gone, burst = self._burst(run, inside)
        turn, burst = self._once("turn", turn), self._once("burst", burst)
        fate = self._fate.at(burst)
        seen = when(visited, greatest(inside - gone, 0)).otherwise(0)
        before = least(lookup(self.visits_until, day) + seen, self.visits_until[-1])
        reached = self._round(self._once("visits", before))
        cycle, round_, place, size = (
            self._once(name, value)
            for name, value in zip(("cycle", "round", "place", "size"), reached, strict=True)
        )
        factor, offset = self._mix(cycle, round_, size)
        mix = self._once("factor", factor), self._once("offset", offset)
        unit, seat = self._visitor(round_, place, size, mix)
        flat, starts = _joined(self._order)
        first = lookup([s.first for s in segments] or [0], segment)
        due = lookup([*starts, 0], least(stream, len(self.streams))) + first + inside // self.units
        due_seat = lookup(flat or [0], clip(due, 0, max(0, len(flat) - 1)))
        burst_unit, burst_seat = self._drawn(fate)
        seat = when(turn >= 0, burst_seat).when(visited, seat).otherwise(due_seat)
        unit = when(turn >= 0, burst_unit).when(visited, unit).otherwise(inside % self.units)
        unit, seat = self._once("unit", unit), self._once("seat", seat)
        had = self._had(unit, seat, cycle, round_, place, size, mix)
        return Entry(
            run,
            day,
            stream,
            unit,
            seat,
            lookup([s.before for s in segments] or [0], segment) + inside,
            lookup([max(1, r.rows) for r in runs] or [1], run),
            self._once("had", had),
            turn,
            burst,
            self._once("fate", fate // (1 << _PLACE_BITS + _UNIT_BITS + _SEAT_BITS)),
        )

    @cached_property
    def _fate(self) -> Field:
        """What bursts follow from."""
        bits = _PLACE_BITS + _UNIT_BITS + _SEAT_BITS + FATE_BITS
        return Field(self.table, "burst", Draw(bits=bits))

    def _burst(self, run: Expr, inside: Expr) -> tuple[Expr, Expr, Expr]:
        """The place of a row within a burst, or -1; rows of bursts before it; the burst."""
        if not any(r.bursts for r in self.runs):
            return lift(-1), lift(0), lift(0)
        length = self.bursts.length
        # A run is cut into as many parts as it has bursts, and each part has one somewhere.
        many = lookup([r.bursts for r in self.runs], run)
        part = lookup([max(length, r.rows // max(1, r.bursts)) for r in self.runs], run)
        number = least(inside // part, many)
        until = list(itertools.accumulate((r.bursts for r in self.runs), initial=0))
        burst = lookup(until[:-1], run) + number
        place = self._fate.at(burst) % (1 << _PLACE_BITS)
        first = place * (part - length + 1) // (1 << _PLACE_BITS)
        place = clip(inside % part - first, -1, length)
        there = number < many
        turn = when(there & (place < length), least(place, length - 1)).otherwise(-1)
        gone = number * length + when(there, greatest(place, 0)).otherwise(0)
        return turn, gone, burst

    def _drawn(self, fate: Expr) -> tuple[Expr, Expr]:
        """Whose a burst is."""
        unit, rest = (
            fate // (1 << _PLACE_BITS) % (1 << _UNIT_BITS),
            fate // (1 << _PLACE_BITS + _UNIT_BITS),
        )
        which = rest % (1 << _SEAT_BITS) % len(self.bursts.seats)
        return unit % self.units, lookup(list(self.bursts.seats), which)

    def _round(self, visit: Expr) -> tuple[Expr, Expr, Expr, Expr]:
        """Of visits before one: whole cycles, the round, places in it, and the round's size."""
        cycle = max(1, self.cycle)
        inside = visit % cycle
        round_ = SearchSorted(tuple(self._ends[1:-1]), inside)
        place = greatest(inside - lookup(self._ends[:-1], round_), 0)
        size = lookup(self._sizes, round_)
        return visit // cycle, round_, least(place, max(self._sizes) - 1), size

    def _mix(self, cycle: Expr, round_: Expr, size: Expr) -> tuple[Expr, Expr]:
        """The index of a round's factor, and the offset of its order."""
        turn = self._turn.at(cycle * ROUNDS + round_)
        return round_ * _FACTORS + turn % _FACTORS, turn // _FACTORS % size

    def visited(self, visit: Expr) -> tuple[Expr, Expr, Expr]:
        """The unit and the seat of a visit, and how many visits they had before."""
        cycle, round_, place, size = self._round(visit)
        unit, seat = self._visitor(round_, place, size, self._mix(cycle, round_, size))
        return unit, seat, self._regular(cycle, round_, seat)

    def _visitor(
        self, round_: Expr, place: Expr, size: Expr, mix: tuple[Expr, Expr]
    ) -> tuple[Expr, Expr]:
        """The unit and the seat of a place in a round."""
        factor, offset = mix
        mixed = (place * lookup([f for f, _ in self._factors], factor) + offset) % size
        flat, starts = _joined(self._rounds)
        at = lookup(starts, round_) + mixed // self.units
        return mixed % self.units, lookup(flat or [0], least(at, max(0, len(flat) - 1)))

    def _regular(self, cycle: Expr, round_: Expr, seat: Expr) -> Expr:
        """A seat's visits before a round."""
        sums = []
        for number in range(len(self.activity)):
            had = (number in seats for seats in self._rounds[:-1])
            sums += list(itertools.accumulate(had, initial=0))
        return cycle * lookup(self.activity, seat) + lookup(sums, seat * ROUNDS + round_)

    def visits_before(self, unit: Expr, seat: Expr, day: Expr) -> Expr:
        """How many visits an account had before a day, from 0 to that after the last."""
        cycle, round_, place, size = self._round(lookup(self.visits_until, day))
        mix = self._mix(cycle, round_, size)
        return self._had(unit, seat, cycle, round_, place, size, mix)

    def _had(
        self,
        unit: Expr,
        seat: Expr,
        cycle: Expr,
        round_: Expr,
        place: Expr,
        size: Expr,
        mix: tuple[Expr, Expr],
    ) -> Expr:
        """How many visits an account had before a place in a round."""
        index = lookup(self._places, seat * ROUNDS + round_)
        there = self._place(unit, seat, round_, size, mix)
        return self._regular(cycle, round_, seat) + when(
            (index >= 0) & (there < place), 1
        ).otherwise(0)

    @cached_property
    def _places(self) -> list[int]:
        """By seat and round: the seat's place in it, or -1."""
        return [
            seats.index(number) if number in seats else -1
            for number in range(len(self.activity))
            for seats in self._rounds
        ]

    def _place(
        self, unit: Expr, seat: Expr, round_: Expr, size: Expr, mix: tuple[Expr, Expr]
    ) -> Expr:
        """When an account is visited in a round."""
        factor, offset = mix
        index = lookup(self._places, seat * ROUNDS + round_)
        mixed = (greatest(index, 0) * self.units + unit + size - offset) % size
        inverse = lookup([inverse for _, inverse in self._factors], factor)
        if max(self._sizes) < _SMALL:
            return mixed * inverse % size
        there = lift(0)
        for piece in reversed(range(3)):
            part = inverse // (1 << piece * _PIECE) % (1 << _PIECE)
            there = (there * (1 << _PIECE) + mixed * part) % size
        return there

    def visit(self, unit: Expr, seat: Expr, number: Expr) -> Expr:
        """The visit that is an account's how-manieth, from 0: the inverse of `visited`."""
        many = lookup([max(1, some) for some in self.activity], seat)
        rounds = []
        for one in range(len(self.activity)):
            its = [r for r, seats in enumerate(self._rounds) if one in seats]
            rounds += [*its, *[0] * (ROUNDS - len(its))]
        cycle, round_ = number // many, lookup(rounds, seat * ROUNDS + number % many)
        size = lookup(self._sizes, round_)
        place = self._place(unit, seat, round_, size, self._mix(cycle, round_, size))
        return cycle * self.cycle + lookup(self._ends[:-1], round_) + place

    def until(self, seat: int, amounts: Sequence[Sequence[int]]) -> list[int]:
        """What scheduled entries of a seat add up to before the first run, and after each.

        Parameters
        ----------
        amounts : sequence of sequences of int
            By stream: of each of its entries, in turn; the first again after the last.
        """
        days = [set(s.due[s.wheel[seat]]) if s.wheel[seat] >= 0 else set() for s in self.streams]
        turns = [itertools.cycle(values) for values in amounts]
        found = [0]
        for run in self.runs:
            due = run.stream < len(days) and run.day in days[run.stream]
            found.append(found[-1] + (next(turns[run.stream]) if due else 0))
        return found

    @cached_property
    def first_run(self) -> list[int]:
        """Of each day and that after the last, the runs before it."""
        days = [run.day for run in self.runs]
        return [bisect.bisect_left(days, day) for day in range(self.days + 1)]


def _joined(lists: Sequence[Sequence[int]]) -> tuple[list[int], list[int]]:
    """Lists one after the other, and where each starts."""
    starts = list(itertools.accumulate((len(some) for some in lists), initial=0))
    return list(itertools.chain.from_iterable(lists)), starts[:-1]
