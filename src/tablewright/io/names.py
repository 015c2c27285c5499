"""Names of catalogs, schemas, volumes and tables: checked, and quoted whenever they become SQL."""

from __future__ import annotations

import re

from tablewright.errors import ArgumentError, ArgumentTypeError

LONGEST = 255
_REMEDY = f"use letters, digits, _ and -, at most {LONGEST}"
_PART = re.compile(r"[\w-]+")
_PLAIN = re.compile(r"[A-Za-z0-9_]+")


def part(name: str, value: object) -> str:
    """Return ``value`` if it can be one part of a name in any catalog, and of a path.

    Dots, slashes, quotes, spaces and whatever else SQL or a file system could read as something
    else are refused, not repaired: nobody gets a schema with another name than was asked for.

    Examples
    --------
    >>> part("schema", "retail")
    'retail'
    >>> part("schema", "retail; DROP")
    Traceback (most recent call last):
    ...
    tablewright.errors.ArgumentError: schema='retail; DROP' has ';', which a name may not have; \
use letters, digits, _ and -, at most 255
    """
    if not isinstance(value, str):
        kind = type(value).__name__
        raise ArgumentTypeError(f"{name}={value!r} is of type {kind}, not str; {_REMEDY}")
    if not value:
        raise ArgumentError(f"{name}='' names nothing; {_REMEDY}")
    if len(value.encode("utf-8", "replace")) > LONGEST:
        shown = f"{value[:20]}..."
        raise ArgumentError(f"{name}={shown!r} is too long ({len(value)} characters); {_REMEDY}")
    if not _PART.fullmatch(value):
        odd = next(character for character in value if not _PART.fullmatch(character))
        raise ArgumentError(f"{name}={value!r} has {odd!r}, which a name may not have; {_REMEDY}")
    return value


def plain(name: str, value: str) -> str:
    """Return ``value`` if Spark's own catalog takes it, which knows ASCII only."""
    if not _PLAIN.fullmatch(value):
        raise ArgumentError(
            f"{name}={value!r} is no name for Spark's own catalog; use a-z, 0-9 and _"
        )
    return value


def quoted(*parts: str) -> str:
    """A name of several parts as Spark SQL."""
    return ".".join(f"`{each.replace('`', '``')}`" for each in parts)
