"""A table as a lazy Polars frame."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import polars as pl
from polars.io.plugins import register_io_source

if TYPE_CHECKING:
    from tablewright.engines.local.table import LocalTable


class RowFrame(pl.LazyFrame):
    """A lazy frame over a range of a table's rows, which a slice narrows without making any.

    Polars tells a source which columns and how many leading rows it needs, but not an offset;
    without this class a slice from the middle of a table would make all rows before it. Any
    other method gives a plain lazy frame.
    """

    _local: LocalTable
    _range: range

    @classmethod
    def over(cls, local: LocalTable, rows: range) -> RowFrame:
        """The frame over some rows."""
        plain = _source(local, rows)
        frame = cls.__new__(cls)
        frame._ldf = plain._ldf
        frame._local, frame._range = local, rows
        return frame

    @classmethod
    def _from_pyldf(cls, ldf: Any) -> pl.LazyFrame:
        return pl.LazyFrame._from_pyldf(ldf)

    def slice(self, offset: int, length: int | None = None) -> RowFrame:
        """Rows from ``offset`` (from the end if negative) on, at most ``length``."""
        start = max(0, offset + len(self._range)) if offset < 0 else offset
        end = offset + length if length is not None and offset < 0 else None
        stop = start + length if length is not None else len(self._range)
        if end is not None and end < 0:
            stop = max(start, end + len(self._range))
        return RowFrame.over(self._local, self._range[start:stop])

    def head(self, n: int = 5) -> RowFrame:
        """The first ``n`` rows."""
        return self.slice(0, n)

    def limit(self, n: int = 5) -> RowFrame:
        """The first ``n`` rows."""
        return self.slice(0, n)

    def first(self) -> RowFrame:
        """The first row."""
        return self.slice(0, 1)

    def tail(self, n: int = 5) -> RowFrame:
        """The last ``n`` rows."""
        return self.slice(max(0, len(self._range) - n), n)

    def last(self) -> RowFrame:
        """The last row."""
        return self.tail(1)


def _source(local: LocalTable, rows: range) -> pl.LazyFrame:
    def source(
        columns: list[str] | None,
        predicate: pl.Expr | None,
        limit: int | None,
        batch_rows: int | None,
    ) -> Iterator[pl.DataFrame]:
        stop = rows.stop if limit is None else min(rows.start + limit, rows.stop)
        for frame in local.chunks(rows.start, stop, columns):
            yield frame if predicate is None else frame.filter(predicate)

    return register_io_source(source, schema=local.schema, is_pure=True)


def scan(local: LocalTable) -> RowFrame:
    """A lazy frame over all rows of a table."""
    return RowFrame.over(local, range(local.table.rows))
