"""A table being declared: its columns, one call each."""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from tablewright.declare.distributions import Slot, made_of
from tablewright.declare.references import Children, Reference, Weight, parent_row
from tablewright.declare.texts import Address, Person
from tablewright.declare.times import Beginning, Seasonal
from tablewright.declare.values import Kind, Value, flag, number, scaled
from tablewright.errors import ArgumentError, ArgumentTypeError, DeclarationError
from tablewright.laws import Growth, Split
from tablewright.laws.split import geometric_sizes
from tablewright.ops import Expr, Field, Row, Word, chance, word
from tablewright.ops.core import Value as Constant
from tablewright.spec import (
    Column,
    ColumnType,
    Count,
    Day,
    Decimal,
    Fields,
    Flag,
    ForeignKey,
    Instant,
    Invariant,
    Key,
    Measure,
    Table,
    Text,
    Window,
)

if TYPE_CHECKING:
    from tablewright.declare.worlds import TableHandle, WorldDraft

Null = float | Value


class _ColumnSlot(NamedTuple):
    """The column that a source fills."""

    kind: Kind
    scale: int
    locale: str
    rows: int
    prefix: str = ""

    def draw(self, purpose: str) -> str:
        """The purpose of a draw of its own."""
        return f"{self.prefix}{purpose}"

    def inner(self, name: str) -> Slot:
        """The same column for a source inside this one."""
        return self._replace(prefix=f"{self.prefix}{name}: ")


class _Facts(Fields):
    """Fields of a table that are those of one role."""

    def __init__(self, table: str, rows: int, role: str) -> None:
        super().__init__(table, rows)
        self._role = f"{role} " if role else ""

    def __call__(self, name: str, value: Expr | Constant) -> Field:
        """A field of the role."""
        return super().__call__(f"{self._role}{name}", value)


def kind_of(type_: ColumnType) -> tuple[Kind, int]:
    """What the cells of a type are, and the digits after their point."""
    match type_:
        case Decimal():
            return "number", type_.scale
        case Measure():
            return "number", type_.decimals
        case Text():
            return "text", 0
        case Day():
            return "date", 0
        case Instant():
            return "timestamp", 0
        case Flag():
            return "flag", 0
        case _:
            return "number", 0


def known_value(column: Column) -> Value:
    """The value of a column that is declared already."""
    kind, scale = kind_of(column.type)
    text = column.value.value
    if not isinstance(text, Word):
        return Value(column.value, kind, scale)
    index = Field(column.value.table, column.name, text.index, column.value.rows)
    return Value(column.value, kind, options=text.words, index=index)


@dataclass(eq=False)
class _Pending:
    """A reference whose parent is drawn once the moment that it names is known."""

    place: int
    name: str
    parent: TableDraft
    weight: Weight
    by: str | Value | None
    existing_at: str | Value | None
    doc: str
    null: Null


