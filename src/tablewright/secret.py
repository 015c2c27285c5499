"""Text that must be shown nowhere: tokens, and what may hold one."""

from __future__ import annotations

from collections.abc import Iterable

from tablewright.errors import ArgumentError

HIDDEN = "***"


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
