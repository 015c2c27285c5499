"""What ``make bench`` measures: a dated JSON in ``benchmarks/results``; `report` makes pages of it.

Every bound compares things that ran in turn on the same machine; nothing here is a test.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import per_row, per_row_others, rivals
from benchmarks.measure import (
    is_busy,
    machine,
    medians,
    peak_memory,
    python_seconds,
    second_processor,
    versions,
)
from tablewright import api, checks
from tablewright.engines.local import LocalTable
from tablewright.io import DatasetOutput, TableOutput, WriteSettings, encoding, write_dataset
from tablewright.spark.demo import default_rows, demo_sizes
from tablewright.spec import Table
from tablewright.tables import INDUSTRY_NAMES, industry

SEED = 42
RESULTS = Path(__file__).parent / "results"
NAMES = [
    f"{one}.{table}"
    for one in INDUSTRY_NAMES
    for table in industry(one).default_rows
    if table not in industry(one).fixed
]
ON_ONE = "generate,zstd"
LIMIT = "generate,zstd,limit_zstd"


def declared(name: str, rows: int) -> Table:
    """A table of that many rows, among others in the default ratios, or as many as there may be."""
    one, _, short = name.partition(".")
    found = industry(one)
    sizes = found.sizes_for(short, rows)
    if max(sizes.values()) > checks.MAX_ROWS:
        sizes = found.sizes_for(short, rows * checks.MAX_ROWS // max(sizes.values()) - 1)
    return api.table(name, sizes)


def measure(name: str, rows: int, baseline_rows: int, repeats: int) -> dict[str, Any]:
    """Everything about one table: on one thread and two, and against a row at a time."""
    table = declared(name, rows)
    baselines = {**per_row.baselines(), **per_row_others.baselines()}
    baseline = medians({"baseline": partial(baselines[name], baseline_rows)}, 1)["baseline"]
    huge = LocalTable(declared(name, 10**12), SEED)
    middle = huge.table.rows // 2
    access = medians(
        {
            "first": lambda: huge.rows(0, 1000),
            "middle": lambda: huge.rows(middle, middle + 1000),
        },
        20,
    )
    return {
        "rows": rows,
        "columns": len(table.columns),
        "two": _worker(name, rows, 2, repeats, ""),
        "one": _worker(name, rows, 1, repeats, ON_ONE),
        "per_row_rows_per_second": baseline_rows / baseline.wall,
        "first_1000_seconds": access["first"].wall,
        "middle_1000_seconds": access["middle"].wall,
        "cold_first_row_seconds": cold(name, repeats),
    }


def large(name: str, rows: int, repeats: int) -> dict[str, Any]:
    """Measure a table with enough rows that planning and compiling are negligible."""
    return {
        "rows": rows,
        "columns": len(declared(name, rows).columns),
        "two": _worker(name, rows, 2, repeats, LIMIT),
        "one": _worker(name, rows, 1, repeats, "generate"),
    }


def _worker(name: str, rows: int, threads: int, repeats: int, only: str) -> dict[str, Any]:
    words = [
        *(sys.executable, "-m", "benchmarks.worker", name, "--rows", str(rows)),
        *("--threads", str(threads), "--repeats", str(repeats), "--only", only),
    ]
    done = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def cold(name: str, repeats: int) -> float:
    """Seconds from the start of an interpreter to the first row, its own start not counted."""
    code = f"from tablewright.polars import scan; scan({name!r}).head(1).collect()"
    return python_seconds(code, repeats) - python_seconds("pass", repeats)


def memory(name: str, rows: int) -> dict[str, float]:
    """Measure peak memory and time of writing one large table to Parquet on the command line."""
    one, _, short = name.partition(".")
    found = industry(one)
    per_main = found.default_rows[short] / found.default_rows[found.main]
    with tempfile.TemporaryDirectory() as folder:
        words = [
            *(sys.executable, "-m", "tablewright.cli", "generate", one, "--quiet"),
            *("--tables", short, "--rows", str(round(rows / per_main)), "--out", folder),
        ]
        seconds, peak = peak_memory(words)
        size = sum(file.stat().st_size for file in Path(folder).rglob("*.parquet"))
    return {"rows": rows, "seconds": seconds, "peak_bytes": peak, "bytes": size}


def demos() -> dict[str, dict[str, float]]:
    """Measure all five industries at the demos' default sizes, as Parquet."""
    found: dict[str, dict[str, float]] = {}
    for one in INDUSTRY_NAMES:
        with tempfile.TemporaryDirectory() as folder:
            seconds, peak = peak_memory([sys.executable, "-m", "benchmarks.demo", one, folder])
            size = sum(file.stat().st_size for file in Path(folder).rglob("*.parquet"))
        rows = sum(demo_sizes(one, default_rows(one)).values())
        found[one] = {"rows": rows, "seconds": seconds, "peak_bytes": peak, "bytes": size}
    return found


