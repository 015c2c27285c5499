"""The times and sequence numbers of events."""

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
"""Microseconds per event that keep the events of a batch at least one microsecond apart."""


@dataclass(frozen=True)
class BatchClock:
    """The times of events, which rise with their numbers and follow a weekly rhythm.

    Late events occupy the end of the previous batch, in proportion to their share.

    Parameters
    ----------
    table : str
        The table name of the fields that contain draws.
    start, interval : int
        Start of the first batch (microseconds since 1970-01-01) and length of each batch.
    base, size, late : int
        Rows of the base table, events per batch, and late events per batch.
    week : Week
        The weekly rhythm.
    """

    table: str
    start: int
    interval: int
    base: int
    size: int
    late: int
    week: Week

    def begin(self, batch: Expr) -> Expr:
        """Return the start of a batch; the base table's events happen at the first start."""
        return self.start + greatest(batch - 1, 0) * self.interval

    def end(self, batch: Expr) -> Expr:
        """Return the end of a batch."""
        return self.start + batch * self.interval

    def before(self, batch: Expr) -> Expr:
        """Return a time before all events of a batch, and after those two batches earlier."""
        return self.begin(batch) - (self.interval if self.late else 0)

    @property
    def keeps_days(self) -> bool:
        """Whether every batch lies within one day."""
        return not (self.start % DAY or DAY % self.interval)

    @cached_property
    def _arrivals(self) -> Arrivals:
        return Arrivals(self.table, "event")

    @property
    def _late_parts(self) -> int:
        """The late events' part of a batch's rhythm."""
        return min(_MOST_LATE, -(-_PARTS * self.late // self.size))

    def time(self, event: Event) -> Expr:
        """Return the time of an event."""
        begin = self.begin(event.batch - when(event.late, 1).otherwise(0))
        # Leave a microsecond after each event, on time or late.
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
        """Return the elapsed part of a span at an event."""
        units = -(-self.size // BLOCK) * BLOCK
        unit = (event.number * units + units // 2) // self.size
        place = self._arrivals.at(unit, event.batch * units)
        pace = ToFloat(span) * (2.0**-UNIT_BITS / units)
        most = (self.interval // WEEK + 2) * self.week.total
        return least(Floor(ToFloat(place) * pace, 0, most), greatest(span - 1, 0))

    def sequence(self, event: Event) -> Expr:
        """Return the event's sequence number; late events use the second half of a batch's."""
        timely = self.base + 1 + (event.batch - 1) * (2 * self.size) + event.number
        return timely - when(event.late, self.size).otherwise(0)
