"""Machine code of operations on constant tables."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tablewright.engines.local.kernels import Array
from tablewright.engines.local.native.writer import NativeValue, Writer
from tablewright.ops.core import Bounds
from tablewright.ops.tables import Interpolation, Lookup, SearchSorted
from tablewright.ops.tables.numpy import Guide, guides

_FEW_EDGES = 8
_GUIDE_CELLS = 4096
"""Cells of a guide that the nearest cache holds along with other tables."""


def _lookup(w: Writer, op: Lookup, args: Sequence[NativeValue], bounds: Bounds) -> NativeValue:
    return w.narrow(w.gather(np.array(op.values, np.int64), args[0]), bounds)


def _search_sorted(
    w: Writer, op: SearchSorted, args: Sequence[NativeValue], bounds: Bounds
) -> NativeValue:
    value = args[0]
    low, high = value.bounds
    below = sum(edge <= low for edge in op.edges)
    edges, counts = np.unique(
        np.array([e for e in op.edges if low < e <= high], np.int64), return_counts=True
    )
    if len(edges) <= _FEW_EDGES:
        found = _compared(w, edges, counts, value)
        return w.narrow(w.plus(found, below), bounds)
    before = np.concatenate(([0], np.cumsum(counts))) + below
    steps = len(edges).bit_length()
    fitting = [g for g in guides(edges, low, high) if len(g.starts) <= _GUIDE_CELLS]
    guide = min(fitting, key=lambda g: g.steps, default=None)
    if guide is not None and guide.steps + 1 < steps:
        place = _guided(w, edges, guide, value)
    else:
        place = _searched(w, edges, value)
    if len(op.edges) == len(edges):
        return w.narrow(place, bounds)
    return w.narrow(w.gather(before, place), bounds)


def _reached(w: Writer, value: NativeValue, edge: NativeValue) -> NativeValue:
    return w.op("i1", f"icmp sge {w.vector(value.type)} {value.name}, {edge.name}")


def _compared(w: Writer, edges: Array, counts: Array, value: NativeValue) -> NativeValue:
    """The sum of what each edge counts for."""
    total = w.constant(0, "i32")
    for edge, count in zip(edges.tolist(), counts.tolist(), strict=True):
        above = _reached(w, value, w.constant(edge, value.type))
        counted = w.select(above, w.constant(count, "i32"), w.constant(0, "i32"))
        total = w.op("i32", f"add {w.vector('i32')} {total.name}, {counted.name}")
    return total


def _guided(w: Writer, edges: Array, guide: Guide, value: NativeValue) -> NativeValue:
    """Start at the bucket in which the value's cell begins, then step up."""
    low, high = value.bounds
    offset = w.plus(value, -low)
    cell = w.op(
        offset.type,
        f"lshr {w.vector(offset.type)} {offset.name}, {w.splat(offset.type, guide.shift)}",
        (0, (high - low) >> guide.shift),
    )
    place = w.cast(w.gather(guide.starts, cell), "i32")
    stop = np.iinfo(np.int64).max if value.type == "i64" else 2**31 - 1
    beyond = np.append(edges, [stop] * (guide.steps + 1))
    last = w.constant(len(edges), "i32")
    for _ in range(guide.steps):
        edge = w.cast(w.gather(beyond, place), value.type)
        place = w.counted(place, _reached(w, value, edge))
    # The stop beyond the last edge is a number that a value can equal.
    return w.call("smin", [place, last]) if guide.steps else place


def _searched(w: Writer, edges: Array, value: NativeValue) -> NativeValue:
    """Halve the edges as often as needed, without a branch."""
    bits = len(edges).bit_length()
    stop = np.iinfo(np.int64).max if value.type == "i64" else 2**31 - 1
    padded = np.append(edges, [stop] * ((1 << bits) - len(edges)))
    place = w.constant(0, "i32")
    for bit in reversed(range(bits)):
        edge = w.gather(padded, w.plus(place, (1 << bit) - 1))
        above = _reached(w, value, w.cast(edge, value.type))
        farther = w.plus(place, 1 << bit)
        place = w.select(above, farther, place)
    return w.call("smin", [place, w.constant(len(edges), "i32")])


def _interpolation(
    w: Writer, op: Interpolation, args: Sequence[NativeValue], bounds: Bounds
) -> NativeValue:
    value, which = args
    if op.bits >= 31:
        # A shift by as many bits as a number has, or more, is undefined.
        value = w.cast(value, "i64")
    values = np.array(op.values, np.int64)
    cell = w.op(
        value.type,
        f"ashr {w.vector(value.type)} {value.name}, {w.splat(value.type, op.bits)}",
        (value.bounds[0] >> op.bits, value.bounds[1] >> op.bits),
    )
    cell = w.cast(cell, "i32")
    if op.curves > 1:
        which = w.cast(which, "i32")
        first = w.op("i32", f"mul {w.vector('i32')} {which.name}, {w.splat('i32', op.knots)}")
        cell = w.op("i32", f"add {w.vector('i32')} {cell.name}, {first.name}")
    mask = w.splat(value.type, (1 << op.bits) - 1)
    rest = w.op(value.type, f"and {w.vector(value.type)} {value.name}, {mask}")
    rise = w.cast(w.gather(np.append(np.diff(values), 0), cell), "i64")
    risen = w.op("i64", f"mul {w.vector('i64')} {w.cast(rest, 'i64').name}, {rise.name}")
    risen = w.op("i64", f"ashr {w.vector('i64')} {risen.name}, {w.splat('i64', op.bits)}")
    type_ = w.width(bounds)
    knot, risen = w.cast(w.gather(values, cell), type_), w.cast(risen, type_)
    return w.op(type_, f"add {w.vector(type_)} {knot.name}, {risen.name}", bounds)


RULES = {Lookup: _lookup, SearchSorted: _search_sorted, Interpolation: _interpolation}
