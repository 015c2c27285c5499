"""Key lifecycles: inserts, updates and deletes per batch, in O(1) and in both directions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tablewright.ops import Expr, greatest, least, lift, lookup, when

Ends = Literal["joins", "leaves", "both"]
_HOT = 4
_YOUNG = 4


@dataclass(frozen=True)
class Lifecycle:
    """A queue of keys in order of insert or delete, with a moving window of keys to update.

    In batch ``t`` (from 1) the window covers ``window`` positions from ``first + t * speed``. It
    contains each remainder once, so exactly ``updates`` positions have a distance from
    ``updates * t`` with a remainder below ``updates``. A key's windows are consecutive, so its
    number of updates is a difference of two quotients.

    Parameters
    ----------
    base : int
        Number of initial keys.
    speed : int
        Positions by which the window moves per batch.
    ends : str
        Whether ``speed`` keys per batch join at the end, leave at the front, or both.
    first, window : int
        Start and length of the window.
    updates : int
        Keys updated per batch; at most ``window``.
    """

    base: int
    speed: int
    ends: Ends
    first: int
    window: int
    updates: int

    @property
    def joins(self) -> int:
        """Keys that join per batch."""
        return 0 if self.ends == "leaves" else self.speed

    @property
    def leaves(self) -> int:
        """Keys that leave per batch."""
        return 0 if self.ends == "joins" else self.speed

    @property
    def batches(self) -> int | None:
        """Maximum number of batches before the window reaches the end; None if unlimited."""
        if self.ends != "leaves" or not self.speed:
            return None
        return (self.base - self.window) // self.speed

    @property
    def fits(self) -> bool:
        """Whether every batch has enough keys."""
        enough = self.batches is None or self.batches > 0
        return 0 <= self.updates <= self.window and self.base >= 0 and enough


def dealt(base: int, appends: int, updates: int, deletes: int) -> tuple[Lifecycle, ...] | None:
    """Return queues for the given numbers of keys and changes; None if the keys do not suffice.

    There is a short queue of keys that change often and soon leave, a queue in which leaving keys
    are replaced, and, if the table grows, a queue of new keys that change while young or, if it
    shrinks, a queue of keys that change before they leave. If batches are too large for that,
    there is one queue of keys that stay, and one of keys that join or leave.
    """
    if updates + deletes > base:
        return None
    replaced = min(appends, deletes)
    growth, decline = appends - replaced, deletes - replaced
    quick, touched = replaced // _HOT, updates // 8
    hot = queue(quick + max(2 * quick, touched + touched // 2), quick, touched)
    if growth:
        young = updates // 4
        width = max(young, min(_YOUNG * growth, base // 4)) if young else 0
        third = Lifecycle(width, growth, "joins", -growth, width, young)
        steady = base - hot.base - width
    else:
        young = updates // 2 if decline else 0
        steady = replaced - quick
        steady += max(2 * steady, 3 * (updates - touched - young) // 2)
        third = drain(base - hot.base - steady, decline, young) if decline else drain(0, 0, 0)
        steady = base - hot.base - third.base
    second = queue(steady, replaced - quick, updates - touched - young)
    lines = (hot, second, third)
    if not all(line.fits for line in lines):
        # If the table does not shrink, all keys stay.
        stay = replaced + updates if decline else base
        rest = Lifecycle(0, growth, "joins", -growth, 0, 0)
        if decline:
            rest = Lifecycle(base - stay, decline, "leaves", 0, 0, 0)
        lines = (queue(stay, replaced, updates), rest, drain(0, 0, 0))
    kept = tuple(line for line in lines if line.base or line.speed)
    return kept if all(line.fits for line in kept) else None


def queue(base: int, replaced: int, updates: int) -> Lifecycle:
    """Return a queue of constant length; its window is all keys except those leaving."""
    return Lifecycle(base, replaced, "both", 0, base - replaced, updates)


def drain(base: int, speed: int, updates: int) -> Lifecycle:
    """Return a queue that only shrinks; its window is the keys about to leave."""
    width = max(updates, min(_YOUNG * speed, base // 4)) if updates else 0
    return Lifecycle(base, speed, "leaves", 0, width, updates)


@dataclass(frozen=True)
class Position:
    """A position in one of several queues: the queue's number, and the position in it."""

    line: Expr
    position: Expr


