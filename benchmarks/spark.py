"""How fast the Spark engine is, against what else there is, as Markdown for ``docs/SPARK.md``.

Every figure compares things that ran in turn on the same machine, each in a process of its own on
two threads (``local[2]``); the first run of each is not counted. Nothing here is a test.
"""

from __future__ import annotations

import argparse
import contextlib
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from benchmarks.bench import SEED, declared
from benchmarks.measure import Time, is_busy, machine
from benchmarks.process_tree import cpu_seconds
from tablewright import api
from tablewright.engines.spark.java import java_home
from tablewright.tables import INDUSTRY_NAMES, industry

PARTITIONS = 8
SCALED = ("retail.transactions", "iot.sensor_readings", "financial.trades")
FIVE_MILLION = ("retail.transactions", "healthcare.patients")
TABLES = [f"{one}.{table}" for one in INDUSTRY_NAMES for table in industry(one).default_rows]


@dataclass(frozen=True)
class Job:
    """What a worker does: ``kind`` is ours, plain, mimesis (all write) or analysis."""

    kind: str
    table: str
    rows: int


class Worker:
    """A process with a session of its own: classic, or a client of a Connect server."""

    def __init__(self, remote: str | None, folder: Path) -> None:
        context = multiprocessing.get_context("spawn")
        self._line, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(remote, folder, theirs), daemon=True)
        self._process.start()

    def time(self, job: Job) -> Time:
        """How long a job took; all processes of this one count, a server among them."""
        before = cpu_seconds(os.getpid())
        self._line.send(job)
        wall: float = self._line.recv()
        return Time(wall, cpu_seconds(os.getpid()) - before)

    def stop(self) -> None:
        """End the process."""
        self._line.send(None)
        self._process.join()


def _work(remote: str | None, folder: Path, line: Connection) -> None:
    from pyspark.sql import SparkSession

    from benchmarks import spark_rivals as rivals
    from tablewright.engines.spark import frame

    if remote:
        spark = SparkSession.builder.remote(remote).create()
    else:
        home = java_home()
        if home is not None:
            os.environ["JAVA_HOME"] = str(home)
        os.environ["PYSPARK_PYTHON"] = sys.executable  # Has what Mimesis' texts need.
        builder: Any = SparkSession.builder.master("local[2]")
        for key, value in _SETTINGS.items():
            builder = builder.config(key, value)
        spark = builder.getOrCreate()

    def made(job: Job) -> Any:
        table = declared(job.table, job.rows)
        if job.kind in ("plain", "mimesis"):
            return getattr(rivals, job.kind)(spark, table, PARTITIONS)
        return frame.dataframe(spark, table, SEED, partitions=PARTITIONS)

    while (job := line.recv()) is not None:
        began = time.perf_counter()
        if job.kind == "analysis":
            assert made(job).schema.fields
        else:
            made(job).write.mode("overwrite").parquet(str(folder / "rows"))
        line.send(time.perf_counter() - began)
    spark.stop()


_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "4g",
    "spark.log.level": "ERROR",
}


def medians(jobs: Sequence[tuple[Worker, Job]], repeats: int) -> list[Time]:
    """Median times of each job; all in turn, so that a busy moment hits all alike."""
    times: list[list[Time]] = [[] for _ in jobs]
    for repeat in range(repeats + 1):
        for place, (worker, job) in enumerate(jobs):
            time = worker.time(job)
            if repeat:
                times[place].append(time)
    return [
        Time(statistics.median(t.wall for t in each), statistics.median(t.cpu for t in each))
        for each in times
    ]


