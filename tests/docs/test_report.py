"""The page on reports is true: its commands and its Python run, and its picture is a small one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tablewright.cli import main
from tablewright.reporting import collecting
from tablewright.reporting.relations import SAMPLED
from tests.support.paths import ROOT

PAGE = (ROOT / "docs" / "REPORT.md").read_text("utf-8")


def test_its_commands_and_examples_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    commands = re.findall(r"^tablewright (.*)$", PAGE, re.MULTILINE)
    assert len(commands) == 6
    for line in commands:
        assert main(line.split()) == 0, line
    names: dict[str, Any] = {}
    for block in re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE):
        exec(compile(block, "REPORT.md", "exec"), names)
    assert {path.name for path in tmp_path.glob("*.html")} == {
        *("retail.html", "iot.html", "billing.html"),
    }


def test_its_numbers_are_those_of_the_code() -> None:
    assert f"the first {collecting.MOST_TABLES} tables" in PAGE
    assert f"{collecting.MOST_IN_ALL:,} columns" in PAGE
    assert f"about {SAMPLED:,} rows" in PAGE


def test_its_picture_is_small() -> None:
    picture = (ROOT / "docs" / "report.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert len(picture) < 200_000
