"""Worlds: a dataset's tables for one set of sizes and one seed, on any engine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tablewright import checks
from tablewright.spec import Table, TableSet

if TYPE_CHECKING:
    import polars as pl
    from pyspark.sql import DataFrame, SparkSession

    from tablewright.cdc import ChangeSettings, Feed
    from tablewright.dataset import Dataset
    from tablewright.engines.local import LocalTable
    from tablewright.engines.spark.generator import TableGenerator
    from tablewright.io import DatasetOutput, WrittenBatch, WrittenTable
    from tablewright.spark.demo import DemoReport
    from tablewright.streams import StreamDeclaration


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
        return self._local.rows(start, stop, columns)

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
        from tablewright.engines.local import LocalTable

        return LocalTable(self.declared, self.seed)

    def __repr__(self) -> str:
        return f"<{self.declared.name}: {self.height:,} rows, {len(self.columns)} columns>"


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

    def __repr__(self) -> str:
        return f"<Stream of {self.declared.table.name}>"


@dataclass(frozen=True, repr=False)
class World:
    """A dataset's tables for one set of sizes and one seed; they fit together.

    Create one by calling a `Dataset`. Select tables by name, ``world["customers"]``.

    Parameters
    ----------
    dataset : Dataset
        The dataset.
    declared : tablewright.spec.TableSet
        The tables as declared for these sizes.
    seed : int
        The seed of all rows.
    """

    dataset: Dataset
    declared: TableSet
    seed: int

    def __getitem__(self, name: str) -> WorldTable:
        return WorldTable(self.declared.table(name), self.seed)

    def __iter__(self) -> Iterator[WorldTable]:
        return (WorldTable(table, self.seed) for table in self.declared.tables)

    def __len__(self) -> int:
        return len(self.declared.tables)

    @property
    def rows(self) -> dict[str, int]:
        """Number of rows of each table."""
        return {table.short_name: table.rows for table in self.declared.tables}

    def write(
        self,
        directory: str | Path,
        format: str = "parquet",
        *,
        tables: Sequence[str] | None = None,
        compression: str | None = None,
        overwrite: bool = False,
    ) -> list[WrittenTable]:
        """Write the tables to a folder: all of them or none.

        Parameters
        ----------
        directory : str or Path
            The dataset's folder; created if missing.
        format : str
            The file format, such as ``csv``; an unknown one is refused with the names of all.
        tables : sequence of str, optional
            Write only these tables; they still fit the others.
        compression : str, optional
            Default: that of the format.
        overwrite : bool
            Replace existing files once the new ones are complete.

        Raises
        ------
        ValueError, TypeError
            If an argument is invalid, or the folder contains other output.
        OSError
            If a file cannot be written; no partial output remains.
        """
        from tablewright.io import WriteSettings, encoding, write_dataset

        packed, settings = encoding(format, compression), WriteSettings(overwrite=overwrite)
        return write_dataset(self.output(tables), directory, packed, settings)

    def changes(
        self,
        table: str | None = None,
        *,
        update: Sequence[str] | None = None,
        settings: ChangeSettings | None = None,
    ) -> Changes:
        """Return a change feed: a table, then batches of changes to it.

        Parameters
        ----------
        table : str, optional
            The table that changes; default: the main table.
        update : sequence of str, optional
            Columns to update, one per change. Default: the updates that the table declares, or
            all columns with a draw of their own.
        settings : ChangeSettings, optional
            Number, kinds, times, order and shape of the changes.

        Raises
        ------
        ValueError, TypeError
            If an argument is invalid; the message gives name, value, reason and remedy.

        Examples
        --------
        >>> import tablewright as tw
        >>> feed = tw.retail(rows=1_000).changes("products", update=["unit_price"])
        >>> feed.batch(3).height, feed.state(3).height
        (50, 569)
        """
        from tablewright.cdc import feed

        declared, parameters = self.dataset.declaration, self.declared.parameters
        name = declared.main if table is None else self.declared.table(table).short_name
        made = feed(
            declared,
            self.rows[name],
            self.seed,
            settings=settings,
            start_date=str(parameters["start_date"]),
            end_date=str(parameters["end_date"]),
            locale=str(parameters.get("locale", "en")),
            rates={rate: float(parameters[rate]) for rate in declared.rates},
            sizes=self.rows,
            table=name,
            update=update,
        )
        return Changes(made)

    def stream(self, table: str) -> Stream:
        """Return an endless version of a table, whose rows take their times from the caller.

        Parameters
        ----------
        table : str
            A table with a timestamp that rises with its rows, such as a `tablewright.season`.

        Raises
        ------
        ArgumentError
            If the table has no such timestamp.
        """
        from tablewright import api
        from tablewright.streams import any_table

        declared, parameters = self.dataset.declaration, self.declared.parameters
        options = api.options(
            declared,
            str(parameters["start_date"]),
            str(parameters["end_date"]),
            str(parameters.get("locale", "en")),
            {rate: float(parameters[rate]) for rate in declared.rates},
        )
        if table in declared.streams:
            stream = declared.streams[table]
            made = stream.over(self.rows[stream.parent], options, rows_name=stream.parent)
        else:
            made = any_table(declared, table, self.rows, options)
        return Stream(made, self.seed)

    def demo(
        self,
        session: SparkSession,
        catalog: str,
        schema: str | None = None,
        volume: str = "raw_data",
        *,
        raw: bool | Literal["dirty"] = True,
        tables: Sequence[str] | None = None,
        mode: Literal["error", "overwrite"] = "error",
        storage: str | None = None,
        progress: bool = True,
    ) -> DemoReport:
        """Write the world through Spark: raw JSON in a volume, clean Delta tables in a catalog.

        Parameters
        ----------
        session : SparkSession
            A session of classic Spark, Spark Connect or databricks-connect.
        catalog : str
            An existing catalog.
        schema, volume : str
            Created if missing; default: the dataset's name and ``raw_data``.
        raw : bool or "dirty"
            Whether to write each table as JSON too. ``"dirty"`` adds faults, and a table
            ``answer_key`` that lists each fault.
        tables : sequence of str, optional
            Write only these tables; they still fit the others.
        mode : {"error", "overwrite"}
            Whether to replace existing tables.
        storage : str, optional
            Location for the tables of an open-source Unity Catalog.
        progress : bool
            Print one line per table to stderr.

        Raises
        ------
        ValueError, TypeError
            If an argument is invalid; the message gives name, value, reason and remedy.
        CatalogError
            If the catalog refuses or fails. Every Delta table is complete or absent.
        """
        from tablewright.spark.demo import Demo

        declared = self.dataset.declaration
        return Demo(
            session,
            declared,
            catalog,
            declared.name if schema is None else schema,
            volume,
            self.rows[declared.main],
            self.seed,
            raw=raw,
            tables=tables,
            mode=mode,
            progress=progress,
            storage=storage,
            world=self.declared,
        ).run()

    def output(self, tables: Sequence[str] | None = None) -> DatasetOutput:
        """Return the tables in the form that the writers of `tablewright.io` accept."""
        from tablewright.engines.local import LocalTable
        from tablewright.formats.tables import Description, TableOutput
        from tablewright.io import DatasetOutput

        if tables is not None:
            checks.at_least_one("tables", tables)
        names = self.rows if tables is None else [self.declared.table(n).short_name for n in tables]
        chosen = []
        for table in self.declared.tables:
            if table.short_name in names:
                rows = LocalTable(table, self.seed)
                types = {column.name: str(column.type) for column in table.columns}
                about = Description.of(table)
                chosen.append(
                    TableOutput(table.short_name, table.rows, types, rows, about, rows.encoded)
                )
        return DatasetOutput(self.declared.name, self.seed, self.declared.parameters, chosen)

    def __repr__(self) -> str:
        sizes = ", ".join(f"{name} {rows:,}" for name, rows in self.rows.items())
        return f"<World of {self.dataset.name}, seed {self.seed}: {sizes}>"
