"""Counts per bin and per category of all columns of a table, from one pass."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from tablewright.formats.reading import Reader, literal, quoted
from tablewright.reporting.columns import TOP, ColumnSummary, TableSummary, categorised, measured

_BARS = 30
_DAY = 86_400.0
_POINTS = 60
_OTHER, _NULL = -1, -2


@dataclass(frozen=True)
class Counts:
    """Counts of one column: of categories, or of bins with ``edges`` (one more than counts).

    ``other`` counts the values of no category, and ``beyond`` the values outside the bins.
    """

    labels: tuple[str, ...] = ()
    edges: tuple[float, ...] = ()
    counts: tuple[int, ...] = ()
    other: int = 0

    @property
    def total(self) -> int:
        """All values."""
        return sum(self.counts) + self.other


def counted(reader: Reader, table: TableSummary) -> Mapping[str, Counts]:
    """Return the counts of every column that has a picture."""
    plans = {column.name: _plan(column) for column in table.columns}
    drawn = [column for column in table.columns if plans[column.name] is not None]
    if not drawn or not table.rows:
        return {}
    cells = ", ".join(_bin(column, plans[column.name] or Counts()) for column in drawn)
    rows = reader.rows(
        "SELECT place, bin, count(*) FROM (SELECT unnest(range("
        f"{len(drawn)})) AS place, unnest([{cells}]) AS bin "
        f"FROM {quoted(table.declared.short_name)}) GROUP BY ALL"
    )
    found: dict[str, dict[int, int]] = {column.name: {} for column in drawn}
    for place, bin_, count in rows:
        found[drawn[int(place)].name][_NULL if bin_ is None else int(bin_)] = int(count)
    return {name: _filled(plans[name] or Counts(), counts) for name, counts in found.items()}


def _plan(column: ColumnSummary) -> Counts | None:
    """Return a column's bins without counts; None if it has no picture."""
    if not column.present:
        return None
    if column.is_category:
        labels = column.top if column.kind == "number" else column.top[:TOP]
        if column.kind == "number":
            labels = tuple(sorted(labels, key=float))
        return Counts(labels=labels)
    if column.kind == "text" or column.is_key or column.low is None or column.low == column.high:
        return None
    edges = _times(column) if column.kind == "time" else _numbers(column)
    return Counts(edges=edges) if len(edges) > 1 else None


def _times(column: ColumnSummary) -> tuple[float, ...]:
    """Return bins of whole weeks, days or hours, or equal parts of a long time."""
    assert column.low is not None
    assert column.high is not None
    is_date = str(column.declared.type) == "date"
    step = _DAY if is_date else 3_600.0
    for longer in (3_600.0, _DAY, 7 * _DAY):
        if longer >= step and column.high - column.low > _POINTS * step:
            step = longer
    low = math.floor(column.low / step) * step if step <= _DAY else column.low
    end = column.high + (_DAY if is_date else 1.0)
    parts = max(1, math.ceil((column.high - low + 1e-6) / step))
    if step > _DAY:
        # About weeks, all of the same length: a part of one would look like a fall.
        parts = min(round((end - low) / step), _POINTS)
        step = (end - low) / parts
    return tuple(low + i * step for i in range(parts + 1))


def _numbers(column: ColumnSummary) -> tuple[float, ...]:
    """Return bins of equal width; none without a width. A long tail is in the last."""
    assert column.low is not None
    assert column.high is not None
    low, high = column.low, column.high
    if column.quantiles:
        near, far = column.quantiles[0], column.quantiles[-1]
        if far > near and high - low > 2 * (far - near):
            low, high = max(low, near), min(high, far)
    if column.is_whole and high + 1 > high:
        step = max(1, math.ceil((high - low + 1) / _BARS))
        parts = max(1, math.ceil((math.floor(high) - math.floor(low) + 1) / step))
        return tuple(float(math.floor(low) + i * step) for i in range(parts + 1))
    width = (high - low) / _BARS
    if not math.isfinite(width) or low + width == low or high - width == high:
        return ()  # Doubles from end to end, or all the same.
    return tuple(low + i * width for i in range(_BARS + 1))


def _bin(column: ColumnSummary, plan: Counts) -> str:
    """Return SQL for the number of a cell's bin; `_OTHER` for other values, NULL for null."""
    name = quoted(column.name)
    if plan.labels:
        labels = ", ".join(f"{_text(label)}" for label in plan.labels)
        place = f"coalesce(list_position([{labels}], {categorised(column.declared)}) - 1, {_OTHER})"
        return f"CASE WHEN {name} IS NOT NULL THEN ({place})::INTEGER END"
    low, step = plan.edges[0], plan.edges[1] - plan.edges[0]
    parts = len(plan.edges) - 1
    value = measured(column.declared)
    place = f"floor((({value}) - {literal(low)}) / {literal(step)})"
    return (
        f"CASE WHEN {name} IS NOT NULL THEN "
        f"coalesce(least(greatest({place}, 0), {parts - 1})::INTEGER, {_OTHER}) END"
    )


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _filled(plan: Counts, found: Mapping[int, int]) -> Counts:
    parts = len(plan.labels) or len(plan.edges) - 1
    counts = tuple(found.get(i, 0) for i in range(parts))
    labels = plan.labels
    if labels and not all(map(_is_number, labels)):
        order = sorted(range(parts), key=lambda i: (-counts[i], labels[i]))
        labels, counts = tuple(labels[i] for i in order), tuple(counts[i] for i in order)
    return Counts(labels, plan.edges, counts, found.get(_OTHER, 0))


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False
