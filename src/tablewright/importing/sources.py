"""Reads a schema from whatever a source is."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from tablewright.errors import ArgumentError, MissingExtraError
from tablewright.importing import ddl, documents
from tablewright.importing.planning import plan_of
from tablewright.importing.schema import Schema
from tablewright.planfile.nodes import plain
from tablewright.planfile.reading import read_text

_FORMS = "give a DDL (.sql), a data contract (.yaml), a JSON Schema (.json), or a database"
_SQLITE, _DUCKDB = b"SQLite format 3\0", b"DUCK"
_MOST_BYTES = 64 * 2**20


def imported(source: str | Path, dialect: str | None = None) -> tuple[str, list[str]]:
    """Return a plan of a schema, and what of it the plan does not hold.

    Parameters
    ----------
    source : str or Path
        A file: SQL (``.sql``, ``.ddl``), an Open Data Contract or a JSON Schema (``.yaml``,
        ``.json``), or a database of SQLite or DuckDB.
    dialect : str, optional
        The dialect of SQL, such as ``mysql``; default: sqlglot's own, which takes most.

    Raises
    ------
    ArgumentError
        If it is none of these, or declares no table.
    MissingExtraError
        If sqlglot or DuckDB is not installed.
    """
    path = Path(source)
    if not path.is_file():
        raise ArgumentError(f"source={str(source)!r} is not a file; {_FORMS}")
    schema = _schema(path, dialect)
    if not schema.tables:
        raise ArgumentError(f"source={str(source)!r} declares no table; {_FORMS}")
    for table in schema.tables:
        if not table.columns:
            schema.lose("a table without columns", table.name)
    schema.tables = [table for table in schema.tables if table.columns]
    return plan_of(schema, path.name)


def _schema(path: Path, dialect: str | None) -> Schema:
    name = re.sub(r"\W+", "_", path.name.partition(".")[0], flags=re.ASCII).strip("_") or "dataset"
    with path.open("rb") as file:
        content = file.read(_MOST_BYTES + 1)
    if content.startswith(_SQLITE):
        return ddl.read(_sqlite(path), name, "sqlite", path.name)
    if content[8:12] == _DUCKDB:
        return _duckdb(path, name)
    if len(content) > _MOST_BYTES:
        raise ArgumentError(f"source={str(path)!r} is larger than {_MOST_BYTES // 2**20} MiB")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ArgumentError(f"{path.name}, line {line}: not UTF-8; save it as UTF-8") from None
    if path.suffix.lower() in (".yaml", ".yml", ".json"):
        return documents.read(plain(read_text(text, path.name)), name)
    return ddl.read(text, name, dialect, path.name)


def _sqlite(path: Path) -> str:
    try:
        uri = f"{path.resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            found = connection.execute(
                "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL "
                "AND name NOT LIKE 'sqlite_%' ORDER BY type DESC, rowid"
            ).fetchall()
    except sqlite3.Error as error:
        raise ArgumentError(f"source={str(path)!r} cannot be read by SQLite: {error}") from None
    return ";\n".join(str(sql) for (sql,) in found)


def _duckdb(path: Path, name: str) -> Schema:
    try:
        import duckdb
    except ImportError:
        raise MissingExtraError(
            "a database of DuckDB needs duckdb; install it with pip install 'tablewright[verify]'"
        ) from None
    settings: dict[str, Any] = {"enable_external_access": "false", "lock_configuration": "true"}
    try:
        with duckdb.connect(str(path), read_only=True, config=settings) as connection:
            tables = connection.execute(
                "SELECT sql FROM duckdb_tables() WHERE NOT internal ORDER BY table_oid"
            ).fetchall()
            indexes = connection.execute("SELECT sql FROM duckdb_indexes()").fetchall()
    except duckdb.Error as error:
        said = str(error).partition("\n")[0]
        raise ArgumentError(f"source={str(path)!r} cannot be read by DuckDB: {said}") from None
    statements = ";\n".join(str(sql) for (sql,) in [*tables, *indexes])
    return ddl.read(statements, name, "duckdb", path.name)
