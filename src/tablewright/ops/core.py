"""The language: expressions over the current row, and the fields that name them.

An expression has a kind, ``int`` (64-bit), ``float`` (IEEE double), ``bool`` or ``text``, and
never is null: absence is a property of a column (`tablewright.spec.Column`), applied last.
Integers never wrap: planning follows the range of every integer and refuses an expression that
could leave 64 bits, so engines may use whatever addition they have. It follows floats too, so none
is ever infinite or not a number. Nothing that a declaration claims is believed: what ranges do not
prove is refused, or moved into the claimed range by a step of its own.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Literal, SupportsIndex, TypeAlias, cast

from tablewright import checks
from tablewright.errors import ArgumentTypeError, DeclarationError
from tablewright.ops import limits
from tablewright.ops.per_row import PerRow

Kind: TypeAlias = Literal["int", "float", "bool", "text"]
Bounds: TypeAlias = tuple[int, int]
Value: TypeAlias = int | float | bool | str
BITS63: Bounds = limits.INT64
NO_BOUNDS: Bounds = (0, 0)


@dataclass(frozen=True, eq=False)
class Expr(PerRow):
    """An expression over the current row. Subclasses are the operations."""

    def __init_subclass__(cls) -> None:
        # Before dataclasses give each its own, which writes out shared parts wherever they are.
        cls.__repr__ = Expr.__repr__  # type: ignore[method-assign]

    def __repr__(self) -> str:
        return self._shown(2)

    def _shown(self, depth: int) -> str:
        args = [arg._shown(depth - 1) for arg in self.args()] if depth else ["..."]
        return f"{type(self).__name__}({', '.join(args)})"

    @property
    def kind(self) -> Kind:
        """The kind of value this expression has; known when it is made, however deep it is."""
        raise NotImplementedError

    def args(self) -> tuple[Expr, ...]:
        """The expressions this one is computed from, in the order of its fields."""
        found: list[Expr] = []
        for item in fields(self):
            value = getattr(self, item.name)
            if isinstance(value, Expr):
                found.append(value)
            elif isinstance(value, tuple):
                found.extend(part for part in value if isinstance(part, Expr))
        return tuple(found)

    def params(self) -> tuple[object, ...]:
        """What else, besides its arguments, distinguishes this operation."""
        return tuple(
            value
            for value in (getattr(self, item.name) for item in fields(self))
            if not isinstance(value, Expr)
            and not (isinstance(value, tuple) and value and isinstance(value[0], Expr))
        )

    def bounds(self, *args: Bounds) -> Bounds:
        """The least and greatest number, given those of the arguments.

        Of a text, how many bytes of UTF-8 it has at most. A bool has no bounds.
        """
        return NO_BOUNDS

    def __add__(self, other: Expr | float) -> Expr:
        return Add(self, lift(other))

    def __radd__(self, other: float) -> Expr:
        return Add(lift(other), self)

    def __sub__(self, other: Expr | float) -> Expr:
        return Sub(self, lift(other))

    def __rsub__(self, other: float) -> Expr:
        return Sub(lift(other), self)

    def __mul__(self, other: Expr | float) -> Expr:
        return Mul(self, lift(other))

    def __rmul__(self, other: float) -> Expr:
        return Mul(lift(other), self)

    def __floordiv__(self, other: Expr | int) -> Expr:
        return FloorDiv(self, lift(other))

    def __mod__(self, other: Expr | int) -> Expr:
        return Mod(self, lift(other))

    def __truediv__(self, other: Expr | float) -> Expr:
        return Div(self, lift(other))

    def __lt__(self, other: Expr | float) -> Expr:
        return Lt(self, lift(other))

    def __le__(self, other: Expr | float) -> Expr:
        return Le(self, lift(other))

    def __gt__(self, other: Expr | float) -> Expr:
        return Lt(lift(other), self)

    def __ge__(self, other: Expr | float) -> Expr:
        return Le(lift(other), self)

    def eq(self, other: Expr | float) -> Expr:
        """Whether both are the same number (``==`` itself is refused)."""
        return Eq(self, lift(other))

    def ne(self, other: Expr | float) -> Expr:
        """Whether the numbers differ."""
        return Not(Eq(self, lift(other)))

    def __and__(self, other: Expr) -> Expr:
        return And(self, lift(other))

    def __or__(self, other: Expr) -> Expr:
        return Or(self, lift(other))

    def __invert__(self) -> Expr:
        return Not(self)

    def at(self, row: Expr | int, given: Mapping[Field, Expr] | None = None) -> Expr:
        """This expression at another row: how a child asks for its parent's facts.

        Parameters
        ----------
        row : Expr or int
            The row number there, from 0.
        given : mapping of Field to Expr, optional
            Fields of that table whose values are known already, so that they need not be
            computed again; they must equal what the field would be.
        """
        pairs = tuple((given or {}).items())
        return At(self, lift(row), tuple(f for f, _ in pairs), tuple(lift(e) for _, e in pairs))


def span(low: float, high: float) -> Bounds:
    """The bounds of a number; those of a float are floats, which IEEE rounds in order."""
    return cast(Bounds, (low, high))


def lift(value: Expr | Value) -> Expr:
    """Make a constant of a plain value; expressions stay as they are."""
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
    """Refuse arguments of another kind."""
    name = type(owner).__name__
    for arg in args:
        if not isinstance(arg, Expr):
            raise DeclarationError(f"{name} takes expressions, not {arg!r}; lift() makes one")
        if arg.kind != kind:
            raise DeclarationError(f"{name} takes {kind}, not {arg.kind}: {arg!r}")


def _numbers(owner: Expr, left: Expr, right: Expr) -> None:
    if left.kind != right.kind or left.kind not in ("int", "float"):
        name = type(owner).__name__
        raise DeclarationError(
            f"{name} takes two ints or two floats, not {left.kind} and {right.kind}; "
            f"{_converted(left.kind, right.kind)}"
        )


def _converted(*kinds: Kind) -> str:
    """What to do about operands of these kinds."""
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
class Index(IntExpr):
    """Within `SumOverChildren`: which child it is, from 0."""


@dataclass(frozen=True, eq=False)
class Field(Expr):
    """A named fact of a table: what its draws are keyed by, and what other tables can ask for.

    ``rows``, where known, is how many rows it has: engines may compute a small table's field once.
    """

    table: str
    name: str
    value: Expr
    rows: int | None = None

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


@dataclass(frozen=True, eq=False)
class SumOverChildren(Expr):
    """The sum of an expression over a row's children: 0 for no child.

    ``count`` says how many children there are, `Index` which one it is. There are at most ``most``
    (0 to 65,536): a greater count counts as ``most``.
    """

    count: Expr
    value: Expr
    most: int

    def __post_init__(self) -> None:
        require(self, "int", self.count, self.value)
        limits.whole(self, "most", 0, limits.MOST_CHILDREN)

    @property
    def kind(self) -> Kind:
        """Int."""
        return "int"

    def bounds(self, *args: Bounds) -> Bounds:
        """As many times the value as there can be children."""
        _, (low, high) = args
        return (min(0, low * self.most), max(0, high * self.most))


@dataclass(frozen=True, eq=False)
class _Arithmetic(Expr):
    left: Expr
    right: Expr

    def __post_init__(self) -> None:
        _numbers(self, self.left, self.right)

    @cached_property
    def kind(self) -> Kind:
        """The kind of both sides."""
        return self.left.kind


@dataclass(frozen=True, eq=False)
class Add(_Arithmetic):
    """The sum."""

    def bounds(self, *args: Bounds) -> Bounds:
        """Sum of the ends."""
        (a, b), (c, d) = args
        return (a + c, b + d)


@dataclass(frozen=True, eq=False)
class Sub(_Arithmetic):
    """The difference."""

    def bounds(self, *args: Bounds) -> Bounds:
        """Difference of the ends."""
        (a, b), (c, d) = args
        return (a - d, b - c)


@dataclass(frozen=True, eq=False)
class Mul(_Arithmetic):
    """The product."""

    def bounds(self, *args: Bounds) -> Bounds:
        """Extremes of the products of the ends."""
        (a, b), (c, d) = args
        ends = (a * c, a * d, b * c, b * d)
        return (min(ends), max(ends))


@dataclass(frozen=True, eq=False)
class Least(_Arithmetic):
    """The smaller of two ints."""

    def __post_init__(self) -> None:
        require(self, "int", self.left, self.right)

    def bounds(self, *args: Bounds) -> Bounds:
        """Smaller ends."""
        (a, b), (c, d) = args
        return (min(a, c), min(b, d))


@dataclass(frozen=True, eq=False)
class Greatest(_Arithmetic):
    """The larger of two ints."""

    def __post_init__(self) -> None:
        require(self, "int", self.left, self.right)

    def bounds(self, *args: Bounds) -> Bounds:
        """Larger ends."""
        (a, b), (c, d) = args
        return (max(a, c), max(b, d))


@dataclass(frozen=True, eq=False)
class _Division(IntExpr):
    left: Expr
    right: Expr

    def __post_init__(self) -> None:
        require(self, "int", self.left, self.right)

    def _positive(self, divisor: Bounds) -> None:
        if divisor[0] < 1:
            raise DeclarationError(
                f"{type(self).__name__} needs a divisor of at least 1, not one from {divisor[0]}"
            )


@dataclass(frozen=True, eq=False)
class FloorDiv(_Division):
    """The quotient, rounded towards minus infinity; the divisor is at least 1."""

    def bounds(self, *args: Bounds) -> Bounds:
        """Extremes of the quotients of the ends."""
        (a, b), (c, d) = args
        self._positive((c, d))
        ends = (a // c, a // d, b // c, b // d)
        return (min(ends), max(ends))


@dataclass(frozen=True, eq=False)
class Mod(_Division):
    """The remainder that goes with `FloorDiv`: never negative; the divisor is at least 1."""

    def bounds(self, *args: Bounds) -> Bounds:
        """From 0 to below the divisor, or the dividend itself where it is smaller anyway."""
        (a, b), (c, d) = args
        self._positive((c, d))
        if c == d and a // c == b // c:
            return (a % c, b % c)
        return (a, b) if 0 <= a and b < c else (0, min(d - 1, b) if a >= 0 else d - 1)


@dataclass(frozen=True, eq=False)
class Div(Expr):
    """The quotient of two floats, correctly rounded; planning proves that no divisor is 0."""

    left: Expr
    right: Expr

    def __post_init__(self) -> None:
        require(self, "float", self.left, self.right)

    @property
    def kind(self) -> Kind:
        """Float."""
        return "float"

    def bounds(self, *args: Bounds) -> Bounds:
        """Extremes of the quotients of the ends."""
        (a, b), (c, d) = args
        if c <= 0 <= d:
            raise DeclarationError(
                f"Div: the divisor can be 0 (it is from {c} to {d}); bound it before, as in "
                "ToFloat(greatest(n, 1))"
            )
        ends = (a / c, a / d, b / c, b / d)
        return span(min(ends), max(ends))


@dataclass(frozen=True, eq=False)
class ToFloat(Expr):
    """An int as a double, rounded to the nearest, ties to even."""

    value: Expr

    def __post_init__(self) -> None:
        require(self, "int", self.value)

    @property
    def kind(self) -> Kind:
        """Float."""
        return "float"

    def bounds(self, *args: Bounds) -> Bounds:
        """The ends, rounded."""
        return span(*map(float, args[0]))


@dataclass(frozen=True, eq=False)
class Floor(IntExpr):
    """The greatest int not above a double, moved into ``low..high`` if it is outside."""

    value: Expr
    low: int
    high: int

    def __post_init__(self) -> None:
        require(self, "float", self.value)
        limits.whole(self, "low", *BITS63)
        limits.whole(self, "high", self.low, BITS63[1])

    def bounds(self, *args: Bounds) -> Bounds:
        """The ends, rounded down; planning moves them into ``low..high``."""
        low, high = map(math.floor, args[0])
        return (low, high)


@dataclass(frozen=True, eq=False)
class _Comparison(Expr):
    left: Expr
    right: Expr

    def __post_init__(self) -> None:
        _numbers(self, self.left, self.right)

    @property
    def kind(self) -> Kind:
        """Bool."""
        return "bool"


class Lt(_Comparison):
    """Whether the left is less."""


class Le(_Comparison):
    """Whether the left is less or equal."""


class Eq(_Comparison):
    """Whether both are the same number; 0.0 equals -0.0."""


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


class And(_Logic):
    """Whether both hold."""


class Or(_Logic):
    """Whether at least one holds."""


@dataclass(frozen=True, eq=False)
class Not(Expr):
    """Whether it does not hold."""

    value: Expr

    def __post_init__(self) -> None:
        require(self, "bool", self.value)

    @property
    def kind(self) -> Kind:
        """Bool."""
        return "bool"


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
