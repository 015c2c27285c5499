"""Checks that follow from a declaration: files, rows, columns, types, nulls, keys."""

from __future__ import annotations

from collections.abc import Iterator

from tablewright.spec import ForeignKey, Table
from tablewright.verify.judge import no_rows
from tablewright.verify.manifest import Manifest, TableFiles
from tablewright.verify.report import Check
from tablewright.verify.session import QueryError, Session, quoted
from tablewright.verify.sources import open_table


def opening(
    session: Session, manifest: Manifest, declared: Table, files: TableFiles
) -> tuple[bool, list[Check]]:
    """Open a table's files; return whether rules can read them, and the checks so far."""
    name = declared.name
    checks = [
        _listed(f"{name}: manifest", "the manifest agrees with itself", _lies(declared, files)),
        _listed(f"{name}: files", "its files can be read", _unlisted(manifest, files)),
    ]
    if {column.name: str(column.type) for column in declared.columns} != dict(files.columns):
        return False, checks  # the types by which it would be read are not the table's
    try:
        opened = open_table(session, manifest.paths(files), files)
        if opened.readable:
            rows = session.number(f"SELECT count(*) FROM {quoted(files.name)}")
    except QueryError as error:
        checks[1] = Check(f"{name}: files", "its files can be read", "breach", str(error))
        return False, checks
    checks.append(
        _listed(f"{name}: columns", "columns have the declared names and order", opened.problems)
    )
    if opened.readable:
        checks.append(_listed(f"{name}: types", "cells have the declared types", opened.mistyped))
        text = f"there are {files.rows:,} rows"
        lies = [] if rows == files.rows else [f"the files hold {rows:,}"]
        checks.append(_listed(f"{name}: rows", text, lies))
    return opened.readable, checks


def contents(session: Session, declared: Table, readable: set[str]) -> Iterator[Check]:
    """Check nulls and keys of an open table; ``readable`` are the short names of open tables."""
    name, view = declared.name, quoted(declared.short_name)
    yield no_rows(session, f"{name}: nulls", "only columns that may be null are", _nulls(declared))
    yield no_rows(
        session,
        f"{name}: primary key unique",
        f"{declared.primary_key} is unique and never null",
        f"{_repeated(view, declared.primary_key)} OR {quoted(declared.primary_key)} IS NULL",
    )
    for column in declared.unique:
        yield no_rows(
            session,
            f"{name}: {column} unique",
            f"{column} is unique where it is not null",
            f"{_repeated(view, column)} AND {quoted(column)} IS NOT NULL",
        )
    for key in declared.foreign_keys:
        parent = key.parent.rpartition(".")[2]
        label = f"{name}: foreign key {key.column}"
        text = f"{key.column} is a {key.parent_column} of {parent}"
        if parent in readable:
            yield no_rows(session, label, text, _orphans(declared, key, parent))
        else:
            yield Check(label, text, "skipped", f"not there to be read: {parent}")


def _lies(declared: Table, files: TableFiles) -> list[str]:
    """Where the manifest's entry contradicts the declaration for its own parameters."""
    lies = []
    if files.rows != declared.rows:
        lies.append(f"rows={files.rows:,}, but its parameters make {declared.rows:,}")
    want = {column.name: str(column.type) for column in declared.columns}
    if list(files.columns) != list(want):
        lies.append(f"columns are {', '.join(files.columns)}, not {', '.join(want)}")
    lies += [
        f"{name} is {files.columns[name]}, not {kind}"
        for name, kind in want.items()
        if files.columns.get(name, kind) != kind
    ]
    return lies


def _unlisted(manifest: Manifest, files: TableFiles) -> list[str]:
    """Files in a folder of the table's own that the manifest does not list: readers take them."""
    folder = manifest.directory / files.name
    if not folder.is_dir():
        return []
    listed = {manifest.directory / file for file in files.files}
    extra = sorted(
        path.relative_to(manifest.directory).as_posix()
        for path in folder.iterdir()
        if path.is_file() and path not in listed and not path.name.startswith((".", "_"))
    )
    return [f"not in the manifest: {', '.join(extra[:3])}"] if extra else []


def _nulls(declared: Table) -> str:
    required = [column.name for column in declared.columns if column.absent is None]
    flags = ", ".join(f"CASE WHEN {quoted(n)} IS NULL THEN '{n}' END" for n in required)
    anywhere = " OR ".join(f"{quoted(name)} IS NULL" for name in required)
    return (
        f"SELECT {quoted(declared.primary_key)}, concat_ws(' ', {flags}) AS nulls "
        f"FROM {quoted(declared.short_name)} WHERE {anywhere}"
    )


def _repeated(view: str, column: str) -> str:
    name = quoted(column)
    return f"SELECT {name}, count(*) AS rows FROM {view} GROUP BY {name} HAVING count(*) > 1"


def _orphans(declared: Table, key: ForeignKey, parent: str) -> str:
    column = f"child.{quoted(key.column)}"
    return (
        f"SELECT child.{quoted(declared.primary_key)}, {column} "
        f"FROM {quoted(declared.short_name)} AS child ANTI JOIN {quoted(parent)} AS parent "
        f"ON {column} = parent.{quoted(key.parent_column)} WHERE {column} IS NOT NULL"
    )


def _listed(name: str, text: str, problems: list[str] | tuple[str, ...]) -> Check:
    if not problems:
        return Check(name, text, "ok")
    more = f" and {len(problems) - 3} more" if len(problems) > 3 else ""
    return Check(name, text, "breach", "; ".join(problems[:3]) + more)
