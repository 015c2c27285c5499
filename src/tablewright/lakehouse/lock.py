"""One writer per dataset folder at a time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tablewright.errors import OutputError


def lock_path(folder: Path) -> Path:
    """The lock of a dataset's folder; beside it, because the folder may not exist yet."""
    return folder.with_name(f".{folder.name}.lock")


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, or raise `OutputError` at once if another process does.

    The kernel lets go of it when its process ends in whatever way, so a lock that a killed run
    left behind is free, also where process numbers mean nothing (containers, shared disks).
    """
    path = lock_path(folder)
    descriptor = _take(path, folder)
    try:
        yield
    finally:
        try:
            # Removed while it is held: whoever opened it in between finds it gone, and tries again.
            path.unlink(missing_ok=True)
        finally:
            os.close(descriptor)


def _take(path: Path, folder: Path) -> int:
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_at(descriptor, path):
                # The number is for messages only; a full disk has no room even for it.
                with suppress(OSError):
                    os.ftruncate(descriptor, 0)
                    os.write(descriptor, f"{os.getpid()}\n".encode())
                return descriptor
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


def _is_at(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False
