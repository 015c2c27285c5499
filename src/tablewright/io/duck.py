"""A dataset as one DuckDB database: every table is filled through Parquet files of few rows."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tablewright import locations
from tablewright.errors import MissingExtraError, OutputError
from tablewright.io.parts import TableOutput

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ROWS_AT_ONCE = 2_000_000
"""So many rows lie in a Parquet file before they are loaded."""
_TYPES = {
    "int64": "BIGINT",
    "int32": "INTEGER",
    "float64": "DOUBLE",
    "text": "VARCHAR",
    "date": "DATE",
    "timestamp": "TIMESTAMP WITH TIME ZONE",
    "boolean": "BOOLEAN",
}
_MEMORY = "1GB"


def check_installed() -> None:
    """Say which extra is missing, before a row is made."""
    try:
        import duckdb  # noqa: F401
    except ImportError:
        raise MissingExtraError(
            "format='duckdb' needs duckdb; install it with: pip install 'tablewright[verify]'"
        ) from None


def database_name(dataset: str) -> str:
    """The file that holds all of a dataset's tables."""
    return f"{dataset}.duckdb"


def write_table(
    table: TableOutput, database: Path, write: Callable[[int, int, Path], object]
) -> None:
    """Put a table into a database, which is made if it is not there; an older one is replaced.

    Parameters
    ----------
    table : TableOutput
        What to write.
    database : Path
        The file.
    write : callable
        Writes rows ``start`` to ``stop`` to a Parquet file: ``(start, stop, path)``.

    Raises
    ------
    OutputError
        If DuckDB cannot write.
    """
    if locations.is_plain(database):
        _write_table(table, database, write)
        return
    # DuckDB would take the path for another one.
    with locations.scratch("tablewright-duckdb-") as scratch:
        copy = scratch / "copy.duckdb"
        if database.exists():
            shutil.copyfile(database, copy)
        _write_table(table, copy, write)
        shutil.copyfile(copy, database)


def _write_table(
    table: TableOutput, database: Path, write: Callable[[int, int, Path], object]
) -> None:
    import duckdb

    piece = database.with_name(f"{table.name}.parquet")
    name = _quoted(table.name)
    try:
        with duckdb.connect(str(database), config=_settings(database)) as connection:
            connection.execute("BEGIN")
            columns = ", ".join(
                f"{_quoted(column)} {_TYPES.get(kind, kind.upper())}"
                for column, kind in table.types.items()
            )
            connection.execute(f"CREATE OR REPLACE TABLE {name} ({columns})")
            rows = f"read_parquet({_text(str(piece))}, hive_partitioning = false)"
            for start in range(0, table.rows, ROWS_AT_ONCE):
                write(start, min(start + ROWS_AT_ONCE, table.rows), piece)
                connection.execute(f"INSERT INTO {name} FROM {rows}")
                piece.unlink()
            _comment(connection, table)
            connection.execute("COMMIT")
            connection.execute("CHECKPOINT")
    except duckdb.Error as error:
        line = str(error).strip().partition("\n")[0]
        raise OutputError(f"table={table.name!r} cannot be written by DuckDB: {line}") from error
    finally:
        piece.unlink(missing_ok=True)


def _settings(database: Path) -> dict[str, str | bool | int | float | list[str]]:
    return {
        "memory_limit": _MEMORY,
        # Several would write every row group twice, and leave holes of the same size.
        "threads": 1,
        "temp_directory": str(database.with_name("spill")),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }


def _comment(connection: DuckDBPyConnection, table: TableOutput) -> None:
    name, about = _quoted(table.name), table.about
    if about.text:
        connection.execute(f"COMMENT ON TABLE {name} IS {_text(about.text)}")
    for column, text in about.columns.items():
        if text:
            connection.execute(f"COMMENT ON COLUMN {name}.{_quoted(column)} IS {_text(text)}")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + re.sub("'", "''", value) + "'"
