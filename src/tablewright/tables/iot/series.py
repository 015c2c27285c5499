"""Series of readings: which stream a row is of, and when it is read."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from tablewright.ops import (
    Draw,
    Expr,
    Field,
    Floor,
    Row,
    SearchSorted,
    ToFloat,
    clip,
    greatest,
    least,
    lookup,
    when,
)
from tablewright.sampling.round_robin import SHARE_BITS
from tablewright.tables.iot.clock import SECOND
from tablewright.tables.iot.fleet import DECOMMISSIONED, TENTHS
from tablewright.tables.iot.outages import scattering
from tablewright.tables.iot.slots import CYCLE, ONE, MetricStream, Piece, Slots, present

_JITTER = 2 * SECOND
_SCATTERED = 0.6710
"""Of the octets of one tenth, how much later the next one's periods begin, of a period."""
_UNSURE = 12
"""Incidents are half-way in their periods, give or take half of such a part."""
_TURNS = 6
"""Slots after which all streams have had their turns."""


@dataclass(frozen=True)
class Series(Slots):
    """The readings' places in time."""

    def _by_lane(self, what: Callable[[MetricStream], int]) -> Expr:
        return lookup([what(each) for each in self.lanes], self.lane)

    # Which slot, octet and lane a row is.

    @cached_property
    def _back(self) -> Expr:
        return max(1, self.rows) - 1 - Row()

    @cached_property
    def _piece(self) -> Expr:
        return SearchSorted(tuple(piece.row for piece in self.pieces[1:]), self._back)

    def _of(self, what: Callable[[Piece], int], piece: Expr) -> Expr:
        return lookup(tuple(map(what, self.pieces)) or (1,), piece)

    @cached_property
    def _inside(self) -> Expr:
        """The number of a row in its piece, from the end."""
        most = max((b.row - a.row for a, b in itertools.pairwise(self.plan[1])), default=1)
        return clip(self._back - self._of(lambda p: p.row, self._piece), 0, most - 1)

    @cached_property
    def _width(self) -> Expr:
        return self._of(lambda p: p.octets, self._piece) * len(self.lanes)

    @cached_property
    def back(self) -> Field:
        """The slot of a row, counted from the last one."""
        first = self._of(lambda p: p.slot, self._piece)
        return self.field("slot", least(first + self._inside // self._width, self.slots - 1))

    @cached_property
    def _place(self) -> Expr:
        return self._width - 1 - self._inside % self._width

    @cached_property
    def octet(self) -> Field:
        """The octet of a row."""
        return self.field("octet", clip(self._place // len(self.lanes), 0, self.fleet.octets - 1))

    @cached_property
    def lane(self) -> Field:
        """The lane of a row."""
        return self.field("lane", self._place % len(self.lanes))

    def row(self, octet: Expr, stream: Expr, number: Expr) -> Expr:
        """The row of a reading, by its number from the end; one that there is."""
        back = self.back_of(stream, number)
        piece = SearchSorted(tuple(piece.slot for piece in self.pieces[1:]), back)
        width = self._of(lambda p: p.octets, piece) * len(self.lanes)
        inside = (back - self._of(lambda p: p.slot, piece)) * width
        place = octet * len(self.lanes) + self.lane_of(stream)
        return clip(
            self.rows - (self._of(lambda p: p.row, piece) + inside + width - place),
            0,
            max(0, self.rows - 1),
        )

    def lane_of(self, stream: Expr) -> Expr:
        """The lane of a stream."""
        return self.by_stream(self.lane_number, stream)

    def back_of(self, stream: Expr, number: Expr) -> Expr:
        """The slot of a stream's reading; both are counted from the end."""
        turns = self.by_stream(lambda s: s.turns, stream)
        last = self.by_stream(lambda s: s.turns - 1 - s.turn, stream)
        return least(number * turns + last, self.slots - 1)

    @cached_property
    def _whole(self) -> tuple[int, ...]:
        """Of each cohort, how many slots have a reading of all its octets."""
        end = self.plan[1][-1]
        most = end.slot - (self.rows < end.row)
        return tuple(min(room, most) for room in self.rooms(self.slot))

    @property
    def watched(self) -> bool:
        """Whether every stream of the oldest octets has a reading."""
        return self._whole[0] >= max(stream.turns for stream in self.streams)

    def _whole_of(self, octet: Expr) -> Expr:
        edges = tuple(cohort.first for cohort in self.fleet.cohorts[1:])
        return lookup(self._whole, SearchSorted(edges, octet))

    def known(self, octet: Expr) -> Expr:
        """An octet, or the first one if not all of its streams have a reading."""
        least_ = max(stream.turns for stream in self.streams)
        last = self.fleet.cohorts[-1]
        there = (octet < last.first + last.octets) & (self._whole_of(octet) >= least_)
        return when(there, octet).otherwise(0)

    def some(self, octet: Expr, stream: Expr, number: Expr) -> Expr:
        """The number of a reading that there is, from the end: the nearest one."""
        turns = self.by_stream(lambda s: s.turns, stream)
        most = greatest(self._whole_of(octet) - turns, 0) // turns
        return least(greatest(number, 0), most)

    def number_at(self, octet: Expr, stream: Expr, active: Expr) -> Expr:
        """The number, from its stream's end, of the last reading by an active time."""
        own = self.outages.own(self.fleet.site(octet), active)
        step, cycle = lookup(self.steps, stream), len(present())
        first = self._first_gap_of(octet, stream)
        device = self.fleet.member(octet, self.by_stream(lambda s: s.kind, stream))
        left = greatest(self.outages.most - own + self._phase(stream, device) - 1, 0)
        slots = left // step + lookup(present(), first)
        numbers = [0] * (CYCLE + 1)
        for slot in present():
            numbers[slot + 1] = 1
        passed = lookup(tuple(itertools.accumulate(numbers)), slots % CYCLE)
        return self.some(octet, stream, slots // CYCLE * cycle + passed - first)

    @cached_property
    def metric_number(self) -> Expr:
        """The number of a row's metric, of all."""
        return self._by_lane(lambda s: s.metric)

    @cached_property
    def stream(self) -> Expr:
        """The stream of a row."""
        by_slot = [
            self.streams.index(first) + first.turns - 1 - slot % first.turns
            for first in self.lanes
            for slot in range(_TURNS)
        ]
        return lookup(by_slot, self.lane * _TURNS + self.back % _TURNS)

    @cached_property
    def number(self) -> Expr:
        """The number of a row in its stream, from the end."""
        return self.back // self._by_lane(lambda s: s.turns)

    @cached_property
    def device(self) -> Field:
        """The device of a row."""
        kind = self.by_stream(lambda stream: stream.kind, self.stream)
        return self.field("device", self.fleet.member(self.octet, kind))

    @cached_property
    def site(self) -> Expr:
        """The site of a row."""
        return self.fleet.site(self.octet)

    # Periods: those of an octet begin when its turn comes, and incidents are about half-way: there
    # are some at any time, and from a time one finds octets.

    @cached_property
    def _of_period(self) -> Expr:
        return self._by_lane(lambda s: s.readings)

    @cached_property
    def _stride(self) -> int:
        """Scatters octets, unless products would be too large."""
        octets = self.fleet.octets
        return scattering(octets, _SCATTERED / TENTHS) if octets < 2**31 else 1

    @cached_property
    def _shifted(self) -> Expr:
        octets = self.fleet.octets
        place = self.octet * self._stride % octets
        return self.number + (place * ONE + ONE // 2) // octets * self._of_period // ONE

    @cached_property
    def visit(self) -> Expr:
        """The number of a row's period and octet; periods are counted from the end."""
        return self._shifted // self._of_period * self.fleet.octets + self.octet

    @cached_property
    def inside(self) -> Expr:
        """The number of a row in its period, in the order of time."""
        return self._of_period - 1 - self._shifted % self._of_period

    def once(self, name: str, value: Expr) -> Expr:
        """A value drawn once for a stream's period."""
        width = len(self.streams)
        rows = self.periods * self.fleet.octets * width
        return self.field(name, value, rows).at(self.visit * width + self.stream)

    @cached_property
    def share(self) -> Expr:
        """How late in its period a row's incident is, of 2**20: about half-way."""
        late = self.field("late", Draw(bits=SHARE_BITS), self.periods * self.fleet.octets)
        return (ONE - ONE // _UNSURE) // 2 + late.at(self.visit) // _UNSURE

    def visits_at(self, active: Expr) -> list[tuple[Expr, Expr]]:
        """Visits (periods of octets) whose incidents are at about a time, and whether they are."""
        usual, other = self.outages.guesses(active)
        found = []
        for own, further in ((usual, 0), (usual, 1), (other, 0)):
            visit = self._visit(own, further)
            site = self.fleet.site(visit % self.fleet.octets)
            found.append((visit, self.outages.own(site, active).eq(own)))
        return found

    def _visit(self, own: Expr, further: int) -> Expr:
        """The visit whose incident is at about an own time, or one that much further."""
        octets = self.fleet.octets
        length = self.steps[0] * self.streams[0].readings * CYCLE / len(present())
        most = (self.periods - 1) * ONE - 1
        left = clip(self.outages.most - own, 0, int(most * length / ONE))
        back = Floor(ToFloat(left) * (ONE / length), 0, most)
        period, passed = back // ONE, back % ONE
        near = passed <= ONE // 2
        # Those whose periods began so much earlier that they are half over.
        place = clip(when(near, ONE // 2).otherwise(ONE + ONE // 2) - passed, 0, ONE - 1)
        place = place * octets // ONE
        begin = (period + when(near, 0).otherwise(1)) * octets
        inverse = pow(self._stride, -1, octets) if octets > 1 else 0
        return begin + (place + further) * inverse % octets

    # When.

    @cached_property
    def _offset(self) -> Field:
        """Where a device's grid begins, as a share of a slot."""
        return Field("iot.devices", "grid offset", Draw(bits=SHARE_BITS), self.fleet.rows)

    def _phase(self, stream: Expr, device: Expr) -> Expr:
        """Where a stream's grid begins, after the begin of its steps."""
        spans = tuple(step - late for step, late in zip(self.steps, self._jitters, strict=True))
        turn = self.by_stream(lambda s: s.turn, stream) * ONE
        turns = self.by_stream(lambda s: s.turns, stream)
        # Spans of at most a day, so that products stay small.
        return (turn + self._offset.at(device)) // turns * lookup(spans, stream) // ONE

    @cached_property
    def _jitters(self) -> tuple[int, ...]:
        """By how much readings can be late."""
        return tuple(min(_JITTER, step // 2) for step in self.steps)

    @cached_property
    def _first_gap(self) -> Expr:
        return self._first_gap_of(self.octet, self.stream)

    def _first_gap_of(self, octet: Expr, stream: Expr) -> Expr:
        """Where in the cycle of slots a stream is at the end."""
        return (octet % CYCLE * len(self.streams) + stream) * 547 % len(present())

    def own(self, number: Expr) -> Expr:
        """When a reading of a row's stream is due, in its site's own time; counted from the end."""
        step, cycle = lookup(self.steps, self.stream), len(present())
        at = number + self._first_gap
        slots = at // cycle * CYCLE + lookup(present(), at % cycle)
        slots = slots - lookup(present(), self._first_gap)
        own = self.outages.most - (slots + 1) * step + self._phase(self.stream, self.device)
        status = self.fleet.status.at(self.device)
        early = lookup(tuple(self.ends[0] - end for end in self.ends), status)
        early = (early + step - 1) // step * step
        # Where there is no time before, the readings of those who go early are between others.
        late = status.eq(DECOMMISSIONED) & (own < early)
        own = when(late, own + step // 2).otherwise(own - early)
        return clip(own, 0, self.outages.most - 1)

    def wall(self, number: Expr) -> Expr:
        """The same in microseconds of the window."""
        active = self.outages.active(self.site, self.own(number))
        return clip(self.clock.wall(active), 0, self.clock.length - 1)

    @cached_property
    def due(self) -> Field:
        """When a row is due, in microseconds of the window."""
        return self.field("due", self.wall(self.number))

    @cached_property
    def passed(self) -> Field:
        """When a row is read, in microseconds of the window."""
        jitter = Draw("jitter", SHARE_BITS) * lookup(self._jitters, self.stream) // ONE
        late = least(self.due + jitter, self.clock.length - 1)
        return self.field("passed", late)
