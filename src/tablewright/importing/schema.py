"""A schema as any source declares it: tables, columns, keys and constraints."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["integer", "decimal", "double", "text", "date", "timestamp", "flag"]
"""The kinds of columns that tables have."""


@dataclass
class ColumnSchema:
    """A column.

    Parameters
    ----------
    name : str
        Its name, as declared.
    kind : str
        The nearest kind of column that tables have.
    declared : str
        Its type as the source writes it.
    bits : int
        Of an integer.
    precision, scale : int
        Of a decimal.
    length : int, optional
        The most characters of a text.
    nullable : bool
        Whether it may be null.
    default : optional
        Its default, if that is a plain value.
    options : tuple
        The only values that it may have.
    low, high : float, optional
        Its least and greatest value, by a CHECK.
    limits : tuple, optional
        The least and the greatest integer of the declared type, if that is narrower.
    lost : str
        What the kind loses of the declared type; empty if nothing.
    """

    name: str
    kind: Kind
    declared: str = ""
    bits: int = 32
    precision: int = 12
    scale: int = 2
    length: int | None = None
    nullable: bool = True
    default: object = None
    comment: str = ""
    options: tuple[object, ...] = ()
    low: float | None = None
    high: float | None = None
    limits: tuple[int, int] | None = None
    lost: str = ""


@dataclass
class ReferenceSchema:
    """A foreign key: columns, and those of the parent that they hold."""

    columns: tuple[str, ...]
    parent: str
    parent_columns: tuple[str, ...] = ()


@dataclass
class CheckSchema:
    """A condition."""

    text: str
    is_kept: bool = False
    """Whether columns' ranges and options say it whole."""
    below: tuple[str, str] | None = None
    """Two columns of which the first is at most the second, if that is all."""


@dataclass
class TableSchema:
    """A table."""

    name: str
    columns: list[ColumnSchema] = field(default_factory=list)
    key: tuple[str, ...] = ()
    unique: list[tuple[str, ...]] = field(default_factory=list)
    references: list[ReferenceSchema] = field(default_factory=list)
    checks: list[CheckSchema] = field(default_factory=list)
    comment: str = ""

    def column(self, name: str) -> ColumnSchema | None:
        """Return a column by its name, whatever its case."""
        folded = name.lower()
        return next((each for each in self.columns if each.name.lower() == folded), None)


@dataclass
class Schema:
    """Tables, and what of their source could not be read."""

    name: str
    tables: list[TableSchema] = field(default_factory=list)
    lost: dict[str, list[str]] = field(default_factory=dict)
    """What is lost, and where."""
    dialect: str | None = None
    enums: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The options of types of its own, by name."""

    def lose(self, what: str, where: str) -> None:
        """Note what is lost."""
        self.lost.setdefault(what, []).append(where)

    def table(self, name: str) -> TableSchema | None:
        """Return a table by its name, whatever its case."""
        folded = name.lower()
        return next((each for each in self.tables if each.name.lower() == folded), None)
