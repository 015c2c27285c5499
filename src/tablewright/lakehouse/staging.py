"""From a staging folder into place: what can be seen there is whole at every moment.

A dataset is written to ``.<name>.tmp-<pid>-<random>`` beside its folder, manifest included.

- Where the folder does not exist yet, the staging folder is renamed to it: all or nothing.
- Otherwise a journal is put into the staging folder. From that rename on, the new files count:
  the old manifest goes first, so that it never describes new files; then each new file takes the
  place of the old one in a single step, old files that have no successor go, and the new manifest
  comes last (a table's Delta log after its files, and an old Delta table goes as a whole before).
  A run that is killed in between is completed by the next one, which finds the journal; without a
  journal the next run removes the staging folder, or goes on with it (see
  `tablewright.lakehouse.resume`). If somebody has removed new files in the meantime, nothing can
  complete them, and no manifest comes.

Whatever gets its final name is on the disk before, so that this holds for a machine that stops as
well as for a process.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from tablewright.lakehouse import manifest
from tablewright.lakehouse.delta import LOG as _LOG

JOURNAL = "journal.json"
_RETIRED = "retired"
_OURS = r"\.(parquet|csv|json|arrow)(\.gz|\.zst)?"
_PART = re.compile(rf"part-\d+{_OURS}")


def make_staging(folder: Path) -> Path:
    """A new, empty staging folder for ``folder``, beside it."""
    name = f".{folder.name}.tmp-{os.getpid()}-{secrets.token_hex(4)}"
    staging = folder.with_name(name)
    staging.mkdir()
    return staging


def to_disk(path: Path) -> None:
    """Wait until a file, or the names in a folder, would survive a machine that stops."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def settle(staging: Path, files: Iterable[str]) -> None:
    """Wait until the staged ``files`` and the manifest are on the disk."""
    paths = [staging / name for name in (*files, manifest.NAME)]
    for path in (*paths, *{path.parent for path in paths}):
        to_disk(path)


def recover(folder: Path, *, keep: bool = False) -> None:
    """Complete or remove what killed runs left; the folder must be locked.

    Since whoever writes holds the lock, every staging folder found here is abandoned. ``keep``
    leaves those that a run might go on with.
    """
    for staging in abandoned(folder):
        journal = (staging / JOURNAL).is_file()
        if journal:
            _apply(staging, folder)
        if journal or not keep:
            shutil.rmtree(staging, ignore_errors=True)


def abandoned(folder: Path) -> list[Path]:
    """The staging folders there are: abandoned ones, unless a run holds the folder's lock."""
    return sorted(folder.parent.glob(f".{_escaped(folder.name)}.tmp-*"))


def table_files(folder: Path, tables: Iterable[str]) -> list[str]:
    """The files of these tables that are in a folder, of any format."""
    return [file for table in tables for file in _files_of(folder, table)]


def _files_of(folder: Path, table: str) -> Iterator[str]:
    whole = re.compile(re.escape(table) + _OURS)
    for path in sorted(folder.glob(f"{_escaped(table)}.*")):
        if whole.fullmatch(path.name) and not path.is_dir():
            yield path.name
    if (folder / table).is_dir():
        for path in sorted((folder / table).iterdir()):
            if _PART.fullmatch(path.name):
                yield f"{table}/{path.name}"


def _escaped(name: str) -> str:
    return re.sub(r"([*?[])", r"[\1]", name)


def commit(staging: Path, folder: Path, files: Iterable[str], outdated: Iterable[str]) -> None:
    """Put the staged ``files`` and the manifest into the folder, and remove ``outdated`` ones."""
    if not folder.exists():
        staging.rename(folder)
        to_disk(folder.parent)
        return
    new = list(files)
    old = sorted(set(outdated) - set(new))
    tables = dict.fromkeys(name.partition("/")[0] for name in (*new, *old) if "/" in name)
    retired = [name for name in tables if (folder / name / _LOG).is_dir()]
    journal = {"retire": retired, "move": new, "remove": old}
    draft = staging / (JOURNAL + ".draft")
    draft.write_text(json.dumps(journal), encoding="utf-8")
    to_disk(draft)
    draft.rename(staging / JOURNAL)
    to_disk(staging)
    _apply(staging, folder)
    shutil.rmtree(staging)


def _apply(staging: Path, folder: Path) -> None:
    """Do what the journal says. Doing it again after a part was done is harmless."""
    journal = json.loads((staging / JOURNAL).read_text(encoding="utf-8"))
    staged = staging / manifest.NAME
    if not staged.exists():
        return  # The last step was done.
    if not folder.is_dir():
        return  # Somebody removed it, and new files with it.
    (folder / manifest.NAME).unlink(missing_ok=True)
    to_disk(folder)
    places = {folder}
    for name in journal.get("retire", ()):
        # A Delta table goes in a single step, so that its log never describes other files.
        (staging / _RETIRED).mkdir(exist_ok=True)
        if (folder / name).exists() and not (staging / _RETIRED / name).exists():
            (folder / name).rename(staging / _RETIRED / name)
    for name in journal["move"]:
        if (staging / name).exists():
            (folder / name).parent.mkdir(exist_ok=True, parents=True)
            (staging / name).replace(folder / name)
            places.add((folder / name).parent)
    for name in journal["remove"]:
        (folder / name).unlink(missing_ok=True)
        parent = (folder / name).parent
        if parent != folder and parent.is_dir() and not any(parent.iterdir()):
            parent.rmdir()
    for place in places:
        if place.is_dir():
            to_disk(place)
    if all((folder / name).exists() for name in journal["move"]):
        staged.replace(folder / manifest.NAME)
        to_disk(folder)
