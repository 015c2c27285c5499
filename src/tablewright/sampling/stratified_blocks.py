"""Classes dealt in blocks, of which children find a member that exists already."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tablewright.ops import Expr, Field, Row, below, greatest, least, when
from tablewright.sampling.permuted_blocks import shuffled


@dataclass(frozen=True)
class StratifiedBlocks:
    """Rows in blocks that are all dealt the same cards, each block cut at a place of its own.

    The first block is not cut, so that the classes of the first rows are known beforehand; a
    table that ends within a block has just the rows before its end. Unlike in
    `PermutedBlocks`, every slot has one row in every block, so the k-th row of a class is a
    closed form.

    Parameters
    ----------
    table, name : str
        Name the field that the cuts are drawn in.
    rows : int
        Rows of the table.
    size : int
        Rows of a block.
    """

    table: str
    name: str
    rows: int
    size: int

    @cached_property
    def cut(self) -> Field:
        """Where each block's cards are cut; its rows are blocks."""
        cut = when(Row().eq(0), 0).otherwise(below(self.size))
        return Field(self.table, f"{self.name} cut", cut, self._blocks + 1)

    @property
    def _blocks(self) -> int:
        return self.rows // self.size

    def slot(self, row: Expr) -> Expr:
        """The slot of a row."""
        return (row + self.cut.at(row // self.size)) % self.size

    def row(self, block: Expr, slot: Expr) -> Expr:
        """The row that has a slot of a block; it may lie beyond the table."""
        return block * self.size + (slot + self.size - self.cut.at(block)) % self.size

    def choose(self, slot: Expr, count: Expr, purpose: str) -> Expr:
        """The block of a uniform row among those below ``count`` that have a slot.

        The first block where there is none yet: then its row is not below ``count``.
        """
        newest = least(count // self.size, self._blocks)
        whole = when(self.row(newest, slot) < count, newest + 1).otherwise(newest)
        return below(greatest(whole, 1), purpose, most=self._blocks + 1)


def fair_order(quotas: list[int], first: list[int], chunk: int) -> list[int]:
    """Classes in an order whose every prefix has about the shares of the whole.

    Parameters
    ----------
    quotas : list of int
        How many of each class.
    first : list of int
        Classes that lead the order.
    chunk : int
        Classes are shuffled within chunks of this length, after the first.
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
