"""A world: the tables of a dataset in one size, with one seed, on any engine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tablewright import checks
from tablewright.spec import Table, TableSet

if TYPE_CHECKING:
    import polars as pl
    from pyspark.sql import DataFrame, SparkSession

    from tablewright.cdc import Feed
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
        Its declaration.
    seed : int
        What its rows are made with.
    """

    declared: Table
    seed: int

    @property
    def name(self) -> str:
        """Its name within the dataset."""
        return self.declared.short_name

    @property
    def height(self) -> int:
        """How many rows it has."""
        return self.declared.rows

    @property
    def columns(self) -> list[str]:
        """The names of its columns."""
        return [column.name for column in self.declared.columns]

    @property
    def schema(self) -> pl.Schema:
        """Names and Polars types of its columns."""
        return self._local.schema

    def frame(self) -> pl.DataFrame:
        """All rows."""
        return self.rows(0, self.height)

    def rows(self, start: int, stop: int, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """Rows ``start`` to ``stop``, from 0, of some columns or all; only they are made."""
        return self._local.rows(start, stop, columns)

    def scan(self) -> pl.LazyFrame:
        """A lazy frame that makes only what is asked of it."""
        return self._local.scan()

    def spark(self, session: SparkSession, *, partitions: int | None = None) -> DataFrame:
        """The same rows as a Spark frame, on classic Spark or Spark Connect."""
        from tablewright.engines.spark import frame

        return frame.dataframe(session, self.declared, self.seed, partitions=partitions)

    def generator(self, session: SparkSession, *, partitions: int | None = None) -> TableGenerator:
        """The table as a ``DataGenerator``, to which columns can be added before it is built."""
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
    """A table and the batches of changes that follow it; make one with `World.changes`.

    Batch 0 is the full load. After a batch, a correct pipeline holds its `state`.

    Parameters
    ----------
    feed : Feed
        What changes when.
    """

    feed: Feed

    def batch(self, number: int) -> pl.DataFrame:
        """One batch, from 0, made without the others."""
        from tablewright.polars import cdc

        return cdc.batch(self.feed, number)

    def batches(self, count: int = 5) -> Iterator[pl.DataFrame]:
        """The first batches, one after another."""
        from tablewright.polars import cdc

        return cdc.batches(self.feed, count)

    def state(self, number: int) -> pl.DataFrame:
        """The table after a batch, sorted by key."""
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
        """Write the first batches to ``directory/batch_0`` and so on, each whole or absent."""
        from tablewright.polars import cdc

        return cdc.write(self.feed, directory, count, format=format, overwrite=overwrite)

    def __repr__(self) -> str:
        return f"<Changes of {self.feed.table}, {self.feed.base:,} rows at first>"


@dataclass(frozen=True, repr=False)
class Stream:
    """A table without an end; make one with `World.stream`.

    A row is a function of its number and the time that it is told.

    Parameters
    ----------
    declared : tablewright.streams.StreamDeclaration
        The declaration.
    seed : int
        What its rows are made with.
    """

    declared: StreamDeclaration
    seed: int

    def rows(self, numbers: Sequence[int], times: Sequence[dt.datetime]) -> pl.DataFrame:
        """Rows by their numbers, from 0, at as many times; without a zone they are in UTC."""
        from tablewright.streams import stream_rows

        return stream_rows(self.declared, numbers, times, self.seed)

    def __repr__(self) -> str:
        return f"<Stream of {self.declared.table.name}>"


@dataclass(frozen=True, repr=False)
class World:
    """The tables of a dataset that fit together: one size, one seed.

    Make one by calling a `Dataset`. Tables are found by name, ``world["customers"]``.

    Parameters
    ----------
    dataset : Dataset
        What it is a world of.
    declared : tablewright.spec.TableSet
        The tables as they are declared for its sizes.
    seed : int
        What all rows are made with.
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
        """Rows of every table."""
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
        """Write the tables to a folder: all of them, or nothing.

        Parameters
        ----------
        directory : str or Path
            The dataset's own folder; made if it is missing.
        format : {"parquet", "csv", "json", "arrow", "delta", "duckdb"}
            The file format.
        tables : sequence of str, optional
            Only these; they fit the others anyway.
        compression : str, optional
            The format's default if absent.
        overwrite : bool
            Replace what is there, once the new files are whole.

        Raises
        ------
        ValueError, TypeError
            If an argument is invalid, or the folder holds other output.
        OSError
            If a file could not be written; nothing is left behind.
        """
        from tablewright.io import encoding, write_dataset

        packed = encoding(format, compression)
        return write_dataset(self.output(tables), directory, packed, overwrite=overwrite)

    def changes(
        self,
        table: str | None = None,
        *,
        update: Sequence[str] | None = None,
        weights: Mapping[str, float] | None = None,
        batch_size: int | float | None = None,
        interval: dt.timedelta | float = 86_400,
        start: dt.datetime | dt.date | str | None = None,
        resurrect: float = 0.0,
        late: float = 0.0,
        duplicates: float = 0.0,
        out_of_order: float = 0.0,
        shape: str = "tablewright",
        tombstones: bool = False,
    ) -> Changes:
        """A table of the world, and batches of changes that follow it.

        Parameters
        ----------
        table : str, optional
            The main one if absent.
        update : sequence of str, optional
            The columns that change, one at a time; what the table declares if absent, or else
            all columns that are drawn in their own right.
        weights, batch_size, interval, start, resurrect
            How many changes of which kind when; as for `tablewright.polars.cdc.feed`.
        late, duplicates, out_of_order, shape, tombstones
            As for `tablewright.polars.cdc.feed`.

        Raises
        ------
        ValueError, TypeError
            If an argument is invalid: its name, value, the reason and the remedy.

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
            weights=weights,
            batch_size=batch_size,
            interval=interval,
            start=start,
            resurrect=resurrect,
            late=late,
            duplicates=duplicates,
            out_of_order=out_of_order,
            shape=shape,
            tombstones=tombstones,
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
        """A table of the world without an end, whose rows are told their time.

        Parameters
        ----------
        table : str
            One with a timestamp that rises with its rows, as `tablewright.season` makes it.

        Raises
        ------
        ArgumentError
            If it has none.
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
        return Stream(any_table(declared, table, self.rows, options), self.seed)

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
            Classic, of Spark Connect or of databricks-connect.
        catalog : str
            Must exist.
        schema, volume : str
            Made if they are missing; the dataset's name and ``raw_data`` if absent.
        raw : bool or "dirty"
            Whether each table is also written as JSON; ``"dirty"``: with faults, and a table
            ``answer_key`` that names every one of them.
        tables : sequence of str, optional
            Only these; they fit the others anyway.
        mode : {"error", "overwrite"}
            Whether tables that exist are replaced.
        storage : str, optional
            Where the tables of an open-source Unity Catalog are put.
        progress : bool
            One line on stderr for each table.

        Raises
        ------
        ValueError, TypeError
            If an argument is invalid: its name, value, the reason and the remedy.
        CatalogError
            If the catalog refuses or fails. Every Delta table is whole or absent.
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
        """The tables as the writers of `tablewright.io` take them."""
        from tablewright.engines.local import LocalTable
        from tablewright.io import DatasetOutput, TableOutput
        from tablewright.io.describe import Description

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
