from __future__ import annotations

from collections.abc import Sequence

from tablewright.engines.local.native.writer import NativeValue, Writer
from tablewright.ops.core import Bounds
from tests.support.bits import BitXor


def _xor(w: Writer, op: BitXor, args: Sequence[NativeValue], bounds: Bounds) -> NativeValue:
    left, right = w.same(*args)
    made = w.op(left.type, f"xor {w.vector(left.type)} {left.name}, {right.name}")
    return w.narrow(made, bounds)


RULES = {BitXor: _xor}
