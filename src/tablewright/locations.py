"""Checks every path that a caller passes."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tablewright import checks
from tablewright.errors import ArgumentError, ArgumentTypeError, OutputError

_ADDRESS = re.compile(r"\s*[A-Za-z][A-Za-z0-9+.-]*:[/\\]|\\\\")
_PLAIN = re.compile(r"[\w/.+@=,-]+")
_SPARKS = "give one such as '/Volumes/main/demo/landing' or 's3://bucket/folder'"


def local(name: str, value: object) -> Path:
    """Return ``value`` as a path if it can be a folder on a local disk.

    URLs (``s3://bucket``, ``dbfs:/x``), drive letters, an unexpanded home (``~``) and standard
    output (``-``) are refused; they would become folders of these names.

    Examples
    --------
    >>> local("out", "output")
    PosixPath('output')
    """
    text = _text(name, value)
    if not text:
        raise ArgumentError(f"{name}='' is empty; name a folder, or omit it")
    if _ADDRESS.match(text):
        remedy = "write to a local folder and copy it there"
        raise ArgumentError(f"{name}={text!r} is not a local folder; {remedy}")
    if text == "-" or text.partition("/")[0] == "~":
        raise ArgumentError(f"{name}={text!r} is not a folder; give its full path")
    return Path(text)


def resolved(name: str, value: object) -> Path:
    """Return `local` as an absolute path with links resolved."""
    path = local(name, value)
    try:
        found = path.resolve()
        # Python 3.13 does not resolve circular links.
        loop = any(os.path.islink(each) for each in (found, *found.parents))  # noqa: PTH114
    except RuntimeError:
        loop = True
    if loop:
        raise ArgumentError(f"{name}={str(path)!r} is a circular link; name another folder")
    return Path(_text(name, str(found)))


def sparks(name: str, value: object) -> str:
    """Return ``value`` if it is an absolute path or URL for Spark."""
    text = _text(name, value)
    if not text.startswith("/") and ":/" not in text:
        raise ArgumentError(f"{name}={text!r} is not absolute; {_SPARKS}")
    return text.rstrip("/")


def _text(name: str, value: object) -> str:
    if not isinstance(value, str | os.PathLike):
        raise checks.wrong_type(name, value, "a path", "give a path")
    text = os.fspath(value)
    if not isinstance(text, str):
        raise ArgumentTypeError(f"{name}={value!r} is a bytes path; give it as text")
    if "\0" in text:
        raise ArgumentError(f"{name}={text!r} contains a NUL; remove it")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ArgumentError(f"{name}={text!r} is not UTF-8; rename the folder") from None
    return text


def is_plain(path: Path) -> bool:
    """Return whether all libraries use the path as is; some unquote ``%20`` or expand ``*``."""
    return bool(_PLAIN.fullmatch(str(path))) and str(path).isascii()


@contextmanager
def scratch(prefix: str) -> Iterator[Path]:
    """Provide a temporary folder with a path that `is_plain`."""
    with tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as name:
        path = Path(name).resolve()
        if not is_plain(path):
            where = str(path.parent)
            raise OutputError(
                f"{where!r} has special characters; set TMPDIR to a folder without them"
            )
        yield path
