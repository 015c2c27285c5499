"""The Python of the page on Spark, and of the README, runs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.paths import ROOT

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# dbldatagen uses names that pyparsing gave up.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


BLOCK = r"```python spark\n(.*?)```"


def test_the_readme_s_python_runs(classic: SparkSession) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    [block] = re.findall(BLOCK, readme, re.DOTALL)
    names: dict[str, Any] = {"spark": classic}
    exec(compile(block, "README.md", "exec"), names)
    assert names["orders"].columns[0] == "txn_id"


def test_the_page_s_python_runs(classic: SparkSession, tmp_path: Path) -> None:
    page = (ROOT / "docs" / "SPARK.md").read_text("utf-8")
    tables, streams = re.findall(BLOCK, page, re.DOTALL)
    names: dict[str, Any] = {"spark": classic, "folder": tmp_path}
    exec(compile(tables, "SPARK.md", "exec"), names)
    assert names["vip"].columns == [*names["customers"].columns, "vip"]
    exec(compile(streams, "SPARK.md", "exec"), names)
    try:
        assert names["stream"].isStreaming
        assert names["query"].isActive
    finally:
        names["query"].stop()
