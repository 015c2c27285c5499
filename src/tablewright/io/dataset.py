"""A dataset as files: all of its tables and their manifest, or nothing."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tablewright import checks
from tablewright._version import __version__
from tablewright.errors import ArgumentError, OutputError
from tablewright.io import delta, duck, folders, manifest, resume, staging
from tablewright.io.formats import Encoding
from tablewright.io.lock import lock_path, locked
from tablewright.io.outputs import (
    ROWS_PER_FILE,
    DatasetOutput,
    FileLayout,
    Write,
    WrittenTable,
)
from tablewright.io.parts import OnRows, TableOutput, write_part

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_NO_HANDLES = (errno.EMFILE, errno.ENFILE)
_DENIED = (errno.EACCES, errno.EPERM, errno.EROFS)


def check_folder(
    data: DatasetOutput,
    folder: Path | str,
    *,
    overwrite: bool,
    remove_others: bool = False,
    resume_as: FileLayout | None = None,
) -> None:
    """Refuse a folder that the dataset cannot be written to.

    What a killed run left there is completed or removed first; nothing else is touched.

    Parameters
    ----------
    data : DatasetOutput
        What is to be written.
    folder : Path
        Where to.
    overwrite : bool
        Whether what is there may be replaced.
    remove_others : bool
        Whether tables that are not of ``data`` may then be lost, where they do not fit it.
    resume_as : FileLayout, optional
        Leave what a killed run left, and refuse it if it is not of this dataset in this layout.

    Raises
    ------
    ArgumentError
        If the path is a file, or holds output already and ``overwrite`` is false.
    """
    folder = folders.target(folder)
    for table in data.tables:
        if not _NAME.fullmatch(table.name):
            raise ArgumentError(
                f"table={table.name!r} cannot name a file; use letters, digits and underscores"
            )
    nearest = next(path for path in (folder, *folder.parents) if os.path.lexists(path))
    if not nearest.is_dir():
        raise ArgumentError(f"out={str(nearest)!r} is not a folder; name a folder, or a new one")
    with explained(folder):
        if staging.seen(folder) or folders.is_file(lock_path(folder)):
            with locked(folder) as owner:
                staging.recover(folder, owner, keep=resume_as is not None)
                if resume_as:
                    resume.interrupted(folder, _request(data, resume_as), owner)
        if not (resume_as and _is_there(data, folder, resume_as)):
            _check_contents(data, folder, overwrite=overwrite, remove_others=remove_others)


def check_installed(encoding: Encoding) -> None:
    """Raise `MissingExtraError` if a package that a format needs is missing."""
    if encoding.format == "delta":
        delta.check_installed()
    elif encoding.format == "duckdb":
        duck.check_installed()


def _check_contents(
    data: DatasetOutput, folder: Path, *, overwrite: bool, remove_others: bool
) -> None:
    if not folder.is_dir():
        return
    _check_places(data, folder)
    old = manifest.read(folder)
    fits = not old or manifest.same_rows(old, _describe(data, {}))
    if not overwrite:
        taken = staging.table_files(folder, (table.name for table in data.tables))
        whole = (duck.database_name(data.name), *(() if old else (manifest.NAME,)))
        taken = taken or [name for name in whole if os.path.lexists(folder / name)]
        if taken:
            others = f" and {len(taken) - 1} more" if len(taken) > 1 else ""
            raise ArgumentError(
                f"out={str(folder)!r} already holds {taken[0]}{others}; "
                "add --overwrite (overwrite=True) or name another folder"
            )
    lost = [] if fits else [name for name in old["tables"] if name not in _names(data)]
    if lost and not (overwrite and remove_others):
        raise ArgumentError(
            f"out={str(folder)!r} holds tables of another seed, size or version: "
            f"{', '.join(lost)}; name another folder, or add --overwrite --remove-others "
            "(overwrite=True, remove_others=True) to lose them"
        )


def _check_places(data: DatasetOutput, folder: Path) -> None:
    """Refuse what is no file where a file has to be, or no folder where a folder has to be."""
    files = [manifest.NAME, duck.database_name(data.name)]
    files += staging.file_names(_names(data))
    wrong = [name for name in files if (folder / name).is_dir()]
    wrong += [
        name
        for name in _names(data)
        if os.path.lexists(folder / name) and not folders.is_folder(folder / name)
    ]
    if wrong:
        raise ArgumentError(
            f"out={str(folder)!r} holds {wrong[0]}, which is not of tablewright; move it away, or "
            "name another folder"
        )


def _names(data: DatasetOutput) -> list[str]:
    return [table.name for table in data.tables]


def _check_access(changed: Iterable[Path]) -> None:
    """Fail now rather than when the files are whole and half of them in place."""
    effective = os.access in os.supports_effective_ids
    for path in changed:
        if path.is_dir() and not os.access(path, os.W_OK | os.X_OK, effective_ids=effective):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))


def write_dataset(
    data: DatasetOutput,
    folder: Path | str,
    encoding: Encoding,
    *,
    rows_per_file: int = ROWS_PER_FILE,
    overwrite: bool = False,
    remove_others: bool = False,
    on_rows: OnRows | None = None,
    on_kept: OnRows | None = None,
    resumable: bool = False,
    write: Write | None = None,
) -> list[WrittenTable]:
    """Write tables and their manifest to a folder: everything, or nothing.

    Tables that the folder holds already are kept if they fit the new ones: same seed, parameters
    and version. Files that are no table of the dataset are never touched.

    Parameters
    ----------
    data : DatasetOutput
        What to write.
    folder : Path
        The dataset's own folder; made if it is missing.
    encoding : Encoding
        File format and compression.
    rows_per_file : int
        A table of more rows becomes a folder of parts.
    overwrite : bool
        Replace what is there, once the new files are whole.
    remove_others : bool
        Replacing some of a dataset's tables, remove the others if they do not fit; refused if not.
    on_rows : callable, optional
        Told about progress; what it raises stops the writing.
    on_kept : callable, optional
        Told of rows that need not be made, because an interrupted run did.
    resumable : bool
        Go on with the whole files that an interrupted run with the same arguments left, if there
        are any; and if this one fails or is stopped, leave its own. A dataset that is there
        already, just as it would be written, stays.
    write : callable, optional
        Writes each table instead, in whatever way and as many files as it likes.

    Raises
    ------
    ArgumentError
        If the folder cannot be used (see `check_folder`).
    OutputError
        If a file could not be written. Nothing was changed, and nothing is left behind.
    """
    rows_per_file = checks.integer("rows_per_file", rows_per_file, 1, checks.MAX_ROWS)
    check_installed(encoding)
    layout = FileLayout(encoding, rows_per_file)
    allowed = {"overwrite": overwrite, "remove_others": remove_others}
    check_folder(data, folder, **allowed, resume_as=layout if resumable else None)
    folder = folders.target(folder)
    with (
        explained(folder),
        _parents(folder),
        locked(folder) as owner,
        folders.spare(folders.SPARE) as handles,
    ):
        staging.recover(folder, owner, keep=resumable)
        if resumable and _is_there(data, folder, layout):
            for table in data.tables:
                if on_kept:
                    on_kept(table.name, table.rows)
            return [_present(table, folder) for table in data.tables]
        # Again, now that nobody else can change it.
        _check_contents(data, folder, **allowed)
        _check_access([folder, *(folder / table.name for table in data.tables)])
        record = _record(data, folder, layout, owner, resumable=resumable, shared=bool(write))
        try:
            if encoding.format == "duckdb":
                _copy_database(data, folder, record.folder)
            written = [
                write(table, record.folder)
                if write
                else _write_table(data, table, record, layout, on_rows, on_kept)
                for table in data.tables
            ]
            handles.close()
            _commit(data, written, record, folder, layout)
        except BaseException:
            handles.close()
            # With a journal it is past the point of no return: the next run completes it.
            if not (record.stage / staging.JOURNAL).exists():
                if resumable and record.whole:
                    record.tidy()
                else:
                    staging.remove(record.stage, owner)
            raise
    return written


def _request(data: DatasetOutput, layout: FileLayout) -> dict[str, Any]:
    """All that the files of a run depend on."""
    return {
        "dataset": data.name,
        "seed": data.seed,
        "parameters": dict(data.parameters),
        "rows_per_file": layout.rows_per_file,
        "format": layout.encoding.format,
        "compression": layout.encoding.compression,
        "tables": [table.name for table in data.tables],
        "columns": {table.name: dict(table.types) for table in data.tables},
        "rows": {table.name: table.rows for table in data.tables},
        "versions": resume.versions(),
    }


def _record(
    data: DatasetOutput,
    folder: Path,
    layout: FileLayout,
    owner: int,
    *,
    resumable: bool,
    shared: bool,
) -> resume.Record:
    request = _request(data, layout)
    known = resume.interrupted(folder, request, owner) if resumable else None
    if known is None:
        staging.recover(folder, owner)  # Nobody can go on with what is still there.
        return resume.begin(folder, request, shared=shared)
    known.tidy()
    return known


def _is_there(data: DatasetOutput, folder: Path, layout: FileLayout) -> bool:
    """Whether the folder holds what would be written."""
    old = manifest.read(folder)
    if not old or not manifest.same_rows(old, _describe(data, {})):
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


def _present(table: TableOutput, folder: Path) -> WrittenTable:
    names = tuple(manifest.read(folder)["tables"][table.name]["files"])
    size = sum((folder / name).stat().st_size for name in names)
    return WrittenTable(table.name, table.rows, names, size, kept=table.rows)


def _write_table(
    data: DatasetOutput,
    table: TableOutput,
    record: resume.Record,
    layout: FileLayout,
    on_rows: OnRows | None,
    on_kept: OnRows | None,
) -> WrittenTable:
    metadata = {
        "tablewright.version": __version__,
        "tablewright.table": f"{data.name}.{table.name}",
        "tablewright.seed": str(data.seed),
        "tablewright.parameters": json.dumps(dict(data.parameters), sort_keys=True),
    }
    if layout.encoding.format == "duckdb":
        return _write_to_database(data, table, record.folder, layout.encoding, on_rows)
    names = layout.names(data.name, table)
    parts: list[tuple[str, int]] = []
    size = kept = 0
    for number, name in enumerate(names):
        path = record.folder / name
        path.parent.mkdir(exist_ok=True)
        start = number * layout.rows_per_file
        stop = min(start + layout.rows_per_file, table.rows)
        parts.append((path.name, stop - start))
        if name in record.whole:
            size += record.whole[name].size
            kept += stop - start
            if on_kept:
                on_kept(table.name, stop - start)
            continue
        own = {**metadata, "tablewright.rows": f"{start}-{stop}"}
        written = write_part(table, start, stop, path, layout.encoding, own, on_rows)
        record.add(name, written)
        size += written.size
    if layout.encoding.format == "delta":
        folder = record.folder / table.name
        log = delta.write_log(folder, parts, table.types, table.about, metadata)
        size += sum((folder / name).stat().st_size for name in log)
        names += tuple(f"{table.name}/{name}" for name in log)
    return WrittenTable(table.name, table.rows, names, size, kept)


def _write_to_database(
    data: DatasetOutput, table: TableOutput, stage: Path, encoding: Encoding, on_rows: OnRows | None
) -> WrittenTable:
    name = duck.database_name(data.name)
    database = stage / name
    before = database.stat().st_size if database.exists() else 0

    def write(start: int, stop: int, path: Path) -> None:
        write_part(table, start, stop, path, encoding, {}, on_rows)

    duck.write_table(table, database, write)
    return WrittenTable(table.name, table.rows, (name,), database.stat().st_size - before)


def _copy_database(data: DatasetOutput, folder: Path, stage: Path) -> None:
    """Begin with the tables that are there already, where they fit the new ones."""
    name = duck.database_name(data.name)
    known = manifest.read(folder)
    listed = known and any(name in entry["files"] for entry in known["tables"].values())
    if listed and folders.is_file(folder / name) and manifest.same_rows(known, _describe(data, {})):
        shutil.copyfile(folder / name, stage / name)


def _commit(
    data: DatasetOutput,
    written: Iterable[WrittenTable],
    record: resume.Record,
    folder: Path,
    layout: FileLayout,
) -> None:
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
    if old and manifest.same_rows(old, _describe(data, {})):
        kept = {name: entry for name, entry in old["tables"].items() if name not in entries}
        sums = manifest.kept_checksums(old, kept) | sums
    new = _describe(data, _in_order(data, {**kept, **entries}) if kept else entries, sums)
    listed = {name for entry in old.get("tables", {}).values() for name in entry["files"]}
    listed -= {name for entry in kept.values() for name in entry["files"]}
    outdated = {*filter(staging.is_name, listed), *staging.table_files(folder, entries)}
    (record.folder / manifest.NAME).write_text(manifest.to_text(new), encoding="utf-8")
    staging.settle(record.folder, new_files)
    staging.commit(record.stage, folder, new_files, outdated)


def _in_order(data: DatasetOutput, entries: Mapping[str, Any]) -> dict[str, Any]:
    """Tables in the order of the sizes in the parameters, so that no history shows."""
    order = {name: number for number, name in enumerate(data.parameters)}
    names = sorted(entries, key=lambda name: (order.get(name, len(order)), name))
    return {name: entries[name] for name in names}


def _describe(
    data: DatasetOutput, entries: Mapping[str, Any], sums: Mapping[str, str] | None = None
) -> dict[str, Any]:
    return manifest.manifest(data.name, data.seed, data.parameters, entries, sums or {})


@contextmanager
def _parents(folder: Path) -> Iterator[None]:
    """Make the folders above, and remove those again that a failure leaves empty."""
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


@contextmanager
def explained(folder: Path, left: str = "nothing was changed") -> Iterator[None]:
    """Turn the operating system's errors into one line with a remedy."""
    try:
        yield
    except OutputError:
        raise
    except OSError as error:
        reason = error.strerror or str(error)
        if error.errno in _FULL:
            remedy = f"{left}; free some space, or name another folder"
        elif error.errno in _DENIED:
            remedy = "name a folder that you may write to"
        elif error.errno in _NO_HANDLES:
            remedy = f"{left}; allow more (ulimit -n)"
        else:
            remedy = f"{left}; name another folder"
        raise OutputError(f"out={str(folder)!r} cannot be written: {reason}; {remedy}") from error
