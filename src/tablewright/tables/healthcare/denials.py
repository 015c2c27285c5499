"""Which claims are denied: odds that follow from what is known before."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

from tablewright.data.load import Payer
from tablewright.ops import Expr, Interpolation, Roll, clip, lift, lookup
from tablewright.sampling import normal
from tablewright.sampling.quantiles import curve, middles
from tablewright.tables.healthcare.conditions import CONDITIONS
from tablewright.tables.healthcare.facilities import FACILITIES
from tablewright.tables.healthcare.stays import deviates

_UNIT = 10**6
_FACILITY = 0.75
"""Standard deviation of the log odds of facilities: how well they document."""
_AMOUNT = 0.6
"""Log odds for each standard deviation of the log amount."""
_KINDS = (-0.15, 0.35, 0.2, 0.3, -0.6)
"""Log odds by encounter type."""
_FORM = 0.4
"""Log odds of Institutional claims."""
_BY_CONDITION = {
    "back": 0.9, "mood": 0.8, "joints": 0.5, "migraine": 0.5, "thyroid": 0.2, "cancer": -0.5,
    "pregnancy": -0.8, "hypertension": -0.4, "diabetes": -0.3, "heart failure": -0.3,
}  # fmt: skip
"""Log odds by what a visit is for: what is harder to prove is denied more often."""
_SPREAD = 1.15
"""Standard deviation of all of these together, from which a payer's usual odds follow."""
_MEAN = 0.2
"""Their mean."""
_LOW, _STEPS = -8, 16 * 16


def log_odds(
    payer: Expr,
    payers: Sequence[Payer],
    facility: Expr,
    kind: Expr,
    form: Expr,
    condition: Expr,
    amount: Roll,
) -> Expr:
    """The log odds of a denial, in millionths; those of a payer who denies nothing are low.

    Parameters
    ----------
    amount : Roll
        The rank of the amount among those of its kind.
    """
    usual = [_usual(each.denied) for each in payers]
    return (
        lookup(usual, payer)
        + lookup([round(_FACILITY * z) for z in deviates(FACILITIES, 3)], facility)
        + lookup([round(each * _UNIT) for each in _KINDS], kind)
        + form * round(_FORM * _UNIT)
        + lookup([round(_BY_CONDITION.get(c.name, 0.0) * _UNIT) for c in CONDITIONS], condition)
        + curve(normal(), amount) * round(_AMOUNT * 1000) // 1000
    )


def denied(odds: Expr, bits: int) -> Expr:
    """How likely log odds are, of ``2**bits``."""
    first = _LOW * _UNIT
    table = [
        round((1 << bits) / (1 + math.exp(-(_LOW + step / 16)))) if step > 32 else 0
        for step in range(_STEPS + 2)
    ]
    past = clip(odds - first, 0, _STEPS * _UNIT // 16) * 16 // (_UNIT // 1024)
    return Interpolation(tuple(table), 10, past, lift(0))


@cache
def _usual(percent: float) -> int:
    """The log odds of a payer from which follows what it denies on average."""
    if not percent:
        return -30 * _UNIT
    spread = [_SPREAD * z / _UNIT + _MEAN for z in middles(normal(), 200)]
    low, high = -10.0, 10.0
    for _ in range(50):
        middle = (low + high) / 2
        mean = sum(1 / (1 + math.exp(-(middle + each))) for each in spread) / len(spread)
        low, high = (middle, high) if mean < percent / 100 else (low, middle)
    return round(low * _UNIT)
