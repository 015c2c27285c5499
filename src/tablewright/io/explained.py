"""Turns errors of the operating system into one line with a remedy."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tablewright.errors import OutputError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_NO_HANDLES = (errno.EMFILE, errno.ENFILE)
_DENIED = (errno.EACCES, errno.EPERM, errno.EROFS)


@contextmanager
def explained(folder: Path, left: str = "nothing was changed") -> Iterator[None]:
    """Turn the operating system's errors into one line with a remedy."""
    try:
        yield
    except OutputError:
        raise
    except OSError as error:
        reason = error.strerror or str(error)
        if error.errno in _FULL:
            remedy = f"{left}; free some space, or name another folder"
        elif error.errno in _DENIED:
            remedy = "name a folder that you may write to"
        elif error.errno in _NO_HANDLES:
            remedy = f"{left}; allow more (ulimit -n)"
        else:
            remedy = f"{left}; name another folder"
        raise OutputError(f"out={str(folder)!r} cannot be written: {reason}; {remedy}") from error
