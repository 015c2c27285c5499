"""The events of a batch, in the order in which they are delivered."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tablewright.cdc.keys import ChangedKeys, Scatter
from tablewright.ops import Expr, greatest, lift, when
from tablewright.sampling.lifecycles import Position
from tablewright.sampling.stratified_sample import StratifiedSample

APPEND, UPDATE, DELETE = range(3)
OPERATIONS = ("APPEND", "UPDATE", "DELETE")


@dataclass(frozen=True)
class Event:
    """Something that happens to a key.

    Parameters
    ----------
    kind : Expr
        The number of the operation.
    batch, number : Expr
        Which event of which batch it is; both as for every copy of it.
    place : Position
        Of the key.
    late : Expr
        Whether it happened in the time of the batch before.
    """

    kind: Expr
    batch: Expr
    number: Expr
    place: Position
    late: Expr


@dataclass(frozen=True)
class Disorder:
    """How many events of a batch are late, how many come twice, how many rows change places."""

    late: int = 0
    duplicates: int = 0
    shuffled: int = 0

    def __bool__(self) -> bool:
        return bool(self.late or self.duplicates or self.shuffled)


@dataclass(frozen=True)
class ChangeEvents:
    """The events of all batches from 1 on, which are alike.

    Events of the three kinds are spread evenly, but not regularly. Of an operation's events each
    is for another key, found through a bijection.
    """

    keys: ChangedKeys
    disorder: Disorder

    @cached_property
    def counts(self) -> tuple[int, int, int]:
        """Events of each kind."""
        lines = self.keys.lines
        return lines.total("joins"), lines.total("updates"), lines.total("leaves")

    @property
    def size(self) -> int:
        """Events of a batch."""
        return sum(self.counts)

    @property
    def rows(self) -> int:
        """Rows of a batch: its events, and those that come twice."""
        return self.size + self.disorder.duplicates

    @cached_property
    def _appends(self) -> StratifiedSample:
        """Among all events of a batch."""
        return StratifiedSample(self.keys.table, "appends", self.size, self.counts[APPEND])

    @cached_property
    def _updates(self) -> StratifiedSample:
        """Among those that are no appends."""
        _, updates, deletes = self.counts
        return StratifiedSample(self.keys.table, "updates", max(1, updates + deletes), updates)

    @cached_property
    def _scatters(self) -> dict[str, Scatter]:
        _, updates, deletes = self.counts
        sizes = {
            "updates": updates,
            "deletes": deletes,
            "late": updates + deletes,
            "copies": self.size,
            "order": self.rows // 2,
        }
        scatters = {name: Scatter(self.keys.table, name, size) for name, size in sizes.items()}
        # Whom an append is of is asked from both sides.
        return {**scatters, "appends": self.keys.joined}

    def event(self, number: Expr, batch: Expr) -> Event:
        """The number-th event of a batch."""
        first = batch * self.size
        appended = self._appends.before(number, first)
        rest = number - appended
        updated = self._updates.before(rest, first)
        is_append, is_update = self._appends.has(number, first), self._updates.has(rest, first)
        kind = when(is_append, APPEND).when(is_update, UPDATE).otherwise(DELETE)
        return self._of(kind, (appended, updated, rest - updated), number, rest, batch)

    def nth(self, kind: int, which: Expr, batch: Expr) -> Event:
        """The which-th event of a kind of a batch."""
        first = batch * self.size
        if kind == APPEND:
            number = self._appends.member(which, first)
            return self._of(lift(kind), (which,) * 3, number, lift(0), batch)
        find = self._updates.member if kind == UPDATE else self._updates.other
        rest = find(which, first)
        number = self._appends.other(rest, first)
        return self._of(lift(kind), (which,) * 3, number, rest, batch)

    def appending(self, place: Position, batch: Expr) -> Event:
        """The event by which the key at a place came, with some batch."""
        which = self.keys.which(place)
        number = self._appends.member(which, batch * self.size)
        return Event(lift(APPEND), batch, number, place, lift(False))

    def _of(
        self, kind: Expr, which: tuple[Expr, ...], number: Expr, rest: Expr, batch: Expr
    ) -> Event:
        lines = self.keys.lines
        find = (lines.joined, lines.touched, lines.left)
        names = ("appends", "updates", "deletes")
        line: Expr = lift(0)
        position: Expr = lift(0)
        for each, (name, count) in enumerate(zip(names, self.counts, strict=True)):
            if count:
                inside = self._scatters[name].forth(which[each])
                place = find[each](inside, batch)
                line = when(kind.eq(each), place.line).otherwise(line)
                position = when(kind.eq(each), place.position).otherwise(position)
        late = self._late(kind, rest, batch)
        return Event(kind, batch, number, Position(line, position), late)

    def _late(self, kind: Expr, rest: Expr, batch: Expr) -> Expr:
        if not self.disorder.late:
            return lift(False)
        # Nothing is told of a key before it came, so an append is never late.
        drawn = self._scatters["late"].forth(rest) < self.disorder.late
        return drawn & kind.ne(APPEND) & (batch > 1)

    def delivered(self, row: Expr, batch: Expr) -> Event:
        """The event in a row of a batch."""
        if not self.disorder:
            return self.event(row, batch)
        row = self._shuffled(row)
        copies = self.disorder.duplicates
        before = _passed(row, copies, self.rows)
        copied = _passed(row + 1, copies, self.rows) > before
        # Every second copy is of an event of the batch before, where there is one.
        older = copied & (before % 2).eq(1) & (batch > 1)
        again = self._scatters["copies"].forth(before)
        number = when(copied, again).otherwise(row - before)
        return self.event(number, batch - when(older, 1).otherwise(0))

    def _shuffled(self, row: Expr) -> Expr:
        half, pairs = self.rows // 2, self.disorder.shuffled // 2
        if not pairs:
            return row
        first = row % half
        swapped = (self._scatters["order"].forth(first) < pairs) & (row < 2 * half)
        other = when(row < half, row + half).otherwise(greatest(row - half, 0))
        return when(swapped, other).otherwise(row)


def _passed(number: Expr, some: int, all_: int) -> Expr:
    """How many of ``some`` that are spread evenly over ``all_`` come before a number."""
    return number * some // max(1, all_)
