"""Numbered folders of batches written by Spark, each complete or absent.

The record of a run is kept beside the batches in ``_tablewright``, also written by Spark:
``begun`` describes the batches, ``batch_N`` states that one is complete, ``complete`` that all are.
The next run with the same request continues a killed one.
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
from typing import TYPE_CHECKING, Any

from tablewright import locations
from tablewright.errors import ArgumentError
from tablewright.formats import find
from tablewright.io.batches import (
    description,
    folder_name,
    goes_on,
    is_batch,
    not_ours,
    numbers,
)
from tablewright.io.folders import is_folder

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, DataFrameWriter, SparkSession

_NOTES = "_tablewright"
_LOCAL = "file:"
_STAGED = re.compile(r"\.batch_\d+\.tmp-\d+-[0-9a-f]{8}")


@dataclass(frozen=True)
class FrameBatches:
    """Batches as Spark frames: their inputs, and the functions that return them."""

    facts: Mapping[str, Any]
    frames: Sequence[Callable[[], DataFrame]]


def write_frames(
    spark: SparkSession, data: FrameBatches, path: str, format: str, *, overwrite: bool
) -> list[str]:
    """Write batches to ``path/batch_0`` and so on, and return the folders.

    Raises
    ------
    ArgumentError, ArgumentTypeError
        If the path is unusable; nothing is changed.
    """
    target = _SparkBatchFolder(spark, locations.sparks("volume_path", path))
    wanted = description(data.facts, format, len(data.frames))
    known = _description(target.note("begun"))
    if known:
        known["complete"] = target.note("complete") is not None
    more = goes_on(known, json.loads(json.dumps(wanted)), overwrite=overwrite)
    names = [folder_name(number) for number in range(len(data.frames))]
    taken = None
    if not more:
        taken = next((name for name in names if target.holds(name)), None)
        taken = taken or (_NOTES if known else None)
        if taken and not overwrite:
            raise ArgumentError(
                f"volume_path={path!r} already contains {taken}; "
                "give overwrite=True or name another folder"
            )
    outdated = target.outdated(known.get("batches", 0), len(names))
    text = json.dumps(wanted, sort_keys=True)
    if not more:
        target.begin(text, [*names, "complete"] if taken else [], outdated)
    elif known["batches"] != len(names):
        target.begin(text, ["complete"], ())
    for name, make in zip(names, data.frames, strict=True):
        if not (more and target.committed(name)):
            target.write(make(), name, format)
    target.keep("complete", "true")
    return [f"{target.path}/{name}" for name in names]


def write_frame(frame: DataFrame, path: str, number: int, format: str) -> None:
    """Write a batch to ``path/batch_<number>`` with Spark's commit protocol, replacing any."""
    _writer(frame, format).save(f"{locations.sparks('volume_path', path)}/{folder_name(number)}")


def _writer(frame: DataFrame, format: str) -> DataFrameWriter:
    return find(format).spark_writer(frame).mode("overwrite")


@dataclass
class _SparkBatchFolder:
    """A folder accessible to Spark, and possibly to this process."""

    spark: SparkSession
    path: str

    @property
    def _here(self) -> Path | None:
        """Return the folder's local path, if this process shares Spark's files."""
        plain = self.path.removeprefix(_LOCAL)
        folder = Path("/" + plain.lstrip("/"))
        # Spark wrote the notes, so a process that can read them shares its files.
        seen = ":" not in plain and (folder / _NOTES / "begun" / "_SUCCESS").exists()
        return folder if seen else None

    def outdated(self, listed: int, wanted: int) -> list[Path]:
        """Return existing batches that a run listed; raise `ArgumentError` for others."""
        plain = self.path.removeprefix(_LOCAL)
        folder = Path("/" + plain.lstrip("/"))
        if ":" in plain or not folder.is_dir():
            return []
        for number in numbers(folder):
            is_ours = number < listed and is_batch(folder / folder_name(number))
            if not is_ours and number < max(listed, wanted):
                raise not_ours("volume_path", folder, number)
        return [folder / folder_name(number) for number in numbers(folder) if number < listed]

    def begin(self, wanted: str, notes: Sequence[str], outdated: Sequence[Path]) -> None:
        """Record the run; existing batches no longer count."""
        for name in notes:
            if self.note(name) is not None:
                self.keep(name, "")
        # Remove them before a note lists them as batches of this run.
        for found in outdated if self._here is not None else ():
            shutil.rmtree(found)
        self.keep("begun", wanted)
        for found in _left(self._here) if self._here is not None else ():
            shutil.rmtree(found)

    def note(self, name: str) -> str | None:
        """Return the text of a note; None if there is none."""
        found = self._read(f"{self.path}/{_NOTES}/{name}", 1)
        return str(found[0][0]) or None if found else None

    def keep(self, name: str, text: str) -> None:
        """Write a note, in one task and one file."""
        rows = self.spark.createDataFrame([(text,)], "value string").coalesce(1)
        rows.write.mode("overwrite").text(f"{self.path}/{_NOTES}/{name}")

    def holds(self, name: str) -> bool:
        """Return whether a folder exists."""
        from pyspark.errors import AnalysisException

        try:
            return self._read(f"{self.path}/{name}", 0) is not None
        except AnalysisException:
            # It is there, but its format does not let itself be read as text.
            return True

    def committed(self, name: str) -> bool:
        """Return whether a batch of this run is complete."""
        here = self._here
        return (here / name).is_dir() if here is not None else self.note(name) is not None

    def write(self, frame: DataFrame, name: str, format: str) -> None:
        """Write a batch and commit it."""
        here = self._here
        staged = f".{name}.tmp-{os.getpid()}-{secrets.token_hex(4)}" if here is not None else name
        writer = _writer(frame, format)
        if here is None:
            writer.save(f"{self.path}/{staged}")
            self.keep(name, "true")
            return
        for left in _left(here):
            shutil.rmtree(left, ignore_errors=True)
        try:
            writer.save(f"{self.path}/{staged}")
            (here / staged).rename(here / name)
        except BaseException:
            shutil.rmtree(here / staged, ignore_errors=True)
            raise

    def _read(self, path: str, limit: int) -> list[Any] | None:
        """Return the first lines of a folder of text; None if it does not exist."""
        from pyspark.errors import AnalysisException

        try:
            return list(self.spark.read.text(path).limit(limit).collect())
        except AnalysisException as error:
            if "PATH_NOT_FOUND" in str(error):
                return None
            raise


def _left(folder: Path) -> list[Path]:
    """Return the leftovers of killed runs."""
    return [path for path in folder.iterdir() if _STAGED.fullmatch(path.name) and is_folder(path)]


def _description(text: str | None) -> dict[str, Any]:
    try:
        found = json.loads(text or "")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) and isinstance(found.get("batches"), int) else {}
