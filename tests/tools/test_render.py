"""What follows from declarations is what they say, and the check sees every line that is not."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.paths import ROOT

CHANGES = {
    "src/tablewright/polars/retail.py": ("rows: int = 50_000", "rows: int = 60_000"),
    "src/tablewright/spark/iot.py": ("each(500,", "each(5,"),
    "src/tablewright/spark/financial.py": ("A signed 64-bit", "A signed 32-bit"),
    "README.md": ("| 5,000 | product_id |", "| 6,000 | product_id |"),
    "docs/tables/iot.events.md": ("| severity | text |", "| severity | int |"),
    "docs/tables/iot.devices.md": ("`device_serial` is unique.", ""),
    "docs/tables/retail.products.md": ("| sku | text |", "| sku | text | a word |"),
}
"""A line of each kind of file, and what somebody might make of it."""


def render(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "tools" / "render.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what is rendered."""
    for folder in ("src/tablewright/polars", "src/tablewright/spark", "docs/tables"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "README.md", tmp_path)
    return tmp_path


def test_all_is_what_its_declaration_says() -> None:
    ran = render("--check")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


def test_the_check_sees_every_change_and_rendering_mends_it(project: Path) -> None:
    lines = {}
    for name, (before, after) in CHANGES.items():
        text = (project / name).read_text("utf-8")
        assert before in text, name
        lines[name] = text[: text.index(before)].count("\n") + 1
        (project / name).write_text(text.replace(before, after, 1), "utf-8")
    (project / "src/tablewright/polars/healthcare.py").unlink()

    ran = render("--check", str(project))
    assert ran.returncode == 1
    found = sorted(line.partition(": differs")[0] for line in ran.stdout.splitlines())
    expected = [f"{project / name}:{line}" for name, line in lines.items()]
    assert found == sorted([*expected, f"{project}/src/tablewright/polars/healthcare.py:1"])

    assert render(str(project)).returncode == 0
    assert render("--check", str(project)).returncode == 0
    for name in (*CHANGES, "src/tablewright/polars/healthcare.py"):
        assert (project / name).read_bytes() == (ROOT / name).read_bytes(), name
