"""Times of care: office hours, emergencies at any hour, holidays by rule."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass
from functools import cached_property

from tablewright.calendars.intraday import DayPart, IntradayTimes
from tablewright.calendars.seasonal import DAY_SECONDS
from tablewright.spec import Window
from tablewright.tables.healthcare import stays
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

MONDAY, MIDWEEK, FRIDAY, OFF = range(4)
_CUTS = (0, 6, 8, 11, 18, 24)
_PARTS = len(_CUTS) - 1
_UNIT = 10**12
_AGES = (1.0, 2.0, 3.0, 5.0, 8.0, 12.0, 20.0, 31.0)
"""Days to the end of the window between which mixes are alike."""
ADMITTED = 0.175
"""Of emergencies that are over, those that become a stay (HCUP)."""


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
        """(day, part): the parts of each day between `_CUTS`, numbered by kind of day."""
        return tuple(
            (day, _PARTS * kind + part)
            for day, kind in enumerate(self.kinds)
            for part in range(_PARTS)
        )

    @cached_property
    def rhythm(self) -> IntradayTimes:
        """All visits in the order of time."""
        parts = tuple(
            DayPart(_CUTS[part] * 3600, tuple(map(sum, self._part(_PARTS * kind + part))))
            for kind in range(4)
            for part in range(_PARTS)
        )
        weights = tuple(sum(parts[part].hours) for _, part in self.spans)
        return IntradayTimes(parts, self.spans, weights)

    def _part(self, part: int) -> list[tuple[int, ...]]:
        kind, part = divmod(part, _PARTS)
        return self.care[kind][_CUTS[part] : _CUTS[part + 1]]

    @cached_property
    def planned(self) -> list[int]:
        """For each span, the share of inpatients who come by appointment, of 2**16."""
        days = self.kinds.count(MONDAY) + self.kinds.count(MIDWEEK)
        whole = _UNIT * _SHARES[INPATIENT] * (1 - _FROM_EMERGENCY) / max(1, days)
        hours = _BY_HOUR["elective"]
        shares = [
            round(2**16 * whole * sum(hours[a:b]) / sum(h[INPATIENT] for h in self.care[kind][a:b]))
            if kind in (MONDAY, MIDWEEK)
            else 0
            for kind in range(4)
            for a, b in itertools.pairwise(_CUTS)
        ]
        return [shares[part] for _, part in self.spans]

    def longest(self, visits: float) -> int:
        """The most hours in which so small a share of all visits comes."""
        by_hour = [[sum(hour) for hour in self.care[kind]] for kind in range(4)]
        each = [visits_ for kind in self.kinds for visits_ in by_hour[kind]]
        wanted = visits * sum(each)
        most, end, inside = 0, 0, 0
        for start in range(len(each)):
            while end < len(each) and inside < wanted:
                inside += each[end]
                end += 1
            # It may begin late in the first hour, which then counts for nothing.
            most = max(most, end - start + 1)
            inside -= each[start]
        return most

    @cached_property
    def completed(self) -> tuple[float, ...]:
        """What share of each span's visits is Completed."""
        return tuple(
            sum(done) / sum(visits) for visits, done in zip(self._visits, self._done, strict=True)
        )

    @cached_property
    def inpatients(self) -> tuple[float, ...]:
        """What share of each span's Completed visits is Inpatient."""
        return tuple(done[INPATIENT] / sum(done) if sum(done) else 0.0 for done in self._done)

    @property
    def inpatient_share(self) -> float:
        """What share of all Completed visits is Inpatient."""
        return sum(done[INPATIENT] for done in self._done) / sum(map(sum, self._done))

    @cached_property
    def _visits(self) -> list[list[int]]:
        """The visits of each kind of care in each span, in proportion."""
        return [
            [sum(hour[care] for hour in self._part(part)) for care in range(4)]
            for _, part in self.spans
        ]

    @cached_property
    def _done(self) -> list[list[float]]:
        """As many of them as are Completed."""
        middles = [(_CUTS[i] + _CUTS[i + 1]) / 48 for i in range(_PARTS)]
        return [
            [
                v * d
                for v, d in zip(
                    visits, completed(self._left(day + middles[part % _PARTS])), strict=True
                )
            ]
            for (day, part), visits in zip(self.spans, self._visits, strict=True)
        ]

    def _left(self, day: float) -> float:
        return self.window.days - day

    @cached_property
    def ages(self) -> tuple[int, ...]:
        """For each day, the number of the stretch it lies in, from the last to the first."""
        left = [self._left(day + 0.5) for day in range(self.window.days)]
        return tuple(sum(days >= age for age in _AGES) for days in left)

    @cached_property
    def mixes(self) -> list[list[int]]:
        """The kinds of care by (whether not Completed, stretch, kind of day, hour), in that order.

        Completed inpatients are none of them, nor are emergencies that become a stay. Where there
        is no such visit at all, the nearest that there can be.
        """
        rows: list[list[int]] = []
        for other in (False, True):
            for age in range(len(_AGES) + 1):
                left = [self._left(d + 0.5) for d, a in enumerate(self.ages) if a == age]
                shares = [completed(days) for days in left] or [completed(366.0)]
                done = [sum(share) / len(shares) for share in zip(*shares, strict=True)]
                kept = [1 - share for share in done] if other else done
                if not other:
                    kept[INPATIENT] = 0.0
                    kept[EMERGENCY] *= 1 - ADMITTED
                for kind in range(4):
                    for hour in self.care[kind]:
                        mix = [round(v * k) for v, k in zip(hour, kept, strict=True)]
                        spare = [1, 0, 0, 0] if other else [0, 0, 1, 0]
                        rows.append(mix if sum(mix) else spare)
        return rows

    def mix(self, other: int, age: int, kind: int, hour: int) -> int:
        """The number of a row of `mixes`."""
        return ((other * (len(_AGES) + 1) + age) * 4 + kind) * 24 + hour


def completed(left: float) -> tuple[float, ...]:
    """The share of each kind of care that is Completed ``left`` days before the end: what is over
    by then. Visits in clinics end on their day, or are cancelled."""
    kinds = (stays.INPATIENT, stays.EMERGENCY, stays.OBSERVATION)
    over = [stays.over(kind, left * DAY_SECONDS) for kind in kinds]
    return (1 - CANCELLED, *over)


def _kind(date: dt.date) -> int:
    if date.weekday() >= 5 or is_federal_holiday(date):
        return OFF
    return {0: MONDAY, 4: FRIDAY}.get(date.weekday(), MIDWEEK)
