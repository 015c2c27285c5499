"""The page on formats is true: each of its readers gives every table back as it was made."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tablewright import api
from tablewright.cli import main
from tablewright.engines.local import LocalTable
from tablewright.tables import INDUSTRY_NAMES
from tests.support.paths import ROOT

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

PAGE = (ROOT / "docs" / "FORMATS.md").read_text("utf-8")
KINDS = ("csv", "json")


@pytest.fixture(scope="module")
def shown() -> dict[str, Any]:
    names: dict[str, Any] = {}
    for block in re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE):
        exec(compile(block, "FORMATS.md", "exec"), names)
    return names


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("formats")
    for kind in KINDS:
        words = ["generate", "all", "--rows", "60", "--format", kind, "--quiet"]
        assert main([*words, "--out", str(folder / kind)]) == 0
    return folder


def tables(written: Path, kind: str, columns: Callable[..., Any]) -> Iterator[Any]:
    """Of every table its path, its declared types, and its rows."""
    for industry in INDUSTRY_NAMES:
        folder = written / kind / industry
        for table in api.declare(industry, rows=60).tables:
            name = table.short_name
            made = LocalTable(table, 42).rows(0, table.rows)
            yield str(folder / f"{name}.{kind}"), columns(folder, name), made


def here(read: Any) -> pl.DataFrame:
    if isinstance(read, pl.DataFrame):
        return read
    if isinstance(read, pd.DataFrame):
        return pl.from_pandas(read)
    frame = pl.from_arrow(read.toArrow()) if hasattr(read, "toArrow") else read.pl()
    assert isinstance(frame, pl.DataFrame)
    return frame


def same(read: Any, made: pl.DataFrame) -> None:
    found = here(read)
    for name, dtype in made.schema.items():
        # Zeros, days and times are as they were; pandas has no dates, and doubles for decimals.
        assert (found[name].dtype == pl.String) == (dtype == pl.String), name
        assert found[name].dtype.is_temporal() == dtype.is_temporal(), name
    assert_frame_equal(found.cast(dict(made.schema)), made, check_exact=True)


@pytest.mark.parametrize("reader", ["pandas", "polars", "duckdb"])
@pytest.mark.parametrize("kind", KINDS)
def test_readers(shown: dict[str, Any], written: Path, kind: str, reader: str) -> None:
    for path, columns, made in tables(written, kind, shown["columns"]):
        same(shown[f"{reader}_{kind}"](path, columns), made)


@pytest.mark.parametrize("kind", KINDS)
def test_spark(classic: SparkSession, shown: dict[str, Any], written: Path, kind: str) -> None:
    for path, columns, made in tables(written, kind, shown["columns"]):
        same(shown[f"spark_{kind}"](classic, path, columns), made)


def test_what_the_page_says_of_guessing(written: Path) -> None:
    csv, json = (str(written / kind / "healthcare" / f"patients.{kind}") for kind in KINDS)
    assert pd.read_csv(csv)["ssn_last4"].dtype == "int64"
    assert pd.read_json(json, lines=True)["ssn_last4"].dtype == "int64"
    assert pl.read_csv(csv)["ssn_last4"].dtype == pl.Int64
    assert pl.read_ndjson(json)["ssn_last4"].dtype == pl.String


@pytest.mark.parametrize("kind", KINDS)
def test_every_time_has_microseconds_and_no_text_is_empty(written: Path, kind: str) -> None:
    for industry in INDUSTRY_NAMES:
        for table in api.declare(industry).tables:
            text = (written / kind / industry / f"{table.short_name}.{kind}").read_text("utf-8")
            times = re.findall(r"\d{4}-\d\d-\d\dT[^,\"\n]*", text)
            assert all(re.fullmatch(r".{19}\.\d{6}Z", time) for time in times)
            assert any(str(each.type) == "timestamp" for each in table.columns) == bool(times)
            assert '""' not in text
