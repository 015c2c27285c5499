"""Texts: identifiers, people, addresses, words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from tablewright import people
from tablewright.data.load import places
from tablewright.declare.sources import Slot
from tablewright.declare.values import Value
from tablewright.errors import ArgumentTypeError
from tablewright.ops import Draw, Expr, Row, below, concat, digits, parts, word
from tablewright.spec import Fields

_BYTES = tuple(f"{byte:02x}" for byte in range(256))
_VERSION = tuple(f"4{digit:x}" for digit in range(16))
_VARIANT = tuple(f"{byte:02x}" for byte in range(0x80, 0xC0))


@dataclass(frozen=True)
class Uuid:
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
    """A random UUID, version 4, such as ``3f0c...``: unique but for the chance of 122 bits."""
    return Uuid()


@dataclass(frozen=True)
class Words:
    """One of some words, all as likely; see `words`."""

    pool: tuple[str, ...]

    def value(self, slot: Slot) -> Value:
        """The value in a column of text."""
        index = below(len(self.pool), slot.draw("word"))
        return Value(word(self.pool, index), "text", options=self.pool, index=index)

    def __str__(self) -> str:
        return f"one of {len(self.pool):,} words"


def words(source: str | Sequence[str], *, locale: str = "en", size: int = 500) -> Words:
    """One of some words.

    Parameters
    ----------
    source : str or sequence of str
        The words; or a field of Mimesis such as ``person.occupation`` or ``text.sentence``, of
        which ``size`` are drawn once. Those depend on the release of Mimesis.
    locale : str
        A locale of Mimesis.
    size : int
        Draws from it.
    """
    if isinstance(source, str):
        from tablewright.word_lists import pool

        return Words(pool(source, locale, size=size))
    found = tuple(source)
    if not found or not all(isinstance(each, str) for each in found):
        raise ArgumentTypeError(f"source={source!r:.60} is no list of words; give some texts")
    return Words(found)


class Person:
    """A person of the table: a name, and an e-mail address that goes with it.

    Parameters
    ----------
    fields : Fields
        Of the table.
    locale : str
        The language of the name.
    """

    def __init__(self, fields: Fields, locale: str) -> None:
        self._fields = fields
        self._locale = locale

    @cached_property
    def _name(self) -> people.Name:
        return people.name(self._fields, self._locale)

    @property
    def first(self) -> Value:
        """The first name."""
        return Value(self._name.first, "text")

    @property
    def last(self) -> Value:
        """The family name."""
        return Value(self._name.last, "text")

    @property
    def name(self) -> Value:
        """Both."""
        return Value(concat(self._name.first, " ", self._name.last), "text")

    @property
    def email(self) -> Value:
        """A unique address at example.com."""
        name = self._name
        number = digits(Row() + 1)
        text = concat(name.first_slug, ".", name.last_slug, number, "@example.com")
        return Value(text, "text")


class Address:
    """An address: what belongs together of a place.

    Parameters
    ----------
    fields : Fields
        Of the table.
    locale : str
        Whose country.
    """

    def __init__(self, fields: Fields, locale: str) -> None:
        self._fields = fields
        self._locale = locale

    @cached_property
    def _address(self) -> people.Address:
        weights = [region.weight for region in places(self._locale).regions]
        return people.address(self._fields, self._locale, weights, "address")

    @property
    def street(self) -> Value:
        """Street and number."""
        return Value(self._address.line, "text")

    @property
    def city(self) -> Value:
        """The city."""
        return Value(self._address.city, "text")

    @property
    def region(self) -> Value:
        """The state, or its like."""
        return Value(self._address.code, "text")

    @property
    def postal_code(self) -> Value:
        """The postal code."""
        return Value(self._address.postal, "text")

    @property
    def phone(self) -> Value:
        """A telephone number of the place."""
        return Value(self._address.phone, "text")
