"""Anomalies: a lattice of incidents, found from a reading or from a time.

Some episodes contain an incident, a run of anomalous readings. Row, visit, stream and time lead
to each other in closed form, so readings and events see the same incidents.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cached_property

from tablewright.ops import (
    Draw,
    Expr,
    Field,
    Floor,
    SearchSorted,
    ToFloat,
    clip,
    greatest,
    least,
    lookup,
    when,
)
from tablewright.sampling.round_robin import SHARE_BITS
from tablewright.tables.iot.episodes import ONE, Episodes, MetricStream
from tablewright.tables.iot.fleet import TENTHS

_RUNS = (3, 3, 4, 4, 5, 5, 6, 6, 7, 8, 9, 10, 11, 13, 16, 20)
"""Lengths of incidents, even."""
_CONCENTRATION = 0.6
_GOLDEN = 648_055
"""2**20 times the golden ratio's fraction: its multiples are spread as evenly as possible."""
_SILVER = 434_334
"""The same of the silver ratio."""


@dataclass(frozen=True)
class DeviceIncidents:
    """The incidents of episodes, at most one in each.

    Parameters
    ----------
    rate : float
        The share of anomalous readings.
    """

    episodes: Episodes
    rate: float

    @cached_property
    def _shares(self) -> tuple[float, float]:
        """The share of anomalies among the readings of troubled devices, and of the others."""
        troubled = 0.0
        for group in self.episodes.rounds.groups:
            each = group.visits / group.parents
            for tenth in range(TENTHS):
                octets = _ending(group.first + group.parents, tenth) - _ending(group.first, tenth)
                kind = self.episodes.fleet.troubled(tenth)
                readings = sum(s.readings for s in self.episodes.streams if s.kind == kind)
                troubled += each * octets * readings
        held = troubled / max(1, self.episodes.visits * self.episodes.per_visit)
        if not held:
            return self.rate, self.rate
        # An octet or a few have a troubled device in each: more than a tenth of the devices.
        wanted = _CONCENTRATION if self.episodes.fleet.octets >= TENTHS else 0.75
        high = min(1.0, wanted * self.rate / held)
        return high, max(0.0, (self.rate - high * held) / (1 - held))

    def _incident(self, stream: MetricStream, share: float) -> tuple[int, tuple[int, ...]]:
        """How many incidents an episode has (of 2**20), and 16 lengths of them (of 2**20)."""
        lengths = [min(run, stream.readings) for run in _RUNS]
        mean = sum(lengths) / len(lengths)
        wanted = share * stream.readings
        if wanted <= mean:
            return round(wanted / mean * ONE), tuple(length * ONE for length in lengths)
        return ONE, (round(wanted * ONE),) * len(lengths)

    @cached_property
    def _incidents(self) -> tuple[tuple[tuple[int, tuple[int, ...]], ...], ...]:
        """`_incident` of the streams of devices that are not troubled, and of those that are."""
        high, low = self._shares
        return tuple(
            tuple(self._incident(s, share) for s in self.episodes.streams) for share in (low, high)
        )

    @cached_property
    def _is_troubled(self) -> tuple[int, ...]:
        """By tenth and stream."""
        return tuple(
            int(stream.kind == self.episodes.fleet.troubled(tenth))
            for tenth in range(TENTHS)
            for stream in self.episodes.streams
        )

    @cached_property
    def _sums(self) -> tuple[tuple[int, ...], ...]:
        """By tenth: incidents of a visit before each stream, of 2**20, and in all."""
        width = len(self.episodes.streams)
        return tuple(
            tuple(
                itertools.accumulate(
                    (
                        self._incidents[self._is_troubled[tenth * width + i]][i][0]
                        for i in range(width)
                    ),
                    initial=0,
                )
            )
            for tenth in range(TENTHS)
        )

    @cached_property
    def _first_phase(self) -> Field:
        return self.episodes.field("phase", Draw(bits=SHARE_BITS), 1)

    @cached_property
    def _first_length(self) -> Field:
        return self.episodes.field("length", Draw(bits=SHARE_BITS), 1)

    def phase(self, visit: Expr) -> Expr:
        """Where counting incidents begins at a visit: evenly spread over visits."""
        return (visit * _GOLDEN + self._first_phase.at(0)) % ONE

    @cached_property
    def run(self) -> Field:
        """How many readings a row's incident has; 0 without one."""
        lattice = self.episodes
        width, stream, tenth = len(lattice.streams), lattice.stream, lattice.octet % TENTHS
        sums = tuple(itertools.chain.from_iterable(self._sums))
        at = tenth * (width + 1) + stream
        phase = self.phase(lattice.visit)
        hit = (lookup(sums, at) + phase) // ONE < (lookup(sums, at + 1) + phase) // ONE
        turn = lattice.visit * _SILVER + stream * _GOLDEN + self._first_length.at(0)
        lengths = tuple(length for half in self._incidents for _, each in half for length in each)
        troubled = lookup(self._is_troubled, tenth * width + stream)
        drawn = lookup(lengths, (troubled * width + stream) * 16 + turn % ONE * 16 // ONE)
        spare = lattice.once("run more", Draw(bits=SHARE_BITS))
        return lattice.field("run length", when(hit, (drawn + spare) // ONE).otherwise(0))

    @cached_property
    def run_start(self) -> Field:
        """The number of the first anomalous reading: incidents are as far in as their visit."""
        readings = self.episodes.by_stream(lambda stream: stream.readings, self.episodes.stream)
        return self.episodes.field(
            "run start", greatest(readings - self.run, 0) * self.episodes.share // ONE
        )

    @cached_property
    def anomaly(self) -> Field:
        """Whether a row is anomalous."""
        past = self.episodes.number - self.run_start
        return self.episodes.field("is_anomaly", (past >= 0) & (past < self.run))

    def visit_at(self, active: Expr, ahead: int) -> Expr:
        """A visit of the oldest octets at about a time: the one after it, or ``ahead`` further."""
        found = self.episodes.rounds.groups[0]
        length = max(1, self.episodes.ends[0] // found.rounds)
        round_ = least(active // length, found.rounds - 1)
        left = ToFloat(least(active - round_ * length, length - 1)) * (1 / length)
        held = least(found.parents, found.visits - round_ * found.parents)
        place = least(Floor(left * ToFloat(held), 0, found.parents), found.parents - 1)
        return self.episodes.rounds.visit(0, round_, place + ahead)

    def incident(self, visit: Expr, which: Expr) -> tuple[Expr, Expr]:
        """Whether a visit has an incident, and the stream of one: ``which`` is a 20-bit draw."""
        width = len(self.episodes.streams)
        tenth = self.episodes.rounds.parent(visit) % TENTHS
        phase = self.phase(visit)
        count = (lookup(tuple(sums[-1] for sums in self._sums), tenth) + phase) // ONE
        chosen = which * count // ONE + 1
        # The stream in which the running sum reaches a whole number, among all tenths' sums.
        reach = (width + 1) * ONE
        edges = tuple(t * reach + edge for t, sums in enumerate(self._sums) for edge in sums[1:])
        wanted = tenth * reach + clip(chosen * ONE - phase - 1, 0, reach - 1)
        stream = SearchSorted(edges, wanted) - tenth * width
        return count >= 1, clip(stream, 0, width - 1)


def _ending(limit: int, tenth: int) -> int:
    """How many numbers below a limit have a last digit."""
    return (limit - tenth + TENTHS - 1) // TENTHS
