"""Writes a dataset as files: all tables and their manifest, or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tablewright.formats import Encoding
from tablewright.io import contents, folders, placing, resume, staging
from tablewright.io.explained import explained
from tablewright.io.jobs import Job
from tablewright.io.lock import lock_path, locked
from tablewright.io.outputs import DatasetOutput, FileLayout, Write, WrittenTable
from tablewright.io.writing import WriteProgress, WriteSettings


def check_folder(
    data: DatasetOutput, folder: Path | str, encoding: Encoding, settings: WriteSettings
) -> None:
    """Refuse a folder that the dataset cannot be written to, and a format that cannot hold it.

    Leftovers of a killed run are completed or removed first, unless this run resumes from them;
    nothing else is touched.

    Parameters
    ----------
    data : DatasetOutput
        The dataset.
    folder : Path
        The dataset's folder.
    encoding : Encoding
        File format and compression.
    settings : WriteSettings
        Whether what is there may be replaced, or gone on with.

    Raises
    ------
    ArgumentError
        If the path is a file, or holds output already that may not be replaced, or what an
        interrupted run of another dataset left; if the format does not hold a column.
    """
    folder = folders.target(folder)
    layout = FileLayout(encoding, settings.rows_per_file)
    contents.check_names(data)
    for table in data.tables:
        encoding.format.check(table.name, table.types)
    contents.check_nearest(folder)
    with explained(folder):
        if staging.seen(folder) or folders.is_file(lock_path(folder)):
            with locked(folder) as owner:
                staging.recover(folder, owner, keep=settings.resumable)
                if settings.resumable:
                    resume.interrupted(folder, _request(data, layout), owner)
        if not (settings.resumable and contents.is_there(data, folder, layout)):
            contents.check_contents(data, folder, settings)


def write_dataset(
    data: DatasetOutput,
    folder: Path | str,
    encoding: Encoding,
    settings: WriteSettings | None = None,
    *,
    progress: WriteProgress | None = None,
    write: Write | None = None,
) -> list[WrittenTable]:
    """Write tables and their manifest to a folder: everything or nothing.

    Existing tables are kept if they fit the new ones: same seed, parameters and version. Files
    that are not tables of the dataset are never changed.

    Parameters
    ----------
    data : DatasetOutput
        The dataset to write.
    folder : Path
        The dataset's folder; created if missing.
    encoding : Encoding
        File format and compression.
    settings : WriteSettings, optional
        How: nothing is replaced if absent.
    progress : WriteProgress, optional
        WriteProgress callbacks.
    write : callable, optional
        A replacement that writes each table.

    Raises
    ------
    ArgumentError
        If the folder is unusable (see `check_folder`).
    OutputError
        If a file cannot be written. Nothing is changed, and no partial output remains.
    """
    settings, progress = settings or WriteSettings(), progress or WriteProgress()
    encoding.format.check_installed()
    check_folder(data, folder, encoding, settings)
    layout = FileLayout(encoding, settings.rows_per_file)
    folder = folders.target(folder)
    with (
        explained(folder),
        placing.parents(folder),
        locked(folder) as owner,
        folders.spare(folders.SPARE) as handles,
    ):
        staging.recover(folder, owner, keep=settings.resumable)
        if settings.resumable and contents.is_there(data, folder, layout):
            for table in data.tables:
                progress.kept(table.name, table.rows)
            return contents.present(data, folder)
        # Check again, now that no other process can change it.
        contents.check_contents(data, folder, settings)
        contents.check_access([folder, *(folder / name for name in data.names)])
        request = _request(data, layout)
        with resume.recorded(
            folder, request, owner, resumable=settings.resumable, shared=write is not None
        ) as record:
            with handles:  # They are needed to put files into place, or to remove them.
                placing.begin(data, folder, record.folder, encoding.format)
                written = [
                    write(table, record.folder)
                    if write
                    else Job(data, table, record, layout, progress).write()
                    for table in data.tables
                ]
            placing.commit(data, written, record, folder, layout)
    return written


def _request(data: DatasetOutput, layout: FileLayout) -> dict[str, Any]:
    """Return all inputs of a run's files."""
    return {
        "dataset": data.name,
        "seed": data.seed,
        "parameters": dict(data.parameters),
        "rows_per_file": layout.rows_per_file,
        "format": layout.encoding.name,
        "compression": layout.encoding.compression,
        "tables": [table.name for table in data.tables],
        "columns": {table.name: dict(table.types) for table in data.tables},
        "rows": {table.name: table.rows for table in data.tables},
        "versions": resume.versions(),
    }
