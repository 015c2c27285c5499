"""A results file as the tables and the plot of ``docs/PERFORMANCE.md``.

Usage: ``python -m benchmarks.report benchmarks/results/DATE.json`` rewrites what lies between the
marks in the page, and ``docs/performance.svg``.
"""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "PERFORMANCE.md"
PLOT = ROOT / "docs" / "performance.svg"
BEGIN, END = "<!-- measured -->", "<!-- /measured -->"
Measured = Mapping[str, Any]


def grid(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A Markdown table; all columns but the first to the right."""
    lines = ["| " + " | ".join(head) + " |", "| --- |" + " --: |" * (len(head) - 1)]
    return [*lines, *("| " + " | ".join(row) + " |" for row in rows), ""]


def _cells(table: Measured, threads: str, variant: str, clock: str = "wall") -> float:
    return float(table["rows"] * table["columns"] / table[threads][variant][clock] / 1e6)


def _ratio(table: Measured, codec: str, clock: str) -> float:
    two = table["two"]
    return float(two[codec][clock] / two[f"limit_{codec}"][clock])


def _megabytes(table: Measured, variant: str) -> float:
    made = table["two"][variant]
    return float(made["bytes"] / made["wall"] / 1e6)


def _second(table: Measured) -> float:
    return float(table["one"]["generate"]["wall"] / table["two"]["generate"]["wall"])


COLUMNS: Mapping[str, tuple[Callable[[Measured], float], str]] = {
    "M rows/s": (lambda t: t["rows"] / t["two"]["generate"]["wall"] / 1e6, ".1f"),
    "M cells/s": (lambda t: _cells(t, "two", "generate"), ".0f"),
    "M cells per CPU s": (lambda t: _cells(t, "two", "generate", "cpu"), ".0f"),
    "2nd thread": (_second, ".2f"),
    "× per-row": (lambda t: _times_per_row(t), ".0f"),
    "+ Parquet, M cells/s": (lambda t: _cells(t, "two", "zstd"), ".0f"),
    "÷ limit": (lambda t: _ratio(t, "zstd", "wall"), ".2f"),
    "÷ limit, CPU": (lambda t: _ratio(t, "zstd", "cpu"), ".2f"),
    "snappy ÷ limit, CPU": (lambda t: _ratio(t, "snappy", "cpu"), ".2f"),
    "first row, s": (lambda t: t["cold_first_row_seconds"], ".2f"),
}
LARGE = (
    *("M cells/s", "M cells per CPU s", "2nd thread"),
    *("+ Parquet, M cells/s", "÷ limit", "÷ limit, CPU"),
)
FORMATS = ("zstd", "snappy", "csv", "json", "delta")


def _times_per_row(table: Measured) -> float:
    made = table["rows"] / table["two"]["generate"]["wall"]
    return float(made / table["per_row_rows_per_second"])


def tables(measured: Mapping[str, Measured], columns: Iterable[str] = COLUMNS) -> list[str]:
    """All tables, and the median of each column."""
    shown = {name: COLUMNS[name] for name in columns}
    rows = [
        [name, *(f"{figure(table):{form}}" for figure, form in shown.values())]
        for name, table in measured.items()
    ]
    medians = [
        f"**{statistics.median(figure(t) for t in measured.values()):{form}}**"
        for figure, form in shown.values()
    ]
    return grid(["table", *shown], [*rows, ["**median**", *medians]])


def formats(measured: Mapping[str, Measured]) -> list[str]:
    """Cells, CPU time and bytes of every format."""
    rows = []
    for format in FORMATS:
        having = [t for t in measured.values() if format in t["two"]]
        if having:
            cells = statistics.median(_cells(t, "two", format) for t in having)
            cpu = statistics.median(1e6 * t["two"][format]["cpu"] / t["rows"] for t in having)
            megabytes = statistics.median(_megabytes(t, format) for t in having)
            size = statistics.median(t["two"][format]["bytes"] / t["rows"] for t in having)
            name = f"Parquet, {format}" if format in ("zstd", "snappy") else format.upper()
            rows.append([name, f"{cells:.0f}", f"{megabytes:.0f}", f"{cpu:.2f}", f"{size:.0f}"])
    head = ["median table as", "M cells/s", "MB/s", "CPU s per M rows", "bytes per row"]
    return grid(head, rows)


def rivals(measured: Mapping[str, Measured]) -> list[str]:
    """Everyone who writes Parquet, fastest first within a codec."""
    speed = {n: m["rows"] * m["columns"] / m["wall"] / 1e6 for n, m in measured.items()}
    order = sorted(measured, key=lambda name: (name.rpartition(", ")[2], -speed[name]))
    rows = [
        (
            name,
            f"{measured[name]['rows'] / 1e6:.1f}",
            f"{measured[name]['columns']:.0f}",
            f"{measured[name]['wall']:.2f}",
            f"{speed[name]:.0f}",
            f"{speed[name] * measured[name]['wall'] / measured[name]['cpu']:.0f}",
        )
        for name in order
    ]
    head = ["Parquet from", "M rows", "columns", "seconds", "M cells/s", "M cells per CPU s"]
    return grid(head, rows)


def sizes(measured: Mapping[str, Measured], head: str) -> list[str]:
    """Long runs: time, size and peak memory."""
    rows = [
        (
            name,
            f"{m['rows'] / 1e6:.1f}",
            f"{m['seconds']:.0f}",
            f"{m['bytes'] / 1e6:.0f}",
            f"{m['peak_bytes'] / 2**20:.0f}",
        )
        for name, m in measured.items()
    ]
    return grid([head, "M rows", "seconds", "MB", "peak MiB"], rows)


def page(found: Measured) -> str:
    """What was measured, as Markdown."""
    versions = ", ".join(f"{name} {version}" for name, version in found["versions"].items())
    load = found.get("load")
    lines = [f"{found['date']}: {found['machine']}; {versions}.", ""]
    if load is not None:
        lines += [
            f"Load average at the start: {load:.1f}. Two compute-bound processes together ran "
            f"{found['second_processor']:.2f} times as fast as one.",
            "",
        ]
    for name in ("large", "tables"):
        for rows in {table["rows"] for table in found.get(name, {}).values()}:
            having = {n: t for n, t in found[name].items() if t["rows"] == rows}
            lines += [f"{rows:,} rows:", ""]
            lines += tables(having, LARGE if name == "large" else COLUMNS)
    if "tables" in found:
        lines += formats(found["tables"])
    if "rivals" in found:
        lines += rivals(found["rivals"])
    if "demos" in found:
        lines += sizes(found["demos"], "demo")
        total = [sum(m[key] for m in found["demos"].values()) for key in ("rows", "seconds")]
        lines += [f"All five demos: {total[0] / 1e6:.1f} M rows in {total[1]:.0f} s.", ""]
    if "memory" in found:
        lines += sizes(found["memory"], "one long table")
    if "imports" in found:
        costs = [f"`{name}` {1000 * each:.0f} ms" for name, each in found["imports"].items()]
        lines += [f"Importing: {', '.join(costs)}.", ""]
    return "\n".join(lines)


def plot(found: Measured, path: Path) -> None:
    """Cells a second of every table, generated only and into Parquet, among the limit."""
    import matplotlib

    matplotlib.use("svg")
    import matplotlib.pyplot as plt

    matplotlib.rcParams["svg.hashsalt"] = "tablewright"
    measured = found["tables"]
    bars = {
        "generate": "generate only",
        "zstd": "generate + Parquet",
        "limit_zstd": "write_parquet",
    }
    figure, axes = plt.subplots(figsize=(9, 7), layout="constrained")
    for offset, (variant, label) in enumerate(bars.items()):
        speeds = [_cells(table, "two", variant, "cpu") for table in measured.values()]
        places = [number + 0.27 * (1 - offset) for number in range(len(measured))]
        axes.barh(places, speeds, 0.25, label=label)
    axes.set_yticks(range(len(measured)), list(measured))
    axes.invert_yaxis()
    axes.set_xlabel("million cells per CPU second")
    axes.legend()
    figure.savefig(path, metadata={"Date": None})


def main() -> int:
    found = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    text = PAGE.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n\n{page(found)}\n{END}{after}", "utf-8")
    plot(found, PLOT)
    return 0


if __name__ == "__main__":
    sys.exit(main())
