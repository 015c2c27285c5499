"""The exceptions that tablewright raises on purpose."""

import re

_LONGEST = 600
_JOINERS = "\u200c\u200d"
"""Invisible, but scripts and emoji need them."""
_ODD = re.compile(r"[^ -~]")


def printable(text: str, keep: str = "\n") -> str:
    r"""Text that does nothing to a terminal but stand there, and stands there as it is.

    Escapes and other controls, characters that turn the direction of writing or are invisible,
    and halves of characters are written out (``\x1b``), but for those in ``keep``.
    """
    if text.isprintable():
        return text
    return _ODD.sub(lambda found: _written_out(found[0], keep), text)


def _written_out(character: str, keep: str) -> str:
    if character.isprintable() or character in keep or character in _JOINERS:
        return character
    # Spaces of all widths are fine; what separates lines is not.
    if character.isspace() and character not in "\t\v\f\r\n\x1c\x1d\x1e\x1f\x85\u2028\u2029":
        return character
    return repr(character)[1:-1]


def one_line(message: str) -> str:
    """A message as one line, whatever values it quotes (a frame shows itself as many).

    Of a very long one the middle is left out, because the remedy comes last.
    """
    line = printable(" ".join(message.split()), keep="")
    half = _LONGEST // 2
    return line if len(line) <= _LONGEST else f"{line[:half]} ... {line[-half:]}"


class TablewrightError(Exception):
    """Base of every error that tablewright raises on purpose; its message is one line."""

    def __init__(self, message: str) -> None:
        super().__init__(one_line(message))


class ArgumentError(TablewrightError, ValueError):
    """An argument has the right type but a value that cannot be used."""


class ArgumentTypeError(TablewrightError, TypeError):
    """An argument has the wrong type."""


class DeclarationError(TablewrightError, ValueError):
    """A table is declared in a way that cannot be planned; raised before any row is made."""


class OutputError(TablewrightError, OSError):
    """Files could not be written; nothing half-written was left behind."""


class SparkError(TablewrightError, RuntimeError):
    """Spark could not be reached, did not start, or failed at something."""


class MissingExtraError(TablewrightError, ImportError):
    """An optional dependency is needed; the message says which extra installs it."""


class CatalogError(TablewrightError):
    """A catalog cannot be reached, refuses, or failed; the message says which and what to do."""
