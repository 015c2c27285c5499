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
    """Return the path of a folder's lock, beside it because the folder may not exist yet."""
    return folder.with_name(f".{folder.name}.lock")


@contextmanager
def locked(folder: Path) -> Iterator[int]:
    """Hold the folder's lock, or raise `OutputError` immediately if another process holds it.

    Yields this process's user on that disk: the owner of files it creates there. The kernel
    releases the lock when the process ends, however it ends, so the lock of a killed run is free,
    also where process numbers mean nothing (containers, shared disks).
    """
    path = lock_path(folder)
    descriptor, is_ours = _take(path, folder)
    try:
        yield os.fstat(descriptor).st_uid if is_ours else os.geteuid()
    finally:
        try:
            # Remove it while holding it: another process that opened it meanwhile retries.
            if is_ours and _is_at(descriptor, path):
                path.unlink(missing_ok=True)
        finally:
            os.close(descriptor)


def _take(path: Path, folder: Path) -> tuple[int, bool]:
    """Return the lock's descriptor, and whether it is new: only a new lock is written to."""
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
                    # The number is only for messages; a full disk may have no room for it.
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
                f"another run (process {holder}) is writing to out={str(folder)!r}; "
                "wait for it, or name another folder"
            ) from None
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _open(path: Path, folder: Path) -> int | None:
    """Open an existing lock; None if it has just been removed."""
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
        f"out={str(folder)!r} is locked by {path.name}, which is not a file; remove it, or name "
        "another folder"
    )


def _is_left(descriptor: int) -> bool:
    """Return whether a free lock is the leftover of a run by this user."""
    found = os.fstat(descriptor)
    is_ours = found.st_uid == os.geteuid() and found.st_nlink == 1
    return is_ours and bool(_NUMBER.fullmatch(os.pread(descriptor, 32, 0)))


def _is_at(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.lstat())
    except FileNotFoundError:
        return False
