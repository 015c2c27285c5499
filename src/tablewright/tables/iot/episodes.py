"""Episodes of readings: devices, metrics and times.

Readings come in episodes: for a while, a device reads at its interval. An octet of devices is
visited once a round, and each of its streams (a metric of a device) has an episode there.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from tablewright.errors import ArgumentError
from tablewright.ops import (
    Draw,
    Expr,
    Field,
    Row,
    below,
    clip,
    greatest,
    least,
    lookup,
)
from tablewright.sampling import shuffled
from tablewright.sampling.apportionment import largest_remainders
from tablewright.sampling.round_robin import SHARE_BITS, Group, RoundRobin
from tablewright.tables.iot import fleet as kinds
from tablewright.tables.iot.clock import SECOND, MaintenanceClock
from tablewright.tables.iot.fleet import TENTHS, Fleet

TEMPERATURE, HUMIDITY, PRESSURE, POWER, VIBRATION = range(5)
METRICS = ("temperature", "humidity", "pressure", "power", "vibration")
_SOURCES = (
    {kinds.TEMPERATURE: 60, kinds.HVAC: 25, kinds.HUMIDITY: 15},
    {kinds.HUMIDITY: 80, kinds.HVAC: 20},
    {kinds.PRESSURE: 100},
    {kinds.METER: 70, kinds.HVAC: 15, kinds.CAMERA: 15},
    {kinds.MOTION: 70, kinds.GPS: 30},
)
"""By metric, the percent of its readings that come from each type of device."""
_MINUTES = dict.fromkeys((kinds.PRESSURE, kinds.MOTION, kinds.GPS), 1)
_MINUTES |= dict.fromkeys((kinds.TEMPERATURE, kinds.HUMIDITY, kinds.HVAC), 5)
_MINUTES |= dict.fromkeys((kinds.METER, kinds.CAMERA), 15)
"""The interval of each type."""
_PER_METRIC = 80
"""Readings of a metric in a visit to an octet."""
_CYCLE = 1_000
_SINGLE_GAPS, _LONG_GAP = 100, 10
_SPARE = 3
"""Slots that an episode needs besides its own: for its grid's offset, jitter and rounding."""
_JITTER = 2 * SECOND
ONE = 1 << SHARE_BITS


@dataclass(frozen=True)
class MetricStream:
    """A metric of a type of device, and its readings in a visit."""

    metric: int
    kind: int
    readings: int


def _streams(present: int) -> tuple[MetricStream, ...]:
    """The streams of an octet with a number of types; its metrics have equal shares."""
    found = []
    for metric, sources in enumerate(_SOURCES):
        weights = {kind: weight for kind, weight in sources.items() if kind < present}
        if weights:
            counts = largest_remainders(list(map(float, weights.values())), _PER_METRIC)
            found += [
                MetricStream(metric, kind, n) for kind, n in zip(weights, counts, strict=True)
            ]
    return tuple(found)


def _slots() -> tuple[int, ...]:
    """Slots of a cycle in which a device does read: 100 single gaps and one of ten are left out."""
    gap = _CYCLE // 2
    free = [slot for slot in range(_CYCLE) if not gap - 1 <= slot <= gap + _LONG_GAP]
    missing = {free[i] for i in shuffled(len(free), _CYCLE)[:_SINGLE_GAPS]}
    missing |= set(range(gap, gap + _LONG_GAP))
    return tuple(slot for slot in range(_CYCLE) if slot not in missing)


