"""The commands and their options; each command's module is loaded when it runs."""

from __future__ import annotations

from typing import Annotated

import typer

from tablewright import formats
from tablewright.cli.options import (
    Catalog,
    Compression,
    Declaration,
    End,
    Engine,
    Format,
    Json,
    Locale,
    NoCache,
    Out,
    Partitions,
    Remote,
    Rows,
    RowsPerFile,
    Scale,
    Schema,
    Seed,
    Settings,
    Start,
    Tables,
    Tier,
    Unity,
    joined,
)
from tablewright.cli.parser import Command, Commands


def list_tables(
    dataset: Annotated[
        str | None,
        typer.Argument(metavar="[DATASET]", help="List only this one, such as FILE.yaml."),
    ] = None,
    json: Json = False,
) -> None:
    """List datasets and their tables."""
    from tablewright.cli import describe

    describe.list_datasets(dataset, as_json=json)


def describe(
    name: Annotated[str, typer.Argument(metavar="DATASET[.TABLE]")], json: Json = False
) -> None:
    """Show a table's columns, types, keys and rules, and how each column is generated."""
    from tablewright.cli import describe as command

    command.describe(name, as_json=json)


def plan(
    industry: Declaration,
    rows: Rows = None,
    scale: Scale = None,
    tables: Tables = None,
    seed: Seed = "42",
    out: Out = "output",
    format_: Format = None,
    compression: Compression = None,
    rows_per_file: RowsPerFile = "10000000",
    start: Start = None,
    end: End = None,
    locale: Locale = "en",
    settings: Settings = None,
    engine: Engine = "auto",
    remote: Remote = None,
    tier: Tier = None,
    partitions: Partitions = None,
    json: Json = False,
) -> None:
    """Show what generate would write, with estimated sizes; writes nothing."""
    from tablewright.cli import spark
    from tablewright.cli.engine import choose, tier_of
    from tablewright.cli.plan import show
    from tablewright.cli.requests import GenerateArguments, requests

    chosen = choose(engine, remote, tier, partitions)
    options = GenerateArguments(
        *(rows, scale, joined(tables), seed, out, format_, compression, rows_per_file),
        *(start, end, locale),
        tier=tier_of(tier),
        settings=settings or (),
    )
    made = requests(industry, options)
    spark.check(made, chosen)
    show(made, chosen, as_json=json)


def generate(
    industry: Declaration,
    rows: Rows = None,
    scale: Scale = None,
    tables: Tables = None,
    seed: Seed = "42",
    out: Out = "output",
    format_: Format = None,
    compression: Compression = None,
    rows_per_file: RowsPerFile = "10000000",
    overwrite: Annotated[
        bool,
        typer.Option(
            "--overwrite",
            metavar="",
            help="Replace existing tables once the new ones are complete.",
        ),
    ] = False,
    remove_others: Annotated[
        bool,
        typer.Option(
            "--remove-others",
            metavar="",
            help="With --overwrite --tables: remove other tables that do not fit.",
        ),
    ] = False,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume",
            metavar="",
            help="Keep complete files of an interrupted run, and continue from there.",
        ),
    ] = False,
    sample: Annotated[
        bool, typer.Option("--sample", metavar="", help="Print the first rows; write nothing.")
    ] = False,
    start: Start = None,
    end: End = None,
    locale: Locale = "en",
    settings: Settings = None,
    engine: Engine = "auto",
    remote: Remote = None,
    tier: Tier = None,
    partitions: Partitions = None,
    unity: Unity = None,
    catalog: Catalog = None,
    schema: Schema = None,
    no_cache: NoCache = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", metavar="", help="Print errors only.")
    ] = False,
    json: Json = False,
) -> None:
    """Generate a dataset's tables and write them to files.

    Writes all tables or none; an incomplete file is never visible.
    """
    from tablewright.cli import generate as command
    from tablewright.cli import register, spark
    from tablewright.cli.engine import choose, tier_of
    from tablewright.cli.requests import GenerateArguments, requests

    chosen = choose(engine, remote, tier, partitions)
    options = GenerateArguments(
        *(rows, scale, joined(tables), seed, out, format_, compression, rows_per_file),
        *(start, end, locale),
        tier=tier_of(tier),
        settings=settings or (),
    )
    made = requests(industry, options)
    spark.check(made, chosen, resume=resume)
    place = register.place(made, unity, catalog, schema, overwrite=overwrite)
    if sample:
        command.sample(made, chosen, as_json=json)
    elif options.to_stdout:
        command.stream(made)
    else:
        command.write(
            made,
            chosen,
            overwrite=overwrite,
            remove_others=remove_others,
            resume=resume,
            quiet=quiet,
            as_json=json,
        )
        if place is not None:
            register.register(made, place, quiet=quiet or json)


