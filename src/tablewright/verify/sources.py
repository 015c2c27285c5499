"""Opening a table's files, of any format, as a view with the declared types.

Instants become ``TIMESTAMP`` (UTC wall clock) in the view, so that rules about hours and days do
not depend on a session's time zone. Text formats are parsed once, into a scratch Parquet file,
because a rule is one pass each; Arrow files go there through Polars' streaming engine, since
DuckDB itself has no reader for them and would need pyarrow to take them from Python.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from tablewright.errors import MissingExtraError
from tablewright.verify.manifest import TableFiles
from tablewright.verify.session import QueryError, Session, literal, quoted

PHYSICAL = {
    "key": "BIGINT",
    "count": "INTEGER",
    "measure": "DOUBLE",
    "text": "VARCHAR",
    "day": "DATE",
    "instant": "TIMESTAMP WITH TIME ZONE",
    "flag": "BOOLEAN",
}
_IN_DELTA = {
    "key": "long",
    "count": "integer",
    "measure": "double",
    "text": "string",
    "day": "date",
    "instant": "timestamp",
    "flag": "boolean",
}
_DECIMAL = re.compile(r"decimal\((\d+),(\d+)\)")


@dataclass(frozen=True)
class Opened:
    """A table's files behind a view.

    ``problems`` are differences in columns, ``mistyped`` in types; ``readable`` tells whether the
    view could be made.
    """

    readable: bool
    problems: tuple[str, ...] = ()
    mistyped: tuple[str, ...] = ()


def physical_type(name: str) -> str | None:
    """DuckDB's type for the name of a declared one; None for an unknown name."""
    found = _DECIMAL.fullmatch(name)
    if found:
        return f"DECIMAL({found[1]},{found[2]})"
    return PHYSICAL.get(name)


def delta_type(name: str) -> str | None:
    """Delta's type for the name of a declared one; None for an unknown name."""
    return name if _DECIMAL.fullmatch(name) else _IN_DELTA.get(name)


def open_table(session: Session, paths: Sequence[Path], table: TableFiles) -> Opened:
    """Make the view ``table.name``; differences are returned, `QueryError` if it is unreadable."""
    for file, path in zip(table.files, paths, strict=True):
        if not path.is_file():
            raise QueryError(f"{file} does not exist")
    if not paths:
        empty = ", ".join(
            f"CAST(NULL AS {_view_type(kind)}) AS {quoted(name)}"
            for name, kind in table.columns.items()
        )
        session.execute(_create_view(table.name, f"SELECT {empty} WHERE false"))
        return Opened(True)
    readers: dict[str, Callable[[Session, Sequence[Path], TableFiles], Opened]] = {
        "parquet": _open_parquet,
        "arrow": _open_arrow,
        "csv": _open_csv,
        "json": _open_json,
        "delta": _open_delta,
        "duckdb": _open_duckdb,
    }
    return readers[table.format](session, paths, table)


def _open_parquet(session: Session, paths: Sequence[Path], table: TableFiles) -> Opened:
    problems: list[str] = []
    mistyped: list[str] = []
    for path in paths:
        one = literal(str(session.name_of(path)))
        described = session.rows(f"DESCRIBE FROM read_parquet({one}, hive_partitioning = false)")
        found = {str(row[0]): str(row[1]) for row in described}
        problems += _compare_names(path, list(found), table)
        for name, kind in table.columns.items():
            want = physical_type(kind)
            if name in found and found[name] != want:
                mistyped.append(f"{path.name}: {name} is {found[name]}, not {want}")
    if any("lacks" in problem for problem in problems):
        return Opened(False, tuple(problems), tuple(mistyped))
    cells = ", ".join(
        f"{_in_view(name, kind, cast=bool(mistyped))} AS {quoted(name)}"
        for name, kind in table.columns.items()
    )
    # By name: a file whose columns are in another order has been reported, and is still judged.
    source = (
        f"read_parquet({_list(session, paths)}, hive_partitioning = false, union_by_name = true)"
    )
    session.execute(_create_view(table.name, f"SELECT {cells} FROM {source}"))
    return Opened(True, tuple(problems), tuple(mistyped))


