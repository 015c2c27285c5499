"""Moves staged tables into a dataset's folder, beside existing ones."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tablewright.formats import Format
from tablewright.io import folders, manifest, staging
from tablewright.io.outputs import DatasetOutput, FileLayout, WrittenTable
from tablewright.io.resume import Record


def begin(data: DatasetOutput, folder: Path, stage: Path, format: Format) -> None:
    """Start a database with the existing tables, if they fit the new ones."""
    if not format.is_database:
        return
    known = manifest.read(folder)
    for name in (data.name + suffix for suffix in format.suffixes):
        listed = known and any(name in entry["files"] for entry in known["tables"].values())
        fits = listed and manifest.same_rows(known, manifest.of(data))
        if fits and folders.is_file(folder / name):
            shutil.copyfile(folder / name, stage / name)


def commit(
    data: DatasetOutput,
    written: Iterable[WrittenTable],
    record: Record,
    folder: Path,
    layout: FileLayout,
) -> None:
    """Move the files of written tables into the folder, with a manifest of all tables."""
    files = {table.name: table.files for table in written}
    entries = {
        table.name: manifest.table_entry(table, layout.encoding, files[table.name])
        for table in data.tables
    }
    new_files = list(dict.fromkeys(name for names in files.values() for name in names))
    old = manifest.read(folder)
    known = {name: whole.checksum for name, whole in record.whole.items()}
    sums = manifest.checksums(record.folder, new_files, known)
    kept: dict[str, Any] = {}
    if old and manifest.same_rows(old, manifest.of(data)):
        kept = {name: entry for name, entry in old["tables"].items() if name not in entries}
        sums = manifest.kept_checksums(old, kept) | sums
    new = manifest.of(data, _in_order(data, {**kept, **entries}) if kept else entries, sums)
    listed = {name for entry in old.get("tables", {}).values() for name in entry["files"]}
    listed -= {name for entry in kept.values() for name in entry["files"]}
    outdated = {*filter(staging.is_name, listed), *staging.table_files(folder, entries)}
    (record.folder / manifest.NAME).write_text(manifest.to_text(new), encoding="utf-8")
    staging.settle(record.folder, new_files)
    staging.commit(record.stage, folder, new_files, outdated)


def _in_order(data: DatasetOutput, entries: Mapping[str, Any]) -> dict[str, Any]:
    """Order tables as in the parameters, independent of the history."""
    order = {name: number for number, name in enumerate(data.parameters)}
    names = sorted(entries, key=lambda name: (order.get(name, len(order)), name))
    return {name: entries[name] for name in names}


@contextmanager
def parents(folder: Path) -> Iterator[None]:
    """Create the parent folders; after a failure, remove those left empty."""
    missing = [path for path in folder.parents if not path.exists()]
    made: list[Path] = []
    try:
        for path in reversed(missing):
            path.mkdir(exist_ok=True)
            made.append(path)
        yield
    except BaseException:
        for path in reversed(made):
            try:
                path.rmdir()
            except OSError:
                break
        raise