def demo(
    industry: Annotated[
        str | None, typer.Argument(metavar="INDUSTRY", help="retail, healthcare, ...")
    ] = None,
    catalog: Catalog = None,
    schema: Schema = None,
    volume: Annotated[
        str | None, typer.Option(metavar="NAME", help="For raw JSON; created if missing.")
    ] = None,
    rows: Annotated[
        str | None, typer.Option(metavar="N", help="Rows of the main table; default: the demo's.")
    ] = None,
    tables: Tables = None,
    seed: Seed = "42",
    raw: Annotated[
        str, typer.Option(metavar="KIND", help="Raw JSON: clean, dirty or none.")
    ] = "clean",
    overwrite: Annotated[
        bool, typer.Option("--overwrite", metavar="", help="Replace existing tables.")
    ] = False,
    remote: Remote = None,
    unity: Unity = None,
    storage: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Location for an open-source Unity Catalog's tables."),
    ] = None,
    conf: Annotated[
        list[str] | None,
        typer.Option("--conf", metavar="NAME=VALUE", help="A setting for the Spark started here."),
    ] = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", metavar="", help="Print errors only.")
    ] = False,
    json: Json = False,
) -> None:
    """Write a demo through Spark: raw JSON in a volume, clean Delta tables in a catalog.

    On a terminal, prompts for missing names.
    """
    from tablewright.cli import demo as command

    wanted = command.Wanted(
        *(industry, catalog, schema, volume, rows, joined(tables), seed, raw, overwrite),
        *(remote, unity, storage, conf or ()),
    )
    command.run(wanted, quiet=quiet, as_json=json)


def cdc(
    industry: Annotated[str, typer.Argument(metavar="DATASET", help="retail, ..., or your own.")],
    rows: Annotated[
        str | None, typer.Option(metavar="N", help="Rows of batch 0, the full load.")
    ] = None,
    batches: Annotated[
        str, typer.Option(metavar="N", help="Number of batches, including batch 0.")
    ] = "5",
    seed: Seed = "42",
    out: Annotated[
        str | None,
        typer.Option(metavar="DIR", help="Write to DIR/batch_0, ...; default: output/DATASET_cdc."),
    ] = None,
    format_: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="F",
            help=f"{', '.join(formats.in_batches(formats.ready_made()))}.",
        ),
    ] = formats.BATCHES,
    shape: Annotated[
        str, typer.Option(metavar="S", help="Of the rows: tablewright, or another of docs/CDC.md.")
    ] = "tablewright",
    weights: Annotated[
        str | None, typer.Option(metavar="A,U,D", help="Weights of APPEND, UPDATE and DELETE.")
    ] = None,
    batch_size: Annotated[
        str | None,
        typer.Option(metavar="N", help="Changes per batch: a number, or a share such as 0.1."),
    ] = None,
    interval: Annotated[
        str,
        typer.Option(metavar="TIME", help="Time covered by each batch: 30s, 5m, 1h, or seconds."),
    ] = "86400",
    begin: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="Start of the first batch; default: after --end."),
    ] = None,
    resurrect: Annotated[
        str, typer.Option(metavar="SHARE", help="Share of deleted keys re-inserted later.")
    ] = "0",
    late: Annotated[
        str,
        typer.Option(metavar="SHARE", help="Share of events that belong to the previous batch."),
    ] = "0",
    duplicates: Annotated[
        str, typer.Option(metavar="SHARE", help="Share of events delivered twice.")
    ] = "0",
    out_of_order: Annotated[
        str, typer.Option(metavar="SHARE", help="Share of rows that are out of order.")
    ] = "0",
    tombstones: Annotated[
        bool, typer.Option("--tombstones", metavar="", help="Debezium: add one after each delete.")
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", metavar="", help="Remove existing batches.")
    ] = False,
    sample: Annotated[
        bool, typer.Option("--sample", metavar="", help="Print the first rows; write nothing.")
    ] = False,
    start: Start = None,
    end: Annotated[
        str | None, typer.Option(metavar="DATE", help="Last day of events; default: 2024-12-31.")
    ] = None,
    locale: Locale = "en",
    table: Annotated[
        str | None, typer.Option(metavar="NAME", help="Table to change; default: the main table.")
    ] = None,
    update: Annotated[
        list[str] | None,
        typer.Option(metavar="COLUMN", help="Column to update; repeatable. Default: the table's."),
    ] = None,
    no_cache: NoCache = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", metavar="", help="Print errors only.")
    ] = False,
    json: Json = False,
) -> None:
    """Write a table and batches of changes to it.

    Every batch is complete or absent; repeat an interrupted command to continue.
    """
    from tablewright.cli import cdc as command

    options = command.ChangesArguments(
        *(rows, batches, seed, out, format_, shape, weights, batch_size, interval, begin),
        *(resurrect, late, duplicates, out_of_order, tombstones, start, end, locale),
        *(table, update or ()),
    )
    if sample:
        command.sample(industry, options, as_json=json)
    else:
        command.write(industry, options, overwrite=overwrite, quiet=quiet, as_json=json)


