"""Argument checks. Every message has the form ``name=value``, reason, remedy."""

from __future__ import annotations

import datetime as dt
import difflib
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from numbers import Integral, Real
from typing import Any

from tablewright.errors import ArgumentError, ArgumentTypeError

INT64_MIN, INT64_MAX = -(2**63), 2**63 - 1
MAX_ROWS = 2**42
"""Maximum rows of a table: beyond it, products of row numbers would exceed 64 bits."""
_SECONDS_OF = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400}
_SECONDS_OF |= {name[0]: seconds for name, seconds in _SECONDS_OF.items()}
_DURATION = re.compile(r"\s*(\d+)\s*([a-z]+)\s*", re.IGNORECASE | re.ASCII)

_SHOWN_BITS, _SHOWN_LETTERS = 256, 120
_MOST_DIGITS = 9
_MOST_WEIGHT = 10**100
"""Beyond it, products with numbers of rows could overflow a float."""
_NAMELESS = re.compile(r"<(?:\w+\.)*(\w+) object at 0x[0-9a-f]+>")
_ADDRESS = re.compile(r" at 0x[0-9a-f]+(?=>)")
_ALIKE, _BEGINNING = 0.6, 0.9
"""Minimum similarity for a suggestion, and the similarity of words if one starts the other."""
_MOST_LETTERS, _MOST_MEANINGS = 100, 3


def shown(value: object) -> str:
    """Return a value as quoted in errors, even if it has no printable form."""
    if isinstance(value, int) and value.bit_length() >= _SHOWN_BITS:
        return "(an enormous number)"
    try:
        text = _ADDRESS.sub("", _NAMELESS.sub(r"<\1>", repr(value)))
    except Exception:  # Python refuses to format integers with thousands of digits.
        return f"({type(value).__name__})"
    half = _SHOWN_LETTERS // 2
    return text if len(text) <= _SHOWN_LETTERS else f"{text[:half]}...{text[-half:]}"


def wrong_type(name: str, value: object, wanted: str, remedy: str) -> ArgumentTypeError:
    """Return the error for a value whose type is not the ``wanted`` one."""
    kind = type(value).__name__
    return ArgumentTypeError(f"{name}={shown(value)} is of type {kind}, not {wanted}; {remedy}")


def integer(name: str, value: object, low: int, high: int, *, remedy: str = "") -> int:
    """Return ``value`` as an int if it is an integer (NumPy's too, not bool) in ``low..high``."""
    remedy = remedy or f"give a whole number from {low:,} to {high:,}"
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise wrong_type(name, value, "int", remedy)
    value = int(value)
    if not low <= value <= high:
        raise ArgumentError(f"{name}={shown(value)} is out of range; {remedy}")
    return value


def number(name: str, value: object, wanted: str, remedy: str) -> float:
    """Return ``value`` as float if it is a number; infinite if no float is as large."""
    if isinstance(value, bool) or not isinstance(value, Real):
        raise wrong_type(name, value, wanted, remedy)
    try:
        return float(value)
    except OverflowError:
        return -math.inf if value <= 0 else math.inf


def rows(name: str, value: object, *, low: int = 0) -> int:
    """Return ``value`` if it is a valid number of rows."""
    return integer(name, value, low, MAX_ROWS)


def seed(value: object) -> int:
    """Return ``value`` if it is a seed: any signed 64-bit integer."""
    remedy = "give a whole number from -2**63 to 2**63 - 1"
    return integer("seed", value, INT64_MIN, INT64_MAX, remedy=remedy)


def rate(name: str, value: object) -> float:
    """Return ``value`` as float if it is a share between 0 and 1."""
    remedy = "give a share from 0 to 1"
    share = number(name, value, "float", remedy)
    if not 0 <= share <= 1:
        raise ArgumentError(f"{name}={shown(value)} is not a share; {remedy}")
    return share


def positive(name: str, value: object) -> float:
    """Return ``value`` as float if it is a finite number above 0."""
    remedy = "give a finite number above 0"
    found = number(name, value, "a number", remedy)
    if not 0 < found < math.inf:
        raise ArgumentError(f"{name}={shown(value)} is not usable; {remedy}")
    return found


