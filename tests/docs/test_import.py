"""The page on imports is true: its schema gives its plan, and its commands run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tablewright._version import __version__
from tablewright.cli import main
from tests.support.paths import ROOT

PAGE = (ROOT / "docs" / "IMPORT.md").read_text("utf-8")


def test_its_schema_becomes_its_plan_and_its_commands_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ((name, schema),) = re.findall(r"^```sql\n-- (\S+)\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    Path(name).write_text(schema, "utf-8")
    commands = re.findall(r"^tablewright (.*)$", PAGE, re.MULTILINE)
    assert len(commands) == 3
    for line in commands:
        assert main(line.split()) == 0, line
    (shown,) = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    made = Path("shop.yaml").read_text("utf-8").replace(f" {__version__}.", ".", 1)
    assert made.strip() == shown.strip()
