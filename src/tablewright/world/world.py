"""A dataset's tables for one set of sizes and one seed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tablewright import checks
from tablewright.spec import TableSet
from tablewright.world.feeds import Changes, Stream
from tablewright.world.table import WorldTable

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from tablewright.cdc import ChangeSettings
    from tablewright.dataset import Dataset
    from tablewright.io import DatasetOutput, WrittenTable
    from tablewright.reporting import Page
    from tablewright.spark.demo import DemoReport


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
        checks.choice("table", table, self.rows)
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

    def report(self) -> Page:
        """Return a report on all tables: one HTML page, for notebooks and for files.

        The tables are written to a temporary folder, checked as `tablewright.verify` does, and
        read as aggregates.

        Raises
        ------
        MissingExtraError
            If a package of the extra ``report`` is not installed.
        OSError
            If the temporary folder has no room for the tables.

        Examples
        --------
        >>> import tablewright as tw
        >>> page = tw.iot(rows=10).report()  # page.save("report.html") writes it
        >>> page.ok
        True
        """
        from tablewright import locations
        from tablewright.reporting import check_installed, report

        check_installed()
        with locations.scratch("tablewright-report-") as folder:
            self.write(folder / self.dataset.name)
            return report(folder, dataset=self.dataset, checksums=False)

    def output(self, tables: Sequence[str] | None = None) -> DatasetOutput:
        """Return the tables in the form that the writers of `tablewright.io` accept."""
        from tablewright.engines.local import shared
        from tablewright.formats.tables import Description, TableOutput
        from tablewright.io import DatasetOutput

        names = [*self.rows] if tables is None else checks.names("tables", tables, self.rows)
        chosen = []
        for table in self.declared.tables:
            if table.short_name in names:
                rows = shared(table, self.seed)
                types = {column.name: str(column.type) for column in table.columns}
                about = Description.of(table)
                chosen.append(
                    TableOutput(table.short_name, table.rows, types, rows, about, rows.encoded)
                )
        return DatasetOutput(self.declared.name, self.seed, self.declared.parameters, chosen)

    def _repr_html_(self) -> str:
        from tablewright.world.showing import card, grid

        rows = [(table.name, f"{table.height:,}", ", ".join(table.columns)) for table in self]
        facts = f"{len(self)} tables, {sum(self.rows.values()):,} rows, seed {self.seed}"
        main = self[self.dataset.declaration.main]
        tables = grid(("table", "rows", "columns"), rows)
        return card(f"World of {self.dataset.name}", facts, tables, main._repr_html_())

    def __repr__(self) -> str:
        sizes = ", ".join(f"{name} {rows:,}" for name, rows in self.rows.items())
        return f"<World of {self.dataset.name}, seed {self.seed}: {sizes}>"
