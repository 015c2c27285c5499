"""Comparisons, logic, and a choice between two values."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tablewright.ops.core import (
    Bounds,
    Const,
    Expr,
    Kind,
    Known,
    constant,
    require,
    require_numbers,
)


@dataclass(frozen=True, eq=False)
class _Comparison(Expr):
    left: Expr
    right: Expr

    def __post_init__(self) -> None:
        require_numbers(self, self.left, self.right)

    @property
    def kind(self) -> Kind:
        """Bool."""
        return "bool"


class Lt(_Comparison, operator="<"):
    """Whether the left is less."""

    def folded(self, *args: Known) -> Const | None:
        """Decided by ranges of ints that do not overlap."""
        (a, b), (c, d) = (arg.bounds for arg in args)
        return Const(b < c) if args[0].kind == "int" and (b < c or a >= d) else None


class Le(_Comparison, operator="<="):
    """Whether the left is less or equal."""

    def folded(self, *args: Known) -> Const | None:
        """Decided by ranges of ints that do not overlap."""
        (a, b), (c, d) = (arg.bounds for arg in args)
        return Const(b <= c) if args[0].kind == "int" and (b <= c or a > d) else None


class Eq(_Comparison, operator="=="):
    """Whether both are the same number; 0.0 equals -0.0."""

    def folded(self, *args: Known) -> Const | None:
        """Decided by ranges of ints that do not overlap, or have one number only."""
        (a, b), (c, d) = (arg.bounds for arg in args)
        same = a == b == c == d
        return Const(same) if args[0].kind == "int" and (b < c or a > d or same) else None


@dataclass(frozen=True, eq=False)
class _Logic(Expr):
    left: Expr
    right: Expr

    def __post_init__(self) -> None:
        require(self, "bool", self.left, self.right)

    @property
    def kind(self) -> Kind:
        """Bool."""
        return "bool"


class And(_Logic, operator="&"):
    """Whether both hold."""

    def folded(self, *args: Known) -> Known | Const | None:
        """Decided by a constant side."""
        match [constant(arg) for arg in args]:
            case [False, _] | [_, False]:
                return Const(False)
            case [True, _]:
                return args[1]
            case [_, True]:
                return args[0]
        return None


class Or(_Logic, operator="|"):
    """Whether at least one holds."""

    def folded(self, *args: Known) -> Known | Const | None:
        """Decided by a constant side."""
        match [constant(arg) for arg in args]:
            case [True, _] | [_, True]:
                return Const(True)
            case [False, _]:
                return args[1]
            case [_, False]:
                return args[0]
        return None


@dataclass(frozen=True, eq=False)
class Not(Expr, operator="~"):
    """Whether it does not hold."""

    value: Expr

    def __post_init__(self) -> None:
        require(self, "bool", self.value)

    @property
    def kind(self) -> Kind:
        """Bool."""
        return "bool"

    def folded(self, *args: Known) -> Const | None:
        """The opposite of a constant."""
        value = constant(args[0])
        return Const(not value) if isinstance(value, bool) else None


@dataclass(frozen=True, eq=False)
class Where(Expr):
    """One of two values of the same kind, by a condition; see `when`."""

    condition: Expr
    then: Expr
    otherwise: Expr

    def __post_init__(self) -> None:
        require(self, "bool", self.condition)
        require(self, self.then.kind, self.otherwise)

    @cached_property
    def kind(self) -> Kind:
        """The kind of both values."""
        return self.then.kind

    def bounds(self, *args: Bounds) -> Bounds:
        """The wider of both."""
        _, (a, b), (c, d) = args
        return (min(a, c), max(b, d))

    def folded(self, *args: Known) -> Known | None:
        """The value that a constant condition takes, or that both are."""
        condition, then, otherwise = args
        value = constant(condition)
        if value is True or then is otherwise:
            return then
        return otherwise if value is False else None
