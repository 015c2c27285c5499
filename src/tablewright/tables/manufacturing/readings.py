"""The sensor_data table: six sensors and the energy of machines, read every ten seconds."""

from __future__ import annotations

import datetime as dt
import math

from tablewright.ops import (
    Draw,
    Expr,
    Field,
    Interpolation,
    Row,
    below,
    chance,
    clip,
    least,
    lift,
    lookup,
    when,
)
from tablewright.sampling import normal, shipped
from tablewright.sampling.quantiles import Z_UNIT, quantile
from tablewright.spec import Boolean, Column, Fields, Float64, ForeignKey, Int64, Table, Timestamp
from tablewright.tables.manufacturing import machines as plant
from tablewright.tables.manufacturing.incidents import (
    FAULT_HIGH,
    FAULT_LOW,
    IDLE_NOW,
    OUT_OF_USE,
    MachineIncidents,
)
from tablewright.tables.manufacturing.machines import Machines
from tablewright.tables.manufacturing.sampling import STEP, TABLE, Sampling
from tablewright.tables.manufacturing.schedule import DAY

_UNIT = 10**6
_PUBLISHED = 10**4
_NOISES = (("sensor_A", 1), ("sensor_B", 2), ("sensor_C", 3))
"""Half the range of the sensors that only have noise."""
_WAVES = (("sensor_D", 0.1, 1.5), ("sensor_E", 0.01, 2.0), ("sensor_F", 0.2, 1.0))
"""Angle of a step of ten seconds, and half the range of the noise, of those that swing."""
_LIMITS = (9, 18, 27, 12, 15, 12)
"""From which absolute value on a reading of each sensor is an anomaly."""
_TURN_BITS = 24
_MEAN_WAVE = 1_266_066
"""Of ``exp(sin)``, in millionths: the modified Bessel function I0(1)."""
_LOADS = (70, 75, 55, 80, 60, 65, 45, 85)
"""Percent of full power, by type of machine."""
_SHIFTS = (*[30] * 6, *[100] * 8, *[85] * 8, *[30] * 2)
"""Percent, by hour: two shifts and the night."""
_WEEKEND = 40
_SWING = 20
"""Percent of energy for each unit of ``exp(sin)``: what moves sensor D costs power."""
_NOISE = 400
_OUTAGE = 20
"""Slots for which energy is unknown at a time."""


def sensor_data(machines: Machines, incidents: MachineIncidents, sampling: Sampling) -> Table:
    """Declare the table."""
    f = Fields(TABLE, sampling.rows)
    window, episode = machines.window, f("episode", sampling.episode)
    machine = f("machine", sampling.machine.at(episode))
    tick = f("tick", sampling.tick)
    first = window.first_day * 86_400 * 1_000_000
    instant = f("timestamp", first + tick * STEP // sampling.finer)

    strength = FAULT_LOW + below(FAULT_HIGH - FAULT_LOW + 1, "strength")
    multiplier = f("multiplier", when(incidents.anomalous, strength).otherwise(1000))
    phase = Field(TABLE, "phase", Draw(bits=20), machines.rows)
    clock = f("clock", tick + phase.at(machine) * sampling.finer)
    waves = {
        name: f(f"{name} wave", _wave(clock, angle, sampling.finer)) for name, angle, _ in _WAVES
    }
    sensors = [f(name, _published(noise(half), multiplier)) for name, half in _NOISES] + [
        f(name, _published(2 * waves[name] + noise(half), multiplier)) for name, _, half in _WAVES
    ]
    anomaly: Expr = lift(False)
    for sensor, limit in zip(sensors, _LIMITS, strict=True):
        limit *= _PUBLISHED
        anomaly = anomaly | (sensor > limit) | (sensor < -limit)
    energy, unknown = _energy(f, machines, incidents, sampling, waves["sensor_D"])
    docs = (
        "U(-1, 1), times the fault multiplier",
        "U(-2, 2), times the fault multiplier",
        "U(-3, 3), times the fault multiplier",
        "2 exp(sin(.1 k)) + U(-1.5, 1.5), times the fault multiplier; k counts slots of 10 s",
        "2 exp(sin(.01 k)) + U(-2, 2), times the fault multiplier",
        "2 exp(sin(.2 k)) + U(-1, 1), times the fault multiplier",
    )
    columns = (
        Column(f("reading_id", Row() + 1), Int64(), "1 + row, by session, slot and machine"),
        Column(
            f("equipment_id", machine + plant.FIRST_ID), Int64(), "even over machines in service"
        ),
        Column(
            instant,
            Timestamp(),
            "a grid of 10 seconds in sampled hours, 0.5 % missing; up to the snapshot",
        ),
        *(Column(sensor, Float64(4), doc) for sensor, doc in zip(sensors, docs, strict=True)),
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
            "|A| > 9, |B| > 18, |C| > 27, |D| > 12, |E| > 15 or |F| > 12: in runs, 15 % of the "
            "readings of faulty machines, 6 times as dense in the 2 days before they fail",
        ),
    )
    return Table(
        TABLE,
        sampling.rows,
        columns,
        primary_key="reading_id",
        foreign_keys=(ForeignKey("equipment_id", plant.TABLE, "equipment_id"),),
        doc="Readings of six sensors and of energy, in the order of sampled hours.",
    )


