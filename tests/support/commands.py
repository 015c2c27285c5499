"""Runs the command line as a process of its own, as users do."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import IO, Any

from tablewright.cli import main
from tests.support.paths import ROOT

SOURCE = ROOT / "src"
COMMAND = [sys.executable, "-m", "tablewright.cli"]


def environment() -> dict[str, str]:
    inherited = {k: v for k, v in os.environ.items() if k not in ("FORCE_COLOR", "COLUMNS")}
    return {**inherited, "PYTHONPATH": str(SOURCE), "PYTHONWARNINGS": "default"}


def tablewright(
    *words: str,
    folder: Path | None = None,
    prepare: Callable[[], None] | None = None,
    stdout: int | IO[Any] = subprocess.PIPE,
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *words],
        cwd=folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        timeout=120,
        check=False,
        preexec_fn=prepare,
    )


def quickly(*words: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The same in this process, where a process of its own makes no difference."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
    before = Path.cwd()
    os.chdir(folder or before)
    try:
        with redirect_stdout(out), redirect_stderr(err):
            status = main(words)
    finally:
        os.chdir(before)
    texts = []
    for stream in (out, err):
        stream.flush()
        texts.append(stream.buffer.getvalue().decode())  # type: ignore[attr-defined]
    return subprocess.CompletedProcess(words, status, *texts)


def start(*words: str, folder: Path | None = None) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*COMMAND, *words],
        cwd=folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def one_line(text: str) -> str:
    """The single line that an error is."""
    lines = text.splitlines()
    assert len(lines) == 1, text
    assert lines[0].startswith("error: "), text
    return lines[0]


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
