"""Numbered folders, one for each batch, each of which is whole or not there.

A batch is written to ``.batch_N.tmp-<pid>-<random>`` inside the target, and renamed when it is
complete. The file `NAME` says what the batches are and whether all of them are there: a run that
was killed is continued by the next one that asks for the same.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from polars.io.plugins import register_io_source

from tablewright import checks
from tablewright._version import __version__
from tablewright.errors import ArgumentError
from tablewright.lakehouse import delta
from tablewright.lakehouse.dataset import explained
from tablewright.lakehouse.formats import encoding
from tablewright.lakehouse.lock import locked
from tablewright.lakehouse.outputs import ROWS_PER_FILE
from tablewright.lakehouse.parts import Frames, OnRows, TableOutput, count_parts, write_part

NAME = "_tablewright.json"
"""Begins with an underscore, so that Spark does not take it for data."""
BATCH_FORMATS = ("json", "parquet", "delta")
_FOLDER = re.compile(r"batch_\d+")


@dataclass(frozen=True)
class BatchesOutput:
    """Batches to be written.

    Parameters
    ----------
    facts : mapping
        Everything that the rows depend on, so that the same batches are known again.
    batches : sequence of callable
        Each makes the rows of a batch, with their number, when it is its turn.
    """

    facts: Mapping[str, Any]
    batches: Sequence[Callable[[], tuple[Frames, int]]]


@dataclass(frozen=True)
class WrittenBatch:
    """A batch: the name of its folder, its rows, and whether it was there already."""

    name: str
    rows: int
    kept: bool


def folder_name(number: int) -> str:
    """The folder of a batch."""
    return f"batch_{number}"


def description(data_facts: Mapping[str, Any], format: str, batches: int) -> dict[str, Any]:
    """What is kept of a run, besides whether it is complete."""
    return {
        "tablewright": __version__,
        "format": format,
        "batches": batches,
        "facts": dict(data_facts),
    }


def unfinished(folder: Path, wanted: Mapping[str, Any], *, overwrite: bool) -> bool:
    """Whether a folder holds some of the wanted batches, of a run that did not end.

    Raises
    ------
    ArgumentError
        If it is no folder, or holds other or complete batches and ``overwrite`` is false.
    """
    nearest = next(path for path in (folder, *folder.parents) if os.path.lexists(path))
    if not nearest.is_dir():
        raise ArgumentError(f"out={str(nearest)!r} is not a folder; name a folder, or a new one")
    if not folder.is_dir():
        return False
    known = read(folder)
    if {**known, "complete": False} == {**wanted, "complete": False} and not known["complete"]:
        return True
    taken = [NAME] if known else ours(folder)
    if taken and not overwrite:
        raise ArgumentError(
            f"out={str(folder)!r} already holds {(ours(folder) or taken)[0]}; "
            "add --overwrite (overwrite=True) or name another folder"
        )
    return False


def read(folder: Path) -> dict[str, Any]:
    """What the file of a folder says; empty if there is none that can be read."""
    try:
        content = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) and "complete" in content else {}


def note(folder: Path, wanted: Mapping[str, Any], *, complete: bool) -> None:
    """Say what the batches of a folder are."""
    draft = folder / f"{NAME}.draft"
    text = json.dumps({**wanted, "complete": complete}, indent=2)
    draft.write_text(text + "\n", encoding="utf-8")
    draft.replace(folder / NAME)


def ours(folder: Path) -> list[str]:
    """The batches of a folder."""
    found = [p.name for p in folder.iterdir() if _FOLDER.fullmatch(p.name) and p.is_dir()]
    return sorted(found, key=lambda name: (len(name), name))


def prepare(folder: Path, wanted: Mapping[str, Any], *, overwrite: bool) -> None:
    """Make the folder ready for the wanted batches; those of an unfinished run stay."""
    more = unfinished(folder, wanted, overwrite=overwrite)
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob(".batch_*.tmp-*"):
        shutil.rmtree(path, ignore_errors=True)
    if not more:
        # The description goes first: without it nobody takes a part for the whole.
        (folder / NAME).unlink(missing_ok=True)
        for name in ours(folder):
            shutil.rmtree(folder / name)
        note(folder, wanted, complete=False)


def stage(folder: Path, name: str) -> Path:
    """Where a batch is written before it has its name."""
    return folder / f".{name}.tmp-{os.getpid()}-{secrets.token_hex(4)}"


def write_batches(
    data: BatchesOutput,
    folder: Path,
    format: str = "json",
    *,
    overwrite: bool = False,
    rows_per_file: int = ROWS_PER_FILE,
    on_rows: OnRows | None = None,
) -> list[WrittenBatch]:
    """Write batches to ``folder/batch_0`` and so on, one after the other.

    Parameters
    ----------
    data : BatchesOutput
        What to write.
    folder : Path
        Made if it is missing.
    format : {"json", "parquet", "delta"}
        JSON has one object per line; with Delta every batch is a table.
    overwrite : bool
        Remove the batches that are there.
    rows_per_file : int
        A batch of more rows has more files; not for Delta.
    on_rows : callable, optional
        Told about progress; what it raises stops the writing.

    Raises
    ------
    ArgumentError
        If the folder cannot be used; nothing was changed then.
    OutputError
        If a file could not be written. Batches before it are whole, and a rerun goes on.
    """
    checks.choice("format", format, BATCH_FORMATS)
    checks.integer("rows_per_file", rows_per_file, 1, checks.MAX_ROWS)
    if format == "delta":
        delta.check_installed()
    folder = folder.resolve()
    wanted = description(data.facts, format, len(data.batches))
    unfinished(folder, wanted, overwrite=overwrite)
    written = []
    with explained(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        with locked(folder):
            prepare(folder, wanted, overwrite=overwrite)
            for number, make in enumerate(data.batches):
                name = folder_name(number)
                kept = (folder / name).is_dir()
                frames, rows = make()
                if not kept:
                    _write(frames, rows, folder, name, format, rows_per_file, on_rows)
                written.append(WrittenBatch(name, rows, kept))
            note(folder, wanted, complete=True)
    return written


def _write(
    frames: Frames,
    rows: int,
    folder: Path,
    name: str,
    format: str,
    rows_per_file: int,
    on_rows: OnRows | None,
) -> None:
    staged = stage(folder, name)
    staged.mkdir()
    try:
        if format == "delta":
            _write_delta(frames, rows, staged, name, on_rows)
        else:
            packed = encoding(format)
            table = TableOutput(name, rows, {}, frames)
            for part in range(count_parts(rows, rows_per_file)):
                start = part * rows_per_file
                stop = min(start + rows_per_file, rows)
                path = staged / f"part-{part:05}{packed.suffix}"
                write_part(table, start, stop, path, packed, {}, on_rows)
        staged.rename(folder / name)
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        raise


def _write_delta(
    frames: Frames, rows: int, folder: Path, name: str, on_rows: OnRows | None
) -> None:
    def source(
        columns: list[str] | None, predicate: Any, limit: int | None, batch_rows: int | None
    ) -> Any:
        for frame in frames.chunks(0, rows, columns):
            if on_rows:
                on_rows(name, frame.height)
            yield frame

    lazy: pl.LazyFrame = register_io_source(source, schema=frames.schema)
    lazy.sink_delta(str(folder), mode="append")
