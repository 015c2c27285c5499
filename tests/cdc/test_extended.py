"""A feed that was written gets more batches: any dataset's, in any format, by any door."""

from __future__ import annotations

from pathlib import Path

import pytest

import tablewright as tw
from tablewright import formats
from tablewright.cli import main
from tests.support.paths import ROOT

BILLING = str(ROOT / "examples" / "billing.py")
FORMATS = [name for name, format in formats.ready_made().items() if format.in_batches]
FEEDS = {"retail": ("retail", None), "billing": (BILLING, "invoices")}


def rows_of(folder: Path) -> dict[str, bytes]:
    """The files of rows: a log also says when it was written."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("part-*"))
    }


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("name", FEEDS)
def test_more_batches_of_a_world(name: str, format: str, tmp_path: Path) -> None:
    target, table = FEEDS[name]
    changes = tw.find(target)(rows=60, seed=3).changes(table)
    changes.write(tmp_path / "more", 1, format=format)
    before = rows_of(tmp_path / "more")
    written = changes.write(tmp_path / "more", 2, format=format)
    assert [batch.kept for batch in written] == [True, False]
    changes.write(tmp_path / "whole", 2, format=format)
    after = rows_of(tmp_path / "more")
    assert after == rows_of(tmp_path / "whole")
    assert before.items() < after.items()
    assert {path.split("/")[0] for path in after} == {f"batch_{number}" for number in range(2)}


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("name", FEEDS)
def test_more_batches_on_the_command_line(
    name: str, format: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target, table = FEEDS[name]
    words = ["cdc", target, "--rows", "60", "--format", format]
    words += ["--table", table] if table else []
    words += ["--out", str(tmp_path / "more")]
    assert main([*words, "--batches", "1"]) == 0
    before = rows_of(tmp_path / "more")
    capsys.readouterr()
    assert main([*words, "--batches", "2"]) == 0
    assert capsys.readouterr().out.count("already there") == 1
    after = rows_of(tmp_path / "more")
    assert before.items() < after.items()
    assert main([*words, "--seed", "1", "--batches", "3"]) == 2
    assert "already contains batch_0" in capsys.readouterr().err
    assert rows_of(tmp_path / "more") == after
