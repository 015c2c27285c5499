"""Moves files from a staging folder into place; visible files are complete at every moment.

A dataset is written to ``.<name>.tmp-<pid>-<random>/new`` beside its folder, manifest included.

- Where the folder does not exist yet, ``new`` is renamed to it: all or nothing.
- Otherwise a journal is put into the staging folder. From that rename on, the new files count:
  the old manifest goes first, so that it never describes new files; then each new file takes the
  place of the old one in a single step, old files that have no successor go, and the new manifest
  comes last (a table's log after its files, and an old table with a log goes as a whole before).
  A run that is killed in between is completed by the next one, which finds the journal; without a
  journal the next run removes the staging folder, or resumes from it (see
  `tablewright.io.resume`). If new files were removed in the meantime, or others are in their way,
  nothing can complete them, and no manifest is written.

Whatever gets its final name is on the disk before, so that this holds for a machine that stops as
well as for a process.

A staging folder is acted on only if it is this user's and has a seal that names its own inode:
nobody else can have written that, and in a copy, an archive or another folder that was given such
a name it is wrong. A journal names files of a dataset only.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tablewright.formats import every
from tablewright.io import folders, manifest
from tablewright.io.folders import OBSTACLES, is_folder, opened, to_disk

SEAL = "request.json"
JOURNAL = "journal.json"
NEW = "new"
_RETIRED = "retired"
_DRAFT = ".draft"
_TABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def is_name(name: object) -> bool:
    """Return whether a name is valid for a dataset's file, relative to its folder."""
    return isinstance(name, str) and any(format.owns(name) for format in every().values())


def make_staging(folder: Path, about: Mapping[str, Any], *, shared: bool = False) -> Path:
    """Create a staging folder beside ``folder``; ``about`` records its request.

    Only this user can enter it, unless it is ``shared`` with programs of other users.
    """
    stage = folder.with_name(f".{folder.name}.tmp-{os.getpid()}-{secrets.token_hex(4)}")
    stage.mkdir(mode=0o777 if shared else 0o700)
    try:
        (stage / NEW).mkdir()
        with opened(stage) as inside:
            text = json.dumps({"stage": os.fstat(inside).st_ino, "about": about})
            folders.write(SEAL + _DRAFT, text, inside)
            os.rename(SEAL + _DRAFT, SEAL, src_dir_fd=inside, dst_dir_fd=inside)
    except BaseException:
        remove(stage)
        raise
    return stage


def settle(new: Path, files: Iterable[str]) -> None:
    """Sync the staged ``files`` and the manifest to disk."""
    paths = [new / name for name in (*files, manifest.NAME)]
    for path in (*paths, *{path.parent for path in paths}):
        to_disk(path)


@dataclass(frozen=True)
class Stage:
    """A staging folder of this user, held open, with its request."""

    path: Path
    inside: int
    about: Mapping[str, Any]


def seen(folder: Path) -> list[Path]:
    """Return entries named like staging folders of ``folder``, including those of other users."""
    named = re.compile(rf"\.{re.escape(folder.name)}\.tmp-\d+-[0-9a-f]{{8}}", re.DOTALL)
    if not folder.parent.is_dir():
        return []
    found = [path for path in folder.parent.iterdir() if named.fullmatch(path.name)]
    return sorted(path for path in found if is_folder(path))


def abandoned(folder: Path, owner: int | None = None) -> list[Path]:
    """Return this user's staging folders; they are abandoned unless a run holds the lock."""
    found = []
    for path in seen(folder):
        with held(path, owner) as stage:
            if stage is not None:
                found.append(path)
    return found


