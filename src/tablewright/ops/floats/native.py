"""Machine code of operations on floats."""

from __future__ import annotations

from collections.abc import Sequence

from tablewright.engines.local.native.writer import NativeValue, Writer
from tablewright.ops.core import Bounds
from tablewright.ops.floats import Div, Floor, ToFloat


def _div(w: Writer, op: Div, args: Sequence[NativeValue], bounds: Bounds) -> NativeValue:
    left, right = args
    return w.op("double", f"fdiv {w.vector('double')} {left.name}, {right.name}")


def _to_float(w: Writer, op: ToFloat, args: Sequence[NativeValue], bounds: Bounds) -> NativeValue:
    return w.double(args[0])


def _floor(w: Writer, op: Floor, args: Sequence[NativeValue], bounds: Bounds) -> NativeValue:
    return w.narrow(w.floored(args[0]), bounds)


RULES = {Div: _div, ToFloat: _to_float, Floor: _floor}
