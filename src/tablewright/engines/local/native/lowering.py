"""LLVM lowerings: each operation as vector instructions over a few rows at once.

A rule gets a `Writer`, the operation and its arguments, and gives the `Value` of the result. An
int is kept in 32 bits where its proven range allows. Integer arithmetic is modular in LLVM, so
an operation may run in the width of its result; no flag promises more (no ``nsw``, no
``fast``), and no product is contracted with a sum.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np

from tablewright.engines.local.kernels import Array, Guide, guides
from tablewright.engines.local.native.writer import Value, Writer
from tablewright.ops import core, random, tables
from tablewright.ops.core import Bounds, Expr
from tablewright.xxh64 import PRIME_1, PRIME_2, PRIME_3, PRIME_4, seeded

Rule: TypeAlias = Callable[[Writer, Any, Sequence[Value], Bounds], Value]

_EXACT = 2**52
"""Quotients of numbers below it are exact in doubles: one division, rounded down."""
_FEW_EDGES = 8
_GUIDE_CELLS = 4096
"""Cells of a guide that the nearest cache holds along with other tables."""


def _arithmetic(integer: str, floating: str) -> Rule:
    def rule(w: Writer, op: Expr, args: Sequence[Value], bounds: Bounds) -> Value:
        left, right = args
        if left.type == "double":
            return w.op("double", f"{floating} {w.vector('double')} {left.name}, {right.name}")
        type_ = w.width(bounds)
        left, right = w.cast(left, type_), w.cast(right, type_)
        return w.op(type_, f"{integer} {w.vector(type_)} {left.name}, {right.name}", bounds)

    return rule


def _extreme(name: str) -> Rule:
    def rule(w: Writer, op: Expr, args: Sequence[Value], bounds: Bounds) -> Value:
        return w.narrow(w.call(name, w.same(*args), bounds), bounds)

    return rule


def _floor_div(w: Writer, op: Expr, args: Sequence[Value], bounds: Bounds) -> Value:
    return w.narrow(_quotient(w, *args), bounds)


def _mod(w: Writer, op: Expr, args: Sequence[Value], bounds: Bounds) -> Value:
    left, right = args
    low, high = right.bounds
    if low == high and low & (low - 1) == 0:
        mask = w.splat(left.type, low - 1)
        return w.narrow(w.op(left.type, f"and {w.vector(left.type)} {left.name}, {mask}"), bounds)
    # In the width of the remainder: what wraps in the product wraps back in the difference.
    type_ = w.width(bounds)
    quotient, left, right = (w.cast(v, type_) for v in (_quotient(w, left, right), left, right))
    product = w.op(type_, f"mul {w.vector(type_)} {quotient.name}, {right.name}")
    return w.op(type_, f"sub {w.vector(type_)} {left.name}, {product.name}", bounds)


def _quotient(w: Writer, left: Value, right: Value) -> Value:
    (low, high), (least, most) = left.bounds, right.bounds
    vector = w.vector(left.type)
    if least == most:
        if least & (least - 1) == 0:
            places = w.splat(left.type, least.bit_length() - 1)
            return w.op(left.type, f"ashr {vector} {left.name}, {places}")
        # A multiple of the divisor makes the dividend positive, and comes off again.
        lift = -(low // least) if low < 0 else 0
        if left.type == "i32" and high + lift * least < 2**32:
            positive = w.op("i32", f"add {vector} {left.name}, {w.splat('i32', lift * least)}")
            quotient = w.op("i32", f"udiv {vector} {positive.name}, {w.splat('i32', least)}")
            return w.op("i32", f"sub {vector} {quotient.name}, {w.splat('i32', lift)}")
    if max(-low, high) + most < _EXACT:
        # Granted by IEEE: below 2**53 a quotient that is no integer does not round to one.
        floats = [_float(w, arg) for arg in (left, right)]
        quotient = w.op("double", f"fdiv {w.vector('double')} {floats[0].name}, {floats[1].name}")
        return _floored(w, quotient)
    left, right = w.cast(left, "i64"), w.cast(right, "i64")
    vector = w.vector("i64")
    quotient = w.op("i64", f"sdiv {vector} {left.name}, {right.name}")
    if low >= 0:
        return quotient
    rest = w.op("i64", f"srem {vector} {left.name}, {right.name}")
    sign = w.op("i64", f"ashr {vector} {rest.name}, {w.splat('i64', 63)}")
    return w.op("i64", f"add {vector} {quotient.name}, {sign.name}")


def _float(w: Writer, value: Value) -> Value:
    return w.op("double", f"sitofp {w.vector(value.type)} {value.name} to {w.vector('double')}")


def _floored(w: Writer, value: Value) -> Value:
    floor = w.call("floor", [value])
    return w.op("i64", f"fptosi {w.vector('double')} {floor.name} to {w.vector('i64')}")


def _div(w: Writer, op: Expr, args: Sequence[Value], bounds: Bounds) -> Value:
    left, right = args
    return w.op("double", f"fdiv {w.vector('double')} {left.name}, {right.name}")


def _to_float(w: Writer, op: Expr, args: Sequence[Value], bounds: Bounds) -> Value:
    return _float(w, args[0])


def _floor(w: Writer, op: core.Floor, args: Sequence[Value], bounds: Bounds) -> Value:
    if not w.guarded:
        return w.narrow(_floored(w, args[0]), bounds)
    floor = w.call("floor", args)
    whole = w.call("fptosi.sat", [floor], type_="i64")
    low, high = (Value(w.splat("i64", end), "i64", (end, end)) for end in bounds)
    inside = w.call("smin", [w.call("smax", [whole, low]), high])
    return w.narrow(inside, bounds)


def _comparison(integer: str, floating: str) -> Rule:
    def rule(w: Writer, op: Expr, args: Sequence[Value], bounds: Bounds) -> Value:
        left, right = w.same(*args)
        code = f"fcmp {floating}" if left.type == "double" else f"icmp {integer}"
        return w.op("i1", f"{code} {w.vector(left.type)} {left.name}, {right.name}")

    return rule


def _logic(code: str) -> Rule:
    def rule(w: Writer, op: Expr, args: Sequence[Value], bounds: Bounds) -> Value:
        return w.op("i1", f"{code} {w.vector('i1')} {args[0].name}, {args[1].name}")

    return rule


def _not(w: Writer, op: Expr, args: Sequence[Value], bounds: Bounds) -> Value:
    return w.op("i1", f"xor {w.vector('i1')} {args[0].name}, {w.splat('i1', True)}")


def _where(w: Writer, op: core.Where, args: Sequence[Value], bounds: Bounds) -> Value:
    condition, then, other = args
    type_ = w.width(bounds) if op.kind == "int" else then.type
    then, other = w.cast(then, type_), w.cast(other, type_)
    return w.select(condition, then, other, bounds)


def _mixed(w: Writer, op: random.Mixed, args: Sequence[Value], bounds: Bounds) -> Value:
    row = w.cast(args[0], "i64")
    return _times(w, _rotated(w, _times(w, row, PRIME_2), 31), PRIME_1)


def _keyed_draw(w: Writer, op: random.KeyedDraw, args: Sequence[Value], bounds: Bounds) -> Value:
    start = w.splat("i64", seeded(op.key))
    state = w.op("i64", f"xor {w.vector('i64')} {args[0].name}, {start}")
    state = _times(w, _rotated(w, state, 27), PRIME_1)
    state = w.op("i64", f"add {w.vector('i64')} {state.name}, {w.splat('i64', PRIME_4)}")
    state = _times(w, _folded(w, state, 33), PRIME_2)
    state = _times(w, _folded(w, state, 29), PRIME_3)
    if op.bits > 32:
        # The last step of XXH64 changes the lower half only.
        state = _folded(w, state, 32)
    return w.narrow(_shifted(w, state, 64 - op.bits), bounds)


def _times(w: Writer, value: Value, prime: int) -> Value:
    return w.op("i64", f"mul {w.vector('i64')} {value.name}, {w.splat('i64', prime)}")


def _rotated(w: Writer, value: Value, places: int) -> Value:
    by = Value(w.splat("i64", places), "i64", (places, places))
    return w.call("fshl", [value, value, by])


def _shifted(w: Writer, value: Value, places: int) -> Value:
    return w.op("i64", f"lshr {w.vector('i64')} {value.name}, {w.splat('i64', places)}")


def _folded(w: Writer, value: Value, places: int) -> Value:
    other = _shifted(w, value, places)
    return w.op("i64", f"xor {w.vector('i64')} {value.name}, {other.name}")


def _lookup(w: Writer, op: tables.Lookup, args: Sequence[Value], bounds: Bounds) -> Value:
    return w.narrow(w.gather(np.array(op.values, np.int64), args[0]), bounds)


def _bucket(w: Writer, op: tables.Bucket, args: Sequence[Value], bounds: Bounds) -> Value:
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


def _reached(w: Writer, value: Value, edge: Value) -> Value:
    return w.op("i1", f"icmp sge {w.vector(value.type)} {value.name}, {edge.name}")


def _compared(w: Writer, edges: Array, counts: Array, value: Value) -> Value:
    """The sum of what each edge counts for."""
    total = w.constant(0, "i32")
    for edge, count in zip(edges.tolist(), counts.tolist(), strict=True):
        above = _reached(w, value, w.constant(edge, value.type))
        counted = w.select(above, w.constant(count, "i32"), w.constant(0, "i32"))
        total = w.op("i32", f"add {w.vector('i32')} {total.name}, {counted.name}")
    return total


def _guided(w: Writer, edges: Array, guide: Guide, value: Value) -> Value:
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


def _searched(w: Writer, edges: Array, value: Value) -> Value:
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


def _curve(w: Writer, op: tables.Curve, args: Sequence[Value], bounds: Bounds) -> Value:
    value, which = args
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


RULES: Mapping[type[Expr], Rule] = {
    core.Add: _arithmetic("add", "fadd"),
    core.Sub: _arithmetic("sub", "fsub"),
    core.Mul: _arithmetic("mul", "fmul"),
    core.Least: _extreme("smin"),
    core.Greatest: _extreme("smax"),
    core.FloorDiv: _floor_div,
    core.Mod: _mod,
    core.Div: _div,
    core.ToFloat: _to_float,
    core.Floor: _floor,
    core.Lt: _comparison("slt", "olt"),
    core.Le: _comparison("sle", "ole"),
    core.Eq: _comparison("eq", "oeq"),
    core.And: _logic("and"),
    core.Or: _logic("or"),
    core.Not: _not,
    core.Where: _where,
    random.Mixed: _mixed,
    random.KeyedDraw: _keyed_draw,
    tables.Lookup: _lookup,
    tables.Bucket: _bucket,
    tables.Curve: _curve,
}
"""The rule of every numeric operation; `Total` is a loop (see `loops`)."""
