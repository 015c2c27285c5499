"""Texts: identifiers, people, addresses, words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from tablewright import checks, people
from tablewright.data.load import places
from tablewright.declare.choices import usable
from tablewright.declare.plain import Unfinished
from tablewright.declare.said import recorded
from tablewright.declare.sources import Slot, Source
from tablewright.declare.values import Value
from tablewright.ops import Draw, Expr, Row, below, concat, digits, parts, word
from tablewright.spec import Fields

_BYTES = tuple(f"{byte:02x}" for byte in range(256))
_VERSION = tuple(f"4{digit:x}" for digit in range(16))
_VARIANT = tuple(f"{byte:02x}" for byte in range(0x80, 0xC0))


@dataclass(frozen=True)
class Uuid(Source):
    """Random UUIDs; see `uuid`."""

    def value(self, slot: Slot) -> Value:
        """The value in a column of text."""
        first = parts(Draw(slot.draw("uuid high"), 63), *(8,) * 6, 4, 8)
        second = parts(Draw(slot.draw("uuid low"), 63), 6, *(8,) * 7)
        pools = [*(_BYTES,) * 6, _VERSION, _BYTES, _VARIANT, *(_BYTES,) * 7]
        octets: list[Expr] = [
            word(pool, roll.value) for pool, roll in zip(pools, (*first, *second), strict=True)
        ]
        pieces: list[Expr | str] = []
        for number, octet in enumerate(octets):
            pieces += ["-", octet] if number in (4, 6, 8, 10) else [octet]
        return Value(concat(*pieces), "text")

    def __str__(self) -> str:
        return "a random UUID (version 4)"


def uuid() -> Uuid:
    """Draw random UUIDs (version 4), such as ``3f0c...``, with 122 random bits."""
    return Uuid()


@dataclass(frozen=True)
class Words(Source):
    """Words from a list, equally likely; see `words`."""

    pool: tuple[str, ...]
    field: tuple[str, str, int] | None = None
    """The field of Mimesis, the locale and the size, if they are from there."""

    def value(self, slot: Slot) -> Value:
        """The value in a column of text."""
        index = below(len(self.pool), slot.draw("word"))
        return Value(word(self.pool, index), "text", options=self.pool, index=index)

    def __str__(self) -> str:
        return f"one of {len(self.pool):,} words"


def words(source: str | Sequence[str], *, locale: str = "en", size: int = 500) -> Words:
    """Draw from a list of words, equally likely.

    Parameters
    ----------
    source : str or sequence of str
        The words, or a Mimesis field such as ``person.occupation`` or ``text.sentence``. A field
        yields a list of ``size`` words, which depends on the Mimesis release.
    locale : str
        A Mimesis locale.
    size : int
        Number of words to draw from Mimesis.
    """
    if isinstance(source, str):
        from tablewright.word_lists import pool

        return Words(pool(source, locale, size=size), (source, locale, size))
    remedy = "give a list of texts, or a field of Mimesis such as 'person.occupation'"
    if not isinstance(source, Iterable):
        raise checks.wrong_type("source", source, "a list of words", remedy)
    found = tuple(source)
    checks.at_least_one("source", found)
    for each in found:
        if not isinstance(each, str):
            raise checks.wrong_type("source", each, "str", remedy)
        usable(each)
    return Words(found)


class Person(Unfinished):
    """A person in a row: a name and a matching e-mail address.

    Parameters
    ----------
    fields : Fields
        The table's fields.
    locale : str
        The locale of the name.
    role : str
        What tells several persons of a row apart.
    """

    _remedy: ClassVar[str] = "take its .first, .last, .name or .email"

    def __init__(self, fields: Fields, locale: str, role: str = "") -> None:
        self._fields = fields
        self._locale = locale
        self._role = role

    def __repr__(self) -> str:
        return "<Person of a row>"

    @cached_property
    def _name(self) -> people.Name:
        return people.name(self._fields, self._locale)

    @property
    @recorded
    def first(self) -> Value:
        """The first name."""
        return Value(self._name.first, "text", doc="a first name, by how common it is")

    @property
    @recorded
    def last(self) -> Value:
        """The family name."""
        return Value(self._name.last, "text", doc="a family name, by how common it is")

    @property
    @recorded
    def name(self) -> Value:
        """First and family name."""
        return Value(
            concat(self._name.first, " ", self._name.last), "text", doc="first and family name"
        )

    @property
    @recorded
    def email(self) -> Value:
        """A unique address at example.com."""
        name = self._name
        number = digits(Row() + 1)
        text = concat(name.first_slug, ".", name.last_slug, number, "@example.com")
        return Value(text, "text", doc="the name and the number of the row, at example.com")


class AddressColumns(Unfinished):
    """An address in a row; its parts are consistent.

    Parameters
    ----------
    fields : Fields
        The table's fields.
    locale : str
        The locale of the place.
    role : str
        What tells several addresses of a row apart.
    """

    _remedy: ClassVar[str] = "take its .street, .city, .region, .postal_code or .phone"

    def __init__(self, fields: Fields, locale: str, role: str = "") -> None:
        self._fields = fields
        self._locale = locale
        self._role = role

    def __repr__(self) -> str:
        return "<Address of a row>"

    @cached_property
    def _address(self) -> people.Address:
        weights = [region.weight for region in places(self._locale).regions]
        return people.address(self._fields, self._locale, weights, "street")

    @property
    @recorded
    def street(self) -> Value:
        """Street and number."""
        return Value(self._address.line, "text", doc="street and number")

    @property
    @recorded
    def city(self) -> Value:
        """The city."""
        return Value(self._address.city, "text", doc="a city, by population")

    @property
    @recorded
    def region(self) -> Value:
        """The state or region."""
        return Value(self._address.code, "text", doc="the region of the city")

    @property
    @recorded
    def postal_code(self) -> Value:
        """The postal code."""
        return Value(self._address.postal, "text", doc="a postal code of the city")

    @property
    @recorded
    def phone(self) -> Value:
        """A telephone number in that place."""
        return Value(self._address.phone, "text", doc="a telephone number of the city")
