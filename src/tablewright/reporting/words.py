"""Numbers, times and sizes as a report writes them."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator

from tablewright.errors import printable
from tablewright.reporting.columns import ColumnSummary, TableSummary
from tablewright.reporting.counts import Counts

_EPOCH = dt.datetime(1970, 1, 1)
_UNITS = ("bytes", "KB", "MB", "GB", "TB", "PB")
_SMALL = 0.001


def plural(count: int, noun: str) -> str:
    """Return a count with its noun: ``1 table``, ``1,200 rows``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def number(value: float) -> str:
    """Return a number with four significant digits, or all of a whole one."""
    if not math.isfinite(value):
        return "–"
    if value == round(value) and abs(value) < 1e15:
        return f"{value:,.0f}"
    return f"{value:.4g}" if not 1_000 <= abs(value) < 1e15 else f"{value:,.0f}"


def percent(share: float) -> str:
    """Return a share in percent; a small one is not rounded to nothing."""
    if 0 < share < _SMALL:
        return "under 0.1 %"
    return f"{100 * share:.1f} %".replace(".0 %", " %")


def moment(seconds: float, *, day: bool) -> str:
    """Return a time given in seconds since 1970."""
    try:
        found = _EPOCH + dt.timedelta(seconds=seconds)
    except (OverflowError, ValueError):
        return f"{seconds:.3g} s"
    return f"{found:%Y-%m-%d}" if day else f"{found:%Y-%m-%d %H:%M}"


def size(count: float) -> str:
    """Return a number of bytes: ``12.3 MB``."""
    unit = 0
    while count >= 1000 and unit < len(_UNITS) - 1:
        count /= 1000
        unit += 1
    return f"{count:,.0f} {_UNITS[unit]}" if unit == 0 else f"{count:,.1f} {_UNITS[unit]}"


def cell(text: str | None) -> str | None:
    """Return a cell that cannot change how the text around it reads."""
    return None if text is None else printable(text, keep="")


def of_column(column: ColumnSummary, counts: Counts | None) -> str:
    """Return the sentence below a column's picture, which says what it shows."""
    if not column.rows:
        return "no rows"
    if not column.present:
        return "all null"
    nulls = [percent(column.nulls) + " null"] if column.nulls else []
    return "; ".join([*_values(column, counts), *nulls])


def _values(column: ColumnSummary, counts: Counts | None) -> Iterator[str]:
    if counts and counts.labels and column.kind == "text":
        number_of = sum(map(bool, counts.counts)) if not counts.other else 0
        yield plural(number_of, "value") if number_of else _about(column)
        share = percent(counts.counts[0] / counts.total) if counts.total else ""
        yield f"most often {cell(counts.labels[0])} ({share})"
    elif column.role in ("primary key", "unique"):
        # An estimate of how many values there are says less than the checks do.
        yield _range(column) if column.low is not None else "declared unique"
    elif column.is_key or column.low is None:
        yield _about(column)
    else:
        yield _range(column)


def _about(column: ColumnSummary) -> str:
    return "1 value" if column.distinct == 1 else f"about {column.distinct:,} values"


def _range(column: ColumnSummary) -> str:
    assert column.low is not None
    assert column.high is not None
    if column.kind == "time":
        is_day = str(column.declared.type) == "date"
        ends = [moment(end, day=is_day) for end in (column.low, column.high)]
    else:
        ends = [number(end) for end in (column.low, column.high)]
    if column.low == column.high:
        return f"always {ends[0]}"
    text = f"{ends[0]} to {ends[1]}"
    if column.kind == "number" and column.quantiles and not column.is_key:
        middle = column.quantiles[len(column.quantiles) // 2]
        text += f", half below {number(round(middle) if column.is_whole else middle)}"
    return text


def of_table(table: TableSummary) -> str:
    """Return a table's facts: rows, columns and size."""
    facts = [plural(table.rows, "row"), plural(len(table.declared.columns), "column")]
    return ", ".join([*facts, *([size(table.size)] if table.size else [])])
