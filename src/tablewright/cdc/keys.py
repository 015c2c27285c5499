"""The keys of a feed: their order in the queues and their history."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from tablewright.changing import MOST_KEYS
from tablewright.ops import Draw, Expr, Field, below, chance, clip, greatest, lift, lookup, when
from tablewright.sampling.feistel import coprime
from tablewright.sampling.lifecycles import KeyLifecycles, Position

_ABSENCE = 2
"""Batches after which a deleted key can return."""
_BITS = 31


@dataclass(frozen=True)
class Scatter:
    """A seeded bijection of the numbers below ``size``, invertible.

    It rotates the rows and columns of a square by draws, so that neighbours are separated.
    """

    table: str
    name: str
    size: int

    @cached_property
    def _turn(self) -> Expr:
        turn = Field(self.table, f"turn of {self.name}", Draw(bits=_BITS), 1)
        return turn.at(0) % max(1, self.size)

    @property
    def _across(self) -> int:
        """The width of the square; the last few numbers do not fill a row."""
        return max(1, math.isqrt(self.size))

    @property
    def _down(self) -> int:
        return max(1, self.size // self._across)

    @cached_property
    def _row_turn(self) -> Field:
        return Field(self.table, f"rows of {self.name}", below(self._across), self._down)

    @cached_property
    def _column_turn(self) -> Field:
        return Field(self.table, f"columns of {self.name}", below(self._down), self._across)

    def forth(self, number: Expr) -> Expr:
        """Return the image of a number."""
        size = max(1, self.size)
        number = number * coprime(size) % size
        row, column = number // self._across % self._down, number % self._across
        column = (column + self._row_turn.at(row)) % self._across
        row = (row + self._column_turn.at(column)) % self._down
        turned = when(self._stands(number), row * self._across + column).otherwise(number)
        return (turned + self._turn) % size

    def back(self, number: Expr) -> Expr:
        """Return the preimage of a number."""
        size = max(1, self.size)
        number = (number + size - self._turn) % size
        row, column = number // self._across % self._down, number % self._across
        row = (row + self._down - self._column_turn.at(column)) % self._down
        column = (column + self._across - self._row_turn.at(row)) % self._across
        turned = when(self._stands(number), row * self._across + column).otherwise(number)
        return turned * pow(coprime(size), -1, size) % size

    def _stands(self, number: Expr) -> Expr:
        """Return whether a number is in a full row; numbers never leave or enter full rows."""
        return number < self._across * self._down


@dataclass(frozen=True)
class ChangedKeys:
    """The keys of a feed, by their positions in its queues.

    Parameters
    ----------
    table : str
        The table name of the fields that contain draws.
    lines : Lines
        The queues of keys.
    resurrect : float
        The fraction of deleted keys that return, once.
    last : int
        The number of the last possible batch.
    """

    table: str
    lines: KeyLifecycles
    resurrect: float
    last: int

    @property
    def base(self) -> int:
        """Number of initial keys."""
        return self.lines.total("base")

    @property
    def appends(self) -> int:
        """Number of keys appended per batch."""
        return self.lines.total("joins")

    @cached_property
    def begun(self) -> Scatter:
        """The bijection from queue numbers to initial keys."""
        return Scatter(self.table, "base", self.base)

    @cached_property
    def joined(self) -> Scatter:
        """The bijection from a batch's appended keys to queue numbers."""
        return Scatter(self.table, "appends", self.appends)

    def born(self, place: Position) -> Position:
        """Return the key's first position: this one, or the one it left before it returned."""
        if not self._returning:
            return place
        ago = when(self._returns(place), lookup(self._away, place.line)).otherwise(0)
        return Position(place.line, greatest(place.position - ago, 0))

    @property
    def _returning(self) -> bool:
        return bool(self.resurrect) and any(self._away)

    @property
    def _away(self) -> list[int]:
        """The distance from where a key leaves each queue to where it can return; 0 if nowhere."""
        return [
            line.base + _ABSENCE * line.speed if line.joins == line.leaves > 0 else 0
            for line in self.lines.lines
        ]

    def _returns(self, place: Position) -> Expr:
        away = lookup(self._away, place.line)
        # Only a key on its second pass can have left before, and no key returns twice.
        second = (place.position // greatest(away, 1) % 2).eq(1) & (away > 0)
        return second & self._drawn.at(place.position * len(self._away) + place.line)

    @cached_property
    def _drawn(self) -> Field:
        return Field(self.table, "returns", chance(self.resurrect))

    def key(self, place: Position) -> Expr:
        """Return the number of the key at a position."""
        batch, rank = self.came(place), self.lines.rank(self.born(place))
        later = self.base + (batch - 1) * self.appends + self.which(place)
        key = when(batch.eq(0), self.begun.forth(rank)).otherwise(later)
        return clip(key, 0, MOST_KEYS - 1)

    def which(self, place: Position) -> Expr:
        """Return the key's number among those appended with its batch."""
        return self.joined.back(self.lines.rank(self.born(place)))

    def came(self, place: Position) -> Expr:
        """Return the batch that appended the key; 0 for an initial key."""
        return clip(self.lines.since(self.born(place)), 0, self.last)

    def changes(self, place: Position, batch: Expr) -> Expr:
        """Return the number of updates of a key up to a batch, including before it returned."""
        changes = self.lines.touches(place, batch)
        if self._returning:
            changes = changes + self._before(place)
        return clip(changes, 0, self.last)

    def _before(self, place: Position) -> Expr:
        before = self.lines.touches(self.born(place), lift(self.last))
        return when(self._returns(place), before).otherwise(0)

    def changed(self, place: Position, number: Expr) -> Expr:
        """Return the batch of the number-th update, from 1."""
        here = self.lines.touch(place, number)
        if self._returning:
            before = self._before(place)
            then = self.lines.touch(self.born(place), number)
            here = when(number <= before, then).otherwise(self.lines.touch(place, number - before))
        return clip(here, 0, self.last)
