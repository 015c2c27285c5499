"""Reads untrusted files: regular files inside a folder, of bounded size."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any, NoReturn

LARGEST = 32 * 2**20
"""Maximum size of a file read as a whole (enough for a manifest with 200,000 files)."""


class Unreadable(Exception):
    """A file is unusable; the message gives the reason and starts with a verb."""


def inside(root: Path, path: Path) -> Path:
    """Resolve a path; raise `Unreadable` if it is outside ``root`` or not a regular file."""
    try:
        real = path.resolve(strict=True)
        kind = real.stat().st_mode
    except FileNotFoundError:
        raise Unreadable("does not exist") from None
    except (OSError, RuntimeError) as error:  # Some versions raise the latter for circular links.
        reason = error.strerror if isinstance(error, OSError) else "its links are circular"
        raise Unreadable(f"cannot be read: {reason}") from None
    if not real.is_relative_to(root):
        raise Unreadable("is a link that leaves the folder")
    if not stat.S_ISREG(kind):
        raise Unreadable("is not a regular file")
    return real


def read_text(path: Path) -> str:
    """Read a small text file."""
    try:
        # Do not block if the file has been replaced by a pipe in the meantime.
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOFOLLOW)
        with os.fdopen(descriptor, "rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror}") from None
    if len(content) > LARGEST:
        raise Unreadable(f"is larger than {LARGEST // 2**20} MB")
    try:
        return content.decode("utf-8")
    except ValueError as error:
        raise Unreadable(f"is not UTF-8: {error}") from None


def parse(text: str) -> Any:
    """Parse standard JSON: no NaN, no duplicate names in an object."""
    try:
        return json.loads(text, parse_constant=_no_number, object_pairs_hook=_distinct)
    except RecursionError:
        raise Unreadable("is nested too deeply") from None
    except ValueError as error:
        raise Unreadable(f"is not JSON: {error}") from None


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("an object has a name twice")
    return found
