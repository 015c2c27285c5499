"""Collects what a report shows, while the files of a dataset are open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tablewright.formats.reading import QueryError
from tablewright.reporting import relations
from tablewright.reporting.columns import TableSummary, summarised
from tablewright.reporting.counts import Counts, counted
from tablewright.reporting.relations import Associations, Children, Places, Rhythm
from tablewright.spec import Column, Declaration, Distribution, ShareQuery, Table
from tablewright.verification import OpenDataset
from tablewright.verification.session import Session

MOST_TABLES, MOST_COLUMNS, MOST_IN_ALL = 60, 120, 1_500
"""Tables, columns of a table and columns of all tables that are shown of a stranger's folder."""
SAMPLE = 5
"""Rows that are shown."""


@dataclass(frozen=True)
class TableFindings:
    """One table: its summary, and all that its pictures show."""

    summary: TableSummary
    counts: Mapping[str, Counts] = field(default_factory=dict)
    children: tuple[Children, ...] = ()
    associations: Associations | None = None
    rhythm: Rhythm | None = None
    places: Places | None = None

    @property
    def table(self) -> Table:
        """The declared table."""
        return self.summary.declared


@dataclass(frozen=True)
class OpenTables:
    """Tables whose views exist: their session, their dataset's name, and each one's size."""

    session: Session
    name: str
    tables: tuple[Table, ...]
    declaration: Declaration | None = None
    sizes: Mapping[str, int] = field(default_factory=dict)
    unreadable: frozenset[str] = frozenset()
    rows: Mapping[str, int] = field(default_factory=dict)
    keyed: bool = True


@dataclass
class Findings:
    """One dataset, collected while its files are open; ``open`` is None without a manifest."""

    open: OpenDataset | None = None
    name: str = ""
    hidden: int = 0
    tables: list[TableFindings] = field(default_factory=list)

    def visit(self, found: OpenDataset) -> None:
        """Collect the tables of a verified dataset."""
        self.open = found
        stored = found.manifest.tables
        sizes = {
            name: sum((found.manifest.directory / file).stat().st_size for file in files.files)
            for name, files in stored.items()
            if name in found.readable and not files.format.is_database
        }
        self.collect(
            OpenTables(
                found.session,
                found.manifest.dataset,
                tuple(table for table in found.tables.tables if table.short_name in stored),
                found.declaration,
                sizes,
                frozenset(stored) - found.readable,
                {name: files.rows for name, files in stored.items()},
            )
        )

    def collect(self, found: OpenTables) -> None:
        """Collect open tables."""
        self.name, self.hidden = found.name, max(0, len(found.tables) - MOST_TABLES)
        summaries: dict[str, TableSummary] = {}
        for table in found.tables[:MOST_TABLES]:
            left = MOST_IN_ALL - sum(len(summary.columns) for summary in summaries.values())
            summaries[table.name] = _summary(found, table, max(0, min(left, MOST_COLUMNS)))
        for summary in summaries.values():
            self.tables.append(_findings(found.session, summary, summaries))


def _summary(found: OpenTables, table: Table, most: int) -> TableSummary:
    name = table.short_name
    if name in found.unreadable:
        why = "its files are not read; see the checks"
        return TableSummary(table, found.rows.get(name, 0), problem=why)
    declared = _declared_shares(found.declaration, table)
    columns = tuple(_with_shares(column, declared) for column in table.columns[:most])
    try:
        kept = replace(table, columns=_keyed(table, columns))
        shown = summarised(found.session, kept, SAMPLE, keyed=found.keyed)
    except QueryError as error:
        return TableSummary(table, table.rows, problem=str(error))
    return replace(shown, declared=table, size=found.sizes.get(name, 0))


def _keyed(table: Table, columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Return the columns with those that the table's keys name."""
    names = {column.name for column in columns}
    keys = {table.primary_key, *table.unique, *(key.column for key in table.foreign_keys)}
    keys |= {table.ordered_by} if table.ordered_by else set()
    return (*columns, *(c for c in table.columns if c.name in keys and c.name not in names))


def _findings(
    session: Session, summary: TableSummary, summaries: Mapping[str, TableSummary]
) -> TableFindings:
    if summary.problem or not summary.rows:
        return TableFindings(summary)
    try:
        family = (
            relations.children(session, summary, key, summaries[key.parent])
            for key in summary.declared.foreign_keys
            if key.parent in summaries and not summaries[key.parent].problem
        )
        return TableFindings(
            summary,
            counted(session, summary),
            tuple(one for one in family if one is not None),
            relations.associations(session, summary),
            relations.rhythm(session, summary),
            relations.places(session, summary),
        )
    except QueryError as error:
        return TableFindings(replace(summary, problem=str(error)))


def _declared_shares(declaration: Declaration | None, table: Table) -> dict[str, Distribution]:
    """Return the shares that the dataset's statistics declare, by column."""
    rules = () if declaration is None else declaration.expectations
    queries = [rule.sql for rule in rules if isinstance(rule.sql, ShareQuery)]
    return {
        query.column: Distribution(tuple(query.shares.items()))
        for query in queries
        if query.table == table.short_name
    }


def _with_shares(column: Column, declared: Mapping[str, Distribution]) -> Column:
    known = column.distribution or declared.get(column.name)
    return column if known is column.distribution else replace(column, distribution=known)