def show_rivals(
    kind: str, tables: Sequence[str], rows: int, less: int, repeats: int, folder: Path
) -> None:
    """Ours against a rival, table by table; the rival makes ``less`` times fewer rows."""
    with _classic(folder / "ours") as ours, _classic(folder / "theirs") as theirs:
        print(f"\n| table | M rows/s | {kind} | × | CPU s/M rows | {kind} | × |")
        print("| --- | --: | --: | --: | --: | --: | --: |")
        for table in tables:
            jobs = [(ours, Job("ours", table, rows)), (theirs, Job(kind, table, rows // less))]
            our, their = medians(jobs, repeats)
            millions = rows / 1e6
            print(
                f"| {table} | {millions / our.wall:.2f} | {millions / less / their.wall:.2f} "
                f"| {their.wall * less / our.wall:.2f} | {our.cpu / millions:.2f} "
                f"| {their.cpu * less / millions:.2f} | {their.cpu * less / our.cpu:.2f} |",
                flush=True,
            )


def show_connect(tables: Sequence[str], rows: int, repeats: int, folder: Path) -> None:
    """A Connect server against a classic session."""
    with _classic(folder / "ours") as classic, _connected(folder) as client:
        print(f"\n{rows:,} rows:\n")
        print("| table | classic | Connect | ÷ | classic CPU | Connect CPU | ÷ |")
        print("| --- | --: | --: | --: | --: | --: | --: |")
        for table in tables:
            job = Job("ours", table, rows)
            ours, theirs = medians([(classic, job), (client, job)], repeats)
            print(f"| {table} | {_compared(ours, theirs)} |", flush=True)


def show_analysis(tables: Sequence[str], repeats: int, folder: Path) -> None:
    """From the call of a function to the frame's schema, over Connect, at the default sizes."""
    with _connected(folder) as client:
        print("\n| table | first | later | CPU, later |\n| --- | --: | --: | --: |")
        for table in tables:
            one, _, short = table.partition(".")
            job = Job("analysis", table, api.declare(one, tier=2).table(short).rows)
            first = client.time(job).wall
            [later] = medians([(client, job)], repeats)
            print(
                f"| {table} | {first:.2f} s | {later.wall:.2f} s | {later.cpu:.2f} s |", flush=True
            )


def show_scale(tables: Sequence[str], rows: int, repeats: int, folder: Path) -> None:
    """Ten times the rows."""
    with _classic(folder / "ours") as ours:
        print(f"\n| table | {rows:,} rows | {10 * rows:,} rows | ÷ | CPU | CPU | ÷ |")
        print("| --- | --: | --: | --: | --: | --: | --: |")
        for table in tables:
            jobs = [(ours, Job("ours", table, rows)), (ours, Job("ours", table, 10 * rows))]
            few, many = medians(jobs, repeats)
            print(f"| {table} | {_compared(few, many)} |", flush=True)


def _compared(one: Time, other: Time) -> str:
    return (
        f"{one.wall:.2f} s | {other.wall:.2f} s | {other.wall / one.wall:.2f} "
        f"| {one.cpu:.2f} s | {other.cpu:.2f} s | {other.cpu / one.cpu:.2f}"
    )


@contextlib.contextmanager
def _classic(folder: Path) -> Iterator[Worker]:
    worker = Worker(None, folder)
    try:
        yield worker
    finally:
        worker.stop()


@contextlib.contextmanager
def _connected(folder: Path) -> Iterator[Worker]:
    from tests.support.spark import start_server

    own = folder / "server"
    own.mkdir()
    with start_server(own, _SETTINGS) as remote:
        worker = Worker(remote, folder / "connect")
        try:
            yield worker
        finally:
            worker.stop()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.spark", description=__doc__)
    parts = ("plain", "mimesis", "connect", "analysis", "scale")
    parser.add_argument("--only", choices=parts, action="append", help="one part, or some")
    parser.add_argument(
        "--tables",
        default="",
        help="only tables whose names contain one of these, with commas between",
    )
    parser.add_argument("--rows", type=int, default=2_000_000, help="of a table")
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    print(f"{machine()}; `local[2]`, {PARTITIONS} partitions.")
    if is_busy():
        print("The machine is busy with something else: do not quote these figures.")
    repeats, rows = options.repeats, options.rows

    def chosen(tables: Sequence[str]) -> list[str]:
        return [name for name in tables if any(part in name for part in options.tables.split(","))]

    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        shown: dict[str, Callable[[], None]] = {
            "plain": lambda: show_rivals("plain", chosen(TABLES), rows, 1, repeats, folder),
            "mimesis": lambda: show_rivals(
                "mimesis", chosen(_mimesis_tables()), rows, 10, repeats, folder
            ),
            "connect": lambda: show_connect(chosen(FIVE_MILLION), 5_000_000, repeats, folder),
            "analysis": lambda: show_analysis(chosen(TABLES), repeats, folder),
            "scale": lambda: show_scale(chosen(SCALED), rows // 2, repeats, folder),
        }
        for part in options.only or parts:
            shown[part]()
    return 0


def _mimesis_tables() -> list[str]:
    from benchmarks.spark_rivals import MIMESIS

    return list(MIMESIS)


if __name__ == "__main__":
    sys.exit(main())
