"""The events of a batch, in delivery order."""

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
    """A change of a key.

    Parameters
    ----------
    kind : Expr
        The operation's number.
    batch, number : Expr
        The batch, and the event's number in it; the same for every copy of the event.
    place : Position
        The key's position.
    late : Expr
        Whether the event happened during the previous batch.
    """

    kind: Expr
    batch: Expr
    number: Expr
    place: Position
    late: Expr


@dataclass(frozen=True)
class Disorder:
    """Numbers of late and duplicate events, and of swapped rows, per batch."""

    late: int = 0
    duplicates: int = 0
    shuffled: int = 0

    def __bool__(self) -> bool:
        return bool(self.late or self.duplicates or self.shuffled)


@dataclass(frozen=True)
class ChangeEvents:
    """The events of all batches from 1 on; all have the same structure.

    The three kinds of events are spread evenly but not regularly. Each event of an operation
    belongs to a different key, selected by a bijection.
    """

    keys: ChangedKeys
    disorder: Disorder

    @cached_property
    def counts(self) -> tuple[int, int, int]:
        """Number of events of each kind."""
        lines = self.keys.lines
        return lines.total("joins"), lines.total("updates"), lines.total("leaves")

    @property
    def size(self) -> int:
        """Number of events per batch."""
        return sum(self.counts)

    @property
    def rows(self) -> int:
        """Number of rows per batch: events and duplicates."""
        return self.size + self.disorder.duplicates

    @cached_property
    def _appends(self) -> StratifiedSample:
        """The positions of appends among all events of a batch."""
        return StratifiedSample(self.keys.table, "appends", self.size, self.counts[APPEND])

    @cached_property
    def _updates(self) -> StratifiedSample:
        """The positions of updates among the events that are not appends."""
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
        # The mapping between appends and keys is needed in both directions.
        return {**scatters, "appends": self.keys.joined}

    def event(self, number: Expr, batch: Expr) -> Event:
        """Return an event of a batch by number."""
        first = batch * self.size
        appended = self._appends.before(number, first)
        rest = number - appended
        updated = self._updates.before(rest, first)
        is_append, is_update = self._appends.has(number, first), self._updates.has(rest, first)
        kind = when(is_append, APPEND).when(is_update, UPDATE).otherwise(DELETE)
        return self._of(kind, (appended, updated, rest - updated), number, rest, batch)

    def nth(self, kind: int, which: Expr, batch: Expr) -> Event:
        """Return the which-th event of one kind in a batch."""
        first = batch * self.size
        if kind == APPEND:
            number = self._appends.member(which, first)
            return self._of(lift(kind), (which,) * 3, number, lift(0), batch)
        find = self._updates.member if kind == UPDATE else self._updates.other
        rest = find(which, first)
        number = self._appends.other(rest, first)
        return self._of(lift(kind), (which,) * 3, number, rest, batch)

    def appending(self, place: Position, batch: Expr) -> Event:
        """Return the event that appended the key at a position."""
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
        # No event may precede a key's append, so appends are never late.
        drawn = self._scatters["late"].forth(rest) < self.disorder.late
        return drawn & kind.ne(APPEND) & (batch > 1)

    def delivered(self, row: Expr, batch: Expr) -> Event:
        """Return the event in a row of a batch."""
        if not self.disorder:
            return self.event(row, batch)
        row = self._shuffled(row)
        copies = self.disorder.duplicates
        before = _passed(row, copies, self.rows)
        copied = _passed(row + 1, copies, self.rows) > before
        # Every other copy belongs to an event of the previous batch, if there is one.
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
    """Return how many of ``some`` items, spread evenly over ``all_``, precede a number."""
    return number * some // max(1, all_)
