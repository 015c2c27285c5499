"""Machine code of comparisons, logic and choices between numbers."""

from __future__ import annotations

from collections.abc import Sequence

from tablewright.engines.local.native.writer import NativeRule, NativeValue, Writer
from tablewright.ops.conditions import And, Eq, Le, Lt, Not, Or, Where
from tablewright.ops.core import Bounds, Expr


def _comparison(integer: str, floating: str) -> NativeRule:
    def rule(w: Writer, op: Expr, args: Sequence[NativeValue], bounds: Bounds) -> NativeValue:
        left, right = w.same(*args)
        code = f"fcmp {floating}" if left.type == "double" else f"icmp {integer}"
        return w.op("i1", f"{code} {w.vector(left.type)} {left.name}, {right.name}")

    return rule


def _logic(code: str) -> NativeRule:
    def rule(w: Writer, op: Expr, args: Sequence[NativeValue], bounds: Bounds) -> NativeValue:
        return w.op("i1", f"{code} {w.vector('i1')} {args[0].name}, {args[1].name}")

    return rule


def _not(w: Writer, op: Not, args: Sequence[NativeValue], bounds: Bounds) -> NativeValue:
    return w.op("i1", f"xor {w.vector('i1')} {args[0].name}, {w.splat('i1', True)}")


def _where(w: Writer, op: Where, args: Sequence[NativeValue], bounds: Bounds) -> NativeValue:
    condition, then, other = args
    type_ = w.width(bounds) if op.kind == "int" else then.type
    then, other = w.cast(then, type_), w.cast(other, type_)
    return w.select(condition, then, other, bounds)


RULES = {
    Lt: _comparison("slt", "olt"),
    Le: _comparison("sle", "ole"),
    Eq: _comparison("eq", "oeq"),
    And: _logic("and"),
    Or: _logic("or"),
    Not: _not,
    Where: _where,
}
