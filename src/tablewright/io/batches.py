"""Numbered folders, one per batch, each complete or absent.

A batch is written to a staging folder inside the target (`tablewright.io.staging`), and
renamed when it is complete. The file `NAME` says what the batches are and whether all of them are
there: a run that was killed is continued by the next one that asks for the same, and one that asks
for more of the same feed writes those that are missing.

Only batches that this user's file lists, and that look like batches, are overwritten.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tablewright import checks
from tablewright._version import __version__
from tablewright.errors import ArgumentError
from tablewright.formats import BATCHES, Encoding, encoding, in_batches
from tablewright.formats.tables import Frames, TableOutput
from tablewright.io import folders, staging
from tablewright.io.contents import check_nearest
from tablewright.io.explained import explained
from tablewright.io.folders import is_folder, opened
from tablewright.io.lock import locked
from tablewright.io.parts import write_part
from tablewright.io.writing import ROWS_PER_FILE, OnRows

NAME = "_tablewright.json"
"""Starts with an underscore, so that Spark does not treat it as data."""
_FOLDER = re.compile(r"batch_(0|[1-9]\d{0,12})")
_STAGE = "batches"
_RETIRED = "retired"
_OF_A_BATCH = re.compile(r"part-.*|_SUCCESS|\..*\.crc")


@dataclass(frozen=True)
class BatchesOutput:
    """Batches to write.

    Parameters
    ----------
    facts : mapping
        All inputs of the rows, to recognise the same batches later.
    batches : sequence of callable
        Each returns the rows of a batch, when it is needed.
    """

    facts: Mapping[str, Any]
    batches: Sequence[Callable[[], tuple[Frames, int]]]


@dataclass(frozen=True)
class WrittenBatch:
    """A batch: its folder's name, its rows, and whether it already existed."""

    name: str
    rows: int
    kept: bool


def folder_name(number: int) -> str:
    """The folder of a batch."""
    return f"batch_{number}"


def description(data_facts: Mapping[str, Any], format: str, batches: int) -> dict[str, Any]:
    """Return the record of a run, without its completion."""
    return {
        "tablewright": __version__,
        "format": format,
        "batches": batches,
        "facts": dict(data_facts),
    }


@dataclass(frozen=True)
class _Plan:
    """The actions for existing batches, by number."""

    outdated: Sequence[int]
    kept: Sequence[int]


def _plan(folder: Path, wanted: Mapping[str, Any], owner: int, *, overwrite: bool) -> _Plan:
    """Plan the actions; raise `ArgumentError` if existing files must not be changed."""
    if not is_folder(folder):
        return _Plan((), ())
    known = _read(folder, owner)
    there = numbers(folder)
    # All below were written by this user.
    old = known.get("outdated", 0)
    listed = max(old, known.get("batches", 0))
    more = goes_on(known, wanted, overwrite=overwrite)
    if not more:
        old = listed
        taken = [folder_name(n) for n in there if n < max(listed, wanted["batches"])]
        taken += [NAME] if os.path.lexists(folder / NAME) else []
        if taken and not overwrite:
            raise ArgumentError(
                f"out={str(folder)!r} already contains {taken[0]}; "
                "add --overwrite (overwrite=True) or name another folder"
            )
    for number in there:
        is_ours = number < listed and is_batch(folder / folder_name(number), owner)
        if not is_ours and number < max(old, wanted["batches"]):
            raise not_ours("out", folder, number)
    outdated = [number for number in there if number < old]
    return _Plan(outdated, [number for number in there if more and old <= number < listed])


def numbers(folder: Path) -> list[int]:
    """Return the numbers of entries that are named like batches."""
    found = (_FOLDER.fullmatch(path.name) for path in folder.iterdir())
    return sorted(int(each[1]) for each in found if each)


def not_ours(argument: str, folder: Path, number: int) -> ArgumentError:
    """Return the error for a foreign entry in a batch's place."""
    return ArgumentError(
        f"{argument}={str(folder)!r} contains {folder_name(number)}, which no run of yours "
        "wrote in this state; move it away, or name another folder"
    )


def goes_on(known: Mapping[str, Any], wanted: Mapping[str, Any], *, overwrite: bool) -> bool:
    """Return whether the folder contains some of the requested batches and no others."""
    if not known or any(known.get(key) != wanted[key] for key in wanted if key != "batches"):
        return False
    if known["complete"]:
        return bool(known["batches"] < wanted["batches"]) and not overwrite
    return bool(known["batches"] <= wanted["batches"])


def _read(folder: Path, owner: int) -> dict[str, Any]:
    """Read the file of a folder; empty if this user wrote none."""
    if not folders.is_file(folder / NAME) or (folder / NAME).stat().st_uid != owner:
        return {}
    found = folders.read_object(folder / NAME)
    counts = (found.get("batches"), found.get("outdated", 0))
    is_note = isinstance(found.get("complete"), bool) and all(_is_count(each) for each in counts)
    return found if is_note else {}


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= checks.MAX_ROWS


