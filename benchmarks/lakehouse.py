"""What the lakehouse costs: ``python -m benchmarks.lakehouse``; part of ``make bench``.

Each figure compares two things that ran in turn on the same machine, by the same route.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import is_busy, machine, medians
from tablewright import api
from tablewright.engines.local import LocalTable
from tablewright.engines.spark import frame
from tablewright.formats.tables import Description
from tablewright.io import DatasetOutput, TableOutput, WriteSettings, encoding, write_dataset
from tablewright.io.targets import Target
from tablewright.spark.demo import Demo, DemoReport, Raw, demo_sizes
from tablewright.spec import Table
from tests.support.spark import delta_settings, jars

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

SEED = 42
_WARM = 1_000
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
        return lambda: write_dataset(
            data, folder / kind, encoding(kind), WriteSettings(overwrite=True)
        )

    times = medians({kind: run(kind) for kind in FORMATS}, repeats)
    total = sum(table.rows for table in dataset.tables)
    print(f"\nRetail, {total:,} rows without Spark, medians of {repeats}:\n")
    print("| format | s | M rows/s | ÷ Parquet |\n| --- | --: | --: | --: |")
    for kind in FORMATS:
        wall = times[kind].wall
        ratio = wall / times["parquet"].wall
        print(f"| {kind} | {wall:.2f} | {total / wall / 1e6:.1f} | {ratio:.2f} |")
    print("\nBound for Delta: 1.3.")


@dataclass(frozen=True)
class FromFiles(Demo):
    """A demo whose rows come from cached Parquet files; all else is the same."""

    folder: Path = Path()

    def rows_of(self, table: Table) -> DataFrame:
        """The rows that were cached."""
        return self.spark.read.parquet(f"file://{self.folder}/cached/{table.short_name}")


class Straight(FromFiles):
    """Raw copies come from the cached files too, rather than from the Delta tables."""

    def _sent(self, place: Target, table: Table) -> DataFrame:
        return self.rows_of(table)


def show_demo(customers: int, repeats: int, raw: Raw, folder: Path) -> None:
    """The retail demo against the same rows from Parquet files, JSON and Delta both."""
    spark = _session(folder)
    dataset = api.declare("retail", sizes=demo_sizes("retail", customers))
    for table in dataset.tables:
        made = frame.dataframe(spark, table, SEED)
        made.write.parquet(f"file://{folder}/cached/{table.short_name}")
    java = int(spark._jvm.java.lang.ProcessHandle.current().pid())  # type: ignore[union-attr]
    number = count()

    def run(make: Callable[..., Demo], rows: int = customers, **more: Path) -> DemoReport:
        schema = f"demo_{next(number)}"
        given = (spark, "retail", "spark_catalog", schema, "raw", rows, SEED, raw)
        report = make(*given, progress=False, **more).run()
        shutil.rmtree(folder / "warehouse" / f"{schema}.db")
        shutil.rmtree(folder / "warehouse" / "volumes" / schema)
        return report

    ways: dict[str, Callable[[], object]] = {
        "demo": lambda: run(Demo),
        "from files, by the same route": lambda: run(FromFiles, folder=folder),
    }
    if raw is True:
        ways["from files, each copy straight"] = lambda: run(Straight, folder=folder)
    run(Demo, _WARM)
    for way in ways:
        if way != "demo":
            ways[way]()
    times = medians(ways, repeats, [java], warm=False)
    spark.stop()
    print(
        f"\n`generate_retail_demo(n_customers={customers:,}, raw={raw!r})` on local[2], "
        f"{sum(table.rows for table in dataset.tables):,} rows as JSON and as Delta, and the same "
        f"rows from cached Parquet files; medians of {repeats}:\n"
    )
    print("| rows | s | CPU s | demo ÷ this | in CPU |\n| --- | --: | --: | --: | --: |")
    demo = times["demo"]
    for name, each in times.items():
        ratios = f"{demo.wall / each.wall:.2f} | {demo.cpu / each.cpu:.2f}"
        print(f"| {name} | {each.wall:.1f} | {each.cpu:.1f} | {ratios} |")
    print("\nBound for all at the demo's defaults: 2, by the same route.")


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
    parser.add_argument("--dirty", action="store_true", help="raw copies with faults")
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
            raw: Raw = "dirty" if options.dirty else True
            show_demo(options.customers, options.repeats, raw, folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
