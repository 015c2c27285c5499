"""Options that mean the same in several commands."""

from __future__ import annotations

from typing import Annotated

import typer

# Numbers are taken as text, so that all errors are worded alike (name=value, reason, remedy).
Declaration = Annotated[
    str, typer.Argument(metavar="DATASET", help="retail, ..., all; or yours: FILE.py, MODULE:NAME")
]
Rows = Annotated[
    str | None,
    typer.Option(metavar="N", help="Rows of the main table; the others follow in proportion."),
]
Scale = Annotated[
    str | None, typer.Option(metavar="X", help="Instead: a multiple of the default sizes.")
]
Tables = Annotated[
    list[str] | None,
    typer.Option(metavar="A,B", help="Only these tables; they fit the others anyway."),
]
Seed = Annotated[str, typer.Option(metavar="N", help="Same seed, same rows.")]
Out = Annotated[
    str, typer.Option(metavar="DIR", help="Where to; tables go to DIR/INDUSTRY. - is stdout.")
]
Format = Annotated[
    str | None,
    typer.Option(
        "--format", metavar="F", help="parquet (default), csv, json, arrow, delta, duckdb."
    ),
]
Compression = Annotated[
    str | None,
    typer.Option(metavar="C", help="zstd, ...; by default zstd for parquet and arrow, else none."),
]
RowsPerFile = Annotated[
    str, typer.Option(metavar="N", help="A table of more rows becomes a folder of parts.")
]
Start = Annotated[
    str | None, typer.Option(metavar="DATE", help="First day of events; default 2024-01-01.")
]
End = Annotated[
    str | None, typer.Option(metavar="DATE", help="Last day of events, or now; default 2024-12-31.")
]
Locale = Annotated[str, typer.Option(metavar="L", help="Names and places: en, de, fr, es, ...")]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="NAME=VALUE", help="A rate or interval, as describe INDUSTRY lists them."
    ),
]
Engine = Annotated[
    str, typer.Option(metavar="E", help="auto, polars or spark; the rows are the same.")
]
Remote = Annotated[
    str | None, typer.Option(metavar="URL", help="Use the Spark Connect server at sc://HOST:PORT.")
]
Tier = Annotated[
    str | None,
    typer.Option(
        metavar="N", help="1: Polars; 2: Spark Connect; 3: on a cluster, with 2's default sizes."
    ),
]
Partitions = Annotated[
    str | None, typer.Option(metavar="N", help="Spark's per table; one per 250,000 rows if not.")
]
Catalog = Annotated[str | None, typer.Option(metavar="NAME", help="Must exist; never made.")]
Schema = Annotated[str | None, typer.Option(metavar="NAME", help="Made if it is missing.")]
Unity = Annotated[
    str | None,
    typer.Option(
        metavar="URL", help="An open-source Unity Catalog; its token is in UNITY_CATALOG_TOKEN."
    ),
]
Json = Annotated[bool, typer.Option("--json", metavar="", help="One JSON document on stdout.")]


def joined(tables: list[str] | None) -> str | None:
    """Names as if all had been given at once."""
    return ",".join(tables) if tables else None
