"""Tables as endless streams: a row is a function of its number and of a time it is given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from tablewright import checks
from tablewright.calendars.window import Window
from tablewright.errors import ArgumentError
from tablewright.ops import Expr, Field
from tablewright.ops.core import At
from tablewright.spec.options import WorldOptions
from tablewright.spec.table import Column, Table

DAY = 86_400_000_000
"""In microseconds."""
CALENDAR_ENDS = dt.date(2050, 12, 31)
"""The last day of a stream."""


@dataclass(frozen=True)
class StreamDeclaration:
    """A table with the maximum number of rows, for any times within a window.

    Parameters
    ----------
    table : Table
        The declaration.
    window : Window
        The days of valid times; earlier and later times are clipped to it.
    times : mapping
        The input fields, by name, with the offset subtracted from microseconds since 1970-01-01.
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
        """Return the columns as functions of a row number and a time, both expressions.

        Parameters
        ----------
        number : Expr
            The row of the stream, from 0.
        time : Expr
            Microseconds since 1970-01-01, from ``first`` to ``last``.
        rows : int
            Number of rows of the returned table.
        """
        given = {field: time - offset for field, offset in self._fields.items()}

        def told(column: Column) -> Column:
            value = replace(column.value, value=column.value.at(number, given), rows=rows)
            null_when = None if column.null_when is None else column.null_when.at(number, given)
            return replace(column, value=value, null_when=null_when)

        columns = tuple(told(column) for column in self.table.columns)
        return replace(self.table, rows=rows, columns=columns)


@dataclass(frozen=True)
class DeclaredStream:
    """The declaration of a streamed table.

    Parameters
    ----------
    parent : str
        The table whose rows exist before the stream begins.
    declare : callable
        ``(parent rows, options) -> StreamDeclaration``.
    """

    parent: str
    declare: Callable[[int, WorldOptions], StreamDeclaration]

    def over(
        self, rows: int, options: WorldOptions, *, rows_name: str = "rows"
    ) -> StreamDeclaration:
        """Return the stream for a number of parents.

        Raises
        ------
        ArgumentError, ArgumentTypeError
            If ``rows`` is less than 1 or no number; the message calls it ``rows_name``.
        """
        count = checks.rows(rows_name, rows)
        if not count:
            raise ArgumentError(
                f"{rows_name}=0 leaves the stream without a parent; give at least 1"
            )
        return self.declare(count, options)


def _inside(expr: Expr) -> Iterator[Expr]:
    """Yield an expression and its operands, except those at other rows."""
    seen: set[Expr] = set()
    waiting = [expr]
    while waiting:
        found = waiting.pop()
        if found not in seen:
            seen.add(found)
            yield found
            waiting.extend([found.row, *found.known] if isinstance(found, At) else found.args())
