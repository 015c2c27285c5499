"""Roads to drive on: a driving cycle and closed loops, for ``make_curves``."""

from __future__ import annotations

import math
import random

PINGS = 1_600
LOOPS = 4
KNOTS = 256
_FINE = 16


def roads() -> dict[str, list[float]]:
    """The curves: speeds in mph every five seconds, and loops of length 1 with their bearings."""
    made: dict[str, list[float]] = {"drive speed": drive(random.Random(1972))}
    made |= {f"loop {what}": [] for what in ("east", "north", "bearing")}
    for number in range(LOOPS):
        for what, values in zip(
            ("east", "north", "bearing"), loop(random.Random(number)), strict=True
        ):
            made[f"loop {what}"] += values
    return made


def drive(rng: random.Random) -> list[float]:
    """Hops from stop to stop, in the proportions of city and highway driving.

    City hops peak around 16 to 41 mph; every thirteenth hop is a highway's, N(62, 6). Speed changes
    by at most 2.2 mph in a second.
    """
    speeds: list[float] = []
    hop = 0
    while len(speeds) < PINGS:
        speeds += [0.0] * (2 + int(rng.random() * 4.9))
        highway = hop % 13 == 5
        length = 80 + int(rng.random() * 40) if highway else 10 + int(rng.random() * 20)
        peak = 62.0 if highway else 16 + 25 * rng.random()
        speeds += _hop(rng, length, peak, 6.0 if highway else 5.0)
        hop += 1
    speeds += [0.0] * 3
    return [round(speed, 1) for speed in speeds]


def _hop(rng: random.Random, length: int, peak: float, spread: float) -> list[float]:
    wander, speeds = 0.0, []
    for ping in range(length):
        wander = 0.85 * wander + spread * math.sqrt(1 - 0.85**2) * _normal(rng)
        ramp = 11.0 * min(ping + 1, length - ping)
        speeds.append(max(2.0, min(ramp, peak + wander, 79.0)))
    return speeds


def _normal(rng: random.Random) -> float:
    return sum(rng.random() for _ in range(12)) - 6


def loop(rng: random.Random) -> tuple[list[float], list[float], list[float]]:
    """East, north and bearing (degrees, not wrapped) at equal steps of the way round."""
    waves = [(k, 0.30 / k * (0.4 + rng.random()), 2 * math.pi * rng.random()) for k in (2, 3, 4, 5)]
    fine = KNOTS * _FINE
    east, north = [], []
    for i in range(fine + 1):
        angle = 2 * math.pi * i / fine
        radius = 1 + sum(size * math.cos(k * angle + shift) for k, size, shift in waves)
        east.append(radius * math.sin(angle))
        north.append(radius * math.cos(angle))
    way = [0.0]
    for i in range(fine):
        way.append(way[-1] + math.hypot(east[i + 1] - east[i], north[i + 1] - north[i]))
    places = [_at(way, way[-1] * knot / KNOTS) for knot in range(KNOTS + 1)]
    x = [(_between(east, place) - east[0]) / way[-1] for place in places]
    y = [(_between(north, place) - north[0]) / way[-1] for place in places]
    bearings: list[float] = []
    for knot in range(KNOTS + 1):
        # The loop is closed: the way out of its end is the way out of its begin.
        before, after = (knot - 1) % KNOTS, (knot + 1) % KNOTS
        bearing = math.degrees(math.atan2(x[after] - x[before], y[after] - y[before]))
        if bearings:
            bearing += 360 * round((bearings[-1] - bearing) / 360)
        bearings.append(bearing)
    return x, y, bearings


def _at(way: list[float], wanted: float) -> float:
    low = 0
    for step in (2**k for k in range(len(way).bit_length(), -1, -1)):
        if low + step < len(way) and way[low + step] <= wanted:
            low += step
    if low + 1 >= len(way):
        return float(low)
    return low + (wanted - way[low]) / (way[low + 1] - way[low])


def _between(values: list[float], place: float) -> float:
    low = min(int(place), len(values) - 2)
    return values[low] + (values[low + 1] - values[low]) * (place - low)
