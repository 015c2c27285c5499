"""Resumes interrupted runs.

A staging folder's seal records its request, and `WHOLE` its complete files. Rows depend on nothing
else, so another run with the same request can reuse those files.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from tablewright._version import __version__
from tablewright.errors import ArgumentError
from tablewright.io import folders, staging
from tablewright.io.parts import Whole

WHOLE = "whole.jsonl"


def versions() -> dict[str, str]:
    """Return the inputs of a part's bytes other than the request."""
    return {"tablewright": __version__, "polars": pl.__version__}


@dataclass(frozen=True)
class Record:
    """A run's staging folder, and its complete files."""

    stage: Path
    whole: dict[str, Whole]

    @property
    def folder(self) -> Path:
        """The folder the run writes to."""
        return self.stage / staging.NEW

    def add(self, name: str, whole: Whole) -> None:
        """Record a complete file."""
        folders.to_disk(self.folder / name)
        with (self.stage / WHOLE).open("a", encoding="utf-8") as lines:
            lines.write(json.dumps([name, *whole]) + "\n")
        self.whole[name] = whole

    def tidy(self) -> None:
        """Remove incomplete files."""
        kept = {self.folder / name for name in self.whole}
        for path in sorted(self.folder.rglob("*"), reverse=True):
            if folders.is_folder(path):
                if not any(path.iterdir()):
                    path.rmdir()
            elif path not in kept:
                path.unlink()


@contextmanager
def recorded(
    folder: Path, request: Mapping[str, Any], owner: int, *, resumable: bool, shared: bool
) -> Iterator[Record]:
    """A staging folder for a dataset's locked ``folder``: an interrupted run's, or a new one.

    If writing fails it is removed, unless it is ``resumable`` and has whole files. With a journal
    it is past the point of no return: the next run completes it.
    """
    record = interrupted(folder, request, owner) if resumable else None
    if record is None:
        staging.recover(folder, owner)  # No run can resume from the leftovers.
        record = Record(staging.make_staging(folder, request, shared=shared), {})
    else:
        record.tidy()
    try:
        yield record
    except BaseException:
        if not (record.stage / staging.JOURNAL).exists():
            if resumable and record.whole:
                record.tidy()
            else:
                staging.remove(record.stage, owner)
        raise


def interrupted(
    folder: Path, request: Mapping[str, Any], owner: int | None = None
) -> Record | None:
    """Return the record of an interrupted run with the same request for a dataset's ``folder``.

    Raises
    ------
    ArgumentError
        If its request was different.
    """
    for path in staging.abandoned(folder, owner):
        with staging.held(path, owner) as stage:
            asked = stage.about if stage is not None else {}
        wanted = json.loads(json.dumps(request))
        differing = [name for name in wanted if asked.get(name) != wanted[name]]
        if differing:
            raise ArgumentError(
                f"resume=True: the interrupted run in {str(folder.parent)!r} had "
                f"{_difference(asked, wanted, differing[0])}; give its arguments, or omit "
                "--resume to start over"
            )
        return Record(path, _whole(path))
    return None


def _whole(stage: Path) -> dict[str, Whole]:
    whole: dict[str, Whole] = {}
    for line in (folders.read(stage / WHOLE) or b"").splitlines():
        try:
            name, size, checksum = json.loads(line)
            path = stage / staging.NEW / name
            if staging.is_name(name) and path.lstat().st_size == size and folders.is_file(path):
                whole[name] = Whole(size, str(checksum))
        except (OSError, ValueError, TypeError):
            continue  # Truncated while being written, or the file is gone.
    return whole


def _difference(asked: Mapping[str, Any], wanted: Mapping[str, Any], name: str) -> str:
    old, new = asked.get(name), wanted[name]
    if isinstance(old, dict) and isinstance(new, dict):
        for key in {**new, **old}:
            if old.get(key) != new.get(key):
                return _difference(old, {key: new.get(key)}, key)
    return f"{name}={old!r}, not {new!r}"
