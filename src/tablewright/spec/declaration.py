"""Dataset declarations: tables for any sizes, and their rules."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from tablewright import checks
from tablewright.calendars.window import MOST_DAYS
from tablewright.checks import MAX_ROWS
from tablewright.errors import ArgumentError
from tablewright.spec.changes import ChangeDeclaration
from tablewright.spec.options import Sizes, WorldOptions
from tablewright.spec.streams import DeclaredStream
from tablewright.spec.table import Table


@dataclass(frozen=True)
class Invariant:
    """A rule that holds for every row; ``sql`` (DuckDB) selects violating rows.

    The SQL names tables by their short names, and sizes, rates and window ends as
    ``getvariable('w0')`` (see `tablewright.verification`).
    """

    name: str
    text: str
    tables: tuple[str, ...]
    sql: str


@dataclass(frozen=True)
class Expectation:
    """A statistic with an expected range, checked in the sizes and windows it applies to.

    Parameters
    ----------
    name, text : str
        Its name, and one sentence that states it.
    tables : tuple of str
        The tables it needs.
    sql : str
        DuckDB query that selects ``value``, its standard error ``se`` (0 or omitted if exact) and
        ``units``, the number of independent observations behind both (omitted if there are many).
        A statement with several parts, such as the classes of a column, has one row per part,
        named in ``part``.
    low, high : float
        The range of the true value.
    min_rows : int
        Minimum number of rows of the first table.
    min_days, max_days : int
        Minimum and maximum length of the window.
    """

    name: str
    text: str
    tables: tuple[str, ...]
    sql: str
    low: float
    high: float
    min_rows: int = 50_000
    min_days: int = 1
    max_days: int = MOST_DAYS


class ShareQuery(str):
    """The SQL of a statistic on the shares of a column's values, which it names for readers.

    ``table`` and ``column`` say where, ``shares`` of which value how much; they sum to 1.
    """

    table: str
    column: str
    shares: Mapping[str, float]

    def __new__(cls, sql: str, table: str, column: str, shares: Mapping[str, float]) -> ShareQuery:
        """Name what a query is about."""
        made = super().__new__(cls, sql)
        made.table, made.column, made.shares = table, column, shares
        return made


@dataclass(frozen=True)
class TableSet:
    """A dataset's tables, declared for specific sizes.

    Parameters
    ----------
    name : str
        For example ``retail``.
    tables : tuple of Table
        The tables, parents before children.
    parameters : mapping
        All inputs of the values other than the seed: sizes, rates, window, locale.
    rules : tuple of Invariant
        Invariants of the dataset that depend on sizes or options, for these tables.
    notes : tuple of str
        What a user should know of these sizes; ``plan`` prints it.
    """

    name: str
    tables: tuple[Table, ...]
    parameters: Mapping[str, int | float | str]
    rules: tuple[Invariant, ...] = ()
    notes: tuple[str, ...] = ()

    def table(self, short_name: str) -> Table:
        """Return the table with that short name; raise `ArgumentError` if it does not exist."""
        checks.choice("table", short_name, [table.short_name for table in self.tables])
        return next(table for table in self.tables if table.short_name == short_name)


class DeclaredTables(NamedTuple):
    """The tables for one choice of sizes, parents before children.

    ``facts`` are numbers that follow from the sizes and that rules read, such as the most lines of
    a receipt; ``rules`` are the invariants that depend on sizes or options, as they are here;
    ``notes`` say what a user should know of these sizes.
    """

    tables: tuple[Table, ...]
    facts: Mapping[str, int | float | str] = {}
    rules: tuple[Invariant, ...] = ()
    notes: tuple[str, ...] = ()


class Interval(NamedTuple):
    """A setting in seconds: its default, 0 if that depends on the row, and the most it can be."""

    default: int
    most: int


@dataclass(frozen=True)
class Declaration:
    """A dataset for any sizes: its tables, how they scale, and their rules.

    Parameters
    ----------
    name : str
        For instance ``retail``.
    doc : str
        One sentence.
    main : str
        The table whose rows ``--rows`` counts.
    default_rows : mapping
        Default number of rows of each table, locally.
    cluster_rows : mapping
        Default number of rows of each table on Spark.
    floor : mapping
        Fewest rows that the command line makes of the main entities.
    tables : callable
        ``(sizes, options) -> DeclaredTables``; the options name every rate and interval.
    invariants, expectations : tuple
        The rules that `tablewright.verification` checks.
    rates : mapping
        Rates, with their defaults.
    intervals : mapping
        Intervals that values depend on.
    fixed : tuple of str
        Tables whose rows do not grow with the others'.
    derived : mapping
        Tables whose rows follow from the other sizes, with a function of these.
    demo_rows : mapping
        Rows per table of a demo; the local ones where there are none.
    changes : mapping
        The declared changes of tables.
    streams : mapping
        Tables that are also declared as endless streams.
    traits : mapping
        The traits that an extending dataset can set, with their values here.
    varied : callable, optional
        The declaration with other traits, by name.
    """

    name: str
    doc: str
    main: str
    default_rows: Sizes
    cluster_rows: Sizes
    floor: Sizes
    tables: Callable[[Sizes, WorldOptions], DeclaredTables]
    invariants: tuple[Invariant, ...] = ()
    expectations: tuple[Expectation, ...] = ()
    rates: Mapping[str, float] = field(default_factory=dict)
    intervals: Mapping[str, Interval] = field(default_factory=dict)
    fixed: tuple[str, ...] = ()
    derived: Mapping[str, Callable[[Sizes], int]] = field(default_factory=dict)
    demo_rows: Sizes = field(default_factory=dict)
    changes: Mapping[str, ChangeDeclaration] = field(default_factory=dict)
    streams: Mapping[str, DeclaredStream] = field(default_factory=dict)
    traits: Mapping[str, str] = field(default_factory=dict)
    varied: Callable[[Mapping[str, object]], Declaration] | None = None

    def vary(self, traits: Mapping[str, object]) -> Declaration:
        """The dataset with other traits; `ArgumentError` for one that it does not have."""
        if not traits:
            return self
        known = checks.named("traits", traits, self.traits)
        assert self.varied is not None
        return self.varied(known)

    def declare(self, sizes: Sizes, options: WorldOptions) -> TableSet:
        """The tables for some sizes, and everything that their values depend on.

        Raises
        ------
        ArgumentError
            If a table has rows but one that it refers to has none, or the sizes do not fit.
        """
        options, sizes = self.complete(options), self.settled(sizes, sizes)
        try:
            made = self.tables(sizes, options)
        except Exception:
            # A missing parent can make tables fail in any way, and is the better reason.
            _check_parents(self._empty(sizes, options), sizes)
            raise
        _check_parents(made.tables, sizes)
        return self.table_set(made, sizes, options)

    def table_set(self, made: DeclaredTables, sizes: Sizes, options: WorldOptions) -> TableSet:
        """Declared tables with everything that their values depend on."""
        options = self.complete(options)
        parameters: dict[str, int | float | str] = {
            **{table.short_name: sizes[table.short_name] for table in made.tables},
            **options.rates,
            **options.intervals,
            **made.facts,
            "start_date": options.window.start.isoformat(),
            "end_date": options.window.end.isoformat(),
            "locale": options.locale,
        }
        return TableSet(self.name, made.tables, parameters, made.rules, made.notes)

    def complete(self, options: WorldOptions) -> WorldOptions:
        """The options with the defaults of those that are not given."""
        defaults = {name: interval.default for name, interval in self.intervals.items()}
        rates = {**self.rates, **options.rates}
        return replace(options, rates=rates, intervals={**defaults, **options.intervals})

    def _empty(self, sizes: Sizes, options: WorldOptions) -> tuple[Table, ...]:
        """The tables without rows, for their references; none if they fail so too."""
        with suppress(Exception):
            return self.tables(dict.fromkeys(sizes, 0), options).tables
        return ()

    def settled(self, sizes: Sizes, given: Container[str] = ()) -> dict[str, int]:
        """Return the sizes, of which those of derived tables follow from the others.

        Raises
        ------
        ArgumentError
            If the size of a derived table is given and does not follow.
        """
        settled = dict(sizes)
        for table, rows_of in self.derived.items():
            rows = rows_of(sizes)
            if table in given and sizes[table] != rows:
                parents = ", ".join(f"{t}={n:,}" for t, n in sizes.items() if t == self.main)
                raise ArgumentError(
                    f"{table}={sizes[table]:,} does not fit {parents}, with {rows:,} {table}; "
                    f"leave {table} out"
                )
            settled[table] = rows
        return settled

    def at_tier(self, tier: int) -> Declaration:
        """Return the declaration with a tier's default sizes: 1 is local, 2 and 3 are Spark."""
        return self if tier == 1 else replace(self, default_rows=self.cluster_rows)

    def main_rows(self, rows: int | None, scale: float | None) -> int:
        """Return the number of rows of the main table: ``rows``, or the default times ``scale``."""
        if rows is not None:
            return rows
        return max(1, round(self.default_rows[self.main] * (1 if scale is None else scale)))

    def sizes(self, rows: int) -> dict[str, int]:
        """Return the sizes of all tables for ``rows`` of the main one, in the default ratios."""
        return self.settled(
            {
                table: max(self.floor.get(table, 0), count)
                for table, count in self.sizes_for(self.main, rows).items()
            }
        )

    def sizes_for(self, table: str, rows: int) -> dict[str, int]:
        """Return the sizes of all tables if ``table`` has ``rows``, rounded up."""
        per = self.default_rows[table]
        grown = {
            other: count if other in self.fixed else -(-count * rows // per)
            for other, count in self.default_rows.items()
        }
        settled = self.settled(grown | ({table: rows} if table in self.fixed else {}))
        if table not in self.derived or settled[table] == rows:
            return settled
        # It does not grow as the others do: the fewest rows of the main table that are enough.
        low, high = 0, 1
        while high < MAX_ROWS and self.sizes_for(self.main, high)[table] < rows:
            low, high = high, high * 2
        while high - low > 1:
            middle = (low + high) // 2
            enough = self.sizes_for(self.main, middle)[table] >= rows
            low, high = (low, middle) if enough else (middle, high)
        return self.sizes_for(self.main, high)


def without_parent(parent: str, child: str, rows: int) -> ArgumentError:
    """The refusal of rows that refer to a table without any."""
    return ArgumentError(
        f"{parent}=0 leaves {rows:,} rows of {child} without a parent; give {parent} of at least "
        f"1, or no rows of {child}"
    )


def _check_parents(tables: Sequence[Table], sizes: Sizes) -> None:
    known = {table.short_name: table for table in tables}
    for table, rows in sizes.items():
        for key in known[table].foreign_keys if table in known else ():
            parent = key.parent.rpartition(".")[2]
            if rows and not sizes.get(parent, rows):
                raise without_parent(parent, table, rows)
