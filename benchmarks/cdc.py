"""What batches of changes cost: ten of them, on ten million customers.

``python -m benchmarks.cdc [rows] [batches]`` writes Parquet to a temporary folder, in a process of
its own, and prints seconds and rows a second of every batch, and the most memory that it took.
Then the last batch alone, and a batch a thousand times further away.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

from tablewright.io import write_batches
from tablewright.polars import cdc

_MEBIBYTE = 1 << 10
"""In the units of ``ru_maxrss`` on Linux."""


def main(rows: int, batches: int) -> None:
    feed = cdc.feed("retail", rows)
    clock = Clock()
    with tempfile.TemporaryDirectory() as folder:
        output = cdc.output(feed, batches)
        write_batches(output, Path(folder) / "batches", "parquet", on_rows=clock.count)
    clock.finish()
    print("| batch | rows | seconds | M rows/s |\n| --- | --: | --: | --: |")
    for name, count, seconds in clock.seen:
        print(f"| {name} | {count:,} | {seconds:.2f} | {count / seconds / 1e6:.2f} |")
    for number in (batches - 1, 1_000 * batches):
        start = time.perf_counter()
        height = cdc.batch(feed, number).height
        seconds = time.perf_counter() - start
        print(f"batch {number:,} alone, in memory: {height:,} rows in {seconds:.2f} s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"most memory: {peak / _MEBIBYTE:,.0f} MiB")


class Clock:
    """Times batches by when their rows are made."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, int, float]] = []
        self._name, self._rows, self._began = "", 0, time.perf_counter()

    def count(self, name: str, rows: int) -> None:
        """Rows of a batch were made."""
        if name != self._name:
            self.finish()
            self._name, self._rows = name, 0
        self._rows += rows

    def finish(self) -> None:
        """The batch before is written."""
        now = time.perf_counter()
        if self._name:
            self.seen.append((self._name, self._rows, now - self._began))
            self._began = now


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    main(*(given + [10_000_000, 10][len(given) :]))
