"""What planning knows without computing: operations that their arguments' ranges decide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from tablewright.ops import core
from tablewright.ops.core import Bounds, Const, Expr
from tablewright.ops.random import KeyedDraw, Mixed
from tablewright.ops.tables import Interpolation, Lookup, SearchSorted


class Known(Protocol):
    """What is known of an argument."""

    @property
    def op(self) -> Expr:
        """Its operation."""

    @property
    def bounds(self) -> Bounds:
        """Its range."""


def simplify(
    op: Expr, args: Sequence[Known], numbers: Sequence[int], bounds: Bounds
) -> int | Const | None:
    """The number of an argument that equals the operation, or a constant, or None."""
    if op.kind == "int" and bounds[0] == bounds[1] and not isinstance(op, Mixed | KeyedDraw):
        return Const(bounds[0])
    if isinstance(op, Lookup | SearchSorted | Interpolation) or not args:
        return None
    known = _by_value(op, args, numbers)
    return _by_range(op, args, numbers) if known is None else known


def _constant(arg: Known) -> object:
    return arg.op.value if isinstance(arg.op, Const) else None


def _by_value(op: Expr, args: Sequence[Known], numbers: Sequence[int]) -> int | Const | None:
    values = [_constant(arg) for arg in args]
    match op, values:
        case core.Where(), [True, _, _]:
            return numbers[1]
        case core.Where(), [False, _, _]:
            return numbers[2]
        case (core.And(), [False, _] | [_, False]) | (core.Not(), [True]):
            return Const(False)
        case (core.Or(), [True, _] | [_, True]) | (core.Not(), [False]):
            return Const(True)
        case (core.And(), [True, _]) | (core.Or(), [False, _]):
            return numbers[1]
        case (core.And(), [_, True]) | (core.Or(), [_, False]):
            return numbers[0]
    return None


def _by_range(op: Expr, args: Sequence[Known], numbers: Sequence[int]) -> int | Const | None:
    if isinstance(op, core.Where) and numbers[1] == numbers[2]:
        return numbers[1]
    if len(args) != 2 or not all(_is_int(arg) for arg in args):
        return None
    (a, b), (c, d) = args[0].bounds, args[1].bounds
    match op:
        case core.Lt() if b < c or a >= d:
            return Const(b < c)
        case core.Le() if b <= c or a > d:
            return Const(b <= c)
        case core.Eq() if b < c or a > d or a == b == c == d:
            return Const(a == b == c == d)
        case core.Mod() if 0 <= a and b < c:
            return numbers[0]
        case core.Least() if b <= c or d <= a:
            return numbers[0] if b <= c else numbers[1]
        case core.Greatest() if a >= d or c >= b:
            return numbers[0] if a >= d else numbers[1]
        case core.Add() if a == b == 0:
            return numbers[1]
        case core.Add() | core.Sub() if c == d == 0:
            return numbers[0]
        case core.Mul() | core.FloorDiv() if c == d == 1:
            return numbers[0]
        case core.Mul() if a == b == 1:
            return numbers[1]
    return None


def _is_int(arg: Known) -> bool:
    # Bounds say something of ints only; a Spread carries its value's kind in the step.
    return getattr(arg, "kind", None) == "int"
