"""``plan``: what would be written, and about how large, before anything is."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from rich.markup import escape

from tablewright.cli.request import STDOUT, Request
from tablewright.cli.screen import console, grid, print_json, size
from tablewright.cli.source import output
from tablewright.lakehouse import TableOutput, estimated_size
from tablewright.lakehouse.duck import database_name
from tablewright.lakehouse.parts import count_parts, part_names


def show(requests: Sequence[Request], *, as_json: bool) -> None:
    """Print the plan of every dataset."""
    plans = [_facts(request) for request in requests]
    if as_json:
        print_json(plans)
        return
    screen = console()
    for facts in plans:
        tables = facts["tables"]
        screen.print(
            f"[bold]{facts['dataset']}[/bold]  seed {facts['seed']}, engine {facts['engine']}, "
            f"{facts['format']} ({facts['compression']}) → {escape(facts['output'])}"
        )
        rows = [
            (table["name"], f"{table['rows']:,}", f"~{size(table['bytes'])}", table["files"])
            for table in tables
        ]
        screen.print(grid(("table", "rows", "size", "files"), rows, right=(1, 2)))
        total = sum(table["rows"] for table in tables), sum(table["bytes"] for table in tables)
        screen.print(f"{len(tables)} tables, {total[0]:,} rows, about {size(total[1])}\n")
    screen.print("Nothing was written.")


def _files(request: Request, table: TableOutput) -> tuple[str, int]:
    """The first of a table's files, and how many they are."""
    kind = request.encoding.format
    if kind == "duckdb":
        return database_name(request.dataset.name), 1
    names = part_names(
        table.name,
        table.rows,
        request.rows_per_file,
        request.encoding.suffix,
        in_folder=kind == "delta",
    )
    return next(names), count_parts(table.rows, request.rows_per_file)


def _facts(request: Request) -> dict[str, Any]:
    tables = []
    for table in output(request).tables:
        first, parts = _files(request, table)
        tables.append(
            {
                "name": table.name,
                "rows": table.rows,
                "bytes": estimated_size(table, request.encoding),
                "files": first if parts == 1 else f"{first} and {parts - 1:,} more",
            }
        )
    to_stdout = str(request.folder.parent) == STDOUT
    return {
        "dataset": request.dataset.name,
        "seed": request.seed,
        "parameters": dict(request.dataset.parameters),
        "engine": f"local ({os.cpu_count()} threads)",
        "format": request.encoding.format,
        "compression": request.encoding.compression,
        "output": "stdout" if to_stdout else str(request.folder),
        "tables": tables,
    }
