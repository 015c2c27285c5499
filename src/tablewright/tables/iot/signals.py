"""Sensor signals over time, in hundredths of the metric's unit."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from tablewright.ops import (
    Draw,
    Expr,
    Field,
    Interpolation,
    clip,
    greatest,
    least,
    lift,
    lookup,
    when,
)
from tablewright.sampling import lognormal, normal
from tablewright.sampling.quantiles import curve
from tablewright.tables.iot import fleet as kinds
from tablewright.tables.iot.clock import DAY, HOUR, SECOND, MaintenanceClock
from tablewright.tables.iot.episodes import (
    HUMIDITY,
    POWER,
    PRESSURE,
    TEMPERATURE,
    VIBRATION,
    Episodes,
    MetricStream,
)
from tablewright.tables.iot.fleet import Fleet
from tablewright.tables.iot.incidents import DeviceIncidents

SPIKE, SHIFT, DRIFT, STUCK = range(4)
UNITS = ("celsius", "percent", "hPa", "kWh", "mm/s")
_TURN_BITS = 16
_TURN = 1 << _TURN_BITS
_KNOTS = 32
_KNOT_TURNS = 2**16
"""Knots after which noise repeats, which takes years: products stay small."""
_BASES = (2_000, 6_000, 101_300, 0, 0)
_DEVIATIONS = (250, 600, 700, 1_000, 90)
"""One standard deviation of each metric's noise: anomalies are 6 to 12 of them."""
_LOWS, _HIGHS = (-4_000, 500, 87_000, 0, 5), (6_000, 10_000, 108_500, 100_000, 10_000)
_FAULTY_LOWS = (-4_000, 0, 87_000, 0, 5)
# Linear interpolation between knots keeps two thirds of their variance on average.
_SMOOTHED = math.sqrt(1.5)


def _sine(amplitude: float, shift: float) -> list[float]:
    """A sine over a day that begins to rise after ``shift`` hours."""
    return [
        amplitude * math.sin(2 * math.pi * (24 * i / _KNOTS - shift) / 24)
        for i in range(_KNOTS + 1)
    ]


def _evening(hour: float) -> float:
    """Additional consumption of a household in the evening peak, 18 to 21 h."""
    return 25 * math.exp(-(((hour - 19.5) / 1.5) ** 2))


WARMTH = _sine(5, 9)
"""Daily temperature cycle: coldest at 3 h, warmest at 15 h."""
_LOAD = [50 + each for each in _sine(20, 8)]
_METERED = [load + _evening(24 * i / _KNOTS) for i, load in enumerate(_LOAD)]
_CONSTANT = [0.0] * (_KNOTS + 1)
_DAYS = (_CONSTANT, WARMTH, [-1.2 * each for each in WARMTH], _LOAD, _METERED)
"""Courses of a day: none, temperature, humidity, power, metered power."""


def turns(numerator: Expr, denominator: int) -> Expr:
    """A share of a turn, of 2**16."""
    return numerator * _TURN // denominator


