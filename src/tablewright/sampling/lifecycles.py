"""Keys that come, change and go: who does in which batch, in O(1) and in both directions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tablewright.ops import Expr, greatest, least, lift, lookup, when

Ends = Literal["joins", "leaves", "both"]
_HOT = 4
_YOUNG = 4


@dataclass(frozen=True)
class Lifecycle:
    """Keys in the order in which they come or go, and a window over it that changes touch.

    In batch ``t`` from 1 on the window covers ``window`` positions from ``first + t * speed`` on.
    Positions of all remainders are in it once, so those whose distance from ``updates * t`` has a
    remainder below ``updates`` are that many; and the windows of one key are consecutive, so how
    often it was touched is a difference of two quotients.

    Parameters
    ----------
    base : int
        Positions that are taken from the beginning.
    speed : int
        Positions by which the window moves from batch to batch.
    ends : str
        Whether ``speed`` keys join at the end in every batch, leave at the front, or both.
    first, window : int
        Where the window begins, and how long it is.
    updates : int
        How many of its keys are touched by a batch; at most ``window``.
    """

    base: int
    speed: int
    ends: Ends
    first: int
    window: int
    updates: int

    @property
    def joins(self) -> int:
        """Keys that join in every batch."""
        return 0 if self.ends == "leaves" else self.speed

    @property
    def leaves(self) -> int:
        """Keys that leave in every batch."""
        return 0 if self.ends == "joins" else self.speed

    @property
    def batches(self) -> int | None:
        """How many batches there can be before the window meets the end; None without a limit."""
        if self.ends != "leaves" or not self.speed:
            return None
        return (self.base - self.window) // self.speed

    @property
    def fits(self) -> bool:
        """Whether every batch finds the keys it needs."""
        enough = self.batches is None or self.batches > 0
        return 0 <= self.updates <= self.window and self.base >= 0 and enough


def dealt(base: int, appends: int, updates: int, deletes: int) -> tuple[Lifecycle, ...] | None:
    """Lines for so many keys, of which every batch touches so many; None if they do not suffice.

    A short line of keys that come, change often and soon go; a line in which who leaves is
    replaced; and, where the table grows, one of newcomers that change while they are young, or,
    where it shrinks, one of those that change before they go. Where batches are too large for
    that, there is one line of those that stay, and one of those that come or go.
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
        # Without a decline everybody stays.
        stay = replaced + updates if decline else base
        rest = Lifecycle(0, growth, "joins", -growth, 0, 0)
        if decline:
            rest = Lifecycle(base - stay, decline, "leaves", 0, 0, 0)
        lines = (queue(stay, replaced, updates), rest, drain(0, 0, 0))
    kept = tuple(line for line in lines if line.base or line.speed)
    return kept if all(line.fits for line in kept) else None


def queue(base: int, replaced: int, updates: int) -> Lifecycle:
    """A line of always the same length: all but those who leave in a batch are its window."""
    return Lifecycle(base, replaced, "both", 0, base - replaced, updates)


def drain(base: int, speed: int, updates: int) -> Lifecycle:
    """A line that only becomes shorter; those who are about to leave are its window."""
    width = max(updates, min(_YOUNG * speed, base // 4)) if updates else 0
    return Lifecycle(base, speed, "leaves", 0, width, updates)


@dataclass(frozen=True)
class Position:
    """A place in one of several lines: the number of the line, and the position there."""

    line: Expr
    position: Expr


@dataclass(frozen=True)
class KeyLifecycles:
    """Several lines, as expressions over places in them.

    Every batch names its joining, touched and leaving keys by their numbers among those of the
    batch: line by line, and by position.
    """

    lines: tuple[Lifecycle, ...]

    def of(self, what: str, line: Expr) -> Expr:
        """A number of a place's line."""
        return lookup(self.each(what), line)

    def each(self, what: str) -> list[int]:
        """A number of every line."""
        return [getattr(line, what) for line in self.lines]

    def total(self, what: str) -> int:
        """Of all lines together."""
        return sum(self.each(what))

    def starts(self, what: str) -> list[int]:
        """Of all lines before each of them."""
        counts = self.each(what)
        return [sum(counts[:number]) for number in range(len(counts))]

    def _split(self, what: str, number: Expr) -> tuple[Expr, Expr]:
        """The line that the number-th of something belongs to, and its number there."""
        counts, starts = self.each(what), self.starts(what)
        line: Expr = lift(0)
        for index, (count, start) in enumerate(zip(counts, starts, strict=True)):
            if count:
                line = when(number < start, line).otherwise(index)
        return line, greatest(number - lookup(starts, line), 0)

    def begun(self, number: Expr) -> Position:
        """Where a key of the beginning is."""
        return Position(*self._split("base", number))

    def joined(self, number: Expr, batch: Expr) -> Position:
        """Where the number-th key of a batch joins."""
        line, inside = self._split("joins", number)
        return Position(line, self.of("base", line) + (batch - 1) * self.of("joins", line) + inside)

    def left(self, number: Expr, batch: Expr) -> Position:
        """Where the number-th key of a batch leaves."""
        line, inside = self._split("leaves", number)
        return Position(line, (batch - 1) * self.of("leaves", line) + inside)

    def touched(self, number: Expr, batch: Expr) -> Position:
        """Where the number-th key that a batch touches is."""
        line, inside = self._split("updates", number)
        low = self.of("first", line) + batch * self.of("speed", line)
        ahead = inside + batch * self.of("updates", line) - low
        return Position(line, low + ahead % self._width(line))

    def present(self, number: Expr, batch: int) -> Position:
        """Where the number-th of the keys is that are there after a batch."""
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
        """How many keys are there after a batch."""
        return sum(b + batch * (j - g) for b, j, g in zip(*self._flows(), strict=True))

    def _flows(self) -> tuple[list[int], list[int], list[int]]:
        return self.each("base"), self.each("joins"), self.each("leaves")

    def since(self, place: Position) -> Expr:
        """The batch in which the key joined; 0 for one of the beginning."""
        after = place.position - self.of("base", place.line)
        joins = greatest(self.of("joins", place.line), 1)
        return when(after < 0, 0).otherwise(greatest(after, 0) // joins + 1)

    def rank(self, place: Position) -> Expr:
        """The number of the key: in the beginning, or among those that joined in its batch."""
        after = place.position - self.of("base", place.line)
        joins = greatest(self.of("joins", place.line), 1)
        joined = lookup(self.starts("joins"), place.line) + greatest(after, 0) % joins
        begun = lookup(self.starts("base"), place.line) + place.position
        return when(after < 0, begun).otherwise(joined)

    def touches(self, place: Position, batch: Expr) -> Expr:
        """How often the key was touched up to a batch."""
        last = least(batch, self._last_window(place))
        return greatest(
            self._passed(place, self._first_window(place)) - self._passed(place, last + 1), 0
        )

    def touch(self, place: Position, number: Expr) -> Expr:
        """The batch that touched the key for the number-th time, from 1."""
        left = self._passed(place, self._first_window(place)) - number + 1
        ahead = place.position - left * self._width(place.line)
        return ahead // greatest(self.of("updates", place.line), 1)

    def _width(self, line: Expr) -> Expr:
        return greatest(self.of("window", line), 1)

    def _first_window(self, place: Position) -> Expr:
        """The first batch whose window the key is in."""
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
"""A batch after all that there can be."""
