"""``cdc``: writes a table and batches of changes to it, in numbered folders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import polars as pl
from rich.markup import escape

from tablewright import checks, locations
from tablewright.cdc import ChangeSettings, Feed, feed
from tablewright.cdc.events import OPERATIONS
from tablewright.cdc.times import LONGEST
from tablewright.cli.console import console, frame_table, grid, print_json, seconds
from tablewright.cli.interrupt import Stop, interruptible
from tablewright.cli.progress import Progress
from tablewright.cli.requests import fraction, named, whole
from tablewright.errors import ArgumentError
from tablewright.io import WrittenBatch, write_batches
from tablewright.polars import cdc
from tablewright.polars.changes import rows
from tablewright.spec import Declaration

SAMPLE_ROWS = 5


@dataclass(frozen=True)
class ChangesArguments:
    """The options of ``cdc`` as typed."""

    rows: str | None
    batches: str
    seed: str
    out: str | None
    format: str
    shape: str
    weights: str | None
    batch_size: str | None
    interval: str
    begin: str | None
    resurrect: str
    late: str
    duplicates: str
    out_of_order: str
    tombstones: bool
    start: str | None
    end: str | None
    locale: str
    table: str | None
    update: Sequence[str]


def declared(target: str, options: ChangesArguments) -> tuple[Feed, int]:
    """Return the requested feed and the number of batches."""
    declaration = named(target, "{}")
    with checks.called({"start": "begin", "start_date": "start", "end_date": "end"}):
        made = _feed(declaration, options)
    return made, made.check_batches("batches", whole("batches", options.batches))


def _feed(declaration: Declaration, options: ChangesArguments) -> Feed:
    return feed(
        declaration,
        None if options.rows is None else whole("rows", options.rows),
        whole("seed", options.seed),
        settings=ChangeSettings(
            weights=_weights(options.weights),
            batch_size=_size(options.batch_size),
            interval=_seconds(options.interval),
            start=options.begin,
            resurrect=fraction("resurrect", options.resurrect),
            late=fraction("late", options.late),
            duplicates=fraction("duplicates", options.duplicates),
            out_of_order=fraction("out_of_order", options.out_of_order),
            shape=options.shape,
            tombstones=options.tombstones,
        ),
        start_date=options.start,
        end_date=options.end,
        locale=options.locale,
        table=options.table,
        update=options.update or None,
    )


def _seconds(text: str) -> float:
    """Parse a number of seconds, or a duration such as ``5m``."""
    if text[-1:].isalpha() and text[:1].isdigit():
        return checks.interval("interval", text, int(LONGEST.total_seconds()))
    return fraction("interval", text)


def _weights(text: str | None) -> dict[str, float] | None:
    """Parse ``50,30,10`` as weights."""
    if text is None:
        return None
    parts = text.split(",")
    if len(parts) != len(OPERATIONS):
        raise ArgumentError(
            f"weights={text!r:.60} is not three numbers; give the weights of APPEND, UPDATE and "
            "DELETE, such as 50,30,10"
        )
    return {
        operation: fraction("weights", part)
        for operation, part in zip(OPERATIONS, parts, strict=True)
    }


def _size(text: str | None) -> int | float | None:
    """Parse an integer number of events, or a share of the rows if it has a decimal point."""
    if text is None:
        return None
    return fraction("batch_size", text) if "." in text else whole("batch_size", text)


def write(
    target: str, options: ChangesArguments, *, overwrite: bool, quiet: bool, as_json: bool
) -> None:
    """Write the batches in order; each is complete or absent."""
    if options.out is not None:
        locations.local("out", options.out)
    made, batches = declared(target, options)
    output = cdc.output(made, batches)
    progress = Progress(made.base + (batches - 1) * made.events.rows)
    out = f"output/{made.industry}_cdc" if options.out is None else options.out
    folder = locations.local("out", out)

    def work(stop: Stop) -> list[WrittenBatch]:
        count = progress.counter(stop)
        return write_batches(output, folder, options.format, overwrite=overwrite, on_rows=count)

    with progress.shown(quiet=quiet or as_json):
        written = interruptible(work, progress.tick)
    if as_json:
        print_json(
            {
                "table": made.table,
                "seed": made.seed,
                "parameters": made.facts,
                "output": str(folder),
                "format": options.format,
                "batches": [asdict(batch) for batch in written],
            }
        )
    elif not quiet:
        _show(made, folder, written, progress.elapsed)


def _show(made: Feed, folder: Path, written: Sequence[WrittenBatch], elapsed: float) -> None:
    screen = console()
    screen.print(f"[bold]{made.table}[/bold]  seed {made.seed} → {escape(str(folder))}")
    lines = [
        (batch.name, f"{batch.rows:,} rows", "already there" if batch.kept else "")
        for batch in written
    ]
    screen.print(grid(("", "", ""), lines, right=(1,)))
    appends, updates, deletes = made.events.counts
    if len(written) > 1:
        screen.print(
            f"each after the first: {appends:,} APPEND, {updates:,} UPDATE, {deletes:,} DELETE"
        )
    screen.print(f"{len(written)} batches in {seconds(elapsed)}")


def _head(made: Feed, number: int) -> pl.DataFrame:
    found = rows(made, number)
    return next(found.chunks(0, min(SAMPLE_ROWS, found.rows)))


def sample(target: str, options: ChangesArguments, *, as_json: bool) -> None:
    """Print the first rows of every batch without writing anything."""
    made, batches = declared(target, options)
    screen = console()
    frames = {f"batch_{number}": _head(made, number) for number in range(batches)}
    if as_json:
        print_json({name: frame.to_dicts() for name, frame in frames.items()})
        return
    for name, frame in frames.items():
        screen.print(f"[bold]{name}[/bold]")
        screen.print(frame_table(frame, screen.width))
        screen.print()
