"""What stops the making of rows is what its caller is told."""

from __future__ import annotations

import subprocess
import sys

import polars as pl
import pytest

from tablewright import api
from tablewright.engines.local import LocalTable
from tablewright.engines.local.maker import Maker
from tablewright.engines.local.workspace import Workspace
from tablewright.polars.retail import generate_customers
from tablewright.tables import industry
from tests.support.commands import environment


@pytest.mark.parametrize("threads", [1, 2])
def test_an_interruption_is_raised_as_it_is(threads: int, monkeypatch: pytest.MonkeyPatch) -> None:
    table = api.table("retail.customers", industry("retail").sizes_for("customers", 600_000))
    made, calls = Maker.make, [0]

    def make(self: Maker, start: int, stop: int, space: Workspace) -> pl.DataFrame:
        calls[0] += 1
        if calls[0] == 4:
            raise KeyboardInterrupt
        return made(self, start, stop, space)

    monkeypatch.setattr(Maker, "make", make)
    with pytest.raises(KeyboardInterrupt):
        LocalTable(table, 42, threads=threads).rows(0, table.rows)


def test_frames_may_outlive_the_interpreter() -> None:
    # As it is when modules have been taken apart.
    code = (
        "import ctypes, tablewright.polars.retail as retail\n"
        "from tablewright.engines.local import arrow\n"
        "kept = retail.generate_customers(10)\n"
        "arrow.ctypes = ctypes._cast = None\n"
        "del kept"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True
    )
    assert done.stderr == ""


def test_more_rows_than_a_frame_holds_are_refused() -> None:
    with pytest.raises(ValueError, match=r"rows=4294967296 is out of range; .*scan\(\)"):
        generate_customers(rows=2**32)
