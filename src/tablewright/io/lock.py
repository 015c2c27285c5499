"""One writer per dataset folder at a time."""

from __future__ import annotations

import errno
import fcntl
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tablewright.errors import OutputError

_PLAIN = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_NEW = os.O_RDWR | os.O_CREAT | os.O_EXCL | _PLAIN
_NUMBER = re.compile(rb"(\d+\n)?")


def lock_path(folder: Path) -> Path:
    """The lock of a dataset's folder; beside it, because the folder may not exist yet."""
    return folder.with_name(f".{folder.name}.lock")


@contextmanager
def locked(folder: Path) -> Iterator[int]:
    """Hold the folder's lock, or raise `OutputError` at once if another process does.

    Yields who this process is on that disk: the owner of what it makes there. The kernel lets go
    of the lock when its process ends in whatever way, so one that a killed run left behind is
    free, also where process numbers mean nothing (containers, shared disks).
    """
    path = lock_path(folder)
    descriptor, is_ours = _take(path, folder)
    try:
        yield os.fstat(descriptor).st_uid if is_ours else os.geteuid()
    finally:
        try:
            # Removed while it is held: whoever opened it in between finds it gone, and tries again.
            if is_ours and _is_at(descriptor, path):
                path.unlink(missing_ok=True)
        finally:
            os.close(descriptor)


def _take(path: Path, folder: Path) -> tuple[int, bool]:
    """The descriptor of the lock, and whether it was made here: only then is it written to."""
    while True:
        try:
            descriptor, is_new = os.open(path, _NEW, 0o644), True
        except FileExistsError:
            found = _open(path, folder)
            if found is None:
                continue
            descriptor, is_new = found, False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_at(descriptor, path):
                if is_new:
                    # The number is for messages only; a full disk has no room even for it.
                    with suppress(OSError):
                        os.write(descriptor, f"{os.getpid()}\n".encode())
                    return descriptor, True
                if not _is_left(descriptor):
                    return descriptor, False
                path.unlink(missing_ok=True)
        except BlockingIOError:
            holder = os.read(descriptor, 32).decode("ascii", "replace").strip() or "unknown"
            os.close(descriptor)
            raise OutputError(
                f"out={str(folder)!r} is being written by another run (process {holder}); "
                "wait for it, or name another folder"
            ) from None
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _open(path: Path, folder: Path) -> int | None:
    """A lock that is there; None if it has just gone."""
    try:
        try:
            descriptor = os.open(path, os.O_RDWR | _PLAIN)
        except PermissionError:
            descriptor = os.open(path, os.O_RDONLY | _PLAIN)
    except FileNotFoundError:
        return None
    except OSError as error:
        if error.errno not in (errno.ELOOP, errno.EISDIR, errno.ENXIO):
            raise
    else:
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            return descriptor
        os.close(descriptor)
    raise OutputError(
        f"out={str(folder)!r} is locked by {path.name}, which is no file; remove it, or name "
        "another folder"
    )


def _is_left(descriptor: int) -> bool:
    """Whether a free lock was left by a run of this user's, and is nobody's file otherwise."""
    found = os.fstat(descriptor)
    is_ours = found.st_uid == os.geteuid() and found.st_nlink == 1
    return is_ours and bool(_NUMBER.fullmatch(os.pread(descriptor, 32, 0)))


def _is_at(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.lstat())
    except FileNotFoundError:
        return False
