"""Arrow IPC; DuckDB cannot read it without pyarrow, so Polars copies the files to Parquet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from tablewright.formats.base import Format
from tablewright.formats.parquet import open_copies
from tablewright.formats.reading import FILES, Opened, Reader, StoredTable

if TYPE_CHECKING:
    import polars as pl

_TYPES = {
    "int64": "Int64",
    "int32": "Int32",
    "float64": "Float64",
    "text": "String",
    "date": "Date",
    "timestamp": "Datetime(time_unit='us', time_zone='UTC')",
    "boolean": "Boolean",
}


class Arrow(Format):
    """Arrow IPC files."""

    name = "arrow"
    compressions = dict.fromkeys(("zstd", "lz4", "none"), ".arrow")

    def sink(
        self, lazy: pl.LazyFrame, target: IO[bytes], compression: str, metadata: Mapping[str, str]
    ) -> None:
        """Write all rows to one file."""
        import polars as pl

        packed = cast(Any, "uncompressed" if compression == "none" else compression)
        # The oldest level, because older readers do not support string views.
        lazy.sink_ipc(target, compression=packed, compat_level=pl.CompatLevel.oldest())

    def open(self, reader: Reader, table: StoredTable) -> Opened:
        """Create the view over copies of the files."""
        copies = {}
        mistyped = []
        for number, file in enumerate(table.files):
            copy = f"{table.name}-{number:05}.parquet"
            types = reader.convert(to_parquet, f"{FILES}/{file}", copy)
            mistyped += [
                f"{file}: {name} is {types[name]}, not {_polars_type(kind)}"
                for name, kind in table.columns.items()
                if types.get(name, _polars_type(kind)) != _polars_type(kind)
            ]
            copies[copy] = file
        opened = open_copies(reader, copies, table)
        return replace(opened, mistyped=tuple(mistyped) or opened.mistyped)


def to_parquet(source: str, target: str) -> Mapping[str, str]:
    """Copy a file to Parquet, and return Polars' types of its columns; runs in the reader."""
    import polars as pl
    from polars.exceptions import PanicException

    try:
        lazy = pl.scan_ipc(Path(source), glob=False)
        schema = lazy.collect_schema()
        lazy.sink_parquet(Path(target), compression="lz4")
    except PanicException as error:  # A panic in Polars does not derive from Exception.
        raise ValueError(f"no Arrow file: {error}") from None
    return {name: str(dtype) for name, dtype in schema.items()}


def _polars_type(kind: str) -> str:
    if kind.startswith("decimal"):
        digits, _, scale = kind.removeprefix("decimal(").rstrip(")").partition(",")
        return f"Decimal(precision={digits}, scale={scale})"
    return _TYPES[kind]


FORMAT = Arrow()
