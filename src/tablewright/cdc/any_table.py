"""Changes of a table that declares none: named columns are drawn again, and the rest follows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from tablewright import checks
from tablewright.changing import MOST_KEYS, Changes, Cycle, Moment, Turns
from tablewright.errors import ArgumentError
from tablewright.laws.week import Week
from tablewright.ops import Draw, Expr, Field, Row, Word, below, when
from tablewright.ops.core import At
from tablewright.spec import Column, Industry, Options, Sizes, Table

_SHARE = 0.10
_WEIGHTS = {"APPEND": 50, "UPDATE": 30, "DELETE": 10}
_DAY = 86_400_000_000
_WEEK = Week(hours=(1,) * 24, days=(1,) * 7)


@dataclass(frozen=True)
class RedrawnTable:
    """A table whose rows change by drawing columns again, each the values of another row.

    What is made of such a column in the same row follows it. A key that comes later begins when
    it came, where the table has a time that rises with its rows; what depends on the place of a
    row among the others, such as its children, it takes from one of the base table.

    Parameters
    ----------
    table : Table
        As declared.
    update : tuple of str
        The columns that change, one at a time.
    """

    table: Table
    update: tuple[str, ...]

    def at(self, moment: Moment) -> Table:
        """The table at a moment of the key of each row."""
        turns = Turns(Cycle(self.table.name, self.update), moment)
        known: dict[Field, Expr] = {}
        if self.table.ordered_by is not None:
            column = self.table.column(self.table.ordered_by)
            field = column.value
            known[field] = self._begun(column, moment)
        for name in self.update:
            count = turns.count(name)
            row = self._others[name].at(moment.key + count * MOST_KEYS)
            column = self.table.column(name)
            for field in _fields(column):
                before = field.at(self._own_row(column, moment), dict(known))
                after = field.at(row)
                known[field] = when(count.eq(0), before).otherwise(after)

        def read(column: Column) -> Column:
            row = self._own_row(column, moment)
            value = known.get(column.value, column.value.at(row, known))
            absent = None if column.absent is None else column.absent.at(row, known)
            return replace(column, value=Field(self.table.name, column.name, value), absent=absent)

        return replace(self.table, columns=tuple(read(column) for column in self.table.columns))

    def _own_row(self, column: Column, moment: Moment) -> Expr:
        """The row at which a key's column is read as long as it has not changed."""
        distinct = (self.table.primary_key, *self.table.unique)
        if column.name in distinct or not any(isinstance(e, Row) for e in _inside(column.value)):
            return moment.key
        return when(moment.later, self._model.at(moment.key)).otherwise(moment.key)

    @cached_property
    def _model(self) -> Field:
        """The row that a later key takes after."""
        return Field(self.table.name, "takes after", below(max(1, self.table.rows)))

    @cached_property
    def _others(self) -> dict[str, Field]:
        """For each column that changes, the row whose value it gets."""
        rows = max(1, self.table.rows)
        return {
            name: Field(self.table.name, f"{name} taken from", below(rows)) for name in self.update
        }

    def _begun(self, column: Column, moment: Moment) -> Expr:
        """When a key began: as declared, or on the day on which it came."""
        own = column.value.at(self._own_row(column, moment))
        is_day = str(column.type) == "day"
        came = moment.came if is_day else moment.came * _DAY + own % _DAY
        return when(moment.later, came).otherwise(own)


def changes(industry: Industry, table: str, update: Sequence[str] | None = None) -> Changes:
    """How a table of a dataset changes if it does not say so itself.

    Parameters
    ----------
    industry : Industry
        The dataset's declaration.
    table : str
        A table of it.
    update : sequence of str, optional
        The columns that change; those that are drawn in their own right if absent.

    Raises
    ------
    ArgumentError
        For a column that is a key or unique, that is not there, or if none can change.
    """
    checks.choice("table", table, list(industry.default_rows))

    def declare(sizes: Sizes, options: Options) -> RedrawnTable:
        found = industry.declare(sizes, options).table(table)
        return RedrawnTable(found, _updated(found, update))

    return Changes(table, _WEIGHTS, _SHARE, _WEEK, declare)


def _updated(table: Table, update: Sequence[str] | None) -> tuple[str, ...]:
    fixed = {table.primary_key, *table.unique}
    if isinstance(update, str):
        raise ArgumentError(f"update={update!r} is one text; give a list of columns")
    if update is None:
        found = tuple(
            column.name
            for column in table.columns
            if column.name not in fixed
            and column.name != table.ordered_by
            and _is_drawn(table, column)
        )
        if not found:
            raise ArgumentError(f"{table.name} has no column that could change; give update=[...]")
        return found
    for name in update:
        checks.choice("update", name, [column.name for column in table.columns])
        if name in fixed:
            raise ArgumentError(f"update={name!r} is a key or unique; give other columns")
    checks.at_least_one("update", update)
    return tuple(dict.fromkeys(update))


def _is_drawn(table: Table, column: Column) -> bool:
    """Whether a column is drawn, and not made of other columns of its row."""
    columns = {each.value.name for each in table.columns} - {column.name}
    parts = list(_inside(column.value.value))
    made = any(isinstance(p, Field) and p.name in columns and p.table == table.name for p in parts)
    return not made and any(isinstance(part, Draw) for part in parts)


def _fields(column: Column) -> tuple[Field, ...]:
    """The fields that say what a column holds: itself, and which word it is."""
    text = column.value.value
    index = text.index if isinstance(text, Word) else None
    return (index, column.value) if isinstance(index, Field) else (column.value,)


def _inside(expr: Expr) -> Iterator[Expr]:
    """An expression and all it is made of in its own row."""
    seen: set[int] = set()
    waiting = [expr]
    while waiting:
        found = waiting.pop()
        if id(found) not in seen:
            seen.add(id(found))
            yield found
            waiting.extend([found.row, *found.known] if isinstance(found, At) else found.args())
