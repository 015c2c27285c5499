"""Stratified blocks: classes in equal blocks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tablewright.ops import Expr, Field, Row, below, when
from tablewright.sampling.permuted_blocks import shuffled


@dataclass(frozen=True)
class StratifiedBlocks:
    """Rows in blocks with the same classes, each from a random offset.

    The first block has no offset, so that the classes of the first rows are known; a table that
    ends within a block has only the rows before its end. Unlike in `PermutedBlocks`, every slot
    has one row in every block, so the k-th row of a class has a closed form.

    Parameters
    ----------
    table, name : str
        The names of the field that draws the offsets.
    rows : int
        The table's number of rows.
    size : int
        Rows per block.
    known_end : bool
        Whether the last, shorter block has no offset either, so that its classes are known too.
    """

    table: str
    name: str
    rows: int
    size: int
    known_end: bool = False

    @cached_property
    def cut(self) -> Field:
        """The offset of each block; the field's rows are blocks."""
        known = Row().eq(0) | Row().eq(self._blocks) if self.known_end else Row().eq(0)
        cut = when(known, 0).otherwise(below(self.size))
        return Field(self.table, f"{self.name} cut", cut, self._blocks + 1)

    @property
    def _blocks(self) -> int:
        return self.rows // self.size

    def slot(self, row: Expr) -> Expr:
        """Return a row's slot."""
        return (row + self.cut.at(row // self.size)) % self.size

    def row(self, block: Expr, slot: Expr) -> Expr:
        """Return the row with a slot of a block; it may lie beyond the table."""
        return block * self.size + (slot + self.size - self.cut.at(block)) % self.size


def fair_order(quotas: list[int], first: list[int], chunk: int) -> list[int]:
    """Order classes such that every prefix has about the shares of the whole.

    Parameters
    ----------
    quotas : list of int
        Number of members of each class.
    first : list of int
        Classes at the start.
    chunk : int
        After them, classes are shuffled within chunks of this length.
    """
    total, left = sum(quotas), list(quotas)
    order: list[int] = []
    for place in range(total):
        due = [
            quota * (place + 1) - (quota - rest) * total
            for quota, rest in zip(quotas, left, strict=True)
        ]
        best = max(range(len(quotas)), key=lambda kind: (left[kind] > 0, due[kind]))
        if place < len(first):
            best = first[place]
        left[best] -= 1
        order.append(best)
    for start in range(chunk, total, chunk):
        part = order[start : start + chunk]
        order[start : start + chunk] = [part[i] for i in shuffled(len(part), start)]
    return order
