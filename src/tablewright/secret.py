"""Text that must be shown nowhere: tokens, and what may hold one."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import unquote

from tablewright.errors import ArgumentError

CATALOG = "UNITY_CATALOG_TOKEN"
"""The environment variable that a catalog's token is taken from."""
REMOTE = "SPARK_REMOTE"
"""The variable in which Spark's clients look for the address of their server."""
HIDDEN = "***"
_SHORTEST = 4
_SECRETS = (
    re.compile(r"//([^/@\s]+)@"),
    re.compile(r";(?!use_ssl=|user_agent=)[^=;]*=([^;]+)"),
    re.compile(r"(?i)(?:secret|password|token|access.?key)[^=]*=(.+)"),
)
"""In words: users of addresses, parameters of Spark's, and settings that Spark hides as well."""


class Hidden(str):
    """Text that no ``repr`` shows: not in a message, a dataclass or the locals of a traceback."""

    __slots__ = ()

    def __repr__(self) -> str:
        return HIDDEN


def token(name: str, value: str) -> Hidden:
    r"""A token without the line end that files and shells leave behind it.

    Raises
    ------
    ArgumentError
        If it has a character that no header may have; only ``name`` is told.

    Examples
    --------
    >>> token("TOKEN", "abc\r\n")
    ***
    """
    text = Hidden(value.strip())
    if not (text.isascii() and text.isprintable()):
        raise ArgumentError(
            f"{name}=... has a character that no token has, such as a line end inside; set it again"
        )
    return text


def without(text: str, secrets: Iterable[str]) -> str:
    """The same text where something secret that somebody repeats is left out."""
    # The longest first: an address may contain a token.
    for each in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(each, HIDDEN)
    return text


def discreet(text: str, words: Sequence[str]) -> str:
    """A text without the secrets among a command's words and in its environment.

    The last net: a parser repeats words that stand in a wrong place, and servers anything.
    """
    return without(text, _told(words))


def _told(words: Sequence[str]) -> Iterator[str]:
    found = [os.environ.get(CATALOG, "")]
    for word in (*words, os.environ.get(REMOTE, "")):
        for pattern in _SECRETS:
            found += pattern.findall(word)
    for each in map(str.strip, found):
        yield from (form for form in (each, unquote(each)) if len(form) >= _SHORTEST)
