"""SQL over the files of one dataset, run in a separate process (`verification.reader`).

The files may be untrusted. The separate process cannot exhaust this one's memory, crash it or block
it: this process only waits for a line, with a timeout, and then kills it.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tablewright.errors import MissingExtraError, OutputError
from tablewright.formats.reading import FILES, Convert, QueryError, literal, quoted
from tablewright.spec import Window
from tablewright.verification import reader
from tablewright.verification.scratch import scratch_folder

SECONDS = 600
SECONDS_PER_MEGABYTE = 10
"""Time limit for all statements over a dataset: several times what slow disks need."""

_FULL = ("No space left", "Disk quota exceeded", "File too large")
_NO_HANDLES = "Too many open files"


class ReaderEnded(Exception):
    """The reading process has ended; no further check is possible."""


class Session:
    """Runs SQL over the views of one dataset."""

    def __init__(self, process: subprocess.Popen[bytes], scratch: Path, seconds: float) -> None:
        self._process = process
        self._scratch = scratch
        self._until = time.monotonic() + seconds
        self._seconds = seconds
        self._rest = b""

    def execute(self, sql: str) -> tuple[list[str], list[list[Any]]]:
        """Run one statement; return the column names and the rows."""
        answer = self._ask({"sql": sql})
        return answer["names"], answer["rows"]

    def rows(self, sql: str) -> list[list[Any]]:
        """Run one statement; return its rows."""
        return self.execute(sql)[1]

    def number(self, sql: str) -> int:
        """Run a query that returns one integer."""
        return int(self.rows(sql)[0][0])

    def convert(self, by: Convert, source: str, target: str) -> dict[str, str]:
        """Copy a file to Parquet by a module's function; return the types of its columns."""
        function = [by.__module__, by.__name__]
        return dict(self._ask({"convert": function, "source": source, "target": target})["types"])

    def tell(self, request: object) -> None:
        """Send a request."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise ReaderEnded(self._end()) from None

    def _ask(self, request: object) -> dict[str, Any]:
        self.tell(request)
        answer: dict[str, Any] = json.loads(self._line())
        for kind, raised in (("error", QueryError), ("ended", ReaderEnded)):
            if kind in answer:
                message = str(answer[kind]).replace(f"{FILES}/", "")
                self._check_room(message)
                raise raised(message.strip().partition("\n")[0])
        return answer

    def _line(self) -> bytes:
        assert self._process.stdout is not None
        pipe = self._process.stdout.fileno()
        waiting = select.poll()
        waiting.register(pipe, select.POLLIN)
        pieces = [self._rest]
        while b"\n" not in pieces[-1]:
            left = self._until - time.monotonic()
            if left <= 0 or not waiting.poll(left * 1000):
                raise ReaderEnded(
                    f"reading took longer than {self._seconds:,.0f} s and was stopped"
                )
            piece = os.read(pipe, 2**16)
            if not piece:
                raise ReaderEnded(self._end())
            pieces.append(piece)
        line, _, self._rest = b"".join(pieces).partition(b"\n")
        return line

    def _end(self) -> str:
        status = self._process.wait()
        return f"DuckDB or Polars crashed while reading these files (status {status})"

    def _check_room(self, message: str) -> None:
        """Raise `OutputError` if disk space or file handles ran out: not the table's fault."""
        if _NO_HANDLES in message:
            raise OutputError(f"files cannot be opened: {_NO_HANDLES}; allow more (ulimit -n)")
        if any(sign in message for sign in _FULL):
            raise OutputError(
                f"no space left for scratch files in {str(self._scratch.parent)!r}; free some "
                "space, or set TMPDIR to a folder with more"
            )


def is_installed() -> bool:
    """Whether DuckDB, which reads for `verify`, is installed."""
    return importlib.util.find_spec("duckdb") is not None


@contextmanager
def open_session(
    files: Mapping[str, Path], sidecars: Mapping[str, Sequence[str]] | None = None
) -> Iterator[Session]:
    """Start a process that may read only ``files`` and a scratch folder.

    Parameters
    ----------
    files : mapping
        Plain names and real paths of the files. SQL refers to each as ``files/<name>``, so that
        DuckDB interprets no character of a path.
    sidecars : mapping, optional
        For files whose reader looks for others beside them: the endings of those.
    """
    if not is_installed():
        raise MissingExtraError(
            "verify needs duckdb; install it with: pip install 'tablewright[verify]'"
        )
    size = sum(path.stat().st_size for path in files.values())
    with scratch_folder() as scratch:
        allowed = [
            path
            for name, real in files.items()
            for path in _linked(scratch / FILES / name, real, (sidecars or {}).get(name, ()))
        ]
        search = [path for path in sys.path if path]
        process = subprocess.Popen(
            [sys.executable, "-I", reader.__file__, json.dumps(search)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=scratch,
            start_new_session=True,  # Ctrl-C goes to this process, which then ends the other.
        )
        try:
            session = Session(process, scratch, SECONDS + SECONDS_PER_MEGABYTE * size / 1e6)
            session.tell(allowed)
            yield session
        finally:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with suppress(BrokenPipeError):
                    pipe.close()  # type: ignore[union-attr]


def _linked(link: Path, real: Path, sidecars: Sequence[str]) -> list[str]:
    """Link a file into the scratch folder; return the paths that DuckDB must be allowed."""
    link.parent.mkdir(parents=True, exist_ok=True)
    if "\\" in str(real) or (sidecars and "?" in str(real)):
        # DuckDB resolves symbolic links, but would interpret these characters.
        try:
            link.hardlink_to(real)
        except OSError:
            shutil.copyfile(real, link)
        return []
    link.symlink_to(real)
    # DuckDB looks for those beside, even if there are none.
    return [str(real), *(f"{real}{ending}" for ending in sidecars)]


def set_variables(
    session: Session, parameters: Mapping[str, int | float | str], window: Window
) -> None:
    """Define the variables and macros of rules.

    These are ``getvariable(<parameter>)`` for each parameter of the manifest (dates as DATE), for
    ``w0``, ``w1`` (the midnight after the end) and ``days``, and the macro ``scaled(days)``, which
    scales a span stated for a year of 366 days to the window, like `Window.scaled`.
    """
    values: dict[str, int | float | str | dt.date] = dict(parameters)
    values["w0"] = window.start
    values["w1"] = window.end + dt.timedelta(days=1)
    values["days"] = window.days
    for name, value in values.items():
        session.execute(f"SET VARIABLE {quoted(name)} = {literal(value)}")
    session.execute(
        "CREATE OR REPLACE MACRO scaled(span) AS "
        "greatest(1, round(span * getvariable('days') / 366)::INTEGER)"
    )