def flag(name: str, value: object) -> bool:
    """Return ``value`` if it is True or False."""
    if not isinstance(value, bool):
        raise wrong_type(name, value, "bool", "give True or False")
    return value


def choice(
    name: str,
    value: object,
    options: Iterable[str],
    *,
    also: Iterable[tuple[str, str]] = (),
    remedy: str = "",
) -> str:
    """Return ``value`` if it is one of ``options``; otherwise suggest the nearest.

    ``also`` lists further words, each with the suggestion for it.
    """
    known = list(options)
    remedy = remedy or f"choose one of {', '.join(known)}"
    if not isinstance(value, str):
        raise wrong_type(name, value, "str", remedy)
    if value not in known:
        hint = _hint(value, [*((word, word) for word in known), *also])
        raise ArgumentError(f"{name}={shown(value)} is unknown; {hint}{remedy}")
    return value


def _hint(value: str, words: Sequence[tuple[str, str]]) -> str:
    """Return a question that suggests the words most similar to ``value``, if any."""
    likeness = [(_likeness(value, word), meaning) for word, meaning in words]
    best = max([_ALIKE, *(how for how, _ in likeness)])
    near = dict.fromkeys(repr(meaning) for how, meaning in likeness if how == best)
    return f"did you mean {' or '.join(list(near)[:_MOST_MEANINGS])}? " if near else ""


def _likeness(one: str, other: str) -> float:
    """Return the similarity of two words, ignoring case and separators."""
    one, other = (re.sub(r"[\s_-]+", "-", word.lower()).strip("-") for word in (one, other))
    if one == other:
        return 1
    short, long = sorted((one, other), key=len)
    if len(short) > 1 and long.startswith(short):
        return _BEGINNING + len(short) / len(long) / 100
    if len(long) > _MOST_LETTERS:
        return 0
    return difflib.SequenceMatcher(None, one, other).ratio()


def day(name: str, value: object) -> dt.date:
    """Return ``value`` if it is a date or an ISO 8601 date string."""
    remedy = "give a date such as '2024-01-31'"
    if isinstance(value, dt.datetime) or not isinstance(value, dt.date | str):
        raise wrong_type(name, value, "a date", remedy)
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise ArgumentError(f"{name}={shown(value)} is not a date; {remedy}") from None


def moment(
    name: str,
    value: object,
    remedy: str = "give one such as '2025-01-01T09:30:00'; without a zone it is in UTC",
) -> dt.datetime:
    """Return ``value`` if it is a datetime, a date or an ISO 8601 string; default zone: UTC."""
    if isinstance(value, str):
        try:
            value = dt.datetime.fromisoformat(value)
        except ValueError:
            raise ArgumentError(f"{name}={shown(value)} is not a time; {remedy}") from None
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        value = dt.datetime(value.year, value.month, value.day)
    if not isinstance(value, dt.datetime):
        raise wrong_type(name, value, "a time", remedy)
    return value.replace(tzinfo=dt.timezone.utc) if value.utcoffset() is None else value


def interval(name: str, value: object, most: int) -> int:
    """Return the seconds of an interval, 1 to ``most``: ``"30s"``, ``"5m"`` or ``"1 minute"``."""
    remedy = f"give a number and a unit, such as '30s' or '5m', of at most {duration(most)}"
    if not isinstance(value, str):
        raise wrong_type(name, value, "str", remedy)
    found = _DURATION.fullmatch(value)
    unit = found[2].lower() if found else ""
    scale = _SECONDS_OF.get(unit) or _SECONDS_OF.get(unit.removesuffix("s"))
    if found is None or scale is None:
        raise ArgumentError(f"{name}={shown(value)} is not an interval; {remedy}")
    if len(found[1]) > _MOST_DIGITS or not 1 <= int(found[1]) * scale <= most:
        raise ArgumentError(f"{name}={shown(value)} is out of range; {remedy}")
    return int(found[1]) * scale


