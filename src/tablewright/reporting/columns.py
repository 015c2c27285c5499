"""What a report knows of a table: counts and summaries that DuckDB computes, never all rows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from tablewright.formats.reading import Reader, quoted
from tablewright.spec import Boolean, Column, Date, Int32, Int64, Table, Text, Timestamp

Kind: TypeAlias = Literal["number", "time", "text"]

DECILES = tuple(i / 10 for i in range(1, 10))
_SHARES = (0.005, *DECILES, 0.995)
TOP = 8
"""Categories that are shown."""
_FEW = 12
"""Whole numbers with at most this number of values are categories."""
LONGEST = 80
"""Characters of a text that are compared and shown."""


@dataclass(frozen=True)
class ColumnSummary:
    """One column in figures.

    ``quantiles`` are those of 0.5 %, each tenth, and 99.5 %, times in seconds since 1970; ``top``
    are the most frequent values, without their counts. ``distinct`` is an estimate.
    """

    declared: Column
    role: str
    rows: int
    present: int
    distinct: int
    low: float | None = None
    high: float | None = None
    quantiles: tuple[float, ...] = ()
    top: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The column's name."""
        return self.declared.name

    @property
    def kind(self) -> Kind:
        """The kind of its picture."""
        return kind_of(self.declared)

    @property
    def nulls(self) -> float:
        """The share of nulls."""
        return 1 - self.present / self.rows if self.rows else 0.0

    @property
    def is_whole(self) -> bool:
        """Whether it holds whole numbers."""
        return isinstance(self.declared.type, Int32 | Int64)

    @property
    def is_category(self) -> bool:
        """Whether its values are shown one by one."""
        if self.kind == "text":
            return not self.is_key and self.distinct <= max(TOP, self.present / 2)
        return self.is_whole and bool(self.top) and self.distinct <= _FEW

    @property
    def is_key(self) -> bool:
        """Whether its values only tell rows apart, or refer to them."""
        return bool(self.role)


@dataclass(frozen=True)
class TableSummary:
    """One table in figures; ``problem`` states why there are none.

    ``keyed`` states whether its keys are declared; otherwise, its primary key is any column.
    """

    declared: Table
    rows: int
    columns: tuple[ColumnSummary, ...] = ()
    sample: tuple[tuple[str | None, ...], ...] = ()
    size: int = 0
    problem: str = ""
    keyed: bool = True

    def column(self, name: str) -> ColumnSummary:
        """Return the column with that name."""
        return next(column for column in self.columns if column.name == name)


def summarised(reader: Reader, table: Table, sample: int, *, keyed: bool = True) -> TableSummary:
    """Return a table's summary, from two passes over its files."""
    view = quoted(table.short_name)
    roles = _roles(table) if keyed else {}
    cells = [(column, _measured(column)) for column in table.columns]
    answer: list[Any] = ["count(*)"]
    for column, sql in cells:
        name = quoted(column.name)
        answer += [f"count({name})", f"approx_count_distinct({name})"]
        if kind_of(column) == "text":
            text = _text(column)
            answer += ["NULL", "NULL", "NULL", f"approx_top_k({text}, {_FEW})"]
        else:
            is_few = f"approx_top_k({_text(column)}, {_FEW})"
            is_whole = isinstance(column.type, Int32 | Int64) and column.name not in roles
            top = is_few if is_whole else "NULL"
            shares = ", ".join(map(str, _SHARES))
            answer += [f"min({sql})", f"max({sql})", f"approx_quantile({sql}, [{shares}])", top]
    # In one query, because text files are parsed by each.
    row = reader.rows(f"SELECT {', '.join(answer)} FROM {view}")[0]
    rows, rest = int(row[0]), row[1:]
    columns = []
    for number, (column, _) in enumerate(cells):
        present, distinct, low, high, quantiles, top = rest[6 * number : 6 * number + 6]
        columns.append(
            ColumnSummary(
                column,
                roles.get(column.name, ""),
                rows,
                int(present),
                min(int(distinct), int(present)),
                low,
                high,
                _finite(quantiles or ()),
                tuple(str(each) for each in top or () if each is not None),
            )
        )
    return TableSummary(table, rows, tuple(columns), _sample(reader, table, sample), keyed=keyed)


def _finite(quantiles: Sequence[float | None]) -> tuple[float, ...]:
    """Return the quantiles; none if an estimate between extremes is not finite."""
    found = tuple(q for q in quantiles if q is not None and math.isfinite(q))
    return found if len(found) == len(quantiles) else ()


def kind_of(column: Column) -> Kind:
    """Return how a column is shown."""
    if isinstance(column.type, Text | Boolean):
        return "text"
    return "time" if isinstance(column.type, Date | Timestamp) else "number"


def measured(column: Column) -> str:
    """Return SQL for a number or a time (in seconds) as a finite double."""
    return _measured(column)


def categorised(column: Column) -> str:
    """Return SQL for a value as the text by which it is counted."""
    return _text(column)


def _measured(column: Column) -> str:
    name = quoted(column.name)
    if kind_of(column) == "time":
        return f"CASE WHEN isfinite({name}) THEN epoch({name}) END"
    return f"CASE WHEN isfinite({name}::DOUBLE) THEN {name}::DOUBLE END"


def _text(column: Column) -> str:
    return f"left({quoted(column.name)}::VARCHAR, {LONGEST})"


def _roles(table: Table) -> dict[str, str]:
    roles = dict.fromkeys(table.unique, "unique")
    roles |= {
        key.column: f"refers to {key.parent.rpartition('.')[2]}" for key in table.foreign_keys
    }
    return {**roles, table.primary_key: "primary key"}


def _sample(reader: Reader, table: Table, count: int) -> tuple[tuple[str | None, ...], ...]:
    key = quoted(table.primary_key)
    rows = reader.rows(
        f"SELECT left(CAST(COLUMNS(*) AS VARCHAR), {LONGEST}) "
        f"FROM (FROM {quoted(table.short_name)} ORDER BY {key} NULLS LAST LIMIT {int(count)})"
    )
    return tuple(tuple(None if cell is None else str(cell) for cell in row) for row in rows)
