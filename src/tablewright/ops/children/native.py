"""Machine code of a sum over children: what each turn of the engine's loop adds."""

from __future__ import annotations

from collections.abc import Sequence

from tablewright.engines.local.native.writer import NativeValue, Writer
from tablewright.ops.children import SumOverChildren
from tablewright.ops.core import Bounds


def _sum(
    w: Writer, op: SumOverChildren, args: Sequence[NativeValue], bounds: Bounds
) -> NativeValue:
    """The sum so far, and one child's value in the rows that have this child."""
    so_far, value, there = args
    term = w.select(there, w.cast(value, "i64"), w.constant(0, "i64"))
    return w.op("i64", f"add {w.vector('i64')} {so_far.name}, {term.name}")


RULES = {SumOverChildren: _sum}
