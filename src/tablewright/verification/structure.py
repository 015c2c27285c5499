"""Structural checks: files, rows, columns, types, nulls, keys."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tablewright.formats import every
from tablewright.formats.reading import QueryError, literal, quoted
from tablewright.spec import ForeignKey, Table
from tablewright.verification.checksums import Checksums
from tablewright.verification.judge import no_rows
from tablewright.verification.manifest import Manifest, TableFiles
from tablewright.verification.opening import open_table
from tablewright.verification.report import Check
from tablewright.verification.session import Session


@dataclass
class Opening:
    """Opens one table's files; ``readable`` then states whether rules can read them.

    ``lost`` names a missing file, if any. Without ``sums``, checksums are not compared.
    """

    session: Session
    manifest: Manifest
    sums: Checksums | None = None
    lost: str = ""
    readable: bool = False

    def checks(self, declared: Table, files: TableFiles) -> Iterator[Check]:
        """Check the manifest's entry, the files and their contents, as far as possible."""
        name = declared.name
        yield _listed(
            f"{name}: manifest", "the manifest agrees with itself", _lies(declared, files)
        )
        unlisted = _unlisted(self.manifest, files)
        changed = None
        if self.sums is not None and not self.lost:
            changed = self.sums.check(files, f"{name}: checksums")
            yield changed
        # Do not read changed files, or files by types other than the declared ones.
        known = {column.name: str(column.type) for column in declared.columns} == files.columns
        opened = None
        if known and not self.lost and (changed is None or changed.status != "breach"):
            try:
                opened = open_table(self.session, self.manifest, files)
                rows = opened.readable and self.session.number(
                    f"SELECT count(*) FROM {quoted(files.name)}"
                )
            except QueryError as error:
                opened, self.lost = None, str(error)
        lost = [self.lost] if self.lost else []
        yield _listed(f"{name}: files", "its files can be read", [*lost, *unlisted])
        if opened is None:
            return
        yield _listed(
            f"{name}: columns", "columns have the declared names and order", opened.problems
        )
        if opened.strange is not None:
            text = "its files were generated for this dataset"
            yield _listed(f"{name}: origin", text, opened.strange)
        yield _listed(f"{name}: types", "cells have the declared types", opened.mistyped)
        if opened.readable:
            text = f"there are {files.rows:,} rows"
            lies = []
            if rows != files.rows:
                made = f"made with {files.name}={rows}, not {files.name}={files.rows}"
                lies.append(f"the files hold {rows:,}: {made}")
            yield _listed(f"{name}: rows", text, lies)
        self.readable = opened.readable


def contents(session: Session, declared: Table, readable: set[str]) -> Iterator[Check]:
    """Check nulls and keys of an open table; ``readable`` lists the open tables."""
    name, view = declared.name, quoted(declared.short_name)
    yield no_rows(session, f"{name}: nulls", "only nullable columns are null", _nulls(declared))
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
        text = f"{key.column} refers to {key.parent_column} of {parent}"
        if parent in readable:
            yield no_rows(session, label, text, _orphans(declared, key, parent))
        else:
            yield Check(label, text, "skipped", f"not readable: {parent}")


def _lies(declared: Table, files: TableFiles) -> list[str]:
    """Return contradictions between the manifest's entry and the declaration."""
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
    """Return unlisted files that readers would treat as part of the table.

    Those are files in a folder of its own, everything in a log there, and what the format's
    readers look for beside its files.
    """
    folder = manifest.directory / files.name
    listed = {manifest.directory / file for file in files.files}
    found = [Path(f"{path}{ending}") for path in listed for ending in files.format.sidecars]
    logs = {format.log for format in every().values() if format.log}
    for parent, folders, names in os.walk(folder):
        # Names that start with an underscore are not data, but may be part of a log.
        is_log = not logs.isdisjoint(Path(parent).relative_to(folder).parts)
        hidden = (".",) if is_log else (".", "_")
        folders[:] = [each for each in folders if each in logs or not each.startswith(hidden)]
        found += [Path(parent, each) for each in names if not each.startswith(hidden)]
    extra = sorted(
        path.relative_to(manifest.directory).as_posix()
        for path in found
        if path not in listed and os.path.lexists(path)
    )
    return [f"not in the manifest: {', '.join(extra[:3])}"] if extra else []


def _nulls(declared: Table) -> str:
    required = [column.name for column in declared.columns if column.null_when is None]
    flags = ", ".join(f"CASE WHEN {quoted(n)} IS NULL THEN {literal(n)} END" for n in required)
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