@dataclass(frozen=True)
class Episodes:
    """The readings' places in time.

    Parameters
    ----------
    rows : int
        Readings.
    interval : int
        Seconds between the slots of a device's grid; 0 for its type's.
    """

    rows: int
    fleet: Fleet
    clock: MaintenanceClock
    interval: int

    @cached_property
    def streams(self) -> tuple[MetricStream, ...]:
        """The streams of an octet."""
        return _streams(self.fleet.kinds)

    @cached_property
    def per_visit(self) -> int:
        """Readings of a visit."""
        return sum(stream.readings for stream in self.streams)

    @cached_property
    def longest(self) -> int:
        """The most readings of an episode."""
        return max(stream.readings for stream in self.streams)

    @property
    def visits(self) -> int:
        """Visits in all; the last may be cut short."""
        return -(-self.rows // self.per_visit)

    def field(self, name: str, value: Expr, rows: int | None = None) -> Field:
        """A field of the table; ``rows`` where it is of something else."""
        return Field("iot.sensor_readings", name, value, rows)

    def by_stream(self, what: Callable[[MetricStream], int], stream: Expr) -> Expr:
        """A number for each stream, looked up."""
        return lookup([what(each) for each in self.streams], stream)

    # Which visit, stream and reading a row is. Metrics alternate, so any prefix has them evenly.

    @cached_property
    def _order(self) -> tuple[tuple[int, int], ...]:
        """Stream and number of each reading of a visit."""
        metrics = sorted({stream.metric for stream in self.streams})
        by_metric = [
            [
                (index, number)
                for index, stream in enumerate(self.streams)
                if stream.metric == metric
                for number in range(stream.readings)
            ]
            for metric in metrics
        ]
        return tuple(itertools.chain.from_iterable(zip(*by_metric, strict=True)))

    @cached_property
    def visit(self) -> Field:
        """The visit that a row belongs to."""
        return self.field("visit", Row() // self.per_visit)

    @cached_property
    def stream(self) -> Field:
        """The stream of a row."""
        order = tuple(stream for stream, _ in self._order)
        return self.field("stream", lookup(order, Row() % self.per_visit))

    @cached_property
    def number(self) -> Field:
        """The number of a row within its episode."""
        order = tuple(number for _, number in self._order)
        return self.field("number", lookup(order, Row() % self.per_visit))

    def row(self, visit: Expr, stream: Expr, number: Expr) -> Expr:
        """The row of a reading; the last one of the table if it would come after it."""
        place = {each: i for i, each in enumerate(self._order)}
        starts = tuple(itertools.accumulate((s.readings for s in self.streams), initial=0))
        inverse = tuple(
            place[index, number]
            for index, stream in enumerate(self.streams)
            for number in range(stream.readings)
        )
        index = least(lookup(starts[:-1], stream) + number, self.per_visit - 1)
        return least(visit * self.per_visit + lookup(inverse, index), max(0, self.rows - 1))

    @cached_property
    def octet(self) -> Field:
        """The octet that a row's visit is to."""
        return self.field("octet", self.rounds.parent(self.visit))

    @cached_property
    def device(self) -> Field:
        """The device of a row."""
        kind = self.by_stream(lambda stream: stream.kind, self.stream)
        return self.field("device", self.fleet.member(self.octet, kind))

    @cached_property
    def episode(self) -> Field:
        """The number of a row's episode: what is drawn once for an episode is keyed by it."""
        return self.field("episode", self.visit * len(self.streams) + self.stream)

    def once(self, name: str, value: Expr) -> Expr:
        """A value drawn once for a row's episode."""
        rows = self.visits * len(self.streams)
        return self.field(name, value, rows).at(self.episode)

    # When.

    @cached_property
    def _gone_day(self) -> int:
        window = self.fleet.window
        return window.days - window.scaled(30)

    @cached_property
    def ends(self) -> tuple[int, ...]:
        """When the reading ends, by status, in active microseconds."""
        window, passed = self.fleet.window, self.clock.passed
        end = passed(window.days)
        offline = passed(window.days - window.scaled(1)) or end
        return (end, offline, end, passed(self._gone_day) or end)

    @cached_property
    def _interval(self) -> tuple[int, ...]:
        """Of each stream, in microseconds, before it is divided."""
        seconds = (self.interval or 60 * _MINUTES[stream.kind] for stream in self.streams)
        return tuple(each * SECOND for each in seconds)

    @cached_property
    def _present(self) -> tuple[int, ...]:
        """The slots that are read, for any beginning and as many as an episode needs."""
        slots = _slots()
        return (*slots, *(slot + _CYCLE for slot in slots[: self.longest]))

    @cached_property
    def _spans(self) -> tuple[int, ...]:
        """Slots that the episodes of each stream may extend over, with some to spare."""
        slots, cycle = self._present, len(_slots())
        return tuple(
            max(slots[cut + s.readings - 1] - slots[cut] for cut in range(cycle)) + _SPARE
            for s in self.streams
        )

    @cached_property
    def rounds(self) -> RoundRobin:
        """The visits to octets."""
        groups = []
        for cohort in self.fleet.cohorts:
            start = self.clock.passed(cohort.day)
            # Only the oldest octets have decommissioned devices.
            room = min(self.ends if cohort.first == 0 else self.ends[:3]) - start
            groups.append(Group(cohort.first, cohort.octets, start, max(0, room)))
        longest = max(map(int.__mul__, self._spans, self._interval))
        made = RoundRobin.deal("iot.sensor_readings", "visit", self.visits, groups, longest, TENTHS)
        if min(self._interval) // made.divisor < 1:
            raise ArgumentError(
                f"n_readings={self.rows:,} are more than the microseconds of the window can hold; "
                "give fewer rows, more devices or a longer window"
            )
        return made

    @cached_property
    def steps(self) -> tuple[int, ...]:
        """Microseconds between the slots of each stream."""
        return tuple(interval // self.rounds.divisor for interval in self._interval)

    @cached_property
    def _offset(self) -> Field:
        """Where a device's grid begins, as a share of its interval."""
        return Field("iot.devices", "grid offset", Draw(bits=SHARE_BITS), self.fleet.rows)

    @cached_property
    def share(self) -> Field:
        """How much of its round has passed at a row's visit."""
        jitter = self.field("visit jitter", Draw(bits=SHARE_BITS - 1)).at(self.visit)
        return self.field("share", self.rounds.share(self.visit, jitter + ONE // 4))

    @cached_property
    def _first_slot(self) -> Expr:
        """The slot of the device's grid in which a row's episode begins."""
        visit, rounds = self.visit, self.rounds
        status = self.fleet.status.at(self.device)
        begin = rounds.start(visit)
        lengths = tuple(
            max(1, end - group.start) // group.rounds
            for group in rounds.groups
            for end in self.ends
        )
        length = lookup(lengths or (1,) * 4, rounds.group(visit) * len(self.ends) + status)
        # An episode, and its incident within it, are as late as the visit is in its round: the
        # incident is under way when its visit's share of the round has passed.
        step = lookup(self.steps, self.stream)
        last = self.by_stream(lambda stream: stream.readings - 1, self.stream)
        spare = greatest(length - (self._slot(last) + _SPARE) * step, 0)
        late = spare // 2**12 * self.share // (1 << SHARE_BITS - 12)
        return (begin + rounds.round(visit) * length + late) // step + 1

    def _slot(self, number: Expr) -> Expr:
        """Slots from the first reading of a row's episode to another."""
        first = self._first_gap
        return greatest(lookup(self._present, first + number) - lookup(self._present, first), 0)

    @cached_property
    def _first_gap(self) -> Expr:
        """Where in the cycle of slots a row's episode begins."""
        return self.once("first gap", below(len(_slots())))

    def wall(self, number: Expr) -> Expr:
        """When reading ``number`` of a row's episode is due, in microseconds of the window."""
        slot = self._first_slot + self._slot(number)
        step = lookup(self.steps, self.stream)
        offset = self._offset.at(self.device) * step // ONE
        return clip(self.clock.wall(slot * step + offset), 0, self.clock.length - 1)

    @cached_property
    def due(self) -> Field:
        """When a row is due, in microseconds of the window."""
        return self.field("due", self.wall(self.number))

    @cached_property
    def passed(self) -> Field:
        """When a row is read, in microseconds of the window."""
        most = tuple(min(_JITTER, step // 2) for step in self.steps)
        jitter = Draw("jitter", SHARE_BITS) * lookup(most, self.stream) // ONE
        late = least(self.due + jitter, self.clock.length - 1)
        return self.field("passed", late)
