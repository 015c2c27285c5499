"""A dataset as files: all of its tables and their manifest, or nothing."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tablewright import checks
from tablewright._version import __version__
from tablewright.errors import ArgumentError, OutputError
from tablewright.lakehouse import manifest, staging
from tablewright.lakehouse.formats import Encoding
from tablewright.lakehouse.lock import lock_path, locked
from tablewright.lakehouse.parts import OnRows, TableOutput, part_names, write_part

ROWS_PER_FILE = 10_000_000
"""Rows of a file, unless the caller says otherwise."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_DENIED = (errno.EACCES, errno.EPERM, errno.EROFS)


@dataclass(frozen=True)
class DatasetOutput:
    """Tables to be written together.

    Parameters
    ----------
    name : str
        The dataset's.
    seed : int
        What the rows were made with.
    parameters : mapping
        Everything else they depend on.
    tables : sequence of TableOutput
        All of the dataset's, or some.
    """

    name: str
    seed: int
    parameters: Mapping[str, int | float | str]
    tables: Sequence[TableOutput]


@dataclass(frozen=True)
class WrittenTable:
    """A table that was written: its files relative to the folder, and their size together."""

    name: str
    rows: int
    files: tuple[str, ...]
    size: int


def check_folder(data: DatasetOutput, folder: Path, *, overwrite: bool) -> None:
    """Refuse a folder that the dataset cannot be written to.

    What a killed run left there is completed or removed first; nothing else is touched.

    Raises
    ------
    ArgumentError
        If the path is a file, or holds output already and ``overwrite`` is false.
    """
    folder = folder.resolve()
    for table in data.tables:
        if not _NAME.fullmatch(table.name):
            raise ArgumentError(
                f"table={table.name!r} cannot name a file; use letters, digits and underscores"
            )
    nearest = next(path for path in (folder, *folder.parents) if os.path.lexists(path))
    if not nearest.is_dir():
        raise ArgumentError(f"out={str(nearest)!r} is not a folder; name a folder, or a new one")
    with explained(folder):
        if staging.abandoned(folder) or lock_path(folder).exists():
            with locked(folder):
                staging.recover(folder)
        _check_contents(data, folder, overwrite=overwrite)


def _check_contents(data: DatasetOutput, folder: Path, *, overwrite: bool) -> None:
    if overwrite or not folder.is_dir():
        return
    old = manifest.read(folder)
    taken = staging.table_files(folder, (table.name for table in data.tables))
    taken = taken or [name for name in (manifest.NAME,) if (folder / name).exists() and not old]
    if taken:
        others = f" and {len(taken) - 1} more" if len(taken) > 1 else ""
        raise ArgumentError(
            f"out={str(folder)!r} already holds {taken[0]}{others}; "
            "add --overwrite (overwrite=True) or name another folder"
        )
    if old and not manifest.same_rows(old, _describe(data, {})):
        raise ArgumentError(
            f"out={str(folder)!r} holds tables of another seed, size or version; "
            "add --overwrite (overwrite=True) to replace them or name another folder"
        )


def _check_access(changed: Iterable[Path]) -> None:
    """Fail now rather than when the files are whole and half of them in place."""
    effective = os.access in os.supports_effective_ids
    for path in changed:
        if path.is_dir() and not os.access(path, os.W_OK | os.X_OK, effective_ids=effective):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))


def write_dataset(
    data: DatasetOutput,
    folder: Path,
    encoding: Encoding,
    *,
    rows_per_file: int = ROWS_PER_FILE,
    overwrite: bool = False,
    on_rows: OnRows | None = None,
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
    on_rows : callable, optional
        Told about progress; what it raises stops the writing.

    Raises
    ------
    ArgumentError
        If the folder cannot be used (see `check_folder`).
    OutputError
        If a file could not be written. Nothing was changed, and nothing is left behind.
    """
    checks.integer("rows_per_file", rows_per_file, 1, checks.MAX_ROWS)
    folder = folder.resolve()
    check_folder(data, folder, overwrite=overwrite)
    with explained(folder), _parents(folder), locked(folder):
        staging.recover(folder)
        # Again, now that nobody else can change it.
        _check_contents(data, folder, overwrite=overwrite)
        _check_access([folder, *(folder / table.name for table in data.tables)])
        stage = staging.make_staging(folder)
        try:
            written = [
                _write_table(data, table, stage, encoding, rows_per_file, on_rows)
                for table in data.tables
            ]
            _commit(data, written, stage, folder, encoding)
        except BaseException:
            # With a journal it is past the point of no return: the next run completes it.
            if not (stage / staging.JOURNAL).exists():
                shutil.rmtree(stage, ignore_errors=True)
            raise
    return written


def _write_table(
    data: DatasetOutput,
    table: TableOutput,
    stage: Path,
    encoding: Encoding,
    rows_per_file: int,
    on_rows: OnRows | None,
) -> WrittenTable:
    names = list(part_names(table.name, table.rows, rows_per_file, encoding.suffix))
    size = 0
    for number, name in enumerate(names):
        path = stage / name
        path.parent.mkdir(exist_ok=True)
        start = number * rows_per_file
        stop = min(start + rows_per_file, table.rows)
        metadata = {
            "tablewright.version": __version__,
            "tablewright.table": f"{data.name}.{table.name}",
            "tablewright.seed": str(data.seed),
            "tablewright.parameters": json.dumps(dict(data.parameters), sort_keys=True),
            "tablewright.rows": f"{start}-{stop}",
        }
        size += write_part(table, start, stop, path, encoding, metadata, on_rows)
    return WrittenTable(table.name, table.rows, tuple(names), size)


def _commit(
    data: DatasetOutput,
    written: Iterable[WrittenTable],
    stage: Path,
    folder: Path,
    encoding: Encoding,
) -> None:
    files = {table.name: table.files for table in written}
    entries = {
        table.name: manifest.table_entry(table, encoding.format, files[table.name])
        for table in data.tables
    }
    old = manifest.read(folder)
    new = _describe(data, entries)
    outdated = [*entries, *(name for name in old.get("tables", {}) if _NAME.fullmatch(name))]
    if old and manifest.same_rows(old, new):
        kept = {name: entry for name, entry in old["tables"].items() if name not in entries}
        new = _describe(data, _in_order(data, {**kept, **entries}))
        outdated = list(entries)
    (stage / manifest.NAME).write_text(manifest.to_text(new), encoding="utf-8")
    staging.commit(
        stage,
        folder,
        [name for names in files.values() for name in names],
        staging.table_files(folder, dict.fromkeys(outdated)),
    )


def _in_order(data: DatasetOutput, entries: Mapping[str, Any]) -> dict[str, Any]:
    """Tables in the order of the sizes in the parameters, so that no history shows."""
    order = {name: number for number, name in enumerate(data.parameters)}
    names = sorted(entries, key=lambda name: (order.get(name, len(order)), name))
    return {name: entries[name] for name in names}


def _describe(data: DatasetOutput, entries: Mapping[str, Any]) -> dict[str, Any]:
    return manifest.manifest(data.name, data.seed, data.parameters, entries)


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
def explained(folder: Path) -> Iterator[None]:
    """Turn the operating system's errors into one line with a remedy."""
    try:
        yield
    except OutputError:
        raise
    except OSError as error:
        reason = error.strerror or str(error)
        if error.errno in _FULL:
            remedy = "nothing was changed; free some space, or name another folder"
        elif error.errno in _DENIED:
            remedy = "name a folder that you may write to"
        else:
            remedy = "nothing was changed; name another folder"
        raise OutputError(f"out={str(folder)!r} cannot be written: {reason}; {remedy}") from error
