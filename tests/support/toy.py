"""A seventh format, all of it: Parquet backwards. A package that holds this file alone has it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import IO, ClassVar

import polars as pl

from tablewright.errors import ArgumentError
from tablewright.formats.base import Format
from tablewright.formats.parquet import open_copies
from tablewright.formats.reading import FILES, Opened, Reader, StoredTable


class Toy(Format):
    """Parquet, the last byte first."""

    name = "toy"
    compressions: ClassVar[Mapping[str, str]] = {"none": ".toy"}
    in_batches = True

    def check(self, table: str, columns: Mapping[str, str]) -> None:
        for column in columns:
            if column.startswith("undo"):
                raise ArgumentError(
                    f"column={column!r} of {table} cannot be turned around; rename it"
                )

    def sink(
        self, lazy: pl.LazyFrame, target: IO[bytes], compression: str, metadata: Mapping[str, str]
    ) -> None:
        buffer = io.BytesIO()
        lazy.collect().write_parquet(buffer)
        target.write(buffer.getvalue()[::-1])

    def open(self, reader: Reader, table: StoredTable) -> Opened:
        copies = {}
        for number, file in enumerate(table.files):
            copies[f"{table.name}-{number}.parquet"] = file
            reader.convert(turned, f"{FILES}/{file}", f"{table.name}-{number}.parquet")
        return open_copies(reader, copies, table)


def turned(source: str, target: str) -> Mapping[str, str]:
    """Turn a file around."""
    Path(target).write_bytes(Path(source).read_bytes()[::-1])
    return {}


FORMAT = Toy()
