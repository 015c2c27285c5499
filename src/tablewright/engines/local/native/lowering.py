"""LLVM lowerings: each operation as vector instructions over a few rows at once.

A rule gets a `Writer`, the operation and its arguments, and returns the result's `NativeValue`.
An int is kept in 32 bits where its proven range allows. Integer arithmetic is modular in LLVM, so
an operation may run in the width of its result; no flag promises more (no ``nsw``, no
``fast``), and no product is contracted with a sum.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np

from tablewright.engines.local.kernels import Array, Guide, guides
from tablewright.engines.local.native.writer import NativeValue, Writer
from tablewright.ops import core, random, tables
from tablewright.ops.core import Bounds, Expr
from tablewright.xxh64 import PRIME_1, PRIME_2, PRIME_3, PRIME_4, seeded

Rule: TypeAlias = Callable[[Writer, Any, Sequence[NativeValue], Bounds], NativeValue]

_EXACT = 2**52
"""Quotients of ints below it are exact in doubles: one division, rounded down."""
_HALF_EXACT = 2**50
"""An int below it and a half, times a reciprocal, rounds down to the quotient: the exact product
is half a reciprocal away from any integer or more, and what was rounded is less."""
_FEW_EDGES = 8
_GUIDE_CELLS = 4096
"""Cells of a guide that the nearest cache holds along with other tables."""


def _arithmetic(integer: str, floating: str) -> Rule:
    def rule(w: Writer, op: Expr, args: Sequence[NativeValue], bounds: Bounds) -> NativeValue:
        left, right = args
        if left.type == "double":
            return w.op("double", f"{floating} {w.vector('double')} {left.name}, {right.name}")
        type_ = w.width(bounds)
        left, right = w.cast(left, type_), w.cast(right, type_)
        return w.op(type_, f"{integer} {w.vector(type_)} {left.name}, {right.name}", bounds)

    return rule


def _extreme(name: str) -> Rule:
    def rule(w: Writer, op: Expr, args: Sequence[NativeValue], bounds: Bounds) -> NativeValue:
        return w.narrow(w.call(name, w.same(*args), bounds), bounds)

    return rule


def _floor_div(w: Writer, op: Expr, args: Sequence[NativeValue], bounds: Bounds) -> NativeValue:
    return w.narrow(_quotient(w, *args), bounds)


def _mod(w: Writer, op: Expr, args: Sequence[NativeValue], bounds: Bounds) -> NativeValue:
    left, right = args
    low, high = right.bounds
    if low == high and low & (low - 1) == 0:
        left, mask = w.same(left, w.constant(low - 1, w.width((0, low - 1))))
        text = f"and {w.vector(left.type)} {left.name}, {mask.name}"
        return w.narrow(w.op(left.type, text), bounds)
    # In the width of the remainder: what wraps in the product wraps back in the difference.
    type_ = w.width(bounds)
    quotient, left, right = (w.cast(v, type_) for v in (_quotient(w, left, right), left, right))
    product = w.op(type_, f"mul {w.vector(type_)} {quotient.name}, {right.name}")
    return w.op(type_, f"sub {w.vector(type_)} {left.name}, {product.name}", bounds)


def _quotient(w: Writer, left: NativeValue, right: NativeValue) -> NativeValue:
    (low, high), (least, most) = left.bounds, right.bounds
    if least == most:
        return _fraction(w, left, least)
    largest, quotient = max(-low, high), max(-low, high) // least
    doubles = w.vector("double")
    if largest + most < _EXACT:
        # Granted by IEEE: below 2**53 a quotient that is no integer does not round to one.
        floats = [_float(w, arg) for arg in (left, right)]
        return _floored(w, w.op("double", f"fdiv {doubles} {floats[0].name}, {floats[1].name}"))
    left, right, of = w.cast(left, "i64"), w.cast(right, "i64"), w.vector("i64")
    if quotient < 2**62 and ((quotient >> 51) + 2) * most < _HALF_EXACT:
        # Three roundings, each by less than 2**-53 of the quotient; then as much as is left.
        one, divisor = w.splat("double", 1.0), _float(w, right)
        reciprocal = w.op("double", f"fdiv {doubles} {one}, {divisor.name}").name
        near = _product(w, _float(w, left), reciprocal)
        product = w.op("i64", f"mul {of} {near.name}, {right.name}")
        rest = w.op("i64", f"sub {of} {left.name}, {product.name}")
        more = _product(w, _half_more(w, rest), reciprocal)
        return w.op("i64", f"add {of} {near.name}, {more.name}")
    return _whole(w, left, right)


def _fraction(w: Writer, left: NativeValue, divisor: int) -> NativeValue:
    """The quotient by a constant."""
    if w.width((0, divisor)) == "i64":
        left = w.cast(left, "i64")
    zeros = (divisor & -divisor).bit_length() - 1
    if zeros and (left.type == "i64" or divisor == 1 << zeros):
        low, high = (end >> zeros for end in left.bounds)
        places = w.splat(left.type, zeros)
        shifted = w.op(left.type, f"ashr {w.vector(left.type)} {left.name}, {places}")
        left, divisor = w.narrow(shifted, (low, high)), divisor >> zeros
    if divisor == 1:
        return left
    low, high = left.bounds
    # A multiple of the divisor makes the dividend positive, and comes off again.
    lift = -(low // divisor) if low < 0 else 0
    if left.type == "i32" and high + lift * divisor < 2**32:
        of = w.vector("i32")
        positive = w.op("i32", f"add {of} {left.name}, {w.splat('i32', lift * divisor)}")
        quotient = w.op("i32", f"udiv {of} {positive.name}, {w.splat('i32', divisor)}")
        return w.op("i32", f"sub {of} {quotient.name}, {w.splat('i32', lift)}")
    if max(-low, high) < _HALF_EXACT:
        return _product(w, _half_more(w, left), w.splat("double", 1 / divisor))
    return _whole(w, w.cast(left, "i64"), w.constant(divisor, "i64"))


def _half_more(w: Writer, value: NativeValue) -> NativeValue:
    half = w.splat("double", 0.5)
    return w.op("double", f"fadd {w.vector('double')} {_float(w, value).name}, {half}")


def _product(w: Writer, value: NativeValue, factor: str) -> NativeValue:
    return _floored(w, w.op("double", f"fmul {w.vector('double')} {value.name}, {factor}"))


def _whole(w: Writer, left: NativeValue, right: NativeValue) -> NativeValue:
    """The quotient as processors divide ints: one lane after another."""
    of = w.vector("i64")
    quotient = w.op("i64", f"sdiv {of} {left.name}, {right.name}")
    if left.bounds[0] >= 0:
        return quotient
    rest = w.op("i64", f"srem {of} {left.name}, {right.name}")
    sign = w.op("i64", f"ashr {of} {rest.name}, {w.splat('i64', 63)}")
    return w.op("i64", f"add {of} {quotient.name}, {sign.name}")


def _float(w: Writer, value: NativeValue) -> NativeValue:
    return w.op("double", f"sitofp {w.vector(value.type)} {value.name} to {w.vector('double')}")


def _floored(w: Writer, value: NativeValue) -> NativeValue:
    floor = w.call("floor", [value])
    return w.op("i64", f"fptosi {w.vector('double')} {floor.name} to {w.vector('i64')}")


def _div(w: Writer, op: Expr, args: Sequence[NativeValue], bounds: Bounds) -> NativeValue:
    left, right = args
    return w.op("double", f"fdiv {w.vector('double')} {left.name}, {right.name}")


def _to_float(w: Writer, op: Expr, args: Sequence[NativeValue], bounds: Bounds) -> NativeValue:
    return _float(w, args[0])


def _floor(w: Writer, op: core.Floor, args: Sequence[NativeValue], bounds: Bounds) -> NativeValue:
    return w.narrow(_floored(w, args[0]), bounds)


def _comparison(integer: str, floating: str) -> Rule:
    def rule(w: Writer, op: Expr, args: Sequence[NativeValue], bounds: Bounds) -> NativeValue:
        left, right = w.same(*args)
        code = f"fcmp {floating}" if left.type == "double" else f"icmp {integer}"
        return w.op("i1", f"{code} {w.vector(left.type)} {left.name}, {right.name}")

    return rule


def _logic(code: str) -> Rule:
    def rule(w: Writer, op: Expr, args: Sequence[NativeValue], bounds: Bounds) -> NativeValue:
        return w.op("i1", f"{code} {w.vector('i1')} {args[0].name}, {args[1].name}")

    return rule


def _not(w: Writer, op: Expr, args: Sequence[NativeValue], bounds: Bounds) -> NativeValue:
    return w.op("i1", f"xor {w.vector('i1')} {args[0].name}, {w.splat('i1', True)}")


def _where(w: Writer, op: core.Where, args: Sequence[NativeValue], bounds: Bounds) -> NativeValue:
    condition, then, other = args
    type_ = w.width(bounds) if op.kind == "int" else then.type
    then, other = w.cast(then, type_), w.cast(other, type_)
    return w.select(condition, then, other, bounds)


def _mixed(w: Writer, op: random.Mixed, args: Sequence[NativeValue], bounds: Bounds) -> NativeValue:
    row = w.cast(args[0], "i64")
    return _times(w, _rotated(w, _times(w, row, PRIME_2), 31), PRIME_1)


def _keyed_draw(
    w: Writer, op: random.KeyedDraw, args: Sequence[NativeValue], bounds: Bounds
) -> NativeValue:
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


def _times(w: Writer, value: NativeValue, prime: int) -> NativeValue:
    return w.op("i64", f"mul {w.vector('i64')} {value.name}, {w.splat('i64', prime)}")


def _rotated(w: Writer, value: NativeValue, places: int) -> NativeValue:
    by = NativeValue(w.splat("i64", places), "i64", (places, places))
    return w.call("fshl", [value, value, by])


def _shifted(w: Writer, value: NativeValue, places: int) -> NativeValue:
    return w.op("i64", f"lshr {w.vector('i64')} {value.name}, {w.splat('i64', places)}")


def _folded(w: Writer, value: NativeValue, places: int) -> NativeValue:
    other = _shifted(w, value, places)
    return w.op("i64", f"xor {w.vector('i64')} {value.name}, {other.name}")


def _lookup(
    w: Writer, op: tables.Lookup, args: Sequence[NativeValue], bounds: Bounds
) -> NativeValue:
    return w.narrow(w.gather(np.array(op.values, np.int64), args[0]), bounds)


def _bucket(
    w: Writer, op: tables.SearchSorted, args: Sequence[NativeValue], bounds: Bounds
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


def _curve(
    w: Writer, op: tables.Interpolation, args: Sequence[NativeValue], bounds: Bounds
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
    tables.SearchSorted: _bucket,
    tables.Interpolation: _curve,
}
"""The rule of every numeric operation; `SumOverChildren` is a loop (see `loops`)."""
