"""Machine code of a choice between texts: a branch."""

from __future__ import annotations

from collections.abc import Sequence

from tablewright.engines.local.native.texts import TextWriter
from tablewright.ops.conditions import Where


def _where(w: TextWriter, op: Where, args: Sequence[int], place: str) -> str:
    condition = w.op(f"icmp ne i64 {w.number(args[0])}, 0")
    mark = w.mark()
    w.lines.append(f"  br i1 {condition}, label %{mark}_then, label %{mark}_else")
    ends = []
    for branch, arg in zip(("then", "else"), args[1:], strict=True):
        w.lines.append(f"{mark}_{branch}:")
        w.block = f"{mark}_{branch}"
        end = w.piece(arg, place)
        ends.append(f"[ {end}, %{w.block} ]")
        w.lines.append(f"  br label %{mark}_end")
    w.lines.append(f"{mark}_end:")
    w.block = f"{mark}_end"
    return w.op(f"phi ptr {', '.join(ends)}")


RULES = {Where: _where}
