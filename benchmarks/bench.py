"""What ``make bench`` prints: Markdown that the README quotes.

Every bound compares two things that ran in turn on the same machine; nothing here is a test.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks import per_row, per_row_others
from benchmarks.measure import is_busy, machine, medians, peak_memory, python_seconds

from tablewright import api, checks
from tablewright.engines.local import LocalTable
from tablewright.lakehouse import DatasetOutput, TableOutput, encoding, write_dataset
from tablewright.spec import Table
from tablewright.tables import INDUSTRY_NAMES, industry

SEED = 42
HEAVY = ("mimesis", "pyspark", "duckdb", "pandas", "polars", "numpy")


@dataclass(frozen=True)
class Row:
    """What was measured of one table."""

    name: str
    columns: int
    rows_per_second: float
    cpu_seconds: float
    baseline_rows_per_second: float | None
    parquet_ratio: float
    first_milliseconds: float
    middle_milliseconds: float

    @property
    def cells_per_second(self) -> float:
        """Cells made in a second."""
        return self.rows_per_second * self.columns

    @property
    def ratio(self) -> float | None:
        """How many times faster than the baseline, per row."""
        if self.baseline_rows_per_second is None:
            return None
        return self.rows_per_second / self.baseline_rows_per_second


def declared(name: str, rows: int) -> Table:
    """A table of that many rows, among others in the default ratios, or as many as there may be."""
    one, _, short = name.partition(".")
    found = industry(one)
    sizes = found.sizes_for(short, rows)
    if max(sizes.values()) > checks.MAX_ROWS:
        sizes = found.sizes_for(short, rows * checks.MAX_ROWS // max(sizes.values()) - 1)
    return api.table(name, sizes)


def measure(name: str, rows: int, baseline_rows: int, repeats: int, folder: Path) -> Row:
    """Everything about one table."""
    table = declared(name, rows)
    frame = LocalTable(table, SEED).rows(0, rows).rechunk()
    runs: dict[str, Callable[[], object]] = {
        "generate": lambda: LocalTable(table, SEED).rows(0, rows),
        "stream": partial(_stream, table, folder),
        "in memory": lambda: frame.write_parquet(folder / "limit.parquet"),
    }
    baseline = {**per_row.baselines(), **per_row_others.baselines()}.get(name)
    if baseline is not None:
        runs["baseline"] = partial(baseline, baseline_rows)
    times = medians(runs, repeats)
    huge = LocalTable(declared(name, 10**12), SEED)
    middle = huge.table.rows // 2
    access = medians(
        {
            "first": lambda: huge.rows(0, 1000),
            "middle": lambda: huge.rows(middle, middle + 1000),
        },
        max(repeats, 20),
    )
    return Row(
        name=name,
        columns=len(table.columns),
        rows_per_second=rows / times["generate"].wall,
        cpu_seconds=1e6 * times["generate"].cpu / rows,
        baseline_rows_per_second=baseline_rows / times["baseline"].wall if baseline else None,
        parquet_ratio=times["stream"].wall / times["in memory"].wall,
        first_milliseconds=1000 * access["first"].wall,
        middle_milliseconds=1000 * access["middle"].wall,
    )


def _stream(table: Table, folder: Path) -> None:
    types = {column.name: str(column.type) for column in table.columns}
    rows = LocalTable(table, SEED)
    output = TableOutput(table.short_name, table.rows, types, rows, encoded=rows.encoded)
    data = DatasetOutput("bench", SEED, {}, [output])
    write_dataset(data, folder / "bench", encoding(), overwrite=True)


def show_tables(rows: Sequence[Row]) -> None:
    """The table of tables, with the median and the worst."""
    print(
        "| table | columns | M rows/s | M cells/s | CPU s/M rows | × per-row Python "
        "| + Parquet ÷ write_parquet | 1,000 rows: first | middle of 10^12 |"
    )
    print("| --- | --: | --: | --: | --: | --: | --: | --: | --: |")
    for row in rows:
        ratio = "–" if row.ratio is None else f"{row.ratio:.0f}"
        print(
            f"| {row.name} | {row.columns} | {row.rows_per_second / 1e6:.1f} "
            f"| {row.cells_per_second / 1e6:.0f} | {row.cpu_seconds:.2f} | {ratio} "
            f"| {row.parquet_ratio:.2f} | {row.first_milliseconds:.1f} ms "
            f"| {row.middle_milliseconds:.1f} ms |"
        )
    ratios = [row.ratio for row in rows if row.ratio is not None]
    if ratios:
        print(
            f"\nAgainst per-row Python: {statistics.median(ratios):.0f} times faster for the "
            f"median table (bound: 40), {min(ratios):.0f} times for the worst (bound: 12). "
            f"Generating and writing Parquet takes "
            f"{statistics.median(row.parquet_ratio for row in rows):.2f} times what writing the "
            f"same frame from memory takes for the median table, "
            f"{max(row.parquet_ratio for row in rows):.2f} for the worst (bound: 1.5)."
        )


def show_memory(rows: int, folder: Path) -> None:
    """Peak memory of a long stream of line items."""
    per_customer = industry("retail").sizes_for("customers", 10_000)["line_items"] / 10_000
    words = [
        *(sys.executable, "-m", "tablewright.cli", "generate", "retail", "--quiet"),
        *("--tables", "line_items", "--rows", str(round(rows / per_customer))),
        *("--out", str(folder / "stream")),
    ]
    seconds, memory = peak_memory(words)
    print(
        f"\n{rows:,} line items to Parquet: {seconds:.0f} s, {rows / seconds / 1e6:.1f} M rows/s, "
        f"peak memory {memory / 2**20:.0f} MiB (bound: 1024)."
    )


def show_imports(repeats: int) -> None:
    """What importing costs."""
    empty = python_seconds("pass", repeats)
    package = python_seconds("import tablewright", repeats)
    polars = python_seconds("import tablewright.polars", repeats)
    code = "from tablewright.cli import main; main(['--help'])"
    helps = python_seconds(code, repeats)
    listing = (
        "import sys, tablewright;"
        f"print(', '.join(m for m in {HEAVY!r} if m in sys.modules) or 'none of them')"
    )
    found = subprocess.run(
        [sys.executable, "-c", listing], check=True, capture_output=True, text=True
    )
    print(
        f"\n`import tablewright` {1000 * (package - empty):.0f} ms (bound: 300), "
        f"`import tablewright.polars` {1000 * (polars - empty):.0f} ms, "
        f"`tablewright --help` {1000 * helps:.0f} ms (bound: 500). "
        f"Of {', '.join(HEAVY)}, `import tablewright` imports {found.stdout.strip()}."
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bench", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of each table")
    parser.add_argument("--baseline-rows", type=int, default=20_000)
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--memory-rows", type=int, default=100_000_000, help="0 leaves it out")
    parser.add_argument("--tables", default="", help="only tables whose names contain this")
    options = parser.parse_args()
    print(f"{machine()}.")
    if is_busy():
        print("The machine is busy with something else: do not quote these figures.")
    print(
        f"Medians of {options.repeats} interleaved runs, {options.rows:,} rows a table "
        f"({options.baseline_rows:,} for the baseline, compared per row).\n"
    )
    names = [f"{one}.{table}" for one in INDUSTRY_NAMES for table in industry(one).default_rows]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        show_tables(
            [
                measure(name, options.rows, options.baseline_rows, options.repeats, folder)
                for name in names
                if options.tables in name
            ]
        )
        if options.memory_rows:
            show_memory(options.memory_rows, folder)
    show_imports(options.repeats)
    return 0


if __name__ == "__main__":
    sys.exit(main())
