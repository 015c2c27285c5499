"""When things begin and happen: dates that rise with the row, and events in order of time."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tablewright.calendars import CumulativeArrivals, SeasonalTimes
from tablewright.calendars.seasonal import DAY_SECONDS, inverse
from tablewright.declare.values import DAY_US, SECOND_US, Value, days_of, micros_of
from tablewright.errors import ArgumentError, ArgumentTypeError
from tablewright.ops import Draw, Expr, Interpolation, below, lift
from tablewright.spec import Window

HOURS: Mapping[str, tuple[float, ...]] = {
    "all day": (1.0,) * 24,
    "business": (0,) * 8 + (2, 8, 10, 9, 5, 8, 10, 9, 6, 3) + (0,) * 6,
    "shop": (0,) * 7 + (2, 4, 7, 9, 10, 10, 10, 10, 10, 11, 12, 11, 9, 7, 4, 2, 0),
    "online": (4, 2, 1, 1, 1, 1, 2, 4, 6, 8, 9, 10, 10, 10, 9, 9, 10, 11, 12, 13, 14, 14, 12, 8),
}
"""The weight of each hour of a day, by name."""
_UNITS = {"day": 1, "week": 7, "month": 30.4375, "year": 365.25}
_MOST_DAYS = 150 * 366


def span(name: str, text: str | int | dt.timedelta) -> int:
    """Days of a span of time: a number of days, a timedelta, or a text such as ``3 years``."""
    remedy = "give days, a timedelta, or a text such as '18 months'"
    if isinstance(text, dt.timedelta):
        days = text.days
    elif isinstance(text, int) and not isinstance(text, bool):
        days = text
    elif isinstance(text, str):
        many, _, unit = text.strip().partition(" ")
        length = _UNITS.get(unit.rstrip("s"))
        if length is None or not many.isdigit():
            raise ArgumentError(f"{name}={text!r} is no span of time; {remedy}")
        days = round(int(many) * length)
    else:
        kind = type(text).__name__
        raise ArgumentTypeError(f"{name}={text!r:.40} is of type {kind}, not a span; {remedy}")
    if not 1 <= days <= _MOST_DAYS:
        raise ArgumentError(f"{name}={text!r} is out of range; give 1 day to 150 years")
    return days


@dataclass(frozen=True)
class Beginning:
    """Dates that rise with the row number up to the window's end; see `growth`."""

    days: int
    rate: float

    def times(self, rows: int, window: Window) -> CumulativeArrivals:
        """Who has begun by when, of so many rows."""
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

    def __str__(self) -> str:
        pace = f", {100 * self.rate:+g} % a year" if self.rate else ""
        return f"rises with the row over {self.days:,} days to the window's end{pace}"


def growth(over: str | int | dt.timedelta = "3 years", *, rate: float = 0.0) -> Beginning:
    """Dates on which rows begin, in their order, up to the end of the window.

    Whoever has begun on a day is then the first of the rows, which is what
    ``existing_at`` of a reference needs.

    Parameters
    ----------
    over : str, int or timedelta
        The time before the window's end; at least the window itself.
    rate : float
        By how much each year's beginnings differ from those of the year before: 0.2 for a fifth
        more.
    """
    if isinstance(rate, bool) or not isinstance(rate, int | float) or not -0.9 <= rate <= 10:
        raise ArgumentError(f"rate={rate!r} is out of range; give -0.9 to 10")
    return Beginning(span("over", over), float(rate))


@dataclass(frozen=True)
class Seasonal:
    """Times in order over the window; see `season`."""

    hours: tuple[float, ...]
    weekdays: tuple[float, ...]
    months: tuple[float, ...]
    closed: tuple[dt.date, ...]

    def times(self, rows: int, window: Window) -> SeasonalTimes:
        """The times of so many rows."""
        days = []
        for number in range(window.days):
            date = window.start + dt.timedelta(days=number)
            open_ = date not in self.closed
            days.append(open_ * self.months[date.month - 1] * self.weekdays[date.weekday()])
        return SeasonalTimes(window, rows, tuple(days), self.hours)

    def __str__(self) -> str:
        return "in order of time, by hour, weekday and month"