def _wave(clock: Expr, angle: float, finer: int) -> Expr:
    """``exp(sin)`` of the clock, in millionths."""
    knots = shipped("exp sine")
    step = round(angle / (2 * math.pi) * 2**_TURN_BITS)
    bits = _TURN_BITS - (len(knots) - 1).bit_length() + 1
    return Interpolation(knots, bits, clock * step // finer % 2**_TURN_BITS, lift(0))


def noise(half: float) -> Expr:
    """Uniform between minus and plus ``half``, in millionths."""
    return Draw() * round(2 * half * _UNIT) // (1 << 32) - round(half * _UNIT)


def _published(value: Expr, multiplier: Expr) -> Expr:
    """A sensor's millionths, times the multiplier in thousandths, in published decimals."""
    divisor = 1000 * (_UNIT // _PUBLISHED)
    return (value * multiplier + divisor // 2) // divisor


def _energy(
    f: Fields, machines: Machines, incidents: MachineIncidents, sampling: Sampling, wave: Expr
) -> tuple[Field, Expr]:
    """Energy in hundredths, and whether it is unknown."""
    episode, window = sampling.episode, machines.window
    hour = sampling.hour.at(sampling.session)
    weekdays = [
        _WEEKEND if (window.start + dt.timedelta(days=day)).weekday() >= 5 else 100
        for day in range(window.days)
    ]
    day = least(hour // 24, window.days - 1)
    load = lookup(_LOADS, machines.kind.at(sampling.machine.at(episode)))
    usual = load * lookup(_SHIFTS, hour % 24) * lookup(weekdays, day) // 100
    swing = (wave - _MEAN_WAVE) * _SWING // 100 * usual // _UNIT
    drawn = quantile(normal(), "noise") * _NOISE // Z_UNIT
    busy = clip(usual + swing + drawn, 0, 10_000)
    minute = sampling.tick // (6 * sampling.finer) + window.first_day * DAY
    work_from, work_until = (field.at(episode) for field in incidents.work)
    standing = incidents.standing.at(episode)
    energy = (
        when(standing.eq(OUT_OF_USE), below(100, "off"))
        .when((minute >= work_from) & (minute < work_until), 50 + below(451, "work"))
        .when(standing.eq(IDLE_NOW), 300 + below(501, "idle"))
        .otherwise(busy)
    )
    # Whole stretches of an episode are unknown; each has a draw of its own.
    stretches = -(-sampling.length // _OUTAGE)
    stretch = episode * stretches + sampling.slot // _OUTAGE
    unknown = Field(TABLE, "outage", chance(0.005)).at(stretch)
    return f("energy", energy), unknown
