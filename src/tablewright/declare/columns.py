"""The columns of a table being declared, one call each."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from tablewright.calendars import CumulativeArrivals
from tablewright.declare.sources import Slot, made_of
from tablewright.declare.texts import Address, Person
from tablewright.declare.times import Beginning, Seasonal
from tablewright.declare.values import Kind, Value, flag, number, scaled
from tablewright.errors import ArgumentError, ArgumentTypeError, DeclarationError
from tablewright.ops import Expr, Field, Row, Word, chance, word
from tablewright.ops.core import Value as Constant
from tablewright.spec import (
    Boolean,
    Column,
    ColumnType,
    Date,
    Decimal,
    Fields,
    Float64,
    Int32,
    Int64,
    Table,
    Text,
    Timestamp,
    Window,
)

if TYPE_CHECKING:
    from tablewright.declare.worlds import WorldDraft

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


def known_value(column: Column) -> Value:
    """The value of a column that is declared already."""
    kind, scale = kind_of(column.type)
    text = column.value.value
    if not isinstance(text, Word):
        return Value(column.value, kind, scale)
    index = Field(column.value.table, column.name, text.index, column.value.rows)
    return Value(column.value, kind, options=text.words, index=index)


@dataclass
class ColumnsDraft:
    """The columns of a table while it is declared; each method adds one and returns its value.

    Parameters
    ----------
    world : WorldDraft
        What it is a table of.
    name : str
        Its name within the dataset.
    rows : int
        How many it has.
    doc : str
        What a row is, in a sentence.
    base : Table, optional
        What is extended.
    """

    world: WorldDraft
    name: str
    rows: int
    doc: str = ""
    base: Table | None = None
    growth: CumulativeArrivals | None = None
    replaced: set[str] = field(default_factory=set)
    absences: dict[str, Expr] = field(default_factory=dict)
    _values: dict[str, Value] = field(default_factory=dict)
    _columns: list[Column | None] = field(default_factory=list)
    _unique: list[str] = field(default_factory=list)
    _ordered_by: str | None = None

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
        kind = Int32() if bits == 32 else Int64()
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
        kind = Float64(decimals)
        return self._filled(name, source, "number", kind, decimals, null, False, doc)

    def date(self, name: str, source: object, *, null: Null = 0.0, doc: str = "") -> Value:
        """A column of dates: `growth`, `season`, `between`, or a value such as a date + 14."""
        return self._filled(name, source, "date", Date(), 0, null, False, doc)

    def timestamp(self, name: str, source: object, *, null: Null = 0.0, doc: str = "") -> Value:
        """A column of UTC timestamps, to the microsecond."""
        return self._filled(name, source, "timestamp", Timestamp(), 0, null, False, doc)

    def flag(self, name: str, source: object, *, null: Null = 0.0, doc: str = "") -> Value:
        """A column of true and false: a share such as 0.85, or a condition."""
        if isinstance(source, float):
            text = doc or f"true in {100 * source:g} %"
            return self._add(name, flag(chance(source, "flag")), Boolean(), text, null)
        return self._filled(name, source, "flag", Boolean(), 0, null, False, doc)

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
        if self._is_key(name):
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
            self._columns[place] = replace(column, null_when=old.null_when)
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

    # How.

    def _holds(self, name: str, source: object) -> None:
        """Note what a column is filled from."""
        raise NotImplementedError

    def _is_key(self, name: str) -> bool:
        """Whether a column is the primary key or a foreign one."""
        raise NotImplementedError

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
            if self.growth is not None:
                raise DeclarationError(f"{self.name}.{name}: a row begins once; use between(...)")
            times = self.growth = source.times(self.rows, self.window)
            self._ordered_by = self._ordered_by or name
            day = times.day(Row())
            if kind == "date":
                return Value(day, "date")
            raise ArgumentTypeError(f"{self.name}.{name}: tw.growth makes dates, not a {kind}")
        season = source.times(self.rows, self.window)
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
        self._holds(name, source)
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
        null_when = self._absence(name, null)
        if null_when is not None:
            self.absences[name] = null_when
            share = f"; {100 * null:g} % null" if isinstance(null, float) else ""
            doc += share
        self._columns[place] = Column(made, type_, doc, null_when)
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