@dataclass(frozen=True)
class KeyLifecycles:
    """Several queues, as expressions over positions in them.

    Each batch numbers its joining, updated and leaving keys by queue, then by position.
    """

    lines: tuple[Lifecycle, ...]

    def of(self, what: str, line: Expr) -> Expr:
        """Return a property of a position's queue."""
        return lookup(self.each(what), line)

    def each(self, what: str) -> list[int]:
        """Return a property of every queue."""
        return [getattr(line, what) for line in self.lines]

    def total(self, what: str) -> int:
        """Return the total over all queues."""
        return sum(self.each(what))

    def starts(self, what: str) -> list[int]:
        """Return the total over the queues before each."""
        counts = self.each(what)
        return [sum(counts[:number]) for number in range(len(counts))]

    def _split(self, what: str, number: Expr) -> tuple[Expr, Expr]:
        """Return the queue of the number-th item, and its number there."""
        counts, starts = self.each(what), self.starts(what)
        line: Expr = lift(0)
        for index, (count, start) in enumerate(zip(counts, starts, strict=True)):
            if count:
                line = when(number < start, line).otherwise(index)
        return line, greatest(number - lookup(starts, line), 0)

    def begun(self, number: Expr) -> Position:
        """Return the position of an initial key."""
        return Position(*self._split("base", number))

    def joined(self, number: Expr, batch: Expr) -> Position:
        """Return the position at which a batch's number-th key joins."""
        line, inside = self._split("joins", number)
        return Position(line, self.of("base", line) + (batch - 1) * self.of("joins", line) + inside)

    def left(self, number: Expr, batch: Expr) -> Position:
        """Return the position from which a batch's number-th key leaves."""
        line, inside = self._split("leaves", number)
        return Position(line, (batch - 1) * self.of("leaves", line) + inside)

    def touched(self, number: Expr, batch: Expr) -> Position:
        """Return the position of the number-th key that a batch updates."""
        line, inside = self._split("updates", number)
        low = self.of("first", line) + batch * self.of("speed", line)
        ahead = inside + batch * self.of("updates", line) - low
        return Position(line, low + ahead % self._width(line))

    def present(self, number: Expr, batch: int) -> Position:
        """Return the position of the number-th live key after a batch."""
        counts = [b + batch * (j - g) for b, j, g in zip(*self._flows(), strict=True)]
        line: Expr = lift(0)
        start = 0
        for index, count in enumerate(counts):
            line = when(number < start, line).otherwise(index) if count else line
            start += count
        starts = [sum(counts[:index]) for index in range(len(counts))]
        inside = greatest(number - lookup(starts, line), 0)
        return Position(line, batch * self.of("leaves", line) + inside)

    def size(self, batch: int) -> int:
        """Return the number of live keys after a batch."""
        return sum(b + batch * (j - g) for b, j, g in zip(*self._flows(), strict=True))

    def _flows(self) -> tuple[list[int], list[int], list[int]]:
        return self.each("base"), self.each("joins"), self.each("leaves")

    def since(self, place: Position) -> Expr:
        """Return the batch in which a key joined; 0 for an initial key."""
        after = place.position - self.of("base", place.line)
        joins = greatest(self.of("joins", place.line), 1)
        return when(after < 0, 0).otherwise(greatest(after, 0) // joins + 1)

    def rank(self, place: Position) -> Expr:
        """Return a key's number among the initial keys, or among those that joined in its batch."""
        after = place.position - self.of("base", place.line)
        joins = greatest(self.of("joins", place.line), 1)
        joined = lookup(self.starts("joins"), place.line) + greatest(after, 0) % joins
        begun = lookup(self.starts("base"), place.line) + place.position
        return when(after < 0, begun).otherwise(joined)

    def touches(self, place: Position, batch: Expr) -> Expr:
        """Return a key's number of updates up to a batch."""
        last = least(batch, self._last_window(place))
        return greatest(
            self._passed(place, self._first_window(place)) - self._passed(place, last + 1), 0
        )

    def touch(self, place: Position, number: Expr) -> Expr:
        """Return the batch of a key's number-th update, from 1."""
        left = self._passed(place, self._first_window(place)) - number + 1
        ahead = place.position - left * self._width(place.line)
        return ahead // greatest(self.of("updates", place.line), 1)

    def _width(self, line: Expr) -> Expr:
        return greatest(self.of("window", line), 1)

    def _first_window(self, place: Position) -> Expr:
        """Return the first batch whose window contains the key."""
        ahead = place.position - self.of("first", place.line) - self.of("window", place.line)
        speed = greatest(self.of("speed", place.line), 1)
        return greatest(ahead // speed + 1, 1)

    def _last_window(self, place: Position) -> Expr:
        ahead = place.position - self.of("first", place.line)
        speed = self.of("speed", place.line)
        return when(speed.eq(0), _NEVER).otherwise(ahead // greatest(speed, 1))

    def _passed(self, place: Position, batch: Expr) -> Expr:
        ahead = place.position - batch * self.of("updates", place.line)
        return ahead // self._width(place.line)


_NEVER = 2**21
"""A batch number after all possible batches."""
