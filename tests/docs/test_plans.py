"""The page on plans is true: its plans and its commands run, and it names every form."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tablewright.cli import main
from tablewright.planfile import columns, expressions, sources
from tests.support.paths import ROOT

PAGE = (ROOT / "docs" / "PLANS.md").read_text("utf-8")


def test_its_plans_and_commands_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    plans = re.findall(r"^```yaml\n# (\S+)\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    assert len(plans) == PAGE.count("```yaml") == 4
    for name, text in plans:
        Path(name).write_text(text, "utf-8")
    commands = re.findall(r"^tablewright (.*)$", PAGE, re.MULTILINE)
    assert len(commands) == 18
    for line in commands:
        assert main(line.split()) == 0, line


def test_it_names_every_form() -> None:
    words = set(re.findall(r"\w+", PAGE))
    methods = set(expressions.METHODS) - {"is_between", "next_weekday"}
    for known in (columns.FORMS, sources.FORMS, sources.VALUED, methods, expressions.FUNCTIONS):
        assert set(known) <= words, set(known) - words
