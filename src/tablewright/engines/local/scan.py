"""Tables as lazy Polars frames."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import index
from typing import Any, Protocol

import polars as pl
from polars.io.plugins import register_io_source

from tablewright.leaving import until_exit


class Rows(Protocol):
    """A table, as far as a scan needs it."""

    @property
    def schema(self) -> pl.Schema:
        """Names and types of the columns."""

    def chunks(
        self, start: int, stop: int, columns: Sequence[str] | None
    ) -> Iterator[pl.DataFrame]:
        """Rows ``start`` to ``stop`` as frames, in order."""


class RowFrame(pl.LazyFrame):
    """A lazy frame over a range of a table's rows; a slice narrows the range.

    Polars pushes columns and the number of leading rows down to a source, but no offset; without
    this class, a slice from the middle of a table would generate all rows before it. All other
    methods return a plain lazy frame.
    """

    _source: _Source

    @classmethod
    def over(cls, source: _Source) -> RowFrame:
        """Return the frame of a source."""
        plain = register_io_source(source, schema=source.local.schema, is_pure=True)
        frame = cls.__new__(cls)
        frame._ldf = plain._ldf
        frame._source = source
        return frame

    @classmethod
    def _from_pyldf(cls, ldf: Any) -> pl.LazyFrame:
        return pl.LazyFrame._from_pyldf(ldf)

    def __reduce__(self) -> tuple[Any, ...]:
        return RowFrame.over, (self._source,)

    def clone(self) -> RowFrame:
        """Return the same frame."""
        return RowFrame.over(self._source)

    def slice(self, offset: int, length: int | None = None) -> RowFrame:
        """Return at most ``length`` rows from ``offset`` (from the end if negative).

        A negative ``length`` omits rows at the end, as in a ``pl.DataFrame``.
        """
        rows = self._source.rows
        offset = index(offset)
        start = offset + len(rows) if offset < 0 else offset
        stop = len(rows)
        if length is not None:
            length = index(length)
            # The semantics of Polars, also if the offset is negative too.
            stop = start + (length if length >= 0 else len(rows) - offset + length)
        return RowFrame.over(_Source(self._source.local, rows[max(start, 0) : max(stop, 0)]))

    def head(self, n: int = 5) -> RowFrame:
        """The first ``n`` rows; if negative, all but the last ``-n``."""
        return self.slice(0, n)

    def limit(self, n: int = 5) -> RowFrame:
        """The first ``n`` rows; if negative, all but the last ``-n``."""
        return self.slice(0, n)

    def first(self) -> RowFrame:
        """The first row."""
        return self.slice(0, 1)

    def tail(self, n: int = 5) -> RowFrame:
        """The last ``n`` rows; if negative, all but the first ``-n``."""
        n = index(n)
        return self.slice(-n if n < 0 else max(0, len(self._source.rows) - n))

    def last(self) -> RowFrame:
        """The last row."""
        return self.tail(1)


@dataclass(frozen=True)
class _Source:
    """A range of a table's rows, as a source for Polars."""

    local: Rows
    rows: range

    def __call__(
        self,
        columns: list[str] | None,
        predicate: pl.Expr | None,
        limit: int | None,
        batch_rows: int | None,
    ) -> Iterator[pl.DataFrame]:
        return until_exit(self._frames(columns, predicate, limit))

    def _frames(
        self, columns: list[str] | None, predicate: pl.Expr | None, limit: int | None
    ) -> Iterator[pl.DataFrame]:
        # The limit counts rows before the predicate: Polars never passes one for rows after it.
        rows = self.rows[:limit]
        for frame in self.local.chunks(rows.start, rows.stop, columns):
            yield frame if predicate is None else frame.filter(predicate)


def scan(local: Rows, rows: int) -> RowFrame:
    """Return a lazy frame over all rows of a table."""
    return RowFrame.over(_Source(local, range(rows)))
