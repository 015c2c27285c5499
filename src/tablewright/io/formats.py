"""File formats: how a lazy frame becomes a file, and a frame becomes bytes."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any, Literal, cast

import polars as pl

from tablewright import checks
from tablewright.errors import ArgumentError

TIMESTAMP_FORMAT = "%Y-%m-%dT%H:%M:%S%.6fZ"
"""ISO 8601 in UTC, always with microseconds: a reader that takes a column's precision from its
first rows would cut the others to seconds."""

SPARK_TIMESTAMPS: Mapping[str, str] = {
    "timestampFormat": "yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'",
    "timeZone": "UTC",
}
"""The same for Spark's writers of text."""

EXACT_DIGITS = 15
"""Decimals of so many digits survive a double, and so may be numbers in JSON."""

ROW_GROUP_ROWS = 131_072
"""Rows of a Parquet row group: fixed, so that a file's bytes depend on nothing but its rows."""


_ARROW_SCHEMA = "ARROW:schema"


@dataclass(frozen=True)
class FileFormat:
    """A file format and what it may be compressed with, the default first."""

    name: str
    compressions: tuple[str, ...]


_TEXT_COMPRESSIONS = ("none", "gzip", "zstd")
FORMATS: Mapping[str, FileFormat] = {
    "parquet": FileFormat("parquet", ("zstd", "snappy", "lz4", "gzip", "brotli", "none")),
    "csv": FileFormat("csv", _TEXT_COMPRESSIONS),
    "json": FileFormat("json", _TEXT_COMPRESSIONS),
    "arrow": FileFormat("arrow", ("zstd", "lz4", "none")),
    # Of these the readers of Delta are known to read all; DuckDB packs its own files.
    "delta": FileFormat("delta", ("zstd", "snappy", "gzip", "none")),
    "duckdb": FileFormat("duckdb", ("none",)),
}
"""By name. JSON has one object per line; a table of Delta is a folder; DuckDB has one file."""

PARQUET = ("parquet", "delta", "duckdb")
"""The formats whose rows are written to Parquet files, at least for a while."""

_SUFFIX_OF = {"gzip": ".gz", "zstd": ".zst", "none": ""}


@dataclass(frozen=True)
class Encoding:
    """A format with its compression; make one with `encoding`."""

    format: str
    compression: str

    @property
    def suffix(self) -> str:
        """What file names end with."""
        packed = _SUFFIX_OF[self.compression] if self.format in ("csv", "json") else ""
        return f".{'parquet' if self.format == 'delta' else self.format}{packed}"

    def prepare(self, lazy: pl.LazyFrame, schema: pl.Schema) -> pl.LazyFrame:
        """The frame as the format wants it: JSON has its decimals as numbers, as Spark does."""
        if self.format != "json":
            return lazy
        cells = (_in_json(pl.col(name), dtype).alias(name) for name, dtype in schema.items())
        return lazy.with_columns(cells)

    def sink(self, lazy: pl.LazyFrame, target: IO[bytes], metadata: Mapping[str, str]) -> None:
        """Write all rows in order, in bounded memory.

        Parameters
        ----------
        lazy : LazyFrame
            Already through `prepare`.
        target : binary file
            Only its ``write`` is used.
        metadata : mapping
            Kept in the file where the format has a place for it (Parquet).
        """
        compression = cast(Any, "uncompressed" if self.compression == "none" else self.compression)
        match self.format:
            case kind if kind in PARQUET:
                lazy.sink_parquet(
                    target,
                    compression=compression,
                    row_group_size=ROW_GROUP_ROWS,
                    metadata=dict(metadata),
                )
            case "csv":
                lazy.sink_csv(target, compression=compression, datetime_format=TIMESTAMP_FORMAT)
            case "json":
                lazy.sink_ndjson(target, compression=compression)
            case _:
                # The oldest level, because older readers do not know string views.
                level = pl.CompatLevel.oldest()
                lazy.sink_ipc(target, compression=compression, compat_level=level)

    def encode(self, frame: pl.DataFrame) -> bytes:
        """A small frame as the bytes of one file."""
        buffer = io.BytesIO()
        self.sink(self.prepare(frame.lazy(), frame.schema), buffer, {})
        return buffer.getvalue()


def _in_json(value: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Doubles for decimals that a double holds, text for times, also inside of structs."""
    match dtype:
        case pl.Decimal() if (dtype.precision or 38) <= EXACT_DIGITS:
            return value.cast(pl.Float64)
        case pl.Datetime():
            return value.dt.to_string(TIMESTAMP_FORMAT)
        case pl.Struct():
            inside = (
                _in_json(value.struct.field(each.name), cast(pl.DataType, each.dtype)).alias(
                    each.name
                )
                for each in dtype.fields
            )
            return pl.when(value.is_not_null()).then(pl.struct(inside))
    return value


def arrow_schema(schema: pl.Schema) -> dict[str, str]:
    """The entry of a Parquet file's metadata that names the types of its columns to readers."""
    buffer = io.BytesIO()
    pl.DataFrame(schema=schema).write_parquet(buffer)
    buffer.seek(0)
    return {_ARROW_SCHEMA: pl.read_parquet_metadata(buffer)[_ARROW_SCHEMA]}


TextFormat = Literal["csv", "json"]


def text_lines(frame: pl.DataFrame, kind: TextFormat, *, header: bool) -> bytes:
    """A frame as uncompressed lines, for a stream; ``header`` is for CSV."""
    if kind == "csv":
        lines = frame.write_csv(include_header=header, datetime_format=TIMESTAMP_FORMAT)
    else:
        lazy = Encoding("json", "none").prepare(frame.lazy(), frame.schema)
        lines = lazy.collect().write_ndjson()
    return lines.encode()


def encoding(format: str = "parquet", compression: str | None = None) -> Encoding:
    """The encoding of that format and compression.

    Parameters
    ----------
    format : {"parquet", "csv", "json", "arrow"}
        The file format.
    compression : str, optional
        Zstandard by default for the binary formats, none for the text formats.
    """
    found = FORMATS[checks.choice("format", format, FORMATS)]
    if compression is None:
        return Encoding(format, found.compressions[0])
    try:
        checks.choice("compression", compression, found.compressions)
    except ArgumentError as error:
        raise ArgumentError(f"{error} for {format}") from None
    return Encoding(format, compression)
