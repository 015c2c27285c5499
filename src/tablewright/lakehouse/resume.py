"""Going on where an interrupted run stopped.

A staging folder says what it is for (`REQUEST`) and which of its files are whole (`WHOLE`). Rows
depend on nothing else, so another run with the same request may take those files as they are.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from tablewright._version import __version__
from tablewright.errors import ArgumentError
from tablewright.lakehouse import staging
from tablewright.lakehouse.parts import PARTIAL, Whole

REQUEST = "request.json"
WHOLE = "whole.jsonl"


def versions() -> dict[str, str]:
    """What a part's bytes depend on besides the request."""
    return {"tablewright": __version__, "polars": pl.__version__}


@dataclass(frozen=True)
class Record:
    """The staging folder of a run, and its files that are whole."""

    folder: Path
    whole: dict[str, Whole]

    @property
    def is_open(self) -> bool:
        """Whether a later run could go on with it."""
        return (self.folder / REQUEST).is_file()

    def add(self, name: str, whole: Whole) -> None:
        """A file is whole."""
        staging.to_disk(self.folder / name)
        with (self.folder / WHOLE).open("a", encoding="utf-8") as lines:
            lines.write(json.dumps([name, *whole]) + "\n")
        self.whole[name] = whole

    def tidy(self) -> None:
        """Remove what is not whole."""
        kept = {self.folder / name for name in (REQUEST, WHOLE, *self.whole)}
        for path in sorted(self.folder.rglob("*"), reverse=True):
            if path.is_dir() and not path.is_symlink():
                if not any(path.iterdir()):
                    path.rmdir()
            elif path not in kept:
                path.unlink()

    def close(self) -> None:
        """The run is about to be committed: remove what no dataset has."""
        for name in (WHOLE, REQUEST):
            (self.folder / name).unlink(missing_ok=True)


def begin(folder: Path, request: Mapping[str, Any]) -> Record:
    """A new staging folder for a dataset's ``folder``."""
    stage = staging.make_staging(folder)
    try:
        draft = stage / (REQUEST + PARTIAL)
        draft.write_text(json.dumps(request), encoding="utf-8")
        draft.replace(stage / REQUEST)
    except BaseException:
        shutil.rmtree(stage, ignore_errors=True)
        raise
    return Record(stage, {})


def interrupted(folder: Path, request: Mapping[str, Any]) -> Record | None:
    """What an interrupted run with the same request left for a dataset's ``folder``.

    Raises
    ------
    ArgumentError
        If its request was another one.
    """
    for stage in staging.abandoned(folder):
        asked = _request(stage)
        if asked is None:
            continue
        wanted = json.loads(json.dumps(request))
        differing = [name for name in wanted if asked.get(name) != wanted[name]]
        if differing:
            raise ArgumentError(
                f"resume=True: the interrupted run in {str(folder.parent)!r} had "
                f"{_difference(asked, wanted, differing[0])}; give its arguments, or leave "
                "--resume away to begin anew"
            )
        return Record(stage, _whole(stage))
    return None


def _request(stage: Path) -> dict[str, Any] | None:
    try:
        asked = json.loads((stage / REQUEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return asked if isinstance(asked, dict) else None


def _whole(stage: Path) -> dict[str, Whole]:
    whole: dict[str, Whole] = {}
    try:
        lines = (stage / WHOLE).read_text(encoding="utf-8").splitlines()
    except OSError:
        return whole
    for line in lines:
        try:
            name, size, checksum = json.loads(line)
            if (stage / name).stat().st_size == size:
                whole[name] = Whole(size, checksum)
        except (OSError, ValueError, TypeError):
            continue  # Cut off while it was written, or the file has gone.
    return whole


def _difference(asked: Mapping[str, Any], wanted: Mapping[str, Any], name: str) -> str:
    old, new = asked.get(name), wanted[name]
    if isinstance(old, dict) and isinstance(new, dict):
        for key in {**new, **old}:
            if old.get(key) != new.get(key):
                return _difference(old, {key: new.get(key)}, key)
    return f"{name}={old!r}, not {new!r}"
