"""Batches of changes as Polars frames, nested where their shape is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from tablewright import cdc
from tablewright.cdc import Feed, Nested, Shaped
from tablewright.engines.local import LocalTable
from tablewright.engines.local.table import CHUNK_ROWS, together


class ShapedRows:
    """The rows of a shaped table: any slice of it, as frames.

    Parameters
    ----------
    shaped : Shaped
        What to make.
    seed : int
        Signed 64-bit.
    """

    def __init__(self, shaped: Shaped, seed: int) -> None:
        self.rows = shaped.table.rows
        self._local = LocalTable(shaped.table, seed)
        self._layout = shaped.layout

    @property
    def schema(self) -> pl.Schema:
        """Names and types of the columns."""
        return self._packed(pl.DataFrame(schema=self._local.schema)).schema

    def chunks(
        self,
        start: int = 0,
        stop: int | None = None,
        columns: Sequence[str] | None = None,
        chunk_rows: int = CHUNK_ROWS,
    ) -> Iterator[pl.DataFrame]:
        """Rows ``start`` to ``stop`` in order, some columns or all."""
        for frame in self._local.chunks(start, stop, chunk_rows=chunk_rows):
            packed = self._packed(frame)
            yield packed if columns is None else packed.select(columns)

    def frame(self) -> pl.DataFrame:
        """All rows."""
        return together(self.chunks(), self.schema)

    def _packed(self, frame: pl.DataFrame) -> pl.DataFrame:
        return frame.select(
            part if isinstance(part, str) else _nested(part) for part in self._layout
        )


def _nested(part: Nested) -> pl.Expr:
    inside = pl.struct(pl.col(column).alias(name) for name, column in part.columns)
    if part.present is not None:
        inside = pl.when(pl.col(part.present)).then(inside).otherwise(None)
    return inside.alias(part.name)


def rows(feed: Feed, number: int) -> ShapedRows:
    """The rows of a batch."""
    return ShapedRows(cdc.batch(feed, number), feed.seed)
