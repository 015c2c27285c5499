"""Scratch folders that do not outlive their run, however it ends."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PREFIX = "tablewright-verify-"
_OURS = re.compile(_PREFIX + r"\w{8}")
_LOCK = "tablewright.lock"


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Create a temporary folder, after removing those of killed runs."""
    home = Path(tempfile.gettempdir()).resolve()
    _clear(home)
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=home))
        try:
            lock = _hold(folder / _LOCK, os.O_CREAT | os.O_EXCL)
        except OSError:
            folder.rmdir()
            raise
        if lock is not None:
            break  # Otherwise another run has just mistaken it for a leftover.
    try:
        yield folder
    finally:
        try:
            _remove(folder)
        finally:
            os.close(lock)


def _clear(home: Path) -> None:
    """Remove scratch folders whose runs have ended and thereby released their locks.

    Only folders of this user that contain a lock are removed.
    """
    for entry in os.scandir(home):
        if not _OURS.fullmatch(entry.name):
            continue
        folder = Path(entry.path)
        lock = _hold(folder / _LOCK, 0) if _is_own(folder) else None
        if lock is not None:
            try:
                _remove(folder)
            finally:
                os.close(lock)


def _remove(folder: Path) -> None:
    """Remove a scratch folder, its lock last, so that a later run can finish the removal."""
    with suppress(OSError):
        for path in folder.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            elif path.name != _LOCK:
                path.unlink()
        (folder / _LOCK).unlink()
        folder.rmdir()


def _is_own(folder: Path) -> bool:
    try:
        status = folder.lstat()
    except OSError:
        return False
    private = stat.S_ISDIR(status.st_mode) and stat.S_IMODE(status.st_mode) == 0o700
    return private and status.st_uid == os.geteuid()


def _hold(path: Path, flags: int) -> int | None:
    """Take the lock at ``path``, if it is free and still exists."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW | flags, 0o600)
    except OSError:
        if flags & os.O_CREAT and path.parent.is_dir():
            raise
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.path.samestat(os.fstat(descriptor), path.lstat()):
            return descriptor
    except OSError:
        pass
    os.close(descriptor)
    return None
