"""The distributions that tables declare, read from their expressions: nothing is listed by hand.

A *roll* is a draw, or some bits of one. What is made of a roll has a known distribution, row by
row: a choice (`SearchSorted`), a chance (`Lt`), a uniform number (`below`), a quantile
(`Interpolation`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tablewright import ops
from tablewright.ops.core import Const, Expr, Field
from tablewright.ops.random import Draw
from tablewright.ops.tables import Interpolation, SearchSorted
from tablewright.spec import Table


@dataclass(frozen=True, eq=False)
class Declared:
    """An expression with a known distribution.

    ``node`` is what is drawn, by the field ``owner``; ``given`` is what its distribution depends
    on in each row, if on anything: the row of a table of weights, a threshold, a limit.
    """

    kind: str
    owner: Field
    node: Expr
    bits: int
    given: Expr | None = None

    @property
    def name(self) -> str:
        """For the report."""
        return f"{self.owner.table}.{self.owner.name} {self.kind}"


def plain(expr: Expr) -> Expr:
    """The expression behind fields, which only name it."""
    while isinstance(expr, Field):
        expr = expr.value
    return expr


def _power(expr: Expr) -> int | None:
    """The exponent of a constant power of two."""
    value = expr.value if isinstance(expr, Const) else None
    if isinstance(value, int) and value > 0 and value & (value - 1) == 0:
        return value.bit_length() - 1
    return None


def roll_bits(expr: Expr) -> int | None:
    """How many bits a roll has; None if it is no roll."""
    match plain(expr):
        case Draw(bits=bits):
            return bits
        case ops.Mod(left=left, right=right):
            inner, width = roll_bits(left), _power(right)
            return None if inner is None or width is None else min(inner, width)
        case ops.FloorDiv(left=left, right=right):
            inner, shift = roll_bits(left), _power(right)
            return None if inner is None or shift is None else inner - shift
    return None


def recognised(owner: Field, node: Expr) -> Declared | None:
    """The distribution of a node, if it is made of a roll in a known way."""
    match node:
        case Draw(bits=bits):
            return Declared("draw", owner, node, bits)
        case SearchSorted(value=value):
            if (bits := roll_bits(value)) is not None:
                return Declared("choice", owner, node, bits)
            match plain(value):
                case ops.Add(left=ops.Mul(left=which, right=scale), right=roll):
                    bits = roll_bits(roll)
                    if bits is not None and _power(scale) == bits:
                        return Declared("choice", owner, node, bits, which)
        case ops.Lt(left=left, right=right):
            if (bits := roll_bits(left)) is not None:
                return Declared("chance", owner, node, bits, right)
        case ops.FloorDiv(left=ops.Mul(left=roll, right=limit), right=unit):
            bits = roll_bits(roll)
            if bits is not None and _power(unit) == bits:
                return Declared("below", owner, node, bits, limit)
        case ops.Floor(value=ops.Mul(left=ops.Mul(left=ops.ToFloat(value=roll)), right=most)):
            bits = roll_bits(roll)
            if bits is not None and isinstance(most, ops.ToFloat):
                return Declared("below", owner, node, bits, most.value)
        case Interpolation(value=value, which=which):
            bits = roll_bits(value)
            if bits is not None and (node.knots - 1) << node.bits == 1 << bits:
                return Declared("quantile", owner, node, bits, which)
    return None


def declared(table: Table) -> Iterator[Declared]:
    """Every distribution that the cells of a table come from, its parents' included."""
    seen: set[tuple[Expr, str, str]] = set()
    waiting: list[tuple[Field, Expr]] = []
    for column in table.columns:
        waiting.append((column.value, column.value))
        if column.null_when is not None:
            null_when = Field(table.name, column.name, column.null_when, table.rows)
            waiting.append((null_when, column.null_when))
    while waiting:
        owner, node = waiting.pop()
        if isinstance(node, Field):
            owner = node
        if (node, owner.table, owner.name) in seen:
            continue
        seen.add((node, owner.table, owner.name))
        found = recognised(owner, node)
        if found is not None:
            yield found
        waiting.extend((owner, arg) for arg in node.args())


def rows_of(expr: Expr) -> Iterator[Expr]:
    """An expression and all it is made of in the same row."""
    waiting, seen = [expr], {expr}
    while waiting:
        node = waiting.pop()
        yield node
        # What is behind `at` is of another row; how that row is found is of this one.
        inner = [node.row, *node.known] if isinstance(node, ops.At) else node.args()
        for arg in inner:
            if arg not in seen:
                seen.add(arg)
                waiting.append(arg)


def is_of_a_child(expr: Expr) -> bool:
    """Whether it asks which child it is of: it has a meaning inside a sum only."""
    inside = any(isinstance(node, ops.SumOverChildren) for node in rows_of(expr))
    return not inside and any(isinstance(node, ops.Index) for node in rows_of(expr))
