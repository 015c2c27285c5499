"""DuckDB: a dataset is one database; its tables are loaded from Parquet files of few rows."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, ClassVar

from tablewright import locations
from tablewright.errors import OutputError
from tablewright.formats import parquet
from tablewright.formats.base import Format
from tablewright.formats.reading import (
    FILES,
    Opened,
    QueryError,
    Reader,
    StoredTable,
    compare_names,
    create_view,
    literal,
    physical_type,
    quoted,
)
from tablewright.formats.tables import TableJob, TableOutput

if TYPE_CHECKING:
    import polars as pl
    from duckdb import DuckDBPyConnection

ROWS_AT_ONCE = 2_000_000
"""Rows per Parquet file to load."""
_MEMORY = "1GB"


class DuckDb(Format):
    """One database for all tables."""

    name = "duckdb"
    compressions: ClassVar[Mapping[str, str]] = {"none": ".duckdb"}  # It packs its own files.
    needs = ("duckdb", "verify")
    is_database = True
    sidecars = (".wal",)  # Changes of a database that was not closed.
    has_dictionaries = True
    sample_rows = 122_880  # A row group, of which the last is packed worse than the others.

    def sink(
        self, lazy: pl.LazyFrame, target: IO[bytes], compression: str, metadata: Mapping[str, str]
    ) -> None:
        """Write rows to a Parquet file, for loading."""
        parquet.FORMAT.sink(lazy, target, compression, metadata)

    def write(self, job: TableJob) -> tuple[str, ...]:
        """Write a table to the database, creating the database and replacing an older table."""
        [name] = self.names(job.dataset, job.table.name, job.table.rows, 1, "none")
        database = job.folder / name
        if locations.is_plain(database):
            _write_table(job, database)
            return (name,)
        # DuckDB would misinterpret the path.
        with locations.scratch("tablewright-duckdb-") as scratch:
            copy = scratch / "copy.duckdb"
            if database.exists():
                shutil.copyfile(database, copy)
            _write_table(job, copy)
            shutil.copyfile(copy, database)
        return (name,)

    def open(self, reader: Reader, table: StoredTable) -> Opened:
        """Create the view over a plain table; anything else in a database is untrusted SQL."""
        [file] = table.files
        reader.execute(
            f"ATTACH IF NOT EXISTS {literal(f'{FILES}/{file}')} AS listed (TYPE duckdb, READ_ONLY)"
        )
        made = _statement(reader, "listed", table)
        if made is None:
            raise QueryError(f"{file} has no table {table.name} (views are not read)")
        name = f"main.{quoted(table.name)}"
        columns = reader.rows(f"FROM pragma_table_info({literal(f'listed.{name}')})")
        found = {str(row[1]): str(row[2]) for row in columns}
        problems = compare_names(file, list(found), table)
        mistyped = tuple(
            f"{file}: {column} is {found[column]}, not {physical_type(kind)}"
            for column, kind in table.columns.items()
            if column in found and found[column] != physical_type(kind)
        )
        if problems or mistyped:
            return Opened(False, tuple(problems), mistyped)
        cells = ", ".join(f"{quoted(each)} {kind}" for each, kind in found.items())
        reader.execute("ATTACH IF NOT EXISTS ':memory:' AS plain")
        reader.execute(f"CREATE OR REPLACE TABLE plain.{name} ({cells})")
        if made != _statement(reader, "plain", table):
            what = "defaults, generated columns or constraints, which are not read"
            raise QueryError(f"{file}: table {table.name} has {what}")
        create_view(reader, table, f"listed.{name}", cast=False)
        return Opened(True)


def _write_table(job: TableJob, database: Path) -> None:
    import duckdb

    table = job.table
    piece = database.with_name(f"{table.name}.parquet")
    name = quoted(table.name)
    try:
        with duckdb.connect(str(database), config=_settings(database)) as connection:
            connection.execute("BEGIN")
            columns = ", ".join(
                f"{quoted(column)} {physical_type(kind) or kind.upper()}"
                for column, kind in table.types.items()
            )
            connection.execute(f"CREATE OR REPLACE TABLE {name} ({columns})")
            rows = f"read_parquet({_text(str(piece))}, hive_partitioning = false)"
            for start in range(0, table.rows, ROWS_AT_ONCE):
                job.write_piece(start, min(start + ROWS_AT_ONCE, table.rows), piece)
                connection.execute(f"INSERT INTO {name} FROM {rows}")
                piece.unlink()
            _comment(connection, table)
            connection.execute("COMMIT")
            connection.execute("CHECKPOINT")
    except duckdb.Error as error:
        line = str(error).strip().partition("\n")[0]
        raise OutputError(f"DuckDB could not write table={table.name!r}: {line}") from error
    finally:
        piece.unlink(missing_ok=True)


def _settings(database: Path) -> dict[str, str | bool | int | float | list[str]]:
    return {
        "memory_limit": _MEMORY,
        # Several threads would write every row group twice, and leave gaps of the same size.
        "threads": 1,
        "temp_directory": str(database.with_name("spill")),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }


def _comment(connection: DuckDBPyConnection, table: TableOutput) -> None:
    name, about = quoted(table.name), table.about
    if about.text:
        connection.execute(f"COMMENT ON TABLE {name} IS {_text(about.text)}")
    for column, text in about.columns.items():
        if text:
            connection.execute(f"COMMENT ON COLUMN {name}.{quoted(column)} IS {_text(text)}")


def _text(value: str) -> str:
    return "'" + re.sub("'", "''", value) + "'"


def _statement(reader: Reader, database: str, table: StoredTable) -> str | None:
    """Return the statement that would recreate a table, including all its properties."""
    found = reader.rows(
        f"SELECT sql FROM duckdb_tables() WHERE database_name = {literal(database)} "
        f"AND schema_name = 'main' AND table_name = {literal(table.name)}"
    )
    return str(found[0][0]) if found else None


FORMAT = DuckDb()
