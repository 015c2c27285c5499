"""Change settings: one value, validated on creation."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from numbers import Integral

from tablewright import checks
from tablewright.cdc import shapes
from tablewright.cdc.events import OPERATIONS
from tablewright.cdc.times import EPOCH, LAST_YEAR, LONGEST, MICROSECOND
from tablewright.changing import MOST_BASE
from tablewright.errors import ArgumentError


@dataclass(frozen=True)
class ChangeSettings:
    """Number, kinds, times, shape and order of changes.

    Parameters
    ----------
    weights : mapping of str to number, optional
        Weights of APPEND, UPDATE and DELETE; an omitted one never occurs. Default: the
        table's own.
    batch_size : int or float, optional
        Events per batch: an integer (≥ 1), or a float fraction of the base table (> 0). Default:
        0.1, or 0.2 for iot and manufacturing.
    interval : timedelta or float
        Time covered by a batch, in seconds, from 1 second to a century; default: one day.
    start : datetime, date or str, optional
        Start of the first batch, not before the end of the window, which is the default. The
        default zone is UTC.
    resurrect : float
        Fraction of deleted keys that are re-inserted two batches later; each at most once.
    late, duplicates, out_of_order : float
        Fractions of a batch's events that happened during the previous batch, and of rows that are
        delivered twice (every other copy with the next batch) or out of order.
    shape : str
        The format of change rows; the error for an unknown one lists all.
    tombstones : bool
        Whether each delete is followed by a row that has only the key, in shapes that support it.

    Raises
    ------
    ArgumentError, ArgumentTypeError
        If a setting is invalid; the message gives name, value, reason and remedy.

    Examples
    --------
    >>> ChangeSettings(weights={"APPEND": 1}, batch_size=0.25).size(1_000, 0.1)
    250
    >>> ChangeSettings(late=2)
    Traceback (most recent call last):
    ...
    tablewright.errors.ArgumentError: late=2 is not a share; give a share from 0 to 1
    """

    weights: Mapping[str, float] | None = None
    batch_size: int | float | None = None
    interval: dt.timedelta | float = 86_400
    start: dt.datetime | dt.date | str | None = None
    resurrect: float = 0.0
    late: float = 0.0
    duplicates: float = 0.0
    out_of_order: float = 0.0
    shape: str = shapes.DEFAULT
    tombstones: bool = False

    def __post_init__(self) -> None:
        if self.weights is not None:
            checks.weights("weights", self.weights, OPERATIONS)
        if self.batch_size is not None:
            self.size(base=1, own=1)
        if self.start is not None:
            checks.moment("start", self.start)
        _ = self.length
        for name, value in self.disorder.items():
            checks.rate(name, value)
        checks.rate("resurrect", self.resurrect)
        shape = shapes.find(self.shape)
        if checks.flag("tombstones", self.tombstones) and not shape.has_tombstones:
            others = [name for name, each in shapes.every().items() if each.has_tombstones]
            raise ArgumentError(
                f"tombstones=True has no meaning in shape={self.shape!r}; choose {others[0]!r}"
            )
        if any(self.disorder.values()) and (self.tombstones or not shape.has_disorder):
            which = "tombstones=True" if self.tombstones else f"shape={self.shape!r}"
            raise ArgumentError(f"{which} cannot be out of order; omit {', '.join(self.disorder)}")

    @property
    def disorder(self) -> dict[str, float]:
        """The shares of late, duplicate and out-of-order events, by name."""
        return {name: getattr(self, name) for name in ("late", "duplicates", "out_of_order")}

    def shares(self, own: Mapping[str, float]) -> list[float]:
        """Return the weight of each operation; ``own`` are the table's defaults."""
        given = own if self.weights is None else self.weights
        return checks.weights("weights", given, OPERATIONS)

    def size(self, base: int, own: float) -> int:
        """Return the events per batch for ``base`` rows; ``own`` is the table's default share."""
        remedy = "give an integer of at least 1, or a float fraction of the rows, such as 0.1"
        share: object = own if self.batch_size is None else self.batch_size
        number = checks.number("batch_size", share, "a number", remedy)
        if not 0 < number:
            raise ArgumentError(f"batch_size={checks.shown(share)} is not a batch size; {remedy}")
        most = MOST_BASE if isinstance(share, Integral) else MOST_BASE / base
        if number > most:
            raise ArgumentError(
                f"batch_size={checks.shown(share)} is more than {MOST_BASE:,} rows; {remedy}"
            )
        exact = int(share) if isinstance(share, Integral) else Fraction(str(share)) * base
        return max(1, math.floor(exact + Fraction(1, 2)))

    @property
    def length(self) -> int:
        """The time covered by a batch, in microseconds."""
        remedy = "give seconds or a timedelta, from 1 second to a century"
        if isinstance(self.interval, dt.timedelta):
            length = self.interval // MICROSECOND
        else:
            number = checks.number("interval", self.interval, "a time", remedy)
            length = round(number * 1_000_000) if 1 <= number <= LONGEST.total_seconds() else 0
        if not 1_000_000 <= length <= LONGEST // MICROSECOND:
            raise ArgumentError(f"interval={checks.shown(self.interval)} is out of range; {remedy}")
        return length

    def begin(self, earliest: int) -> int:
        """Return the start of the first batch; all times are microseconds since 1970-01-01."""
        if self.start is None:
            return earliest
        remedy = f"give {EPOCH + earliest * MICROSECOND:%Y-%m-%d} or later, or omit it"
        zoned = checks.moment("start", self.start, remedy)
        moment = (zoned - EPOCH) // MICROSECOND
        if moment < earliest:
            raise ArgumentError(
                f"start={self.start} is before the end of the base table's window; {remedy}"
            )
        if zoned.year >= LAST_YEAR:
            raise ArgumentError(
                f"start={self.start} leaves no time for batches; give one before {LAST_YEAR}"
            )
        return moment
