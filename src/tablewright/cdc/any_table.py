"""Changes of a table that declares none: redraws named columns and recomputes the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from tablewright import checks
from tablewright.calendars.week import Week
from tablewright.changing import MOST_KEYS, Cycle, Turns
from tablewright.errors import ArgumentError
from tablewright.ops import Draw, Expr, Field, Row, Word, below, when
from tablewright.ops.core import At
from tablewright.spec import (
    ChangeDeclaration,
    Column,
    Date,
    Declaration,
    Moment,
    Sizes,
    Table,
    WorldOptions,
)

_SHARE = 0.10
_WEIGHTS = {"APPEND": 50, "UPDATE": 30, "DELETE": 10}
_DAY = 86_400_000_000
_WEEK = Week(hours=(1,) * 24, days=(1,) * 7)


@dataclass(frozen=True)
class RedrawnTable:
    """A table whose rows change by redrawing columns, each with the value of another row.

    Columns computed from a redrawn column follow it. If the table has a time that rises with its
    rows, a key inserted later starts when it is inserted; columns that depend on a row's position,
    such as its children, come from a row of the base table.

    Parameters
    ----------
    table : Table
        The declared table.
    update : tuple of str
        The columns to update, one per change.
    """

    table: Table
    update: tuple[str, ...]

    def at(self, moment: Moment) -> Table:
        """Return the table at a moment of each row's key."""
        turns = Turns(self._cycle, moment)
        known: dict[Field, Expr] = {}
        ordered = self.table.ordered_by
        if ordered is not None:
            column = self.table.column(ordered)
            known[column.value] = self._begun(column, moment)
        for column in self.table.columns:
            if self._is_positional(column):
                model = when(moment.later, self._model.at(moment.key)).otherwise(moment.key)
                known[column.value] = column.value.at(model, dict(known))
        for name in self.update:
            count = turns.count(name)
            row = self._others[name].at(moment.key + count * MOST_KEYS)
            column = self.table.column(name)
            own = set(_fields(column))
            # The value of another row, at this row's time.
            time = {field: value for field, value in known.items() if field.name == ordered}
            given = {field: value for field, value in time.items() if field not in own}
            for field in _fields(column):
                before = known.get(field, field.at(moment.key, dict(known)))
                known[field] = when(count.eq(0), before).otherwise(field.at(row, given))

        def read(column: Column) -> Column:
            value = known.get(column.value, column.value.at(moment.key, known))
            null_when = None if column.null_when is None else column.null_when.at(moment.key, known)
            return replace(
                column, value=Field(self.table.name, column.name, value), null_when=null_when
            )

        return replace(self.table, columns=tuple(read(column) for column in self.table.columns))

    def _is_positional(self, column: Column) -> bool:
        """Return whether a column depends on its row's position, such as on its children."""
        distinct = (self.table.primary_key, *self.table.unique, self.table.ordered_by)
        return column.name not in distinct and any(
            isinstance(part, Row)
            for part in _inside(column.value.value, _others(self.table, column))
        )

    @cached_property
    def _cycle(self) -> Cycle:
        """One for all moments: a shape may show a key at two of them."""
        return Cycle(self.table.name, self.update)

    @cached_property
    def _model(self) -> Field:
        """The base row that a later key copies positional columns from."""
        return Field(self.table.name, "takes after", below(max(1, self.table.rows)))

    @cached_property
    def _others(self) -> dict[str, Field]:
        """The row that provides the new value of each updated column."""
        rows = max(1, self.table.rows)
        return {
            name: Field(self.table.name, f"{name} taken from", below(rows)) for name in self.update
        }

    def _begun(self, column: Column, moment: Moment) -> Expr:
        """Return a key's start: as declared, or on the day of its insert, before the event."""
        model = when(moment.later, self._model.at(moment.key)).otherwise(moment.key)
        own = column.value.at(model)
        is_day = isinstance(column.type, Date)
        came = moment.came if is_day else (moment.came - 1) * _DAY + own % _DAY
        return when(moment.later, came).otherwise(own)


def changes(
    industry: Declaration, table: str, update: Sequence[str] | None = None
) -> ChangeDeclaration:
    """Return how a table changes if it declares no changes.

    Parameters
    ----------
    industry : Industry
        The dataset's declaration.
    table : str
        A table of the dataset.
    update : sequence of str, optional
        The columns to update; default: all columns with a draw of their own.

    Raises
    ------
    ArgumentError
        If a column is a key, unique or missing, or no column can change.
    """
    checks.choice("table", table, list(industry.default_rows))

    def declare(sizes: Sizes, options: WorldOptions) -> RedrawnTable:
        found = industry.declare(sizes, options).table(table)
        return RedrawnTable(found, _updated(found, update))

    return ChangeDeclaration(table, _WEIGHTS, _SHARE, _WEEK, declare)


def _updated(table: Table, update: Sequence[str] | None) -> tuple[str, ...]:
    fixed = {table.primary_key, *table.unique}
    if update is None:
        found = tuple(
            column.name
            for column in table.columns
            if column.name not in fixed
            and column.name != table.ordered_by
            and _is_drawn(table, column)
        )
        if not found:
            raise ArgumentError(f"{table.name} has no column that can change; give update=[...]")
        return found
    chosen = checks.names("update", update, [column.name for column in table.columns])
    for name in chosen:
        if name in fixed:
            raise ArgumentError(f"update={name!r} is a key or unique; give other columns")
        if not _is_drawn(table, table.column(name)):
            raise ArgumentError(
                f"update={name!r} shares its draws with other columns and follows them; give a "
                f"column with a draw of its own: {', '.join(_drawn(table)) or 'there is none'}"
            )
    return tuple(dict.fromkeys(chosen))


def _drawn(table: Table) -> tuple[str, ...]:
    """Return the columns with a draw of their own, except keys and unique columns."""
    fixed = {table.primary_key, *table.unique}
    return tuple(
        column.name
        for column in table.columns
        if column.name not in fixed and _is_drawn(table, column)
    )


def _is_drawn(table: Table, column: Column) -> bool:
    """Return whether a column has a draw of its own, so that redrawing it is consistent."""
    others = _others(table, column)
    shared = {
        part
        for each in table.columns
        if each is not column
        for part in _inside(each.value.value, _others(table, each))
        if isinstance(part, Field)
    }
    return any(isinstance(part, Draw) for part in _inside(column.value.value, others | shared))


def _others(table: Table, column: Column) -> frozenset[Field]:
    """Return the fields that define the row's other columns."""
    own = set(_fields(column))
    return frozenset(f for each in table.columns for f in _fields(each) if f not in own)


def _fields(column: Column) -> tuple[Field, ...]:
    """Return the fields that define a column: itself, its word's index, the row it refers to."""
    text = column.value.value
    if isinstance(text, Word) and isinstance(text.index, Field):
        return (text.index, column.value)
    if (
        isinstance(text, At)
        and isinstance(text.row, Field)
        and text.row.table == column.value.table
    ):
        return (text.row, column.value)
    return (column.value,)


def _inside(expr: Expr, stop: frozenset[Field]) -> Iterator[Expr]:
    """Yield an expression and its operands in the same row, up to other columns' fields."""
    seen: set[int] = set()
    waiting = [expr]
    while waiting:
        found = waiting.pop()
        if id(found) in seen or (isinstance(found, Field) and found in stop):
            continue
        seen.add(id(found))
        yield found
        waiting.extend([found.row, *found.known] if isinstance(found, At) else found.args())
