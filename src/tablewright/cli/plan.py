"""``plan``: shows what ``generate`` would write, with estimated sizes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.markup import escape

from tablewright.cli import spark
from tablewright.cli.console import console, grid, print_json, print_notes, size
from tablewright.cli.engine import Engine
from tablewright.cli.requests import STDOUT, WriteRequest
from tablewright.cli.source import output
from tablewright.io import TableOutput, estimated_sizes, spark_files


def show(requests: Sequence[WriteRequest], engine: Engine, *, as_json: bool) -> None:
    """Print the plan of every dataset."""
    plans = [_facts(request, engine) for request in requests]
    if as_json:
        print_json(plans)
        return
    screen = console()
    for facts in plans:
        tables = facts["tables"]
        screen.print(
            f"[bold]{facts['dataset']}[/bold]  seed {facts['seed']}, {facts['format']} "
            f"({facts['compression']}) → {escape(facts['output'])}"
        )
        rows = [
            (
                table["name"],
                f"{table['rows']:,}",
                f"~{size(table['bytes'])}",
                *([f"{table['partitions']:,}"] if engine.is_spark else []),
                table["files"],
            )
            for table in tables
        ]
        headings = ("table", "rows", "size", *(["partitions"] if engine.is_spark else []), "files")
        screen.print(grid(headings, rows, right=range(1, len(headings) - 1)))
        total = sum(table["rows"] for table in tables), sum(table["bytes"] for table in tables)
        screen.print(f"{len(tables)} tables, {total[0]:,} rows, about {size(total[1])}")
        print_notes(screen, facts["notes"])
        screen.print()
    screen.print(f"Engine: {engine.name}, because {engine.why}; {escape(engine.where)}.")
    screen.print("Nothing was written.")


def _files(request: WriteRequest, table: TableOutput, engine: Engine) -> tuple[str, int]:
    """Return a table's first file and the number of files."""
    encoding, per_file, rows = request.encoding, request.rows_per_file, table.rows
    if engine.is_spark:
        partitions = spark.partitions(engine, rows)
        parts = max(1, spark_files.count_files(rows, partitions, per_file))
        return spark_files.file_names(table.name, parts, encoding.suffix)[0], parts
    names = encoding.format.names(
        request.dataset.name, table.name, rows, per_file, encoding.compression
    )
    return next(names), encoding.format.count(rows, per_file)


def _facts(request: WriteRequest, engine: Engine) -> dict[str, Any]:
    tables, data = [], output(request)
    sizes = estimated_sizes(data, request.encoding, request.rows_per_file)
    for table in data.tables:
        first, parts = _files(request, table, engine)
        facts = {
            "name": table.name,
            "rows": table.rows,
            "bytes": sizes[table.name],
            "files": first if parts == 1 else f"{first} and {parts - 1:,} more",
        }
        if engine.is_spark:
            facts["partitions"] = spark.partitions(engine, table.rows)
        tables.append(facts)
    to_stdout = str(request.folder.parent) == STDOUT
    return {
        "dataset": request.dataset.name,
        "seed": request.seed,
        "parameters": dict(request.dataset.parameters),
        "engine": engine.name,
        "why": engine.why,
        "where": engine.where,
        "format": request.encoding.name,
        "compression": request.encoding.compression,
        "output": "stdout" if to_stdout else str(request.folder),
        "tables": tables,
        "notes": [*request.notes, *request.dataset.notes],
    }
