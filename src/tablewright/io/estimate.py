"""Estimates the size of tables by writing a sample of each to a scratch folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from tablewright.formats import Encoding
from tablewright.formats.tables import Frames, TableOutput
from tablewright.io.dataset import write_dataset
from tablewright.io.outputs import DatasetOutput
from tablewright.io.writing import ROWS_PER_FILE, WriteSettings

_SAMPLE_FILES = 8


def estimated_sizes(
    data: DatasetOutput, encoding: Encoding, rows_per_file: int = ROWS_PER_FILE
) -> dict[str, int]:
    """Estimate the bytes of each table's files; small tables are exact to a few bytes."""
    pieces = [_piece(table, encoding.format.sample_rows, rows_per_file) for table in data.tables]
    with TemporaryDirectory(prefix="tablewright-") as scratch:
        folder = Path(scratch) / data.name
        sample = replace(data, tables=pieces)
        written = write_dataset(sample, folder, encoding, WriteSettings(rows_per_file))
    return {
        table.name: round(piece.size * table.rows / max(1, piece.rows))
        for table, piece in zip(data.tables, written, strict=True)
    }


def _piece(table: TableOutput, sample_rows: int, rows_per_file: int) -> TableOutput:
    """Return rows from a table's middle, since the first may be atypical, in files of its size."""
    count = min(table.rows, sample_rows, _SAMPLE_FILES * rows_per_file)
    first = (table.rows - count) // 2
    encoded = table.encoded and _Shifted(table.encoded, first)
    return replace(table, rows=count, frames=_Shifted(table.frames, first), encoded=encoded)


class _Shifted:
    """Frames with an offset."""

    def __init__(self, frames: Frames, first: int) -> None:
        self.schema = frames.schema
        self._frames = frames
        self._first = first

    def chunks(
        self, start: int, stop: int, columns: Sequence[str] | None = None
    ) -> Iterator[pl.DataFrame]:
        """Yield rows ``start`` to ``stop``, relative to the offset."""
        return self._frames.chunks(self._first + start, self._first + stop, columns)
