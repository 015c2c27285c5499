"""Operations of dates and timestamps."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from tablewright.declare import calendar
from tablewright.declare.plain import DAY_US, SECOND_US, Kind
from tablewright.declare.said import recorded
from tablewright.errors import ArgumentTypeError
from tablewright.ops import Expr
from tablewright.ops.per_row import PerRow

if TYPE_CHECKING:
    from tablewright.declare.values import Value


class Dated(PerRow):
    """A value, as far as it is a date or a timestamp."""

    expr: Expr
    kind: Kind

    @property
    @recorded
    def date(self) -> Value:
        """The day of a timestamp."""
        self._only("timestamp", "date")
        return self._with(self.expr // DAY_US, "date")

    @property
    @recorded
    def hour(self) -> Value:
        """The hour of a timestamp, 0 to 23."""
        self._only("timestamp", "hour")
        return self._with(self.expr % DAY_US // (3_600 * SECOND_US))

    @property
    @recorded
    def weekday(self) -> Value:
        """The day of the week, 0 for Monday to 6 for Sunday."""
        return self._with(calendar.weekday(self._days("weekday")))

    @property
    @recorded
    def year(self) -> Value:
        """The calendar year."""
        return self._with(calendar.civil(self._days("year"))[0])

    @property
    @recorded
    def month(self) -> Value:
        """The month, 1 to 12."""
        return self._with(calendar.civil(self._days("month"))[1])

    @property
    @recorded
    def day(self) -> Value:
        """The day of the month, 1 to 31."""
        return self._with(calendar.civil(self._days("day"))[2])

    @recorded
    def next_weekday(self) -> Value:
        """Return the date itself, or the following Monday if it is on a weekend."""
        self._only("date", "next_weekday")
        return self._with(calendar.next_weekday(self.expr), "date")

    @recorded
    def time(self) -> Value:
        """Format the time of day of a timestamp as text, ``HH:MM:SS``."""
        self._only("timestamp", "time")
        return self._with(calendar.time_text(self.expr), "text")

    @recorded
    def iso(self) -> Value:
        """A date as text, ``YYYY-MM-DD``; of a timestamp its day."""
        return self._with(calendar.day_text(self._days("iso")), "text")

    def _with(self, expr: Expr, kind: Kind = "number") -> Value:
        """A value of whole numbers, or of another kind."""
        own = cast("Value", self)
        return replace(
            own, expr=expr, kind=kind, scale=0, options=(), index=None, doc="", said=None
        )

    def _days(self, name: str) -> Expr:
        if self.kind == "timestamp":
            return self.expr // DAY_US
        self._only("date", name)
        return self.expr

    def _only(self, kind: Kind, name: str) -> None:
        if self.kind != kind:
            raise ArgumentTypeError(f"{name}: needs a {kind}, not a {self.kind}; give a {kind}")
