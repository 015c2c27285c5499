"""Days of a vehicle: trips cut from one driving cycle, with heartbeats while it is parked."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from tablewright.ops import Expr, Interpolation, SearchSorted, clip, lookup
from tablewright.sampling import shipped, shuffled
from tablewright.sampling.round_robin import SHARE_BITS
from tablewright.tables.iot.clock import HOUR, SECOND
from tablewright.xxh64 import hash_pair

PER_DAY = 1_000
"""Pings of a vehicle's day."""
LOOPS = 4
DAYS = 16
"""Different days; a vehicle goes through all of them."""
SPAN = 16 * HOUR
"""Driving is from 05 to 21 h."""
_HEARTBEATS = 50
_HEARTBEAT = 15 * 60 * SECOND
_SHORTEST, _LONGEST = 60, 600
_NIGHT = 8 * HOUR
CENTIMETRES_PER_MILE = 160_934
_BLOCKS = 16
"""Blocks of streets that a loop passes."""


@dataclass(frozen=True)
class Segment:
    """A trip, or the time parked after it.

    Parameters
    ----------
    day, first, pings : int
        Which day it belongs to, its first ping there, and how many.
    start, step : int
        Microseconds from the day's first ping, and between pings.
    cycle : int
        Where in the driving cycle it is: moving on with each ping of a trip.
    before, length : int
        Centimetres driven that day before the trip, and on it.
    trip : int
        The number of the trip in the day.
    rest : int
        Microseconds that the vehicle was parked before a trip; 0 while it is parked.
    """

    day: int
    first: int
    pings: int
    start: int
    step: int
    cycle: int
    before: int
    length: int
    trip: int
    rest: int


