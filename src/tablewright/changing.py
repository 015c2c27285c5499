"""Changes of rows: groups of columns that change together, in rotation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from tablewright.ops import Expr, Field, Word, below, lift, lookup
from tablewright.sampling.feistel import feistel_permutation
from tablewright.spec import Column, Moment, Table

MOST_KEYS = 2**42
MOST_BATCHES = 2**20
MOST_BASE = 2**31
_TURN = 61_803_399
"""The difference between consecutive numbers of a key, in the digits that all have."""


@dataclass(frozen=True)
class Cycle:
    """Groups of columns that change in rotation: each change of a key affects one group.

    Parameters
    ----------
    table : str
        The table name of the field that draws each key's position in the cycle.
    groups : tuple of str
        The groups in order; repeat one to change it several times per cycle.
    """

    table: str
    groups: tuple[str, ...]

    @cached_property
    def begin(self) -> Field:
        """Each key's starting position; the field's rows are keys."""
        return Field(self.table, "turn of change", below(len(self.groups)))

    def group(self, place: int) -> str:
        """Return the group at a position of the cycle, modulo its length."""
        return self.groups[place % len(self.groups)]


@dataclass(frozen=True)
class Turns:
    """A cycle at one moment of a key."""

    cycle: Cycle
    moment: Moment

    @property
    def _begin(self) -> Expr:
        return self.cycle.begin.at(self.moment.key)

    def count(self, group: str, changes: Expr | None = None) -> Expr:
        """Return how many of the changes so far, or of the first ``changes``, affect a group."""
        passed = self.moment.changes if changes is None else changes
        size = len(self.cycle.groups)
        counts = [
            sum(self.cycle.group(begin + i) == group for i in range(done))
            for begin in range(size)
            for done in range(size)
        ]
        whole = passed // size * self.cycle.groups.count(group)
        return whole + lookup(counts, self._begin * size + passed % size)

    def change(self, group: str, count: Expr) -> Expr:
        """Return the number of the key's change that is the count-th of a group, from 1."""
        many, size = self.cycle.groups.count(group), len(self.cycle.groups)
        numbers = [
            number
            for begin in range(size)
            for number in range(size)
            if self.cycle.group(begin + number) == group
        ]
        done = count - 1
        return done // many * size + lookup(numbers, self._begin * many + done % many) + 1

    def row(self, group: str, count: Expr | None = None) -> Expr:
        """Return the row of a group's columns: the key's own, and a new one after each change."""
        count = self.count(group) if count is None else count
        return self.moment.key + count * MOST_KEYS


@dataclass(frozen=True)
class Revision:
    """A table whose columns are evaluated at other rows, or replaced.

    Parameters
    ----------
    table : Table
        The declared table.
    key : Expr
        The row of columns that never change.
    facts : mapping
        Known fields, for every column.
    """

    table: Table
    key: Expr
    facts: Mapping[Field, Expr]

    def read(
        self,
        rows: Mapping[str, Expr],
        values: Mapping[str, Expr],
        absences: Mapping[str, Expr] | None = None,
    ) -> Table:
        """Return the table with columns evaluated at ``rows``, and others replaced by ``values``.

        A column's null is evaluated at the same row, or given by ``absences``.
        """
        known = dict(absences or {})

        def told(column: Column) -> Column:
            name, row = column.name, rows.get(column.name, self.key)
            value = values[name] if name in values else column.value.at(row, self.facts)
            null_when = known.get(name)
            if null_when is None and column.null_when is not None:
                null_when = column.null_when.at(row, self.facts)
            return replace(column, value=Field(self.table.name, name, value), null_when=null_when)

        return replace(self.table, columns=tuple(told(column) for column in self.table.columns))


def chosen(column: Column) -> Field:
    """Return the field with the word index of a column."""
    text = column.value.value
    assert isinstance(text, Word)
    return Field(column.value.table, column.name, text.index)


def at_each(names: Sequence[str], row: Expr) -> dict[str, Expr]:
    """Return the same row for several columns."""
    return dict.fromkeys(names, row)


def numbered(
    key: Expr, rows: int, width: int, salt: int, before: Expr | int = 0
) -> tuple[Expr, int]:
    """Apply `feistel_permutation` to endless keys; keys beyond its digits get longer numbers.

    ``before``, below 2**20, gives a key additional numbers.
    """
    span = 10 ** max(width, len(str(max(0, rows - 1))))
    number, width = feistel_permutation(key % span, rows, width, salt)
    front = key // span * MOST_BATCHES + lift(before)
    return front * span + (number + lift(before) * _TURN) % span, width