@dataclass
class TableDraft:
    """A table while it is declared; each method adds a column and returns its value.

    Parameters
    ----------
    world : WorldDraft
        What it is a table of.
    name : str
        Its name within the dataset.
    rows : int
        How many it has.
    """

    world: WorldDraft
    name: str
    rows: int
    doc: str = ""
    growth: Growth | None = None
    base: Table | None = None
    replaced: set[str] = field(default_factory=set)
    absences: dict[str, Expr] = field(default_factory=dict)
    _values: dict[str, Value] = field(default_factory=dict)
    _columns: list[Column | None] = field(default_factory=list)
    _key: str | None = None
    _unique: list[str] = field(default_factory=list)
    _foreign: list[ForeignKey] = field(default_factory=list)
    _pending: list[_Pending] = field(default_factory=list)
    _rules: list[Invariant] = field(default_factory=list)
    _ordered_by: str | None = None
    _rows: dict[str, Field] = field(default_factory=dict)

    @classmethod
    def of(cls, world: WorldDraft, table: Table) -> TableDraft:
        """A table that is declared already, to be extended."""
        draft = cls(world, table.short_name, table.rows, table.doc, base=table)
        draft._columns = list(table.columns)
        draft._values = {column.name: known_value(column) for column in table.columns}
        draft._key, draft._unique = table.primary_key, list(table.unique)
        draft._foreign, draft._ordered_by = list(table.foreign_keys), table.ordered_by
        draft.absences = {c.name: c.absent for c in table.columns if c.absent is not None}
        return draft

    @property
    def full_name(self) -> str:
        """``<dataset>.<table>``: what names the table's draws."""
        return f"{self.world.name}.{self.name}" if self.base is None else self.base.name

    @property
    def window(self) -> Window:
        """The days of events."""
        return self.world.window

    @property
    def locale(self) -> str:
        """The language of names and places."""
        return self.world.locale

    @property
    def row(self) -> Value:
        """The number of the row, from 0."""
        return number(Row())

    @property
    def parent_row(self) -> Field:
        """The row of the parent that its children were dealt to."""
        split = self.world.split_of(self.name)
        assert split is not None
        return self._fields("parent row", split[1].parent(Row()))

    @property
    def number(self) -> Field:
        """Which of its parent's children it is, from 0."""
        split = self.world.split_of(self.name)
        assert split is not None
        return self._fields("number", Row() - split[1].first(self.parent_row))

    def __getitem__(self, name: str) -> Value:
        if name not in self._values:
            for pending in [p for p in self._pending if p.name == name]:
                self._settle(pending)
        if name not in self._values:
            near = difflib.get_close_matches(name, self._values, 1)
            meant = f"; did you mean {near[0]!r}?" if near else ""
            raise DeclarationError(
                f"{self.name}.{name} is not declared, or not yet{meant}; it has "
                f"{', '.join(self._values) or 'no column'}"
            )
        return self._values[name]

    def __getattr__(self, name: str) -> Value:
        if name.startswith("_"):
            raise AttributeError(name)
        return self[name]

    def __repr__(self) -> str:
        return f"<{self.full_name}, {self.rows:,} rows, while it is declared>"

    # Keys and references.

    def key(self, name: str, *, start: int = 1, doc: str = "") -> Value:
        """The primary key: whole numbers from ``start`` on, in the order of the rows."""
        if self._key is not None:
            raise DeclarationError(f"{self.name}: {name} is a second key after {self._key}")
        self._key = name
        return self._add(name, number(Row() + start), Key(), doc or f"{start:,} + row")

    def ref(
        self,
        name: str,
        parent: TableHandle | TableDraft,
        *,
        weight: Weight = None,
        by: str | Value | None = None,
        existing_at: str | Value | None = None,
        null: Null = 0.0,
        doc: str = "",
    ) -> Reference:
        """A foreign key; the returned reference knows every column of the parent.

        Where the parent has dealt out its children to this table (`children`), it is that parent.

        Parameters
        ----------
        name : str
            Of the column.
        parent : table
            Such as ``world.customers``.
        weight : optional
            How often a parent is chosen: a number for each of its rows, such numbers for each
            option of the text ``by``, or a distribution from which each parent draws its own.
        by : str or Value, optional
            A text of this table that is one of a few.
        existing_at : str or Value, optional
            A date or timestamp of this table: only parents that have begun by then.
        null : float or Value
            The share of rows without a parent, or when there is none.
        """
        draft = parent if isinstance(parent, TableDraft) else parent.draft()
        if self.rows and not draft.rows:
            raise ArgumentError(
                f"{draft.name}=0 leaves {self.rows:,} rows of {self.name} without a parent; give "
                f"{draft.name} of at least 1, or no rows of {self.name}"
            )
        place = self._reserve(name)
        text = doc or f"a {draft.key_name} of {draft.name}"
        pending = _Pending(place, name, draft, weight, by, existing_at, text, null)
        self._pending.append(pending)
        if not isinstance(existing_at, str) or existing_at in self._values:
            self._settle(pending)
        return Reference(draft, lambda: self._row_of(pending))

    def children(self, child: TableHandle) -> Children:
        """The rows of another table, dealt out to these: sums over them are exact.

        From one up, falling off geometrically. The other table names this one with `ref`.
        """
        split = Split(
            self.full_name,
            f"children in {child.name}",
            self.rows,
            self.world.rows[child.name],
            geometric_sizes,
            (child.name, self.name),
        )
        self.world.deal(child.name, self, split)
        return Children(self, child.draft(), split)

    # Columns.

    def text(
        self, name: str, source: object, *, null: Null = 0.0, unique: bool = False, doc: str = ""
    ) -> Value:
        """A column of text: a choice, words, a person's or an address's part, or a value."""
        return self._filled(name, source, "text", Text(), 0, null, unique, doc)

    def integer(
        self,
        name: str,
        source: object,
        *,
        bits: int = 32,
        null: Null = 0.0,
        unique: bool = False,
        doc: str = "",
    ) -> Value:
        """A column of whole numbers, of 32 or 64 bits."""
        if bits not in (32, 64):
            raise ArgumentError(f"bits={bits!r} is not supported; give 32 or 64")
        kind = Count() if bits == 32 else Key()
        return self._filled(name, source, "number", kind, 0, null, unique, doc)

    def decimal(
        self,
        name: str,
        source: object,
        precision: int = 12,
        scale: int = 2,
        *,
        null: Null = 0.0,
        doc: str = "",
    ) -> Value:
        """A column of exact decimals."""
        kind = Decimal(precision, scale)
        return self._filled(name, source, "number", kind, scale, null, False, doc)

    def double(
        self, name: str, source: object, decimals: int = 2, *, null: Null = 0.0, doc: str = ""
    ) -> Value:
        """A column of doubles, with so many decimals."""
        kind = Measure(decimals)
        return self._filled(name, source, "number", kind, decimals, null, False, doc)

    def date(self, name: str, source: object, *, null: Null = 0.0, doc: str = "") -> Value:
        """A column of dates: `growth`, `season`, `between`, or a value such as a date + 14."""
        return self._filled(name, source, "date", Day(), 0, null, False, doc)

    def timestamp(self, name: str, source: object, *, null: Null = 0.0, doc: str = "") -> Value:
        """A column of UTC timestamps, to the microsecond."""
        return self._filled(name, source, "timestamp", Instant(), 0, null, False, doc)

    def flag(self, name: str, source: object, *, null: Null = 0.0, doc: str = "") -> Value:
        """A column of true and false: a share such as 0.85, or a condition."""
        if isinstance(source, float):
            text = doc or f"true in {100 * source:g} %"
            return self._add(name, flag(chance(source, "flag")), Flag(), text, null)
        return self._filled(name, source, "flag", Flag(), 0, null, False, doc)

    def replace(self, name: str, source: object, *, null: Null | None = None) -> Value:
        """Fill a column that is there from something else; its type stays.

        Columns that were made of it before keep what they had.

        Parameters
        ----------
        name : str
            The column.
        source : object
            As for a new column of its type.
        null : float or Value, optional
            What it was if absent.
        """
        place, old = self._found(name)
        if name == self._key or name in {key.column for key in self._foreign}:
            raise DeclarationError(f"{self.name}.{name} is a key, which cannot be replaced")
        kind, scale = kind_of(old.type)
        value = self._made(f"{name} replaced", source, kind, scale)
        if kind == "number":
            value = number(scaled(value, scale), scale)
        del self._values[name]
        if null is None:
            made = self._add(name, value, old.type, str(source), 0.0, place)
            column = self._columns[place]
            assert column is not None
            self._columns[place] = replace(column, absent=old.absent)
            return made
        self.absences.pop(name, None)
        return self._add(name, value, old.type, str(source), null, place)

    def relabel(self, name: str, labels: Mapping[str, str]) -> Value:
        """Other words for a text that is one of a few; rows and shares stay.

        Parameters
        ----------
        name : str
            The column.
        labels : mapping
            New words by the old ones; those that are not named stay.
        """
        place, old = self._found(name)
        known = self._values[name]
        if known.index is None:
            raise ArgumentTypeError(f"{self.name}.{name} is no text that is one of a few")
        for label in labels:
            if label not in known.options:
                raise ArgumentError(
                    f"labels={label!r} is no word of {self.name}.{name}; it has "
                    f"{', '.join(map(repr, known.options[:8]))}"
                )
        options = tuple(labels.get(option, option) for option in known.options)
        del self._values[name]
        # The draws stay those of the column.
        made = Field(self.full_name, name, word(options, known.index), self.rows)
        self._columns[place] = replace(old, value=made)
        return self._know(name, Value(made, "text", options=options, index=known.index))

    def draw(self, name: str, source: object, *, scale: int = 0) -> Value:
        """A number that is drawn and no column: a hidden fact that columns are made of."""
        value = self._made(name, source, "number", scale)
        known = number(self._fields(name, scaled(value, scale)), scale)
        return self._know(name, known)

    def person(self, role: str = "") -> Person:
        """A person: ``first``, ``last``, ``name``, ``email``, which go together.

        ``role`` tells several persons of a row apart.
        """
        return Person(_Facts(self.full_name, self.rows, role), self.locale)

    def address(self, role: str = "") -> Address:
        """An address: ``street``, ``city``, ``region``, ``postal_code``, ``phone``.

        ``role`` tells several addresses of a row apart.
        """
        return Address(_Facts(self.full_name, self.rows, role), self.locale)

    # What comes of it.

    @property
    def key_name(self) -> str:
        """The primary key's name."""
        if self._key is None:
            raise DeclarationError(f"{self.name} has no key; begin it with t.key(name)")
        return self._key

    def finished(self) -> Table:
        """The declared table."""
        for pending in list(self._pending):
            self._settle(pending)
        return Table(
            self.full_name,
            self.rows,
            tuple(column for column in self._columns if column is not None),
            self.key_name,
            tuple(self._foreign),
            self.doc,
            tuple(self._unique),
            self._ordered_by,
        )

    def rules(self) -> tuple[Invariant, ...]:
        """What the declaration claims of rows, for `verify`."""
        return tuple(self._rules)

    # How.

    @property
    def _fields(self) -> Fields:
        return Fields(self.full_name, self.rows)

    def _found(self, name: str) -> tuple[int, Column]:
        """A column that is to be replaced, and its place."""
        for place, column in enumerate(self._columns):
            if column is not None and column.name == name:
                self.replaced.add(name)
                return place, column
        known = ", ".join(column.name for column in self._columns if column is not None)
        raise DeclarationError(f"{self.name} has no column {name!r}; it has {known}")

    def _reserve(self, name: str) -> int:
        if not isinstance(name, str) or not name:
            raise ArgumentTypeError(f"name={name!r:.40} is no name; give a text")
        taken = [column.name for column in self._columns if column is not None]
        if name in self._values or name in taken:
            raise DeclarationError(f"{self.name}: {name} is declared twice")
        self._columns.append(None)
        return len(self._columns) - 1

    def _made(self, name: str, source: object, kind: Kind, scale: int) -> Value:
        if isinstance(source, Beginning | Seasonal):
            return self._timed(name, source, kind)
        slot = _ColumnSlot(kind, scale, self.locale, self.rows)
        try:
            value = made_of(source, slot)
        except (ArgumentError, ArgumentTypeError) as error:
            raise type(error)(f"{self.name}.{name}: {error}") from None
        if value.kind != kind:
            raise ArgumentTypeError(f"{self.name}.{name}: a {value.kind} does not fill a {kind}")
        return value

    def _timed(self, name: str, source: Beginning | Seasonal, kind: Kind) -> Value:
        if isinstance(source, Beginning):
            law = source.law(self.rows, self.window)
            if self.growth is None:
                self.growth = law
            self._ordered_by = self._ordered_by or name
            day = law.day(Row())
            if kind == "date":
                return Value(day, "date")
            raise ArgumentTypeError(f"{self.name}.{name}: tw.growth makes dates, not a {kind}")
        season = source.law(self.rows, self.window)
        self._ordered_by = self._ordered_by or name
        mass = self._fields(f"{name} mass", season.mass())
        day = self._fields(f"{name} day", season.day(mass))
        if kind == "date":
            return Value(day + self.window.first_day, "date")
        if kind != "timestamp":
            raise ArgumentTypeError(f"{self.name}.{name}: tw.season makes times, not a {kind}")
        return Value(season.instant(day, season.second(mass, day)), "timestamp")

    def _filled(
        self,
        name: str,
        source: object,
        kind: Kind,
        type_: ColumnType,
        scale: int,
        null: Null,
        unique: bool,
        doc: str,
    ) -> Value:
        value = self._made(name, source, kind, scale)
        if kind == "number":
            value = number(scaled(value, scale), scale)
        if unique:
            self._unique.append(name)
        plain = isinstance(source, Value)
        return self._add(name, value, type_, doc or ("" if plain else str(source)), null)

    def _add(
        self,
        name: str,
        value: Value,
        type_: ColumnType,
        doc: str,
        null: Null = 0.0,
        place: int | None = None,
    ) -> Value:
        place = self._reserve(name) if place is None else place
        index = None
        if value.index is not None:
            index = self._fields(f"{name} index", value.index)
            value = Value(word(value.options, index), "text", options=value.options, index=index)
        made = self._fields(name, value.expr)
        known = Value(made, value.kind, value.scale, value.options, index)
        absent = self._absence(name, null)
        if absent is not None:
            self.absences[name] = absent
            share = f"; {100 * null:g} % null" if isinstance(null, float) else ""
            doc += share
        self._columns[place] = Column(made, type_, doc, absent)
        return self._know(name, known)

    def _know(self, name: str, value: Value) -> Value:
        if name in self._values:
            raise DeclarationError(f"{self.name}: {name} is declared twice")
        self._values[name] = value
        return value

    def _absence(self, name: str, null: Null) -> Expr | None:
        if isinstance(null, Value):
            if null.kind != "flag":
                raise ArgumentTypeError(f"{self.name}.{name}: null= is no condition; give one")
            return self._fields(f"{name} null", null.expr)
        if isinstance(null, bool) or not isinstance(null, int | float):
            raise ArgumentTypeError(f"{self.name}.{name}: null={null!r:.40} is no share")
        if not 0 <= null <= 1 or math.isnan(null):
            raise ArgumentError(f"{self.name}.{name}: null={null} is no share; give 0 to 1")
        return self._fields(f"{name} null", chance(null)) if null else None

    def _settle(self, pending: _Pending) -> None:
        """Draw the parent of a reference."""
        self._pending.remove(pending)
        name, parent = pending.name, pending.parent
        dealt = self.world.split_of(self.name)
        moment = self._named(pending.existing_at)
        if dealt is not None and dealt[0] is parent:
            row = self.parent_row
        else:
            by = self._named(pending.by)
            row = self._fields(f"{name} row", parent_row(parent, pending.weight, by, moment))
        key = parent[parent.key_name]
        self._add(name, key.at(row), Key(), pending.doc, pending.null, pending.place)
        self._foreign.append(ForeignKey(name, parent.full_name, parent.key_name))
        self._rows[name] = row
        if isinstance(pending.existing_at, str) and parent._ordered_by is not None:
            self._rules.append(self._after_beginning(pending))

    def _after_beginning(self, pending: _Pending) -> Invariant:
        parent, moment = pending.parent, pending.existing_at
        key, begins = parent.key_name, parent._ordered_by
        return Invariant(
            f"{self.name}.{moment} after {parent.name}.{begins}",
            f"{moment} is never before {begins} of its row of {parent.name}",
            (self.name, parent.name),
            f'SELECT c."{self.key_name}", c."{moment}", p."{begins}" FROM "{self.name}" AS c '
            f'JOIN "{parent.name}" AS p ON c."{pending.name}" = p."{key}" '
            f'WHERE CAST(c."{moment}" AS DATE) < p."{begins}"',
        )

    def _named(self, value: str | Value | None) -> Value | None:
        return self[value] if isinstance(value, str) else value

    def _row_of(self, pending: _Pending) -> Field:
        """The parent's row of a reference."""
        if pending in self._pending:
            self._settle(pending)
        return self._rows[pending.name]
