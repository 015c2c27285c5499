"""When the events of batches happen, and how they are numbered."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tablewright.calendars.arrivals import BLOCK, UNIT_BITS, Arrivals
from tablewright.calendars.week import DAY, WEEK, Week, since_monday
from tablewright.cdc.events import Event
from tablewright.ops import Expr, Floor, ToFloat, greatest, least, when

_PARTS = 64
_MOST_LATE = 60
_ROOM = 16
"""A batch with so many microseconds for each event keeps them apart by one at least."""


@dataclass(frozen=True)
class BatchClock:
    """The times of events, which rise with their numbers at the pace of a week.

    Late events have the end of the batch before to themselves, as much of it as their share.

    Parameters
    ----------
    table : str
        Names the fields that draws are made in.
    start, interval : int
        When the first batch begins, in microseconds since 1970-01-01, and how long each is.
    base, size, late : int
        Rows of the base table, events of a batch, and how many of those are late.
    week : Week
        When how much happens.
    """

    table: str
    start: int
    interval: int
    base: int
    size: int
    late: int
    week: Week

    def begin(self, batch: Expr) -> Expr:
        """When a batch begins; the base table is told of when the first does."""
        return self.start + greatest(batch - 1, 0) * self.interval

    def end(self, batch: Expr) -> Expr:
        """When a batch is complete."""
        return self.start + batch * self.interval

    def before(self, batch: Expr) -> Expr:
        """A time before all events of a batch, and after those of the last but one."""
        return self.begin(batch) - (self.interval if self.late else 0)

    @property
    def keeps_days(self) -> bool:
        """Whether every batch lies within a day."""
        return not (self.start % DAY or DAY % self.interval)

    @cached_property
    def _arrivals(self) -> Arrivals:
        return Arrivals(self.table, "event")

    @property
    def _late_parts(self) -> int:
        """Of a batch's pace, the part of the late events."""
        return min(_MOST_LATE, -(-_PARTS * self.late // self.size))

    def time(self, event: Event) -> Expr:
        """When an event happened."""
        begin = self.begin(event.batch - when(event.late, 1).otherwise(0))
        # Room for a microsecond after each event, timely or late.
        room = 2 * self.size + 1 if self.interval >= _ROOM * self.size else 0
        monday = since_monday(begin)
        first = self.week.passed(monday)
        whole = greatest(self.week.passed(monday + (self.interval - room)) - first, 1)
        timely = whole // _PARTS * (_PARTS - self._late_parts) if self.late else whole
        span = when(event.late, whole - timely).otherwise(timely)
        passed = first + when(event.late, timely).otherwise(0) + self._share(event, span)
        place = begin - monday + self.week.time(passed)
        if not room:
            return place
        return place + 1 + event.number + when(event.late, self.size).otherwise(0)

    def _share(self, event: Event, span: Expr) -> Expr:
        """How much of a span has passed when an event of it happens."""
        units = -(-self.size // BLOCK) * BLOCK
        unit = (event.number * units + units // 2) // self.size
        place = self._arrivals.at(unit, event.batch * units)
        pace = ToFloat(span) * (2.0**-UNIT_BITS / units)
        most = (self.interval // WEEK + 2) * self.week.total
        return least(Floor(ToFloat(place) * pace, 0, most), greatest(span - 1, 0))

    def sequence(self, event: Event) -> Expr:
        """Its number among all events: the second half of a batch's numbers is for late ones."""
        timely = self.base + 1 + (event.batch - 1) * (2 * self.size) + event.number
        return timely - when(event.late, self.size).otherwise(0)
