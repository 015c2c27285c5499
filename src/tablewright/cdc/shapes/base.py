"""What a shape of changes says of itself: the class that each module of this package fills in."""

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
    """A column that holds several of a table's columns; null where ``present`` is false.

    Parameters
    ----------
    name : str
        Of the column.
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
    """What a row of changes looks like: its columns, and how it spells an operation.

    A newcomer says `name`, writes `batch`, and overrides what else is not true of it. It builds on
    `tablewright.cdc.moments`, which knows a key's row at any moment. Only the list in
    `tablewright.cdc.shapes` names its module.
    """

    name: ClassVar[str]
    """What users call it."""

    adds: ClassVar[tuple[str, ...]] = ()
    """The columns that it puts beside the table's."""

    has_disorder: ClassVar[bool] = False
    """Whether its rows can be put in order again, and so may be late, twice or out of order."""

    has_tombstones: ClassVar[bool] = False
    """Whether a delete may be followed by a row with nothing but its key."""

    @abstractmethod
    def batch(self, feed: Feed, number: int) -> Shaped:
        """A batch of a feed; number 0 is the full load."""

    def endless(self, feed: Feed, number: Expr, rows: int) -> Shaped:
        """Return the concatenated rows of all batches, by number from 0."""
        raise ArgumentError(
            f"shape={self.name!r} has no stream without an end; omit it, or write batches"
        )
