"""Children dealt to parents: exact totals, uneven sizes, found in both directions at once."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Callable, Mapping
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
    """Children in the order of their parents, so that a parent's children are a range of rows.

    Parents come in blocks. All full blocks use one arrangement of sizes, begun at a place of
    its own; where the number of children does not divide evenly, some blocks' last parent has
    one child more. The rest of the parents share an arrangement of their own.

    Parameters
    ----------
    table, name : str
        Name the field in which the beginnings are drawn.
    parents, children : int
        Rows of both tables.
    sizes : callable
        ``sizes(parents, children)`` gives that many sizes with that sum.
    called : tuple of str
        What whoever asks for the children calls their number, and for the parents, with theirs.
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
        """Parents of a block: few enough that a block's children fit a small table."""
        mean = max(1, -(-self.children // max(1, self.parents)))
        return min(_PARENTS, 1 << (max(1, _LINES // mean).bit_length() - 1))

    @cached_property
    def _blocks(self) -> int:
        return self.parents // self._block

    @cached_property
    def _full(self) -> int:
        """Children of all full blocks together."""
        return self.children * self._blocks * self._block // max(1, self.parents)

    @cached_property
    def _each(self) -> int:
        return self._full // self._blocks if self._blocks else 0

    @cached_property
    def _extra(self) -> int:
        """How many full blocks have one child more."""
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
        """The most children that any parent has."""
        full = max(self._cycle, default=0) + (1 if self._extra else 0)
        return max(full, max(self._rest, default=0))

    @cached_property
    def _cut(self) -> Field:
        return Field(self.table, f"{self.name} cut", below(self._block), self._blocks + 1)

    def _base(self, block: Expr) -> Expr:
        """Children before a full block."""
        blocks = max(1, self._blocks)
        return block * self._each + block * self._extra // blocks

    @cached_property
    def _sums(self) -> tuple[int, ...]:
        """Children before each place of the doubled cycle, then before each of the rest."""
        cycle = itertools.accumulate((*self._cycle, *self._cycle), initial=0)
        rest = itertools.accumulate(self._rest, initial=0)
        return (*cycle, *rest)

    def first(self, parent: Expr) -> Expr:
        """The first child of a parent: a row number."""
        base, start, _ = self._locate(parent)
        return base + lookup(self._sums, start[1]) - lookup(self._sums, start[0])

    def size(self, parent: Expr) -> Expr:
        """How many children a parent has."""
        _, start, extra = self._locate(parent)
        sizes = (*self._cycle, *self._cycle, 0, *self._rest, 0)
        size = lookup(sizes, start[1])
        return size + extra if self._extra else size

    def _locate(self, parent: Expr) -> tuple[Expr, tuple[Expr, Expr], Expr]:
        """Children before a parent's block, the block's beginning and the parent's own place in
        the sums, and the child that only the block's last parent may have."""
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
        """The parent of a child."""
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
        """The full block that a child is in: a close guess, then exact."""
        share = ToFloat(child + 1) * (self._blocks / self._full)
        guess = least(Floor(share, 0, self._blocks + 1), self._blocks - 1)
        guess = guess + when(self._base(guess + 1) <= child, 1).otherwise(0)
        guess = guess - when(child < self._base(guess), 1).otherwise(0)
        return least(greatest(guess, 0), self._blocks - 1)

    def sum(self, parent: Expr, value: Expr, given: Mapping[Field, Expr]) -> Expr:
        """The sum of a child's field over a parent's children.

        Parameters
        ----------
        given : mapping
            Fields of the child that parent and number settle; see `Expr.at`.
        """
        child = self.first(parent) + Index()
        return total(self.size(parent), value.at(child, given), self.most)


def geometric_sizes(parents: int, children: int) -> list[int]:
    """Sizes from 1 up that fall off geometrically, with an exact sum and at most four times the
    mean; ones and zeros where there are fewer children than parents."""
    if children <= parents:
        return [1] * children + [0] * (parents - children)
    most = -(-4 * children // parents)
    ratio = _ratio(children / parents, most)
    reached = list(itertools.accumulate(_powers(ratio, most)))
    middles = ((2 * i + 1) / (2 * parents) * reached[-1] for i in range(parents))
    sizes = [1 + bisect.bisect_left(reached, middle) for middle in middles]
    return settle(sizes, children, 1, most)


def _powers(ratio: float, count: int) -> list[float]:
    # Repeated multiplication: the power function differs between machines.
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
    """Whole numbers in proportion to weights, with an exact sum."""
    total_weight = sum(weights)
    shares = [weight * count / total_weight for weight in weights]
    whole = [int(share) for share in shares]
    order = sorted(range(len(shares)), key=lambda i: (whole[i] - shares[i], i))
    for i in order[: count - sum(whole)]:
        whole[i] += 1
    return whole


def settle(sizes: list[int], children: int, low: int, most: int) -> list[int]:
    """Move sizes by one, evenly spread, until their sum is exact and all are within bounds."""
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
