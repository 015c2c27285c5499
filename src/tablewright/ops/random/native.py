"""Machine code of draws: XXH64 of a row."""

from __future__ import annotations

from collections.abc import Sequence

from tablewright.engines.local.native.writer import NativeValue, Writer
from tablewright.ops.core import Bounds
from tablewright.ops.random import KeyedDraw, Mixed
from tablewright.xxh64 import PRIME_1, PRIME_2, PRIME_3, PRIME_4, seeded


def _mixed(w: Writer, op: Mixed, args: Sequence[NativeValue], bounds: Bounds) -> NativeValue:
    row = w.cast(args[0], "i64")
    return _times(w, _rotated(w, _times(w, row, PRIME_2), 31), PRIME_1)


def _keyed_draw(
    w: Writer, op: KeyedDraw, args: Sequence[NativeValue], bounds: Bounds
) -> NativeValue:
    start = w.key(seeded(op.key))
    state = w.op("i64", f"xor {w.vector('i64')} {args[0].name}, {start.name}")
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


RULES = {Mixed: _mixed, KeyedDraw: _keyed_draw}
