"""Daily returns of shares: a common factor, volatility that clusters, and fat tails.

Paths simulated freely meet these only on average over centuries. Therefore each share's are the
first of many that do so in the window itself. All numbers come from hashes and shipped quantiles,
by arithmetic and square roots, which are the same on every machine.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from functools import cache

from tablewright.sampling import normal
from tablewright.sampling.quantiles import Z_UNIT
from tablewright.xxh64 import SPARK_SEED, xxh64

_COMMON = 0.3
"""The share of a return's variance that all shares have in common: the correlation of two."""
_SHOCK, _MEMORY = 0.16, 0.76
"""What a day's variance keeps of the last day's squared return, and of its variance (GARCH)."""
_JUMP_EVERY, _JUMP = 31, 2.4
"""News of one share: so rare, and so much wilder than other days."""
_TRIES = 200
_KURTOSIS = (1.5, 5.5)
_CLUSTERING = (0.12, 0.23)
_FEW = 40
"""Returns too few to have statistics."""


@cache
def returns(shares: int, days: int) -> tuple[tuple[float, ...], ...]:
    """Returns by share: of mean 0, variance 1 and no correlation with those of the day before.

    Their excess kurtosis is from 1 to 6, the correlation of two successive sizes .1 to .25.
    """
    market, calm = _factor(days)
    weights = math.sqrt(_COMMON), math.sqrt(1 - _COMMON)
    found = []
    for share in range(shares):
        best: tuple[float, list[float]] = math.inf, []
        for attempt in range(_TRIES):
            own = _news(share * _TRIES + attempt, days)
            days_ = zip(calm, market, own, strict=True)
            made = _settled([s * (weights[0] * m + weights[1] * o) for s, m, o in days_])
            best = min(best, (_miss(made), made))
            if not best[0]:
                break
        found.append(tuple(best[1]))
    return tuple(found)


def normals(key: int, count: int) -> list[float]:
    """Standard normal numbers that belong to a key."""
    return [_normal(hash_) for hash_ in _hashes(key, count)]


def _hashes(key: int, count: int) -> list[int]:
    state = xxh64(key, SPARK_SEED)
    return [xxh64(step, state) for step in range(count)]


def _normal(hash_: int) -> float:
    knots = normal()
    return knots[1 + hash_ % (len(knots) - 2)] / Z_UNIT


def _factor(days: int) -> tuple[list[float], list[float]]:
    """What moves all shares, and how volatile each day is: the square root of a variance."""
    best: tuple[float, list[float], list[float]] = math.inf, [], []
    for attempt in range(_TRIES):
        draws, calm, variance = normals(5_000 + attempt, days), [], 1.0
        for draw in draws:
            calm.append(math.sqrt(variance))
            variance = 1 - _SHOCK - _MEMORY + (_SHOCK * draw * draw + _MEMORY) * variance
        miss = _miss(_settled([s * z for s, z in zip(calm, draws, strict=True)]))
        if miss < best[0]:
            best = miss, draws, calm
        if not miss:
            break
    return best[1], best[2]


def _news(key: int, days: int) -> list[float]:
    """What moves one share, with rare jumps; in no units, as `_settled` rescales."""
    scale = 1 / math.sqrt(1 + (_JUMP**2 - 1) / _JUMP_EVERY)
    return [
        _normal(hash_) * scale * (_JUMP if (hash_ >> 32) % _JUMP_EVERY == 0 else 1)
        for hash_ in _hashes(10_000 + key, days)
    ]


def _settled(moves: Sequence[float]) -> list[float]:
    """The returns without mean and without memory, of variance 1."""
    made = list(moves)
    for _ in range(4):
        made = _centred(made)
        memory = _autocorrelation(made)
        made = [made[0], *(b - memory * a for a, b in itertools.pairwise(made))] if made else made
    made = _centred(made)
    size = math.sqrt(sum(move * move for move in made) / max(1, len(made))) or 1.0
    return [move / size for move in made]


def _centred(moves: list[float]) -> list[float]:
    mean = sum(moves) / max(1, len(moves))
    # A single return keeps its size.
    return [move - mean for move in moves] if len(moves) > 1 else moves


def _autocorrelation(moves: Sequence[float]) -> float:
    mean = sum(moves) / max(1, len(moves))
    whole = sum((move - mean) * (move - mean) for move in moves)
    return sum((a - mean) * (b - mean) for a, b in itertools.pairwise(moves)) / (whole or 1.0)


def _miss(made: list[float]) -> float:
    """How far kurtosis and clustering are from where they belong."""
    if len(made) < _FEW:
        return 0.0
    kurtosis = sum(move**4 for move in made) / len(made) - 3
    clustering = _autocorrelation([abs(move) for move in made])
    return _outside(kurtosis, *_KURTOSIS) / 4 + _outside(clustering, *_CLUSTERING) * 10


def _outside(value: float, low: float, high: float) -> float:
    return max(low - value, value - high, 0.0)
