"""Anomalies: a lattice of incidents, found from a reading or from a time.

Some periods of a stream contain an incident, a run of anomalous readings. Row, visit (a period of
an octet), stream and time lead to each other in closed form, so readings and events see the same
incidents.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cached_property

from tablewright.ops import (
    Draw,
    Expr,
    Field,
    SearchSorted,
    clip,
    greatest,
    lookup,
    when,
)
from tablewright.sampling.round_robin import SHARE_BITS
from tablewright.tables.iot.fleet import TENTHS
from tablewright.tables.iot.series import Series
from tablewright.tables.iot.slots import ONE, MetricStream

_RUNS = (3, 3, 4, 4, 5, 5, 6, 6, 7, 8, 9, 10, 11, 13, 16, 20)
"""Lengths of incidents, even."""
_CONCENTRATION = 0.6
_HITS, _LENGTHS = 859_018, 576_392
"""Of 2**20, by octets of a tenth: with `series._SCATTERED`, the additive recurrence that fills a
cube most evenly (powers of 1 / 1.2207), so that any part of the time has its incidents."""
_LATER, _AFTER, _BESIDE = 434_334, 767_575, 648_055
"""The same by periods (of hits, of lengths) and by streams."""


@dataclass(frozen=True)
class DeviceIncidents:
    """The incidents of streams, at most one in each period.

    Parameters
    ----------
    rate : float
        The share of anomalous readings.
    """

    series: Series
    rate: float

    @cached_property
    def _shares(self) -> tuple[float, float]:
        """The share of anomalies among the readings of troubled devices, and of the others."""
        fleet, streams = self.series.fleet, self.series.streams
        lanes = len(self.series.lanes)
        held = 0.0
        for tenth in range(TENTHS):
            kind = fleet.troubled(tenth)
            each = sum(1 / (s.turns * lanes) for s in streams if s.kind == kind)
            held += each * _ending(fleet.octets, tenth) / fleet.octets
        if not held:
            return self.rate, self.rate
        # An octet or a few have a troubled device in each: more than a tenth of the devices.
        wanted = _CONCENTRATION if fleet.octets >= TENTHS else 0.75
        high = min(1.0, wanted * self.rate / held)
        return high, max(0.0, (self.rate - high * held) / (1 - held))

    def _incident(self, stream: MetricStream, share: float) -> tuple[int, tuple[int, ...]]:
        """How many incidents a period has (of 2**20), and 16 lengths of them (of 2**20)."""
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
            tuple(self._incident(s, share) for s in self.series.streams) for share in (low, high)
        )

    @cached_property
    def _is_troubled(self) -> tuple[int, ...]:
        """By tenth and stream."""
        return tuple(
            int(stream.kind == self.series.fleet.troubled(tenth))
            for tenth in range(TENTHS)
            for stream in self.series.streams
        )

    @cached_property
    def _sums(self) -> tuple[tuple[int, ...], ...]:
        """By tenth: incidents of a visit before each stream, of 2**20, and in all."""
        width = len(self.series.streams)
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
        return self.series.field("phase", Draw(bits=SHARE_BITS), 1)

    @cached_property
    def _first_length(self) -> Field:
        return self.series.field("length", Draw(bits=SHARE_BITS), 1)

    def phase(self, visit: Expr) -> Expr:
        """Where counting incidents begins at a visit: evenly spread over visits."""
        period, place = self._parts(visit)
        return (place * _HITS + period * _LATER + self._first_phase.at(0)) % ONE

    def _parts(self, visit: Expr) -> tuple[Expr, Expr]:
        """A visit's period, and its octet among those of the same tenth."""
        octets = self.series.fleet.octets
        return visit // octets, visit % octets // TENTHS

    @cached_property
    def run(self) -> Field:
        """How many readings a row's incident has; 0 without one."""
        series = self.series
        width, stream, tenth = len(series.streams), series.stream, series.octet % TENTHS
        sums = tuple(itertools.chain.from_iterable(self._sums))
        at = tenth * (width + 1) + stream
        phase = self.phase(series.visit)
        hit = (lookup(sums, at) + phase) // ONE < (lookup(sums, at + 1) + phase) // ONE
        period, place = self._parts(series.visit)
        turn = place * _LENGTHS + period * _AFTER + stream * _BESIDE + self._first_length.at(0)
        lengths = tuple(length for half in self._incidents for _, each in half for length in each)
        troubled = lookup(self._is_troubled, tenth * width + stream)
        drawn = lookup(lengths, (troubled * width + stream) * 16 + turn % ONE * 16 // ONE)
        spare = series.once("run more", Draw(bits=SHARE_BITS))
        return series.field("run length", when(hit, (drawn + spare) // ONE).otherwise(0))

    @cached_property
    def run_start(self) -> Field:
        """The number in its period of the first anomalous reading: as late as its octet's."""
        readings = self.series.by_stream(lambda stream: stream.readings, self.series.stream)
        return self.series.field(
            "run start", greatest(readings - self.run, 0) * self.series.share // ONE
        )

    @cached_property
    def anomaly(self) -> Field:
        """Whether a row is anomalous."""
        past = self.series.inside - self.run_start
        return self.series.field("is_anomaly", (past >= 0) & (past < self.run))

    def incident(self, visit: Expr, which: Expr) -> tuple[Expr, Expr]:
        """Whether a visit has an incident, and the stream of one: ``which`` is a 20-bit draw."""
        width = len(self.series.streams)
        tenth = visit % self.series.fleet.octets % TENTHS
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
