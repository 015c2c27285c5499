"""Gregorian dates of day numbers, without an end date."""

from __future__ import annotations

from dataclasses import dataclass

from tablewright.ops import Expr, clip, when

_FIRST = 719_468
"""Days from 0000-03-01 to 1970-01-01."""
_CYCLE = 146_097
"""Days of 400 years, after which weekdays and dates repeat."""
_TEN_MONTHS = 306


@dataclass(frozen=True)
class CivilDate:
    """The year of a day, and the number of days since the preceding 1 March.

    Years that start in March end with the leap day, so the same date always has the same number.
    """

    year: Expr
    since_march: Expr


def date(day: Expr) -> CivilDate:
    """Return the date of a day since 1970-01-01, from the year 0 on."""
    days = day + _FIRST
    era, inside = days // _CYCLE, days % _CYCLE
    years = (inside - inside // 1_460 + inside // 36_524 - inside // 146_096) // 365
    since_march = inside - (365 * years + years // 4 - years // 100)
    year = era * 400 + years + when(since_march >= _TEN_MONTHS, 1).otherwise(0)
    return CivilDate(year, clip(since_march, 0, 365))


def weekday(day: Expr) -> Expr:
    """Return the weekday, 0 for Monday to 6 for Sunday; 1970 started on a Thursday."""
    return (day + 3) % 7
