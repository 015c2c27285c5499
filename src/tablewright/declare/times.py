"""Times: start dates that rise with the row, and events in time order."""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from numbers import Integral

from tablewright import checks
from tablewright.calendars import CumulativeArrivals, SeasonalTimes
from tablewright.calendars.seasonal import DAY_SECONDS, inverse
from tablewright.declare.calendar import time_text
from tablewright.declare.plain import DAY_US, SECOND_US, days_of, micros_of
from tablewright.declare.sources import Slot, Source
from tablewright.declare.values import Value
from tablewright.errors import ArgumentError, ArgumentTypeError
from tablewright.ops import Draw, Expr, Interpolation, Row, below, lift
from tablewright.spec import Window

HOURS: Mapping[str, tuple[float, ...]] = {
    "all day": (1.0,) * 24,
    "business": (0,) * 8 + (2, 8, 10, 9, 5, 8, 10, 9, 6, 3) + (0,) * 6,
    "shop": (0,) * 7 + (2, 4, 7, 9, 10, 10, 10, 10, 10, 11, 12, 11, 9, 7, 4, 2, 0),
    "online": (4, 2, 1, 1, 1, 1, 2, 4, 6, 8, 9, 10, 10, 10, 9, 9, 10, 11, 12, 13, 14, 14, 12, 8),
}
"""Named weights of the hours of a day."""
_HOURS_REMEDY = f"give 24 weights or {', '.join(HOURS)}"
_UNITS = {"day": 1, "week": 7, "month": 30.4375, "year": 365.25}
_MOST_DAYS = 150 * 366
_DATE = len("2024-01-31")


def span(name: str, text: object) -> int:
    """Parse a time span in days: a number, a timedelta, or a text such as ``3 years``."""
    remedy = "give days, a timedelta, or a text such as '18 months'"
    if isinstance(text, dt.timedelta):
        days = text.days
    elif not isinstance(text, bool) and isinstance(text, Integral):
        days = int(text)
    elif isinstance(text, str):
        many, _, unit = text.strip().partition(" ")
        length = _UNITS.get(unit.rstrip("s"))
        if length is None or not (many.isascii() and many.isdigit() and len(many) < 7):
            raise ArgumentError(f"{name}={text!r} is not a time span; {remedy}")
        days = round(int(many) * length)
    else:
        raise checks.wrong_type(name, text, "a span of time", remedy)
    if not 1 <= days <= _MOST_DAYS:
        raise ArgumentError(f"{name}={text!r} is out of range; give 1 day to 150 years")
    return days


