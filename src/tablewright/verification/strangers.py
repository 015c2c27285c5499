"""Reading what a stranger may have written: plain files inside a folder, of bounded size."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from tablewright.verification.session import QueryError

LARGEST = 32 * 2**20
"""Most bytes of a file that is read as a whole (a manifest lists 200,000 files in as many)."""


class Unreadable(Exception):
    """A file cannot be used; the message says why, and begins with a verb."""


def inside(root: Path, path: Path) -> Path:
    """Where a file really is; `Unreadable` if that is not inside ``root``, or no plain file."""
    try:
        real = path.resolve(strict=True)
        kind = real.stat().st_mode
    except FileNotFoundError:
        raise Unreadable("does not exist") from None
    except (OSError, RuntimeError) as error:  # A circle of links is the latter in some versions.
        reason = error.strerror if isinstance(error, OSError) else "its links go in a circle"
        raise Unreadable(f"cannot be read: {reason}") from None
    if not real.is_relative_to(root):
        raise Unreadable("is a link that leaves the folder")
    if not stat.S_ISREG(kind):
        raise Unreadable("is no plain file")
    return real


def read_text(path: Path) -> str:
    """The text of a small file."""
    try:
        # What has become a pipe since it was looked at is not waited for.
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
    """JSON as the standard has it: no NaN, no name twice in an object."""
    try:
        return json.loads(text, parse_constant=_no_number, object_pairs_hook=_distinct)
    except RecursionError:
        raise Unreadable("is nested too deeply") from None
    except ValueError as error:
        raise Unreadable(f"is not JSON: {error}") from None


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("an object has a name twice")
    return found


def located(root: Path, names: Iterable[str]) -> Mapping[str, Path]:
    """Where the files of these names really are."""
    found = {}
    for name in names:
        try:
            found[name] = inside(root, root / name)
        except Unreadable as error:
            raise QueryError(f"{name} {error}") from None
    return found