def duration(seconds: int) -> str:
    """Return a duration as `interval` reads it: ``30s``, ``5m``, ``24h``."""
    for unit in ("h", "m"):
        if seconds and seconds % _SECONDS_OF[unit] == 0:
            return f"{seconds // _SECONDS_OF[unit]}{unit}"
    return f"{seconds}s"


@contextmanager
def called(names: Mapping[str, str]) -> Iterator[None]:
    """Rename arguments in errors; ``names`` maps the usual names to the caller's."""
    usual = re.compile(rf"(?<![\w'\"])({'|'.join(names)})=")
    try:
        yield
    except (ArgumentError, ArgumentTypeError) as error:
        message = usual.sub(lambda found: f"{names[found[1]]}=", str(error))
        raise type(error)(message) from None


def mapping(name: str, value: object) -> Mapping[str, Any]:
    """Return ``value`` if it is a mapping with names as keys; an empty one for None."""
    remedy = "give a mapping of names to values, or None"
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise wrong_type(name, value, "a mapping", remedy)
    for key in value:
        if not isinstance(key, str):
            raise ArgumentTypeError(f"{name}={shown(value)} has the key {shown(key)}; {remedy}")
    return value


def named(name: str, value: object, options: Iterable[str]) -> Mapping[str, Any]:
    """Return ``value`` if it is a mapping whose keys are some of ``options``; as `mapping`."""
    given, known = mapping(name, value), list(options)
    for key in given:
        if key not in known:
            hint = _hint(key, [(word, word) for word in known])
            remedy = f"choose from {', '.join(known)}" if known else f"omit {name}: there are none"
            raise ArgumentError(
                f"{name}={shown(value)} has the unknown name {shown(key)}; {hint}{remedy}"
            )
    return given


def names(name: str, value: object, options: Iterable[str]) -> list[str]:
    """Return a list of names if ``value`` has some of ``options`` only, at least one."""
    known = list(options)
    remedy = f"give a list of some of {', '.join(known)}"
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise wrong_type(name, value, "a list", remedy)
    found = [choice(name, each, known) for each in value]
    at_least_one(name, found)
    return found


def at_least_one(name: str, value: Sequence[object]) -> None:
    """Refuse an empty sequence."""
    if not value:
        raise ArgumentError(f"{name}={shown(value)} is empty; give at least one")


def weights(name: str, value: object, options: Sequence[str]) -> list[float]:
    """Return the weights of ``options`` if ``value`` is a mapping of some to numbers."""
    some = f"{', '.join(options[:-1])} and {options[-1]}"
    given = _weights(name, value, f"for {some}, such as {{{options[0]!r}: 1}}", options)
    return [given.get(option, 0.0) for option in options]


def any_weights(name: str, value: object) -> dict[str, float]:
    """Return weights by name, in order, if ``value`` is a mapping of any names to numbers."""
    return _weights(name, value, "for names of printable characters, such as {'INSERT': 1}")


def _weights(
    name: str, value: object, rest: str, options: Sequence[str] | None = None
) -> dict[str, float]:
    remedy = f"give numbers from 0 to 10**100 {rest}"
    if not isinstance(value, Mapping):
        raise wrong_type(name, value, "a mapping", remedy)
    for option, weight in value.items():
        has = f"{name}={shown(value)} has"
        if not isinstance(option, str):
            raise ArgumentTypeError(f"{has} the operation {shown(option)}, not a str; {remedy}")
        usable = option.isprintable() and option.strip() if options is None else option in options
        if not usable:
            raise ArgumentError(f"{has} the operation {shown(option)}; {remedy}")
        if isinstance(weight, bool) or not isinstance(weight, Real):
            raise ArgumentTypeError(f"{has} {shown(weight)}, not a number; {remedy}")
        if weight < 0 or not weight <= _MOST_WEIGHT:
            raise ArgumentError(f"{has} {shown(weight)}; {remedy}")
    if not any(value.values()):
        raise ArgumentError(f"{name}={shown(value)} has no weight above 0; {remedy}")
    return {option: float(weight) for option, weight in value.items()}
