"""The declarations of streams: those of the tables, with fields of time that are given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from tablewright import api, checks
from tablewright.errors import ArgumentError
from tablewright.ops import Expr, Field
from tablewright.ops.core import At
from tablewright.spec import (
    Column,
    Declaration,
    Sizes,
    Table,
    TableSet,
    Timestamp,
    Window,
    WorldOptions,
)
from tablewright.tables import industry
from tablewright.tables.financial.accounts import Accounts
from tablewright.tables.financial.transactions import transactions as bank_transactions

_ENDLESS = 2**38
"""Rows of a stream, where those of its children must be numbers too."""
_CALENDAR_ENDS = dt.date(2050, 12, 31)
DAY = 86_400_000_000


@dataclass(frozen=True)
class StreamDeclaration:
    """A table of as many rows as there can be, for any times within a window.

    Parameters
    ----------
    table : Table
        The declaration.
    window : Window
        The days that times may be on; earlier and later ones count as its ends.
    times : mapping
        The fields that are given, by name, with what is subtracted from microseconds since
        1970-01-01.
    """

    table: Table
    window: Window
    times: Mapping[str, int]

    @property
    def first(self) -> int:
        """The earliest time, in microseconds since 1970-01-01."""
        return self.window.first_day * DAY

    @property
    def last(self) -> int:
        """The latest time."""
        return self.window.end_day * DAY - 1

    @cached_property
    def _fields(self) -> dict[Field, int]:
        return {
            expr: self.times[expr.name]
            for column in self.table.columns
            for expr in _inside(column.value)
            if isinstance(expr, Field) and expr.table == self.table.name and expr.name in self.times
        }

    def over(self, number: Expr, time: Expr, rows: int = checks.MAX_ROWS) -> Table:
        """The columns as functions of a row number and a time, which are expressions.

        Parameters
        ----------
        number : Expr
            The row of the stream, from 0.
        time : Expr
            Microseconds since 1970-01-01, from ``first`` to ``last``.
        rows : int
            Of the table that is returned.
        """
        given = {field: time - offset for field, offset in self._fields.items()}

        def told(column: Column) -> Column:
            value = replace(column.value, value=column.value.at(number, given), rows=rows)
            null_when = None if column.null_when is None else column.null_when.at(number, given)
            return replace(column, value=value, null_when=null_when)

        columns = tuple(told(column) for column in self.table.columns)
        return replace(self.table, rows=rows, columns=columns)


def transactions(n_accounts: int, *, window: Window | None = None) -> StreamDeclaration:
    """Entries of bank accounts, as `tablewright.polars.financial.generate_transactions`.

    Days of business, paydays and opening hours are those of the calendar from the window's start
    to 2050; the accounts are those of the window, and all of them are open after it.

    Parameters
    ----------
    n_accounts : int
        Rows of the accounts table, at least 1.
    window : Window, optional
        That of the accounts; 2024 by default.
    """
    window = window or Window()
    accounts = Accounts(_parents("n_accounts", n_accounts), window)
    calendar = Window(window.start, max(window.end, _CALENDAR_ENDS))
    table = bank_transactions(checks.MAX_ROWS, accounts, calendar)
    return StreamDeclaration(table, calendar, {"txn_timestamp": 0})


def sensors(
    n_devices: int,
    *,
    anomaly_rate: float = 0.02,
    window: Window | None = None,
) -> StreamDeclaration:
    """Readings of devices, as `tablewright.polars.iot.generate_sensor_readings`.

    Parameters
    ----------
    n_devices : int
        Rows of the devices table, at least 1.
    anomaly_rate : float
        The share of anomalous readings.
    window : Window, optional
        That of the devices; 2024 by default.
    """
    window = window or Window()
    found = industry("iot")
    sizes = dict.fromkeys(found.default_rows, 0)
    sizes |= {"devices": _parents("n_devices", n_devices), "sensor_readings": checks.MAX_ROWS}
    rates = api.options(found, None, None, "en", {"anomaly_rate": anomaly_rate}).rates
    table = found.declare(sizes, WorldOptions(window, rates=rates)).table("sensor_readings")
    ages = Window(window.start, max(window.end, _CALENDAR_ENDS))
    begin = window.first_day * DAY
    return StreamDeclaration(table, ages, {"passed": begin, "time of value": begin})


def any_table(
    declaration: Declaration, table: str, sizes: Sizes, options: WorldOptions
) -> StreamDeclaration:
    """A table of a dataset as a stream, if it has a timestamp that rises with its rows.

    Its parents are those of the sizes given; its own rows, and its children, are without an end.

    Parameters
    ----------
    declaration : Industry
        The dataset's.
    table : str
        A table of it.
    sizes : mapping
        Rows of every table.
    options : Options
        Window, locale and rates of the parents.
    """
    found = declaration.declare(sizes, options).table(table)
    ordered = found.ordered_by
    if ordered is None or not streamable(found):
        raise ArgumentError(
            f"table={table!r} has no timestamp that rises with its rows, which a stream needs; "
            "give one that is filled with tw.season(...)"
        )
    endless = dict(sizes)
    for other in (table, *_children(declaration.declare(sizes, options), table)):
        endless[other] = _ENDLESS * max(1, sizes[other]) // max(1, sizes[table])
    calendar = Window(options.window.start, max(options.window.end, _CALENDAR_ENDS))
    return StreamDeclaration(
        declaration.declare(endless, options).table(table), calendar, {ordered: 0}
    )


def streamable(table: Table) -> bool:
    """Whether a table has a timestamp that rises with its rows."""
    return table.ordered_by is not None and isinstance(
        table.column(table.ordered_by).type, Timestamp
    )


def _children(declared: TableSet, table: str) -> list[str]:
    """The tables whose rows belong to a table's, and theirs."""
    found: list[str] = []
    for other in declared.tables:
        parents = {key.parent.rpartition(".")[2] for key in other.foreign_keys}
        if parents & {table, *found} and other.short_name != table:
            found.append(other.short_name)
    return found


def _parents(name: str, value: object) -> int:
    count = checks.rows(name, value)
    if not count:
        raise ArgumentError(f"{name}=0 leaves the stream without a parent; give at least 1")
    return count


def _inside(expr: Expr) -> Iterator[Expr]:
    """An expression and all it is made of, but nothing at other rows."""
    seen: set[Expr] = set()
    waiting = [expr]
    while waiting:
        found = waiting.pop()
        if found not in seen:
            seen.add(found)
            yield found
            waiting.extend([found.row, *found.known] if isinstance(found, At) else found.args())
