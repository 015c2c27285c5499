"""The base class of formats; each module of this package implements it."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import IO, TYPE_CHECKING, ClassVar

from tablewright.errors import MissingExtraError
from tablewright.formats.tables import TableJob, TableOutput

if TYPE_CHECKING:
    import polars as pl
    from pyspark.sql import DataFrame, DataFrameWriter

    from tablewright.formats.reading import Opened, Reader, StoredTable

_NAME = r"[A-Za-z_][A-Za-z0-9_]*"


class Format(ABC):
    """A file format: the names of its files, how they are written, and how `verify` reads them.

    A new format sets `name` and `compressions`, implements `sink` and `open`, and overrides
    defaults that do not apply. Its module is registered in `tablewright.formats`, or by an entry
    point of its package.
    """

    name: ClassVar[str]
    """Its name for users and in manifests."""

    compressions: ClassVar[Mapping[str, str]]
    """Endings of file names by compression, the default first."""

    needs: ClassVar[tuple[str, str] | None] = None
    """The required package and the extra that installs it; None if nothing is required."""

    handles: ClassVar[int] = 0
    """Number of file handles that `complete` needs."""

    is_database: ClassVar[bool] = False
    """Whether one file contains all tables of a dataset; `write` then fills it."""

    sidecars: ClassVar[tuple[str, ...]] = ()
    """Endings of sidecar files that readers look for."""

    log: ClassVar[str] = ""
    """The log folder that turns a table's files into one table; empty if there is none."""

    log_files: ClassVar[str] = r"(?!)"
    """A pattern for file names in `log`."""

    debris: ClassVar[str] = r"(?!)"
    """A pattern for all names that writers of the format create in a table's folder."""

    in_batches: ClassVar[bool] = False
    """Whether it supports batches of changes."""

    has_dictionaries: ClassVar[bool] = False
    """Whether writing ``pl.Enum`` columns is faster than writing text."""

    sample_rows: ClassVar[int] = 122_880
    """Number of sample rows for size estimates."""

    spark_compressions: ClassVar[Mapping[str, str]] = {}
    """Spark's names of built-in compressions; empty if Spark cannot write the format."""

    spark_options: ClassVar[Mapping[str, str]] = {}
    """Options of Spark's writer that give the same cells as `sink`."""

    spark_settings: ClassVar[Mapping[str, str]] = {}
    """Session settings that Spark's writer needs."""

    @abstractmethod
    def sink(
        self, lazy: pl.LazyFrame, target: IO[bytes], compression: str, metadata: Mapping[str, str]
    ) -> None:
        """Write all rows to one file, in order and in bounded memory.

        Parameters
        ----------
        lazy : LazyFrame
            The rows.
        target : binary file
            Only its ``write`` is used.
        compression : str
            One of `compressions`.
        metadata : mapping
            Stored in the file, if the format supports it.
        """

    @abstractmethod
    def open(self, reader: Reader, table: StoredTable) -> Opened:
        """Create the view ``table.name`` over a table's files, for `verify`.

        The files are untrusted: only SQL and functions that ``reader`` runs, in a separate
        process, may read them.

        Raises
        ------
        QueryError
            If they cannot be read.
        """

    def check(self, table: str, columns: Mapping[str, str]) -> None:
        """Raise `ArgumentError` for columns (name → declared type) that it cannot store.

        By default, a format can store everything that can be declared.
        """
        return

    def check_installed(self) -> None:
        """Raise `MissingExtraError` if its package is missing, before any row is generated."""
        if self.needs is None:
            return
        package, extra = self.needs
        try:
            import_module(package)
        except ImportError:
            raise MissingExtraError(
                f"format={self.name!r} needs {package}; install it with: "
                f"pip install 'tablewright[{extra}]'"
            ) from None

    def metadata(self, schema: pl.Schema) -> Mapping[str, str]:
        """Return additional metadata for files written from dictionaries."""
        return {}

    def write(self, job: TableJob) -> tuple[str, ...]:
        """Write a table to a staging folder; return the names of its files."""
        parts = job.write_parts()
        names = tuple(name for name, _ in parts)
        if not self.log:
            return names
        own = [(Path(name).name, rows) for name, rows in parts]
        table = job.table
        more = self.complete(job.folder / table.name, own, table, job.metadata)
        return (*names, *(f"{table.name}/{name}" for name in more))

    def complete(
        self,
        folder: Path,
        files: Sequence[tuple[str, int]],
        table: TableOutput,
        properties: Mapping[str, str],
    ) -> list[str]:
        """Turn the files of a folder into one table, if the format needs more than its files.

        Parameters
        ----------
        folder : Path
            The table's folder.
        files : sequence of (str, int)
            Names and numbers of rows of its files.
        table : TableOutput
            The written table; without ``types``, those of its frames apply.
        properties : mapping
            Additional properties of the table.

        Returns
        -------
        list of str
            Names of the added files.

        Raises
        ------
        OutputError
            If that fails.
        """
        return []

    def spark_writer(self, frame: DataFrame, compression: str | None = None) -> DataFrameWriter:
        """Return Spark's writer for this format."""
        writer = frame.write.format(self.name).options(**self.spark_options)
        if compression is None:
            return writer
        return writer.option("compression", self.spark_compressions[compression])

    def names(
        self, dataset: str, table: str, rows: int, rows_per_file: int, compression: str
    ) -> Iterator[str]:
        """Return a table's data files, relative to the dataset's folder."""
        suffix = self.compressions[compression]
        parts = self.count(rows, rows_per_file)
        if self.is_database:
            yield dataset + suffix
        elif parts == 1 and not self.log:
            yield table + suffix
        else:
            width = max(5, len(str(parts - 1)))
            for number in range(parts):
                yield f"{table}/part-{number:0{width}}{suffix}"

    def count(self, rows: int, rows_per_file: int) -> int:
        """Return a table's number of files, at least one."""
        return 1 if self.is_database else max(1, -(-rows // rows_per_file))

    @property
    def suffixes(self) -> tuple[str, ...]:
        """All endings of its file names."""
        return tuple(dict.fromkeys(self.compressions.values()))

    def owns(self, name: str) -> bool:
        """Return whether a name, relative to a dataset's folder, is one of its file names."""
        return bool(self._owned.fullmatch(name))

    @cached_property
    def _owned(self) -> re.Pattern[str]:
        ends = "|".join(map(re.escape, self.suffixes))
        parts = rf"{_NAME}/part-\d+({ends})"
        if self.log:
            return re.compile(rf"{parts}|{_NAME}/{re.escape(self.log)}/({self.log_files})")
        whole = rf"{_NAME}({ends})"
        return re.compile(whole if self.is_database else f"{whole}|{parts}")


class TextFormat(Format):
    """A line-based text format, which also supports standard output."""

    @abstractmethod
    def lines(self, frame: pl.DataFrame, *, header: bool) -> bytes:
        """Encode a frame as lines; ``header`` adds the format's header, if it has one."""


class CatalogFormat(Format):
    """A format of catalog tables, which Spark replaces in one commit."""

    @abstractmethod
    def create_or_replace(
        self,
        name: str,
        frame: DataFrame,
        comment: str,
        comments: Mapping[str, str],
        properties: Mapping[str, str],
    ) -> None:
        """Write a frame as a table; a partial table is never visible.

        Parameters
        ----------
        name : str
            A quoted name, or the result of `at`.
        frame : DataFrame
            The rows.
        comment, comments : str, mapping
            Comments of the table and of its columns.
        properties : mapping
            Properties of the table.
        """

    @abstractmethod
    def at(self, path: str) -> str:
        """Return the Spark SQL name of a table in a folder."""
