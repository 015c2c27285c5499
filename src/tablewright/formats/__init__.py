"""File formats, each in one module.

To add one, write a module here whose ``FORMAT`` is a `Format`, and list its name in `READY_MADE`.
Your own package declares an entry point instead: ``my = "my_package.my_format:FORMAT"`` in the
group `ENTRY_POINTS`. Every command then accepts it; its module defines how it writes, reads and
refuses.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING

from tablewright import checks
from tablewright.errors import ArgumentError
from tablewright.formats.base import CatalogFormat, Format, TextFormat

if TYPE_CHECKING:
    import polars as pl

__all__ = [
    "BATCHES",
    "CATALOG",
    "DEFAULT",
    "ENTRY_POINTS",
    "LINES",
    "READY_MADE",
    "CatalogFormat",
    "Encoding",
    "Format",
    "TextFormat",
    "catalog",
    "encoding",
    "every",
    "find",
    "in_batches",
    "in_lines",
    "ready_made",
]

READY_MADE = ("parquet", "csv", "json", "arrow", "delta", "duckdb")
"""The formats' modules, in display order."""
ENTRY_POINTS = "tablewright.formats"
"""The entry point group for the formats of a package."""
DEFAULT, BATCHES, LINES, CATALOG = "parquet", "json", "csv", "delta"
"""Default formats of files, batches, standard output and catalogs."""


@cache
def ready_made() -> Mapping[str, Format]:
    """Return this package's formats by name; runs no code of other packages."""
    return {name: import_module(f"{__name__}.{name}").FORMAT for name in READY_MADE}


@cache
def every() -> Mapping[str, Format]:
    """Return all formats by name: the ready-made ones, then those of installed packages."""
    found = dict(ready_made())
    for point in entry_points(group=ENTRY_POINTS):
        found.setdefault(point.name, _loaded(point))
    return found


def _loaded(point: EntryPoint) -> Format:
    remedy = f"fix {point.value}, or uninstall its package"
    try:
        made = point.load()
    except Exception as error:
        raise ArgumentError(f"format={point.name!r} cannot be loaded: {error}; {remedy}") from error
    if not isinstance(made, Format) or made.name != point.name:
        raise ArgumentError(f"format={point.name!r} is {made!r:.60}, not a Format; {remedy}")
    return made


def find(name: object) -> Format:
    """Return the format with that name; raise `ArgumentError` if it does not exist."""
    return every()[checks.choice("format", name, [*every()])]


def in_batches(among: Mapping[str, Format] | None = None) -> tuple[str, ...]:
    """Return the formats that support batches of changes, the default first."""
    found = every() if among is None else among
    names = (name for name, format in found.items() if format.in_batches)
    return tuple(sorted(names, key=lambda name: name != BATCHES))


def in_lines(among: Mapping[str, Format] | None = None) -> tuple[str, ...]:
    """Return the line-based formats, which support standard output."""
    found = every() if among is None else among
    return tuple(name for name, format in found.items() if isinstance(format, TextFormat))


def catalog() -> CatalogFormat:
    """Return the format of catalog tables."""
    found = find(CATALOG)
    assert isinstance(found, CatalogFormat)
    return found


@dataclass(frozen=True)
class Encoding:
    """A format with a compression; create one with `encoding`."""

    format: Format
    compression: str

    @property
    def name(self) -> str:
        """The format's name."""
        return self.format.name

    @property
    def suffix(self) -> str:
        """The ending of file names."""
        return self.format.compressions[self.compression]

    def encode(self, frame: pl.DataFrame) -> bytes:
        """Encode a small frame as the bytes of one file."""
        buffer = io.BytesIO()
        self.format.sink(frame.lazy(), buffer, self.compression, {})
        return buffer.getvalue()


def encoding(format: str = DEFAULT, compression: str | None = None) -> Encoding:
    """Return the encoding of a format and compression.

    Parameters
    ----------
    format : str
        The name of a file format, one of `every`.
    compression : str, optional
        Default: Zstandard for binary formats, none for text formats.
    """
    found = find(format)
    if compression is None:
        return Encoding(found, next(iter(found.compressions)))
    try:
        checks.choice("compression", compression, [*found.compressions])
    except ArgumentError as error:
        raise ArgumentError(f"{error} for {format}") from None
    return Encoding(found, compression)
