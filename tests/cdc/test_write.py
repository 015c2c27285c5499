"""Batches as files: whole or not there, and the same after a kill and a rerun."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import polars as pl
import polars.selectors as cs
import pytest
from polars.testing import assert_frame_equal

from tablewright.cdc import ChangeSettings
from tablewright.cli import main
from tablewright.errors import ArgumentError
from tablewright.polars import cdc
from tests.support.paths import ROOT


def read(folder: Path, format: str) -> pl.DataFrame:
    if format == "delta":
        return pl.read_delta(str(folder))
    if format == "parquet":
        return pl.read_parquet(folder / "*.parquet")
    return pl.read_ndjson(folder / "*.json", infer_schema_length=None)


@pytest.mark.parametrize("format", ["json", "parquet", "delta"])
@pytest.mark.parametrize("shape", ["tablewright", "debezium", "delta-cdf"])
def test_every_format_holds_the_rows(format: str, shape: str, tmp_path: Path) -> None:
    feed = cdc.feed("financial", 90, settings=ChangeSettings(shape=shape))
    written = cdc.write(feed, tmp_path / "made" / "here", 3, format=format)
    assert [batch.rows for batch in written] == [cdc.batch(feed, n).height for n in range(3)]
    for number in range(3):
        batch = cdc.batch(feed, number)
        found = read(tmp_path / "made" / "here" / f"batch_{number}", format)
        if format == "json":
            assert found.columns == batch.columns
            texts = cdc_text(batch)
            assert [json.dumps(row) for row in plain(found)] == texts
        else:
            assert_frame_equal(found, batch)
    names = sorted(path.name for path in (tmp_path / "made" / "here").iterdir())
    assert names == ["_tablewright.json", "batch_0", "batch_1", "batch_2"]


def cdc_text(batch: pl.DataFrame) -> list[str]:
    """The rows of a batch as DuckDB would find them in JSON, field by field."""
    times = cs.datetime().dt.to_string("%Y-%m-%dT%H:%M:%S%.6fZ")
    lines = batch.with_columns(times).write_ndjson().splitlines()
    return [json.dumps(_numbers(json.loads(line))) for line in lines]


def plain(found: pl.DataFrame) -> list[object]:
    return [_numbers(json.loads(line)) for line in found.write_ndjson().splitlines()]


def _numbers(value: object) -> object:
    """Decimals are text in one and numbers in the other."""
    if isinstance(value, dict):
        return {k: _numbers(v) for k, v in value.items()}
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    try:
        return float(str(value)) if "." in str(value) else value
    except ValueError:
        return value


def test_json_is_read_by_duckdb(tmp_path: Path) -> None:
    feed = cdc.feed("retail", 90)
    cdc.write(feed, tmp_path, 2)
    files = f"'{tmp_path}/batch_1/*.json'"
    found = duckdb.sql(
        f"SELECT operation, count(*), min(operation_date) FROM {files} GROUP BY operation"
    ).fetchall()
    assert {operation: count for operation, count, _ in found} == {
        "APPEND": 5,
        "UPDATE": 3,
        "DELETE": 1,
    }
    assert all(str(moment).startswith("2025-01-01") for _, _, moment in found)


def test_existing_batches_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    feed = cdc.feed("retail", 50)
    cdc.write(feed, tmp_path, 2)
    before = contents(tmp_path)
    for other, batches in ((feed, 2), (feed, 1), (cdc.feed("retail", 50, seed=1), 3)):
        with pytest.raises(ArgumentError, match="already contains batch_0"):
            cdc.write(other, tmp_path, batches)
    assert contents(tmp_path) == before
    cdc.write(cdc.feed("retail", 40), tmp_path, 1, overwrite=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["_tablewright.json", "batch_0"]
    (tmp_path / "file").write_text("")
    with pytest.raises(ArgumentError, match="is not a folder"):
        cdc.write(feed, tmp_path / "file" / "below")


@pytest.mark.parametrize("format", ["json", "delta"])
def test_a_feed_is_extended(tmp_path: Path, format: str) -> None:
    feed = cdc.feed("retail", 50)
    cdc.write(feed, tmp_path / "more", 3, format=format)
    before = contents(tmp_path / "more")
    made = cdc.write(feed, tmp_path / "more", 5, format=format)
    assert [batch.kept for batch in made] == [True, True, True, False, False]
    after = contents(tmp_path / "more")
    note = "_tablewright.json"
    assert {k: after[k] for k in before if k != note} == {k: before[k] for k in before if k != note}
    cdc.write(feed, tmp_path / "whole", 5, format=format)
    whole = contents(tmp_path / "whole")
    timeless = [{k: v for k, v in each.items() if "_log/" not in k} for each in (after, whole)]
    assert timeless[0] == timeless[1]
    assert after.keys() == whole.keys()


def test_another_feed_is_not_extended(tmp_path: Path) -> None:
    cdc.write(cdc.feed("retail", 50), tmp_path, 2)
    before = contents(tmp_path)
    for other in (
        cdc.feed("retail", 50, seed=1),
        cdc.feed("retail", 51),
        cdc.feed("retail", 50, settings=ChangeSettings(late=0.5)),
        cdc.feed("iot", 50),
    ):
        with pytest.raises(ArgumentError, match="already contains batch_0"):
            cdc.write(other, tmp_path, 4)
    with pytest.raises(ArgumentError, match="already contains batch_0"):
        cdc.write(cdc.feed("retail", 50), tmp_path, 4, format="parquet")
    assert contents(tmp_path) == before


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


COMMAND = ["cdc", "retail", "--rows", "60000", "--batches", "6", "--seed", "9"]


def run(folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tablewright.cli", *COMMAND, "--out", str(folder), "--quiet"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        cwd=folder.parent,
    )


@pytest.mark.parametrize("seen", ["inside batch_0", "after batch_0", "inside batch_3"])
def test_a_killed_run_is_completed_by_the_next(seen: str, tmp_path: Path) -> None:
    folder, whole = tmp_path / "killed", tmp_path / "whole"
    assert main([*COMMAND, "--out", str(whole), "--quiet"]) == 0
    process = run(folder)
    where, _, name = seen.partition(" ")
    end = time.monotonic() + 60
    while time.monotonic() < end:
        inside = list(folder.glob(f".batches.tmp-*/new/{name}/*"))
        if inside if where == "inside" else (folder / name).is_dir():
            break
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    left = {path.name for path in folder.iterdir()}
    assert "batch_5" not in left
    for batch in left & {f"batch_{number}" for number in range(6)}:
        assert contents(folder / batch) == contents(whole / batch)
    assert main([*COMMAND, "--out", str(folder), "--quiet"]) == 0
    assert contents(folder) == contents(whole)
    assert main([*COMMAND, "--out", str(folder), "--quiet"]) == 2


def test_the_command_says_what_it_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["cdc", "iot", "--rows", "100", "--batches", "2", "--out", str(tmp_path)]
    words += ["--weights", "1,2,1", "--batch-size", "8", "--shape", "debezium", "--json"]
    assert main(words) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["parameters"]["updates"] == 4
    assert [batch["rows"] for batch in told["batches"]] == [100, 8]
    assert main(["cdc", "iot", "--rows", "100", "--batches", "1", "--sample"]) == 0
    assert "APPEND" in capsys.readouterr().out
