"""Folders without a manifest, such as raw and dirty copies: what their files hold is inferred.

Nothing is known of such files but what is in them, so there are no rules to check. Files are
listed here and read as in `verify`, by a process that sees no others.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from tablewright.formats.reading import FILES, QueryError, literal, quoted
from tablewright.formats.strangers import Unreadable, inside
from tablewright.ops import Field, lift
from tablewright.reporting.collecting import MOST_COLUMNS, MOST_TABLES, Findings, OpenTables
from tablewright.spec import Boolean, Column, ColumnType, Float64, Table, Text, Timestamp
from tablewright.verification import Check, Report
from tablewright.verification.session import Session, open_session

_FILE = re.compile(
    r"(?:(\w[\w-]*)/)?(?:\w[\w.-]*/)*(\w[\w-]*)[\w.-]*?\.(json|parquet|csv)", re.ASCII
)
_MOST_FILES = 5_000
_NOTHING: dict[str, int | str | bool] = {"int": 0, "text": "", "bool": False}
_MOSTLY = 0.9
"""Share of a column's cells that decide what it is shown as; the others are shown as null."""
_READERS = {
    # Objects inside a cell stay JSON, whatever is in them.
    "json": "read_json({}, format = 'newline_delimited', maximum_depth = 1, sample_size = -1, "
    "union_by_name = true)",
    "parquet": "read_parquet({}, union_by_name = true, hive_partitioning = false)",
    "csv": "read_csv({}, all_varchar = true, union_by_name = true, hive_partitioning = false)",
}
_KINDS: tuple[tuple[str, str, ColumnType], ...] = (
    ("numbers", "TRY_CAST({} AS DOUBLE)", Float64()),
    ("times", "CASE WHEN length({0}) > 9 THEN TRY_CAST({0} AS TIMESTAMP) END", Timestamp()),
    ("flags", "CASE WHEN {0} IN ('true', 'false') THEN {0}::BOOLEAN END", Boolean()),
)


def listed(folder: Path) -> dict[str, tuple[str, list[str]]]:
    """Return the files of each table with their format: of a sub-folder, or one file."""
    found: dict[str, tuple[str, list[str]]] = {}
    for name in _names(folder):
        match = _FILE.fullmatch(name)
        if match is None:
            continue
        kind, files = found.setdefault(match[1] or match[2], (match[3], []))
        if kind == match[3] and len(files) < _MOST_FILES:
            files.append(name)
    return dict(list(found.items())[:MOST_TABLES])


def _names(folder: Path) -> Iterator[str]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(each for each in folders if not each.startswith((".", "_")))
        for name in sorted(names):
            if not name.startswith((".", "_")):
                yield Path(parent, name).relative_to(folder).as_posix()


def collect(folder: Path, tables: Mapping[str, tuple[str, list[str]]]) -> tuple[Findings, Report]:
    """Return what the files hold, and whether they can be read."""
    checks: list[Check] = []
    findings = Findings()
    real: dict[str, Path] = {}
    for _, files in tables.values():
        for file in files:
            try:
                real[file] = inside(folder, folder / file)
            except Unreadable as error:
                checks.append(Check(file, "it is a file in the folder", "breach", str(error)))
    with open_session(real) as session:
        known = []
        for name, (kind, files) in tables.items():
            try:
                known.append(_table(session, name, kind, [file for file in files if file in real]))
                checks.append(Check(name, "its files can be read", "ok"))
            except QueryError as error:
                checks.append(Check(name, "its files can be read", "breach", str(error)))
        findings.collect(OpenTables(session, folder.name, tuple(known), keyed=False))
    why = "the folder has no manifest, so it is unknown what its files should hold"
    checks.append(Check("rules", "rows satisfy the rules of their dataset", "skipped", why))
    return findings, Report(tuple(checks))


def _table(session: Session, name: str, kind: str, files: list[str]) -> Table:
    """Create the view of a table, and return what it holds."""
    listed = ", ".join(literal(f"{FILES}/{file}") for file in files)
    source = _READERS[kind].format(f"[{listed}]")
    columns = [str(row[0]) for row in session.rows(f"DESCRIBE FROM {source}")][:MOST_COLUMNS]
    texts = ", ".join(f"{_text(kind, column)} AS {quoted(column)}" for column in columns)
    copy = quoted(f"raw {name}")
    # Read once: text files are parsed by each query.
    session.execute(f"CREATE TEMP TABLE {copy} AS SELECT {texts} FROM {source}")
    rows = session.number(f"SELECT count(*) FROM {copy}")
    made, cells = [], []
    for number, column in enumerate(columns, 1):
        cell, type_, doc = _inferred(session, copy, quoted(column))
        # A column may have any name in a file, but not in a declaration.
        safe = column if re.fullmatch(r"(?!__)[\w-]{1,255}", column) else f"column_{number}"
        value = _NOTHING[type_.kind]
        made.append(Column(Field(f"raw.{name}", safe, lift(value)), type_, doc))
        cells.append(f"{cell} AS {quoted(safe)}")
    session.execute(f"CREATE VIEW {quoted(name)} AS SELECT {', '.join(cells)} FROM {copy}")
    return Table(f"raw.{name}", rows, tuple(made), made[0].name)


def _text(kind: str, column: str) -> str:
    return f"{quoted(column)} ->> '$'" if kind == "json" else f"{quoted(column)}::VARCHAR"


def _inferred(session: Session, copy: str, name: str) -> tuple[str, ColumnType, str]:
    """Return a cell as what most of a column's cells are, and a sentence on the others."""
    counts = ", ".join(f"count({sql.format(name)})" for _, sql, _ in _KINDS)
    present, *found = session.rows(f"SELECT count({name}), {counts} FROM {copy}")[0]
    for (words, sql, type_), count in zip(_KINDS, found, strict=True):
        if present and count >= _MOSTLY * present:
            others = present - count
            doc = f"{others:,} cells are not {words}" if others else ""
            return sql.format(name), type_, doc
    some = [
        f"{count:,} cells are {kind[0]}" for kind, count in zip(_KINDS, found, strict=True) if count
    ]
    return name, Text(), "; ".join(some)
