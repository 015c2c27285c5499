"""Change feeds and streams of a world's tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from tablewright.cdc import Feed
    from tablewright.io import WrittenBatch
    from tablewright.streams import StreamDeclaration


@dataclass(frozen=True, repr=False)
class Changes:
    """A change feed: a table and batches of changes to it. Create one with `World.changes`.

    Batch 0 is the full load. Apply the batches in ``sequence`` order; after each, your table
    equals `state`.

    Parameters
    ----------
    feed : Feed
        The feed's settings.
    """

    feed: Feed

    def batch(self, number: int) -> pl.DataFrame:
        """Return one batch (from 0); generates no other batch."""
        from tablewright.polars import cdc

        return cdc.batch(self.feed, number)

    def batches(self, count: int = 5) -> Iterator[pl.DataFrame]:
        """Yield the first ``count`` batches."""
        from tablewright.polars import cdc

        return cdc.batches(self.feed, count)

    def state(self, number: int) -> pl.DataFrame:
        """Return the table after a batch, sorted by key."""
        from tablewright.polars import cdc

        return cdc.state(self.feed, number)

    def write(
        self,
        directory: str | Path,
        count: int = 5,
        *,
        format: str = "json",
        overwrite: bool = False,
    ) -> list[WrittenBatch]:
        """Write the first batches to ``directory/batch_0``, ...; each is complete or absent."""
        from tablewright.polars import cdc

        return cdc.write(self.feed, directory, count, format=format, overwrite=overwrite)

    def _repr_html_(self) -> str:
        from tablewright.polars.changes import rows
        from tablewright.world.showing import ROWS, card, first_rows

        found = rows(self.feed, 1 if self.feed.batches > 1 else 0)
        few = next(found.chunks(0, min(ROWS, found.rows)))
        facts = f"initially {self.feed.base:,} rows; the first changes:"
        return card(f"Changes of {self.feed.table}", facts, first_rows(few))

    def __repr__(self) -> str:
        return f"<Changes of {self.feed.table}, initially {self.feed.base:,} rows>"


@dataclass(frozen=True, repr=False)
class Stream:
    """An endless table. Create one with `World.stream`.

    A row is a function of its number and its time.

    Parameters
    ----------
    declared : tablewright.streams.StreamDeclaration
        The stream's declaration.
    seed : int
        The seed of its rows.
    """

    declared: StreamDeclaration
    seed: int

    def rows(self, numbers: Sequence[int], times: Sequence[dt.datetime]) -> pl.DataFrame:
        """Return rows by number (from 0), one per time; times without a zone are UTC."""
        from tablewright.streams import stream_rows

        return stream_rows(self.declared, numbers, times, self.seed)

    def _repr_html_(self) -> str:
        from tablewright.world.showing import ROWS, card, first_rows

        begin = dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=self.declared.first)
        times = [begin + dt.timedelta(seconds=number) for number in range(ROWS)]
        facts = f"endless; the first rows, one per second from {begin:%Y-%m-%d}:"
        few = self.rows(range(ROWS), times)
        return card(f"Stream of {self.declared.table.name}", facts, first_rows(few))

    def __repr__(self) -> str:
        return f"<Stream of {self.declared.table.name}>"
