"""A table during declaration."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple, Protocol

from tablewright import checks
from tablewright.declare.said import Said, Statement
from tablewright.declare.values import Value
from tablewright.errors import ArgumentError, ArgumentTypeError, DeclarationError
from tablewright.ops import Expr, Field, Word, word
from tablewright.spec import (
    Boolean,
    Column,
    ColumnType,
    Date,
    Decimal,
    Distribution,
    Fields,
    Float64,
    ForeignKey,
    Table,
    Text,
    Timestamp,
)

if TYPE_CHECKING:
    from tablewright.calendars import CumulativeArrivals
    from tablewright.declare.plain import Kind
    from tablewright.declare.rules import Rule
    from tablewright.declare.worlds import Drafts


class Waiting(Protocol):
    """A column that is declared once what it depends on is."""

    def settle(self) -> None:
        """Declare it."""


class Link(NamedTuple):
    """A reference: the parent's row, and the parent."""

    row: Field
    parent: Draft


class Sum(NamedTuple):
    """A total over children: of a column, or how many there are."""

    child: Draft
    column: str | None


@dataclass(eq=False)
class Draft:
    """A table as far as it is declared.

    Parameters
    ----------
    tables : Drafts
        All tables of the dataset.
    name : str
        The table's name within the dataset.
    rows : int
        Number of rows.
    doc : str
        One sentence that describes a row.
    base : Table, optional
        The table to extend.
    """

    tables: Drafts
    name: str
    rows: int
    doc: str = ""
    base: Table | None = None
    key: str | None = None
    values: dict[str, Value] = field(default_factory=dict)
    columns: list[Column | None] = field(default_factory=list)
    foreign: list[ForeignKey] = field(default_factory=list)
    links: dict[str, Link] = field(default_factory=dict)
    waiting: dict[str, Waiting] = field(default_factory=dict)
    unique: list[str] = field(default_factory=list)
    absences: dict[str, Expr] = field(default_factory=dict)
    null_shares: dict[str, float] = field(default_factory=dict)
    sums: dict[Expr, Sum] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)
    claims: list[Rule] = field(default_factory=list)
    """Rules that follow from what is declared, as far as columns tell it."""
    distinct: dict[str, Field] = field(default_factory=dict)
    """The parents' rows of references whose combinations occur at most once."""
    replaced: set[str] = field(default_factory=set)
    growth: CumulativeArrivals | None = None
    begins: str | None = None
    ordered_by: str | None = None
    place: str = ""
    """The line of a plan that is being declared."""
    places: dict[str, str] = field(default_factory=dict)
    statements: list[Statement] = field(default_factory=list)
    """How it was declared, in order."""

    @classmethod
    def of(cls, tables: Drafts, table: Table) -> Draft:
        """Return the draft of an existing table, to extend it."""
        return cls(
            tables,
            table.short_name,
            table.rows,
            table.doc,
            table,
            key=table.primary_key,
            values={c.name: _known(c, table.short_name) for c in table.columns},
            columns=list(table.columns),
            foreign=list(table.foreign_keys),
            unique=list(table.unique),
            absences={c.name: c.null_when for c in table.columns if c.null_when is not None},
            ordered_by=table.ordered_by,
        )

    @property
    def full_name(self) -> str:
        """``<dataset>.<table>``, part of the key of every draw."""
        return f"{self.tables.name}.{self.name}" if self.base is None else self.base.name

    @property
    def fields(self) -> Fields:
        """Makes fields of the table."""
        return Fields(self.full_name, self.rows)

    @property
    def key_name(self) -> str:
        """The primary key's name."""
        if self.key is None:
            raise DeclarationError(f"{self.name} has no key; start with t.key(name)")
        return self.key

    def take_key(self, name: str) -> None:
        """Note the primary key."""
        if self.key is not None:
            raise DeclarationError(
                f"{self.name}: {name} is a second key after {self.key}; remove one"
            )
        self.key = name

    def __getitem__(self, name: str) -> Value:
        """The value of a column, or of what is drawn and no column."""
        if name in self.waiting:
            self.waiting[name].settle()
        if name not in self.values:
            raise DeclarationError(self._unknown(name))
        return self.values[name]

    def _unknown(self, name: str) -> str:
        asking = self.tables.running
        known = ", ".join(self.values) or "no column"
        if self.name in asking and asking[-1] != self.name:
            return (
                f"{asking[-1]} needs {self.name}.{name}, which is not declared yet; {self.name} "
                f"has {known} so far: declare {name} before what leads to {asking[-1]}"
            )
        near = difflib.get_close_matches(name, self.values, 1)
        meant = f"; did you mean {near[0]!r}?" if near else ""
        return f"{self.name}.{name} is not declared, or not yet{meant}; it has {known}"

    def column(self, name: str) -> tuple[int, Column]:
        """A declared column, and its place."""
        named(name)
        for place, column in enumerate(self.columns):
            if column is not None and column.name == name:
                return place, column
        known = ", ".join(column.name for column in self.columns if column is not None)
        raise DeclarationError(f"{self.name} has no column {name!r}; it has {known}")

    def reserve(self, name: str) -> int:
        """The place of a new column."""
        named(name)
        taken = [column.name for column in self.columns if column is not None]
        if name in self.values or name in self.waiting or name in taken:
            raise DeclarationError(f"{self.name}: {name} is declared twice; rename one")
        self.columns.append(None)
        self.places[name] = self.place
        return len(self.columns) - 1

    def put(
        self,
        name: str,
        value: Value,
        type_: ColumnType,
        doc: str = "",
        null_when: Expr | None = None,
        place: int | None = None,
        distribution: Distribution | None = None,
    ) -> Value:
        """Declare a column; return its value."""
        place = self.reserve(name) if place is None else place
        index, expr = None, value.expr
        if value.index is not None:
            index = self.fields(f"{name} index", value.index)
            expr = word(value.options, index)
        made = self.fields(name, expr)
        if null_when is not None:
            self.absences[name] = null_when
        where = self.places.get(name, self.place)
        self.columns[place] = Column(made, type_, doc, null_when, where, distribution)
        return self.know(name, Value(made, value.kind, value.scale, value.options, index))

    def know(self, name: str, value: Value) -> Value:
        """Note a value by its name."""
        named(name)
        if name in self.values:
            raise DeclarationError(f"{self.name}: {name} is declared twice; rename one")
        known = replace(value, said=Said("column", (self.name, name)))
        self.values[name] = known
        return known

    def is_key(self, name: str) -> bool:
        """Return whether a column is the primary key or a foreign key."""
        return name == self.key or any(name == key.column for key in self.foreign)

    def link_to(self, parent: Draft) -> str:
        """The column that refers to the parent that the rows were dealt out to."""
        for key in self.foreign:
            if key.parent == parent.full_name:
                return key.column
        raise DeclarationError(
            f"{self.name} is a child of {parent.name} but does not refer to it; add "
            f"t.ref(name, world.{parent.name}) to {self.name}"
        )

    def read_by(self) -> Mapping[Expr, str]:
        """The names of columns and drawn numbers, by their fields."""
        found: dict[Expr, str] = {}
        for name, value in self.values.items():
            found[value.expr] = name
            if value.index is not None:
                found[value.index] = name
        return found

    @contextmanager
    def located(self) -> Iterator[None]:
        """Let errors about a column of a plan begin with its line."""
        try:
            yield
        except (ArgumentError, ArgumentTypeError, DeclarationError) as error:
            name = str(error).removeprefix(f"{self.name}.").partition(":")[0]
            place = self.places.get(name)
            if not place or not str(error).startswith(f"{self.name}."):
                raise
            raise type(error)(f"{place}: {error}") from None

    def finished(self) -> Table:
        """The declared table."""
        with self.located():
            for waiting in list(self.waiting.values()):
                waiting.settle()
        columns = tuple(column for column in self.columns if column is not None)
        return Table(
            self.full_name,
            self.rows,
            columns,
            self.key_name,
            tuple(self.foreign),
            self.doc,
            tuple(self.unique),
            self.ordered_by,
        )


def named(name: object) -> str:
    """A name, if it is one."""
    if not isinstance(name, str) or not name:
        raise ArgumentTypeError(f"name={checks.shown(name)} is not a name; give a text")
    return name


def kind_of(type_: ColumnType) -> tuple[Kind, int]:
    """Return the kind of a type's cells, and their decimals."""
    match type_:
        case Decimal():
            return "number", type_.scale
        case Float64():
            return "number", type_.decimals
        case Text():
            return "text", 0
        case Date():
            return "date", 0
        case Timestamp():
            return "timestamp", 0
        case Boolean():
            return "flag", 0
        case _:
            return "number", 0


def _known(column: Column, table: str) -> Value:
    """Return the value of an existing column."""
    kind, scale = kind_of(column.type)
    text, said = column.value.value, Said("column", (table, column.name))
    if not isinstance(text, Word):
        return Value(column.value, kind, scale, said=said)
    index = Field(column.value.table, column.name, text.index, column.value.rows)
    return Value(column.value, kind, options=text.words, index=index, said=said)
