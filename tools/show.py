"""Show the first rows of written tables, and where they are: the end of ``make demo``.

Usage: ``python tools/show.py output/retail``
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import polars as pl

from tablewright.cli.console import console, frame_table, size

ROWS = 3


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0])
    screen = console()
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for name, entry in manifest["tables"].items():
        frame = pl.scan_parquet([folder / file for file in entry["files"]]).head(ROWS).collect()
        screen.print(f"\n[bold]{name}[/bold]  the first of {entry['rows']:,} rows")
        screen.print(frame_table(frame, screen.width))
    screen.print(f"\nThe files are in [bold]{folder.resolve()}[/bold]:")
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            screen.print(f"  {path.relative_to(folder)}  {size(path.stat().st_size)}")
    screen.print("\nAnother size, another format: tablewright generate --help")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
