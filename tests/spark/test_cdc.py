"""Spark's batches, states and streams are Polars' ones, and replay to the right state."""

from __future__ import annotations

import inspect
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tablewright.cdc import ChangeSettings
from tablewright.errors import ArgumentError, ArgumentTypeError
from tablewright.polars import cdc as local
from tablewright.spark import cdc, financial, healthcare, iot, manufacturing, retail
from tablewright.tables import INDUSTRY_NAMES
from tests.support.feeds import DISORDER, SHRINKING, key_of
from tests.support.paths import ROOT
from tests.support.spark import client

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

FUNCTIONS = {
    "retail": (retail.generate_retail_cdc, "n_customers"),
    "healthcare": (healthcare.generate_healthcare_cdc, "n_patients"),
    "financial": (financial.generate_financial_cdc, "n_accounts"),
    "iot": (iot.generate_iot_cdc, "n_devices"),
    "manufacturing": (manufacturing.generate_manufacturing_cdc, "n_equipment"),
}
EVERYTHING: dict[str, Any] = {**DISORDER, "resurrect": 0.5, "batch_size": 0.4}


def here(frame: DataFrame) -> pl.DataFrame:
    """A Spark frame as a Polars one."""
    made = pl.from_arrow(frame.toArrow())
    assert isinstance(made, pl.DataFrame)
    return made


def same(found: pl.DataFrame, wanted: pl.DataFrame) -> None:
    assert found.columns == wanted.columns
    assert_frame_equal(found.cast(dict(wanted.schema)), wanted)


@pytest.mark.parametrize("industry", INDUSTRY_NAMES)
def test_batches_are_the_local_ones(classic: SparkSession, industry: str) -> None:
    feed = cdc.feed(industry, 97, -3, settings=ChangeSettings(**EVERYTHING))
    same(here(cdc.batch(classic, feed, 7, partitions=2)), local.batch(feed, 7))


@pytest.mark.slow
@pytest.mark.parametrize("number", [0, 1, 13])
@pytest.mark.parametrize("options", [{}, EVERYTHING, {**SHRINKING, **DISORDER}])
@pytest.mark.parametrize("industry", INDUSTRY_NAMES)
def test_more_batches_and_states_are_the_local_ones(
    classic: SparkSession, industry: str, options: dict[str, Any], number: int
) -> None:
    feed = cdc.feed(industry, 211, 2**63 - 1, settings=ChangeSettings(**options))
    number = min(number, feed.batches - 1)
    same(here(cdc.batch(classic, feed, number)), local.batch(feed, number))
    key = key_of(feed)
    same(here(cdc.state(classic, feed, number)).sort(key), local.state(feed, number))


@pytest.mark.parametrize(
    "options", [{"shape": "debezium", "tombstones": True}, {"shape": "delta-cdf"}]
)
def test_shapes_are_the_local_ones(classic: SparkSession, options: dict[str, Any]) -> None:
    feed = cdc.feed("financial", 97, settings=ChangeSettings(**options))
    for number in (0, 3):
        same(here(cdc.batch(classic, feed, number)), local.batch(feed, number))


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def merge(spark: SparkSession, target: str, batch: DataFrame, key: str) -> None:
    """The MERGE of the documentation."""
    batch.createOrReplaceTempView("changes")
    spark.sql(
        f"""
        MERGE INTO delta.`{target}` AS t
        USING (
            SELECT * EXCEPT (n) FROM (
                SELECT *, row_number() OVER (PARTITION BY {key} ORDER BY sequence DESC) AS n
                FROM changes
            ) WHERE n = 1
        ) AS s
        ON t.{key} = s.{key}
        WHEN MATCHED AND s.operation = 'DELETE' AND s.sequence > t.sequence THEN DELETE
        WHEN MATCHED AND s.operation <> 'DELETE' AND s.sequence > t.sequence THEN UPDATE SET *
        WHEN NOT MATCHED AND s.operation <> 'DELETE' THEN INSERT *
        """
    )


def replayed(
    spark: SparkSession, industry: str, folder: Path, batches: int, **options: Any
) -> None:
    """Write JSON to a volume, read it as a pipeline would, and merge it batch by batch."""
    generate, _ = FUNCTIONS[industry]
    volume, target = str(folder / "volume"), str(folder / "delta")
    paths = generate(spark, volume, 111, batches, 5, **options)
    assert paths == [f"{volume}/batch_{number}" for number in range(batches)]
    feed = cdc.feed(industry, 111, 5, settings=ChangeSettings(**options))
    key = key_of(feed)
    schema = cdc.batch(spark, feed, 0).schema
    for number, path in enumerate(paths):
        batch = spark.read.schema(schema).json(path)
        wanted = local.batch(feed, number)
        same(here(batch).sort(pl.all()), wanted.sort(pl.all()))
        if number:
            merge(spark, target, batch, key)
        else:
            batch.write.format("delta").save(target)
        state = local.state(feed, number)
        merged = spark.read.format("delta").load(target).select(*state.columns)
        same(here(merged).sort(key), state)
    assert names_in(Path(volume)) == ["_tablewright", *(f"batch_{n}" for n in range(batches))]


