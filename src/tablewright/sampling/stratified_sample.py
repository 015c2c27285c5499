"""Stratified samples: members spread evenly over the numbers, at random positions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tablewright.ops import Draw, Expr, Field, clip, lift, when

_BITS = 31


@dataclass(frozen=True)
class StratifiedSample:
    """One member in each of equal parts of the numbers, in O(1) and in both directions.

    Every method takes ``first``, the index of the draws; different draws use indices at least
    ``members`` apart.

    Parameters
    ----------
    table, name : str
        The names of the field that contains the draws.
    size : int
        Number of numbers, up to 2**31.
    members : int
        Number of members.
    """

    table: str
    name: str
    size: int
    members: int

    @cached_property
    def _drawn(self) -> Field:
        return Field(self.table, f"place of {self.name}", Draw(bits=_BITS))

    def _start(self, part: Expr) -> Expr:
        return (part * self.size + self.members - 1) // max(1, self.members)

    def member(self, which: Expr, first: Expr) -> Expr:
        """Return the number of a member."""
        start = self._start(which)
        width = clip(self._start(which + 1) - start, 1, self.size // max(1, self.members) + 1)
        return start + self._drawn.at(first + which) * width // (1 << _BITS)

    def other(self, which: Expr, first: Expr) -> Expr:
        """Return the number of a non-member."""
        part = which * self.members // max(1, self.size - self.members)
        number = which + part
        if not self.members:
            return number
        return number + when(number >= self.member(part, first), 1).otherwise(0)

    def before(self, number: Expr, first: Expr) -> Expr:
        """Return how many members precede a number."""
        if not self.members:
            return lift(0)
        part = number * self.members // self.size
        return part + when(self.member(part, first) < number, 1).otherwise(0)

    def has(self, number: Expr, first: Expr) -> Expr:
        """Return whether a number is a member."""
        if not self.members:
            return lift(False)
        return self.member(number * self.members // self.size, first).eq(number)
