"""Declares the columns of a table, one call each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from tablewright import checks
from tablewright.declare import how
from tablewright.declare.drafts import Draft, named
from tablewright.declare.plain import MOST_SCALE, Kind
from tablewright.declare.rules import claim
from tablewright.declare.said import stated
from tablewright.declare.sources import Filling, Slot, expected, made_of
from tablewright.declare.texts import AddressColumns, Person
from tablewright.declare.values import Value, number, scaled
from tablewright.errors import (
    ArgumentError,
    ArgumentTypeError,
    DeclarationError,
    TablewrightError,
)
from tablewright.ops import Expr, Field, chance
from tablewright.spec import (
    Boolean,
    ColumnType,
    Date,
    Decimal,
    Fields,
    Float64,
    Int32,
    Int64,
    Text,
    Timestamp,
    Window,
)

if TYPE_CHECKING:
    from tablewright.calendars import CumulativeArrivals

Null: TypeAlias = float | Value
"""The share of nulls, or the condition of one."""


class Columns:
    """Adds columns to a table while it is declared; each method returns the column's value."""

    _draft: Draft

    @stated
    def text(
        self,
        name: str,
        source: Filling,
        *,
        null: Null = 0.0,
        unique: bool = False,
        key: bool = False,
        doc: str = "",
    ) -> Value:
        """Add a text column: a choice, words, a part of a person or address, or a value.

        ``key=True`` makes it the primary key, whose values differ, such as those made of ``t.row``.
        """
        return self._filled(name, source, "text", Text(), 0, null, doc, unique, key)

    @stated
    def integer(
        self,
        name: str,
        source: Filling,
        *,
        bits: int = 32,
        null: Null = 0.0,
        unique: bool = False,
        key: bool = False,
        doc: str = "",
    ) -> Value:
        """Add a column of 32-bit or 64-bit integers; ``key=True`` makes it the primary key."""
        with told_of(self._draft, name):
            width = checks.integer("bits", bits, 32, 64, remedy="give 32 or 64")
            if width not in (32, 64):
                raise ArgumentError(f"bits={bits} is not supported; give 32 or 64")
        kind = Int32() if width == 32 else Int64()
        return self._filled(name, source, "number", kind, 0, null, doc, unique, key)

    @stated
    def decimal(
        self,
        name: str,
        source: Filling,
        precision: int = 12,
        scale: int = 2,
        *,
        null: Null = 0.0,
        doc: str = "",
    ) -> Value:
        """Add a column of exact decimals with ``precision`` digits, ``scale`` of them decimals."""
        with told_of(self._draft, name):
            digits = checks.integer("precision", precision, 1, 38)
            places = checks.integer("scale", scale, 0, min(MOST_SCALE, digits))
        return self._filled(name, source, "number", Decimal(digits, places), places, null, doc)

    @stated
    def double(
        self, name: str, source: Filling, decimals: int = 2, *, null: Null = 0.0, doc: str = ""
    ) -> Value:
        """Add a column of doubles, rounded to ``decimals``."""
        with told_of(self._draft, name):
            places = checks.integer("decimals", decimals, 0, MOST_SCALE)
        return self._filled(name, source, "number", Float64(places), places, null, doc)

    @stated
    def date(self, name: str, source: Filling, *, null: Null = 0.0, doc: str = "") -> Value:
        """Add a date column: `growth`, `season`, `between`, or a value such as a date + 14."""
        return self._filled(name, source, "date", Date(), 0, null, doc)

    @stated
    def timestamp(self, name: str, source: Filling, *, null: Null = 0.0, doc: str = "") -> Value:
        """Add a column of UTC timestamps with microseconds."""
        return self._filled(name, source, "timestamp", Timestamp(), 0, null, doc)

    @stated
    def flag(self, name: str, source: Filling, *, null: Null = 0.0, doc: str = "") -> Value:
        """Add a boolean column: a share such as 0.85, or a condition."""
        if not isinstance(source, float):
            return self._filled(name, source, "flag", Boolean(), 0, null, doc)
        with told_of(self._draft, name):
            share = checks.rate("source", source)
            value = Value(chance(share, "flag"), "flag", doc=f"true in {100 * share:g} %")
        return self._filled(name, value, "flag", Boolean(), 0, null, doc)

    @stated
    def draw(self, name: str, source: Filling, *, scale: int = 0) -> Value:
        """Draw a hidden number that is not a column, for use in columns."""
        with told_of(self._draft, named(name)):
            checks.integer("scale", scale, 0, MOST_SCALE)
            value = filled(self._draft, name, source, "number", scale)
        return self._draft.know(name, number(self._draft.fields(name, value.expr), scale))

    def person(self, role: str = "") -> Person:
        """Return a person with consistent ``first``, ``last``, ``name`` and ``email``.

        ``role`` distinguishes several persons in a row.
        """
        return Person(self._facts(role), self.locale, role)

    def address(self, role: str = "") -> AddressColumns:
        """Return an address: ``street``, ``city``, ``region``, ``postal_code``, ``phone``.

        ``role`` distinguishes several addresses in a row.
        """
        return AddressColumns(self._facts(role), self.locale, role)

    @property
    def window(self) -> Window:
        """The days of events."""
        return self._draft.tables.window

    @property
    def locale(self) -> str:
        """The language of names and places."""
        return self._draft.tables.options.locale

    def _facts(self, role: str) -> Fields:
        if not isinstance(role, str):
            raise checks.wrong_type("role", role, "str", "give a word such as 'billing'")
        return _Facts(self._draft.full_name, self._draft.rows, role)

    def _filled(
        self,
        name: str,
        source: Filling,
        kind: Kind,
        type_: ColumnType,
        scale: int,
        null: Null,
        doc: str,
        unique: bool = False,
        key: bool = False,
    ) -> Value:
        draft = self._draft
        place = draft.reserve(name)
        if checks.flag("key", key):
            with told_of(draft, name):
                if isinstance(null, Value) or null:
                    raise ArgumentError("key=True of a column with nulls; omit null=")
            draft.take_key(name)
        with told_of(draft, name):
            null = null if isinstance(null, Value) else checks.rate("null", null)
            value = filled(draft, name, source, kind, scale)
            null_when = absence(draft, name, null)
            if checks.flag("unique", unique):
                draft.unique.append(name)
            made = how.told(source, value, draft)
            text = how.with_nulls(sentence(doc) or made, null, draft)
        # Nulls by a condition may leave out some values more often than others.
        like = None if isinstance(null, Value) else expected(source, scale)
        known = draft.put(name, value, type_, text, null_when, place, like)
        if isinstance(source, Value) and not isinstance(type_, Float64):
            total = draft.sums.get(source.expr)
            of = "as declared" if total is None else f"of {total.child.name}"
            what = f"{name} {'follows' if made.startswith('from') else 'is'} {made}"
            draft.claims.append(claim(f"{draft.name}.{name} {of}", what, known, value))
        return known


