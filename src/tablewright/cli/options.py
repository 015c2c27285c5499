"""Options shared by several commands."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from tablewright import formats

# Numbers are parsed from text, so that all errors have one form (name=value, reason, remedy).
Declaration = Annotated[
    str,
    typer.Argument(metavar="DATASET", help="retail, ..., all; or your own: FILE.yaml, FILE.py."),
]
Rows = Annotated[
    str | None,
    typer.Option(metavar="N", help="Rows of the main table; the others scale with it."),
]
Scale = Annotated[
    str | None, typer.Option(metavar="X", help="Instead of --rows: multiply the default sizes.")
]
Tables = Annotated[
    list[str] | None,
    typer.Option(metavar="A,B", help="Write only these tables; they still fit the others."),
]
Seed = Annotated[str, typer.Option(metavar="N", help="The same seed gives the same rows.")]
Out = Annotated[str, typer.Option(metavar="DIR", help="Write to DIR/DATASET; - writes to stdout.")]
Format = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="F",
        help=f"{', '.join(formats.READY_MADE)}; default {formats.DEFAULT}.",
    ),
]
Compression = Annotated[
    str | None,
    typer.Option(metavar="C", help="zstd, ...; default: that of the format."),
]
RowsPerFile = Annotated[
    str, typer.Option(metavar="N", help="Split a table with more rows into a folder of parts.")
]
Start = Annotated[
    str | None, typer.Option(metavar="DATE", help="First day of events; default: 2024-01-01.")
]
End = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="Last day of events, or now; default: 2024-12-31."),
]
Locale = Annotated[str, typer.Option(metavar="L", help="Names and places: en, de, fr, es, ....")]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="NAME=VALUE", help="Set a rate or interval; describe DATASET lists them."
    ),
]
Engine = Annotated[
    str, typer.Option(metavar="E", help="auto, polars or spark; all give the same rows.")
]
Remote = Annotated[
    str | None, typer.Option(metavar="URL", help="Use the Spark Connect server at sc://HOST:PORT.")
]
Tier = Annotated[
    str | None,
    typer.Option(
        metavar="N",
        help="1: Polars; 2: Spark Connect; 3: on a cluster. 2 and 3 default to more rows.",
    ),
]
Partitions = Annotated[
    str | None,
    typer.Option(metavar="N", help="Spark partitions per table; default: one per 250,000 rows."),
]
Catalog = Annotated[str | None, typer.Option(metavar="NAME", help="An existing catalog.")]
Schema = Annotated[str | None, typer.Option(metavar="NAME", help="Created if missing.")]
Unity = Annotated[
    str | None,
    typer.Option(
        metavar="URL", help="An open-source Unity Catalog; set UNITY_CATALOG_TOKEN to its token."
    ),
]
Json = Annotated[
    bool, typer.Option("--json", metavar="", help="Print one JSON document to stdout.")
]


def _without_cache(chosen: bool) -> None:
    if chosen:
        # Of this process and those that it starts.
        os.environ["TABLEWRIGHT_CACHE"] = "off"


NoCache = Annotated[
    bool,
    typer.Option(
        "--no-cache",
        metavar="",
        callback=_without_cache,
        help="Neither use nor keep compiled code in the user's cache folder.",
    ),
]


def joined(tables: list[str] | None) -> str | None:
    """Join the values of a repeated option."""
    return ",".join(tables) if tables else None
