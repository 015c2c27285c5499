"""Tables that belong together, in any sizes, and the rules that their rows keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from tablewright import checks
from tablewright.calendars.window import MOST_DAYS
from tablewright.spec.changes import ChangeDeclaration
from tablewright.spec.options import Sizes, WorldOptions
from tablewright.spec.streams import DeclaredStream
from tablewright.spec.table import Table


@dataclass(frozen=True)
class Invariant:
    """A rule that no row breaks: ``sql`` (DuckDB) selects the rows that do.

    The SQL names tables by their short names, and sizes, rates and window ends as
    ``getvariable('w0')`` (see `tablewright.verification`).
    """

    name: str
    text: str
    tables: tuple[str, ...]
    sql: str


@dataclass(frozen=True)
class Expectation:
    """A statistic with a range, judged where it is meant.

    Parameters
    ----------
    name, text : str
        How it is called, and what it says.
    tables : tuple of str
        Those that are needed.
    sql : str
        DuckDB that selects ``value``, its standard error ``se`` (0 or left away if it is exact) and
        ``units``, the number of independent observations behind both (left away if there are
        many). Where a statement has several parts, such as the classes of a column, each is a row
        with its name as ``part``.
    low, high : float
        Where the true value lies.
    min_rows : int
        Fewest rows of the first table.
    min_days, max_days : int
        The windows that are short or long enough.
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


@dataclass(frozen=True)
class TableSet:
    """Tables that belong together, declared for one choice of sizes.

    Parameters
    ----------
    name : str
        For instance ``retail``.
    tables : tuple of Table
        Parents before children.
    parameters : mapping
        Everything besides the seed that the values depend on: sizes, rates, window, locale.
    rules : tuple of Invariant
        Those of the industry's invariants that depend on sizes or options, as they are here.
    """

    name: str
    tables: tuple[Table, ...]
    parameters: Mapping[str, int | float | str]
    rules: tuple[Invariant, ...] = ()

    def table(self, short_name: str) -> Table:
        """The table of that short name; `ArgumentError` if there is none."""
        checks.choice("table", short_name, [table.short_name for table in self.tables])
        return next(table for table in self.tables if table.short_name == short_name)


@dataclass(frozen=True)
class Declaration:
    """A dataset for any sizes: how its tables grow together, and what they keep.

    Parameters
    ----------
    name : str
        For instance ``retail``.
    doc : str
        One sentence.
    main : str
        The table whose rows ``--rows`` counts.
    default_rows : mapping
        Rows per table in the specification's local tier.
    cluster_rows : mapping
        Rows per table in the specification's Spark tiers.
    floor : mapping
        Fewest rows that the command line makes of the main entities.
    declare : callable
        ``(sizes, options) -> Dataset``.
    invariants, expectations : tuple
        What `tablewright.verification` checks.
    rates : mapping
        Rates that values depend on, with their defaults.
    intervals : mapping
        Intervals that values depend on, with the most seconds that each may have.
    fixed : tuple of str
        Tables whose rows do not grow with the others'.
    demo_rows : mapping
        Rows per table of a demo; the local ones where there are none.
    changes : mapping
        How tables change that say so themselves.
    streams : mapping
        Tables that are also declared as endless streams.
    """

    name: str
    doc: str
    main: str
    default_rows: Sizes
    cluster_rows: Sizes
    floor: Sizes
    declare: Callable[[Sizes, WorldOptions], TableSet]
    invariants: tuple[Invariant, ...] = ()
    expectations: tuple[Expectation, ...] = ()
    rates: Mapping[str, float] = field(default_factory=dict)
    intervals: Mapping[str, int] = field(default_factory=dict)
    fixed: tuple[str, ...] = ()
    demo_rows: Sizes = field(default_factory=dict)
    changes: Mapping[str, ChangeDeclaration] = field(default_factory=dict)
    streams: Mapping[str, DeclaredStream] = field(default_factory=dict)

    def at_tier(self, tier: int) -> Declaration:
        """The industry with the default sizes of a tier: 1 is local, 2 and 3 are Spark's."""
        return self if tier == 1 else replace(self, default_rows=self.cluster_rows)

    def main_rows(self, rows: int | None, scale: float | None) -> int:
        """Rows of the main table: as given, else a multiple of the default."""
        if rows is not None:
            return rows
        return max(1, round(self.default_rows[self.main] * (1 if scale is None else scale)))

    def sizes(self, rows: int) -> dict[str, int]:
        """Rows of every table for ``rows`` of the main one, in the default ratios."""
        return {
            table: max(self.floor.get(table, 0), count)
            for table, count in self.sizes_for(self.main, rows).items()
        }

    def sizes_for(self, table: str, rows: int) -> dict[str, int]:
        """Rows of every table where one has ``rows``, in the default ratios, rounded up."""
        per = self.default_rows[table]
        return {
            other: count if other in self.fixed else -(-count * rows // per)
            for other, count in self.default_rows.items()
        } | ({table: rows} if table in self.fixed else {})
