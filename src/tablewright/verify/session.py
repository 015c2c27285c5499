"""A DuckDB connection that reads given files, writes a scratch folder and reaches no network."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tablewright import locations
from tablewright.errors import MissingExtraError, OutputError
from tablewright.spec import Window

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY_SHARE = 0.6
"""Of the memory that DuckDB would take; group-bys that need more spill to the scratch folder."""

_FULL = ("No space left", "Disk quota exceeded", "File too large")
_NO_HANDLES = "Too many open files"
_ODD = re.compile(r"[^\w.-]")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class QueryError(Exception):
    """DuckDB could not read a file or run a rule; the message is its first line."""


class Session:
    """Runs SQL over the views of one dataset."""

    def __init__(
        self, connection: DuckDBPyConnection, scratch: Path, names: Mapping[Path, Path]
    ) -> None:
        self._connection = connection
        self._names = names
        self.scratch = scratch

    def name_of(self, file: Path) -> Path:
        """What DuckDB is to call a file: in its own path, a wildcard may stand for others."""
        return self._names.get(file, file)

    def execute(self, sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Run one statement; return the column names and the rows."""
        from duckdb import Error

        try:
            result = self._connection.execute(sql)
            names = [item[0] for item in result.description or ()]
            return names, result.fetchall()
        except Error as error:
            self.check_room(error)
            raise QueryError(str(error).strip().partition("\n")[0]) from None

    def check_room(self, error: Exception) -> None:
        """Raise `OutputError` if there was no room or no handle: that is no fault of a table."""
        if _NO_HANDLES in str(error):
            raise OutputError(f"files cannot be opened: {_NO_HANDLES}; allow more (ulimit -n)")
        if any(sign in str(error) for sign in _FULL):
            raise OutputError(
                f"no space left for scratch files in {str(self.scratch.parent)!r}; free some, or "
                "set TMPDIR to a folder with more"
            ) from None

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Run one statement; return its rows."""
        return self.execute(sql)[1]

    def number(self, sql: str) -> int:
        """Run a query that returns one whole number."""
        return int(self.rows(sql)[0][0])


@contextmanager
def open_session(*files: Path) -> Iterator[Session]:
    """Open a connection that may read ``files`` and a scratch folder, and nothing else."""
    try:
        import duckdb
    except ImportError:
        raise MissingExtraError(
            "verify needs duckdb; install it with: pip install 'tablewright[verify]'"
        ) from None

    with locations.scratch("tablewright-verify-") as scratch:
        connection = duckdb.connect(
            ":memory:",
            config={
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "python_enable_replacements": "false",
                "preserve_insertion_order": "false",
                "temp_directory": str(scratch / "spill"),
            },
        )
        try:
            connection.execute("SET TimeZone = 'UTC'")
            connection.execute(f"SET memory_limit = '{_memory(connection)}'")
            names = {file: _name(file, scratch / f"{n}") for n, file in enumerate(files)}
            allowed = ", ".join(
                literal(f"{name}{end}") for name in names.values() for end in ("", ".wal")
            )
            connection.execute(f"SET allowed_paths = [{allowed}]")
            connection.execute(f"SET allowed_directories = [{literal(f'{scratch}/')}]")
            connection.execute("SET enable_external_access = false")
            yield Session(connection, scratch, names)
        finally:
            connection.close()


def _name(file: Path, folder: Path) -> Path:
    """A link to a file by a name that means nothing else; a database wants to be there itself."""
    name = folder / _ODD.sub("_", file.name)
    if file.suffix == ".duckdb":
        if "\\" not in str(file) and "?" not in str(file):
            return file
        folder.mkdir()
        if file.exists():
            try:
                os.link(file, name)
            except OSError:
                shutil.copyfile(file, name)
        return name
    folder.mkdir()
    name.symlink_to(file)
    return name


def _memory(connection: DuckDBPyConnection) -> str:
    """A share of the default, which DuckDB states as ``12.5 GiB``; not every release knows %."""
    row = connection.execute("SELECT current_setting('memory_limit')").fetchone()
    number, _, unit = str(row[0] if row else "1.0 GiB").partition(" ")
    return f"{float(number) * MEMORY_SHARE:.3f} {unit}"


def set_variables(
    session: Session, parameters: Mapping[str, int | float | str], window: Window
) -> None:
    """Define what rules may refer to.

    ``getvariable(<parameter>)`` for each parameter of the manifest (dates as DATE); ``w0``, ``w1``
    (the midnight after the end) and ``days``; the macro ``scaled(days)``: a span that is stated
    for a year of 366 days, in the window's proportion, as `Window.scaled` has it.
    """
    values: dict[str, int | float | str | dt.date] = dict(parameters)
    values["w0"] = window.start
    values["w1"] = window.end + dt.timedelta(days=1)
    values["days"] = window.days
    for name, value in values.items():
        session.execute(f"SET VARIABLE {quoted(name)} = {literal(value)}")
    session.execute(
        "CREATE OR REPLACE MACRO scaled(span) AS "
        "greatest(1, round(span * getvariable('days') / 366)::INTEGER)"
    )


def literal(value: int | float | str | dt.date) -> str:
    """The value as SQL text; an ISO date in a string becomes a DATE."""
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
