"""Proofs of planning: values fit their types, and tables stay within `tablewright.ops.limits`."""

from __future__ import annotations

import decimal as exact
import math
from dataclasses import dataclass, field

from tablewright.errors import DeclarationError
from tablewright.ops import limits
from tablewright.ops.core import BITS63, Bounds, Expr
from tablewright.plan.program import Step
from tablewright.spec import Column, ColumnType, Decimal


def few(count: int, most: int, what: str) -> None:
    """Raise an error if a count exceeds its limit."""
    if count > most:
        raise DeclarationError(f"a table has more than {most:,} {what}; declare a simpler one")


def within_64_bits(op: Expr, bounds: Bounds) -> Bounds:
    """Return the bounds; raise an error if they exceed 64 bits or are not finite."""
    if op.kind == "float" and not (-math.inf < bounds[0] <= bounds[1] < math.inf):
        raise DeclarationError(
            f"{type(op).__name__} could reach {bounds[0]} or {bounds[1]}, not a finite number; "
            "bound its arguments"
        )
    if op.kind == "int" and not (BITS63[0] <= bounds[0] <= bounds[1] <= BITS63[1]):
        raise DeclarationError(
            f"{type(op).__name__} could reach {bounds[0]} or {bounds[1]}, beyond 64 bits; "
            "divide earlier or use a coarser unit"
        )
    return bounds


def fits(column: Column, step: Step) -> None:
    """Raise an error if a column's values might not fit its type."""
    (low, high), (least, most) = step.bounds, column.type.limits
    if step.kind == "int" and not (least <= low and high <= most):
        reached, first, last = (
            _in_units(column.type, each) for each in (low if low < least else high, least, most)
        )
        raise DeclarationError(
            f"could reach {reached}, beyond {column.type} ({first} to {last}); bound it with %, "
            "clip, least or greatest, or use a wider type"
        )


def _in_units(type_: ColumnType, number: int) -> str:
    """Format an underlying int in the column's unit."""
    if isinstance(type_, Decimal):
        return f"{exact.Decimal(number).scaleb(-type_.scale):,f}"
    return f"{number:,}"


@dataclass
class Sizes:
    """Tracks the depth of each step, and the number of pieces of each text."""

    depths: list[int] = field(default_factory=list)
    pieces: list[int] = field(default_factory=list)
    entries: int = 0

    def read(self, op: Expr) -> None:
        """Count the entries of a constant table, once per read."""
        self.entries += sum(len(table) for table in op.params() if isinstance(table, tuple))
        few(self.entries, limits.MOST_TABLED, "entries of constant tables, counted once per read")

    def add(self, is_text: bool, args: tuple[int, ...], bounds: Bounds) -> None:
        """Add a step; raise an error for too many, too deep or too long steps."""
        self.depths.append(1 + max((self.depths[arg] for arg in args), default=0))
        self.pieces.append(is_text + sum(self.pieces[arg] for arg in args) * is_text)
        few(len(self.depths), limits.MOST_STEPS, "steps")
        few(self.depths[-1], limits.MOST_DEPTH, "nested operations")
        few(self.pieces[-1], limits.MOST_PIECES, "pieces of a text and its choices")
        if is_text:
            few(bounds[1], limits.MOST_TEXT_BYTES, "bytes of a text")
