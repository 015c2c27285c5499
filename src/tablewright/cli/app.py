"""The commands and their options; each is done in a module of its own, loaded when it runs."""

from __future__ import annotations

from typing import Annotated

import typer

from tablewright.cli.options import (
    Catalog,
    Compression,
    Declaration,
    End,
    Engine,
    Format,
    Json,
    Locale,
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
        str | None, typer.Argument(metavar="[DATASET]", help="Only this one, such as FILE.py.")
    ] = None,
    json: Json = False,
) -> None:
    """List the datasets and their tables."""
    from tablewright.cli import describe

    describe.list_datasets(dataset, as_json=json)


def describe(
    name: Annotated[str, typer.Argument(metavar="DATASET[.TABLE]")], json: Json = False
) -> None:
    """Show what a table is: columns, types, how each is made, keys and invariants."""
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
    """Show what generate would write, and about how large; writes nothing."""
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
            "--overwrite", metavar="", help="Replace what is there, once the new is whole."
        ),
    ] = False,
    remove_others: Annotated[
        bool,
        typer.Option(
            "--remove-others",
            metavar="",
            help="With --overwrite --tables: lose the other tables if they do not fit.",
        ),
    ] = False,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume",
            metavar="",
            help="Go on with whole files of an interrupted run; leave them if interrupted again.",
        ),
    ] = False,
    sample: Annotated[
        bool, typer.Option("--sample", metavar="", help="Show the first rows instead of writing.")
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
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", metavar="", help="Say nothing but errors.")
    ] = False,
    json: Json = False,
) -> None:
    """Make an industry's tables and write them to files.

    All tables are written, or none: nobody ever sees half a file.
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
        str | None, typer.Option(metavar="NAME", help="For raw JSON; made if it is missing.")
    ] = None,
    rows: Annotated[
        str | None, typer.Option(metavar="N", help="Rows of the main table; the demo's default.")
    ] = None,
    tables: Tables = None,
    seed: Seed = "42",
    raw: Annotated[
        str, typer.Option(metavar="KIND", help="Raw JSON: clean, dirty or none.")
    ] = "clean",
    overwrite: Annotated[
        bool, typer.Option("--overwrite", metavar="", help="Replace tables that exist.")
    ] = False,
    remote: Remote = None,
    unity: Unity = None,
    storage: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Where an open-source Unity Catalog's tables are put."),
    ] = None,
    conf: Annotated[
        list[str] | None,
        typer.Option("--conf", metavar="NAME=VALUE", help="Of a Spark that is started here."),
    ] = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", metavar="", help="Say nothing but errors.")
    ] = False,
    json: Json = False,
) -> None:
    """Write a whole demo through Spark: raw JSON in a volume, clean Delta tables in a catalog.

    Asks on a terminal for what is not named; nothing is guessed.
    """
    from tablewright.cli import demo as command

    wanted = command.Wanted(
        *(industry, catalog, schema, volume, rows, joined(tables), seed, raw, overwrite),
        *(remote, unity, storage, conf or ()),
    )
    command.run(wanted, quiet=quiet, as_json=json)


def cdc(
    industry: Annotated[str, typer.Argument(metavar="DATASET", help="retail, ... or yours.")],
    rows: Annotated[
        str | None, typer.Option(metavar="N", help="Rows of batch 0, the full load.")
    ] = None,
    batches: Annotated[str, typer.Option(metavar="N", help="How many, batch 0 among them.")] = "5",
    seed: Seed = "42",
    out: Annotated[
        str | None,
        typer.Option(
            metavar="DIR", help="Where to: DIR/batch_0 and so on; default output/INDUSTRY_cdc."
        ),
    ] = None,
    format_: Annotated[
        str, typer.Option("--format", metavar="F", help="json, parquet or delta.")
    ] = "json",
    shape: Annotated[
        str, typer.Option(metavar="S", help="tablewright, debezium or delta-cdf.")
    ] = "tablewright",
    weights: Annotated[
        str | None, typer.Option(metavar="A,U,D", help="Of APPEND, UPDATE and DELETE.")
    ] = None,
    batch_size: Annotated[
        str | None,
        typer.Option(metavar="N", help="Changes in a batch; with a point, a share: 0.1."),
    ] = None,
    interval: Annotated[
        str, typer.Option(metavar="SECONDS", help="The time that a batch covers.")
    ] = "86400",
    begin: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="When the first batch begins; default: after --end."),
    ] = None,
    resurrect: Annotated[
        str, typer.Option(metavar="SHARE", help="Of deleted keys that return.")
    ] = "0",
    late: Annotated[
        str, typer.Option(metavar="SHARE", help="Of events of the batch before.")
    ] = "0",
    duplicates: Annotated[
        str, typer.Option(metavar="SHARE", help="Of events that come twice.")
    ] = "0",
    out_of_order: Annotated[
        str, typer.Option(metavar="SHARE", help="Of rows in another's place.")
    ] = "0",
    tombstones: Annotated[
        bool, typer.Option("--tombstones", metavar="", help="After deletes, for debezium.")
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", metavar="", help="Remove the batches that are there.")
    ] = False,
    sample: Annotated[
        bool, typer.Option("--sample", metavar="", help="Show the first rows instead of writing.")
    ] = False,
    start: Start = None,
    end: Annotated[
        str | None, typer.Option(metavar="DATE", help="Last day of events; default 2024-12-31.")
    ] = None,
    locale: Locale = "en",
    table: Annotated[
        str | None, typer.Option(metavar="NAME", help="The table that changes; default: the main.")
    ] = None,
    update: Annotated[
        list[str] | None,
        typer.Option(metavar="COLUMN", help="What changes; may be repeated. Default: the table's."),
    ] = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", metavar="", help="Say nothing but errors.")
    ] = False,
    json: Json = False,
) -> None:
    """Write a table and the changes that follow it, batch by batch.

    Every batch is whole or absent; after an interruption the same command goes on.
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
    industry: Annotated[str, typer.Argument(metavar="DATASET", help="financial, iot or yours.")],
    rows: Annotated[
        str | None, typer.Option(metavar="N", help="Accounts or devices; default 10,000 or 1,000.")
    ] = None,
    rows_per_second: Annotated[str, typer.Option(metavar="N", help="The pace.")] = "10",
    limit: Annotated[
        str | None, typer.Option(metavar="N", help="End after so many rows; default: never.")
    ] = None,
    seed: Seed = "42",
    format_: Annotated[str, typer.Option("--format", metavar="F", help="json or csv.")] = "json",
    begin: Annotated[
        str | None, typer.Option(metavar="TIME", help="The time of row 0; default: now.")
    ] = None,
    first: Annotated[
        str,
        typer.Option(
            "--from",
            metavar="K",
            help="Go on with row K of the same stream, without a header.",
        ),
    ] = "0",
    no_wait: Annotated[
        bool, typer.Option("--no-wait", metavar="", help="As fast as can be; times stay.")
    ] = False,
    table: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Of a dataset that declares no stream: which table."),
    ] = None,
) -> None:
    """Print bank transactions, sensor readings or your own rows as they happen, one line each.

    Row K at the pace and the beginning given is always the same row, so that a stream can be
    stopped and continued.
    """
    from tablewright.cli.stream import StreamArguments, run

    options = StreamArguments(
        rows, rows_per_second, seed, format_, begin, first, limit, not no_wait, table
    )
    run(industry, options)