def test_a_volume_of_json_merged_into_delta(classic: SparkSession, tmp_path: Path) -> None:
    replayed(classic, "iot", tmp_path, 3, late=0.2, duplicates=0.3, out_of_order=0.4)


@pytest.mark.slow
@pytest.mark.parametrize("options", [{}, EVERYTHING])
@pytest.mark.parametrize("industry", INDUSTRY_NAMES)
def test_every_industry_merged_into_delta(
    classic: SparkSession, industry: str, options: dict[str, Any], tmp_path: Path
) -> None:
    replayed(classic, industry, tmp_path, 5, **options)


@pytest.mark.parametrize("format", ["parquet", "delta"])
def test_other_formats(classic: SparkSession, format: str, tmp_path: Path) -> None:
    feed = cdc.feed("financial", 60)
    paths = cdc.write(classic, feed, str(tmp_path / "there"), 2, format=format)
    found = here(classic.read.format(format).load(paths[1]))
    same(found.sort("sequence"), local.batch(feed, 1))
    with pytest.raises(ArgumentError, match="already contains batch_0"):
        cdc.write(classic, feed, str(tmp_path / "there"), 2, format=format)


def test_an_existing_target_is_refused(classic: SparkSession, tmp_path: Path) -> None:
    feed = cdc.feed("financial", 30)
    cdc.write(classic, feed, str(tmp_path), 1)
    for other, batches in ((feed, 1), (cdc.feed("financial", 31), 1), (cdc.feed("iot", 30), 2)):
        with pytest.raises(ArgumentError, match="already contains batch_0"):
            cdc.write(classic, other, str(tmp_path), batches)
    first = (tmp_path / "batch_0" / "_SUCCESS").stat().st_mtime_ns
    cdc.write(classic, feed, str(tmp_path), 2)
    assert (tmp_path / "batch_0" / "_SUCCESS").stat().st_mtime_ns == first
    assert here(classic.read.json(f"{tmp_path}/batch_1")).height == 3
    less = cdc.feed("financial", 20)
    (tmp_path / "batch_7").mkdir()
    (tmp_path / "batch_7" / "mine").write_text("mine")
    (tmp_path / "batch_1").rename(tmp_path / "away")
    (tmp_path / "batch_1").symlink_to(tmp_path / "away")
    with pytest.raises(ArgumentError, match="contains batch_1, which no run of yours wrote"):
        cdc.write(classic, less, str(tmp_path), 1, overwrite=True)
    (tmp_path / "batch_1").unlink()
    cdc.write(classic, less, str(tmp_path), 1, overwrite=True)
    assert here(classic.read.json(f"{tmp_path}/batch_0")).height == 20
    assert (tmp_path / "batch_7" / "mine").read_text() == "mine"
    assert (tmp_path / "away" / "_SUCCESS").exists()


def test_bad_arguments(classic: SparkSession, tmp_path: Path) -> None:
    target = str(tmp_path / "none")
    bad: list[tuple[dict[str, Any], type[Exception], str]] = [
        ({"n_batches": 0}, ArgumentError, "n_batches=0"),
        ({"n_customers": 0}, ArgumentError, "n_customers=0"),
        ({"n_customers": 5, "batch_size": 50}, ArgumentError, "live keys"),
        ({"weights": {"INSERT": 1}}, ArgumentError, "INSERT"),
        ({"format": "csv"}, ArgumentError, "format='csv'"),
        ({"partitions": 0}, ArgumentError, "partitions=0"),
        ({"volume_path": "here"}, ArgumentError, "volume_path='here'"),
        ({"volume_path": 5}, ArgumentTypeError, "volume_path=5"),
        ({"spark": "local"}, ArgumentTypeError, "spark='local'"),
    ]
    for changed, kind, message in bad:
        given = {"spark": classic, "volume_path": target, "n_customers": 40, **changed}
        with pytest.raises(kind, match=message):
            retail.generate_retail_cdc(**given)
    assert not Path(target).exists()


@pytest.mark.parametrize("industry", INDUSTRY_NAMES)
def test_signatures_are_the_specified_ones(industry: str) -> None:
    function, rows = FUNCTIONS[industry]
    names = list(inspect.signature(function).parameters)
    assert names[:5] == ["spark", "volume_path", rows, "n_batches", "seed"]
    assert inspect.signature(function).parameters["n_batches"].default == 5
    assert function.__name__ == f"generate_{industry}_cdc"
    assert rows in (function.__doc__ or "")


