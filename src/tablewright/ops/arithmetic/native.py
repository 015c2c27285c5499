"""Machine code of sums, differences, products and extremes."""

from __future__ import annotations

from collections.abc import Sequence

from tablewright.engines.local.native.writer import NativeRule, NativeValue, Writer
from tablewright.ops.arithmetic import Add, Greatest, Least, Mul, Sub
from tablewright.ops.core import Bounds, Expr


def _arithmetic(integer: str, floating: str) -> NativeRule:
    def rule(w: Writer, op: Expr, args: Sequence[NativeValue], bounds: Bounds) -> NativeValue:
        left, right = args
        if left.type == "double":
            return w.op("double", f"{floating} {w.vector('double')} {left.name}, {right.name}")
        type_ = w.width(bounds)
        left, right = w.cast(left, type_), w.cast(right, type_)
        return w.op(type_, f"{integer} {w.vector(type_)} {left.name}, {right.name}", bounds)

    return rule


def _extreme(name: str) -> NativeRule:
    def rule(w: Writer, op: Expr, args: Sequence[NativeValue], bounds: Bounds) -> NativeValue:
        return w.narrow(w.call(name, w.same(*args), bounds), bounds)

    return rule


RULES = {
    Add: _arithmetic("add", "fadd"),
    Sub: _arithmetic("sub", "fsub"),
    Mul: _arithmetic("mul", "fmul"),
    Least: _extreme("smin"),
    Greatest: _extreme("smax"),
}
