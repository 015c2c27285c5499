"""Opens a table's files, of any format, as a view with the declared types.

Timestamps become ``TIMESTAMP`` (UTC wall clock) in the view, so that rules about hours and days do
not depend on a session's time zone. Text formats are parsed once, into a scratch Parquet file,
because each rule is one pass. Arrow files are copied by Polars' streaming engine, since DuckDB has
no reader for them and would need pyarrow to get them from Python.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tablewright.verification.delta_log import read_log
from tablewright.verification.manifest import Manifest, TableFiles
from tablewright.verification.opened import (
    Opened,
    compare_names,
    create_view,
    origins,
    physical_type,
)
from tablewright.verification.session import FILES, QueryError, Session, literal, quoted
from tablewright.verification.texts import open_csv, open_json

_IN_POLARS = {
    "int64": "Int64",
    "int32": "Int32",
    "float64": "Float64",
    "text": "String",
    "date": "Date",
    "timestamp": "Datetime(time_unit='us', time_zone='UTC')",
    "boolean": "Boolean",
}


def open_table(session: Session, manifest: Manifest, table: TableFiles) -> Opened:
    """Create the view ``table.name`` over the table's files.

    Raises
    ------
    QueryError
        If they cannot be read.
    """
    for kind in table.columns.values():
        if physical_type(kind) is None:
            raise QueryError(f"the manifest gives a column the unknown type {kind!r}")
    if not table.files:
        raise QueryError("the manifest lists no files")
    readers: Mapping[str, Callable[[Session, Manifest, TableFiles], Opened]] = {
        "parquet": _open_parquet,
        "csv": lambda session, _, table: open_csv(session, table),
        "json": lambda session, _, table: open_json(session, table),
        "arrow": _open_arrow,
        "delta": _open_delta,
        "duckdb": _open_duckdb,
    }
    return readers[table.format](session, manifest, table)


def _open_parquet(session: Session, manifest: Manifest, table: TableFiles) -> Opened:
    addresses = {f"{FILES}/{file}": file for file in table.files}
    opened = _open_copies(session, addresses, table)
    return opened.with_origins(origins(session, addresses, manifest, table))


def _open_copies(session: Session, addresses: Mapping[str, str], table: TableFiles) -> Opened:
    """Open Parquet files; ``addresses`` maps DuckDB's paths to the names in messages."""
    problems: list[str] = []
    mistyped: list[str] = []
    for address, file in addresses.items():
        source = f"read_parquet({literal(address)}, hive_partitioning = false)"
        found = {str(row[0]): str(row[1]) for row in session.rows(f"DESCRIBE FROM {source}")}
        problems += compare_names(file, list(found), table)
        stored = _stored(session, address)
        for name, kind in table.columns.items():
            if name in found and found[name] != physical_type(kind):
                mistyped.append(f"{file}: {name} is {found[name]}, not {physical_type(kind)}")
            elif name in found and not _is_stored_as(kind, *stored.get(name, ("nothing", ""))):
                how = " ".join(stored.get(name, ("nothing",)))
                mistyped.append(f"{file}: {name} is stored as {how}, which is not a {kind}")
    if any("lacks" in problem for problem in problems):
        return Opened(False, tuple(problems), tuple(mistyped))
    # By name: a file with reordered columns is reported, but its rows are still checked.
    files = ", ".join(map(literal, addresses))
    source = f"read_parquet([{files}], hive_partitioning = false, union_by_name = true)"
    create_view(session, table, source, cast=bool(mistyped))
    return Opened(True, tuple(problems), tuple(mistyped))


def _stored(session: Session, address: str) -> dict[str, tuple[str, str]]:
    """Return the physical and logical types of a Parquet file's columns."""
    rows = session.rows(
        "SELECT name, coalesce(type, ''), coalesce(logical_type, converted_type, '') "
        f"FROM parquet_schema({literal(address)})"
    )
    return {str(name): (str(kind), str(logical)) for name, kind, logical in rows}


