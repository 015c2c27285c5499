"""Faults in a table's raw copy, declared as extra columns of the table.

Like every cell, a fault is a pure function of (seed, table, row). The clean table is unaffected:
the extra columns state what to corrupt.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tablewright import checks
from tablewright.errors import DeclarationError
from tablewright.ops import Add, Const, Expr, Row, below, chance, lift, lookup, parts, when
from tablewright.spec import (
    Boolean,
    Column,
    ColumnType,
    Date,
    Decimal,
    Fields,
    Float64,
    Int32,
    Int64,
    Table,
    Text,
    Timestamp,
)

CELL_FAULTS = ("null", "malformed", "out_of_range", "type_drift")
"""The kinds of faults of a cell; if two affect the same cell, the first takes precedence."""
RATES: Mapping[str, float] = {
    "null": 0.02,
    "malformed": 0.01,
    "out_of_range": 0.01,
    "type_drift": 0.02,
    "duplicate": 0.01,
    "late": 0.02,
}
"""The share of rows with each fault; a fault does not show in a null cell."""
PREFIX = "_fault_"
DELAY = f"{PREFIX}delay"
"""Seconds from an event to its arrival."""
_DAY_SECONDS = 86_400
_SOON_SECONDS = 300
_LATEST_DAYS = 9
_NUMBERS = (Int64, Int32, Decimal, Float64)
_BREAKABLE: Mapping[str, tuple[type[ColumnType], ...]] = {
    "null": (*_NUMBERS, Text, Date, Timestamp, Boolean),
    "malformed": (*_NUMBERS, Text, Date, Timestamp, Boolean),
    "out_of_range": (*_NUMBERS, Date, Timestamp),
    "type_drift": (*_NUMBERS, Date, Timestamp, Boolean),
}


@dataclass(frozen=True)
class Dirt:
    """A table with its faults.

    Parameters
    ----------
    table : Table
        The declared columns, then the fault columns: ``_fault_<kind>`` is the number (from 1) of
        the column whose cell is corrupted, or 0; ``_fault_duplicate`` and ``_fault_late`` are 1 or
        0; ``_fault_delay`` is in seconds.
    columns : tuple of Column
        The declared columns.
    event : Column, optional
        The event time; without one, rows cannot be late.
    first_key : int
        The primary key of row 0; keys are consecutive.
    """

    table: Table
    columns: tuple[Column, ...]
    event: Column | None
    first_key: int

    @property
    def faults(self) -> tuple[Column, ...]:
        """The fault columns."""
        return self.table.columns[len(self.columns) :]


def rates(given: Mapping[str, float] | None) -> dict[str, float]:
    """Return the rate of each fault, given or default."""
    chosen = dict(RATES)
    for name, share in checks.named("dirt", given, RATES).items():
        chosen[name] = checks.rate(f"dirt.{name}", share)
    return chosen


def can_be_dirty(table: Table) -> bool:
    """Return whether a table's key says which row it is of, so that faults find their rows."""
    return _first(table) is not None


def dirty(table: Table, chosen: Mapping[str, float]) -> Dirt:
    """Return a table with columns that describe the faults of its raw copy.

    Parameters
    ----------
    table : Table
        Any declared table.
    chosen : mapping
        The rates, from `rates`.
    """
    make = Fields(table.name, table.rows)
    added = []
    for kind in CELL_FAULTS:
        numbers = [
            number
            for number, column in enumerate(table.columns, 1)
            if isinstance(column.type, _BREAKABLE[kind]) and column.name != table.primary_key
        ]
        code = lift(0)
        if numbers:
            hit, which = parts(kind, 32, 31)
            chosen_column = lookup(numbers, below(len(numbers), which))
            code = when(chance(chosen[kind], hit), chosen_column).otherwise(0)
        added.append(_column(make, kind, code))
    twice = when(chance(chosen["duplicate"], "duplicate"), 1).otherwise(0)
    added.append(_column(make, "duplicate", twice))
    event = _event(table)
    if event is not None:
        late = _column(make, "late", when(chance(chosen["late"], "late"), 1).otherwise(0))
        seconds = below(_LATEST_DAYS * _DAY_SECONDS, "wait")
        delay = when(0 < late.value, 2 * _DAY_SECONDS + seconds).otherwise(seconds % _SOON_SECONDS)
        added += [late, _column(make, "delay", delay)]
    broken = replace(table, columns=(*table.columns, *added))
    return Dirt(broken, table.columns, event, _first_key(table))


def _column(make: Fields, kind: str, value: Expr) -> Column:
    return Column(make(f"{PREFIX}{kind}", value), Int32())


def _first(table: Table) -> int | None:
    match table.column(table.primary_key).value.value:
        case Add(left=Row(), right=Const(value=int(first))):
            return first
    return None


def _first_key(table: Table) -> int:
    first = _first(table)
    if first is not None:
        return first
    raise DeclarationError(
        f"table {table.name}: {table.primary_key} is not row + constant, which faults need to "
        "match rows"
    )


def _event(table: Table) -> Column | None:
    """Return the first timestamp, or else date, without nulls."""
    known = [column for column in table.columns if column.null_when is None]
    for kind in (Timestamp, Date):
        for column in known:
            if isinstance(column.type, kind):
                return column
    return None
