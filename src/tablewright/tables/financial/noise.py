"""Days that have more or less of everything, for reasons that no calendar knows.

Rows are spread evenly over the weight of days, so a day's number is exact. That of independent
events has the variance of its mean, and the weather adds its own.
"""

from __future__ import annotations

import datetime as dt
import math
from functools import cache
from hashlib import blake2b

from tablewright.sampling import normal
from tablewright.sampling.quantiles import Z_UNIT
from tablewright.xxh64 import hash_pair

_WEATHER = 0.045
_LEAST, _MOST = 0.25, 3.0


def day_noise(date: dt.date, mean: float, purpose: str) -> float:
    """What to multiply a day's weight by, so that its number varies by m + (0.045 m)².

    It follows from the date alone, so that a longer window does not change earlier days.

    Parameters
    ----------
    mean : float
        Events of a usual day.
    purpose : str
        Different events have different noise.
    """
    knots = normal()
    draw = hash_pair(_key(purpose), date.toordinal()) % (len(knots) - 2)
    deviation = math.sqrt(1 / max(mean, 1.0) + _WEATHER * _WEATHER)
    return min(max(1 + knots[1 + draw] / Z_UNIT * deviation, _LEAST), _MOST)


@cache
def _key(purpose: str) -> int:
    return int.from_bytes(blake2b(purpose.encode(), digest_size=7).digest(), "big")
