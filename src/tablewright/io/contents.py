"""Checks the existing contents of a dataset's folder."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable
from pathlib import Path

from tablewright.errors import ArgumentError
from tablewright.formats import every
from tablewright.io import folders, manifest, staging
from tablewright.io.outputs import DatasetOutput, FileLayout, WrittenTable
from tablewright.io.writing import WriteSettings

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def check_names(data: DatasetOutput) -> None:
    """Reject table names that are not valid file names."""
    for table in data.tables:
        if not _NAME.fullmatch(table.name):
            raise ArgumentError(
                f"table={table.name!r} cannot name a file; use letters, digits and underscores"
            )


def check_nearest(folder: Path) -> None:
    """Reject a path that leads through a file."""
    nearest = next(path for path in (folder, *folder.parents) if os.path.lexists(path))
    if not nearest.is_dir():
        raise ArgumentError(f"out={str(nearest)!r} is not a folder; name a folder, or a new one")


def check_contents(data: DatasetOutput, folder: Path, settings: WriteSettings) -> None:
    """Reject a folder if existing files are in the way or would be lost."""
    if not folder.is_dir():
        return
    _check_places(data, folder)
    old = manifest.read(folder)
    fits = not old or manifest.same_rows(old, manifest.of(data))
    if not settings.overwrite:
        _check_taken(data, folder, is_described=bool(old))
    lost = [] if fits else [name for name in old["tables"] if name not in data.names]
    if lost and not (settings.overwrite and settings.remove_others):
        raise ArgumentError(
            f"out={str(folder)!r} contains tables of another seed, size or version: "
            f"{', '.join(lost)}; name another folder, or add --overwrite --remove-others "
            "(overwrite=True, remove_others=True) to remove them"
        )


def _check_taken(data: DatasetOutput, folder: Path, *, is_described: bool) -> None:
    taken = staging.table_files(folder, data.names)
    databases = [
        data.name + suffix
        for format in every().values()
        if format.is_database
        for suffix in format.suffixes
    ]
    whole = (*databases, *(() if is_described else (manifest.NAME,)))
    taken = taken or [name for name in whole if os.path.lexists(folder / name)]
    if taken:
        others = f" and {len(taken) - 1} more" if len(taken) > 1 else ""
        raise ArgumentError(
            f"out={str(folder)!r} already contains {taken[0]}{others}; "
            "add --overwrite (overwrite=True) or name another folder"
        )


def _check_places(data: DatasetOutput, folder: Path) -> None:
    """Reject a folder if a non-file is in a file's place, or a non-folder in a folder's."""
    files = [manifest.NAME, *staging.file_names(data.name, data.names)]
    wrong = [name for name in files if (folder / name).is_dir()]
    wrong += [
        name
        for name in data.names
        if os.path.lexists(folder / name) and not folders.is_folder(folder / name)
    ]
    if wrong:
        raise ArgumentError(
            f"out={str(folder)!r} contains {wrong[0]}, which tablewright did not write; move it "
            "away, or name another folder"
        )


def check_access(changed: Iterable[Path]) -> None:
    """Fail early if files cannot be replaced, rather than halfway through."""
    effective = os.access in os.supports_effective_ids
    for path in changed:
        if path.is_dir() and not os.access(path, os.W_OK | os.X_OK, effective_ids=effective):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))


def is_there(data: DatasetOutput, folder: Path, layout: FileLayout) -> bool:
    """Return whether the folder already contains exactly the requested output."""
    old = manifest.read(folder)
    if not old or not manifest.same_rows(old, manifest.of(data)):
        return False
    for table in data.tables:
        entry = old["tables"].get(table.name, {"files": ()})
        files = tuple(entry["files"])
        if entry != manifest.table_entry(table, layout.encoding, files):
            return False
        if not {*layout.names(data.name, table)} <= {*files}:
            return False
        if not all(staging.is_name(name) and folders.is_file(folder / name) for name in files):
            return False
    return True


def present(data: DatasetOutput, folder: Path) -> list[WrittenTable]:
    """Return the tables of a folder for which `is_there` holds, as if they had been written."""
    entries = manifest.read(folder)["tables"]
    found = []
    for table in data.tables:
        names = tuple(entries[table.name]["files"])
        size = sum((folder / name).stat().st_size for name in names)
        found.append(WrittenTable(table.name, table.rows, names, size, kept=table.rows))
    return found
