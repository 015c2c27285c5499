"""What the lakehouse costs: ``python -m benchmarks.lakehouse``; part of ``make bench``.

Each figure compares two things that ran in turn on the same machine, by the same route.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import is_busy, machine, medians
from tests.spark_sessions import delta_settings, jars

from tablewright import api
from tablewright.engines.local import LocalTable
from tablewright.engines.spark import frame
from tablewright.lakehouse import DatasetOutput, TableOutput, encoding, write_dataset
from tablewright.lakehouse.describe import Description
from tablewright.lakehouse.homes import home
from tablewright.spark.bronze import JSON_OPTIONS
from tablewright.spark.demo import demo_sizes
from tablewright.spark.retail import generate_retail_demo
from tablewright.spec import Dataset

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SEED = 42
FORMATS = ("parquet", "delta", "duckdb")


def show_local(rows: int, repeats: int, folder: Path) -> None:
    """Delta and DuckDB against Parquet, without Spark."""
    dataset = api.declare("retail", rows=rows)
    tables = [
        TableOutput(
            table.short_name,
            table.rows,
            {column.name: str(column.type) for column in table.columns},
            LocalTable(table, SEED),
            Description.of(table),
        )
        for table in dataset.tables
    ]
    data = DatasetOutput("retail", SEED, dataset.parameters, tables)

    def run(kind: str) -> Callable[[], object]:
        return lambda: write_dataset(data, folder / kind, encoding(kind), overwrite=True)

    times = medians({kind: run(kind) for kind in FORMATS}, repeats)
    total = sum(table.rows for table in dataset.tables)
    print(f"\nRetail, {total:,} rows without Spark, medians of {repeats}:\n")
    print("| format | s | M rows/s | ÷ Parquet |\n| --- | --: | --: | --: |")
    for kind in FORMATS:
        wall = times[kind].wall
        ratio = wall / times["parquet"].wall
        print(f"| {kind} | {wall:.2f} | {total / wall / 1e6:.1f} | {ratio:.2f} |")
    print("\nBound for Delta: 1.3.")


def show_demo(customers: int, repeats: int, folder: Path) -> None:
    """The retail demo against the same rows from Parquet files, JSON and Delta both."""
    spark = _session(folder)
    dataset = api.declare("retail", sizes=demo_sizes("retail", customers))
    for table in dataset.tables:
        made = frame.dataframe(spark, table, SEED)
        made.write.parquet(f"file://{folder}/cached/{table.short_name}")
    generate_retail_demo(spark, "spark_catalog", "warm", "raw", 1_000, SEED, progress=False)
    _from_files(spark, folder, dataset, "warm_files")
    names = [table.short_name for table in dataset.tables]
    times: dict[str, dict[str, list[float]]] = {name: {"demo": [], "files": []} for name in names}
    for number in range(repeats):
        schema = f"demo_{number}"
        report = generate_retail_demo(
            spark, "spark_catalog", schema, "raw", customers, SEED, progress=False
        )
        read = _from_files(spark, folder, dataset, f"files_{number}")
        for table in report.tables:
            times[table.name]["demo"].append(table.seconds)
            times[table.name]["files"].append(read[table.name])
        shutil.rmtree(folder / "warehouse" / f"{schema}.db")
    spark.stop()
    seconds = {
        name: {way: statistics.median(values) for way, values in each.items()}
        for name, each in times.items()
    }
    seconds["all"] = {way: sum(each[way] for each in seconds.values()) for way in ("demo", "files")}
    print(
        f"\n`generate_retail_demo(n_customers={customers:,})` on local[2], {report.rows:,} rows as "
        "JSON and as Delta, and the same rows from cached Parquet files by the same route; "
        f"medians of {repeats}:\n"
    )
    print("| table | demo, s | from files, s | ratio |\n| --- | --: | --: | --: |")
    for name, each in seconds.items():
        ratio = each["demo"] / each["files"]
        print(f"| {name} | {each['demo']:.1f} | {each['files']:.1f} | {ratio:.2f} |")
    print("\nBound for all at the demo's defaults: 2.")


def _from_files(
    spark: SparkSession, folder: Path, dataset: Dataset, schema: str
) -> dict[str, float]:
    """Seconds for each table."""
    seconds = {}
    place = home(spark, "spark_catalog", schema, "raw")
    volume = place.prepare()
    for table in dataset.tables:
        began = time.perf_counter()
        made = spark.read.parquet(f"file://{folder}/cached/{table.short_name}")
        path = f"{volume}/{table.short_name}"
        made.write.mode("overwrite").options(**JSON_OPTIONS).json(path)
        types = {column.name: str(column.type) for column in table.columns}
        place.write(table.short_name, made, types, Description.of(table), {})
        seconds[table.short_name] = time.perf_counter() - began
    return seconds


def _session(folder: Path) -> SparkSession:
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").config("spark.driver.memory", "4g")
    for key, value in delta_settings(jars("delta"), folder / "warehouse").items():
        builder = builder.config(key, value)
    return builder.config("spark.ui.showConsoleProgress", "false").getOrCreate()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.lakehouse", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="customers without Spark")
    parser.add_argument("--customers", type=int, default=100_000, help="of the demo; 0: without")
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    print(f"{machine()}.")
    if is_busy():
        print("The machine is busy with something else: do not quote these figures.")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        if options.rows:
            show_local(options.rows, options.repeats, folder)
        if options.customers:
            show_demo(options.customers, options.repeats, folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