def season(
    *,
    hours: str | Sequence[float] = "all day",
    weekend: float = 1.0,
    weekdays: Sequence[float] | None = None,
    months: Sequence[float] | None = None,
    closed: Sequence[dt.date] = (),
) -> Seasonal:
    """Times of events over the window, in the order of the rows.

    Parameters
    ----------
    hours : str or sequence of float
        ``all day``, ``business``, ``shop`` or ``online``, or 24 weights.
    weekend : float
        The weight of a Saturday or Sunday against another day.
    weekdays : sequence of float, optional
        Instead: seven weights, from Monday.
    months : sequence of float, optional
        Twelve weights, from January.
    closed : sequence of date
        Days without an event.
    """
    if isinstance(hours, str):
        if hours not in HOURS:
            raise ArgumentError(
                f"hours={hours!r} is unknown; give 24 weights or {', '.join(HOURS)}"
            )
        hours = HOURS[hours]
    days = (1.0,) * 5 + (weekend,) * 2 if weekdays is None else weekdays
    return Seasonal(
        _weights("hours", hours, 24),
        _weights("weekdays", days, 7),
        _weights("months", (1.0,) * 12 if months is None else months, 12),
        tuple(closed),
    )


@dataclass(frozen=True)
class Between:
    """Any time from one to another; see `between`."""

    start: dt.date
    end: dt.date
    hours: tuple[float, ...]

    def value(self, slot: object) -> Value:
        """The value in a column of dates or of timestamps."""
        kind = slot.kind  # type: ignore[attr-defined]
        purpose = slot.draw("time")  # type: ignore[attr-defined]
        if kind == "date":
            first, last = days_of(self.start), days_of(self.end)
            return Value(below(last - first + 1, purpose) + first, "date")
        if kind != "timestamp":
            raise ArgumentTypeError(f"between makes dates or timestamps, not a {kind}")
        first, last = moment(self.start), moment(self.end)
        if not isinstance(self.end, dt.datetime):
            last += DAY_US - 1
        if self.hours == HOURS["all day"]:
            return Value(
                below((last - first) // SECOND_US + 1, purpose) * SECOND_US + first, "timestamp"
            )
        day = below(last // DAY_US - first // DAY_US + 1, purpose) + first // DAY_US
        second = time_of_day(self.hours, slot.draw("hour"))  # type: ignore[attr-defined]
        return Value((day * DAY_SECONDS + second) * SECOND_US, "timestamp")

    def __str__(self) -> str:
        return f"any time from {self.start} to {self.end}"


def between(
    start: dt.date | str, end: dt.date | str, *, hours: str | Sequence[float] = "all day"
) -> Between:
    """Any time from ``start`` to ``end``, both included, in no order."""
    ends = [
        dt.datetime.fromisoformat(each)
        if isinstance(each, str) and len(each) > 10
        else dt.date.fromisoformat(each)
        if isinstance(each, str)
        else each
        for each in (start, end)
    ]
    if moment(ends[0]) > moment(ends[1]):
        raise ArgumentError(f"end={end} is before start={start}; give a later one")
    return Between(ends[0], ends[1], season(hours=hours).hours)


def moment(value: dt.date) -> int:
    """Microseconds of a date's beginning or of a datetime."""
    return micros_of(value) if isinstance(value, dt.datetime) else days_of(value) * DAY_US


@dataclass(frozen=True)
class TimeOfDay:
    """A time of day as text; see `clock`."""

    hours: tuple[float, ...]

    def value(self, slot: object) -> Value:
        """The value in a column of text."""
        second = time_of_day(self.hours, slot.draw("clock"))  # type: ignore[attr-defined]
        return Value(second * SECOND_US, "timestamp").time()

    def __str__(self) -> str:
        return "a time of day"


def clock(hours: str | Sequence[float] = "all day") -> TimeOfDay:
    """A time of day, ``HH:MM:SS``; ``hours`` as for `season`."""
    return TimeOfDay(season(hours=hours).hours)


def time_of_day(hours: tuple[float, ...], purpose: str) -> Expr:
    """A second of the day, drawn by the weights of its hours."""
    knots = inverse(hours, DAY_SECONDS, 1 << 10)
    return Interpolation(knots, 22, Draw(purpose), lift(0)) % DAY_SECONDS


def _weights(name: str, weights: Sequence[float], count: int) -> tuple[float, ...]:
    if len(weights) != count:
        raise ArgumentError(f"{name}={weights!r:.60} are not {count} weights; give as many")
    if any(isinstance(w, bool) or not isinstance(w, int | float) or w < 0 for w in weights):
        raise ArgumentError(f"{name}={weights!r:.60} has a weight below 0; give 0 or more")
    if not any(weights):
        raise ArgumentError(f"{name} are all 0; give at least one above")
    return tuple(float(w) for w in weights)
