"""Batches of changes as Polars frames, with nested columns if the shape has any."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from tablewright import cdc
from tablewright.cdc import Feed, Nested, Shaped
from tablewright.engines.local import LocalTable
from tablewright.engines.local.table import CHUNK_ROWS, together


class ShapedRows:
    """Slices of a shaped table, as frames.

    Parameters
    ----------
    shaped : Shaped
        The shaped table.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    """

    def __init__(self, shaped: Shaped, seed: int) -> None:
        self.rows = shaped.table.rows
        self._local = LocalTable(shaped.table, seed)
        self._layout = shaped.layout

    @property
    def schema(self) -> pl.Schema:
        """The names and types of the columns."""
        return self._packed(pl.DataFrame(schema=self._local.schema)).schema

    def chunks(
        self,
        start: int = 0,
        stop: int | None = None,
        columns: Sequence[str] | None = None,
        chunk_rows: int = CHUNK_ROWS,
    ) -> Iterator[pl.DataFrame]:
        """Yield rows ``start`` to ``stop`` in order, with some columns or all."""
        for frame in self._local.chunks(start, stop, chunk_rows=chunk_rows):
            packed = self._packed(frame)
            yield packed if columns is None else packed.select(columns)

    def frame(self) -> pl.DataFrame:
        """Return all rows."""
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
    """Return the rows of a batch."""
    return ShapedRows(cdc.batch(feed, number), feed.seed)
