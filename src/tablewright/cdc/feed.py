"""A feed: what is asked for, checked, as the keys and events of all of its batches."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from numbers import Integral

from tablewright import api, checks
from tablewright.cdc import any_table
from tablewright.cdc.clock import BatchClock
from tablewright.cdc.events import OPERATIONS, ChangeEvents, Disorder
from tablewright.cdc.keys import ChangedKeys
from tablewright.changing import MOST_BASE, MOST_BATCHES, MOST_KEYS
from tablewright.errors import ArgumentError
from tablewright.sampling.apportionment import largest_remainders
from tablewright.sampling.lifecycles import KeyLifecycles, dealt
from tablewright.spec import ChangeDeclaration, Changing, Declaration, WorldOptions
from tablewright.tables import industry as find_industry

SHAPES = ("tablewright", "debezium", "delta-cdf")
_DAY = 86_400_000_000
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)
_MICROSECOND = dt.timedelta(microseconds=1)
_LAST_YEAR = 9999
_END = (dt.datetime(_LAST_YEAR, 1, 1, tzinfo=dt.timezone.utc) - _EPOCH) // _MICROSECOND
_CENTURY = dt.timedelta(days=36_525)


@dataclass(frozen=True)
class Feed:
    """A table and the changes that follow it; make one with `feed`.

    Everything about a batch or a state is a function of this and a number.
    """

    industry: str
    seed: int
    sizes: Mapping[str, int]
    options: WorldOptions
    changes: ChangeDeclaration
    events: ChangeEvents
    clock: BatchClock
    shape: str
    tombstones: bool

    @property
    def batches(self) -> int:
        """How many batches there can be, batch 0 among them."""
        return 1 + self.events.keys.last

    @cached_property
    def entity(self) -> Changing:
        """The table that changes."""
        return self.changes.declare(self.sizes, self.options)

    @property
    def table(self) -> str:
        """``<industry>.<table>``."""
        return f"{self.industry}.{self.changes.table}"

    @property
    def base(self) -> int:
        """Rows of batch 0."""
        return self.events.keys.base

    def check_batches(self, name: str, batches: object) -> int:
        """Return ``batches`` if it is a number of batches that this feed has."""
        many = checks.integer(name, batches, 1, MOST_BATCHES)
        if many > self.batches:
            raise ArgumentError(f"{name}={many} is more than the {self.batches:,} {self._limit()}")
        return many

    def check_batch(self, name: str, batch: object) -> int:
        """Return ``batch`` if it is the number of a batch of this feed, from 0."""
        number = checks.integer(name, batch, 0, MOST_BATCHES - 1)
        if number >= self.batches:
            raise ArgumentError(
                f"{name}={number} is none of the {self.batches:,} batches {self._limit()}"
            )
        return number

    def _limit(self) -> str:
        """Why there are no more batches, and what to do."""
        if self.batches > _batches_before_end(self.clock.start, self.clock.interval):
            begin = _EPOCH + self.clock.start * _MICROSECOND
            return (
                f"that end before {_LAST_YEAR}, if the first begins at {begin:%Y-%m-%d %H:%M:%S} "
                f"and each covers {self.clock.interval * _MICROSECOND}; give fewer, shorter or "
                "earlier ones"
            )
        appends, updates, deletes = self.events.counts
        return (
            f"for which the live keys suffice, of {self.base:,} with {appends:,} appended, "
            f"{updates:,} updated and {deletes:,} deleted in each; give fewer or smaller batches, "
            "or other weights"
        )

    @property
    def facts(self) -> dict[str, int | float | str]:
        """Everything besides the seed that the rows depend on."""
        disorder = self.events.disorder
        appends, updates, deletes = self.events.counts
        return {
            **self.sizes,
            **self.options.rates,
            "start_date": self.options.window.start.isoformat(),
            "end_date": self.options.window.end.isoformat(),
            "locale": self.options.locale,
            "appends": appends,
            "updates": updates,
            "deletes": deletes,
            "resurrect": self.events.keys.resurrect,
            "start": self.clock.start,
            "interval": self.clock.interval,
            "late": disorder.late,
            "duplicates": disorder.duplicates,
            "shuffled": disorder.shuffled,
            "shape": self.shape,
            "tombstones": self.tombstones,
        }


def feed(
    industry: str | Declaration,
    rows: int | None = None,
    seed: int = 42,
    *,
    weights: Mapping[str, float] | None = None,
    batch_size: int | float | None = None,
    interval: dt.timedelta | float = 86_400,
    start: dt.datetime | dt.date | str | None = None,
    resurrect: float = 0.0,
    late: float = 0.0,
    duplicates: float = 0.0,
    out_of_order: float = 0.0,
    shape: str = "tablewright",
    tombstones: bool = False,
    start_date: dt.date | str | None = None,
    end_date: dt.date | str | None = None,
    locale: str = "en",
    rates: Mapping[str, float] | None = None,
    sizes: Mapping[str, int] | None = None,
    table: str | None = None,
    update: Sequence[str] | None = None,
    rows_name: str = "rows",
) -> Feed:
    """Declare a table and the changes that follow it.

    Parameters
    ----------
    industry : str or Industry
        retail (customers), healthcare (patients), financial (accounts), iot (devices) or
        manufacturing (equipment); or the declaration of a dataset.
    rows : int, optional
        Rows of the base table, from 1 to 2**31; the specification's local default if absent.
    seed : int
        Signed 64-bit.
    weights : mapping of str to number, optional
        How often each of APPEND, UPDATE and DELETE comes, in proportion; one that is not named
        never comes. Default: the industry's.
    batch_size : int or float, optional
        Events of a batch: a number from 1 up, or as a float a share of the base table, above 0.
        Default: 0.1, for iot and manufacturing 0.2.
    interval : timedelta or float
        The time that a batch covers, in seconds, from 1 second to a century; a day by default.
    start : datetime, date or str, optional
        When the first batch begins, UTC if it names no zone: not before the end of the window,
        which is the default.
    resurrect : float
        The share of deleted keys that are appended again, two batches later; each at most once.
    late, duplicates, out_of_order : float
        Shares of a batch's events that happened in the time of the batch before, and of rows
        that are delivered twice (every second one again with the next batch), or out of order.
    shape : str
        tablewright, debezium or delta-cdf.
    tombstones : bool
        For debezium: whether a delete is followed by a row with nothing but its key.
    start_date, end_date : date or str, optional
        The window of the base table, both days included; 2024 by default.
    locale : str
        One of `tablewright.locales()`.
    rates : mapping, optional
        Rates by name, where the dataset has any.
    sizes : mapping, optional
        Rows of the dataset's tables; in the default ratios if absent.
    table : str, optional
        The table that changes; the main one if absent.
    update : sequence of str, optional
        The columns that change, one at a time; what the table itself declares if absent, or else
        all columns that are drawn in their own right.
    rows_name : str
        What errors call ``rows``.

    Raises
    ------
    ArgumentError, ArgumentTypeError
        An argument that cannot be used: its name, value, the reason and the remedy.

    Examples
    --------
    >>> feed("retail", 1_000).events.counts
    (56, 33, 11)
    """
    found = find_industry(industry)
    name = found.main if table is None else checks.choice("table", table, [*found.default_rows])
    changes = _changes(found, name, update)
    base = checks.integer(
        rows_name, found.default_rows[name] if rows is None else rows, 1, MOST_BASE
    )
    options = api.options(found, start_date, end_date, locale, rates)
    size = _size(batch_size, base, changes)
    lines = _lines(base, _weights(weights, changes), size, _quoted(batch_size, changes))
    begin, length = _start(start, options.window.end_day * _DAY), _interval(interval)
    last = min(_most_batches(lines, base), _batches_before_end(begin, length))
    keys = ChangedKeys(
        f"{found.name}.{changes.table}", lines, checks.rate("resurrect", resurrect), last
    )
    disorder = _disorder(ChangeEvents(keys, Disorder()), late, duplicates, out_of_order)
    checks.choice("shape", shape, SHAPES)
    checks.flag("tombstones", tombstones)
    if tombstones and shape != "debezium":
        raise ArgumentError(f"tombstones=True has no meaning in shape={shape!r}; choose 'debezium'")
    if disorder and (tombstones or shape == "delta-cdf"):
        which = "tombstones=True" if tombstones else f"shape={shape!r}"
        raise ArgumentError(
            f"{which} cannot be out of order; leave late, duplicates and out_of_order at 0"
        )
    return Feed(
        industry=found.name,
        seed=checks.seed(seed),
        sizes=found.sizes_for(name, base) if sizes is None else {**sizes, name: base},
        options=options,
        changes=changes,
        events=ChangeEvents(keys, disorder),
        clock=BatchClock(keys.table, begin, length, base, size, disorder.late, changes.week),
        shape=shape,
        tombstones=tombstones,
    )


def _changes(found: Declaration, table: str, update: Sequence[str] | None) -> ChangeDeclaration:
    """How a table changes: as it declares, or by drawing columns again."""
    if update is None and table in found.changes:
        return found.changes[table]
    return any_table.changes(found, table, update)


def _batches_before_end(begin: int, length: int) -> int:
    """How many batches after the first there is time for."""
    return (_END - begin) // length


def _most_batches(lines: KeyLifecycles, base: int) -> int:
    """How many batches after the first there are keys for."""
    limits = [line.batches for line in lines.lines if line.batches is not None]
    if lines.total("joins"):
        limits.append((MOST_KEYS - base) // lines.total("joins"))
    return min([MOST_BATCHES - 1, *limits])


def _quoted(size: object, changes: ChangeDeclaration) -> str:
    return f"{changes.share}, the default," if size is None else checks.shown(size)


def _lines(base: int, weights: list[float], size: int, quoted: str) -> KeyLifecycles:
    appends, updates, deletes = largest_remainders(weights, size)
    lines = dealt(base, appends, updates, deletes)
    if lines is None:
        raise ArgumentError(
            f"batch_size={quoted} makes batches of {size:,}, which update {updates:,} and delete "
            f"{deletes:,} keys, more than the {base:,} live keys; give a smaller one, more rows "
            "or other weights"
        )
    return KeyLifecycles(lines)


def _size(size: object, base: int, changes: ChangeDeclaration) -> int:
    remedy = "give a whole number from 1 up, or as a float a share of the rows, such as 0.1"
    share = changes.share if size is None else size
    number = checks.number("batch_size", share, "a number", remedy)
    if not 0 < number:
        raise ArgumentError(f"batch_size={checks.shown(share)} is no size of a batch; {remedy}")
    most = MOST_BASE if isinstance(share, Integral) else MOST_BASE / base
    if number > most:
        raise ArgumentError(
            f"batch_size={checks.shown(share)} is more than {MOST_BASE:,} rows; {remedy}"
        )
    exact = int(share) if isinstance(share, Integral) else Fraction(str(share)) * base
    return max(1, math.floor(exact + Fraction(1, 2)))


def _weights(weights: object, changes: ChangeDeclaration) -> list[float]:
    if weights is None:
        return [float(changes.weights[operation]) for operation in OPERATIONS]
    return checks.weights("weights", weights, OPERATIONS)


def _disorder(
    events: ChangeEvents, late: float, duplicates: float, out_of_order: float
) -> Disorder:
    size = events.size
    others = size - events.counts[0]
    copies = round(checks.rate("duplicates", duplicates) * size)
    return Disorder(
        min(round(checks.rate("late", late) * size), others),
        copies,
        round(checks.rate("out_of_order", out_of_order) * (size + copies)),
    )


def _interval(interval: object) -> int:
    remedy = "give seconds or a timedelta, from 1 second to a century"
    if isinstance(interval, dt.timedelta):
        length = interval // _MICROSECOND
    else:
        number = checks.number("interval", interval, "a time", remedy)
        length = round(number * 1_000_000) if 1 <= number <= _CENTURY.total_seconds() else 0
    if not 1_000_000 <= length <= _CENTURY // _MICROSECOND:
        raise ArgumentError(f"interval={checks.shown(interval)} is out of range; {remedy}")
    return length


def _start(start: object, earliest: int) -> int:
    if start is None:
        return earliest
    remedy = f"give {_EPOCH + earliest * _MICROSECOND:%Y-%m-%d} or later, or leave it away"
    zoned = checks.moment("start", start, remedy)
    moment = (zoned - _EPOCH) // _MICROSECOND
    if moment < earliest:
        raise ArgumentError(f"start={start} is before the end of the base table's window; {remedy}")
    if zoned.year >= _LAST_YEAR:
        raise ArgumentError(f"start={start} leaves no time for batches; give one before 9999")
    return moment
