"""Opens untrusted files as a view with the declared types.

`verify` opens files by SQL in a separate process. Timestamps become ``TIMESTAMP`` (UTC wall clock)
in the view, so that rules about hours and days do not depend on a session's time zone.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from tablewright.formats.strangers import inside, read_text

FILES = "files"
"""The folder of a dataset's files in the reading process."""

_PHYSICAL = {
    "int64": "BIGINT",
    "int32": "INTEGER",
    "float64": "DOUBLE",
    "text": "VARCHAR",
    "date": "DATE",
    "timestamp": "TIMESTAMP WITH TIME ZONE",
    "boolean": "BOOLEAN",
}
_DECIMAL = re.compile(r"decimal\((\d+),(\d+)\)")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class QueryError(Exception):
    """A file could not be read or a rule not be run; the message is one line."""


Convert = Callable[[str, str], Mapping[str, str]]
"""Copies a file to Parquet, and returns the types of its columns: ``convert(source, target)``."""


class Reader(Protocol):
    """A process that can read only a dataset's files, each as ``files/<name>``."""

    def execute(self, sql: str) -> tuple[list[str], list[list[Any]]]:
        """Run one DuckDB statement; return the column names and the rows."""

    def rows(self, sql: str) -> list[list[Any]]:
        """Run one statement; return its rows."""

    def number(self, sql: str) -> int:
        """Run a query that returns one integer."""

    def convert(self, by: Convert, source: str, target: str) -> Mapping[str, str]:
        """Run a module's function there, for files that DuckDB cannot read."""


@dataclass(frozen=True)
class StoredTable:
    """A table's files, as listed in the manifest.

    Parameters
    ----------
    name : str
        The name of the table and of its view.
    files : tuple of str
        Paths relative to ``directory``.
    columns : mapping
        The declared type of each column.
    dataset, seed, parameters
        What the files were generated for.
    directory : Path
        The dataset's folder.
    """

    name: str
    files: tuple[str, ...]
    columns: Mapping[str, str]
    dataset: str
    seed: int
    parameters: Mapping[str, int | float | str]
    directory: Path

    def read_text(self, file: str) -> str:
        """Read a small file; raise `Unreadable` if it is not a file inside the directory."""
        return read_text(inside(self.directory, self.directory / file))

    def size(self, file: str) -> int:
        """Return the size of a file in bytes."""
        return (self.directory / file).stat().st_size


@dataclass(frozen=True)
class Opened:
    """A table's files, opened as a view.

    ``problems`` lists differences in columns, ``mistyped`` in types; ``readable`` states whether
    the view exists. ``strange`` lists files generated for another dataset; None if files of this
    format do not record it.
    """

    readable: bool
    problems: tuple[str, ...] = ()
    mistyped: tuple[str, ...] = ()
    strange: tuple[str, ...] | None = None


def physical_type(name: str) -> str | None:
    """Return DuckDB's type for a declared type name; None if unknown."""
    found = _DECIMAL.fullmatch(name)
    if found:
        return f"DECIMAL({found[1]},{found[2]})"
    return _PHYSICAL.get(name)


def create_view(reader: Reader, table: StoredTable, source: str, *, cast: bool) -> None:
    """Create the view of a table; ``cast`` converts other types to the declared ones."""
    cells = []
    for name, kind in table.columns.items():
        column = quoted(name)
        if cast:
            column = f"TRY_CAST({column} AS {physical_type(kind)})"
        if kind == "timestamp":
            column = f"make_timestamp(epoch_us({column}))"
        cells.append(f"{column} AS {quoted(name)}")
    view = quoted(table.name)
    reader.execute(f"CREATE OR REPLACE VIEW {view} AS SELECT {', '.join(cells)} FROM {source}")


def compare_names(file: str, found: list[str], table: StoredTable) -> list[str]:
    """Return the differences between a file's columns and the table's."""
    want = list(table.columns)
    if found == want:
        return []
    missing = [name for name in want if name not in found]
    extra = [name for name in found if name not in want]
    problems = [f"{file} lacks {', '.join(missing)}"] if missing else []
    if extra:
        problems.append(f"{file} also has {', '.join(extra)}")
    return problems or [f"{file} has them in a different order: {', '.join(found)}"]


def literal(value: int | float | str | dt.date) -> str:
    """Return a value as an SQL literal; an ISO date in a string becomes a DATE."""
    if isinstance(value, dt.date):
        return f"DATE '{value.isoformat()}'"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{value!r}::DOUBLE"
    if isinstance(value, int):
        return str(value)
    text = "'" + value.replace("'", "''") + "'"
    return f"DATE {text}" if _DAY.fullmatch(value) else text


def quoted(name: str) -> str:
    """A name as SQL."""
    return '"' + name.replace('"', '""') + '"'
