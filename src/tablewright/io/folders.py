"""Files and folders that others may have put there: opened without following a link, or waiting.

A folder is held by its descriptor while it is used, so that nobody can put another in its place
between a look and a step.
"""

from __future__ import annotations

import errno
import json
import os
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from tablewright import locations
from tablewright.errors import ArgumentError

MOST_BYTES = 64 * 2**20
"""Of a description: many times what the largest is."""
SPARE = 12
"""File handles, with which files are put into place or removed."""
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
OBSTACLES = (errno.EISDIR, errno.ENOTDIR, errno.EEXIST, errno.ENOTEMPTY, errno.ELOOP, errno.ENOENT)
"""What an error says if something else is where a file or a folder should be."""


def target(folder: Path | str) -> Path:
    """Where ``folder`` really is; refused if it is a link that somebody else has put there."""
    found = locations.resolved("out", folder)
    path = Path(folder)
    if os.path.islink(path) and path.lstat().st_uid not in (os.geteuid(), 0):  # noqa: PTH114
        raise ArgumentError(
            f"out={str(path)!r} is a link that belongs to somebody else; name where it leads to"
        )
    return found


@contextmanager
def opened(path: Path | str, folder: int | None = None) -> Iterator[int]:
    """The descriptor of a folder that is no link, relative to another one's."""
    descriptor = os.open(path, _FOLDER, dir_fd=folder)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def parent(folder: int, name: str, *, make: bool = False) -> Iterator[tuple[int, str]]:
    """The folder that holds ``folder/name``, with the last part of the name; no step is a link."""
    first, _, rest = name.partition("/")
    if not rest:
        yield folder, first
        return
    if make:
        with suppress(FileExistsError):
            os.mkdir(first, dir_fd=folder)
    with opened(first, folder) as inner, parent(inner, rest, make=make) as found:
        yield found


def create(path: Path | str, folder: int | None = None, mode: int = 0o666) -> int:
    """The descriptor of a file that was not there before, to write to."""
    return os.open(path, _NEW, mode, dir_fd=folder)


def write(path: Path | str, text: str, folder: int | None = None) -> None:
    """Write a file that was not there before, and wait until it is on the disk."""
    with os.fdopen(create(path, folder), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def read(path: Path | str, folder: int | None = None) -> bytes | None:
    """The content of a plain file of reasonable size; None if there is none."""
    try:
        descriptor = os.open(path, _READ, dir_fd=folder)
    except OSError as error:
        if error.errno in (*OBSTACLES, errno.ENXIO, errno.EACCES):
            return None
        raise
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_size > MOST_BYTES:
            return None
        return file.read(MOST_BYTES)


def read_object(path: Path | str, folder: int | None = None) -> dict[str, Any]:
    """The JSON object in a plain file; empty if there is none."""
    try:
        content = json.loads(read(path, folder) or b"")
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def exists(name: str, folder: int) -> bool:
    """Whether there is a plain file, reached without a link."""
    try:
        with parent(folder, name) as (inner, last):
            found = os.stat(last, dir_fd=inner, follow_symlinks=False)
    except OSError as error:
        if error.errno in OBSTACLES:
            return False
        raise
    return stat.S_ISREG(found.st_mode)


def is_folder(path: Path) -> bool:
    """Whether it is a folder itself, and no link to one."""
    return path.is_dir() and not path.is_symlink()


def is_file(path: Path) -> bool:
    """Whether it is a plain file itself, and no link to one."""
    return path.is_file() and not path.is_symlink()


@contextmanager
def spare(handles: int) -> Iterator[ExitStack]:
    """So many file handles to be given back (``close``) when they are needed most.

    `OSError` if there are not so many: before anything is made, not when it is to be removed.
    """
    with ExitStack() as stack:
        for _ in range(handles):
            stack.callback(os.close, os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC))
        yield stack


def to_disk(path: Path) -> None:
    """Wait until a file, or the names in a folder, would survive a machine that stops."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def empty(folder: int, *, but: str = "") -> None:
    """Remove everything in a folder, but one file; links are removed, not followed."""
    for root, folders, files, inner in os.fwalk(".", topdown=False, dir_fd=folder):
        for name in (*folders, *files):
            if root == "." and name == but:
                continue
            try:
                os.unlink(name, dir_fd=inner)
            except (IsADirectoryError, PermissionError):
                os.rmdir(name, dir_fd=inner)
