"""Lengths of stay, within the rules and the window."""

from __future__ import annotations

import math
from statistics import NormalDist

from tablewright.calendars.seasonal import DAY_SECONDS
from tablewright.ops import Expr, Roll, below, clip, greatest, least, lookup, when
from tablewright.sampling import normal
from tablewright.sampling.quantiles import curve, exponential

TYPES = ("Outpatient", "Inpatient", "Emergency", "Observation", "Telehealth")
OUTPATIENT, INPATIENT, EMERGENCY, OBSERVATION, TELEHEALTH = range(5)
_MINUTE, _HOUR = 60, 3600
_LAWS = (
    (35 * _MINUTE, 0.50, 5 * _MINUTE, 4 * _HOUR),
    (2.8 * DAY_SECONDS, 0.90, 8 * _HOUR, 26 * DAY_SECONDS),
    (160 * _MINUTE, 0.63, 10 * _MINUTE, 23 * _HOUR),
    (24 * _HOUR, 0.35, 8 * _HOUR, 47 * _HOUR),
    (18 * _MINUTE, 0.40, 3 * _MINUTE, 2 * _HOUR),
)
"""Median and log-standard deviation of a stay, and the range it is drawn within (HCUP Brief 180
for inpatients, Karaca 2012 for emergencies, the two-midnight rule for observation)."""
_OLDER = 115
"""Percent: from 65, inpatients stay longer."""
MOST_NIGHTS = 30


def end_second(
    kind: Expr, day: Expr, second: Expr, old: Expr, days: int, rolls: tuple[Roll, Roll]
) -> Expr:
    """When a visit ends, in seconds from the midnight before it began.

    Parameters
    ----------
    kind : Expr
        The encounter type.
    day, second : Expr
        When it began: day of the window, second of the day.
    old : Expr
        Whether the patient is 65 or more.
    days : int
        Days of the window, with which every visit ends.
    rolls : tuple of Roll
        For the length, 31 bits, and for the time at which inpatients leave.
    """
    length, leaving = rolls
    stay = _drawn(kind, length.value)
    stay = when(kind.eq(INPATIENT) & old, stay * _OLDER // 100).otherwise(stay)
    same_day = kind.eq(OUTPATIENT) | kind.eq(TELEHEALTH)
    left = greatest(days - day, 1) * DAY_SECONDS
    limit = when(same_day, DAY_SECONDS - 1).otherwise(left)
    # What would end too late ends at some time before the limit.
    room = greatest(limit - second, 1)
    ends = second + when(stay <= room, stay).otherwise(1 + stay % room)
    # Inpatients leave from 10 to 16 h, as long as there is another day.
    more = days - 1 - day
    nights = clip((second + stay) // DAY_SECONDS, 1, MOST_NIGHTS)
    nights = when(nights <= more, nights).otherwise(1 + nights % greatest(more, 1))
    leaves = nights * DAY_SECONDS + 10 * _HOUR + below(6 * _HOUR, leaving)
    return when(kind.eq(INPATIENT) & (more >= 1), leaves).otherwise(ends)


def _drawn(kind: Expr, roll: Expr) -> Expr:
    """A log-normal stay in seconds, drawn within the range of its type."""
    ends = [[NormalDist().cdf(math.log(x / m) / s) for x in (a, b)] for m, s, a, b in _LAWS]
    lows = [round(low * 2**32) for low, _ in ends]
    widths = [round((high - low) * 2**32) - 1 for low, high in ends]
    rank = lookup(lows, kind) + (roll * lookup(widths, kind)) // 2**31
    z = curve(normal(), least(rank, 2**32 - 1))
    middles = [round(math.log(median) * 10**6) for median, _, _, _ in _LAWS]
    sigmas = [round(sigma * 1000) for _, sigma, _, _ in _LAWS]
    log = lookup(middles, kind) + z * lookup(sigmas, kind) // 1000
    return exponential(log, math.log(120), math.log(27 * DAY_SECONDS), 1)