def course(which: Expr, time: Expr, days: Sequence[Sequence[float]]) -> Expr:
    """The value of one of some courses of a day, in hundredths."""
    knots = tuple(round(100 * value) for day in days for value in day)
    bits = _TURN_BITS - (_KNOTS.bit_length() - 1)
    phase = turns(time % DAY // SECOND, DAY // SECOND)
    return Interpolation(knots, bits, phase, which, len(days))


def season(clock: MaintenanceClock, time: Expr, shift: Expr) -> Expr:
    """A sine over the year, in millionths, that begins to rise ``shift`` days after New Year."""
    first = clock.window.start.timetuple().tm_yday
    quarters = ((time // DAY + first - shift + 2 * 365) * 4) % 1_461
    knots = tuple(round(10**6 * math.sin(2 * math.pi * i / 256)) for i in range(257))
    return Interpolation(knots, _TURN_BITS - 8, turns(quarters, 1_461), lift(0))


def latitude_factor(fleet: Fleet, site: Expr) -> Expr:
    """Seasonal amplitude at a site, in thousandths: (latitude - 20) / 20, clipped to .3 to 1.3."""
    return clip((fleet.site_latitude.at(site) - 2_000_000) // 2_000, 300, 1_300)


@dataclass(frozen=True)
class _Nature:
    """The noise of a stream: standard deviations in hundredths, times in hours."""

    season: int = 0
    day: int = 0
    site: float = 0
    own: float = 0
    hours: int = 1
    white: float = 0


def _nature(stream: MetricStream) -> _Nature:
    indoors = stream.kind == kinds.HVAC
    if stream.metric == TEMPERATURE:
        return _Nature(own=90, hours=4, white=15) if indoors else _Nature(1_500, 1, 250, 50, 6, 15)
    if stream.metric == HUMIDITY:
        return _Nature(1_500, 2, -300, 600, 6, 60)
    if stream.metric == PRESSURE:
        return _Nature(own=700, hours=24, white=15)
    if stream.metric == POWER:
        return _Nature(day=4 if stream.kind == kinds.METER else 3, own=600, hours=3, white=150)
    return _Nature(own=30, hours=1, white=6)


@dataclass(frozen=True)
class Signals:
    """The values of readings.

    Noise that is correlated in time is interpolated between normal draws at regular hours: of
    the site, which its temperatures and humidities share, and of the stream.
    """

    episodes: Episodes
    incidents: DeviceIncidents
    fleet: Fleet
    clock: MaintenanceClock

    def _by_stream(self, what: Callable[[_Nature], float]) -> Expr:
        return self.episodes.by_stream(lambda s: round(what(_nature(s))), self.episodes.stream)

    def _noise(self, name: str, owner: Expr, hours: Expr, time: Expr) -> Expr:
        """Standard normal noise in millionths, with a knot every ``hours``."""
        knot = Field("iot.sensor_readings", name, curve(normal(), Draw()))
        length = hours * HOUR
        at = owner * _KNOT_TURNS
        before = time // length
        first = knot.at(at + before % _KNOT_TURNS)
        second = knot.at(at + (before + 1) % _KNOT_TURNS)
        share = time % length // 2**10 * _TURN // (length // 2**10)
        return first + (second - first) * share // _TURN

    @cached_property
    def _stuck(self) -> Expr:
        return self.incidents.anomaly & self._kind.eq(STUCK)

    @cached_property
    def time(self) -> Field:
        """The time of a row's value; a stuck sensor repeats the value at its incident's start."""
        lattice = self.episodes
        number = when(self._stuck, self.incidents.run_start).otherwise(lattice.number)
        return lattice.field("time of value", lattice.wall(number))

    @cached_property
    def _usual(self) -> Expr:
        """A row's value without anomalies."""
        lattice, fleet, stuck, time = self.episodes, self.fleet, self._stuck, self.time
        metric = lattice.by_stream(lambda s: s.metric, lattice.stream)
        site = fleet.site(lattice.octet)
        warm = metric.eq(TEMPERATURE)
        size = when(warm, latitude_factor(fleet, site)).otherwise(1_000)
        shift = when(warm, 110).otherwise(0)
        value = lattice.by_stream(_base, lattice.stream)
        yearly = season(self.clock, time, shift) * self._by_stream(lambda n: n.season) // 10**6
        value = value + yearly * size // 1_000
        value = value + course(self._by_stream(lambda n: n.day), time, _DAYS)
        weather = self._noise("weather", site, lift(6), time)
        own = lattice.device * len(lattice.streams) + lattice.stream
        noise = self._noise("noise", own, self._by_stream(lambda n: n.hours), time)
        value = value + weather * self._by_stream(lambda n: n.site * _SMOOTHED) // 10**6
        value = value + noise * self._by_stream(lambda n: n.own * _SMOOTHED) // 10**6
        steady = curve(lognormal(2.2, 0.4), Draw())
        usual = Field("iot.devices", "vibration", steady, fleet.rows).at(lattice.device)
        value = value + when(metric.eq(VIBRATION), usual).otherwise(0)
        weekday = (time // DAY + self.clock.weekday) % 7
        resting = metric.eq(POWER) & (weekday >= 5)
        value = when(resting, value * 3 // 4).otherwise(value)
        white = self._by_stream(lambda n: n.white)
        still = when(stuck, 0).otherwise(curve(normal(), Draw("white")) * white // 10**6)
        return clip(value + still, -(10**7), 10**7)

    @cached_property
    def _kind(self) -> Expr:
        """Spikes 50, level shifts 20, drifts 15, stuck 15 %."""
        return lookup((SPIKE,) * 10 + (SHIFT,) * 4 + (DRIFT,) * 3 + (STUCK,) * 3, self._twentieth)

    @property
    def _twentieth(self) -> Expr:
        return self.episodes.once("kind", Draw(bits=16) * 20 // 2**16)

    @cached_property
    def value(self) -> Field:
        """The reading, with what an anomaly does to it."""
        lattice = self.episodes
        metric = lattice.by_stream(lambda s: s.metric, lattice.stream)
        deviation = lookup(_DEVIATIONS, metric)
        size = lattice.once("size", Draw(bits=16))
        each = Draw("size", 16)
        past = lattice.number - self.incidents.run_start + 1
        drift = clip(past, 0, 80) * 2**17 // greatest(self.incidents.run, 1)
        kind = self._kind
        # In 1/2**16 of six standard deviations.
        factor = (
            when(kind.eq(SPIKE), each + 2**16)
            .when(kind.eq(SHIFT), size + 2**16)
            .when(kind.eq(DRIFT), least(drift, 2**17))
            .otherwise(0)
        )
        off = when(self.incidents.anomaly, deviation * 6 * factor // 2**16).otherwise(0)
        usual = self._usual
        low = when(self.incidents.anomaly, lookup(_FAULTY_LOWS, metric)).otherwise(
            lookup(_LOWS, metric)
        )
        high = lookup(_HIGHS, metric)
        # Up or down as drawn, unless only the other way stays within the range.
        down = (size % 2).eq(0)
        falls = (down & (usual - off >= low)) | (usual + off > high)
        value = when(falls, usual - off).otherwise(usual + off)
        return lattice.field("metric_value", greatest(least(value, high), low))


def _base(stream: MetricStream) -> int:
    indoors = stream.metric == TEMPERATURE and stream.kind == kinds.HVAC
    return 2_150 if indoors else _BASES[stream.metric]
