"""The base class of shapes; each module of this package implements it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from tablewright.errors import ArgumentError
from tablewright.ops import Expr
from tablewright.spec import Table

if TYPE_CHECKING:
    from tablewright.cdc.feed import Feed


@dataclass(frozen=True)
class Nested:
    """A struct of several columns of a table; null where ``present`` is false.

    Parameters
    ----------
    name : str
        The column's name.
    columns : tuple of (str, str)
        Name within it, and the table's column.
    present : str, optional
        A column of the table.
    """

    name: str
    columns: tuple[tuple[str, str], ...]
    present: str | None


@dataclass(frozen=True)
class Shaped:
    """A table, and output columns: its own by name, or nested ones."""

    table: Table
    layout: tuple[str | Nested, ...]


class Shape(ABC):
    """The format of change rows: their columns, and the encoding of operations.

    A new shape sets `name`, implements `batch`, and overrides defaults that do not apply. It builds
    on `tablewright.cdc.moments`, which provides a key's row at any moment. Its module is registered
    in `tablewright.cdc.shapes`.
    """

    name: ClassVar[str]
    """Its name for users."""

    adds: ClassVar[tuple[str, ...]] = ()
    """The columns that it puts beside the table's."""

    has_disorder: ClassVar[bool] = False
    """Whether its rows can be sorted, and so may be late, duplicated or out of order."""

    has_tombstones: ClassVar[bool] = False
    """Whether a delete can be followed by a row that has only the key."""

    @abstractmethod
    def batch(self, feed: Feed, number: int) -> Shaped:
        """Return a batch of a feed; number 0 is the full load."""

    def endless(self, feed: Feed, number: Expr, rows: int) -> Shaped:
        """Return the concatenated rows of all batches, by number from 0."""
        raise ArgumentError(f"shape={self.name!r} has no endless stream; omit it, or write batches")
