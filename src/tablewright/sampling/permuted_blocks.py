"""Permuted blocks: classes with exact shares at scattered positions, in both directions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from tablewright.ops import (
    Draw,
    Expr,
    Field,
    Roll,
    below,
    greatest,
    least,
    lift,
    lookup,
    parts,
    weighted_by,
    when,
)
from tablewright.xxh64 import hash_pair


def shuffled(count: int, salt: int) -> list[int]:
    """Return the numbers below ``count``, shuffled by ``salt`` only."""
    return sorted(range(count), key=lambda number: hash_pair(salt, number))


@dataclass(frozen=True)
class PermutedBlocks:
    """Blocks of consecutive rows with the same permuted classes, each from a random offset.

    The last, shorter block has separate classes, so that shares are exact for every size.

    Parameters
    ----------
    table, name : str
        The names of the field that draws the offsets.
    rows : int
        The table's number of rows.
    cards : tuple of int
        A class, or another small number, for each row of a full block.
    last : tuple of int
        The same for the rows after the last full block.
    step : int
        Offsets are multiples of it; it divides the block, so rows keep their slot's remainder.
    """

    table: str
    name: str
    rows: int
    cards: tuple[int, ...]
    last: tuple[int, ...]
    step: int = 1

    @classmethod
    def of(
        cls,
        table: str,
        name: str,
        rows: int,
        block: int,
        deal: Callable[[int], Sequence[int]],
        step: int = 1,
    ) -> PermutedBlocks:
        """Create blocks from ``deal(how_many)``, which returns that many classes in any order."""
        full = deal(block) if rows >= block else ()
        rest = deal(rows % block) if rows % block else ()
        return cls(table, name, rows, _mixed(full), _mixed(rest), step)

    @property
    def blocks(self) -> int:
        """Number of full blocks."""
        return self.rows // len(self.cards) if self.cards else 0

    @cached_property
    def cut(self) -> Field:
        """The offset of each block; the field's rows are blocks."""
        cut = below(max(1, len(self.cards) // self.step)) * self.step
        return Field(self.table, f"{self.name} cut", cut, self.blocks + 1)

    @cached_property
    def faces(self) -> tuple[int, ...]:
        """The classes by slot: those of a full block, then those of the last."""
        return (*self.cards, *self.last)

    def block(self, row: Expr) -> Expr:
        """Return a row's block."""
        size = len(self.cards)
        return least(row // size, self.blocks) if size else lift(0)

    def slot(self, row: Expr) -> Expr:
        """Return a row's slot, an index into `faces`."""
        size = len(self.cards)
        rest = clip_rest(row - self.blocks * size, len(self.last))
        if not self.blocks:
            return rest
        block = self.block(row)
        inside = (row + self.cut.at(block)) % size
        return when(block < self.blocks, inside).otherwise(size + rest) if self.last else inside

    def card(self, row: Expr) -> Expr:
        """Return a row's class."""
        return lookup(self.faces, self.slot(row)) if self.rows else lift(0)

    def row(self, block: Expr, slot: Expr) -> Expr:
        """Return the row of a block with a given slot."""
        size = len(self.cards)
        if not self.blocks:
            return slot
        inside = block * size + (slot + size - self.cut.at(block)) % size
        return when(block < self.blocks, inside).otherwise(self.blocks * size + slot - size)

    def choose(
        self,
        count: Expr,
        weights: Sequence[Sequence[float]],
        which: Expr,
        purpose: str,
        weigh: Callable[[Sequence[Sequence[float]], Expr, Roll], Expr] = weighted_by,
    ) -> Expr:
        """Draw a row below ``count``, in proportion to the weight of its slot.

        A uniform row selects the block, the weights a slot in it. If that slot's row is not below
        ``count``, which is possible only in the newest block, the uniform row is used.

        Parameters
        ----------
        count : Expr
            From 1 to the table's number of rows.
        weights : sequence of sequences of float
            One weight per entry of `faces`, not all zero in either part; ``which`` selects among
            several such sequences.
        purpose : str
            The purpose of the draw, in the current field.
        weigh : callable
            How a slot is drawn: `weighted_by`, or `aliased_by`, which is faster and draws others.
        """
        size = len(self.cards)
        if self.rows < 2**31:
            who, draw = parts(purpose, 31, 32)
        else:
            who, draw = Roll.of(Draw(f"{purpose} block", 53)), Roll.of(purpose)
        anyone = below(count, who, most=max(1, self.rows))
        block = self.block(anyone)
        full = weigh([row[:size] for row in weights], which, draw) if size else lift(0)
        rest = lift(size)
        if self.last:
            rest = size + weigh([row[size:] for row in weights], which, draw)
        slot = when(block < self.blocks, full).otherwise(rest) if size and self.last else None
        chosen = self.row(block, (full if size else rest) if slot is None else slot)
        chosen = least(greatest(chosen, 0), max(0, self.rows - 1))
        return when(chosen < count, chosen).otherwise(anyone)


def clip_rest(value: Expr, size: int) -> Expr:
    """Return a row's number in the last block, clipped to it so that its range is known."""
    return least(greatest(value, 0), max(0, size - 1))


def _mixed(cards: Sequence[int]) -> tuple[int, ...]:
    return tuple(cards[index] for index in shuffled(len(cards), len(cards)))
