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
from tablewright.tables.iot.fleet import Fleet
from tablewright.tables.iot.incidents import DeviceIncidents
from tablewright.tables.iot.series import Series
from tablewright.tables.iot.sites import Sites
from tablewright.tables.iot.slots import (
    HUMIDITY,
    POWER,
    PRESSURE,
    TEMPERATURE,
    VIBRATION,
    MetricStream,
)

SPIKE, SHIFT, DRIFT, STUCK = range(4)
UNITS = ("celsius", "percent", "hPa", "kWh", "mm/s")
_TURN_BITS = 16
_TURN = 1 << _TURN_BITS
_KNOTS = 32
_KNOT_TURNS = 2**16
"""Knots after which noise repeats, which takes years: products stay small."""
_COMFORT = 2_100
"""What HVAC controllers heat and cool to, in hundredths of a degree."""
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


WARMTH = _sine(5, 9.5)
"""Daily temperature cycle: coldest at half past 3, warmest at half past 15."""
_LOAD = [50 + each for each in _sine(20, 8)]
_METERED = [load + _evening(24 * i / _KNOTS) for i, load in enumerate(_LOAD)]
_CONSTANT = [0.0] * (_KNOTS + 1)
# Infrared light at night.
_WATCHED = [1.5 - each for each in _sine(0.3, 6)]
_DAYS = (_CONSTANT, WARMTH, [-1.2 * each for each in WARMTH], _WATCHED, _METERED)
"""Courses of a day: none, temperature, humidity, a camera's power, metered power."""


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


def outdoors(sites: Sites, site: Expr, local: Expr) -> Expr:
    """The usual temperature at a site and a local time, in hundredths of a degree."""
    return sites.warmth(site, local) + course(lift(0), local, (WARMTH,))


@dataclass(frozen=True)
class _Nature:
    """What a stream follows: standard deviations in hundredths, times in hours."""

    base: int = 0
    climate: bool = False
    season: int = 0
    day: int = 0
    site: float = 0
    controls: bool = False
    """Whether it is the power that heats or cools to 21 degrees."""
    own: float = 0
    hours: int = 1
    white: float = 0
    deviation: int = 0
    """Spikes are 6 to 12 of them, shifts 3 to 6, and drifts grow to 6."""


def _nature(stream: MetricStream) -> _Nature:
    if stream.metric == TEMPERATURE:
        if stream.kind == kinds.HVAC:
            return _Nature(base=2_150, own=90, hours=4, white=15, deviation=250)
        return _Nature(0, True, 0, 1, 250, own=50, hours=6, white=15, deviation=250)
    if stream.metric == HUMIDITY:
        return _Nature(6_000, False, 1_500, 2, -150, own=600, hours=6, white=60, deviation=600)
    if stream.metric == PRESSURE:
        return _Nature(base=101_300, own=700, hours=24, white=15, deviation=700)
    if stream.metric == POWER:
        if stream.kind == kinds.HVAC:
            return _Nature(0, True, 0, 1, 250, True, 200, 3, 100, 1_000)
        if stream.kind == kinds.CAMERA:
            return _Nature(day=3, own=8, hours=3, white=4, deviation=30)
        return _Nature(day=4, own=600, hours=3, white=150, deviation=1_000)
    return _Nature(own=30, hours=1, white=6, deviation=90)


@dataclass(frozen=True)
class Signals:
    """The values of readings.

    Noise that is correlated in time is interpolated between normal draws at regular hours: of
    the site, which its temperatures and humidities share, and of the stream.
    """

    series: Series
    incidents: DeviceIncidents
    fleet: Fleet
    clock: MaintenanceClock

    def _by_stream(self, what: Callable[[_Nature], float]) -> Expr:
        return self.series.by_stream(lambda s: round(what(_nature(s))), self.series.stream)

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
        series = self.series
        since = when(self._stuck, series.inside - self.incidents.run_start).otherwise(0)
        return series.field("time of value", series.wall(series.number + greatest(since, 0)))

    @cached_property
    def _usual(self) -> Expr:
        """A row's value without anomalies."""
        series, sites, stuck, time = self.series, self.fleet.sites, self._stuck, self.time
        metric, site = series.metric_number, series.site
        local = series.field("local time", sites.local(site, time))
        value = self._by_stream(lambda n: n.base) + course(
            self._by_stream(lambda n: n.day), local + DAY, _DAYS
        )
        value = (
            value
            + season(self.clock, local, lift(0)) * self._by_stream(lambda n: n.season) // 10**6
        )
        outside = self._by_stream(lambda n: n.climate).eq(1)
        value = value + when(outside, sites.warmth(site, local)).otherwise(0)
        weather = self._noise("weather", site, lift(6), time)
        value = value + weather * self._by_stream(lambda n: n.site * _SMOOTHED) // 10**6
        away = greatest(value - _COMFORT, _COMFORT - value)
        controls = self._by_stream(lambda n: n.controls).eq(1)
        value = when(controls, away * 9 // 4 + 300).otherwise(value)
        own = series.device * len(series.streams) + series.stream
        noise = self._noise("noise", own, self._by_stream(lambda n: n.hours), time)
        value = value + noise * self._by_stream(lambda n: n.own * _SMOOTHED) // 10**6
        steady = curve(lognormal(2.2, 0.4), Draw())
        usual = Field("iot.devices", "vibration", steady, self.fleet.rows).at(series.device)
        value = value + when(metric.eq(VIBRATION), usual).otherwise(0)
        weekday = (local // DAY + self.clock.weekday + 7) % 7
        resting = self._by_stream(lambda n: n.deviation >= 1_000).eq(1) & (weekday >= 5)
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
        return self.series.once("kind", Draw(bits=16) * 20 // 2**16)

    @cached_property
    def value(self) -> Field:
        """The reading, with what an anomaly does to it."""
        series = self.series
        metric = series.metric_number
        deviation = self._by_stream(lambda n: n.deviation)
        size = series.once("size", Draw(bits=16))
        each = Draw("size", 16)
        past = series.inside - self.incidents.run_start + 1
        drift = clip(past, 0, 80) * 2**17 // greatest(self.incidents.run, 1)
        kind = self._kind
        # In 1/2**16 of six standard deviations.
        factor = (
            when(kind.eq(SPIKE), each + 2**16)
            .when(kind.eq(SHIFT), (size + 2**16) // 2)
            .when(kind.eq(DRIFT), least(drift, 2**17) // 2)
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
        return series.field("metric_value", greatest(least(value, high), low))
