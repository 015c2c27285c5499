"""The exceptions that tablewright raises."""

import re

_LONGEST = 600
_JOINERS = "\u200c\u200d"
"""Invisible, but scripts and emoji need them."""
_ODD = re.compile(r"[^ -~]")


def printable(text: str, keep: str = "\n") -> str:
    r"""Return text that cannot control a terminal.

    Control characters, bidirectional controls, invisible characters and lone surrogates are
    escaped (``\x1b``), except those in ``keep``.
    """
    if text.isprintable():
        return text
    return _ODD.sub(lambda found: _written_out(found[0], keep), text)


def _written_out(character: str, keep: str) -> str:
    if character.isprintable() or character in keep or character in _JOINERS:
        return character
    # Spaces of any width are fine; line separators are not.
    if character.isspace() and character not in "\t\v\f\r\n\x1c\x1d\x1e\x1f\x85\u2028\u2029":
        return character
    return repr(character)[1:-1]


def one_line(message: str) -> str:
    """Return a message as one line, whatever values it quotes.

    A very long message is shortened in the middle, because the remedy comes last.
    """
    line = printable(" ".join(message.split()), keep="")
    half = _LONGEST // 2
    return line if len(line) <= _LONGEST else f"{line[:half]} ... {line[-half:]}"


class TablewrightError(Exception):
    """Base class of tablewright's errors; the message is one line."""

    def __init__(self, message: str) -> None:
        super().__init__(one_line(message))


class ArgumentError(TablewrightError, ValueError):
    """An argument has the right type but an invalid value."""


class ArgumentTypeError(TablewrightError, TypeError):
    """An argument has the wrong type."""


class DeclarationError(TablewrightError, ValueError):
    """A table's declaration cannot be planned; raised before any row is generated."""


class OutputError(TablewrightError, OSError):
    """Files could not be written; no partial output remains."""


class SparkError(TablewrightError, RuntimeError):
    """Spark could not be reached, did not start, or failed."""


class MissingExtraError(TablewrightError, ImportError):
    """An optional dependency is missing; the message names the extra that installs it."""


class CatalogError(TablewrightError):
    """A catalog is unreachable, refuses or fails; the message says which, and the remedy."""
