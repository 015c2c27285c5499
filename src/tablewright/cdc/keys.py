"""Which keys there are, in which order they stand in line, and what is known of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from tablewright.changing import MOST_KEYS
from tablewright.ops import Draw, Expr, Field, below, chance, clip, greatest, lift, lookup, when
from tablewright.sampling.feistel import coprime
from tablewright.sampling.lifecycles import KeyLifecycles, Position

_ABSENCE = 2
"""Batches after which a key returns that was deleted."""
_BITS = 31


@dataclass(frozen=True)
class Scatter:
    """A bijection of the numbers below ``size`` that depends on the seed, in both directions.

    Rows and columns of a square are turned by draws, which no neighbours share.
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
        """The numbers stand in rows of so many, but for the last few."""
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
        """Where a number goes."""
        size = max(1, self.size)
        number = number * coprime(size) % size
        row, column = number // self._across % self._down, number % self._across
        column = (column + self._row_turn.at(row)) % self._across
        row = (row + self._column_turn.at(column)) % self._down
        turned = when(self._stands(number), row * self._across + column).otherwise(number)
        return (turned + self._turn) % size

    def back(self, number: Expr) -> Expr:
        """Where it came from."""
        size = max(1, self.size)
        number = (number + size - self._turn) % size
        row, column = number // self._across % self._down, number % self._across
        row = (row + self._down - self._column_turn.at(column)) % self._down
        column = (column + self._across - self._row_turn.at(row)) % self._across
        turned = when(self._stands(number), row * self._across + column).otherwise(number)
        return turned * pow(coprime(size), -1, size) % size

    def _stands(self, number: Expr) -> Expr:
        """Whether it stands in a whole row; numbers never leave the rows, nor enter them."""
        return number < self._across * self._down


@dataclass(frozen=True)
class ChangedKeys:
    """The keys of a feed, by their places in its lines.

    Parameters
    ----------
    table : str
        Names the fields that draws are made in.
    lines : Lines
        Where keys stand.
    resurrect : float
        The share of deleted keys that return, once.
    last : int
        The number of the last batch that there can be.
    """

    table: str
    lines: KeyLifecycles
    resurrect: float
    last: int

    @property
    def base(self) -> int:
        """Keys of the beginning."""
        return self.lines.total("base")

    @property
    def appends(self) -> int:
        """Keys that come with every batch."""
        return self.lines.total("joins")

    @cached_property
    def begun(self) -> Scatter:
        """From numbers in line to keys of the beginning."""
        return Scatter(self.table, "base", self.base)

    @cached_property
    def joined(self) -> Scatter:
        """From keys that come with a batch to numbers in line."""
        return Scatter(self.table, "appends", self.appends)

    def born(self, place: Position) -> Position:
        """Where the key stood first: here, or where it left before it returned."""
        if not self._returning:
            return place
        ago = when(self._returns(place), lookup(self._away, place.line)).otherwise(0)
        return Position(place.line, greatest(place.position - ago, 0))

    @property
    def _returning(self) -> bool:
        return bool(self.resurrect) and any(self._away)

    @property
    def _away(self) -> list[int]:
        """Positions from where a key leaves each line to where it can return; 0 if nowhere."""
        return [
            line.base + _ABSENCE * line.speed if line.joins == line.leaves > 0 else 0
            for line in self.lines.lines
        ]

    def _returns(self, place: Position) -> Expr:
        away = lookup(self._away, place.line)
        # Only who stands there for the second time can have left before, and none returns twice.
        second = (place.position // greatest(away, 1) % 2).eq(1) & (away > 0)
        return second & self._drawn.at(place.position * len(self._away) + place.line)

    @cached_property
    def _drawn(self) -> Field:
        return Field(self.table, "returns", chance(self.resurrect))

    def key(self, place: Position) -> Expr:
        """The number of the key at a place."""
        batch, rank = self.came(place), self.lines.rank(self.born(place))
        later = self.base + (batch - 1) * self.appends + self.which(place)
        key = when(batch.eq(0), self.begun.forth(rank)).otherwise(later)
        return clip(key, 0, MOST_KEYS - 1)

    def which(self, place: Position) -> Expr:
        """The number of the key among those that came with its batch, if it did."""
        return self.joined.back(self.lines.rank(self.born(place)))

    def came(self, place: Position) -> Expr:
        """The batch that the key came with; 0 for one of the beginning."""
        return clip(self.lines.since(self.born(place)), 0, self.last)

    def changes(self, place: Position, batch: Expr) -> Expr:
        """How often the key was changed up to a batch, also before it returned."""
        changes = self.lines.touches(place, batch)
        if self._returning:
            changes = changes + self._before(place)
        return clip(changes, 0, self.last)

    def _before(self, place: Position) -> Expr:
        before = self.lines.touches(self.born(place), lift(self.last))
        return when(self._returns(place), before).otherwise(0)

    def changed(self, place: Position, number: Expr) -> Expr:
        """The batch of the number-th change, from 1."""
        here = self.lines.touch(place, number)
        if self._returning:
            before = self._before(place)
            then = self.lines.touch(self.born(place), number)
            here = when(number <= before, then).otherwise(self.lines.touch(place, number - before))
        return clip(here, 0, self.last)
