"""No declaration ends the process, runs on and on, or means two things."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest

from tablewright import interpreter
from tablewright.engines.local import LocalTable
from tablewright.engines.spark.frame import dataframe, filled
from tablewright.engines.spark.program import lower
from tablewright.errors import DeclarationError
from tablewright.ops import Field, Row
from tablewright.plan import plan
from tablewright.spec import Column, ColumnType, Int64, Table
from tests.support import cases, hostile_declarations
from tests.support.paths import ROOT

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SECONDS = 60
"""Of which each takes about one; the machine may be busy."""


def run(names: list[str]) -> dict[str, str]:
    """What comes of each, in as few processes as live through them."""
    found: dict[str, str] = {}
    while waiting := [name for name in names if name not in found]:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.hostile_declarations", *waiting],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        said: queue.Queue[str] = queue.Queue()
        assert process.stdout is not None
        reader = threading.Thread(
            target=lambda p=process, q=said: [*map(q.put, p.stdout), q.put("")]
        )
        reader.start()
        current, reason = waiting[0], "ended the process"
        try:
            while line := said.get(timeout=SECONDS):
                current, result = json.loads(line)
                if result is not None:
                    found[current] = result
        except queue.Empty:
            reason = "went on and on"
        process.kill()
        code = process.wait()
        reader.join()
        process.stdout.close()
        found.setdefault(current, f"{reason} ({code})")
    return found


@pytest.fixture(scope="module")
def outcomes() -> dict[str, str]:
    return run([*hostile_declarations.MADE, *hostile_declarations.REFUSED])


@pytest.mark.parametrize("name", hostile_declarations.MADE)
def test_it_is_made_alike(outcomes: dict[str, str], name: str) -> None:
    assert outcomes[name] == "made"


@pytest.mark.parametrize("name", hostile_declarations.REFUSED)
def test_it_is_refused_in_one_line(outcomes: dict[str, str], name: str) -> None:
    assert outcomes[name].startswith("refused: ")
    assert "\n" not in outcomes[name]


def test_spark_makes_the_same(classic: SparkSession) -> None:
    rows = range(0, hostile_declarations.ROWS, 30_011)
    for name, made in hostile_declarations.MADE.items():
        table = hostile_declarations.table(made)
        numbered = classic.range(0, table.rows, rows.step, 1)
        found = filled(numbered, lower(plan(table, 1), table.columns)).toArrow()["c"].to_pylist()
        expected = [row["c"] for row in interpreter.rows(table, 1, rows)]
        assert list(map(cases.plain, found)) == list(map(cases.plain, expected)), name


@pytest.mark.parametrize(
    "make", hostile_declarations.TYPES.values(), ids=hostile_declarations.TYPES
)
def test_types_that_are_none(make: Callable[[], ColumnType]) -> None:
    with pytest.raises(DeclarationError, match=r"out of range|not a whole number"):
        make()


@pytest.mark.parametrize("name", hostile_declarations.NAMES, ids=lambda name: repr(name[:9]))
def test_names_that_not_every_engine_keeps(name: str) -> None:
    with pytest.raises(DeclarationError) as raised:
        Column(Field("t.t", name, Row()), Int64())
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("names", hostile_declarations.KEPT, ids=str)
def test_names_that_every_engine_keeps(
    classic: SparkSession, tmp_path: Path, names: tuple[str, ...]
) -> None:
    columns = tuple(Column(Field("t", n, Row() * 3 + i), Int64()) for i, n in enumerate(names))
    table = Table("t", 5, columns, primary_key=names[0])
    local = LocalTable(table, 1).rows(0, 5)
    assert local.columns == list(names)
    generated = dataframe(classic, table, 1, partitions=1)
    over = filled(classic.range(0, 5, 1, 1), lower(plan(table, 1), table.columns))
    for made in (generated, over):
        made.write.mode("overwrite").parquet(str(tmp_path / "files"))
        read = pl.read_parquet(tmp_path / "files" / "*.parquet")
        assert read.equals(local)


@pytest.mark.parametrize("other", ["id", "ID", "Id"])
def test_names_that_differ_by_case_only(other: str) -> None:
    columns = tuple(Column(Field("t", name, Row()), Int64()) for name in ("id", other))
    with pytest.raises(DeclarationError, match="two columns have the same name 'id'"):
        Table("t", 1, columns, primary_key="id")
