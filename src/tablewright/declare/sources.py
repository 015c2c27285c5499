"""What a column can be filled from."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar, Protocol, TypeAlias

from tablewright.declare.plain import Kind, Plain, Unfinished
from tablewright.declare.values import Value, constant

if TYPE_CHECKING:
    from tablewright.calendars import CumulativeArrivals
    from tablewright.ops import Expr, Field
    from tablewright.spec import Window


class Slot(Protocol):
    """The column that a source fills."""

    @property
    def kind(self) -> Kind:
        """What its cells are."""

    @property
    def scale(self) -> int:
        """Of numbers, the digits after the point."""

    @property
    def locale(self) -> str:
        """The language of names and places."""

    @property
    def rows(self) -> int:
        """Of the table."""

    @property
    def window(self) -> Window:
        """The days of events."""

    def draw(self, purpose: str) -> str:
        """The purpose of a draw, which no other source of the column has."""

    def fact(self, name: str, value: Expr) -> Field:
        """A field of the table that belongs to the column."""

    def inner(self, name: str) -> Slot:
        """The same column for a source inside this one."""

    def rises(self, what: str, growth: CumulativeArrivals | None = None) -> None:
        """Note that the column rises with the row, and who has begun by when."""


class Source(Unfinished, ABC):
    """What a column can be filled from, besides plain values and values of the table.

    Made by functions such as `tablewright.choice` and `tablewright.normal`.
    """

    _remedy: ClassVar[str] = "make a value of it with t.draw(name, source)"

    @abstractmethod
    def value(self, slot: Slot) -> Value:
        """The value in a column."""


Filling: TypeAlias = Source | Value | Plain
"""All that a column can be filled from."""


def made_of(source: object, slot: Slot) -> Value:
    """The value of anything that a column can be filled from."""
    return source.value(slot) if isinstance(source, Source) else constant(source)
