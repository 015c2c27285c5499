"""NumPy kernels: how each operation fills a block of rows.

A kernel is made once per step, specialised to its parameters and the ranges of its arguments,
and called as ``kernel(out, scratch, *args)``; it writes ``out`` and returns nothing. Arguments
are arrays as long as ``out``, or NumPy scalars for constants. ``out`` is never an argument.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from tablewright.ops import core, random, tables
from tablewright.ops.core import Bounds, Expr
from tablewright.xxh64 import MASK, PRIME_1, PRIME_2, PRIME_3, PRIME_4, seeded

Array: TypeAlias = npt.NDArray[Any]
Kernel: TypeAlias = Callable[..., None]
Maker: TypeAlias = Callable[[Any, Sequence[Bounds]], Kernel]

_P1, _P2, _P3, _P4 = (np.uint64(prime) for prime in (PRIME_1, PRIME_2, PRIME_3, PRIME_4))
_27, _29, _31, _32, _33, _37 = (np.uint64(shift) for shift in (27, 29, 31, 32, 33, 37))
_GUIDE_BITS = 16
_DIRECT_BITS = 16
"""A range of so few bits has a bucket for each value."""
_FEW_STEPS, _MOST_STEPS = 2, 6


class Scratch:
    """Arrays that a kernel may use while it runs, as long as its output."""

    def __init__(self) -> None:
        self._arrays: dict[tuple[str, int], Array] = {}

    def get(self, dtype: str, number: int, length: int) -> Array:
        """Scratch array ``number`` of a type."""
        array = self._arrays.get((dtype, number))
        if array is None or len(array) < length:
            array = self._arrays[dtype, number] = np.empty(length, dtype)
        return array[:length]


def take(values: Array, index: Array, out: Array) -> None:
    """Entries of a table; planning has proven the index to be inside."""
    # "clip" spares NumPy its own check, and the buffer that it would need for one.
    index = np.broadcast_to(index, out.shape) if np.ndim(index) == 0 else index
    values.take(index, out=out, mode="clip")


def _binary(ufunc: np.ufunc) -> Maker:
    def make(op: Expr, bounds: Sequence[Bounds]) -> Kernel:
        def kernel(out: Array, scratch: Scratch, left: Array, right: Array) -> None:
            ufunc(left, right, out=out)

        return kernel

    return make


def _unary(ufunc: np.ufunc) -> Maker:
    def make(op: Expr, bounds: Sequence[Bounds]) -> Kernel:
        def kernel(out: Array, scratch: Scratch, value: Array) -> None:
            ufunc(value, out=out)

        return kernel

    return make


def _power_of_two(bounds: Bounds) -> int | None:
    low, high = bounds
    return low.bit_length() - 1 if low == high and low & (low - 1) == 0 else None


def _floor_div(op: core.FloorDiv, bounds: Sequence[Bounds]) -> Kernel:
    shift = _power_of_two(bounds[1])
    if shift is None:
        reciprocal = _reciprocal(*bounds)
        return reciprocal or _binary(np.floor_divide)(op, bounds)
    count = np.int64(shift)

    def kernel(out: Array, scratch: Scratch, left: Array, right: Array) -> None:
        np.right_shift(left, count, out=out)

    return kernel


def _reciprocal(dividend: Bounds, divisor: Bounds) -> Kernel | None:
    """Division of a 31-bit number by a constant as a multiplication, which is exact there.

    Granlund and Montgomery 1994: with ``m = 2**k // d + 1`` and ``2**k >= 2**31 * d``, ``m * d``
    exceeds ``2**k`` by no more than the error that 31 bits leave unseen.
    """
    low, high = dividend
    number = divisor[0]
    if not (0 <= low and high < 2**31 and number == divisor[1] < 2**31):
        return None
    places = 31 + (number - 1).bit_length()
    factor, drop = np.int64(2**places // number + 1), np.int64(places)

    def kernel(out: Array, scratch: Scratch, left: Array, right: Array) -> None:
        np.multiply(left, factor, out=out)
        np.right_shift(out, drop, out=out)

    return kernel


def _mod(op: core.Mod, bounds: Sequence[Bounds]) -> Kernel:
    shift = _power_of_two(bounds[1])
    if shift is not None:
        mask = np.int64((1 << shift) - 1)

        def masked(out: Array, scratch: Scratch, left: Array, right: Array) -> None:
            np.bitwise_and(left, mask, out=out)

        return masked

    divide = _reciprocal(*bounds) or _binary(np.floor_divide)(op, bounds)

    def kernel(out: Array, scratch: Scratch, left: Array, right: Array) -> None:
        # Cheaper than np.remainder: division by a scalar is vectorised, the remainder is not.
        quotient = scratch.get("int64", 0, len(out))
        divide(quotient, scratch, left, right)
        np.multiply(quotient, right, out=quotient)
        np.subtract(left, quotient, out=out)

    return kernel


def _where(op: core.Where, bounds: Sequence[Bounds]) -> Kernel:
    if op.kind != "int":

        def kernel(
            out: Array, scratch: Scratch, condition: Array, then: Array, other: Array
        ) -> None:
            np.copyto(out, other)
            np.copyto(out, then, where=condition)

        return kernel

    def selected(out: Array, scratch: Scratch, condition: Array, then: Array, other: Array) -> None:
        # A masked copy branches on every element, which costs five times this arithmetic; should
        # the difference wrap, the sum wraps back.
        chosen = scratch.get("int64", 0, len(out))
        np.copyto(chosen, condition)
        np.subtract(then, other, out=out)
        np.multiply(out, chosen, out=out)
        np.add(out, other, out=out)

    return selected


def _to_float(op: core.ToFloat, bounds: Sequence[Bounds]) -> Kernel:
    def kernel(out: Array, scratch: Scratch, value: Array) -> None:
        np.copyto(out, value)

    return kernel


def _floor(op: core.Floor, bounds: Sequence[Bounds]) -> Kernel:
    def kernel(out: Array, scratch: Scratch, value: Array) -> None:
        floored = scratch.get("float64", 0, len(out))
        np.floor(value, out=floored)
        np.copyto(out, floored, casting="unsafe")

    return kernel


def _spread(op: Expr, bounds: Sequence[Bounds]) -> Kernel:
    def kernel(out: Array, scratch: Scratch, value: Array, parents: Array) -> None:
        take(value, parents, out)

    return kernel


def _total(op: core.SumOverChildren, bounds: Sequence[Bounds]) -> Kernel:
    def kernel(out: Array, scratch: Scratch, count: Array, value: Array, ends: Array) -> None:
        sums = scratch.get("int64", 0, int(ends[-1]) + 1 if len(ends) else 1)
        sums[0] = 0
        np.cumsum(np.broadcast_to(value, len(sums) - 1), out=sums[1:])
        np.subtract(sums.take(ends), sums.take(ends - count), out=out)

    return kernel


def _mixed(op: random.Mixed, bounds: Sequence[Bounds]) -> Kernel:
    def kernel(out: Array, scratch: Scratch, row: Array) -> None:
        mixed = out.view(np.uint64)
        low = scratch.get("uint64", 0, len(out))
        np.multiply(row.view(np.uint64), _P2, out=mixed)
        np.right_shift(mixed, _33, out=low)
        np.left_shift(mixed, _31, out=mixed)
        np.bitwise_or(mixed, low, out=mixed)
        np.multiply(mixed, _P1, out=mixed)

    return kernel


def _keyed_draw(op: random.KeyedDraw, bounds: Sequence[Bounds]) -> Kernel:
    start = np.uint64(seeded(op.key) & MASK)
    drop, low = np.uint64(64 - op.bits), op.bits > 32

    def kernel(out: Array, scratch: Scratch, mixed: Array) -> None:
        state = out.view(np.uint64)
        other = scratch.get("uint64", 0, len(out))
        np.bitwise_xor(mixed.view(np.uint64), start, out=state)
        np.right_shift(state, _37, out=other)
        np.left_shift(state, _27, out=state)
        np.bitwise_or(state, other, out=state)
        np.multiply(state, _P1, out=state)
        np.add(state, _P4, out=state)
        np.right_shift(state, _33, out=other)
        np.bitwise_xor(state, other, out=state)
        np.multiply(state, _P2, out=state)
        np.right_shift(state, _29, out=other)
        np.bitwise_xor(state, other, out=state)
        np.multiply(state, _P3, out=state)
        if low:
            # The last step of XXH64 changes the lower half only.
            np.right_shift(state, _32, out=other)
            np.bitwise_xor(state, other, out=state)
        np.right_shift(state, drop, out=state)

    return kernel


def _lookup(op: tables.Lookup, bounds: Sequence[Bounds]) -> Kernel:
    values = np.array(op.values, np.int64)

    def kernel(out: Array, scratch: Scratch, index: Array) -> None:
        take(values, index, out)

    return kernel


def _bucket(op: tables.SearchSorted, bounds: Sequence[Bounds]) -> Kernel:
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


def _curve(op: tables.Interpolation, bounds: Sequence[Bounds]) -> Kernel:
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


KERNELS: Mapping[type[Expr], Maker] = {
    core.Add: _binary(np.add),
    core.Sub: _binary(np.subtract),
    core.Mul: _binary(np.multiply),
    core.Least: _binary(np.minimum),
    core.Greatest: _binary(np.maximum),
    core.FloorDiv: _floor_div,
    core.Mod: _mod,
    core.Div: _binary(np.true_divide),
    core.ToFloat: _to_float,
    core.Floor: _floor,
    core.Lt: _binary(np.less),
    core.Le: _binary(np.less_equal),
    core.Eq: _binary(np.equal),
    core.And: _binary(np.logical_and),
    core.Or: _binary(np.logical_or),
    core.Not: _unary(np.logical_not),
    core.Where: _where,
    core.SumOverChildren: _total,
    random.Mixed: _mixed,
    random.KeyedDraw: _keyed_draw,
    tables.Lookup: _lookup,
    tables.SearchSorted: _bucket,
    tables.Interpolation: _curve,
}
"""The maker of every numeric operation's kernel."""

SPREAD = _spread(core.Row(), ())
"""The kernel that shows a row's value to its children."""
