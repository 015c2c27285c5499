"""``generate``: writes files, streams to stdout, or prints a sample."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from tablewright.cli import forget_stdout
from tablewright.cli.console import (
    console,
    frame_table,
    grid,
    print_json,
    print_notes,
    seconds,
    size,
)
from tablewright.cli.engine import Engine
from tablewright.cli.interrupt import NOTHING, RESUMABLE, Stop, interruptible
from tablewright.cli.progress import Progress
from tablewright.cli.requests import WriteRequest
from tablewright.cli.source import local, output
from tablewright.errors import OutputError
from tablewright.formats import TextFormat
from tablewright.io import WriteProgress, WriteSettings, WrittenTable, check_folder, write_dataset

if TYPE_CHECKING:
    import polars as pl

    from tablewright.cli.spark import Spark

SAMPLE_ROWS = 5


def write(
    requests: Sequence[WriteRequest],
    engine: Engine,
    *,
    overwrite: bool,
    remove_others: bool,
    resume: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """Write every dataset; each is complete or absent."""

    def settings(request: WriteRequest) -> WriteSettings:
        return WriteSettings(request.rows_per_file, overwrite, remove_others, resume)

    outputs = [output(request) for request in requests]
    # Refuse everything invalid before the first row.
    for request, data in zip(requests, outputs, strict=True):
        check_folder(data, request.folder, request.encoding, settings(request))
    progress = Progress(sum(table.rows for request in requests for table in request.tables))
    written: list[list[WrittenTable]] = []

    def work(stop: Stop) -> None:
        for request, data in zip(requests, outputs, strict=True):
            stop.check()
            on_rows = progress.counter(stop)
            tables = write_dataset(
                data,
                request.folder,
                request.encoding,
                settings(request),
                progress=WriteProgress(on_rows, progress.skip),
                write=at_work.writer(request, on_rows) if at_work else None,
            )
            written.append(tables)

    with _session(engine) as at_work, progress.shown(quiet=quiet or as_json):
        cancel = at_work.cancel if at_work else None
        left = RESUMABLE if resume else NOTHING
        interruptible(work, progress.tick, left=left, cancel=cancel)
    if as_json:
        pairs = zip(requests, written, strict=True)
        print_json([_facts(request, tables) for request, tables in pairs])
    elif not quiet:
        _show(requests, written, progress.elapsed)


@contextmanager
def _session(engine: Engine) -> Iterator[Spark | None]:
    """Open Spark if it is the engine."""
    if not engine.is_spark:
        yield None
        return
    from tablewright.cli import spark

    with spark.opened(engine) as at_work:
        yield at_work


def _show(
    requests: Sequence[WriteRequest], written: Sequence[Sequence[WrittenTable]], elapsed: float
) -> None:
    screen = console()
    for request, tables in zip(requests, written, strict=True):
        screen.print(
            f"[bold]{request.dataset.name}[/bold]  seed {request.seed} → "
            f"{escape(str(request.folder))}"
        )
        rows = [
            (
                table.name,
                f"{table.rows:,} rows",
                size(table.size),
                table.files[0]
                + (f" and {len(table.files) - 1:,} more" if len(table.files) > 1 else ""),
            )
            for table in tables
        ]
        screen.print(grid(("", "", "", ""), rows, right=(1, 2)))
        print_notes(screen, request.notes)
    everything = [table for tables in written for table in tables]
    count, total = sum(t.rows for t in everything), sum(t.size for t in everything)
    kept = sum(t.kept for t in everything)
    there = f", {kept:,} of them from an earlier run" if kept else ""
    screen.print(
        f"{len(everything)} tables, {count:,} rows{there}, {size(total)} in {seconds(elapsed)} "
        f"({(count - kept) / max(elapsed, 1e-9):,.0f} rows/s)"
    )


def _facts(request: WriteRequest, tables: Sequence[WrittenTable]) -> dict[str, Any]:
    return {
        "dataset": request.dataset.name,
        "seed": request.seed,
        "parameters": dict(request.dataset.parameters),
        "output": str(request.folder),
        "format": request.encoding.name,
        "tables": [asdict(table) for table in tables],
        "notes": list(request.notes),
    }


def sample(requests: Sequence[WriteRequest], engine: Engine, *, as_json: bool) -> None:
    """Print the first rows of every table without writing anything."""
    screen = console()
    rows: dict[str, pl.DataFrame] = {}
    if engine.is_spark:
        from tablewright.cli import spark

        with spark.opened(engine) as at_work:
            for request in requests:
                rows |= dict(at_work.frames(request, SAMPLE_ROWS))
    else:
        for request in requests:
            for table in request.tables:
                first = local(request, table).rows(0, min(SAMPLE_ROWS, table.rows))
                rows[table.name] = first
    notes = dict.fromkeys(note for request in requests for note in request.notes)
    if as_json:
        print_notes(console(sys.stderr), notes)
        print_json({name: frame.to_dicts() for name, frame in rows.items()})
        return
    for name, frame in rows.items():
        screen.print(f"[bold]{name}[/bold]")
        screen.print(frame_table(frame, screen.width))
        screen.print()
    print_notes(screen, notes)


def stream(requests: Sequence[WriteRequest]) -> None:
    """Write one table to stdout as lines of CSV or JSON."""
    [request] = requests
    [table] = request.tables
    print_notes(console(sys.stderr), request.notes)
    format = request.encoding.format
    assert isinstance(format, TextFormat)
    rows = local(request, table)
    if sys.__stdout__ is None:
        raise OutputError("out='-' is closed; open it, or name a folder")
    out = sys.stdout.buffer
    frames = rows.chunks(0, table.rows) if table.rows else iter([rows.rows(0, 0)])
    try:
        for number, frame in enumerate(frames):
            out.write(format.lines(frame, header=number == 0))
        out.flush()
    except BrokenPipeError:
        forget_stdout()
        raise OutputError("the reader closed out='-' before the last row") from None
    except OSError as error:
        forget_stdout()
        raise OutputError(f"out='-' cannot be written: {error.strerror}") from None