@dataclass(frozen=True)
class ColumnSlot:
    """The column that a source fills.

    ``prefix`` tells the draws of sources inside a source apart, ``inside`` says that it is one.
    """

    draft: Draft
    name: str
    kind: Kind
    scale: int
    prefix: str = ""
    inside: bool = False
    role: str = ""

    @property
    def locale(self) -> str:
        """The language of names and places."""
        return self.draft.tables.options.locale

    @property
    def rows(self) -> int:
        """The table's number of rows."""
        return self.draft.rows

    @property
    def window(self) -> Window:
        """The days of events."""
        return self.draft.tables.options.window

    def draw(self, purpose: str) -> str:
        """Return a unique purpose for a draw."""
        return f"{self.prefix}{purpose}"

    def fact(self, name: str, value: Expr) -> Field:
        """A field of the table that belongs to the column."""
        return self.draft.fields(f"{self.name}{self.role} {name}", value)

    def inner(self, name: str) -> Slot:
        """Return the same column, for a nested source."""
        return replace(self, prefix=f"{self.prefix}{name}: ", inside=True)

    def rises(self, what: str, growth: CumulativeArrivals | None = None) -> None:
        """Note that the column rises with the row, and who has begun by when."""
        if self.inside:
            raise DeclarationError(
                f"{what} orders all rows and cannot be combined with other sources; use "
                "tw.between(...)"
            )
        if growth is not None:
            if self.draft.growth is not None:
                raise DeclarationError("a table has one tw.growth; use tw.between(...)")
            self.draft.growth, self.draft.begins = growth, self.name
        self.draft.ordered_by = self.draft.ordered_by or self.name


def filled(
    draft: Draft, name: str, source: object, kind: Kind, scale: int, role: str = ""
) -> Value:
    """Return the value of a column of a kind; ``scale`` is a number's decimals."""
    value = made_of(source, ColumnSlot(draft, name, kind, scale, role=role))
    if value.kind != kind:
        raise ArgumentTypeError(f"a {value.kind} cannot fill a {kind}; give a {kind}")
    return number(scaled(value, scale), scale) if kind == "number" else value


def absence(draft: Draft, name: str, null: Null) -> Expr | None:
    """Return the condition for a column's nulls, if any."""
    if isinstance(null, Value):
        if null.kind != "flag":
            raise ArgumentTypeError(f"null= is a {null.kind}, not a condition; give a comparison")
        draft.null_shares[name] = 1.0
        return draft.fields(f"{name} null", null.expr)
    share = draft.null_shares[name] = checks.rate("null", null)
    return draft.fields(f"{name} null", chance(share)) if share else None


@contextmanager
def told_of(draft: Draft, name: object) -> Iterator[None]:
    """Let refusals begin with the column that they are about."""
    try:
        yield
    except TablewrightError as error:
        if not isinstance(error, ArgumentError | ArgumentTypeError | DeclarationError):
            raise
        raise type(error)(f"{draft.name}.{name}: {error}") from None


def sentence(doc: object) -> str:
    """Return the user's description of a column, which must be a text."""
    if not isinstance(doc, str):
        raise checks.wrong_type("doc", doc, "str", "give a sentence")
    return doc


class _Facts(Fields):
    """The fields of one role in a table."""

    def __init__(self, table: str, rows: int, role: str) -> None:
        super().__init__(table, rows)
        self._role = f"{role} " if role else ""

    def __call__(self, name: str, value: Expr | float | str, *, rising: bool = False) -> Field:
        """Return a field of the role."""
        return super().__call__(f"{self._role}{name}", value, rising=rising)
