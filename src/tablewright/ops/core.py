"""The language: expressions over the current row, and named fields.

An expression has a kind, ``int`` (64-bit), ``float`` (IEEE double), ``bool`` or ``text``, and is
never null: nulls are a property of columns (`tablewright.spec.Column`), applied last. Integers
never wrap: planning tracks the range of every integer and refuses an expression that could exceed
64 bits, so engines can use their native addition. It tracks floats too, so none is ever infinite
or NaN. Claims in a declaration are not trusted: what ranges do not prove is refused, or clipped
to the claimed range by an additional step.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import ClassVar, Literal, Protocol, SupportsIndex, TypeAlias, cast

from tablewright import checks
from tablewright.errors import ArgumentTypeError, DeclarationError
from tablewright.ops import limits
from tablewright.ops.per_row import PerRow

Kind: TypeAlias = Literal["int", "float", "bool", "text"]
Bounds: TypeAlias = tuple[int, int]
Value: TypeAlias = int | float | bool | str
BITS63: Bounds = limits.INT64
NO_BOUNDS: Bounds = (0, 0)


class Known(Protocol):
    """An argument, as known to planning."""

    @property
    def op(self) -> Expr:
        """The operation."""

    @property
    def kind(self) -> Kind:
        """The kind of the value."""

    @property
    def bounds(self) -> Bounds:
        """The bounds of the value."""


@dataclass(frozen=True, eq=False)
class Expr(PerRow):
    """An expression over the current row. Subclasses are the operations."""

    _operators: ClassVar[dict[str, Callable[..., Expr]]] = {}

    def __init_subclass__(cls, operator: str | None = None) -> None:
        # Before dataclasses give each its own, which writes out shared parts wherever they are.
        cls.__repr__ = Expr.__repr__  # type: ignore[method-assign]
        if operator is not None and Expr._operators.setdefault(operator, cls) is not cls:
            known = Expr._operators[operator]
            raise DeclarationError(f"operator={operator!r} already builds {known}; omit it")

    @staticmethod
    def _applied(operator: str, *operands: Expr | Value) -> Expr:
        """Apply a Python operator: the class declared with ``operator=``."""
        return Expr._operators[operator](*map(lift, operands))

    def __repr__(self) -> str:
        return self._shown(2)

    def _shown(self, depth: int) -> str:
        args = [arg._shown(depth - 1) for arg in self.args()] if depth else ["..."]
        return f"{type(self).__name__}({', '.join(args)})"

    @property
    def kind(self) -> Kind:
        """The kind of the value, known on creation."""
        raise NotImplementedError

    def args(self) -> tuple[Expr, ...]:
        """The operands, in field order."""
        found: list[Expr] = []
        for item in fields(self):
            value = getattr(self, item.name)
            if isinstance(value, Expr):
                found.append(value)
            # A tuple is of operands, or a table of numbers that need not be looked through.
            elif isinstance(value, tuple) and value and isinstance(value[0], Expr):
                found.extend(part for part in value if isinstance(part, Expr))
        return tuple(found)

    def params(self) -> tuple[object, ...]:
        """The parameters that distinguish this operation, other than operands."""
        return tuple(
            value
            for value in (getattr(self, item.name) for item in fields(self))
            if not isinstance(value, Expr)
            and not (isinstance(value, tuple) and value and isinstance(value[0], Expr))
        )

    def bounds(self, *args: Bounds) -> Bounds:
        """Return the smallest and largest number, given those of the operands.

        For a text, the maximum number of UTF-8 bytes. A bool has no bounds.
        """
        if self.kind != "bool":
            raise NotImplementedError(f"{type(self).__name__} has no bounds")
        return NO_BOUNDS

    def folded(self, *args: Known) -> Known | Const | None:
        """Return what this operation equals in every row: an operand, a constant, or None."""
        return None

    def __add__(self, other: Expr | float) -> Expr:
        return Expr._applied("+", self, other)

    def __radd__(self, other: float) -> Expr:
        return Expr._applied("+", other, self)

    def __sub__(self, other: Expr | float) -> Expr:
        return Expr._applied("-", self, other)

    def __rsub__(self, other: float) -> Expr:
        return Expr._applied("-", other, self)

    def __mul__(self, other: Expr | float) -> Expr:
        return Expr._applied("*", self, other)

    def __rmul__(self, other: float) -> Expr:
        return Expr._applied("*", other, self)

    def __floordiv__(self, other: Expr | int) -> Expr:
        return Expr._applied("//", self, other)

    def __mod__(self, other: Expr | int) -> Expr:
        return Expr._applied("%", self, other)

    def __truediv__(self, other: Expr | float) -> Expr:
        return Expr._applied("/", self, other)

    def __lt__(self, other: Expr | float) -> Expr:
        return Expr._applied("<", self, other)

    def __le__(self, other: Expr | float) -> Expr:
        return Expr._applied("<=", self, other)

    def __gt__(self, other: Expr | float) -> Expr:
        return Expr._applied("<", other, self)

    def __ge__(self, other: Expr | float) -> Expr:
        return Expr._applied("<=", other, self)

    def eq(self, other: Expr | float) -> Expr:
        """Return whether both are the same number (``==`` itself is refused)."""
        return Expr._applied("==", self, other)

    def ne(self, other: Expr | float) -> Expr:
        """Return whether the numbers differ."""
        return ~self.eq(other)

    def __and__(self, other: Expr) -> Expr:
        return Expr._applied("&", self, other)

    def __or__(self, other: Expr) -> Expr:
        return Expr._applied("|", self, other)

    def __invert__(self) -> Expr:
        return Expr._applied("~", self)

    def at(self, row: Expr | int, given: Mapping[Field, Expr] | None = None) -> Expr:
        """Return this expression at another row, so that a child can use its parent's fields.

        Parameters
        ----------
        row : Expr or int
            The row number there, from 0.
        given : mapping of Field to Expr, optional
            Fields of that table with known values, which need not be computed again; they must
            equal the fields' values.
        """
        pairs = tuple((given or {}).items())
        return At(self, lift(row), tuple(f for f, _ in pairs), tuple(lift(e) for _, e in pairs))


def span(low: float, high: float) -> Bounds:
    """Return the bounds of a number; those of a float are floats."""
    return cast(Bounds, (low, high))


def lift(value: Expr | Value) -> Expr:
    """Turn a plain value into a constant; return expressions unchanged."""
    if isinstance(value, Expr):
        return value
    given: object = value
    if isinstance(given, int | float | str):
        return Const(given)
    if isinstance(given, SupportsIndex):  # An int of NumPy's.
        return Const(operator.index(given))
    raise ArgumentTypeError(
        f"value={checks.shown(given)} is of type {type(given).__name__}; give an expression, a "
        "number, text, True or False"
    )


def require(owner: Expr, kind: Kind, *args: Expr) -> None:
    """Raise an error for operands of another kind."""
    name = type(owner).__name__
    for arg in args:
        if not isinstance(arg, Expr):
            raise DeclarationError(f"{name} takes expressions, not {arg!r}; lift() makes one")
        if arg.kind != kind:
            raise DeclarationError(f"{name} takes {kind}, not {arg.kind}: {arg!r}")


def require_numbers(owner: Expr, left: Expr, right: Expr) -> None:
    """Raise an error unless the operands are two ints or two floats."""
    if left.kind != right.kind or left.kind not in ("int", "float"):
        name = type(owner).__name__
        raise DeclarationError(
            f"{name} takes two ints or two floats, not {left.kind} and {right.kind}; "
            f"{_converted(left.kind, right.kind)}"
        )


def _converted(*kinds: Kind) -> str:
    """Return the remedy for operands of these kinds."""
    if "text" in kinds:
        return "of a word take the int that chose it: the index given to word()"
    if "bool" in kinds:
        return "make numbers of a condition with when(condition, 1).otherwise(0)"
    return "convert the int with ToFloat(x), or the float with Floor(x, low, high)"


@dataclass(frozen=True, eq=False)
class Const(Expr):
    """A constant: a bool, an int, a finite float or a text."""

    value: Value

    def __post_init__(self) -> None:
        value: object = self.value
        if isinstance(value, str):
            limits.spelt(self, [value])
            value = str(value)
        elif isinstance(value, float):
            # NumPy's floats are written in another way.
            value = float(value)
            if not math.isfinite(value):
                raise DeclarationError(f"Const: {value} is not a finite number")
        elif not isinstance(value, bool):
            limits.whole(self, "value", *BITS63, kinds="bool, int, float or text")
            return
        object.__setattr__(self, "value", value)

    @property
    def kind(self) -> Kind:
        """The kind of the constant."""
        if isinstance(self.value, bool):
            return "bool"
        if isinstance(self.value, int):
            return "int"
        return "float" if isinstance(self.value, float) else "text"

    def _shown(self, depth: int) -> str:
        return repr(self.value)

    def params(self) -> tuple[object, ...]:
        """Kind, value and (for -0.0) its text: 1, 1.0 and True are three constants."""
        return (self.kind, self.value, repr(self.value))

    def bounds(self, *args: Bounds) -> Bounds:
        """The constant itself; a text's length."""
        if isinstance(self.value, str):
            return (0, len(self.value.encode()))
        return NO_BOUNDS if self.kind == "bool" else span(self.value, self.value)


