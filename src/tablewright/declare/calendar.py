"""Parts of dates and times, of the integers that stand for them."""

from __future__ import annotations

from tablewright.declare.plain import DAY_US, SECOND_US
from tablewright.ops import Expr, concat, digits, greatest, lookup


def civil(days: Expr) -> tuple[Expr, Expr, Expr]:
    """Convert days since 1970-01-01 to year, month and day (Hinnant's algorithm)."""
    shifted = days + 719_468
    era = shifted // 146_097
    of_era = shifted % 146_097
    year = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (year * 365 + year // 4 - year // 100)
    march = (of_year * 5 + 2) // 153
    month = (march + 2) % 12 + 1
    day = of_year - (march * 153 + 2) // 5 + 1
    return year + era * 400 + (march // 10), month, day


def weekday(days: Expr) -> Expr:
    """0 for Monday to 6 for Sunday."""
    return (days + 3) % 7


def next_weekday(days: Expr) -> Expr:
    """The day itself, or the Monday after it."""
    return days + lookup([0, 0, 0, 0, 0, 2, 1], weekday(days))


def day_text(days: Expr) -> Expr:
    """A date as ``YYYY-MM-DD``."""
    # They never are below 1; planning does not know that, as it looks at each step alone.
    year, month, day = (greatest(part, 1) for part in civil(days))
    return concat(digits(year, 4), "-", digits(month, 2), "-", digits(day, 2))


def time_text(micros: Expr) -> Expr:
    """The time of day as ``HH:MM:SS``."""
    second = micros % DAY_US // SECOND_US
    parts = (second // 3_600, second // 60 % 60, second % 60)
    hour, minute, rest = (digits(part, 2) for part in parts)
    return concat(hour, ":", minute, ":", rest)
