"""The meaning of sums, differences, products and extremes."""

from __future__ import annotations

from tablewright.ops.arithmetic import Add, Greatest, Least, Mul, Sub

RULES = {
    Add: lambda op, left, right: left + right,
    Sub: lambda op, left, right: left - right,
    Mul: lambda op, left, right: left * right,
    Least: lambda op, left, right: min(left, right),
    Greatest: lambda op, left, right: max(left, right),
}