def _is_stored_as(kind: str, physical: str, logical: str) -> bool:
    """Return whether all readers get the declared type from a Parquet column.

    DuckDB does not distinguish timestamp units, nor text from bytes.
    """
    if kind == "timestamp":
        micros = "MICROS=MicroSeconds()" in logical and "isAdjustedToUTC=1" in logical
        return physical == "INT64" and (micros or logical == "TIMESTAMP_MICROS")
    return kind != "text" or (physical == "BYTE_ARRAY" and logical in ("StringType()", "UTF8"))


def _open_delta(session: Session, manifest: Manifest, table: TableFiles) -> Opened:
    """Open the files in the log, which must be those in the manifest."""
    log = read_log(manifest, table)
    parts = {f"{FILES}/{file}": file for file in table.files if file.endswith(".parquet")}
    problems = list(log.problems)
    if not problems:
        listed = ", ".join(map(literal, parts))
        counted = session.rows(f"SELECT file_name, num_rows FROM parquet_file_metadata([{listed}])")
        problems += [
            f"its log gives {parts[address]} {log.rows[parts[address]]} rows; it has {rows}"
            for address, rows in counted
            if log.rows[parts[address]] != rows
        ]
    if problems:
        raise QueryError("; ".join(problems[:3]))
    opened = _open_copies(session, parts, table)
    opened = Opened(opened.readable, opened.problems, (*log.mistyped, *opened.mistyped))
    return opened.with_origins(origins(session, parts, manifest, table))


def _open_duckdb(session: Session, manifest: Manifest, table: TableFiles) -> Opened:
    """Open a plain table only: anything else in a database is untrusted SQL and is not run."""
    [file] = table.files
    session.execute(
        f"ATTACH IF NOT EXISTS {literal(f'{FILES}/{file}')} AS listed (TYPE duckdb, READ_ONLY)"
    )
    made = _statement(session, "listed", table)
    if made is None:
        raise QueryError(f"{file} has no table {table.name} (views are not read)")
    name = f"main.{quoted(table.name)}"
    columns = session.rows(f"FROM pragma_table_info({literal(f'listed.{name}')})")
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
    session.execute("ATTACH IF NOT EXISTS ':memory:' AS plain")
    session.execute(f"CREATE OR REPLACE TABLE plain.{name} ({cells})")
    if made != _statement(session, "plain", table):
        what = "defaults, generated columns or constraints, which are not read"
        raise QueryError(f"{file}: table {table.name} has {what}")
    create_view(session, table, f"listed.{name}", cast=False)
    return Opened(True)


def _statement(session: Session, database: str, table: TableFiles) -> str | None:
    """Return the statement that would recreate a table, including all its properties."""
    found = session.rows(
        f"SELECT sql FROM duckdb_tables() WHERE database_name = {literal(database)} "
        f"AND schema_name = 'main' AND table_name = {literal(table.name)}"
    )
    return str(found[0][0]) if found else None


def _open_arrow(session: Session, manifest: Manifest, table: TableFiles) -> Opened:
    copies = {}
    mistyped = []
    for number, file in enumerate(table.files):
        copy = f"{table.name}-{number:05}.parquet"
        types = session.to_parquet(f"{FILES}/{file}", copy)
        mistyped += [
            f"{file}: {name} is {types[name]}, not {_polars_type(kind)}"
            for name, kind in table.columns.items()
            if types.get(name, _polars_type(kind)) != _polars_type(kind)
        ]
        copies[copy] = file
    opened = _open_copies(session, copies, table)
    return Opened(opened.readable, opened.problems, tuple(mistyped) or opened.mistyped)


def _polars_type(kind: str) -> str:
    if kind.startswith("decimal"):
        digits, _, scale = kind.removeprefix("decimal(").rstrip(")").partition(",")
        return f"Decimal(precision={digits}, scale={scale})"
    return _IN_POLARS[kind]
