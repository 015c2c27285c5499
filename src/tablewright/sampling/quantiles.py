"""Quantile tables: knots of inverse distribution functions, as integers."""

from __future__ import annotations

import json
import math
from functools import cache
from importlib import resources
from statistics import NormalDist

from tablewright.ops import Draw, Expr, Interpolation, Roll, clip, lift
from tablewright.ops.random import DRAW_BITS

CELL_BITS = 10
CELLS = 2**CELL_BITS
Z_UNIT = 10**6


@cache
def normal() -> tuple[int, ...]:
    """Knots of the standard normal distribution, in millionths; the ends keep the tails' means."""
    inner = [NormalDist().inv_cdf(i / CELLS) for i in range(1, CELLS)]
    # E[Z | Z > z] = pdf(z) / P(Z > z); a straight line from z to the end has the mean half-way.
    end = 2 * NormalDist().pdf(inner[-1]) * CELLS - inner[-1]
    return tuple(round(z * Z_UNIT) for z in (-end, *inner, end))


@cache
def lognormal(median: float, sigma: float, unit: int = 100) -> tuple[int, ...]:
    """Knots of a log-normal distribution.

    Parameters
    ----------
    median : float
        Above 0.
    sigma : float
        Standard deviation of the logarithm.
    unit : int
        Integers per 1: 100 gives cents.
    """
    return tuple(round(median * math.exp(sigma * z / Z_UNIT) * unit) for z in normal())


@cache
def _curves() -> dict[str, list[int]]:
    text = resources.files("tablewright.data").joinpath("curves.json").read_text("utf-8")
    curves: dict[str, list[int]] = json.loads(text)
    return curves


def shipped(name: str) -> tuple[int, ...]:
    """Knots of a distribution that is shipped as data; see ``data/make_curves.py``."""
    return tuple(_curves()[name])


def quantile(knots: tuple[int, ...], roll: Roll | Draw | str = "") -> Expr:
    """A value drawn from a distribution given by its knots."""
    return curve(knots, Roll.of(roll))


def curve(
    knots: tuple[int, ...], roll: Roll | Expr, which: Expr | None = None, curves: int = 1
) -> Interpolation:
    """The value of knots at a roll, of 32 bits if it is an expression; ``which`` of the curves."""
    value, bits = roll if isinstance(roll, Roll) else Roll(roll, DRAW_BITS)
    cell_bits = (len(knots) // curves - 1).bit_length() - 1
    return Interpolation(
        knots, bits - cell_bits, value, lift(0) if which is None else which, curves
    )


_STEP_BITS = 14


def exponential(value: Expr, low: float, high: float, unit: int) -> Expr:
    """``exp`` of a number in millionths, clipped to ``low..high``, in integers of ``1/unit``."""
    first = math.floor(low * Z_UNIT)
    knots = -(-math.ceil((high - low) * Z_UNIT) // 2**_STEP_BITS) + 1
    table = tuple(
        round(math.exp((first + (k << _STEP_BITS)) / Z_UNIT) * unit) for k in range(knots + 1)
    )
    past = clip(value - first, 0, math.ceil((high - low) * Z_UNIT))
    return Interpolation(table, _STEP_BITS, past, lift(0))


def middles(knots: tuple[int, ...], count: int) -> list[int]:
    """The values of ``count`` rows spread evenly over a distribution."""
    cells = len(knots) - 1
    places = [(2 * i + 1) * cells for i in range(count)]
    return [
        knots[at // (2 * count)]
        + (knots[at // (2 * count) + 1] - knots[at // (2 * count)])
        * (at % (2 * count))
        // (2 * count)
        for at in places
    ]
