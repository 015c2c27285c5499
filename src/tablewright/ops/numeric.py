"""Numeric expressions made of several operations."""

from __future__ import annotations

from dataclasses import dataclass

from tablewright.ops.arithmetic import Greatest, Least
from tablewright.ops.children import SumOverChildren
from tablewright.ops.conditions import Where
from tablewright.ops.core import Expr, Value, lift
from tablewright.ops.division import FloorDiv
from tablewright.ops.tables import Lookup


def least(first: Expr | int, *others: Expr | int) -> Expr:
    """The smallest of several ints."""
    result = lift(first)
    for other in others:
        result = Least(result, lift(other))
    return result


def greatest(first: Expr | int, *others: Expr | int) -> Expr:
    """The greatest of several ints."""
    result = lift(first)
    for other in others:
        result = Greatest(result, lift(other))
    return result


def clip(value: Expr | int, low: int, high: int) -> Expr:
    """The int, moved into ``low..high`` if it is outside."""
    return least(greatest(value, low), high)


def round_half_up(value: Expr, divisor: int) -> Expr:
    """The quotient of a non-negative int, rounded to the nearest, halves up."""
    return FloorDiv(value * 2 + divisor, lift(2 * divisor))


def total(count: Expr | int, value: Expr | int, most: int) -> Expr:
    """The sum over a row's children; see `tablewright.ops.children.SumOverChildren`."""
    return SumOverChildren(lift(count), lift(value), most)


def lookup(values: tuple[int, ...] | list[int], index: Expr | int) -> Expr:
    """See `tablewright.ops.tables.Lookup`."""
    return Lookup(tuple(values), lift(index))


@dataclass(frozen=True)
class When:
    """A condition with its value, waiting for what holds otherwise."""

    cases: tuple[tuple[Expr, Expr], ...]

    def when(self, condition: Expr, value: Expr | Value) -> When:
        """A further condition, tried after those before."""
        return When((*self.cases, (condition, lift(value))))

    def otherwise(self, value: Expr | Value) -> Expr:
        """The value where no condition holds."""
        result = lift(value)
        for condition, then in reversed(self.cases):
            result = Where(condition, then, result)
        return result


def when(condition: Expr, value: Expr | Value) -> When:
    """The first value whose condition holds: ``when(a, x).when(b, y).otherwise(z)``."""
    return When(((condition, lift(value)),))
