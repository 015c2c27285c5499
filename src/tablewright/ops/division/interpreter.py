"""The meaning of quotients and remainders."""

from __future__ import annotations

from tablewright.errors import DeclarationError
from tablewright.ops.division import FloorDiv, Mod


def _floor_div(op: FloorDiv | Mod, left: int, right: int) -> int:
    if right < 1:
        raise DeclarationError(f"divisor {right} is below 1")
    return left // right


def _mod(op: Mod, left: int, right: int) -> int:
    return left - _floor_div(op, left, right) * right


RULES = {FloorDiv: _floor_div, Mod: _mod}
