"""The meaning of float operations."""

from __future__ import annotations

import math

from tablewright.errors import DeclarationError
from tablewright.ops.floats import Div, Floor, ToFloat


def _div(op: Div, left: float, right: float) -> float:
    if right == 0:
        raise DeclarationError("a float is divided by zero")
    return left / right


def _floor(op: Floor, value: float) -> int:
    return min(max(math.floor(value), op.low), op.high)


RULES = {Div: _div, ToFloat: lambda op, value: float(value), Floor: _floor}