def _open_delta(session: Session, paths: Sequence[Path], table: TableFiles) -> Opened:
    """What the log says is in the table, which may differ from the files that lie there."""
    try:
        from deltalake import DeltaTable
        from deltalake.exceptions import DeltaError
    except ImportError:
        raise MissingExtraError(
            "verify needs deltalake for Delta tables; install it with: "
            "pip install 'tablewright[delta]'"
        ) from None

    parts = [path for path in paths if path.suffix == ".parquet"]
    folder = parts[0].parent if parts else paths[0].parent.parent
    # Only the log is read there: delta-rs takes some paths for others.
    copy = session.scratch / f"{table.name}.log"
    try:
        shutil.copytree(folder / "_delta_log", copy / "_delta_log")
        found = DeltaTable(copy.as_uri())
        names = [unquote(uri.removeprefix("file://")) for uri in found.file_uris()]
        live = {folder / Path(name).relative_to(copy) for name in names}
    except (DeltaError, OSError, ValueError) as error:
        line = str(error).strip().partition("\n")[0]
        raise QueryError(f"{folder.name} is no Delta table: {line}") from None
    problems = []
    if live != set(parts):
        names = sorted(path.name for path in live ^ set(parts))
        problems.append(f"its log and the manifest differ in {', '.join(names[:3])}")
    types = {field.name: str(field.type.type) for field in found.schema().fields}
    wrong = [
        f"its log has {name} as {types.get(name)}, not {delta_type(kind)}"
        for name, kind in table.columns.items()
        if types.get(name) != delta_type(kind)
    ]
    opened = _open_parquet(session, sorted(live), table)
    return Opened(opened.readable, (*problems, *opened.problems), (*wrong, *opened.mistyped))


def _open_duckdb(session: Session, paths: Sequence[Path], table: TableFiles) -> Opened:
    [path] = paths
    database = quoted(path.stem)
    where = literal(str(session.name_of(path)))
    session.execute(f"ATTACH IF NOT EXISTS {where} AS {database} (READ_ONLY)")
    source = f"{database}.main.{quoted(table.name)}"
    described = session.rows(f"DESCRIBE FROM {source}")
    found = {str(row[0]): str(row[1]) for row in described}
    problems = _compare_names(path, list(found), table)
    mistyped = tuple(
        f"{path.name}: {name} is {found[name]}, not {physical_type(kind)}"
        for name, kind in table.columns.items()
        if name in found and found[name] != physical_type(kind)
    )
    if any("lacks" in problem for problem in problems):
        return Opened(False, tuple(problems), mistyped)
    cells = ", ".join(
        f"{_in_view(name, kind, cast=bool(mistyped))} AS {quoted(name)}"
        for name, kind in table.columns.items()
    )
    session.execute(_create_view(table.name, f"SELECT {cells} FROM {source}"))
    return Opened(True, tuple(problems), mistyped)


def _open_arrow(session: Session, paths: Sequence[Path], table: TableFiles) -> Opened:
    import polars as pl
    from polars.exceptions import PolarsError

    copies = []
    for number, path in enumerate(paths):
        copy = session.scratch / f"{table.name}-{number:05}.parquet"
        try:
            pl.scan_ipc(path, glob=False).sink_parquet(copy, compression="lz4")
        except (PolarsError, OSError) as error:
            session.check_room(error)
            line = str(error).strip().partition("\n")[0]
            raise QueryError(f"{path.name}: {line}") from None
        copies.append(copy)
    return _open_parquet(session, copies, table)


def _open_csv(session: Session, paths: Sequence[Path], table: TableFiles) -> Opened:
    options = "header = true, delim = ',', quote = '\"', escape = '\"', hive_partitioning = false"
    problems: list[str] = []
    for path in paths:
        described = session.rows(
            f"DESCRIBE FROM read_csv({literal(str(session.name_of(path)))}, "
            f"all_varchar = true, {options})"
        )
        problems += _compare_names(path, [str(row[0]) for row in described], table)
    if problems:
        return Opened(False, tuple(problems))
    source = (
        f"read_csv({_list(session, paths)}, auto_detect = false, {options}, nullstr = '', "
        f"allow_quoted_nulls = false, columns = {_as_text(table)})"
    )
    return _open_text(session, source, table)