@dataclass(frozen=True)
class Beginning(Source):
    """Start dates that rise with the row number; see `growth`."""

    days: int
    rate: float

    def times(self, rows: int, window: Window) -> CumulativeArrivals:
        """Return the cumulative arrivals of ``rows`` rows."""
        first = min(window.end_day - self.days, window.first_day)
        length = window.end_day - first
        years = max(1, round(length / 365.25))
        edges = [first + length * year // years for year in range(years + 1)]
        pairs = itertools.pairwise(edges)
        spans = [
            (start, end, (end - start) * (1 + self.rate) ** year)
            for year, (start, end) in enumerate(pairs)
        ]
        return CumulativeArrivals.of(rows, spans)

    def value(self, slot: Slot) -> Value:
        """The value in a column of dates."""
        if slot.kind != "date":
            raise ArgumentTypeError(
                f"tw.growth makes dates, not a {slot.kind}; use it in t.date(...)"
            )
        arrivals = self.times(slot.rows, slot.window)
        slot.rises("tw.growth", arrivals)
        return Value(arrivals.day(Row()), "date")

    def __str__(self) -> str:
        pace = f", {100 * self.rate:+g} % a year" if self.rate else ""
        return f"rises with the row over {self.days:,} days to the window's end{pace}"


def growth(over: str | int | dt.timedelta = "3 years", *, rate: float = 0.0) -> Beginning:
    """Draw start dates in row order, up to the end of the window.

    The rows that have started by any day are then a prefix of the table, as ``existing_at`` of a
    reference requires.

    Parameters
    ----------
    over : str, int or timedelta
        The time span before the window's end; at least the window itself.
    rate : float
        Annual growth of the number of starts: 0.2 for a fifth more each year.
    """
    pace = checks.number("rate", rate, "a number", "give -0.9 to 10")
    if not -0.9 <= pace <= 10:
        raise ArgumentError(f"rate={checks.shown(rate)} is out of range; give -0.9 to 10")
    return Beginning(span("over", over), pace)


@dataclass(frozen=True)
class Seasonal(Source):
    """Event times in row order; see `season`."""

    hours: tuple[float, ...]
    weekdays: tuple[float, ...]
    months: tuple[float, ...]
    closed: tuple[dt.date, ...]

    def times(self, rows: int, window: Window) -> SeasonalTimes:
        """Return the times of ``rows`` rows."""
        days = []
        for number in range(window.days):
            date = window.start + dt.timedelta(days=number)
            open_ = date not in self.closed
            days.append(open_ * self.months[date.month - 1] * self.weekdays[date.weekday()])
        if not any(days):
            raise ArgumentError(
                f"closed= and the weights exclude every day from {window.start} to {window.end}; "
                "leave one open"
            )
        return SeasonalTimes(window, rows, tuple(days), self.hours)

    def value(self, slot: Slot) -> Value:
        """The value in a column of dates or of timestamps."""
        if slot.kind not in ("date", "timestamp"):
            raise ArgumentTypeError(
                f"tw.season makes times, not a {slot.kind}; use it in t.timestamp(...)"
            )
        slot.rises("tw.season")
        season = self.times(slot.rows, slot.window)
        mass = slot.fact("mass", season.mass())
        day = slot.fact("day", season.day(mass))
        if slot.kind == "date":
            return Value(day + slot.window.first_day, "date")
        return Value(season.instant(day, season.second(mass, day)), "timestamp")

    def __str__(self) -> str:
        return "in time order, by hour, weekday and month"


def season(
    *,
    hours: str | Sequence[float] = "all day",
    weekend: float = 1.0,
    weekdays: Sequence[float] | None = None,
    months: Sequence[float] | None = None,
    closed: Sequence[dt.date | str] = (),
) -> Seasonal:
    """Draw event times over the window, in row order.

    Parameters
    ----------
    hours : str or sequence of float
        ``all day``, ``business``, ``shop`` or ``online``, or 24 weights.
    weekend : float
        The weight of a Saturday or Sunday relative to a weekday.
    weekdays : sequence of float, optional
        Instead of ``weekend``: seven weights, from Monday.
    months : sequence of float, optional
        Twelve weights, from January.
    closed : sequence of date or str
        Days without an event, such as ``["2024-12-25"]``.
    """
    checks.number("weekend", weekend, "a number", "give a weight of 0 or more")
    days = (1.0,) * 5 + (weekend,) * 2 if weekdays is None else weekdays
    if isinstance(closed, str) or not isinstance(closed, Iterable):
        raise checks.wrong_type("closed", closed, "a list of dates", "give a list of dates")
    return Seasonal(
        _by_hour(hours),
        _weights("weekend" if weekdays is None else "weekdays", days, 7),
        _weights("months", (1.0,) * 12 if months is None else months, 12),
        tuple(checks.day("closed", day) for day in closed),
    )


def _by_hour(hours: object) -> tuple[float, ...]:
    if isinstance(hours, str):
        return HOURS[checks.choice("hours", hours, HOURS, remedy=_HOURS_REMEDY)]
    return _weights("hours", hours, 24)


@dataclass(frozen=True)
class Between(Source):
    """Uniform times between two limits; see `between`."""

    start: dt.date
    end: dt.date
    hours: tuple[float, ...]

    def value(self, slot: Slot) -> Value:
        """The value in a column of dates or of timestamps."""
        kind, purpose = slot.kind, slot.draw("time")
        if kind == "date":
            first, last = (moment(end) // DAY_US for end in (self.start, self.end))
            return Value(below(last - first + 1, purpose) + first, "date")
        if kind != "timestamp":
            raise ArgumentTypeError(
                f"tw.between makes dates or timestamps, not a {kind}; use it in t.date(...)"
            )
        first, last = moment(self.start), moment(self.end)
        if not isinstance(self.end, dt.datetime):
            last += DAY_US - 1
        if self.hours == HOURS["all day"]:
            return Value(
                below((last - first) // SECOND_US + 1, purpose) * SECOND_US + first, "timestamp"
            )
        day = below(last // DAY_US - first // DAY_US + 1, purpose) + first // DAY_US
        second = time_of_day(self.hours, slot.draw("hour"))
        return Value((day * DAY_SECONDS + second) * SECOND_US, "timestamp")

    def __str__(self) -> str:
        return f"any time from {self.start} to {self.end}"


def between(
    start: dt.date | str, end: dt.date | str, *, hours: str | Sequence[float] = "all day"
) -> Between:
    """Draw times from ``start`` to ``end`` (both included), in no order."""
    first, last = _end("start", start), _end("end", end)
    if moment(first) > moment(last):
        raise ArgumentError(f"end={end} is before start={start}; give a later one")
    return Between(first, last, _by_hour(hours))


def _end(name: str, given: object) -> dt.date:
    """A date, or a time if hours are given with it."""
    if isinstance(given, dt.datetime) or (isinstance(given, str) and len(given) > _DATE):
        remedy = "give one such as '2024-01-31' or '2024-01-31T09:30'"
        return checks.moment(name, given, remedy)
    return checks.day(name, given)


def moment(value: dt.date) -> int:
    """Return the microseconds of a datetime, or of the start of a date."""
    return micros_of(value) if isinstance(value, dt.datetime) else days_of(value) * DAY_US


@dataclass(frozen=True)
class TimeOfDay(Source):
    """A time of day as text; see `clock`."""

    hours: tuple[float, ...]

    def value(self, slot: Slot) -> Value:
        """The value in a column of text."""
        second = time_of_day(self.hours, slot.draw("clock"))
        return Value(time_text(second * SECOND_US), "text")

    def __str__(self) -> str:
        return "a time of day"


def clock(hours: str | Sequence[float] = "all day") -> TimeOfDay:
    """Draw a time of day, ``HH:MM:SS``; ``hours`` as in `season`."""
    return TimeOfDay(_by_hour(hours))


def time_of_day(hours: tuple[float, ...], purpose: str) -> Expr:
    """Draw a second of the day by the weights of its hours."""
    knots = inverse(hours, DAY_SECONDS, 1 << 10)
    return Interpolation(knots, 22, Draw(purpose), lift(0)) % DAY_SECONDS


def _weights(name: str, weights: object, count: int) -> tuple[float, ...]:
    remedy = f"give {count} numbers of 0 or more"
    if isinstance(weights, str | Mapping) or not isinstance(weights, Iterable):
        raise checks.wrong_type(name, weights, "a list of weights", remedy)
    found = tuple(checks.number(name, weight, "a number", remedy) for weight in weights)
    if len(found) != count:
        shown = checks.shown(weights)
        raise ArgumentError(f"{name}={shown} are {len(found)} weights, not {count}; {remedy}")
    for weight in found:
        if not 0 <= weight < math.inf:
            raise ArgumentError(f"{name}={weight} is no weight; {remedy}")
    if not any(found):
        raise ArgumentError(f"{name}={checks.shown(weights)} are all 0; give at least one above")
    return found