@contextmanager
def held(path: Path, owner: int | None = None) -> Iterator[Stage | None]:
    """Hold a staging folder; None if this user did not create it as one."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        if error.errno not in (*OBSTACLES, errno.EACCES):
            raise
        yield None
        return
    try:
        state = os.fstat(descriptor)
        seal = folders.read_object(SEAL, descriptor)
        is_ours = state.st_uid == (os.geteuid() if owner is None else owner)
        is_ours = is_ours and seal.get("stage") == state.st_ino
        about = seal.get("about")
        yield Stage(path, descriptor, about if isinstance(about, dict) else {}) if is_ours else None
    finally:
        os.close(descriptor)


def remove(path: Path, owner: int | None = None) -> None:
    """Remove a staging folder, its seal last; foreign files are kept."""
    with suppress(OSError), held(path, owner) as stage:
        if stage is not None:
            folders.empty(stage.inside, but=SEAL)
            os.unlink(SEAL, dir_fd=stage.inside)
    with suppress(OSError):
        # The run was killed before it wrote the seal, or after it removed it.
        (path / (SEAL + _DRAFT)).unlink(missing_ok=True)
        if (path / NEW).is_dir():
            (path / NEW).rmdir()
        path.rmdir()


def recover(folder: Path, owner: int | None = None, *, keep: bool = False) -> None:
    """Complete or remove the leftovers of killed runs; the folder must be locked.

    Since a writer holds the lock, every staging folder found here is abandoned. ``keep`` leaves
    those that a run could resume. ``owner`` is this user on that disk.
    """
    for path in seen(folder):
        with held(path, owner) as stage:
            has_journal = stage is not None and _exists(JOURNAL, stage.inside)
            if stage is not None and has_journal:
                _apply(stage, folder)
            is_kept = stage is not None and _exists(NEW, stage.inside) and keep and not has_journal
        if not is_kept:
            remove(path, owner)


def file_names(dataset: str, tables: Iterable[str]) -> list[str]:
    """Return the possible names of single files of these tables, in any format."""
    names = []
    for format in every().values():
        for owner in [dataset] if format.is_database else () if format.log else tables:
            names += [owner + suffix for suffix in format.suffixes]
    return names


def table_files(folder: Path, tables: Iterable[str]) -> list[str]:
    """The files of rows of these tables that are in a folder, of any format."""
    return [file for table in tables for file in _files_of(folder, table)]


def _files_of(folder: Path, table: str) -> Iterator[str]:
    formats = [format for format in every().values() if not format.is_database]
    whole = {table + suffix for format in formats for suffix in format.suffixes}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name in whole and not is_folder(path):
            yield path.name
    if is_folder(folder / table):
        for path in sorted((folder / table).iterdir()):
            name = f"{table}/{path.name}"
            if any(format.owns(name) for format in formats) and not is_folder(path):
                yield name


def _has_log(folder: Path) -> bool:
    """Whether a table's folder has a log, which may only be replaced together with its files."""
    logs = [format.log for format in every().values() if format.log]
    return is_folder(folder) and any(is_folder(folder / log) for log in logs)


def is_debris(name: str) -> bool:
    """Whether a format with a log leaves files or folders of that name in a table's folder."""
    return any(re.fullmatch(format.debris, name) for format in every().values())


def commit(stage: Path, folder: Path, files: Sequence[str], outdated: Iterable[str]) -> None:
    """Move the staged ``files`` and the manifest into the folder, and remove ``outdated`` ones."""
    if not folder.exists():
        with _still_held(stage) as found:
            os.rename(NEW, folder, src_dir_fd=found.inside)
        to_disk(folder.parent)
        remove(stage)
        return
    old = sorted(set(outdated) - set(files))
    tables = dict.fromkeys(name.partition("/")[0] for name in (*files, *old) if "/" in name)
    retired = [name for name in tables if _has_log(folder / name)]
    journal = {
        "before": _mark(folders.read(folder / manifest.NAME)),
        "retire": retired,
        "move": list(files),
        "remove": old,
    }
    with _still_held(stage) as found:
        with suppress(FileNotFoundError):
            os.unlink(JOURNAL + _DRAFT, dir_fd=found.inside)
        folders.write(JOURNAL + _DRAFT, json.dumps(journal), found.inside)
        os.rename(JOURNAL + _DRAFT, JOURNAL, src_dir_fd=found.inside, dst_dir_fd=found.inside)
        os.fsync(found.inside)
        _apply(found, folder)
    remove(stage)


@contextmanager
def _still_held(path: Path) -> Iterator[Stage]:
    with opened(path) as inside:
        if folders.read_object(SEAL, inside).get("stage") != os.fstat(inside).st_ino:
            raise OSError(errno.ESTALE, "another process replaced the staging folder")
        yield Stage(path, inside, {})


def _mark(content: bytes | None) -> str | None:
    return None if content is None else hashlib.blake2b(content, digest_size=16).hexdigest()