def _open_json(session: Session, paths: Sequence[Path], table: TableFiles) -> Opened:
    problems: list[str] = []
    for path in paths:
        first = session.rows(
            "SELECT json_keys(json) FROM read_json_objects("
            f"{literal(str(session.name_of(path)))}, format = 'newline_delimited', "
            "hive_partitioning = false) LIMIT 1"
        )
        if first:  # a file without rows names no columns
            problems += _compare_names(path, list(first[0][0]), table)
    if any("lacks" in problem for problem in problems):
        return Opened(False, tuple(problems))
    source = (
        f"read_json({_list(session, paths)}, format = 'newline_delimited', "
        f"hive_partitioning = false, columns = {_as_text(table)})"
    )
    return _open_text(session, source, table, tuple(problems))


def _open_text(
    session: Session, source: str, table: TableFiles, problems: tuple[str, ...] = ()
) -> Opened:
    """Parse text once into a scratch file: the typed cells, and beside them the unusable ones."""
    typed = {name: kind for name, kind in table.columns.items() if kind != "text"}
    cells = [
        f"{_parsed(name, kind) if name in typed else quoted(name)} AS {quoted(name)}"
        for name, kind in table.columns.items()
    ]
    cells += [
        f"CASE WHEN {quoted(name)} IS NOT NULL AND {_parsed(name, kind)} IS NULL "
        f"THEN {quoted(name)} END AS {quoted('bad ' + name)}"
        for name, kind in typed.items()
    ]
    copy = literal(str(session.scratch / f"{table.name}.parquet"))
    session.execute(f"COPY (SELECT {', '.join(cells)} FROM {source}) TO {copy} (FORMAT parquet)")
    mistyped = []
    if typed:
        counts = ", ".join(f"count({quoted('bad ' + n)}), min({quoted('bad ' + n)})" for n in typed)
        found = session.rows(f"SELECT {counts} FROM read_parquet({copy})")[0]
        for number, (name, kind) in enumerate(typed.items()):
            if found[2 * number]:
                example = found[2 * number + 1]
                mistyped.append(
                    f"{name}: {found[2 * number]:,} cells are not a {kind}, e.g. {example!r}"
                )
    view = ", ".join(
        f"{_in_view(name, kind, cast=False)} AS {quoted(name)}"
        for name, kind in table.columns.items()
    )
    session.execute(_create_view(table.name, f"SELECT {view} FROM read_parquet({copy})"))
    return Opened(True, problems, tuple(mistyped))


def _parsed(name: str, kind: str) -> str:
    """A text cell as its type, or NULL where it is not one exactly (1.5 is no count)."""
    column, want = quoted(name), physical_type(kind)
    cast = f"TRY_CAST({column} AS {want})"
    if kind in ("key", "count") or kind.startswith("decimal"):
        exact = f"TRY_CAST({column} AS DECIMAL(38,8))"
        return f"CASE WHEN {cast} = {exact} THEN {cast} END"
    return cast


def _in_view(name: str, kind: str, *, cast: bool) -> str:
    column = quoted(name)
    if cast:
        column = f"TRY_CAST({column} AS {physical_type(kind)})"
    return f"make_timestamp(epoch_us({column}))" if kind == "instant" else column


def _view_type(kind: str) -> str:
    return "TIMESTAMP" if kind == "instant" else physical_type(kind) or "VARCHAR"


def _compare_names(path: Path, found: list[str], table: TableFiles) -> list[str]:
    want = list(table.columns)
    if found == want:
        return []
    missing = [name for name in want if name not in found]
    extra = [name for name in found if name not in want]
    problems = [f"{path.name} lacks {', '.join(missing)}"] if missing else []
    if extra:
        problems.append(f"{path.name} has also {', '.join(extra)}")
    return problems or [f"{path.name} has them in another order: {', '.join(found)}"]


def _as_text(table: TableFiles) -> str:
    return "{" + ", ".join(f"{literal(name)}: 'VARCHAR'" for name in table.columns) + "}"


def _list(session: Session, paths: Sequence[Path]) -> str:
    return "[" + ", ".join(literal(str(session.name_of(path))) for path in paths) + "]"


def _create_view(name: str, query: str) -> str:
    return f"CREATE OR REPLACE VIEW {quoted(name)} AS {query}"
