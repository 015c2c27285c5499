"""What `plan` says of sizes, against the files that are then written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tablewright import formats
from tablewright.cli.requests import GenerateArguments, requests
from tablewright.cli.source import output
from tablewright.io import WriteSettings, encoding, estimated_sizes, write_dataset
from tablewright.tables import INDUSTRY_NAMES
from tests.support.outputs import dataset, table

BLOCK = 256 * 1024
"""DuckDB's files grow by so many bytes at once."""


def check(top: Path, name: str, kind: str, scale: str, factor: float, per_file: str) -> None:
    options = GenerateArguments(scale=scale, out=str(top), format=kind, rows_per_file=per_file)
    [request] = requests(name, options)
    data = output(request)
    planned = estimated_sizes(data, request.encoding, request.rows_per_file)
    assert not request.folder.exists()
    written = write_dataset(
        data, request.folder, request.encoding, WriteSettings(rows_per_file=request.rows_per_file)
    )
    real = {one.name: one.size for one in written}
    room = BLOCK if kind == "duckdb" and factor > 1.01 else 0
    for one, size in real.items():
        assert size / factor - room <= planned[one] <= size * factor + room, (one, planned, real)
    assert 1 / factor <= sum(planned.values()) / sum(real.values()) <= factor, (planned, real)


@pytest.mark.parametrize("kind", formats.READY_MADE)
@pytest.mark.parametrize("name", INDUSTRY_NAMES)
def test_small_tables_are_as_large_as_planned(tmp_path: Path, name: str, kind: str) -> None:
    check(tmp_path, name, kind, "0.01", 1.01, "700")


@pytest.mark.parametrize("kind", ["parquet", "csv", "json", "arrow", "delta"])
def test_pieces_tell_of_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(type(formats.find(kind)), "sample_rows", 16_384)
    check(tmp_path, "financial", kind, "1", 1.1, "10000000")
    check(tmp_path / "parts", "iot", kind, "0.4", 1.1, "500")


def test_a_database(tmp_path: Path) -> None:
    check(tmp_path, "retail", "duckdb", "2", 1.25, "10000000")


@pytest.mark.slow
@pytest.mark.parametrize("kind", formats.READY_MADE)
@pytest.mark.parametrize("name", INDUSTRY_NAMES)
def test_large_tables(tmp_path: Path, name: str, kind: str) -> None:
    check(tmp_path, name, kind, "10", 1.25 if kind == "duckdb" else 1.03, "10000000")


def test_sizes_follow_the_rows() -> None:
    for name in formats.READY_MADE:
        ten, one = (
            estimated_sizes(dataset(table(rows=rows)), encoding(name))["things"]
            for rows in (2_000_000, 200_000)
        )
        assert ten == pytest.approx(10 * one, rel=0.05)
    assert estimated_sizes(dataset(table(rows=0)), encoding())["things"] < 5_000
