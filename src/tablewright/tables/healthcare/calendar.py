"""Times of care: office hours, emergencies at any hour, holidays by rule."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from functools import cached_property

from tablewright.calendars.intraday import DayPart, IntradayTimes
from tablewright.spec import Window
from tablewright.tables.holidays import is_federal_holiday

CLINIC, INPATIENT, EMERGENCY, OBSERVATION = range(4)
"""Kinds of care; a clinic visit is Outpatient or, one in eleven, Telehealth."""
_SHARES = (55.0, 20.0, 15.0, 10.0)
TELEHEALTH_SHARE = 1 / 11
_OFFICE = {8: 70, 9: 110, 10: 120, 11: 110, 12: 60, 13: 90, 14: 110, 15: 100, 16: 80, 17: 15}
_ELECTIVE = {6: 80, 7: 120, 8: 100, 9: 80, 10: 60}
_ARRIVALS = (45, 36, 30, 26, 23, 24, 30, 45, 68, 88, 98, 104, 106, 105, 104, 104, 105, 106, 106,
             104, 100, 90, 75, 60)  # fmt: skip
"""Emergency arrivals by hour: fewest about 05 h, most from noon on (Karaca 2012)."""
_BEDS = (62, 52, 42, 34, 28, 24, 22, 22, 25, 30, 40, 55, 70, 82, 92, 98, 105, 110, 110, 108,
         105, 98, 90, 76)  # fmt: skip
"""Admissions from the emergency department follow the arrivals by some hours."""
_FROM_EMERGENCY = 0.6
"""Of inpatients; the others come on a Monday to Thursday morning, by appointment."""
_MONDAY = 1.08
CANCELLED = 0.09
"""Of clinic visits."""
_OPEN_DAYS = (78.0, 5.0, 0.4, 1.5)
"""Days after which a share 1/e of each kind is still open, per year of window."""

MONDAY, MIDWEEK, FRIDAY, OFF = range(4)
_CUTS = (0, 8, 18, 24)
_UNIT = 10**12
_AGES = (1.0, 4.0, 12.0, 40.0, 120.0)
"""Days to the end of the window, per year of window, between which mixes are alike."""


def _hours(weights: dict[int, int]) -> tuple[float, ...]:
    total = sum(weights.values())
    return tuple(weights.get(hour, 0) / total for hour in range(24))


_BY_HOUR = {
    "office": _hours(_OFFICE),
    "elective": _hours(_ELECTIVE),
    "arrivals": _hours(dict(enumerate(_ARRIVALS))),
    "beds": _hours(dict(enumerate(_BEDS))),
}


@dataclass(frozen=True)
class Calendar:
    """The days of a window, how much care of each kind they see, and what becomes of it."""

    window: Window

    @cached_property
    def kinds(self) -> tuple[int, ...]:
        """The kind of each day."""
        start = self.window.start
        return tuple(_kind(start + dt.timedelta(days=day)) for day in range(self.window.days))

    @cached_property
    def care(self) -> dict[int, list[tuple[int, ...]]]:
        """By kind of day and hour, the visits of each kind of care on such a day, in proportion."""
        count = [self.kinds.count(kind) for kind in range(4)]
        office = [1.0, 1.0, 1.0, 0.0]
        elective = [1.0, 1.0, 0.0, 0.0]
        monday = [_MONDAY, 1.0, 1.0, 1.0]
        planned = 1 - _FROM_EMERGENCY if count[MONDAY] + count[MIDWEEK] else 0.0
        anyday = [1.0] * 4
        streams = (
            (CLINIC, "office", office, 1.0),
            (INPATIENT, "beds", anyday, 1 - planned),
            (INPATIENT, "elective", elective, planned),
            (EMERGENCY, "arrivals", monday, 1.0),
            (OBSERVATION, "beds", anyday, 1.0),
        )
        made = {kind: [[0.0] * 4 for _ in range(24)] for kind in range(4)}
        for care, hours, by_kind, part in streams:
            days = sum(n * weight for n, weight in zip(count, by_kind, strict=True))
            for kind in range(4):
                scale = _SHARES[care] * part * by_kind[kind] / days if days else 0.0
                for hour in range(24):
                    made[kind][hour][care] += scale * _BY_HOUR[hours][hour]
        return {
            kind: [tuple(round(visits * _UNIT) for visits in hour) for hour in hours]
            for kind, hours in made.items()
        }

    @cached_property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """(day, part): 00-08, 08-18 and 18-24 h of each day; parts by kind of day."""
        return tuple(
            (day, 3 * kind + part) for day, kind in enumerate(self.kinds) for part in range(3)
        )

    @cached_property
    def rhythm(self) -> IntradayTimes:
        """All visits in the order of time."""
        parts = tuple(
            DayPart(_CUTS[part] * 3600, tuple(sum(hour) for hour in self._part(3 * kind + part)))
            for kind in range(4)
            for part in range(3)
        )
        weights = tuple(sum(parts[part].hours) for _, part in self.spans)
        return IntradayTimes(parts, self.spans, weights)

    def _part(self, part: int) -> list[tuple[int, ...]]:
        return self.care[part // 3][_CUTS[part % 3] : _CUTS[part % 3 + 1]]

    def days_left(self, day: float) -> float:
        """Days from a time of the window to its end, per year of window."""
        return (self.window.days - day) * 366 / self.window.days

    @cached_property
    def completed(self) -> tuple[float, ...]:
        """What share of each span's visits is Completed."""
        return tuple(self._completed(day, part) for day, part in self.spans)

    def _completed(self, day: int, part: int) -> float:
        middle = (_CUTS[part % 3] + _CUTS[part % 3 + 1]) / 48
        done = completed(self.days_left(day + middle))
        visits = [sum(hour[care] for hour in self._part(part)) for care in range(4)]
        return sum(v * d for v, d in zip(visits, done, strict=True)) / sum(visits)

    @cached_property
    def ages(self) -> tuple[int, ...]:
        """For each day, the number of the stretch it lies in, from the last to the first."""
        left = [self.days_left(day + 0.5) for day in range(self.window.days)]
        return tuple(sum(days >= age for age in _AGES) for days in left)

    @cached_property
    def mixes(self) -> list[list[int]]:
        """The kinds of care by (whether not Completed, stretch, kind of day, hour), in that order.

        Where there is no such visit at all, the nearest that there can be.
        """
        rows: list[list[int]] = []
        for other in (False, True):
            for age in range(len(_AGES) + 1):
                left = [self.days_left(d + 0.5) for d, a in enumerate(self.ages) if a == age]
                shares = [completed(days) for days in left] or [completed(366.0)]
                done = [sum(share) / len(shares) for share in zip(*shares, strict=True)]
                kept = [1 - share for share in done] if other else done
                for kind in range(4):
                    for hour in self.care[kind]:
                        mix = [round(v * k) for v, k in zip(hour, kept, strict=True)]
                        spare = [0, 1, 0, 0] if other else [0, 0, 1, 0]
                        rows.append(mix if sum(mix) else spare)
        return rows

    def mix(self, other: int, age: int, kind: int, hour: int) -> int:
        """The number of a row of `mixes`."""
        return ((other * (len(_AGES) + 1) + age) * 4 + kind) * 24 + hour


def completed(left: float) -> tuple[float, ...]:
    """The share of each kind of care that is Completed ``left`` days before the end."""
    still = [still_open(care, left) for care in range(4)]
    visits = 1 - CANCELLED
    clinic = visits * (1 - still[CLINIC] * (1 - TELEHEALTH_SHARE))
    return (clinic, *(1 - share for share in still[1:]))


def still_open(care: int, left: float) -> float:
    """The share of visits that are Active ``left`` days before the end; none of Telehealth is."""
    return math.exp(-left / _OPEN_DAYS[care])


def _kind(date: dt.date) -> int:
    if date.weekday() >= 5 or is_federal_holiday(date):
        return OFF
    return {0: MONDAY, 4: FRIDAY}.get(date.weekday(), MIDWEEK)
