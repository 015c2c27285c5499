"""The meaning of comparisons, logic and choices."""

from __future__ import annotations

from tablewright.ops.conditions import And, Eq, Le, Lt, Not, Or, Where

RULES = {
    Lt: lambda op, left, right: left < right,
    Le: lambda op, left, right: left <= right,
    Eq: lambda op, left, right: left == right,
    And: lambda op, left, right: left and right,
    Or: lambda op, left, right: left or right,
    Not: lambda op, value: not value,
    Where: lambda op, condition, then, otherwise: then if condition else otherwise,
}
