"""What a format says of itself: the class that each module of this package fills in."""

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
    """A file format: what its files are called, how they are written, how `verify` reads them.

    A newcomer says `name` and `compressions`, writes `sink` and `open`, and overrides whatever
    else is not true of it. Only the list in `tablewright.formats`, or the entry point of its
    package, names its module.
    """

    name: ClassVar[str]
    """What users and manifests call it."""

    compressions: ClassVar[Mapping[str, str]]
    """What the names of files end with, by compression; the default comes first."""

    needs: ClassVar[tuple[str, str] | None] = None
    """The package that writes it, and the extra that installs that; None if nothing is needed."""

    handles: ClassVar[int] = 0
    """File handles that must be free for `complete`."""

    is_database: ClassVar[bool] = False
    """Whether one file holds all tables of a dataset, which `write` then fills."""

    sidecars: ClassVar[tuple[str, ...]] = ()
    """Endings of files that readers look for beside each of its files."""

    log: ClassVar[str] = ""
    """The folder beside a table's files that makes them one table; empty if there is none."""

    log_files: ClassVar[str] = r"(?!)"
    """A pattern of the names of files in `log`."""

    debris: ClassVar[str] = r"(?!)"
    """A pattern of all names that writers of the format leave in a table's folder."""

    in_batches: ClassVar[bool] = False
    """Whether batches of changes can be written in it."""

    has_dictionaries: ClassVar[bool] = False
    """Whether it is written faster from ``pl.Enum`` columns than from texts."""

    sample_rows: ClassVar[int] = 122_880
    """How many rows tell the size of more."""

    spark_compressions: ClassVar[Mapping[str, str]] = {}
    """Spark's names of compressions that it needs no package for; none: Spark writes no files."""

    spark_options: ClassVar[Mapping[str, str]] = {}
    """Options of Spark's writer that make its cells those of `sink`."""

    spark_settings: ClassVar[Mapping[str, str]] = {}
    """Settings of a session that this writer needs."""

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
            Kept in the file if the format has a place for it.
        """

    @abstractmethod
    def open(self, reader: Reader, table: StoredTable) -> Opened:
        """Define the view ``table.name`` over the files of a table, for `verify`.

        Anybody may have written them: only the SQL and the functions that ``reader`` runs, in a
        process of their own, may read them.

        Raises
        ------
        QueryError
            If they cannot be read.
        """

    def check(self, table: str, columns: Mapping[str, str]) -> None:
        """Refuse columns (name → declared type) that it cannot hold, with an `ArgumentError`.

        Every format holds all that can be declared, unless it says otherwise here.
        """
        return

    def check_installed(self) -> None:
        """Raise `MissingExtraError` if its package is missing, before a row is made."""
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
        """What else a file says of itself if it is written from dictionaries."""
        return {}

    def write(self, job: TableJob) -> tuple[str, ...]:
        """Write a table into a staging folder; return the names of its files there."""
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
        """Make the files in a folder one table, where that takes more than writing them.

        Parameters
        ----------
        folder : Path
            The table's own.
        files : sequence of (str, int)
            Names in it, and how many rows each has.
        table : TableOutput
            What was written; if it has no ``types``, those of its frames count.
        properties : mapping
            Further properties of the table.

        Returns
        -------
        list of str
            Names of the files that this has added.

        Raises
        ------
        OutputError
            If it cannot be done.
        """
        return []

    def spark_writer(self, frame: DataFrame, compression: str | None = None) -> DataFrameWriter:
        """Spark's writer of this format."""
        writer = frame.write.format(self.name).options(**self.spark_options)
        if compression is None:
            return writer
        return writer.option("compression", self.spark_compressions[compression])

    def names(
        self, dataset: str, table: str, rows: int, rows_per_file: int, compression: str
    ) -> Iterator[str]:
        """The files that hold the rows of a table, relative to its dataset's folder."""
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
        """How many files a table becomes; one without rows becomes one too."""
        return 1 if self.is_database else max(1, -(-rows // rows_per_file))

    @property
    def suffixes(self) -> tuple[str, ...]:
        """All that the names of its files may end with."""
        return tuple(dict.fromkeys(self.compressions.values()))

    def owns(self, name: str) -> bool:
        """Whether a name, relative to a dataset's folder, is what it calls its files."""
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
    """A format whose rows are lines of text, which can go to standard output as well."""

    @abstractmethod
    def lines(self, frame: pl.DataFrame, *, header: bool) -> bytes:
        """A frame as lines; ``header``: they are the first, where a format begins with names."""


class CatalogFormat(Format):
    """A format whose tables a catalog keeps, and Spark replaces in one commit."""

    @abstractmethod
    def create_or_replace(
        self,
        name: str,
        frame: DataFrame,
        comment: str,
        comments: Mapping[str, str],
        properties: Mapping[str, str],
    ) -> None:
        """Write a frame as a table: nobody ever sees a part of it.

        Parameters
        ----------
        name : str
            A quoted name, or what `at` gives.
        frame : DataFrame
            Its rows.
        comment, comments : str, mapping
            Of the table, and of its columns.
        properties : mapping
            Properties of the table.
        """

    @abstractmethod
    def at(self, path: str) -> str:
        """The table in a folder, as a name in Spark's SQL."""
