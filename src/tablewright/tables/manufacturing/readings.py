"""The sensor_data table: six sensors and the energy of machines."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping

from tablewright.ops import (
    Draw,
    Expr,
    Field,
    Interpolation,
    Roll,
    Row,
    below,
    chance,
    clip,
    lift,
    lookup,
    parts,
    when,
)
from tablewright.sampling import normal, shipped, shuffled
from tablewright.sampling.quantiles import Z_UNIT, lognormal, middles, quantile
from tablewright.spec import Boolean, Column, Fields, Float64, ForeignKey, Int64, Table, Timestamp
from tablewright.tables.manufacturing import machines as plant
from tablewright.tables.manufacturing.condition import IDLE_NOW, OUT_OF_USE, WORN, Condition
from tablewright.tables.manufacturing.machines import Machines
from tablewright.tables.manufacturing.models import TYPES
from tablewright.tables.manufacturing.sampling import SECOND, TABLE, Sampling
from tablewright.tables.manufacturing.schedule import DAY

_UNIT = 10**6
_PUBLISHED = 10**4
_HALVES = (1, 2, 3, 1.5, 2, 1)
"""Half the range of each sensor's noise."""
_ANGLES = (0, 0, 0, 0.1, 0.01, 0.2)
"""Angle of ten seconds, of those that swing."""
SENSORS = "ABCDEF"
LIMITS = (9, 18, 27, 12, 15, 12)
"""From which absolute value on a reading of each sensor is an anomaly."""
_INSIDE = 98
"""Percent of its limit that a sensor reaches without an anomaly."""
_MODES = ((0, 3), (1, 4), (2, 5), (0, 4), (1, 5))
"""The two sensors that each failure mode shows on, the first one more."""
_GAINS = (3000, 2100)
"""By how many thousandths they rise until the machine breaks."""
_SPREAD = 0.35
"""Log-sd of the sensors' scale, by type."""
_TURN_BITS = 24
_MEAN_WAVE = 1_266_066
"""Of ``exp(sin)``, in millionths: the modified Bessel function I0(1)."""
_LOADS = (70, 75, 55, 80, 60, 65, 45, 85)
"""Percent of full power, by type of machine."""
_SHIFTS = (*[30] * 6, *[100] * 8, *[85] * 8, *[30] * 2)
"""Percent, by hour: two shifts and the night."""
_WEEKEND = 40
_STILL = 500
"""The load of a machine that stands, of 10,000."""
_SWING = 20
"""Percent of energy for each unit of ``exp(sin)``: what moves sensor D costs power."""
_NOISE = 400
_OUTAGE = 20
"""Slots for which energy is unknown at a time."""
_TESTED = 0.25
"""The share of readings at work in which the machine is tested: two to five times as high."""


def sensor_data(machines: Machines, condition: Condition, sampling: Sampling) -> Table:
    """Declare the table."""
    f = Fields(TABLE, sampling.rows)
    kind = f("kind", machines.kind.at(condition.machine))
    load = f("load", _load(machines, condition, kind))
    phase = Field(TABLE, "phase", Draw(bits=20), max(1, machines.rows)).at(condition.machine)
    passed = (sampling.instant - machines.window.first_day * DAY * 60 * SECOND) // 1000
    clock = f("clock", passed + phase * 10_000)
    waves = {
        name: f(f"wave {name}", _wave(clock, angle))
        for name, angle in zip(SENSORS, _ANGLES, strict=True)
        if angle
    }
    sensors = _sensors(f, condition, kind, load, waves)
    anomaly: Expr = lift(False)
    for sensor, limit in zip(sensors, LIMITS, strict=True):
        limit *= _PUBLISHED
        anomaly = anomaly | (sensor > limit) | (sensor < -limit)
    energy, unknown = _energy(f, condition, load, waves["D"])
    moved = ", by type and load; rises before failures that it announces"
    docs = (
        f"U(-1, 1){moved}",
        f"U(-2, 2){moved}",
        f"U(-3, 3){moved}",
        f"2 exp(sin(.1 k)) + U(-1.5, 1.5), k in 10 s{moved}",
        f"2 exp(sin(.01 k)) + U(-2, 2){moved}",
        f"2 exp(sin(.2 k)) + U(-1, 1){moved}",
    )
    columns = (
        Column(f("reading_id", Row() + 1), Int64(), "1 + row, by time and machine"),
        Column(
            f("equipment_id", condition.machine + plant.FIRST_ID),
            Int64(),
            "all that there are when readings begin, side by side",
        ),
        Column(
            f("timestamp", sampling.instant),
            Timestamp(),
            "a grid: the finest of 10 s, 1 min, 10 min, 1 h, 3 h, 6 h that covers 15 days, or "
            "`interval`; 0.5 % missing; up to the snapshot",
        ),
        *(
            Column(f(f"sensor_{name}", sensor), Float64(4), doc)
            for name, sensor, doc in zip(SENSORS, sensors, docs, strict=True)
        ),
        Column(
            energy,
            Float64(2),
            "0 to 100: load of the type, shift, weekend, N(0, 4) and the swing of sensor_D; 3 to 8 "
            "if Idle, up to 5 while worked on; 0.5 % null in runs of 20",
            null_when=unknown,
        ),
        Column(
            f("is_anomaly", anomaly),
            Boolean(),
            "|A| > 9, |B| > 18, |C| > 27, |D| > 12, |E| > 15 or |F| > 12: one sensor, in runs, 15 "
            "% of the readings of faulty machines, 6 times as dense in the 2 days before they fail",
        ),
    )
    return Table(
        TABLE,
        sampling.rows,
        columns,
        primary_key="reading_id",
        foreign_keys=(ForeignKey("equipment_id", plant.TABLE, "equipment_id"),),
        doc="Readings of six sensors and of energy, in the order of time.",
    )


