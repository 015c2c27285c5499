"""File formats, each in a module of its own that holds everything about it.

Adding one: a module here whose ``FORMAT`` is a `Format`, and its name in `READY_MADE`. A package of
yours names its own as an entry point instead: ``my = "my_package.my_format:FORMAT"`` in the group
`ENTRY_POINTS`. Every command then takes it: how it writes, reads and refuses is in that module.
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
"""A module each, in the order in which they are shown."""
ENTRY_POINTS = "tablewright.formats"
"""The group of entry points in which a package names its formats."""
DEFAULT, BATCHES, LINES, CATALOG = "parquet", "json", "csv", "delta"
"""What is taken for files, batches, standard output and catalogs, if none is named."""


@cache
def ready_made() -> Mapping[str, Format]:
    """The formats of this package by name; nothing that is installed beside it is run."""
    return {name: import_module(f"{__name__}.{name}").FORMAT for name in READY_MADE}


@cache
def every() -> Mapping[str, Format]:
    """All formats by name: the ready-made ones, then those of installed packages."""
    found = dict(ready_made())
    for point in entry_points(group=ENTRY_POINTS):
        found.setdefault(point.name, _loaded(point))
    return found


def _loaded(point: EntryPoint) -> Format:
    remedy = f"mend {point.value}, or uninstall its package"
    try:
        made = point.load()
    except Exception as error:
        raise ArgumentError(f"format={point.name!r} cannot be loaded: {error}; {remedy}") from error
    if not isinstance(made, Format) or made.name != point.name:
        raise ArgumentError(f"format={point.name!r} is {made!r:.60}, no Format of it; {remedy}")
    return made


def find(name: object) -> Format:
    """The format of that name; `ArgumentError` if there is none."""
    return every()[checks.choice("format", name, [*every()])]


def in_batches(among: Mapping[str, Format] | None = None) -> tuple[str, ...]:
    """The formats (of all, or of some) that hold batches of changes, the default first."""
    found = every() if among is None else among
    names = (name for name, format in found.items() if format.in_batches)
    return tuple(sorted(names, key=lambda name: name != BATCHES))


def in_lines(among: Mapping[str, Format] | None = None) -> tuple[str, ...]:
    """The formats (of all, or of some) of lines, which can go to standard output."""
    found = every() if among is None else among
    return tuple(name for name, format in found.items() if isinstance(format, TextFormat))


def catalog() -> CatalogFormat:
    """The format of tables that are written to a catalog."""
    found = find(CATALOG)
    assert isinstance(found, CatalogFormat)
    return found


@dataclass(frozen=True)
class Encoding:
    """A format with its compression; make one with `encoding`."""

    format: Format
    compression: str

    @property
    def name(self) -> str:
        """The format's name."""
        return self.format.name

    @property
    def suffix(self) -> str:
        """What file names end with."""
        return self.format.compressions[self.compression]

    def encode(self, frame: pl.DataFrame) -> bytes:
        """A small frame as the bytes of one file."""
        buffer = io.BytesIO()
        self.format.sink(frame.lazy(), buffer, self.compression, {})
        return buffer.getvalue()


def encoding(format: str = DEFAULT, compression: str | None = None) -> Encoding:
    """The encoding of that format and compression.

    Parameters
    ----------
    format : str
        The name of a file format, one of `every`.
    compression : str, optional
        Zstandard by default for the binary formats, none for the text formats.
    """
    found = find(format)
    if compression is None:
        return Encoding(found, next(iter(found.compressions)))
    try:
        checks.choice("compression", compression, [*found.compressions])
    except ArgumentError as error:
        raise ArgumentError(f"{error} for {format}") from None
    return Encoding(found, compression)
