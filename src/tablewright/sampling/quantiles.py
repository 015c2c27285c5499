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
    """Return knots of the standard normal distribution, in millionths, with the tails' means."""
    inner = [NormalDist().inv_cdf(i / CELLS) for i in range(1, CELLS)]
    # E[Z | Z > z] = pdf(z) / P(Z > z); a straight line from z to the end has its mean half-way.
    end = 2 * NormalDist().pdf(inner[-1]) * CELLS - inner[-1]
    return tuple(round(z * Z_UNIT) for z in (-end, *inner, end))


@cache
def lognormal(median: float, sigma: float, unit: int = 100) -> tuple[int, ...]:
    """Return knots of a log-normal distribution.

    Parameters
    ----------
    median : float
        The median (> 0).
    sigma : float
        Standard deviation of the logarithm.
    unit : int
        Integers per unit: 100 gives cents.
    """
    return tuple(round(median * math.exp(sigma * z / Z_UNIT) * unit) for z in normal())


@cache
def _curves() -> dict[str, list[int]]:
    text = resources.files("tablewright.data").joinpath("curves.json").read_text("utf-8")
    curves: dict[str, list[int]] = json.loads(text)
    return curves


def shipped(name: str) -> tuple[int, ...]:
    """Return the knots of a shipped distribution; see ``data/make_curves.py``."""
    return tuple(_curves()[name])


def quantile(knots: tuple[int, ...], roll: Roll | Draw | str = "") -> Expr:
    """Draw a value from a distribution given by its knots."""
    return curve(knots, Roll.of(roll))


def curve(
    knots: tuple[int, ...], roll: Roll | Expr, which: Expr | None = None, curves: int = 1
) -> Interpolation:
    """Interpolate knots at a roll (32 bits if an expression); ``which`` selects the curve."""
    value, bits = roll if isinstance(roll, Roll) else Roll(roll, DRAW_BITS)
    cell_bits = (len(knots) // curves - 1).bit_length() - 1
    return Interpolation(
        knots, bits - cell_bits, value, lift(0) if which is None else which, curves
    )


_STEP_BITS = 14


def exponential(value: Expr, low: float, high: float, unit: int) -> Expr:
    """Return ``exp`` of a number in millionths, clipped to ``low..high``, in units of 1/unit."""
    first = math.floor(low * Z_UNIT)
    knots = -(-math.ceil((high - low) * Z_UNIT) // 2**_STEP_BITS) + 1
    table = tuple(
        round(math.exp((first + (k << _STEP_BITS)) / Z_UNIT) * unit) for k in range(knots + 1)
    )
    past = clip(value - first, 0, math.ceil((high - low) * Z_UNIT))
    return Interpolation(table, _STEP_BITS, past, lift(0))


def middles(knots: tuple[int, ...], count: int) -> list[int]:
    """Return ``count`` values spread evenly over a distribution."""
    cells = len(knots) - 1
    places = [(2 * i + 1) * cells for i in range(count)]
    return [
        knots[at // (2 * count)]
        + (knots[at // (2 * count) + 1] - knots[at // (2 * count)])
        * (at % (2 * count))
        // (2 * count)
        for at in places
    ]