def constant(arg: Known) -> Value | None:
    """Return the value of a constant argument, or None."""
    return arg.op.value if isinstance(arg.op, Const) else None


def is_int(arg: Known, number: int) -> bool:
    """Return whether an argument is always this int."""
    return arg.kind == "int" and arg.bounds == (number, number)


@dataclass(frozen=True, eq=False)
class IntExpr(Expr):
    """An operation whose value is an int."""

    @property
    def kind(self) -> Kind:
        """Int."""
        return "int"


@dataclass(frozen=True, eq=False)
class Row(IntExpr):
    """The number of the current row, from 0."""


@dataclass(frozen=True, eq=False)
class Field(Expr):
    """A named value of a table, which keys its draws and which other tables can reference.

    ``rows`` is its number of rows, if known: engines may compute a small table's field once.
    ``rising`` claims that the value, an int, never falls from a row to the next: engines may
    compute what it refers to once for many rows.
    """

    table: str
    name: str
    value: Expr
    rows: int | None = None
    rising: bool = False

    def __post_init__(self) -> None:
        require(self, self.value.kind, self.value)
        limits.named("table", self.table)
        limits.named("field", self.name)
        if self.rows is not None:
            limits.whole(self, "rows", 0, BITS63[1])

    @cached_property
    def kind(self) -> Kind:
        """The kind of the value."""
        return self.value.kind


@dataclass(frozen=True, eq=False)
class At(Expr):
    """An expression at another row; see `Expr.at`."""

    value: Expr
    row: Expr
    given: tuple[Field, ...]
    known: tuple[Expr, ...]

    def __post_init__(self) -> None:
        require(self, self.value.kind, self.value)
        require(self, "int", self.row)
        if len(set(self.given)) != len(self.known) or len(self.given) != len(self.known):
            raise DeclarationError("At: every given field needs one value")
        for field, known in zip(self.given, self.known, strict=True):
            require(self, field.kind, known)

    @cached_property
    def kind(self) -> Kind:
        """The kind of the value."""
        return self.value.kind
