"""Lengths of stay, within the rules and the window."""

from __future__ import annotations

import math
from statistics import NormalDist

from tablewright.calendars.seasonal import DAY_SECONDS
from tablewright.ops import Expr, Roll, below, clip, greatest, least, lookup, when
from tablewright.sampling import normal
from tablewright.sampling.permuted_blocks import shuffled
from tablewright.sampling.quantiles import curve, exponential, middles
from tablewright.tables.healthcare.facilities import FACILITIES

TYPES = ("Outpatient", "Inpatient", "Emergency", "Observation", "Telehealth")
OUTPATIENT, INPATIENT, EMERGENCY, OBSERVATION, TELEHEALTH = range(5)
_MINUTE, _HOUR = 60, 3600
_LAWS = (
    (35 * _MINUTE, 0.50, 5 * _MINUTE, 4 * _HOUR),
    (2.8 * DAY_SECONDS, 0.90, 8 * _HOUR, 26 * DAY_SECONDS),
    (135 * _MINUTE, 0.63, 10 * _MINUTE, 23 * _HOUR),
    (24 * _HOUR, 0.35, 8 * _HOUR, 47 * _HOUR),
    (18 * _MINUTE, 0.40, 3 * _MINUTE, 2 * _HOUR),
)
"""Median and log-standard deviation of a stay, and the range it is drawn within (HCUP Brief 180
for inpatients, the two-midnight rule for observation; emergencies have the mean of Karaca 2012
together with those that become a stay, which last longer)."""
MOST_NIGHTS = 30
_BY_COMPLAINT = (
    0.0, -0.25, 0.15, 0.25, -0.35, 0.0, -0.15, -0.5, 0.05, 0.0, 0.0, 0.0, 0.0, 0.25
)  # fmt: skip
"""In the order of `complaints.COMPLAINTS`: who was operated on stays, who was dizzy leaves."""
_BY_AGE = (-0.35, -0.25, 0.0, 0.2, 0.3)
_BY_LEVEL = 0.07
_BY_FACILITY = 0.25
"""Standard deviation of a facility's own habit."""
_USUAL = 0.30
"""What all of these have together on average, so that the median is that of `_LAWS`."""
_LEFT = 0.90
"""Of the logs' standard deviation, what these do not explain."""


def end_second(
    kind: Expr, day: Expr, second: Expr, longer: Expr, days: int, rolls: tuple[Roll, Roll]
) -> Expr:
    """When a visit ends, in seconds from the midnight before it began.

    Parameters
    ----------
    kind : Expr
        The encounter type.
    day, second : Expr
        When it began: day of the window, second of the day.
    longer : Expr
        How much longer an inpatient stays, the log in millionths.
    days : int
        Days of the window, with which every visit ends.
    rolls : tuple of Roll
        For the length, 31 bits, and for the time at which inpatients leave.
    """
    length, leaving = rolls
    stay = _drawn(kind, length.value, greatest(days - day, 1), longer)
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


def over(kind: int, seconds: float) -> float:
    """The share of stays of a type that last so long at most."""
    median, sigma, _, most = _LAWS[kind]
    if seconds >= most:
        return 1.0
    low, high = _ranks(kind)
    rank = NormalDist().cdf(math.log(max(seconds, 1.0) / median) / sigma)
    return min(1.0, max(0.0, (rank - low) / (high - low)))


def _ranks(kind: int) -> tuple[float, float]:
    """Where the range of a type lies in its log-normal distribution."""
    median, sigma, *ends = _LAWS[kind]
    low, high = (NormalDist().cdf(math.log(end / median) / sigma) for end in ends)
    return low, high


def _drawn(kind: Expr, roll: Expr, left: Expr, longer: Expr) -> Expr:
    """A log-normal stay in seconds, drawn within the range of its type, that ends in time."""
    ends = [_ranks(number) for number in range(len(TYPES))]
    lows = [round(low * 2**32) for low, _ in ends]
    widths = [
        round((high - low) * (over(INPATIENT, (left - 0.5) * DAY_SECONDS) if left else 1) * 2**32)
        - 1
        for left in range(MOST_NIGHTS + 1)
        for number, (low, high) in enumerate(ends)
        if number == INPATIENT or not left
    ]
    # First those of all types, then those of inpatients by the days that are left.
    which = when(kind.eq(INPATIENT) & (left <= MOST_NIGHTS), len(TYPES) - 1 + left).otherwise(kind)
    rank = lookup(lows, kind) + (roll * lookup(widths, clip(which, 0, len(widths) - 1))) // 2**31
    z = curve(normal(), least(rank, 2**32 - 1))
    medians = [round(math.log(median) * 10**6) for median, _, _, _ in _LAWS]
    sigmas = [round(sigma * 1000) for _, sigma, _, _ in _LAWS]
    sigmas[INPATIENT] = round(_LEFT * sigmas[INPATIENT])
    more = when(kind.eq(INPATIENT), longer).otherwise(0)
    log = lookup(medians, kind) + more + z * lookup(sigmas, kind) // 1000
    return exponential(log, math.log(120), math.log(27 * DAY_SECONDS), 1)


def longer(complaint: Expr, age_class: Expr, level: Expr, facility: Expr) -> Expr:
    """How much longer an inpatient stays, the log in millionths: by what is known of them."""
    return (
        lookup([round((each - _USUAL) * 10**6) for each in _BY_COMPLAINT], complaint)
        + lookup([round(each * 10**6) for each in _BY_AGE], age_class)
        + level * round(_BY_LEVEL * 10**6)
        + lookup([round(_BY_FACILITY * z) for z in deviates(FACILITIES, 1)], facility)
    )


def deviates(count: int, salt: int) -> list[int]:
    """Normal deviates in a fixed, shuffled order, in millionths."""
    values = middles(normal(), count)
    return [values[place] for place in shuffled(count, salt)]
