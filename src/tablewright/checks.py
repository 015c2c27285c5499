"""Checks of arguments. Every message reads ``name=value``, the reason, the remedy."""

from __future__ import annotations

import datetime as dt
import difflib
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tablewright.errors import ArgumentError, ArgumentTypeError

INT64_MIN, INT64_MAX = -(2**63), 2**63 - 1
MAX_ROWS = 2**42
"""Most rows of any table: beyond it products of row numbers would leave 64 bits."""
_SECONDS_OF = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400}

_SHOWN_BITS = 1_024
_MOST_DIGITS = 9


def integer(name: str, value: object, low: int, high: int, *, remedy: str = "") -> int:
    """Return ``value`` if it is an int (no bool) in ``low..high``."""
    remedy = remedy or f"give a whole number from {low:,} to {high:,}"
    if isinstance(value, bool) or not isinstance(value, int):
        kind = type(value).__name__
        raise ArgumentTypeError(f"{name}={value!r} is of type {kind}, not int; {remedy}")
    if not low <= value <= high:
        # Python refuses to write out thousands of digits.
        shown = str(value) if value.bit_length() < _SHOWN_BITS else "(an enormous number)"
        raise ArgumentError(f"{name}={shown} is out of range; {remedy}")
    return value


def rows(name: str, value: object, *, low: int = 0) -> int:
    """Return ``value`` if it can be a number of rows."""
    return integer(name, value, low, MAX_ROWS)


def rows_or(name: str, value: object, default: int) -> int:
    """Return ``value`` if it can be a number of rows; for None the default, or the most rows."""
    return min(default, MAX_ROWS) if value is None else rows(name, value)


def seed(value: object) -> int:
    """Return ``value`` if it is a seed: any signed 64-bit integer."""
    remedy = "give a whole number from -2**63 to 2**63 - 1"
    return integer("seed", value, INT64_MIN, INT64_MAX, remedy=remedy)


def rate(name: str, value: object) -> float:
    """Return ``value`` as float if it is a share between 0 and 1."""
    remedy = "give a share from 0 to 1"
    if isinstance(value, bool) or not isinstance(value, int | float):
        kind = type(value).__name__
        raise ArgumentTypeError(f"{name}={value!r} is of type {kind}, not float; {remedy}")
    if not (math.isfinite(value) and 0 <= value <= 1):
        raise ArgumentError(f"{name}={value} is not a share; {remedy}")
    return float(value)


def positive(name: str, value: object) -> float:
    """Return ``value`` as float if it is a finite number above 0."""
    remedy = "give a finite number above 0"
    if isinstance(value, bool) or not isinstance(value, int | float):
        kind = type(value).__name__
        raise ArgumentTypeError(f"{name}={value!r} is of type {kind}, not a number; {remedy}")
    if not (math.isfinite(value) and value > 0):
        raise ArgumentError(f"{name}={value} is not usable; {remedy}")
    return float(value)


