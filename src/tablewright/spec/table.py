"""Tables: typed columns over expressions, and keys."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from operator import index

from tablewright import checks
from tablewright.errors import ArgumentTypeError, DeclarationError
from tablewright.ops.core import Expr, Field, Value, lift
from tablewright.spec.types import ColumnType

_NAME = re.compile(r"(?!__)[\w-]{1,255}")
"""Names that every engine, format and catalog accepts and preserves."""


@dataclass(frozen=True)
class Distribution:
    """What a column's values are declared to be like: shares of a few, or quantiles of numbers.

    Parameters
    ----------
    shares : tuple of (value, share)
        The values as text, with shares that sum to 1; empty for a continuous distribution.
    below : callable, optional
        The share of values below a number.
    """

    shares: tuple[tuple[str, float], ...] = ()
    below: Callable[[float], float] | None = None


@dataclass(frozen=True)
class Column:
    """A column: a field of the table with a type.

    Parameters
    ----------
    value : Field
        The cell's value; its name is the column's name: 1 to 255 letters, digits, ``_`` and ``-``,
        not starting with ``__``.
    type : ColumnType
        The type in the output.
    doc : str
        How it is generated, for ``tablewright describe``: distribution, dependence, source.
    null_when : Expr, optional
        A bool; the cell is null where it holds (other columns still use ``value``).
    place : str
        Where it is declared, if in a plan: the file and the line, by which errors begin.
    distribution : Distribution, optional
        That of its values, if it is declared as such; reports show it beside the actual one.
    """

    value: Field
    type: ColumnType
    doc: str = ""
    null_when: Expr | None = None
    place: str = field(default="", compare=False, repr=False)
    distribution: Distribution | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        given: tuple[object, object] = (self.value, self.type)
        if not isinstance(given[0], Field):
            kind = type(given[0]).__name__
            raise ArgumentTypeError(f"column: its value is a {kind}; give Fields(...)(name, value)")
        if not isinstance(given[1], ColumnType):
            raise ArgumentTypeError(
                f"column {self.name}: type={given[1]!r:.60} is not a type; give one such as Int32()"
            )
        _named("column", self.name)
        if self.value.kind != self.type.kind:
            raise DeclarationError(
                f"column {self.name}: a {self.type} needs a value of kind {self.type.kind}, "
                f"not {self.value.kind}"
            )
        if self.null_when is not None and self.null_when.kind != "bool":
            raise DeclarationError(f"column {self.name}: null_when must be a bool")

    @property
    def name(self) -> str:
        """The column's name."""
        return self.value.name


@dataclass(frozen=True)
class ForeignKey:
    """A column whose values are keys of another table."""

    column: str
    parent: str
    parent_column: str


@dataclass(frozen=True)
class Table:
    """A table of ``rows`` rows.

    Parameters
    ----------
    name : str
        ``<dataset>.<table>``, part of the key of every draw.
    rows : int
        Number of rows (≥ 0).
    columns : tuple of Column
        The columns in output order; names differ in more than case.
    primary_key : str
        A unique column that is never null.
    foreign_keys : tuple of ForeignKey
        References to other tables of the dataset.
    doc : str
        One sentence that describes a row.
    unique : tuple of str
        Further columns whose non-null values are unique.
    ordered_by : str, optional
        A date or timestamp that rises with the rows: their start or event time.
    """

    name: str
    rows: int
    columns: tuple[Column, ...]
    primary_key: str
    foreign_keys: tuple[ForeignKey, ...] = ()
    doc: str = ""
    unique: tuple[str, ...] = ()
    ordered_by: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "rows", checks.rows("rows", self.rows))
        for part in self.name.split("."):
            _named("table", part)
        names = [column.name for column in self.columns]
        folded = [name.lower() for name in names]
        for name in names:
            if folded.count(name.lower()) > 1:
                raise DeclarationError(
                    f"table {self.name}: two columns have the same name {name!r} (ignoring case, "
                    "as on Spark); rename one"
                )
        ordered = () if self.ordered_by is None else (self.ordered_by,)
        keys = (self.primary_key, *self.unique, *(key.column for key in self.foreign_keys))
        mentioned = (*keys, *ordered)
        for name in mentioned:
            if name not in names:
                raise DeclarationError(f"table {self.name} has no column {name}")
        for column in self.columns:
            if column.value.table != self.name:
                raise DeclarationError(
                    f"table {self.name}: column {column.name} is a field of {column.value.table}"
                )

    @property
    def short_name(self) -> str:
        """The name without the dataset."""
        return self.name.rpartition(".")[2]

    def column(self, name: str) -> Column:
        """Return the column with that name; raise `ArgumentError` if it does not exist."""
        checks.choice("column", name, [column.name for column in self.columns])
        return next(column for column in self.columns if column.name == name)


def _named(what: str, name: str) -> None:
    """Reject a name that an engine, a format or a catalog rejects or changes."""
    if not _NAME.fullmatch(name):
        raise DeclarationError(
            f"{what}={checks.shown(name)} is not a name that every engine and format preserves; "
            "give 1 to 255 letters, digits, _ and -, not starting with __"
        )


class Fields:
    """Creates the fields of one table: ``f = Fields("shop.orders", 100); f("total", ...)``.

    Parameters
    ----------
    table : str
        The table's name.
    rows : int
        The table's number of rows.
    """

    def __init__(self, table: str, rows: int) -> None:
        self._table = table
        self._rows = index(rows)

    def __call__(self, name: str, value: Expr | Value, *, rising: bool = False) -> Field:
        """Return a field of the table; see `Field` for ``rising``."""
        return Field(self._table, name, lift(value), self._rows, rising)
