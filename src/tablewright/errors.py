"""The exceptions that tablewright raises on purpose."""

_LONGEST = 600


def one_line(message: str) -> str:
    """A message as one line, whatever values it quotes (a frame shows itself as many).

    Of a very long one the middle is left out, because the remedy comes last.
    """
    line = " ".join(message.split())
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