def stream(
    industry: Annotated[str, typer.Argument(metavar="DATASET", help="financial, iot or your own.")],
    rows: Annotated[
        str | None, typer.Option(metavar="N", help="Accounts or devices; default: 10,000 or 1,000.")
    ] = None,
    rows_per_second: Annotated[str, typer.Option(metavar="N", help="Rows per second.")] = "10",
    limit: Annotated[
        str | None, typer.Option(metavar="N", help="Stop after N rows; default: never.")
    ] = None,
    seed: Seed = "42",
    format_: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="F",
            help=f"{', '.join(formats.in_lines(formats.ready_made()))}.",
        ),
    ] = formats.BATCHES,
    begin: Annotated[
        str | None, typer.Option(metavar="TIME", help="Time of row 0; default: now.")
    ] = None,
    first: Annotated[
        str,
        typer.Option(
            "--from",
            metavar="K",
            help="Resume at row K of the same stream, without a header.",
        ),
    ] = "0",
    no_wait: Annotated[
        bool,
        typer.Option("--no-wait", metavar="", help="Print without pacing; timestamps unchanged."),
    ] = False,
    table: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Table to stream, if the dataset declares no stream."),
    ] = None,
) -> None:
    """Print bank transactions, sensor readings or your own rows as they happen, one per line.

    Row K is always the same for a given pace and start time, so a stream can be stopped
    and resumed.
    """
    from tablewright.cli.stream import StreamArguments, run

    options = StreamArguments(
        rows, rows_per_second, seed, format_, begin, first, limit, not no_wait, table
    )
    run(industry, options)


def verify(
    directory: Annotated[str, typer.Argument(metavar="DIR", help="A folder written by generate.")],
    dataset: Annotated[
        str | None,
        typer.Option(
            metavar="DATASET", help="Also check this dataset's rules: FILE.yaml, FILE.py."
        ),
    ] = None,
    no_checksums: Annotated[
        bool,
        typer.Option(
            "--no-checksums", metavar="", help="Check the rows even if the files changed."
        ),
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", metavar="", help="Print errors only.")
    ] = False,
    json: Json = False,
) -> int:
    """Check written tables: checksums, types, keys, invariants and statistics."""
    from tablewright.cli.verify import run

    return run(directory, dataset=dataset, checksums=not no_checksums, quiet=quiet, as_json=json)


