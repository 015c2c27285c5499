"""Limits of declarations, so that no engine runs out of memory or hangs.

Operations call these checks when they are made; planning checks what only a whole program shows.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable

from tablewright import checks
from tablewright.errors import DeclarationError

INT64 = (-(2**63), 2**63 - 1)
MOST_ENTRIES = 1 << 20
"""Entries of a table of ints, edges or knots, and words of a list."""
MOST_POOL_BYTES = 1 << 22
"""Total bytes of a list's words, in UTF-8."""
MOST_TEXT_BYTES = 4_096
"""Bytes of a text, in UTF-8."""
MOST_PIECES = 300
"""Pieces of a text, counting every branch of a choice."""
MOST_WIDTH = 64
"""Digits that a number is padded to."""
MOST_CHILDREN = 65_536
"""Children of a row's sum, with nested sums multiplied."""
MOST_DEPTH = 600
"""Operations between a column and the row number."""
MOST_TABLED = 1 << 26
"""Entries of constant tables in a planned table, counted once per read."""
MOST_STEPS = 100_000
"""Steps of a planned table."""


def whole(owner: object, name: str, low: int, high: int, kinds: str = "whole number") -> None:
    """Convert an attribute to an int in ``low..high``, or raise an error."""
    value = getattr(owner, name)
    try:
        number = int(operator.index(value))
    except TypeError:
        raise _wrong(owner, name, f"{checks.shown(value)} is not a {kinds}") from None
    if not low <= number <= high:
        reason = f"{name}={checks.shown(number)} is out of range; give {low:,} to {high:,}"
        raise DeclarationError(f"{type(owner).__name__}: {reason}")
    object.__setattr__(owner, name, number)


def ints(owner: object, name: str) -> None:
    """Convert an attribute to a tuple of 64-bit ints, or raise an error."""
    values = getattr(owner, name)
    if type(values) is not tuple or not set(map(type, values)) <= {int}:
        try:
            values = tuple(int(operator.index(value)) for value in values)
        except TypeError:
            raise _wrong(owner, name, "not all of them are whole numbers") from None
    _few(owner, name, len(values))
    if values and not INT64[0] <= min(values) <= max(values) <= INT64[1]:
        raise _wrong(owner, name, "not all of them fit 64 bits")
    object.__setattr__(owner, name, values)


def words(owner: object, name: str) -> None:
    """Refuse an attribute that is not a tuple of texts which every engine can hold."""
    values = getattr(owner, name)
    if type(values) is not tuple:
        raise _wrong(owner, name, "give a tuple of texts")
    _few(owner, name, len(values))
    size = sum(map(len, spelt(owner, values)))
    if size > MOST_POOL_BYTES:
        raise _wrong(owner, name, f"{size:,} bytes are more than {MOST_POOL_BYTES:,}")


def spelt(owner: object, values: Iterable[str]) -> list[bytes]:
    """Encode texts as UTF-8; reject those that some engine or format cannot store."""
    for value in values:
        if not isinstance(value, str):
            raise _wrong(owner, "text", f"{checks.shown(value)} is not a text")
        if "\0" in value:
            raise _wrong(owner, "text", f"{value[:40]!r} contains NUL, which Spark drops")
    try:
        coded = [value.encode() for value in values]
    except UnicodeEncodeError as error:
        raise _wrong(owner, "text", f"{error.object[:40]!r} is not valid Unicode") from None
    longest = max(map(len, coded), default=0)
    if longest > MOST_TEXT_BYTES:
        raise _wrong(owner, "text", f"{longest:,} bytes are more than {MOST_TEXT_BYTES:,}")
    return coded


def named(owner: str, name: object) -> None:
    """Reject an invalid part of a draw's key, whose parts are separated by control characters."""
    if not isinstance(name, str):
        raise DeclarationError(f"{owner}={checks.shown(name)} is not a text")
    if any(character < " " or "\ud800" <= character <= "\udfff" for character in name):
        raise DeclarationError(
            f"{owner}={checks.shown(name)} contains a control character; remove it"
        )


def _few(owner: object, name: str, count: int) -> None:
    if count > MOST_ENTRIES:
        raise _wrong(owner, name, f"{count:,} entries are more than {MOST_ENTRIES:,}")


def _wrong(owner: object, name: str, reason: str) -> DeclarationError:
    return DeclarationError(f"{type(owner).__name__}: {name}: {reason}")
