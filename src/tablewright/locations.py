"""Where files may be: every path that somebody gives is checked here, and nowhere else."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tablewright.errors import ArgumentError, ArgumentTypeError, OutputError

_ADDRESS = re.compile(r"\s*[A-Za-z][A-Za-z0-9+.-]*:[/\\]|\\\\")
_PLAIN = re.compile(r"[\w/.+@=,-]+")
_SPARKS = "give one such as '/Volumes/main/demo/landing' or 's3://bucket/folder'"


def local(name: str, value: object) -> Path:
    """Return the path ``value`` if it can be a folder on a disk of this machine.

    Addresses (``s3://bucket``, ``dbfs:/x``), drives, a home that only a shell knows (``~``) and
    standard output (``-``) would become folders of these names.

    Examples
    --------
    >>> local("out", "output")
    PosixPath('output')
    """
    text = _text(name, value)
    if not text:
        raise ArgumentError(f"{name}='' names no folder; name one, or leave it away")
    if _ADDRESS.match(text):
        remedy = "write to a local folder and copy it there"
        raise ArgumentError(f"{name}={text!r} is no folder on this machine; {remedy}")
    if text == "-" or text.partition("/")[0] == "~":
        raise ArgumentError(f"{name}={text!r} is no folder; give its path in full")
    return Path(text)


def resolved(name: str, value: object) -> Path:
    """`local`, absolute and with links followed."""
    path = local(name, value)
    try:
        found = path.resolve()
        # Python 3.13 leaves a circle of links as it is.
        loop = any(os.path.islink(each) for each in (found, *found.parents))  # noqa: PTH114
    except RuntimeError:
        loop = True
    if loop:
        raise ArgumentError(f"{name}={str(path)!r} is a link that leads to itself; name another")
    return Path(_text(name, str(found)))


def sparks(name: str, value: object) -> str:
    """Return ``value`` if Spark takes it for one place, whatever its working folder is."""
    text = _text(name, value)
    if not text.startswith("/") and ":/" not in text:
        raise ArgumentError(f"{name}={text!r} does not begin with a root; {_SPARKS}")
    return text.rstrip("/")


def _text(name: str, value: object) -> str:
    if not isinstance(value, str | os.PathLike):
        kind = type(value).__name__
        raise ArgumentTypeError(f"{name}={value!r} is of type {kind}, not a path; give a path")
    text = os.fspath(value)
    if not isinstance(text, str):
        raise ArgumentTypeError(f"{name}={value!r} is a path of bytes; give it as text")
    if "\0" in text:
        raise ArgumentError(f"{name}={text!r} has a NUL, which no path may have; leave it away")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ArgumentError(f"{name}={text!r} is not UTF-8; rename the folder") from None
    return text


def is_plain(path: Path) -> bool:
    """Whether every library takes the path for what it is; some unquote ``%20`` or expand ``*``."""
    return bool(_PLAIN.fullmatch(str(path))) and str(path).isascii()


@contextmanager
def scratch(prefix: str) -> Iterator[Path]:
    """A folder of one's own for a while, with a path that `is_plain`."""
    with tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as name:
        path = Path(name).resolve()
        if not is_plain(path):
            where = str(path.parent)
            raise OutputError(f"{where!r} has odd characters; set TMPDIR to a folder without them")
        yield path
