"""What operations on constant tables mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from tablewright.errors import DeclarationError
from tablewright.ops.tables import Interpolation, Lookup, SearchSorted

T = TypeVar("T")


def entry(entries: Sequence[T], index: int) -> T:
    """The entry at an index; never one from the end."""
    if not 0 <= index < len(entries):
        raise DeclarationError(f"index {index} is outside a table of {len(entries)}")
    return entries[index]


def _interpolation(op: Interpolation, value: int, which: int) -> int:
    one = [op.values[i : i + op.knots] for i in range(0, len(op.values), op.knots)]
    knots = entry(one, which)
    step = 2**op.bits
    a, b = entry(knots, value // step), entry(knots, value // step + 1)
    return int(a + (b - a) * (value % step) // step)


RULES = {
    Lookup: lambda op, index: entry(op.values, index),
    SearchSorted: lambda op, value: sum(edge <= value for edge in op.edges),
    Interpolation: _interpolation,
}
