"""Years, months and days of a number of days, in integers."""

from __future__ import annotations

from tablewright.ops import Expr


def civil(days: Expr) -> tuple[Expr, Expr, Expr]:
    """Year, month and day of days since 1970-01-01 (Hinnant's algorithm, years from March)."""
    shifted = days + 719_468
    era = shifted // 146_097
    of_era = shifted % 146_097
    year = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (year * 365 + year // 4 - year // 100)
    march = (of_year * 5 + 2) // 153
    month = (march + 2) % 12 + 1
    day = of_year - (march * 153 + 2) // 5 + 1
    return year + era * 400 + (march // 10), month, day
