"""Change feeds: validated settings, and the keys and events of all batches."""

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
    """A table and changes to it; create one with `feed`.

    Every batch and every state is a function of this and a number.
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
        """The maximum number of batches, including batch 0."""
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
        """Number of rows of batch 0."""
        return self.events.keys.base

    def check_batches(self, name: str, batches: object) -> int:
        """Return ``batches`` if this feed has that many."""
        many = checks.integer(name, batches, 1, MOST_BATCHES)
        if many > self.batches:
            raise ArgumentError(f"{name}={many} is more than the {self.batches:,} {self._limit()}")
        return many

    def check_batch(self, name: str, batch: object) -> int:
        """Return ``batch`` if it is the number of a batch of this feed (from 0)."""
        number = checks.integer(name, batch, 0, MOST_BATCHES - 1)
        if number >= self.batches:
            raise ArgumentError(
                f"{name}={number} is not among the {self.batches:,} batches {self._limit()}"
            )
        return number

    def _limit(self) -> str:
        """Return the reason for the limit, and the remedy."""
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
        """Return all inputs of the rows other than the seed."""
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
    """Declare a table and changes to it.

    Parameters
    ----------
    industry : str or Industry
        retail (customers), healthcare (patients), financial (accounts), iot (devices) or
        manufacturing (equipment); or the declaration of a dataset.
    rows : int, optional
        Number of rows of the base table (1 to 2**31); default: the local default of the table.
    seed : int
        Signed 64-bit.
    weights : mapping of str to number, optional
        Weights of APPEND, UPDATE and DELETE; an omitted one never occurs. Default: the
        industry's.
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
        tablewright, debezium or delta-cdf.
    tombstones : bool
        For debezium: whether each delete is followed by a row that has only the key.
    start_date, end_date : date or str, optional
        First and last day of the base table's window; default: 2024.
    locale : str
        Locale of names and places, one of `tablewright.locales()`.
    rates : mapping, optional
        Rates by name, if the dataset has any.
    sizes : mapping, optional
        Number of rows of the dataset's tables; default: in the default ratios.
    table : str, optional
        The table that changes; default: the main table.
    update : sequence of str, optional
        Columns to update, one per change. Default: the updates that the table declares, or all
        columns with a draw of their own.
    rows_name : str
        The name of ``rows`` in errors.

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
            f"{which} cannot be out of order; omit late, duplicates and out_of_order"
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
    """Return how a table changes: as declared, or by redrawing columns."""
    if update is None and table in found.changes:
        return found.changes[table]
    return any_table.changes(found, table, update)


def _batches_before_end(begin: int, length: int) -> int:
    """Return how many batches after the first fit into the calendar."""
    return (_END - begin) // length


def _most_batches(lines: KeyLifecycles, base: int) -> int:
    """Return how many batches after the first the keys suffice for."""
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
            f"batch_size={quoted} gives batches of {size:,}, which update {updates:,} and delete "
            f"{deletes:,} keys, more than the {base:,} live keys; give a smaller size, more rows "
            "or other weights"
        )
    return KeyLifecycles(lines)


def _size(size: object, base: int, changes: ChangeDeclaration) -> int:
    remedy = "give an integer of at least 1, or a float fraction of the rows, such as 0.1"
    share = changes.share if size is None else size
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
    remedy = f"give {_EPOCH + earliest * _MICROSECOND:%Y-%m-%d} or later, or omit it"
    zoned = checks.moment("start", start, remedy)
    moment = (zoned - _EPOCH) // _MICROSECOND
    if moment < earliest:
        raise ArgumentError(f"start={start} is before the end of the base table's window; {remedy}")
    if zoned.year >= _LAST_YEAR:
        raise ArgumentError(f"start={start} leaves no time for batches; give one before 9999")
    return moment