def export(
    dataset: Annotated[str, typer.Argument(metavar="DATASET", help="FILE.py, MODULE:NAME.")],
    out: Annotated[
        str, typer.Option(metavar="FILE", help="Write the plan to FILE; - writes to stdout.")
    ] = "-",
    overwrite: Annotated[
        bool, typer.Option("--overwrite", metavar="", help="Replace an existing file.")
    ] = False,
) -> None:
    """Write a dataset declared in Python as a plan, with the same rows."""
    from tablewright.cli.plans import export as command

    command(dataset, out, overwrite=overwrite)


def import_(
    source: Annotated[
        str, typer.Argument(metavar="SOURCE", help="FILE.sql, a data contract, a database, ....")
    ],
    out: Annotated[
        str, typer.Option(metavar="FILE", help="Write the plan to FILE; - writes to stdout.")
    ] = "-",
    dialect: Annotated[
        str | None, typer.Option(metavar="D", help="Of SQL: mysql, postgres, tsql, oracle, ....")
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", metavar="", help="Replace an existing file.")
    ] = False,
) -> None:
    """Write a plan of a schema: a DDL, a data contract, a JSON Schema or a database."""
    from tablewright.cli.plans import import_ as command

    command(source, out, dialect, overwrite=overwrite)


def schema() -> None:
    """Print the JSON Schema of plans, for completion in editors."""
    from tablewright.cli.plans import schema as command

    command()


def explain(
    dataset: Annotated[str, typer.Argument(metavar="DATASET", help="retail, ..., or your own.")],
    column: Annotated[str, typer.Argument(metavar="TABLE.COLUMN", help="orders.total.")],
    rows: Rows = None,
    json: Json = False,
) -> int:
    """Show how a cell is made, from what, its proven range, and where a proof fails."""
    from tablewright.cli.explain import run

    return run(dataset, column, rows=rows, as_json=json)


def report(
    target: Annotated[
        str, typer.Argument(metavar="DIR|DATASET", help="A written folder, or retail, FILE.py, ...")
    ],
    out: Annotated[
        str, typer.Option(metavar="FILE", help="The page; may replace an earlier report.")
    ] = "report.html",
    dataset: Annotated[
        str | None,
        typer.Option(metavar="DATASET", help="Of a folder: its own declaration, such as FILE.py."),
    ] = None,
    no_checksums: Annotated[
        bool,
        typer.Option("--no-checksums", metavar="", help="Show the rows even if the files changed."),
    ] = False,
    rows: Rows = None,
    seed: Annotated[
        str | None, typer.Option(metavar="N", help="Of a dataset; default: 42.")
    ] = None,
    start: Start = None,
    end: End = None,
    locale: Annotated[
        str | None, typer.Option(metavar="L", help="Of a dataset: en, de, fr, ...; default: en.")
    ] = None,
    settings: Settings = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", metavar="", help="Print errors only.")
    ] = False,
    json: Json = False,
) -> int:
    """Show a dataset as one HTML page: its tables, how they fit together, and what holds."""
    from tablewright.cli.report import ReportArguments, run

    options = ReportArguments(
        *(out, dataset, not no_checksums, rows, seed, start, end, locale, settings or ())
    )
    return run(target, options, quiet=quiet, as_json=json)


def _version(wanted: bool) -> None:
    if wanted:
        from tablewright._version import __version__

        typer.echo(f"tablewright {__version__}")
        raise typer.Exit


def _root(
    version: Annotated[
        bool,
        typer.Option(
            *("--version", "-V"),
            metavar="",
            callback=_version,
            is_eager=True,
            help="Show the version.",
        ),
    ] = False,
) -> None:
    """Realistic tables that fit together; the same seed gives the same rows on any machine."""


def build() -> typer.Typer:
    """Build the application."""
    app = typer.Typer(
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["--help", "-h"]},
        epilog="Try: tablewright generate retail --rows 1000 --sample",
    )
    app.callback(cls=Commands)(_root)
    app.command("list", cls=Command)(list_tables)
    for function in (
        describe,
        explain,
        plan,
        generate,
        demo,
        cdc,
        stream,
        verify,
        report,
        export,
        schema,
    ):
        app.command(function.__name__, cls=Command)(function)
    app.command("import", cls=Command)(import_)
    return app
