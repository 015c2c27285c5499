"""The exceptions that tablewright raises on purpose."""


class TablewrightError(Exception):
    """Base of every error that tablewright raises on purpose."""


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
