"""How values hang together: children per parent, associations, hours and days, places."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tablewright.formats.reading import Reader, quoted
from tablewright.reporting.columns import (
    DECILES,
    ColumnSummary,
    TableSummary,
    categorised,
    measured,
)
from tablewright.spec import ForeignKey, Timestamp

SAMPLED = 20_000
"""Rows from which associations are computed."""
_CLASSES = 12
_MOST_COLUMNS = 24
_BARS = 24
_CELLS = 48
"""Cells of a map, each way."""
_LATITUDES = ("latitude", "lat", "geo_lat")
_LONGITUDES = ("longitude", "lon", "lng", "long", "geo_lon")


@dataclass(frozen=True)
class Children:
    """How many children parents have: parents per number of children, in bins of ``step``."""

    parent: str
    child: str
    column: str
    step: int
    counts: tuple[tuple[int, int], ...]
    mean: float
    most: int
    childless: float


def children(
    reader: Reader, child: TableSummary, key: ForeignKey, parent: TableSummary
) -> Children | None:
    """Return the children per parent of one reference; None without parents."""
    if not parent.rows or not child.rows:
        return None
    column, view = quoted(key.column), quoted(child.declared.short_name)
    each = f"(SELECT count(*) AS n FROM {view} WHERE {column} IS NOT NULL GROUP BY {column})"
    number, total, most = reader.rows(f"SELECT count(*), coalesce(sum(n), 0), max(n) FROM {each}")[
        0
    ]
    if not number:
        return None
    step = max(1, math.ceil((int(most) + 1) / _BARS))
    rows = reader.rows(f"SELECT n // {step} AS bin, count(*) FROM {each} GROUP BY bin ORDER BY bin")
    counts = Counter({int(bin_) * step: int(count) for bin_, count in rows})
    childless = max(0, parent.rows - int(number))
    counts[0] += childless
    return Children(
        *(parent.declared.short_name, child.declared.short_name, key.column, step),
        tuple(sorted((start, count) for start, count in counts.items() if count)),
        int(total) / parent.rows,
        int(most),
        childless / parent.rows,
    )


@dataclass(frozen=True)
class Associations:
    """The strength of association (bias-corrected Cramér's V) of each pair of columns."""

    columns: tuple[str, ...]
    pairs: tuple[tuple[str, str, float], ...]
    rows: int


def associations(reader: Reader, table: TableSummary) -> Associations | None:
    """Return the associations of a table's columns, from a fixed sample of its rows."""
    columns = [column for column in table.columns if _is_classed(column)][:_MOST_COLUMNS]
    if len(columns) < 2:
        return None
    cells = ", ".join(f"{_class(column)} AS c{n}" for n, column in enumerate(columns))
    every = max(1, round(table.rows / SAMPLED))
    # Without a key, the hash of whole rows.
    key = quoted(table.declared.primary_key if table.keyed else table.declared.short_name)
    chosen = f" WHERE hash({key}) % {every} = 0" if every > 1 else ""
    reader.execute(
        f"CREATE OR REPLACE TEMP TABLE classes AS SELECT {cells} "
        f"FROM {quoted(table.declared.short_name)}{chosen}"
    )
    rows = reader.number("SELECT count(*) FROM classes")
    pairs = []
    for right in range(1, len(columns)):
        for left in range(right):
            found = reader.rows(f"SELECT c{left}, c{right}, count(*) FROM classes GROUP BY ALL")
            strength = cramers_v([(int(a), int(b), int(n)) for a, b, n in found])
            pairs.append((columns[left].name, columns[right].name, strength))
    return Associations(tuple(column.name for column in columns), tuple(pairs), rows)


def cramers_v(cells: Sequence[tuple[int, int, int]]) -> float:
    """Return Cramér's V of a table of counts, corrected for bias (Bergsma 2013)."""
    total = sum(n for _, _, n in cells)
    left: Counter[int] = Counter()
    right: Counter[int] = Counter()
    for a, b, n in cells:
        left[a] += n
        right[b] += n
    rows, columns = len(left), len(right)
    if total < 2 or min(rows, columns) < 2:
        return 0.0
    square = sum(n * n / (left[a] * right[b]) for a, b, n in cells) - 1
    square = max(0.0, square - (rows - 1) * (columns - 1) / (total - 1))
    fewer = min(count - (count - 1) ** 2 / (total - 1) for count in (rows, columns)) - 1
    return min(1.0, math.sqrt(square / fewer)) if fewer > 0 else 0.0


def _is_classed(column: ColumnSummary) -> bool:
    if not column.present or column.distinct < 2 or (column.is_key and column.distinct > _CLASSES):
        return False
    if column.kind == "text" and not column.is_category:
        return False
    return column.role not in ("primary key", "unique")


def _class(column: ColumnSummary) -> str:
    name = quoted(column.name)
    if column.kind == "text" or column.is_category:
        # The most frequent values, and all others.
        labels = ", ".join("'" + label.replace("'", "''") + "'" for label in column.top)
        found = f"coalesce(list_position([{labels}], {categorised(column.declared)}), 0)"
    else:
        value = measured(column.declared)
        limits = dict.fromkeys(column.quantiles[1 : 1 + len(DECILES)])
        found = " + ".join(f"coalesce({value} > {limit!r}, false)::INT" for limit in limits) or "0"
    return f"(CASE WHEN {name} IS NULL THEN 99 ELSE {found} END)::UTINYINT"


@dataclass(frozen=True)
class Rhythm:
    """Rows by day of the week (1 is Monday) and hour, in UTC."""

    column: str
    counts: tuple[tuple[int, int, int], ...]


def rhythm(reader: Reader, table: TableSummary) -> Rhythm | None:
    """Return when the rows happen, by the first column of times that differ in their hour."""
    for column in _times(table):
        name = quoted(column.name)
        rows = reader.rows(
            f"SELECT isodow({name}), hour({name}), count(*) "
            f"FROM {quoted(table.declared.short_name)} "
            f"WHERE {name} IS NOT NULL AND isfinite({name}) GROUP BY ALL ORDER BY ALL"
        )
        counts = tuple((int(day), int(hour), int(count)) for day, hour, count in rows)
        if len({hour for _, hour, _ in counts}) > 1:
            return Rhythm(column.name, counts)
    return None


def _times(table: TableSummary) -> Iterator[ColumnSummary]:
    first = table.declared.ordered_by
    found = [column for column in table.columns if isinstance(column.declared.type, Timestamp)]
    yield from sorted(found, key=lambda column: column.name != first)


@dataclass(frozen=True)
class Places:
    """Rows per cell of a grid: longitude and latitude of its centre, and how many."""

    counts: tuple[tuple[float, float, int], ...]


def places(reader: Reader, table: TableSummary) -> Places | None:
    """Return where the rows are, if two columns are coordinates."""
    names = {column.name.lower(): column for column in table.columns if column.kind == "number"}
    north = next((names[name] for name in _LATITUDES if name in names), None)
    east = next((names[name] for name in _LONGITUDES if name in names), None)
    if north is None or east is None or not (north.present and east.present):
        return None
    y, x = measured(north.declared), measured(east.declared)
    view = quoted(table.declared.short_name)
    inside = f"({y}) BETWEEN -90 AND 90 AND ({x}) BETWEEN -180 AND 180"
    west, far_east, south, far_north = reader.rows(
        f"SELECT min({x}), max({x}), min({y}), max({y}) FROM {view} WHERE {inside}"
    )[0]
    if west is None:
        return None
    wide = max((far_east - west) / _CELLS, 1e-9)
    high = max((far_north - south) / _CELLS, 1e-9)
    rows = reader.rows(
        f"SELECT least(floor((({x}) - {west!r}) / {wide!r}), {_CELLS - 1}) AS a, "
        f"least(floor((({y}) - {south!r}) / {high!r}), {_CELLS - 1}) AS b, count(*) "
        f"FROM {view} WHERE {inside} GROUP BY ALL ORDER BY ALL"
    )
    return Places(tuple((west + (a + 0.5) * wide, south + (b + 0.5) * high, n) for a, b, n in rows))
