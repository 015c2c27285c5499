"""Inverse distribution functions in plain floats, for tables that are made while declaring.

Every result is rounded before it is scaled to an integer, so that the last bits of a machine's
``exp`` and ``log`` change no row.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import NormalDist

_STEPS = 200
_PRECISION = 12
_TINY = 1e-300
_END = 1e-9


def normal(share: float) -> float:
    """The standard normal quantile."""
    return NormalDist().inv_cdf(min(max(share, _END), 1 - _END))


def gamma(shape: float, share: float) -> float:
    """The quantile of a gamma distribution of scale 1."""
    if share <= 0:
        return 0.0
    # Wilson and Hilferty's cube, good enough to begin with.
    cube = 1 - 1 / (9 * shape) + normal(share) / (3 * math.sqrt(shape))
    start = shape * cube**3 if cube > 0 else shape * share ** (1 / shape) / 2
    return solved(lambda x: gamma_share(shape, x), min(share, 1 - _END), start, 0.0, math.inf)


def gamma_share(shape: float, x: float) -> float:
    """The share below ``x`` of a gamma distribution of scale 1."""
    if x <= 0:
        return 0.0
    front = math.exp(shape * math.log(x) - x - math.lgamma(shape))
    if x < shape + 1:
        term = total = 1 / shape
        for step in range(1, _STEPS):
            term *= x / (shape + step)
            total += term
            if term < total * 1e-15:
                break
        return total * front
    return 1 - front * _fraction(
        x + 1 - shape, lambda n: -n * (n - shape), lambda n: x + 2 * n + 1 - shape
    )


def _fraction(first: float, above: Callable[[int], float], below: Callable[[int], float]) -> float:
    """A continued fraction 1 / (first + above(1) / (below(1) + ...)), by Lentz's method."""
    c, d = 1 / _TINY, 1 / first
    result = d
    for step in range(1, _STEPS):
        d = below(step) + above(step) * d
        d = 1 / (d if abs(d) > _TINY else _TINY)
        c = below(step) + above(step) / c
        result *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return result


def beta(a: float, b: float, share: float) -> float:
    """The quantile of a beta distribution."""
    return solved(lambda x: beta_share(a, b, x), share, a / (a + b), 0.0, 1.0)


def beta_share(a: float, b: float, x: float) -> float:
    """The share below ``x`` of a beta distribution."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_share(b, a, 1 - x)
    logs = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    front = math.exp(logs + a * math.log(x) + b * math.log1p(-x)) / a

    def above(n: int) -> float:
        m = n // 2
        if n % 2:
            return -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        return m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))

    return front * _fraction(1.0, above, lambda n: 1.0)


def solved(
    share_of: Callable[[float], float], share: float, start: float, low: float, high: float
) -> float:
    """Find where an increasing function reaches ``share``: false position, Illinois variant."""
    below = share_of(low) - share
    if below >= 0:
        return low
    if math.isinf(high):
        high = max(start, 1e-12)
        while share_of(high) < share:
            low, below, high = high, share_of(high) - share, high * 2
    over = share_of(high) - share
    last = 0
    for _ in range(_STEPS):
        middle = (low * over - high * below) / (over - below)
        if not low < middle < high:
            middle = (low + high) / 2
        found = share_of(middle) - share
        if found == 0 or high - low <= 1e-14 * high:
            return middle
        if found < 0:
            low, below, over = middle, found, over / 2 if last < 0 else over
        else:
            high, over, below = middle, found, below / 2 if last > 0 else below
        last = -1 if found < 0 else 1
        if abs(found) < 1e-15:
            break
    return middle


def rounded(value: float) -> float:
    """The value to twelve significant digits."""
    return float(f"{value:.{_PRECISION}g}")
