"""Slots of readings: which streams there are, how long slots are, and which octets have them.

Each metric of an octet has one reading per slot; the devices that measure it take turns, so that
a stream (a metric of a device) reads at regular steps, and all streams cover the same time. With an
interval, each stream has one reading per slot.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

from tablewright.errors import ArgumentError
from tablewright.ops import (
    Expr,
    Field,
    lookup,
)
from tablewright.sampling import shuffled
from tablewright.sampling.round_robin import SHARE_BITS
from tablewright.tables.iot import fleet as kinds
from tablewright.tables.iot.clock import DAY, SECOND, MaintenanceClock
from tablewright.tables.iot.fleet import DECOMMISSIONED, OFFLINE, Fleet
from tablewright.tables.iot.outages import Outages

TEMPERATURE, HUMIDITY, PRESSURE, POWER, VIBRATION = range(5)
METRICS = ("temperature", "humidity", "pressure", "power", "vibration")
_SOURCES = (
    (kinds.TEMPERATURE, kinds.HVAC, kinds.HUMIDITY),
    (kinds.HUMIDITY, kinds.HVAC),
    (kinds.PRESSURE,),
    (kinds.METER, kinds.HVAC, kinds.CAMERA),
    (kinds.MOTION, kinds.GPS),
)
"""The types of device that report each metric."""
_ORDER = (TEMPERATURE, PRESSURE, VIBRATION, HUMIDITY, POWER)
"""Metrics in the order of rows: values rise as often as they fall."""
_NATIVE = 5 * 60 * SECOND
"""The shortest slot: three are the 15 minutes of meters and cameras, the longest interval."""
_MULTIPLES = (1, 2, 4)
"""Of it: steps are up to an hour, and the weekly maintenance is a multiple of them."""
_COVERED = 30 * DAY
"""How much time steps are chosen to cover."""
CYCLE = 1_000
_SINGLE_GAPS, _LONG_GAP = 100, 10
_PERIOD = 84
"""Slots of a period, in which a stream has at most one incident."""
_ALIGNED = 2 * _PERIOD
"""A multiple of the readings of all periods."""
ONE = 1 << SHARE_BITS


class MetricStream(NamedTuple):
    """A metric of a type of device.

    Parameters
    ----------
    metric, kind : int
        What is measured, and by which type.
    turn, turns : int
        Which of a metric's slots it has, of how many.
    readings : int
        How many it has in a period.
    """

    metric: int
    kind: int
    turn: int
    turns: int
    readings: int


class Piece(NamedTuple):
    """Slots that the same octets have, counted back from the last.

    Parameters
    ----------
    slot, row : int
        Its first slot and row, from the end.
    octets : int
        How many octets have readings in it.
    """

    slot: int
    row: int
    octets: int


@cache
def present() -> tuple[int, ...]:
    """Slots of a cycle in which a device does read: 100 single gaps and one of ten are left out.

    In any stretch about as many are left out: none are near the long gap.
    """
    cells = CYCLE // _LONG_GAP
    long, near = cells // 2, 4
    usual = [cell for cell in range(cells) if abs(cell - long) > near]
    missing = set(range(long * _LONG_GAP, (long + 1) * _LONG_GAP))
    for number in range(_SINGLE_GAPS):
        cell = usual[number * len(usual) // _SINGLE_GAPS]
        order = shuffled(_LONG_GAP, cell)
        missing.add(next(s for i in order if (s := cell * _LONG_GAP + i) not in missing))
    return tuple(slot for slot in range(CYCLE) if slot not in missing)


@cache
def _fits() -> tuple[int, ...]:
    """How many readings surely fit into a number of slots, up to a cycle's."""
    slots = present()
    more = (*slots, *(slot + CYCLE for slot in slots))
    fits = [0] * CYCLE
    for readings in range(1, len(slots)):
        longest = max(map(int.__sub__, more[readings - 1 :], slots)) + 1
        if longest < CYCLE:
            fits[longest] = readings
    return tuple(itertools.accumulate(fits, max))


def _fitting(slots: int) -> int:
    """How many readings surely fit into a number of slots."""
    return max(0, slots) // CYCLE * len(present()) + _fits()[max(0, slots) % CYCLE]


