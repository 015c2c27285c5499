"""Compiled code in the user's cache folder, so that the next process need not compile it.

What lies there is run, so an entry counts only if nobody else can have written it: the folder and
the file belong to this user, others cannot write to them, and the file has no second name. It says
which code it is, and has a checksum. Whatever does not fit is ignored, and replaced if possible.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

VARIABLE = "TABLEWRIGHT_CACHE"
"""An absolute path to use instead of the user's cache folder, or ``off``."""
_MOST_BYTES, _MOST_ENTRY_BYTES = 256 << 20, 32 << 20
_STALE_SECONDS = 3600
_HEAD = b"tablewright code 1\n"
_ENTRY = re.compile(r"[0-9a-f]{64}\.code")
_PART = re.compile(r"[0-9a-f]{64}\.[0-9a-f]{16}\.part")


def load(name: str) -> bytes | None:
    """Return the code of that name (64 hexadecimal digits), if there is a trustworthy one."""
    with suppress(OSError), _folder() as folder:
        if folder is not None:
            return _read(folder, name)
    return None


def save(name: str, made: bytes) -> None:
    """Keep code under a name: completely or, if anything prevents it, not at all."""
    content = _HEAD + f"{name}\n{hashlib.sha256(made).hexdigest()}\n".encode() + made
    if len(content) > _MOST_ENTRY_BYTES:
        return
    with suppress(OSError), _folder(create=True) as folder:
        if folder is not None:
            _write(folder, name, content)
            _trim(folder)


def location() -> Path | None:
    """Return the folder, or None where none is to be used."""
    given = os.environ.get(VARIABLE, "")
    if given == "off" or os.name != "posix":
        return None
    if given:
        return Path(given) if Path(given).is_absolute() else None
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 (Path.home raises an error without one)
    usual = home / ("Library/Caches" if sys.platform == "darwin" else ".cache")
    base = Path(os.environ.get("XDG_CACHE_HOME") or usual)
    return base / "tablewright" if base.is_absolute() else None


@contextmanager
def _folder(*, create: bool = False) -> Iterator[int | None]:
    """The folder's descriptor, or None if it is not this user's alone."""
    path = location()
    if path is None:
        yield None
        return
    if create:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        yield folder if _is_ours(os.fstat(folder)) else None
    finally:
        os.close(folder)


def _is_ours(found: os.stat_result) -> bool:
    return found.st_uid == os.geteuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _read(folder: int, name: str) -> bytes | None:
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
    entry = os.open(f"{name}.code", flags, dir_fd=folder)
    with os.fdopen(entry, "rb") as file:
        found = os.fstat(entry)
        if not (stat.S_ISREG(found.st_mode) and _is_ours(found) and found.st_nlink == 1):
            return None
        content = file.read(_MOST_ENTRY_BYTES + 1)
        with suppress(OSError):
            # Those used last are kept longest.
            os.utime(entry)
    made = content[len(_HEAD) + len(name) + 66 :]
    head = _HEAD + f"{name}\n{hashlib.sha256(made).hexdigest()}\n".encode()
    return made if len(content) <= _MOST_ENTRY_BYTES and content == head + made else None


def _write(folder: int, name: str, content: bytes) -> None:
    part = f"{name}.{secrets.token_hex(8)}.part"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    with os.fdopen(os.open(part, flags, 0o600, dir_fd=folder), "wb", buffering=0) as file:
        try:
            left = memoryview(content)
            while left:
                left = left[file.write(left) :]
            os.rename(part, f"{name}.code", src_dir_fd=folder, dst_dir_fd=folder)
        except BaseException:
            os.unlink(part, dir_fd=folder)
            raise


def _trim(folder: int) -> None:
    """Remove the entries that were not used for longest, beyond the limit, and abandoned parts."""
    entries = []
    for name in os.listdir(folder):
        is_part = _PART.fullmatch(name)
        if not is_part and not _ENTRY.fullmatch(name):
            continue
        found = os.stat(name, dir_fd=folder, follow_symlinks=False)
        if not is_part:
            entries.append((found.st_mtime, found.st_size, name))
        elif found.st_mtime < time.time() - _STALE_SECONDS:
            os.unlink(name, dir_fd=folder)
    total = sum(size for _, size, _ in entries)
    for _, size, name in sorted(entries):
        if total <= _MOST_BYTES:
            break
        os.unlink(name, dir_fd=folder)
        total -= size
