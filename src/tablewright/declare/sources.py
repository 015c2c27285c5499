"""Sources: values that can fill a column."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar, Protocol, TypeAlias

from tablewright.declare.plain import Kind, Plain, Unfinished
from tablewright.declare.values import Value, constant

if TYPE_CHECKING:
    from tablewright.calendars import CumulativeArrivals
    from tablewright.ops import Expr, Field
    from tablewright.spec import Distribution, Window


class Slot(Protocol):
    """The column filled by a source."""

    @property
    def kind(self) -> Kind:
        """The kind of its cells."""

    @property
    def scale(self) -> int:
        """The number of decimals, for numbers."""

    @property
    def locale(self) -> str:
        """The locale of names and places."""

    @property
    def rows(self) -> int:
        """The table's number of rows."""

    @property
    def window(self) -> Window:
        """The days of events."""

    def draw(self, purpose: str) -> str:
        """Return a unique purpose for a draw."""

    def fact(self, name: str, value: Expr) -> Field:
        """A field of the table that belongs to the column."""

    def inner(self, name: str) -> Slot:
        """Return the same column, for a nested source."""

    def rises(self, what: str, growth: CumulativeArrivals | None = None) -> None:
        """Note that the column rises with the row, and who has begun by when."""


class Source(Unfinished, ABC):
    """A source other than plain values and values of the table.

    Made by functions such as `tablewright.choice` and `tablewright.normal`.
    """

    _remedy: ClassVar[str] = "make a value of it with t.draw(name, source)"

    def __init_subclass__(cls) -> None:
        # Before dataclasses give each its own, which writes out all words.
        cls.__repr__ = Source.__repr__  # type: ignore[method-assign]

    def __repr__(self) -> str:
        return f"<{self!s}>"

    @abstractmethod
    def value(self, slot: Slot) -> Value:
        """The value in a column."""

    def distribution(self, scale: int) -> Distribution | None:
        """Return what the values with ``scale`` decimals are like, for reports.

        None if that depends on other columns.
        """
        return None


Filling: TypeAlias = Source | Value | Plain
"""All that a column can be filled from."""


def made_of(source: object, slot: Slot) -> Value:
    """Return the value of any source."""
    return source.value(slot) if isinstance(source, Source) else constant(source)


def expected(source: object, scale: int) -> Distribution | None:
    """Return the declared distribution of any source."""
    return source.distribution(scale) if isinstance(source, Source) else None