def verify(
    directory: Annotated[str, typer.Argument(metavar="DIR", help="What generate wrote.")],
    dataset: Annotated[
        str | None,
        typer.Option(metavar="DATASET", help="Whose rules to judge by: FILE.py, MODULE:NAME."),
    ] = None,
    no_checksums: Annotated[
        bool,
        typer.Option(
            "--no-checksums", metavar="", help="Judge the rows, whatever became of the files."
        ),
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", metavar="", help="Say nothing but errors.")
    ] = False,
    json: Json = False,
) -> int:
    """Check written tables: keys, types, every invariant and the statistics."""
    from tablewright.cli.verify import run

    return run(directory, dataset=dataset, checksums=not no_checksums, quiet=quiet, as_json=json)


def _version(wanted: bool) -> None:
    if wanted:
        from tablewright._version import __version__

        typer.echo(f"tablewright {__version__}")
        raise typer.Exit


def _root(
    version: Annotated[
        bool,
        typer.Option(
            "--version", metavar="", callback=_version, is_eager=True, help="Show the version."
        ),
    ] = False,
) -> None:
    """Realistic tables that fit together: same seed, same rows, on any machine."""


def build() -> typer.Typer:
    """The application."""
    app = typer.Typer(
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["--help", "-h"]},
        epilog="Try: tablewright generate retail --rows 1000 --sample",
    )
    app.callback(cls=Commands)(_root)
    app.command("list", cls=Command)(list_tables)
    for function in (describe, plan, generate, demo, cdc, stream, verify):
        app.command(function.__name__, cls=Command)(function)
    return app
