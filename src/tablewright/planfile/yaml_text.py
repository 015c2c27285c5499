"""Plain data as YAML, as a person would write it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tablewright.errors import printable

WIDTH = 100
_PLAIN = re.compile(r"[A-Za-z_$][\w .()*+/%<>=$-]*")
"""Texts without quotes, if they do not read as another scalar."""
_OTHER = re.compile(r"~|null|true|false", re.IGNORECASE)
_TRAPS = ("yes", "no", "on", "off", "y", "n")
"""Texts in YAML 1.2, truth values for older readers: quoted for them."""


@dataclass(frozen=True)
class Noted:
    """An entry with a comment at the end of its line."""

    value: object
    note: str


def scalar(value: object) -> str:
    """Return a scalar."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return repr(value)
    text = str(value)
    is_plain = _PLAIN.fullmatch(text) and text.isascii() and not text.endswith(" ")
    if is_plain and not _OTHER.fullmatch(text) and text.lower() not in _TRAPS:
        return text
    if '"' in text and "'" not in text and text.isprintable() and "\\" not in text:
        return f"'{text}'"
    return "".join(
        letter if letter.isprintable() else f"\\U{ord(letter):08x}"
        for letter in json.dumps(text, ensure_ascii=False)
    )


def flow(value: object) -> str:
    """Return data on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(k)}: {flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    return scalar(value)


def comment(text: str) -> str:
    """Return a comment: one line, whatever the text."""
    return f"# {printable(' '.join(text.split()), keep='')}"


def block(value: Mapping[object, object], indent: int = 0, deep: int = 0) -> Iterator[str]:
    """Return the lines of a mapping: an entry is on one line if it fits.

    Parameters
    ----------
    value : mapping
        The data.
    indent : int
        Spaces before each line.
    deep : int
        Levels that are never on one line.
    """
    pad = " " * indent
    for key, given in value.items():
        entry = given.value if isinstance(given, Noted) else given
        note = f"  {comment(given.note)}" if isinstance(given, Noted) else ""
        line = f"{pad}{scalar(key)}: {flow(entry)}"
        if isinstance(entry, Mapping) and entry and (deep or len(line) > WIDTH):
            yield f"{pad}{scalar(key)}:{note}"
            yield from block(entry, indent + 2, max(0, deep - 1))
        else:
            yield f"{line}{note}"
