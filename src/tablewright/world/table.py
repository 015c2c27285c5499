"""One table of a world, on any engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tablewright import checks
from tablewright.spec import Table

if TYPE_CHECKING:
    import polars as pl
    from pyspark.sql import DataFrame, SparkSession

    from tablewright.engines.local import LocalTable
    from tablewright.engines.spark.generator import TableGenerator


@dataclass(frozen=True, repr=False)
class WorldTable:
    """One table of a world.

    Parameters
    ----------
    declared : Table
        The table's declaration.
    seed : int
        The seed of its rows.
    """

    declared: Table
    seed: int

    @property
    def name(self) -> str:
        """The table's name within the dataset."""
        return self.declared.short_name

    @property
    def height(self) -> int:
        """The number of rows."""
        return self.declared.rows

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return [column.name for column in self.declared.columns]

    @property
    def schema(self) -> pl.Schema:
        """The names and Polars types of the columns."""
        return self._local.schema

    def frame(self) -> pl.DataFrame:
        """Return all rows."""
        return self.rows(0, self.height)

    def rows(self, start: int, stop: int, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """Return rows ``start`` to ``stop`` (from 0, end excluded); generates only those rows.

        ``columns`` selects columns; the default is all.
        """
        first = checks.rows("start", start)
        chosen = None if columns is None else checks.names("columns", columns, self.columns)
        return self._local.rows(first, checks.rows("stop", stop), chosen)

    def scan(self) -> pl.LazyFrame:
        """Return a lazy frame that generates only the requested rows and columns."""
        return self._local.scan()

    def spark(self, session: SparkSession, *, partitions: int | None = None) -> DataFrame:
        """Return the same rows as a Spark frame, on classic Spark or Spark Connect."""
        from tablewright.engines.spark import frame

        return frame.dataframe(session, self.declared, self.seed, partitions=partitions)

    def generator(self, session: SparkSession, *, partitions: int | None = None) -> TableGenerator:
        """Return the table as a ``DataGenerator``; you can add columns before building it."""
        from tablewright.engines.spark import frame

        return frame.generator(session, self.declared, self.seed, partitions=partitions)

    @property
    def _local(self) -> LocalTable:
        from tablewright.engines.local import shared

        return shared(self.declared, self.seed)

    def _repr_html_(self) -> str:
        from tablewright.world.showing import COLUMNS, ROWS, card, first_rows

        shown = self.columns[:COLUMNS]
        frame = self.rows(0, min(ROWS, self.height), shown)
        more = len(self.columns) - len(shown)
        facts = f"{self.height:,} rows, {len(self.columns)} columns, seed {self.seed}"
        facts += f"; {more} more columns" if more else ""
        return card(self.declared.name, facts, first_rows(frame))

    def __repr__(self) -> str:
        return f"<{self.declared.name}: {self.height:,} rows, {len(self.columns)} columns>"
