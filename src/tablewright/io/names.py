"""Names of catalogs, schemas, volumes and tables: validation, and quoting in SQL."""

from __future__ import annotations

import re

from tablewright.errors import ArgumentError, ArgumentTypeError

LONGEST = 255
_REMEDY = f"use letters, digits, _ and -, at most {LONGEST}"
_PART = re.compile(r"[\w-]+")
_PLAIN = re.compile(r"[A-Za-z0-9_]+")


def part(name: str, value: object) -> str:
    """Return ``value`` if it is a valid part of a name in any catalog, and of a path.

    Dots, slashes, quotes, spaces and anything else that SQL or a file system could interpret are
    refused, not replaced, so that a schema never gets a different name.

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
        raise ArgumentError(f"{name}='' is empty; {_REMEDY}")
    if len(value.encode("utf-8", "replace")) > LONGEST:
        shown = f"{value[:20]}..."
        raise ArgumentError(f"{name}={shown!r} is too long ({len(value)} characters); {_REMEDY}")
    if not _PART.fullmatch(value):
        odd = next(character for character in value if not _PART.fullmatch(character))
        raise ArgumentError(f"{name}={value!r} has {odd!r}, which a name may not have; {_REMEDY}")
    return value


def plain(name: str, value: str) -> str:
    """Return ``value`` if Spark's own catalog accepts it, which supports ASCII only."""
    if not _PLAIN.fullmatch(value):
        raise ArgumentError(
            f"{name}={value!r} is not a valid name in Spark's own catalog; use a-z, 0-9 and _"
        )
    return value


def quoted(*parts: str) -> str:
    """Quote a name of several parts for Spark SQL."""
    return ".".join(f"`{each.replace('`', '``')}`" for each in parts)