def imports(repeats: int) -> dict[str, float]:
    """Seconds that importing and ``--help`` cost, an interpreter's own start not counted."""
    codes = {
        "tablewright": "import tablewright",
        "tablewright.polars": "import tablewright.polars",
        "tablewright --help": "from tablewright.cli import main; main(['--help'])",
    }
    empty = python_seconds("pass", repeats)
    return {name: python_seconds(code, repeats) - empty for name, code in codes.items()}


def write_trades(rows: int, codec: str, folder: Path) -> None:
    """Our own table of trades among the rivals."""
    table = declared("financial.trades", rows)
    made = LocalTable(table, SEED)
    types = {column.name: str(column.type) for column in table.columns}
    output = TableOutput(table.short_name, rows, types, made, encoded=made.encoded)
    data = DatasetOutput("bench", SEED, {}, [output])
    write_dataset(
        data, folder / f"ours_{codec}", encoding("parquet", codec), WriteSettings(overwrite=True)
    )


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bench", description=__doc__)
    parser.add_argument("--rows", type=int, default=4_000_000, help="rows of each table")
    parser.add_argument("--baseline-rows", type=int, default=20_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--memory-rows", type=int, default=100_000_000, help="0 leaves it out")
    parser.add_argument("--large-rows", type=int, default=16_000_000)
    parser.add_argument("--tables", default="", help="only tables whose names contain this")
    parser.add_argument(
        "--parts",
        default="tables,large,rivals,memory,demos,imports",
        help="what to measure; the rest of today's file is kept",
    )
    options = parser.parse_args(arguments)
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{dt.date.today().isoformat()}.json"
    kept: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    kept.update(machine=machine(), versions=versions(), date=dt.date.today().isoformat())
    kept["load"] = os.getloadavg()[0]
    kept["second_processor"] = second_processor(options.repeats)
    parts = options.parts.split(",")
    if is_busy():
        print("The machine is busy with something else: ratios of times mean little.")
    for name in NAMES:
        if options.tables in name and "tables" in parts:
            measured = measure(name, options.rows, options.baseline_rows, options.repeats)
            kept.setdefault("tables", {})[name] = measured
        if options.tables in name and "large" in parts:
            measured = large(name, options.large_rows, options.repeats)
            kept.setdefault("large", {})[name] = measured
        if options.tables in name and "memory" in parts and options.memory_rows:
            kept.setdefault("memory", {})[name] = memory(name, options.memory_rows)
        path.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    if "rivals" in parts:
        ours = {
            f"tablewright trades, {codec}": partial(write_trades, options.rows, codec)
            for codec in ("zstd", "snappy")
        }
        kept["rivals"] = rivals.measure(options.rows, 2, options.repeats, ours)
    if "demos" in parts:
        kept["demos"] = demos()
    if "imports" in parts:
        kept["imports"] = imports(7)
    path.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