@dataclass(frozen=True)
class Slots:
    """The slots of readings.

    Parameters
    ----------
    rows : int
        Readings.
    interval : int
        Seconds between the readings of a stream; 0 for what covers a month.
    """

    rows: int
    fleet: Fleet
    clock: MaintenanceClock
    interval: int

    @cached_property
    def outages(self) -> Outages:
        """When sites are silent."""
        return Outages(self.clock, self.fleet.sites.count)

    @cached_property
    def streams(self) -> tuple[MetricStream, ...]:
        """The streams of an octet."""
        found = []
        for metric, sources in enumerate(_SOURCES):
            present = [kind for kind in sources if kind < self.fleet.kinds]
            for turn, kind in enumerate(present):
                if self.interval:
                    found.append(MetricStream(metric, kind, 0, 1, _PERIOD // 3))
                else:
                    readings = _PERIOD // len(present)
                    found.append(MetricStream(metric, kind, turn, len(present), readings))
        return tuple(found)

    @cached_property
    def lanes(self) -> tuple[MetricStream, ...]:
        """What an octet reads in a slot, by the first stream of each: metrics or streams."""
        firsts = [stream for stream in self.streams if not stream.turn]
        return tuple(sorted(firsts, key=lambda stream: _ORDER.index(stream.metric)))

    def lane_number(self, stream: MetricStream) -> int:
        """The number of the lane that a stream has its turns in."""
        return next(
            number
            for number, first in enumerate(self.lanes)
            if first.metric == stream.metric and (first.kind == stream.kind or stream.turns > 1)
        )

    def field(self, name: str, value: Expr, rows: int | None = None) -> Field:
        """A field of the table; ``rows`` where it is of something else."""
        return Field("iot.sensor_readings", name, value, rows)

    def by_stream(self, what: Callable[[MetricStream], int], stream: Expr) -> Expr:
        """A number for each stream, looked up."""
        return lookup([what(each) for each in self.streams], stream)

    # How many slots there are, and how long they are.

    @cached_property
    def ends(self) -> tuple[int, ...]:
        """When the reading ends, by status, in active microseconds."""
        window, passed = self.fleet.window, self.clock.passed
        end = passed(window.days)
        offline = passed(window.days - window.scaled(1)) or end
        gone = passed(window.days - window.scaled(30)) or end
        return (end, offline, end, gone)

    def _steps(self, slot: int) -> tuple[int, ...]:
        """Microseconds between the readings of each stream, for a slot's length."""
        return tuple(slot * stream.turns for stream in self.streams)

    def rooms(self, slot: int) -> tuple[int, ...]:
        """How many slots there are for the octets of each cohort."""
        found = []
        offline, gone = (self.ends[0] - self.ends[status] for status in (OFFLINE, DECOMMISSIONED))
        for cohort in self.fleet.cohorts:
            start = self.outages.surely(self.clock.passed(cohort.day))
            # In windows of a few days, there must be room for all who are silent earlier.
            early = gone if not cohort.first and 3 * gone > self.outages.most else offline
            room = self.outages.most - start - early
            steps = {s.turns: step for s, step in zip(self.streams, self._steps(slot), strict=True)}
            # A step for the begin of the grid, and one for those who are silent earlier.
            fits = (turns * _fitting(room // step - 2) for turns, step in steps.items())
            found.append(max(0, min(fits, default=0)))
        return tuple(found)

    def _cut(self, slot: int) -> tuple[Piece, ...]:
        """The pieces for a slot's length; the last is where rows end, or would not fit."""
        rooms, pieces, row, slots = self.rooms(slot), [], 0, 0
        for cohort, room in zip(reversed(self.fleet.cohorts), reversed(rooms), strict=True):
            room = max(room, slots)
            octets = cohort.first + cohort.octets
            width = octets * len(self.lanes)
            if room > slots:
                pieces.append(Piece(slots, row, octets))
                needed = -(-(self.rows - row) // width)
                if slots + needed <= room:
                    pieces.append(Piece(slots + needed, row + needed * width, 0))
                    return tuple(pieces)
                row, slots = row + (room - slots) * width, room
        return (*pieces, Piece(slots, row, -1))

    @cached_property
    def plan(self) -> tuple[int, tuple[Piece, ...]]:
        """The length of a slot, and the pieces."""
        choices = [_NATIVE * multiple for multiple in _MULTIPLES]
        if self.interval:
            choices = [self.interval * SECOND]
        wanted = min(_COVERED, self.outages.most * 9 // 10)
        found = None
        for slot in choices:
            cut = self._cut(slot)
            if cut[-1].octets:
                break
            found = slot, cut
            if cut[-1].slot * slot * CYCLE // len(present()) >= wanted:
                break
        if found:
            return found
        # More rows than slots: these are divided by the smallest integer that suffices.
        slot, few, many = choices[0], 1, 2
        while self._cut(slot // many)[-1].octets:
            few, many = many, many * 2
            if many > slot:
                raise ArgumentError(
                    f"n_readings={self.rows:,} are more than the microseconds of the window can "
                    "hold; give fewer rows, more devices or a longer window"
                )
        while many - few > 1:
            middle = (few + many) // 2
            fits = not self._cut(slot // middle)[-1].octets
            few, many = (few, middle) if fits else (middle, many)
        return slot // many, self._cut(slot // many)

    @property
    def slot(self) -> int:
        """Microseconds of a slot."""
        return self.plan[0]

    @cached_property
    def steps(self) -> tuple[int, ...]:
        """Microseconds between the readings of each stream."""
        return self._steps(self.slot)

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """Slots that the same octets have, from the last back."""
        return self.plan[1][:-1]

    @cached_property
    def slots(self) -> int:
        """How many slots there are, up to a multiple of the periods."""
        return max(1, -(-self.plan[1][-1].slot // _ALIGNED)) * _ALIGNED

    @cached_property
    def periods(self) -> int:
        """How many periods there are, and begin before."""
        return max(self.slots // (s.turns * s.readings) for s in self.streams) + 2

    @property
    def note(self) -> str:
        """What time the readings cover."""
        back = self.plan[1][-1].slot
        turns = sorted({stream.turns for stream in self.streams})
        each = ", ".join(f"{turn * self.slot / SECOND / 60:.4g}" for turn in turns)
        days = back * self.slot * CYCLE / len(present()) / DAY
        return f"sensor_readings: every {each} minutes, over the last {days:.3g} days"
