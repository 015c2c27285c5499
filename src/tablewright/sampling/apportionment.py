"""Apportionment of children to parents: exact totals and uneven sizes, in both directions."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tablewright.errors import ArgumentError
from tablewright.ops import (
    Expr,
    Field,
    Floor,
    Index,
    ToFloat,
    below,
    clip,
    greatest,
    least,
    lift,
    lookup,
    total,
    when,
)
from tablewright.sampling.permuted_blocks import shuffled

_LINES = 4096
_PARENTS = 1024


@dataclass(frozen=True)
class Apportionment:
    """Children in parent order, so that a parent's children are a contiguous range of rows.

    Parents come in blocks. All full blocks use the same cycle of sizes, each from a random offset.
    If the number of children does not divide evenly, the last parent of some blocks has one extra
    child. The remaining parents use a separate cycle.

    Parameters
    ----------
    table, name : str
        The names of the field that draws the offsets.
    parents, children : int
        Number of rows of both tables.
    sizes : callable
        ``sizes(parents, children)`` returns that many sizes with that sum.
    called : tuple of str
        The caller's names of both numbers, for errors.
    """

    table: str
    name: str
    parents: int
    children: int
    sizes: Callable[[int, int], list[int]]
    called: tuple[str, str] = ("children", "parents")

    def __post_init__(self) -> None:
        if self.children > self.parents * _LINES or (self.children and not self.parents):
            children, parents = self.called
            raise ArgumentError(
                f"{children}={self.children:,} is more than {_LINES:,} for each of {parents}; "
                "give fewer of the former or more of the latter"
            )

    @cached_property
    def _block(self) -> int:
        """Parents per block, few enough that a block's children fit a small table."""
        mean = max(1, -(-self.children // max(1, self.parents)))
        return min(_PARENTS, 1 << (max(1, _LINES // mean).bit_length() - 1))

    @cached_property
    def _blocks(self) -> int:
        return self.parents // self._block

    @cached_property
    def _full(self) -> int:
        """Total children of all full blocks."""
        return self.children * self._blocks * self._block // max(1, self.parents)

    @cached_property
    def _each(self) -> int:
        return self._full // self._blocks if self._blocks else 0

    @cached_property
    def _extra(self) -> int:
        """Number of full blocks with an extra child."""
        return self._full - self._each * self._blocks

    @cached_property
    def _cycle(self) -> tuple[int, ...]:
        sizes = self.sizes(self._block, self._each) if self._blocks else []
        return tuple(sizes[i] for i in shuffled(len(sizes), 1 + len(sizes)))

    @cached_property
    def _rest(self) -> tuple[int, ...]:
        parents = self.parents - self._blocks * self._block
        sizes = self.sizes(parents, self.children - self._full) if parents else []
        return tuple(sizes[i] for i in shuffled(len(sizes), 2 + len(sizes)))

    @cached_property
    def most(self) -> int:
        """Maximum number of children per parent."""
        full = max(self._cycle, default=0) + (1 if self._extra else 0)
        return max(full, max(self._rest, default=0))

    @cached_property
    def _cut(self) -> Field:
        return Field(self.table, f"{self.name} cut", below(self._block), self._blocks + 1)

    def shares(self, edges: Sequence[int]) -> list[float]:
        """Return how common sizes below, between and from some edges on are among parents."""
        counts = [0.0] * (len(edges) + 1)
        for sizes, times in ((self._cycle, self._blocks), (self._rest, 1)):
            for size in sizes:
                counts[bisect.bisect_right(edges, size)] += times
        return counts

    def _base(self, block: Expr) -> Expr:
        """Return the number of children before a full block."""
        blocks = max(1, self._blocks)
        return block * self._each + block * self._extra // blocks

    @cached_property
    def _sums(self) -> tuple[int, ...]:
        """Children before each position of the doubled cycle, then before each remaining parent."""
        cycle = itertools.accumulate((*self._cycle, *self._cycle), initial=0)
        rest = itertools.accumulate(self._rest, initial=0)
        return (*cycle, *rest)

    def first(self, parent: Expr) -> Expr:
        """Return a parent's first child, a row number."""
        base, start, _ = self._locate(parent)
        return base + lookup(self._sums, start[1]) - lookup(self._sums, start[0])

    def size(self, parent: Expr) -> Expr:
        """Return a parent's number of children."""
        _, start, extra = self._locate(parent)
        sizes = (*self._cycle, *self._cycle, 0, *self._rest, 0)
        size = lookup(sizes, start[1])
        return size + extra if self._extra else size

    def band(self, parent: Expr, edges: Sequence[int]) -> Expr:
        """Return how many edges a parent's number of children reaches, without an extra child."""
        _, start, _ = self._locate(parent)
        sizes = (*self._cycle, *self._cycle, 0, *self._rest, 0)
        return lookup([bisect.bisect_right(edges, size) for size in sizes], start[1])

    def _locate(self, parent: Expr) -> tuple[Expr, tuple[Expr, Expr], Expr]:
        """Return the children before a parent's block, the positions of the block's start and of
        the parent in the sums, and the extra child of the block's last parent."""
        block_size, rest = self._block, len(self._rest)
        offset = 2 * len(self._cycle) + 1
        last = least(greatest(parent - self._blocks * block_size, 0), max(0, rest - 1))
        if not self._blocks:
            return lift(0), (lift(offset), offset + last), lift(0)
        block = least(parent // block_size, self._blocks - 1)
        cut, inside = self._cut.at(block), parent % block_size
        base = self._base(block)
        longer = clip(self._base(block + 1) - base - self._each, 0, 1)
        extra = when(inside.eq(block_size - 1), longer).otherwise(0)
        if not rest:
            return base, (cut, cut + inside), extra
        full = parent < self._blocks * block_size
        return (
            when(full, base).otherwise(self._full),
            (when(full, cut).otherwise(offset), when(full, cut + inside).otherwise(offset + last)),
            when(full, extra).otherwise(0),
        )

    def parent(self, child: Expr) -> Expr:
        """Return the parent of a child."""
        owners = tuple(itertools.chain.from_iterable([i] * n for i, n in enumerate(self._rest)))
        rest = self._blocks * self._block + self._owner(owners, child - self._full)
        if not self._full:
            return rest
        block = self._block_of(least(child, self._full - 1))
        cut, inside = self._cut.at(block), child - self._base(block)
        cycle = tuple(itertools.chain.from_iterable([i] * n for i, n in enumerate(self._cycle)))
        if cycle:
            begun = lookup(self._sums[: len(self._cycle) + 1], cut)
            slot = lookup(cycle, (begun + greatest(inside, 0)) % len(cycle))
            place = (slot + self._block - cut) % self._block
        else:
            place = lift(self._block - 1)
        if self._extra:
            place = when(inside < self._each, place).otherwise(self._block - 1)
        full = block * self._block + place
        return when(child < self._full, full).otherwise(rest) if owners else full

    def _owner(self, owners: tuple[int, ...], child: Expr) -> Expr:
        if not owners:
            return lift(0)
        return lookup(owners, least(greatest(child, 0), len(owners) - 1))

    def _block_of(self, child: Expr) -> Expr:
        """Return a child's full block: a close guess, then corrected exactly."""
        share = ToFloat(child + 1) * (self._blocks / self._full)
        guess = least(Floor(share, 0, self._blocks + 1), self._blocks - 1)
        guess = guess + when(self._base(guess + 1) <= child, 1).otherwise(0)
        guess = guess - when(child < self._base(guess), 1).otherwise(0)
        return least(greatest(guess, 0), self._blocks - 1)

    def sum(self, parent: Expr, value: Expr, given: Mapping[Field, Expr]) -> Expr:
        """Return the sum of a child's field over a parent's children.

        Parameters
        ----------
        given : mapping
            Fields of the child that follow from parent and position; see `Expr.at`.
        """
        child = self.first(parent) + Index()
        return total(self.size(parent), value.at(child, given), self.most)


def geometric_sizes(parents: int, children: int) -> list[int]:
    """Return geometric sizes from 1 to four times the mean, with an exact sum.

    With fewer children than parents, sizes are ones and zeros.
    """
    if children <= parents:
        return [1] * children + [0] * (parents - children)
    most = -(-4 * children // parents)
    ratio = _ratio(children / parents, most)
    reached = list(itertools.accumulate(_powers(ratio, most)))
    middles = ((2 * i + 1) / (2 * parents) * reached[-1] for i in range(parents))
    sizes = [1 + bisect.bisect_left(reached, middle) for middle in middles]
    return settle(sizes, children, 1, most)


def _powers(ratio: float, count: int) -> list[float]:
    # Repeated multiplication, because the power function differs between machines.
    return list(itertools.accumulate([ratio] * (count - 1), lambda a, b: a * b, initial=1.0))


def _ratio(mean: float, most: int) -> float:
    low, high = 0.0, 4.0
    for _ in range(60):
        middle = (low + high) / 2
        weights = _powers(middle, most)
        reached = sum((1 + k) * w for k, w in enumerate(weights)) / sum(weights)
        low, high = (middle, high) if reached < mean else (low, middle)
    return low


def largest_remainders(weights: list[float], count: int) -> list[int]:
    """Return integers proportional to weights, with an exact sum."""
    total_weight = sum(weights)
    shares = [weight * count / total_weight for weight in weights]
    whole = [int(share) for share in shares]
    order = sorted(range(len(shares)), key=lambda i: (whole[i] - shares[i], i))
    for i in order[: count - sum(whole)]:
        whole[i] += 1
    return whole


def settle(sizes: list[int], children: int, low: int, most: int) -> list[int]:
    """Adjust sizes by one, evenly spread, until the sum is exact and all are within limits."""
    sizes = sorted(sizes)
    missing = children - sum(sizes)
    while missing:
        step = 1 if missing > 0 else -1
        movable = [i for i, size in enumerate(sizes) if low <= size + step <= most]
        stride = max(1, len(movable) // abs(missing))
        for i in movable[::stride][: abs(missing)]:
            sizes[i] += step
        missing = children - sum(sizes)
    return sizes
