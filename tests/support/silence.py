"""Where a secret could show: an error with all that hangs on it, and what a command leaves."""

from __future__ import annotations

import subprocess
import traceback
from pathlib import Path

from tests.support.hostile_server import TOKEN


def assert_silent(error: BaseException) -> None:
    """No message, chained error or local variable of a frame shows the token."""
    chain = [error]
    for each in chain:
        chain += [found for found in (each.__cause__, each.__context__) if found is not None]
        assert TOKEN not in str(each)
        assert TOKEN not in repr(each)
        assert TOKEN not in str(vars(each))
        for frame, line in traceback.walk_tb(each.__traceback__):
            if "/tests/" not in frame.f_code.co_filename:
                assert TOKEN not in repr(frame.f_locals), (frame.f_code, line)


def assert_left_nothing(done: subprocess.CompletedProcess[str], folder: Path) -> None:
    """Neither what a command says nor a file or its name shows the token."""
    assert TOKEN not in done.stdout
    assert TOKEN not in done.stderr
    for path in folder.rglob("*"):
        assert TOKEN not in str(path)
        assert not path.is_file() or TOKEN.encode() not in path.read_bytes()