def choice(name: str, value: object, options: Iterable[str]) -> str:
    """Return ``value`` if it is one of ``options``; otherwise name the nearest."""
    known = list(options)
    if not isinstance(value, str):
        kind = type(value).__name__
        remedy = f"choose one of {', '.join(known)}"
        raise ArgumentTypeError(f"{name}={value!r} is of type {kind}, not str; {remedy}")
    if value not in known:
        near = difflib.get_close_matches(value, known, n=1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise ArgumentError(f"{name}={value!r} is unknown; {hint}choose one of {', '.join(known)}")
    return value


def name(name: str, value: object) -> str:
    """Return ``value`` if it is text of the form ``<industry>.<table>``."""
    remedy = "give <industry>.<table>, such as 'retail.customers'"
    if not isinstance(value, str):
        kind = type(value).__name__
        raise ArgumentTypeError(f"{name}={value!r} is of type {kind}, not str; {remedy}")
    if value.count(".") != 1:
        raise ArgumentError(f"{name}={value!r} names no table; {remedy}")
    return value


def day(name: str, value: object) -> dt.date:
    """Return ``value`` if it is a date, or an ISO 8601 date as text."""
    remedy = "give a date such as '2024-01-31'"
    if isinstance(value, dt.datetime) or not isinstance(value, dt.date | str):
        kind = type(value).__name__
        raise ArgumentTypeError(f"{name}={value!r} is of type {kind}, not a date; {remedy}")
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise ArgumentError(f"{name}={value!r} is not a date; {remedy}") from None


def moment(
    name: str,
    value: object,
    remedy: str = "give one such as '2025-01-01T09:30:00'; without a zone it is in UTC",
) -> dt.datetime:
    """Return ``value`` if it is a time, a day or either as ISO 8601 text; in UTC without a zone."""
    if isinstance(value, str):
        try:
            value = dt.datetime.fromisoformat(value)
        except ValueError:
            raise ArgumentError(f"{name}={value!r} is not a time; {remedy}") from None
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        value = dt.datetime(value.year, value.month, value.day)
    if not isinstance(value, dt.datetime):
        kind = type(value).__name__
        raise ArgumentTypeError(f"{name}={value!r} is of type {kind}, not a time; {remedy}")
    return value if value.tzinfo else value.replace(tzinfo=dt.timezone.utc)


def interval(name: str, value: object, most: int) -> int:
    """Seconds of an interval as Spark writes it (``"1 minute"``), from 1 to ``most``."""
    remedy = f"give a number and a unit, such as '5 seconds', of at most {most:,} seconds"
    if not isinstance(value, str):
        kind = type(value).__name__
        raise ArgumentTypeError(f"{name}={value!r} is of type {kind}, not str; {remedy}")
    number, _, unit = value.strip().partition(" ")
    scale = _SECONDS_OF.get(unit.strip().lower().removesuffix("s"))
    if scale is None or not (number.isascii() and number.isdigit()):
        raise ArgumentError(f"{name}={value!r} is not an interval; {remedy}")
    if len(number) > _MOST_DIGITS or not 1 <= int(number) * scale <= most:
        raise ArgumentError(f"{name}={value!r} is out of range; {remedy}")
    return int(number) * scale


def mapping(name: str, value: object) -> Mapping[str, Any]:
    """Return ``value`` if it is a mapping with names as keys; an empty one for None."""
    remedy = "give a mapping of names to values, or None"
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        kind = type(value).__name__
        raise ArgumentTypeError(f"{name}={value!r} is of type {kind}, not a mapping; {remedy}")
    for key in value:
        if not isinstance(key, str):
            raise ArgumentTypeError(f"{name}={value!r} has the key {key!r}; {remedy}")
    return value


def at_least_one(name: str, value: Sequence[object]) -> None:
    """Refuse an empty sequence."""
    if not value:
        raise ArgumentError(f"{name}={value!r} is empty; give at least one")


def weights(name: str, value: object, options: Sequence[str]) -> list[float]:
    """Return the weights of ``options`` if ``value`` is a mapping of some to numbers."""
    some = f"{', '.join(options[:-1])} and {options[-1]}"
    remedy = f"give numbers from 0 up for {some}, such as {{{options[0]!r}: 1}}"
    if not isinstance(value, Mapping):
        kind = type(value).__name__
        raise ArgumentTypeError(f"{name}={value!r} is of type {kind}, not a mapping; {remedy}")
    for option, weight in value.items():
        if option not in options:
            raise ArgumentError(f"{name}={value!r} has the operation {option!r}; {remedy}")
        if isinstance(weight, bool) or not isinstance(weight, int | float):
            raise ArgumentTypeError(f"{name}={value!r} has {weight!r}, not a number; {remedy}")
        if not math.isfinite(weight) or weight < 0:
            raise ArgumentError(f"{name}={value!r} has {weight!r}; {remedy}")
    if not any(value.values()):
        raise ArgumentError(f"{name}={value!r} leaves nothing to choose; {remedy}")
    return [float(value.get(option, 0)) for option in options]
