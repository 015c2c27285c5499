"""Machine code of quotients and remainders: as few true divisions as ranges allow."""

from __future__ import annotations

from collections.abc import Sequence

from tablewright.engines.local.native.writer import NativeValue, Writer
from tablewright.ops.core import Bounds
from tablewright.ops.division import FloorDiv, Mod

_EXACT = 2**52
"""Quotients of ints below it are exact in doubles: one division, rounded down."""
_HALF_EXACT = 2**50
"""An int below it and a half, times a reciprocal, rounds down to the quotient: the exact product
is half a reciprocal away from any integer or more, and what was rounded is less."""


def _floor_div(w: Writer, op: FloorDiv, args: Sequence[NativeValue], bounds: Bounds) -> NativeValue:
    return w.narrow(_quotient(w, *args), bounds)


def _mod(w: Writer, op: Mod, args: Sequence[NativeValue], bounds: Bounds) -> NativeValue:
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
        floats = [w.double(arg) for arg in (left, right)]
        return w.floored(w.op("double", f"fdiv {doubles} {floats[0].name}, {floats[1].name}"))
    left, right, of = w.cast(left, "i64"), w.cast(right, "i64"), w.vector("i64")
    if quotient < 2**62 and ((quotient >> 51) + 2) * most < _HALF_EXACT:
        # Three roundings, each by less than 2**-53 of the quotient; then as much as is left.
        one, divisor = w.splat("double", 1.0), w.double(right)
        reciprocal = w.op("double", f"fdiv {doubles} {one}, {divisor.name}").name
        near = _product(w, w.double(left), reciprocal)
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
    return w.op("double", f"fadd {w.vector('double')} {w.double(value).name}, {half}")


def _product(w: Writer, value: NativeValue, factor: str) -> NativeValue:
    return w.floored(w.op("double", f"fmul {w.vector('double')} {value.name}, {factor}"))


def _whole(w: Writer, left: NativeValue, right: NativeValue) -> NativeValue:
    """The quotient as processors divide ints: one lane after another."""
    of = w.vector("i64")
    quotient = w.op("i64", f"sdiv {of} {left.name}, {right.name}")
    if left.bounds[0] >= 0:
        return quotient
    rest = w.op("i64", f"srem {of} {left.name}, {right.name}")
    sign = w.op("i64", f"ashr {of} {rest.name}, {w.splat('i64', 63)}")
    return w.op("i64", f"add {of} {quotient.name}, {sign.name}")


RULES = {FloorDiv: _floor_div, Mod: _mod}
