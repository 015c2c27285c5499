"""Operations on Spark frames are those of Polars; batches of them are written where they belong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import tablewright.spark as package
from tablewright.polars import cdc as local
from tablewright.polars import retail as polars_retail
from tablewright.spark import cdc, financial, retail

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

ROWS = 3_000


def here(frame: DataFrame) -> pl.DataFrame:
    made = pl.from_arrow(frame.toArrow())
    assert isinstance(made, pl.DataFrame)
    return made


@pytest.mark.parametrize("weights", [None, {"INSERT": 100}, {"d — o'x": 3, "never": 0, "c": 1}])
def test_rows_are_those_of_polars(classic: SparkSession, weights: Any) -> None:
    frame = retail.generate_inventory(classic, ROWS, 300, partitions=3)
    made = here(cdc.add_cdc_operations(frame, weights, -5, start="2030-05-01"))
    wanted = local.add_cdc_operations(
        polars_retail.generate_inventory(ROWS, 300), weights, -5, start="2030-05-01"
    )
    assert made.columns == wanted.columns
    assert_frame_equal(made.cast(dict(wanted.schema)), wanted)


def test_positions_do_not_depend_on_partitions_and_names_are_kept(classic: SparkSession) -> None:
    rows = classic.range(100, numPartitions=7).selectExpr("id AS `a b`", "id AS `x.y``z`")
    one, more = (here(cdc.add_cdc_operations(each)) for each in (rows.coalesce(1), rows))
    assert one.equals(more)
    assert one.columns == ["a b", "x.y`z", "operation", "operation_date"]


def test_batches_go_on_and_are_written(classic: SparkSession, tmp_path: Path) -> None:
    batches = cdc.generate_cdc_batches(classic, retail.generate_customers, 3, 50, 2**63 - 2)
    frames = [here(batch) for batch in batches]
    assert [frame.height for frame in frames] == [50, 50, 50]
    assert set(frames[0]["operation"]) == {"APPEND"}
    assert set(frames[1]["operation"]) == {"APPEND", "UPDATE", "DELETE"}
    assert pl.concat(frames)["operation_date"].is_sorted()
    assert not frames[1]["first_name"].equals(frames[2]["first_name"])
    for _ in range(2):
        cdc.write_cdc_to_volume(batches[1], str(tmp_path / "volume"), 1)
    written = sorted((tmp_path / "volume").glob("*/*.json"))
    assert {path.parent.name for path in written} == {"batch_1"}
    lines = [json.loads(line) for path in written for line in path.read_text("utf-8").splitlines()]
    assert [line["zip_code"] for line in lines] == frames[1]["zip_code"].to_list()
    times = frames[1]["operation_date"].dt.to_string("%Y-%m-%dT%H:%M:%S%.6fZ")
    assert [line["operation_date"] for line in lines] == times.to_list()


def test_what_cannot_be_is_refused(classic: SparkSession, tmp_path: Path) -> None:
    frame = classic.range(3)
    bad: list[tuple[Any, type[Exception], str]] = [
        (lambda: cdc.add_cdc_operations("df"), TypeError, "df=str is not a frame"),
        (lambda: cdc.add_cdc_operations(frame, {"": 1}), ValueError, "has the operation ''"),
        (lambda: cdc.add_cdc_operations(frame, {}), ValueError, "has no weight above 0"),
        (lambda: cdc.add_cdc_operations(frame, None, 2**63), ValueError, "seed="),
        (
            lambda: cdc.add_cdc_operations(frame.withColumnRenamed("id", "OPERATION")),
            ValueError,
            "already has a column 'operation'",
        ),
        (
            lambda: cdc.add_cdc_operations(frame, start="9998-12-31T23:58:00").collect(),
            Exception,
            "leaves time for 2 of df's rows",
        ),
        (lambda: cdc.generate_cdc_batches(classic, "f"), TypeError, "spec_fn='f'"),
        (lambda: cdc.generate_cdc_batches(classic, print, 0), ValueError, "n_batches=0"),
        (lambda: cdc.generate_cdc_batches(classic, print, 1, -1), ValueError, "rows_per_batch=-1"),
        (lambda: cdc.write_cdc_to_volume(frame, "here"), ValueError, "volume_path='here'"),
        (lambda: cdc.write_cdc_to_volume(frame, str(tmp_path), -1), ValueError, "batch_id=-1"),
        (
            lambda: cdc.write_cdc_to_volume(frame, str(tmp_path), 0, "csv"),
            ValueError,
            "format='csv'",
        ),
    ]
    for call, kind, message in bad:
        with pytest.raises(kind, match=message):
            call()
    assert list(tmp_path.iterdir()) == []


def test_names_that_scripts_import() -> None:
    assert package.generate_financial_transactions is financial.generate_financial_transactions
    for name in ("add_cdc_operations", "generate_cdc_batches", "write_cdc_to_volume"):
        assert getattr(package, name) is getattr(cdc, name)
    with pytest.raises(AttributeError, match="no attribute 'generate_nothing'"):
        _ = package.generate_nothing
