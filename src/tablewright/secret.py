"""Secrets: tokens, and texts that may contain one."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import unquote

from tablewright.errors import ArgumentError

CATALOG = "UNITY_CATALOG_TOKEN"
"""The environment variable with the catalog's token."""
REMOTE = "SPARK_REMOTE"
"""The environment variable with the address of the Spark Connect server."""
HIDDEN = "***"
_SHORTEST = 4
_SECRETS = (
    re.compile(r"//([^/@\s]+)@"),
    re.compile(r";(?!use_ssl=|user_agent=)[^=;]*=([^;]+)"),
    re.compile(r"(?i)(?:secret|password|token|access.?key)[^=]*=(.+)"),
)
"""Secrets in text: users in addresses, Spark parameters, and settings that Spark redacts too."""


class Hidden(str):
    """Text whose ``repr`` is hidden, in messages, dataclasses and tracebacks with locals."""

    __slots__ = ()

    def __repr__(self) -> str:
        return HIDDEN


def token(name: str, value: str) -> Hidden:
    r"""Return a token without the trailing line break that files and shells add.

    Raises
    ------
    ArgumentError
        If it contains a character that is invalid in a header; the message shows only ``name``.

    Examples
    --------
    >>> token("TOKEN", "abc\r\n")
    ***
    """
    text = Hidden(value.strip())
    if not (text.isascii() and text.isprintable()):
        raise ArgumentError(
            f"{name}=... has a character that is invalid in a token, such as a line break; set it "
            "again"
        )
    return text


def without(text: str, secrets: Iterable[str]) -> str:
    """Remove secrets from a text."""
    # Longest first: an address may contain a token.
    for each in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(each, HIDDEN)
    return text


def discreet(text: str, words: Sequence[str]) -> str:
    """Remove the secrets of a command's words and environment from a text.

    This is the last safeguard: parsers repeat misplaced words, and servers may repeat anything.
    """
    return without(text, _told(words))


def _told(words: Sequence[str]) -> Iterator[str]:
    found = [os.environ.get(CATALOG, "")]
    for word in (*words, os.environ.get(REMOTE, "")):
        for pattern in _SECRETS:
            found += pattern.findall(word)
    for each in map(str.strip, found):
        yield from (form for form in (each, unquote(each)) if len(form) >= _SHORTEST)
