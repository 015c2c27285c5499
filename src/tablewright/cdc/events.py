"""The events of a batch, in the order in which they are delivered."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tablewright.cdc.keys import Keys, Scatter
from tablewright.laws.lines import Place
from tablewright.ops import Expr, greatest, lift, when

APPEND, UPDATE, DELETE = range(3)
OPERATIONS = ("APPEND", "UPDATE", "DELETE")
_LATE_PART = 16
"""The last of so many parts of a batch's time is for events that come with the next batch."""


@dataclass(frozen=True)
class Event:
    """Something that happens to a key.

    Parameters
    ----------
    kind : Expr
        The number of the operation.
    batch, number : Expr
        Which event of which batch it is; both as for every copy of it.
    place : Place
        Of the key.
    late : Expr
        Whether it happened in the time of the batch before.
    """

    kind: Expr
    batch: Expr
    number: Expr
    place: Place
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
class Events:
    """The events of all batches from 1 on, which are alike.

    Events of the three kinds follow each other evenly spread. Of an operation's events each is
    for another key, found through a bijection.
    """

    keys: Keys
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
        appends, updates, deletes = self.counts
        others = max(1, updates + deletes)
        appended = _passed(number, appends, self.size)
        rest = number - appended
        updated = _passed(rest, updates, others)
        is_append = _passed(number + 1, appends, self.size) > appended
        is_update = _passed(rest + 1, updates, others) > updated
        kind = when(is_append, APPEND).when(is_update, UPDATE).otherwise(DELETE)
        return self._of(kind, (appended, updated, rest - updated), number, rest, batch)

    def nth(self, kind: int, which: Expr, batch: Expr) -> Event:
        """The which-th event of a kind of a batch."""
        appends, updates, deletes = self.counts
        others, size = max(1, updates + deletes), self.size
        if kind == APPEND:
            number = ((which + 1) * size - 1) // max(1, appends)
            return self._of(lift(kind), (which,) * 3, number, lift(0), batch)
        counts = max(1, updates)
        last = ((which + 1) * others - 1) // counts
        rest = last if kind == UPDATE else which * others // max(1, deletes)
        return self._of(lift(kind), (which,) * 3, rest * size // others, rest, batch)

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
        return Event(kind, batch, number, Place(line, position), late)

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


@dataclass(frozen=True)
class Clock:
    """When the events of batches happen, and how they are numbered.

    Parameters
    ----------
    start, interval : int
        When the first batch begins, in microseconds since 1970-01-01, and how long each is.
    base, size : int
        Rows of the base table, and events of a batch.
    """

    start: int
    interval: int
    base: int
    size: int

    def begin(self, batch: Expr) -> Expr:
        """When a batch begins; the base table is told of when the first does."""
        return self.start + greatest(batch - 1, 0) * self.interval

    def end(self, batch: Expr) -> Expr:
        """When a batch is complete."""
        return self.start + batch * self.interval

    def before(self, batch: Expr) -> Expr:
        """When the earliest late event of a batch happened."""
        return self.begin(batch) - self.interval // _LATE_PART

    def time(self, event: Event) -> Expr:
        """When an event happened."""
        part = self.interval // _LATE_PART
        timely = self.begin(event.batch) + (event.number + 1) * (
            (self.interval - part) // (self.size + 1)
        )
        early = self.before(event.batch) + (event.number + 1) * (part // (self.size + 1))
        return when(event.late, early).otherwise(timely)

    def sequence(self, event: Event) -> Expr:
        """Its number among all events: the second half of a batch's numbers is for late ones."""
        timely = self.base + 1 + (event.batch - 1) * (2 * self.size) + event.number
        return timely - when(event.late, self.size).otherwise(0)


def _passed(number: Expr, some: int, all_: int) -> Expr:
    """How many of ``some`` that are spread evenly over ``all_`` come before a number."""
    return number * some // max(1, all_)
