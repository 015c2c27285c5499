"""The page on the lakehouse is true: its commands and examples run."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tablewright.cli import main
from tablewright.faults import RATES
from tablewright.spark.demo import default_rows, demo_sizes
from tablewright.tables import INDUSTRY_NAMES
from tests.support.paths import ROOT

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

PAGE = (ROOT / "docs" / "LAKEHOUSE.md").read_text("utf-8")


def blocks(kind: str) -> list[str]:
    found = re.findall(rf"^```{kind}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    assert found
    return found


def test_its_commands_and_examples_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for line in "".join(blocks("sh")).splitlines():
        assert main(line.removeprefix("tablewright ").split()) == 0, line
    names: dict[str, Any] = {}
    for block in blocks("python"):
        exec(compile(block, "LAKEHOUSE.md", "exec"), names)


def test_its_examples_on_spark_run(classic: SparkSession, capsys: Any) -> None:
    names: dict[str, Any] = {"spark": classic}
    for block in blocks("python spark"):
        exec(compile(block, "LAKEHOUSE.md", "exec"), names)
    right, reports = re.search(r"(\d+) of (\d+) reports", capsys.readouterr().out).groups()
    assert int(right) == int(reports) > 0


@pytest.mark.parametrize("industry", INDUSTRY_NAMES)
def test_its_totals_are_the_demos(industry: str) -> None:
    million = sum(demo_sizes(industry, default_rows(industry)).values()) / 1_000_000
    assert f"| {default_rows(industry):,} | {million:.3f}".rstrip("0") in PAGE


def test_its_rates_are_the_dirt_s() -> None:
    for kind, share in RATES.items():
        assert f"| {kind} | {share:.0%}".replace("%", " %") in PAGE