def _load(machines: Machines, condition: Condition, kind: Expr) -> Expr:
    """The share of full power, in 1/10,000: by type, shift and day."""
    window = machines.window
    weekdays = [
        _WEEKEND if (window.start + dt.timedelta(days=day)).weekday() >= 5 else 100
        for day in range(window.days)
    ]
    hour = condition.minute // 60
    day = clip(hour // 24 - window.first_day, 0, window.days - 1)
    return lookup(_LOADS, kind) * lookup(_SHIFTS, hour % 24) * lookup(weekdays, day) // 100


def _sensors(
    f: Fields, condition: Condition, kind: Expr, load: Expr, waves: Mapping[str, Expr]
) -> list[Field]:
    """What the sensors show, in published decimals."""
    still = condition.at_work | condition.held | condition.standing.ne(0)
    # Half of what they show is there at any load.
    turning = 500 + when(still, _STILL).otherwise(load) * 7 // 100
    tested, by, over, side = parts(f("moment", Draw(bits=63)), 13, 13, 22, 15)
    times = when(condition.at_work & chance(_TESTED, tested), 2000 + below(3001, by))
    strength = f("strength", turning * times.otherwise(1000) // 1000)
    anomalous, upset = f("anomalous", condition.anomalous), f("upset", condition.upset)
    excess = f("excess", 1001 + quantile(shipped("exponential"), over) // 4000)
    sign = below(2, side) * 2 - 1
    noises = [
        noise(half, roll)
        for name, halves in (("quiet", _HALVES[:3]), ("swinging", _HALVES[3:]))
        for half, roll in zip(
            halves, parts(f(f"{name} noise", Draw(bits=63)), 21, 21, 21), strict=True
        )
    ]
    found = []
    for number, (name, limit) in enumerate(zip(SENSORS, LIMITS, strict=True)):
        swing = 2 * waves[name] if name in waves else lift(0)
        raw = f(f"raw {name}", (swing + noises[number]) * lookup(_scales(number), kind) // 1000)
        gains = [_GAINS[shown.index(number)] if number in shown else 0 for shown in _MODES]
        risen = 1000 + condition.wear * lookup(gains, condition.mode) // WORN
        inside = limit * _PUBLISHED * _INSIDE // 100
        usual = clip(raw * strength * risen // (1_000_000 * (_UNIT // _PUBLISHED)), -inside, inside)
        beyond = excess * (limit * _PUBLISHED // 1000)
        beyond = beyond if name in waves else beyond * sign
        found.append(
            f(f"sensor {name}", when(anomalous & upset.eq(number), beyond).otherwise(usual))
        )
    return found


def _scales(sensor: int) -> list[int]:
    """How much of a sensor each type of machine shows, in thousandths."""
    scales = middles(lognormal(1, _SPREAD, 1000), len(TYPES))
    return [scales[place] for place in shuffled(len(TYPES), 40 + sensor)]


def _wave(clock: Expr, angle: float) -> Expr:
    """``exp(sin)`` of the clock, in milliseconds; the value is in millionths."""
    knots = shipped("exp sine")
    step = round(angle / (2 * math.pi) * 2**_TURN_BITS)
    bits = _TURN_BITS - (len(knots) - 1).bit_length() + 1
    return Interpolation(knots, bits, clock * step // 10_000 % 2**_TURN_BITS, lift(0))


def noise(half: float, roll: Roll) -> Expr:
    """Uniform between minus and plus ``half``, in millionths."""
    return below(round(2 * half * _UNIT), roll) - round(half * _UNIT)


def _energy(f: Fields, condition: Condition, load: Expr, wave: Expr) -> tuple[Field, Expr]:
    """Energy in hundredths, and whether it is unknown."""
    sampling = condition.sampling
    swing = (wave - _MEAN_WAVE) * _SWING // 100 * load // _UNIT
    varies, low = parts("", 31, 32)
    drawn = quantile(normal(), varies) * _NOISE // Z_UNIT
    busy = clip(load + swing + drawn, 0, 10_000)
    energy = (
        when(condition.standing.eq(OUT_OF_USE), below(100, low))
        .when(condition.at_work | condition.held, 50 + below(451, low))
        .when(condition.standing.eq(IDLE_NOW), 300 + below(501, low))
        .otherwise(busy)
    )
    # Whole stretches of a machine are unknown; each has a draw of its own.
    stretch = sampling.slot // _OUTAGE * sampling.beside + condition.machine
    unknown = Field(TABLE, "outage", chance(0.005)).at(stretch)
    return f("energy", energy), unknown
