"""NumPy kernels of operations on constant tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from tablewright.engines.local.kernels import Array, Kernel, Scratch, take
from tablewright.ops.core import Bounds
from tablewright.ops.tables import Interpolation, Lookup, SearchSorted

_GUIDE_BITS = 16
_DIRECT_BITS = 16
"""A range of so few bits has a bucket for each value."""
_FEW_STEPS, _MOST_STEPS = 2, 6


def _lookup(op: Lookup, bounds: Sequence[Bounds]) -> Kernel:
    values = np.array(op.values, np.int64)

    def kernel(out: Array, scratch: Scratch, index: Array) -> None:
        take(values, index, out)

    return kernel


def _search_sorted(op: SearchSorted, bounds: Sequence[Bounds]) -> Kernel:
    all_edges = np.array(op.edges, np.int64)
    # Equal edges are one step that counts for several.
    edges, firsts = np.unique(all_edges, return_index=True)
    low, high = bounds[0]
    found = guides(edges, low, high)
    best = next((g for g in found if g.steps <= _FEW_STEPS), None)
    best = best or next((g for g in found[-1:] if g.steps <= _MOST_STEPS), None)
    if best is None:

        def searched(out: Array, scratch: Scratch, value: Array) -> None:
            np.copyto(out, np.searchsorted(all_edges, value, side="right"))

        return searched
    if len(edges) == len(all_edges):
        return _guided(edges, best, low)
    counts = np.append(firsts, len(all_edges))
    distinct = _guided(edges, best, low)

    def kernel(out: Array, scratch: Scratch, value: Array) -> None:
        steps = scratch.get("int64", 1, len(out))
        distinct(steps, scratch, value)
        take(counts, steps, out)

    return kernel


class Guide(NamedTuple):
    """The bucket in which each cell of a regular grid begins, and how many a cell spans."""

    shift: int
    starts: Array
    steps: int


def guides(edges: Array, low: int, high: int) -> list[Guide]:
    """Guides to a range, from coarse to fine; none where the grid's arithmetic could wrap."""
    if not -(2**61) < low <= high < 2**61:
        return []
    bits = max(1, (high - low).bit_length())
    finest = bits if bits <= _DIRECT_BITS else _GUIDE_BITS
    sizes = [finest] if bits <= _DIRECT_BITS else range(6, finest + 1, 2)
    found = []
    for guide_bits in sizes:
        shift = bits - guide_bits
        cells = np.arange(((high - low) >> shift) + 1, dtype=np.int64) << shift
        starts = np.searchsorted(edges, cells + low, side="right")
        ends = np.minimum(cells + ((1 << shift) - 1) + low, high)
        steps = int((np.searchsorted(edges, ends, side="right") - starts).max())
        found.append(Guide(shift, starts.astype(np.int64), steps))
        if steps <= _FEW_STEPS:
            break
    return found


def _guided(edges: Array, guide: Guide, low: int) -> Kernel:
    """Start at the bucket in which the value's cell begins, then step up."""
    beyond = np.append(edges, np.iinfo(np.int64).max)
    offset, drop = np.int64(low), np.int64(guide.shift)

    def kernel(out: Array, scratch: Scratch, value: Array) -> None:
        cell = value
        if low or guide.shift:
            cell = scratch.get("int64", 0, len(out))
            np.subtract(value, offset, out=cell)
            np.right_shift(cell, drop, out=cell)
        take(guide.starts, cell, out)
        if guide.steps:
            edge = scratch.get("int64", 0, len(out))
            above = scratch.get("bool", 0, len(out))
            for _ in range(guide.steps):
                take(beyond, out, edge)
                np.greater_equal(value, edge, out=above)
                np.add(out, above, out=out)

    return kernel


def _interpolation(op: Interpolation, bounds: Sequence[Bounds]) -> Kernel:
    values = np.array(op.values, np.int64)
    rises = np.append(np.diff(values), 0)
    knots, several = np.int64(op.knots), op.curves > 1
    drop, mask = np.int64(op.bits), np.int64((1 << op.bits) - 1)

    def kernel(out: Array, scratch: Scratch, value: Array, which: Array) -> None:
        cell = scratch.get("int64", 0, len(out))
        rise = scratch.get("int64", 1, len(out))
        np.right_shift(value, drop, out=cell)
        if several:
            np.multiply(which, knots, out=rise)
            np.add(cell, rise, out=cell)
        take(rises, cell, rise)
        np.bitwise_and(value, mask, out=out)
        np.multiply(out, rise, out=out)
        np.right_shift(out, drop, out=out)
        take(values, cell, rise)
        np.add(out, rise, out=out)

    return kernel


RULES = {Lookup: _lookup, SearchSorted: _search_sorted, Interpolation: _interpolation}
