"""A table as a lazy Polars frame."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import index
from typing import Any, Protocol

import polars as pl
from polars.io.plugins import register_io_source

_PATIENCE = 10.0
"""Seconds that the end of Python waits for a chunk that is being made, which takes far less."""


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
    """A lazy frame over a range of a table's rows, which a slice narrows without making any.

    Polars tells a source which columns and how many leading rows it needs, but not an offset;
    without this class a slice from the middle of a table would make all rows before it. Any
    other method gives a plain lazy frame.
    """

    _source: _Source

    @classmethod
    def over(cls, source: _Source) -> RowFrame:
        """The frame of a source."""
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
        """The same frame."""
        return RowFrame.over(self._source)

    def slice(self, offset: int, length: int | None = None) -> RowFrame:
        """Rows from ``offset`` (from the end if negative) on, at most ``length``.

        A negative ``length`` leaves out rows at the end, as it does in a ``pl.DataFrame``.
        """
        rows = self._source.rows
        offset = index(offset)
        start = offset + len(rows) if offset < 0 else offset
        stop = len(rows)
        if length is not None:
            length = index(length)
            # What Polars makes of it, also where the offset is negative as well.
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
    """Some rows of a table, for Polars to ask for."""

    local: Rows
    rows: range

    def __call__(
        self,
        columns: list[str] | None,
        predicate: pl.Expr | None,
        limit: int | None,
        batch_rows: int | None,
    ) -> Iterator[pl.DataFrame]:
        return _asked(self._frames(columns, predicate, limit))

    def _frames(
        self, columns: list[str] | None, predicate: pl.Expr | None, limit: int | None
    ) -> Iterator[pl.DataFrame]:
        # A limit counts rows before the predicate: Polars never gives one for those after it.
        rows = self.rows[:limit]
        for frame in self.local.chunks(rows.start, rows.stop, columns):
            yield frame if predicate is None else frame.filter(predicate)


class _Asking:
    """Whether Polars may still ask."""

    def __init__(self) -> None:
        self.busy = threading.Lock()
        self.over = False

    def end(self) -> None:
        """Refuse to make any more, and wait for what is being made."""
        self.over = True
        self.busy.acquire(timeout=_PATIENCE)


def _asked(frames: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """The frames, none of which is being made any more when Python ends.

    A query that has all rows it needs leaves a thread of Polars behind that still makes some.
    Python would end that thread where it is, and thereby abort the whole process.
    """
    asking = _Asking()
    atexit.register(asking.end)
    try:
        while True:
            with asking.busy:
                frame = None if asking.over else next(frames, None)
            if frame is None:
                return
            yield frame
    finally:
        atexit.unregister(asking.end)


def scan(local: Rows, rows: int) -> RowFrame:
    """A lazy frame over all rows of a table."""
    return RowFrame.over(_Source(local, range(rows)))
