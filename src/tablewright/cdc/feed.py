"""Change feeds: validated settings, and the keys and events of all batches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tablewright import api, checks
from tablewright.cdc import any_table, moments, shapes
from tablewright.cdc.clock import BatchClock
from tablewright.cdc.events import ChangeEvents, Disorder
from tablewright.cdc.keys import ChangedKeys
from tablewright.cdc.settings import ChangeSettings
from tablewright.cdc.shapes import Shape
from tablewright.cdc.times import EPOCH, LAST_YEAR, MICROSECOND, batches_before_end
from tablewright.changing import MOST_BASE, MOST_BATCHES, MOST_KEYS
from tablewright.errors import ArgumentError
from tablewright.ops import Row
from tablewright.sampling.apportionment import largest_remainders
from tablewright.sampling.lifecycles import KeyLifecycles, dealt
from tablewright.spec import ChangeDeclaration, Changing, Declaration, Table, WorldOptions
from tablewright.tables import industry as find_industry

_DAY = 86_400_000_000


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
    settings: ChangeSettings

    @property
    def batches(self) -> int:
        """The maximum number of batches, including batch 0."""
        return 1 + self.events.keys.last

    @cached_property
    def entity(self) -> Changing:
        """The table that changes."""
        return self.changes.declare(self.sizes, self.options)

    @property
    def shape(self) -> Shape:
        """The shape of change rows."""
        return shapes.find(self.settings.shape)

    @property
    def table(self) -> str:
        """``<industry>.<table>``."""
        return f"{self.industry}.{self.changes.table}"

    @cached_property
    def draws(self) -> str:
        """The table name that distinguishes the table's draws.

        A dataset that extends another keeps it, and with it the rows.
        """
        return self.original.name

    @cached_property
    def original(self) -> Table:
        """The table as it is at first."""
        return self.entity.at(moments.original(self, Row()))

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
        if self.batches > batches_before_end(self.clock.start, self.clock.interval):
            begin = EPOCH + self.clock.start * MICROSECOND
            return (
                f"that end before {LAST_YEAR}, if the first begins at {begin:%Y-%m-%d %H:%M:%S} "
                f"and each covers {self.clock.interval * MICROSECOND}; give fewer, shorter or "
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
            "shape": self.settings.shape,
            "tombstones": self.settings.tombstones,
        }


def feed(
    industry: str | Declaration,
    rows: int | None = None,
    seed: int = 42,
    *,
    settings: ChangeSettings | None = None,
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
    settings : ChangeSettings, optional
        Number, kinds, times, shape and order of changes.
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
        If an argument is invalid; the message gives name, value, reason and remedy.

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
    settings = _settings(settings)
    size = settings.size(base, changes.share)
    lines = _lines(base, size, changes, settings)
    begin = settings.begin(options.window.end_day * _DAY)
    last = min(_most_batches(lines, base), batches_before_end(begin, settings.length))
    keys = ChangedKeys(f"{found.name}.{changes.table}", lines, settings.resurrect, last)
    disorder = _disorder(ChangeEvents(keys, Disorder()), settings)
    made = Feed(
        industry=found.name,
        seed=checks.seed(seed),
        sizes=found.sizes_for(name, base) if sizes is None else {**sizes, name: base},
        options=options,
        changes=changes,
        events=ChangeEvents(keys, disorder),
        clock=BatchClock(
            keys.table, begin, settings.length, base, size, disorder.late, changes.week
        ),
        settings=settings,
    )
    _check_names(made)
    return made


def _settings(given: object) -> ChangeSettings:
    if given is not None and not isinstance(given, ChangeSettings):
        remedy = "give ChangeSettings(...), or None"
        raise checks.wrong_type("settings", given, "ChangeSettings", remedy)
    return given or ChangeSettings()


def _check_names(made: Feed) -> None:
    """Refuse a table that has a column of a name that its changes add."""
    taken = {column.name.lower() for column in made.original.columns}
    for name in made.shape.adds:
        if name in taken:
            raise ArgumentError(
                f"table={made.changes.table!r} has a column {name!r}, which changes of "
                f"shape={made.shape.name!r} add; rename the column, or choose another shape"
            )


def _changes(found: Declaration, table: str, update: Sequence[str] | None) -> ChangeDeclaration:
    """Return how a table changes: as declared, or by redrawing columns."""
    if update is None and table in found.changes:
        return found.changes[table]
    return any_table.changes(found, table, update)


def _most_batches(lines: KeyLifecycles, base: int) -> int:
    """Return how many batches after the first the keys suffice for."""
    limits = [line.batches for line in lines.lines if line.batches is not None]
    if lines.total("joins"):
        limits.append((MOST_KEYS - base) // lines.total("joins"))
    return min([MOST_BATCHES - 1, *limits])


def _lines(
    base: int, size: int, changes: ChangeDeclaration, settings: ChangeSettings
) -> KeyLifecycles:
    weights = settings.shares(changes.weights)
    appends, updates, deletes = largest_remainders(weights, size)
    lines = dealt(base, appends, updates, deletes)
    if lines is None:
        given = settings.batch_size
        quoted = f"{changes.share}, the default," if given is None else checks.shown(given)
        raise ArgumentError(
            f"batch_size={quoted} gives batches of {size:,}, which update {updates:,} and delete "
            f"{deletes:,} keys, more than the {base:,} live keys; give a smaller size, more rows "
            "or other weights"
        )
    return KeyLifecycles(lines)


def _disorder(events: ChangeEvents, settings: ChangeSettings) -> Disorder:
    size = events.size
    others = size - events.counts[0]
    copies = round(settings.duplicates * size)
    return Disorder(
        min(round(settings.late * size), others),
        copies,
        round(settings.out_of_order * (size + copies)),
    )
