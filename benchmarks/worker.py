"""One table, measured in a process of its own on some threads; prints JSON.

Usage: ``python -m benchmarks.worker NAME --rows N --threads T``. Variants run in turn.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path


def variants(name: str, rows: int, threads: int, folder: Path) -> dict[str, Callable[[], object]]:
    """What is timed of a table."""
    # Polars counts processors when it is imported.
    import polars as pl

    from benchmarks.bench import SEED, declared
    from tablewright.engines.local import LocalTable
    from tablewright.io import (
        DatasetOutput,
        TableOutput,
        WriteSettings,
        encoding,
        write_dataset,
    )

    table = declared(name, rows)
    types = {column.name: str(column.type) for column in table.columns}

    def local() -> LocalTable:
        return LocalTable(table, SEED, threads=threads)

    def generate() -> None:
        for _ in local().chunks(0, rows):
            pass

    def write(kind: str, format: str, compression: str | None = None) -> None:
        made = local()
        output = TableOutput(table.short_name, rows, types, made, encoded=made.encoded)
        data = DatasetOutput("bench", SEED, {}, [output])
        write_dataset(
            data, folder / kind, encoding(format, compression), WriteSettings(overwrite=True)
        )

    frame: pl.DataFrame = local().rows(0, rows).rechunk()
    found: dict[str, Callable[[], object]] = {
        "generate": generate,
        "zstd": lambda: write("zstd", "parquet"),
        "limit_zstd": lambda: frame.write_parquet(folder / "limit_zstd"),
        "snappy": lambda: write("snappy", "parquet", "snappy"),
        "limit_snappy": lambda: frame.write_parquet(folder / "limit_snappy", compression="snappy"),
        "csv": lambda: write("csv", "csv"),
        "json": lambda: write("json", "json"),
        "delta": lambda: write("delta", "delta"),
    }
    return found


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.worker", description=__doc__)
    parser.add_argument("name")
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--only", default="", help="variants, by commas")
    options = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: options.threads])
    os.environ["POLARS_MAX_THREADS"] = str(options.threads)
    from benchmarks.measure import medians

    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        found = variants(options.name, options.rows, options.threads, folder)
        chosen = options.only.split(",") if options.only else list(found)
        times = medians({key: found[key] for key in chosen if key in found}, options.repeats)
        sizes = {key: _size(folder / key) for key in times}
    print(json.dumps({key: {**asdict(time), "bytes": sizes[key]} for key, time in times.items()}))
    return 0


def _size(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file())


if __name__ == "__main__":
    sys.exit(main())
