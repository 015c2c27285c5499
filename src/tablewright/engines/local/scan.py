"""Tables as lazy Polars frames."""

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
"""Seconds to wait at exit for a chunk in progress, which takes far less."""


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
        return _asked(self._frames(columns, predicate, limit))

    def _frames(
        self, columns: list[str] | None, predicate: pl.Expr | None, limit: int | None
    ) -> Iterator[pl.DataFrame]:
        # The limit counts rows before the predicate: Polars never passes one for rows after it.
        rows = self.rows[:limit]
        for frame in self.local.chunks(rows.start, rows.stop, columns):
            yield frame if predicate is None else frame.filter(predicate)


class _Asking:
    """Whether Polars may still request frames."""

    def __init__(self) -> None:
        self.busy = threading.Lock()
        self.over = False

    def end(self) -> None:
        """Stop generating, and wait for frames in progress."""
        self.over = True
        self.busy.acquire(timeout=_PATIENCE)


def _asked(frames: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Yield frames; none is in progress when Python exits.

    A query that has all its rows leaves a Polars thread behind that still generates some. Python
    would stop that thread at exit, and thereby abort the process.
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
    """Return a lazy frame over all rows of a table."""
    return RowFrame.over(_Source(local, range(rows)))