@dataclass(frozen=True)
class _Journal:
    before: str | None
    retire: Sequence[str]
    move: Sequence[str]
    remove: Sequence[str]


def _read_journal(inside: int) -> _Journal | None:
    """Read a staging folder's journal; None if it names anything but a dataset's files."""
    found = folders.read_object(JOURNAL, inside)
    try:
        return _Journal(
            found.get("before"),
            _names(found.get("retire"), lambda name: bool(_TABLE.fullmatch(name))),
            _names(found.get("move"), is_name),
            _names(found.get("remove"), is_name),
        )
    except TypeError:
        return None


def _names(value: object, is_right: Callable[[str], bool]) -> list[str]:
    if isinstance(value, list) and all(isinstance(each, str) and is_right(each) for each in value):
        return value
    raise TypeError


def _apply(stage: Stage, folder: Path) -> None:
    """Apply the journal; applying it again after an interruption is safe."""
    journal = _read_journal(stage.inside)
    if journal is None or not folders.exists(f"{NEW}/{manifest.NAME}", stage.inside):
        return  # It is not readable, or the last step was done.
    if not folder.is_dir():
        return  # It was removed, and new files with it.
    with opened(folder) as place:
        before = _mark(folders.read(manifest.NAME, place))
        if before not in (None, journal.before):
            return  # Another process has written here since.
        with unless_in_the_way():
            os.unlink(manifest.NAME, dir_fd=place)
        os.fsync(place)
        _retire(stage, place, journal.retire)
        for name in journal.move:
            _move(stage, place, f"{NEW}/{name}", name)
        for table in journal.retire:
            _give_back(stage, place, table)
        for name in journal.remove:
            _remove(place, name)
        for name in {name.rpartition("/")[0] for name in journal.move if "/" in name}:
            with unless_in_the_way(), folders.parent(place, f"{name}/.") as (inner, _):
                os.fsync(inner)
        os.fsync(place)
        if all(folders.exists(name, place) for name in journal.move):
            with unless_in_the_way():
                _rename(stage.inside, f"{NEW}/{manifest.NAME}", place, manifest.NAME)
            os.fsync(place)


def _retire(stage: Stage, place: int, tables: Sequence[str]) -> None:
    """Take tables with a log away, each in a single step: it never describes other files."""
    if not tables:
        return
    with suppress(FileExistsError):
        os.mkdir(_RETIRED, dir_fd=stage.inside)
    for table in tables:
        with unless_in_the_way():
            if not _exists(f"{_RETIRED}/{table}", stage.inside):
                _rename(place, table, stage.inside, f"{_RETIRED}/{table}")


def _give_back(stage: Stage, place: int, table: str) -> None:
    """Keep foreign files in the folder of such a table."""
    with unless_in_the_way(), opened(f"{_RETIRED}/{table}", stage.inside) as retired:
        with os.scandir(retired) as entries:
            kept = [each.name for each in entries if not is_debris(each.name)]
        for name in kept:
            _move(stage, place, f"{_RETIRED}/{table}/{name}", f"{table}/{name}")


def _move(stage: Stage, place: int, source: str, name: str) -> None:
    with unless_in_the_way():
        if _exists(source, stage.inside):
            with folders.parent(place, name, make=True) as (inner, last):
                _rename(stage.inside, source, inner, last)


def _remove(place: int, name: str) -> None:
    if not folders.exists(name, place):
        return  # It is gone, or was never ours.
    with unless_in_the_way(), folders.parent(place, name) as (inner, last):
        os.unlink(last, dir_fd=inner)
    if "/" in name:
        with unless_in_the_way():
            os.rmdir(name.partition("/")[0], dir_fd=place)


def _rename(source: int, name: str, target: int, new_name: str) -> None:
    os.replace(name, new_name, src_dir_fd=source, dst_dir_fd=target)


def _exists(name: str, folder: int) -> bool:
    try:
        os.stat(name, dir_fd=folder, follow_symlinks=False)
    except OSError as error:
        if error.errno in OBSTACLES:
            return False
        raise
    return True


@contextmanager
def unless_in_the_way() -> Iterator[None]:
    """Skip a step if its input is gone, or its place is taken."""
    try:
        yield
    except OSError as error:
        if error.errno not in OBSTACLES:
            raise
