"""Opens untrusted files and folders without following links or blocking.

A folder is held by its descriptor during use, so that nobody can swap it between a check and a
step.
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
"""Maximum size of a description file."""
SPARE = 12
"""Number of file handles needed to move or remove files."""
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
OBSTACLES = (errno.EISDIR, errno.ENOTDIR, errno.EEXIST, errno.ENOTEMPTY, errno.ELOOP, errno.ENOENT)
"""Error numbers for a wrong kind of file in a place."""


def target(folder: Path | str) -> Path:
    """Resolve ``folder``; raise an error if it is a link that belongs to another user."""
    found = locations.resolved("out", folder)
    path = Path(folder)
    if os.path.islink(path) and path.lstat().st_uid not in (os.geteuid(), 0):  # noqa: PTH114
        raise ArgumentError(
            f"out={str(path)!r} is a link that belongs to another user; name its target"
        )
    return found


@contextmanager
def opened(path: Path | str, folder: int | None = None) -> Iterator[int]:
    """Open a folder that is not a link, relative to another descriptor."""
    descriptor = os.open(path, _FOLDER, dir_fd=folder)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def parent(folder: int, name: str, *, make: bool = False) -> Iterator[tuple[int, str]]:
    """Open the parent folder of ``folder/name`` without links; yield it with the last part."""
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
    """Create a new file, and return its descriptor."""
    return os.open(path, _NEW, mode, dir_fd=folder)


def write(path: Path | str, text: str, folder: int | None = None) -> None:
    """Write a new file, and wait until it is on disk."""
    with os.fdopen(create(path, folder), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def read(path: Path | str, folder: int | None = None) -> bytes | None:
    """Read a regular file of limited size; None if there is none."""
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
    """Read the JSON object in a regular file; empty if there is none."""
    try:
        content = json.loads(read(path, folder) or b"")
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def exists(name: str, folder: int) -> bool:
    """Return whether a regular file exists, without following links."""
    try:
        with parent(folder, name) as (inner, last):
            found = os.stat(last, dir_fd=inner, follow_symlinks=False)
    except OSError as error:
        if error.errno in OBSTACLES:
            return False
        raise
    return stat.S_ISREG(found.st_mode)


def is_folder(path: Path) -> bool:
    """Return whether a path is a folder, not a link."""
    return path.is_dir() and not path.is_symlink()


def is_file(path: Path) -> bool:
    """Return whether a path is a regular file, not a link."""
    return path.is_file() and not path.is_symlink()


@contextmanager
def spare(handles: int) -> Iterator[ExitStack]:
    """Reserve file handles; ``close`` releases them when they are needed.

    Raises `OSError` if there are too few, before anything is written rather than during cleanup.
    """
    with ExitStack() as stack:
        for _ in range(handles):
            stack.callback(os.close, os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC))
        yield stack


def check_spare(handles: int) -> None:
    """Raise `OSError` if that many file handles cannot be opened now.

    With too few, a library would fail without a clear message.
    """
    with spare(handles):
        pass


def to_disk(path: Path) -> None:
    """Sync a file, or the names in a folder, to disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def empty(folder: int, *, but: str = "") -> None:
    """Remove everything in a folder except one file; links are removed, not followed."""
    for root, folders, files, inner in os.fwalk(".", topdown=False, dir_fd=folder):
        for name in (*folders, *files):
            if root == "." and name == but:
                continue
            try:
                os.unlink(name, dir_fd=inner)
            except (IsADirectoryError, PermissionError):
                os.rmdir(name, dir_fd=inner)