def is_batch(path: Path, owner: int | None = None) -> bool:
    """Return whether a path is a folder (owned by ``owner``) with only the files of a batch."""
    if not is_folder(path) or owner not in (None, path.stat().st_uid):
        return False
    names = (each.name for each in path.iterdir())
    return all(_OF_A_BATCH.fullmatch(name) or staging.is_debris(name) for name in names)


def write_batches(
    data: BatchesOutput,
    folder: Path | str,
    format: str = BATCHES,
    *,
    overwrite: bool = False,
    rows_per_file: int = ROWS_PER_FILE,
    on_rows: OnRows | None = None,
) -> list[WrittenBatch]:
    """Write batches to ``folder/batch_0`` and so on, in order.

    Parameters
    ----------
    data : BatchesOutput
        The batches.
    folder : Path
        The output folder; created if missing.
    format : str
        One of `tablewright.formats.in_batches`; where it has tables, every batch is one.
    overwrite : bool
        Remove existing batches. Otherwise, missing batches of the same feed are added.
    rows_per_file : int
        A batch of more rows has more files.
    on_rows : callable, optional
        Told about progress; what it raises stops the writing.

    Raises
    ------
    ArgumentError
        If the folder is unusable; nothing is changed.
    OutputError
        If a file cannot be written. Earlier batches are complete; repeat the call to continue.
    """
    packed = encoding(checks.choice("format", format, in_batches()))
    rows_per_file = checks.integer("rows_per_file", rows_per_file, 1, checks.MAX_ROWS)
    packed.format.check_installed()
    folder = folders.target(folder)
    check_nearest(folder)
    wanted = json.loads(json.dumps(description(data.facts, format, len(data.batches))))
    written = []
    with explained(folder, "complete batches are kept"):
        folder.parent.mkdir(parents=True, exist_ok=True)
        with locked(folder) as owner, folders.spare(folders.SPARE) as handles:
            plan = _plan(folder, wanted, owner, overwrite=overwrite)
            folder.mkdir(exist_ok=True)
            staging.recover(folder / _STAGE, owner)
            target = _BatchFolder(folder, staging.make_staging(folder / _STAGE, wanted), wanted)
            try:
                target.begin(plan)
                for number, make in enumerate(data.batches):
                    name = folder_name(number)
                    frames, rows = make()
                    if number not in plan.kept:
                        table = TableOutput(name, rows, {}, frames)
                        _write(table, target.new / name, packed, rows_per_file, on_rows)
                        target.put(name)
                    written.append(WrittenBatch(name, rows, number in plan.kept))
                target.note(complete=True)
            finally:
                handles.close()
                staging.remove(target.stage, owner)
    return written


@dataclass(frozen=True)
class _BatchFolder:
    """A folder of batches, and the staging folder in it."""

    folder: Path
    stage: Path
    wanted: Mapping[str, Any]

    @property
    def new(self) -> Path:
        """The folder in which batches are written."""
        return self.stage / staging.NEW

    def begin(self, plan: _Plan) -> None:
        """Record the run, and remove outdated batches."""
        if plan.outdated:
            self.note(outdated=max(plan.outdated) + 1)
            (self.stage / _RETIRED).mkdir()
            with opened(self.folder) as place, opened(self.stage) as stage:
                for name in map(folder_name, plan.outdated):
                    os.rename(name, f"{_RETIRED}/{name}", src_dir_fd=place, dst_dir_fd=stage)
        self.note()

    def put(self, name: str) -> None:
        """Move a complete batch into place."""
        with opened(self.folder) as place, opened(self.new) as new:
            os.rename(name, name, src_dir_fd=new, dst_dir_fd=place)

    def note(self, *, complete: bool = False, outdated: int = 0) -> None:
        """Record the batches of the folder."""
        more = {"outdated": outdated} if outdated else {}
        text = json.dumps({**self.wanted, "complete": complete, **more}, indent=2) + "\n"
        with opened(self.folder) as place, opened(self.stage) as stage:
            folders.write(NAME, text, stage)
            os.replace(NAME, NAME, src_dir_fd=stage, dst_dir_fd=place)


def _write(
    table: TableOutput, folder: Path, packed: Encoding, rows_per_file: int, on_rows: OnRows | None
) -> None:
    folder.mkdir()
    parts = []
    for part in range(packed.format.count(table.rows, rows_per_file)):
        start = part * rows_per_file
        stop = min(start + rows_per_file, table.rows)
        path = folder / f"part-{part:05}{packed.suffix}"
        write_part(table, start, stop, path, packed, {}, on_rows)
        parts.append((path.name, stop - start))
    folders.check_spare(packed.format.handles)
    packed.format.complete(folder, parts, table, {})