def test_a_stream_is_all_batches(classic: SparkSession, tmp_path: Path) -> None:
    options: dict[str, Any] = {"late": 0.2, "duplicates": 0.2, "resurrect": 0.5, "batch_size": 0.3}
    made = cdc.stream(
        "iot", classic, 50, 9, settings=ChangeSettings(**options), rows_per_second=40, partitions=2
    )
    query = (
        made.writeStream.format("parquet")
        .option("path", str(tmp_path / "rows"))
        .option("checkpointLocation", str(tmp_path / "checkpoint"))
        .trigger(processingTime="0 seconds")
        .start()
    )
    end = time.monotonic() + 120
    while len(list((tmp_path / "checkpoint" / "commits").glob("[0-9]*"))) < 4:
        assert query.isActive, query.exception()
        assert time.monotonic() < end
        time.sleep(0.1)
    query.stop()
    found = here(classic.read.parquet(str(tmp_path / "rows")))
    feed = local.feed("iot", 50, 9, settings=ChangeSettings(**options))
    wanted = pl.concat(local.batches(feed, 12))
    # Whole micro-batches, from the first row on.
    assert found.height % 40 == 0
    same(found.sort(pl.all()), wanted.head(found.height).sort(pl.all()))


def test_a_feed_that_runs_out_of_keys_ends(classic: SparkSession, tmp_path: Path) -> None:
    made = cdc.stream(
        "financial",
        classic,
        20,
        settings=ChangeSettings(weights={"DELETE": 1}),
        rows_per_second=500,
    )
    query = (
        made.writeStream.format("memory")
        .queryName("ended")
        .option("checkpointLocation", str(tmp_path))
        .trigger(availableNow=True)
        .start()
    )
    assert query.awaitTermination(120)
    assert classic.table("ended").count() == 40


def test_connect(server: str, tmp_path: Path) -> None:
    ran = client("tests.support.programs.cdc_connected", server, str(tmp_path))
    assert ran.returncode == 0, ran.stderr[-2000:]
    feed = local.feed("financial", 60, 3, settings=ChangeSettings(**EVERYTHING))
    told = json.loads(ran.stdout.splitlines()[-1])
    assert told["jvm"] is False
    for number in range(3):
        found = pl.read_parquet(tmp_path / "volume" / f"batch_{number}" / "*.parquet")
        same(found.sort(pl.all()), local.batch(feed, number).sort(pl.all()))


def test_a_volume_that_only_spark_sees(classic: SparkSession, tmp_path: Path) -> None:
    from tablewright.io import spark_batches

    class Elsewhere(spark_batches._SparkBatchFolder):
        _here = None

    feed = cdc.feed("financial", 40)
    whole = [lambda n=n: cdc.batch(classic, feed, n) for n in range(2)]

    def broken() -> DataFrame:
        raise RuntimeError("lost")

    target, facts = str(tmp_path / "far"), {"seed": 42}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spark_batches, "_SparkBatchFolder", Elsewhere)
        data = spark_batches.FrameBatches(facts, [whole[0], broken])
        with pytest.raises(RuntimeError, match="lost"):
            spark_batches.write_frames(classic, data, target, "parquet", overwrite=False)
        first = (tmp_path / "far" / "batch_0" / "_SUCCESS").stat().st_mtime_ns
        data = spark_batches.FrameBatches(facts, whole)
        spark_batches.write_frames(classic, data, target, "parquet", overwrite=False)
        assert (tmp_path / "far" / "batch_0" / "_SUCCESS").stat().st_mtime_ns == first
        with pytest.raises(ArgumentError, match="already contains batch_0"):
            spark_batches.write_frames(classic, data, target, "parquet", overwrite=False)
        spark_batches.write_frames(classic, data, target, "parquet", overwrite=True)
    for number in range(2):
        found = pl.read_parquet(tmp_path / "far" / f"batch_{number}" / "*.parquet")
        same(found.sort("sequence"), local.batch(feed, number))


@pytest.mark.slow
@pytest.mark.parametrize("seen", ["batch_0", "batch_1", "batch_3"])
def test_a_killed_run_is_completed_by_the_next(
    classic: SparkSession, seen: str, tmp_path: Path
) -> None:
    volume = tmp_path / "volume"
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.programs.cdc_killed", str(volume)],
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"},
        start_new_session=True,
    )
    end = time.monotonic() + 240
    while time.monotonic() < end and process.poll() is None:
        if list(volume.glob(f".{seen}.tmp-*/*")):
            break
        time.sleep(0.001)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert not (volume / "batch_5").exists()
    cdc.write(classic, cdc.feed("financial", 3_000), str(volume), 6, partitions=2)
    assert names_in(volume) == ["_tablewright", *(f"batch_{n}" for n in range(6))]
    feed = cdc.feed("financial", 3_000)
    schema = cdc.batch(classic, feed, 0).schema
    for number in range(6):
        found = here(classic.read.schema(schema).json(f"{volume}/batch_{number}"))
        same(found.sort("sequence"), local.batch(feed, number))


def test_this_spark_has_no_auto_cdc() -> None:
    # When it has, what the documentation says of it can be run here: this fails then.
    from pyspark import pipelines

    names = [name for name in dir(pipelines) if "cdc" in name or "apply_changes" in name]
    assert names == []