@dataclass(frozen=True)
class Routes:
    """All days, for pings ``interval`` microseconds apart while driving."""

    interval: int

    @cached_property
    def speeds(self) -> tuple[int, ...]:
        """The driving cycle, in tenths of a mile per hour."""
        return tuple(speed // 100_000 for speed in shipped("drive speed"))

    @cached_property
    def driven(self) -> tuple[int, ...]:
        """Centimetres from the cycle's begin: between pings, speed changes evenly."""
        pairs = zip(self.speeds, self.speeds[1:], strict=False)
        # A tenth of a mile per hour, and half the sum of two speeds.
        return tuple(
            itertools.accumulate(
                (
                    (a + b) * self.interval * CENTIMETRES_PER_MILE // (20 * 3_600 * SECOND)
                    for a, b in pairs
                ),
                initial=0,
            )
        )

    def _trips(self) -> list[tuple[int, int]]:
        """First and last ping of every piece of the cycle that could be a trip."""
        speeds = self.speeds
        starts = [i for i in range(len(speeds) - 1) if not speeds[i] and speeds[i + 1]]
        ends = [i for i in range(1, len(speeds)) if speeds[i - 1] and not speeds[i]]
        return [
            # Two pings of standing at either end.
            (start - 1, end + 1)
            for start in starts
            for end in ends
            if _SHORTEST <= end - start + 3 <= _LONGEST
        ]

    def _day(self, day: int) -> list[tuple[int, int]]:
        """The trips of a day: two to six, which leave about fifty pings for heartbeats."""
        count = 2 + day % 5
        known = self._trips()
        left = PER_DAY - _HEARTBEATS
        chosen: list[tuple[int, int]] = []
        for number in range(count):
            later = count - number - 1
            share = left / (later + 1)
            wanted = share * (0.5 + hash_pair(day, number) % 1_000 / 1_000) if later else share
            wanted = max(left - later * 450, min(wanted, left - later * 100, 560))
            order = sorted(known, key=lambda trip: (abs(_pings(trip) - wanted), trip))[:24]
            chosen.append(order[hash_pair(number, day) % (24 if later else 4)])
            left -= _pings(chosen[-1])
        return [chosen[i] for i in shuffled(count, day)]

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """The segments of all days."""
        return tuple(itertools.chain.from_iterable(self._segments(day) for day in range(DAYS)))

    def _segments(self, day: int) -> Iterator[Segment]:
        trips = self._day(day)
        heartbeats = PER_DAY - sum(map(_pings, trips))
        moving = (PER_DAY - heartbeats) * self.interval
        pause = min(_HEARTBEAT, (SPAN - moving) * 95 // (100 * (heartbeats + len(trips))))
        order = shuffled(len(trips), 100 + day)
        weights = [2 + order[i] for i in range(len(trips))]
        shares = list(itertools.accumulate(weights, initial=0))
        stops = [heartbeats * share // shares[-1] for share in shares]
        first = start = before = 0
        rest = _NIGHT
        for number, (begin, end) in enumerate(trips):
            pings, length = end - begin + 1, self.driven[end] - self.driven[begin]
            yield Segment(
                day, first, pings, start, self.interval, begin, before, length, number, rest
            )
            first, before = first + pings, before + length
            arrived = start + (pings - 1) * self.interval
            waits = stops[number + 1] - stops[number]
            parked = arrived + pause
            if waits:
                yield Segment(
                    day, first, waits, parked, pause, end, before - length, length, number, 0
                )
            first, rest = first + waits, waits * pause + pause // 2
            start = arrived + rest

    @cached_property
    def lasting(self) -> tuple[int, ...]:
        """How long each day is, in microseconds."""
        last = {segment.day: segment for segment in self.segments}
        return tuple(s.start + s.pings * s.step for s in last.values())

    @cached_property
    def odometer(self) -> tuple[int, ...]:
        """Centimetres driven before each day of a turn through all of them, and in all."""
        by_day = (
            sum(s.length for s in self.segments if s.rest and s.day == day) for day in range(DAYS)
        )
        return tuple(itertools.accumulate(by_day, initial=0))

    @cached_property
    def departures(self) -> tuple[int, ...]:
        """Centimetres driven before each trip of a turn."""
        return tuple(self.odometer[s.day] + s.before for s in self.segments if s.rest)

    def segment(self, day: Expr, ping: Expr) -> Expr:
        """The segment that a ping of a day belongs to."""
        edges = tuple(s.day * PER_DAY + s.first for s in self.segments)
        return SearchSorted(edges[1:], day * PER_DAY + ping)


def _pings(trip: tuple[int, int]) -> int:
    return trip[1] - trip[0] + 1


def _streets(loop: int) -> list[int]:
    """The bearings of a loop's blocks, in quarters of a turn: there by other streets than back."""
    half = _BLOCKS // 2
    there, back = ([], [])  # type: tuple[list[int], list[int]]
    for way, quarters in ((there, (0, 1)), (back, (2, 3))):
        turn = loop
        while len(way) < half:
            length = 1 + hash_pair(loop * 2 + quarters[0], len(way)) % 3
            left = half // 2 - way.count(quarters[turn % 2])
            way += [quarters[turn % 2]] * min(length, left)
            turn += 1
    return there + back


@cache
def _corners() -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """East and north at the corners of all loops, in millionths of their lengths; bearings."""
    east: list[int] = []
    north: list[int] = []
    bearings: list[int] = []
    for loop in range(LOOPS):
        x = y = 0
        quarters = _streets(loop)
        for quarter in (*quarters, None):
            east.append(x * 10**6 // _BLOCKS)
            north.append(y * 10**6 // _BLOCKS)
            if quarter is not None:
                x += (0, 1, 0, -1)[quarter]
                y += (1, 0, -1, 0)[quarter]
        bearings += [90 * quarter for quarter in quarters]
    return tuple(east), tuple(north), tuple(bearings)


def around(which: str, loop: Expr, share: Expr) -> Expr:
    """A loop's coordinate (millionths) or bearing (degrees) at a share of the way, of 2**20."""
    east, north, bearings = _corners()
    bits = SHARE_BITS - (_BLOCKS.bit_length() - 1)
    at = clip(share, 0, 2**SHARE_BITS - 1)
    if which == "bearing":
        return lookup(bearings, loop * _BLOCKS + at // 2**bits)
    return Interpolation(east if which == "east" else north, bits, at, loop, LOOPS)
