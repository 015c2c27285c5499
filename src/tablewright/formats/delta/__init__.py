"""Delta Lake: Parquet files, and then the log that turns them into one table.

The files are written first. The log is one small file, created in a single step; from then on the
folder is a complete Delta table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING

from tablewright.formats import parquet
from tablewright.formats.base import CatalogFormat
from tablewright.formats.delta import stranger, writing
from tablewright.formats.delta.names import LOG
from tablewright.formats.reading import FILES, Opened, QueryError, Reader, StoredTable, literal
from tablewright.formats.tables import TableOutput

if TYPE_CHECKING:
    import polars as pl
    from pyspark.sql import Column, DataFrame


class Delta(CatalogFormat):
    """Delta tables, each a folder."""

    name = "delta"
    # Delta readers are known to support all of these.
    compressions = dict.fromkeys(("zstd", "snappy", "gzip", "none"), ".parquet")
    needs = ("deltalake", "delta")
    handles = 24  # More than delta-rs opens concurrently; with fewer, it would panic.
    log = LOG
    log_files = r"\d+\.json"
    debris = r"_.*|\..*\.crc|.*\.parquet|deletion_vector_.*\.bin|[^=]+=.*"
    in_batches = True
    has_dictionaries = True

    def sink(
        self, lazy: pl.LazyFrame, target: IO[bytes], compression: str, metadata: Mapping[str, str]
    ) -> None:
        """Write all rows to one file."""
        parquet.FORMAT.sink(lazy, target, compression, metadata)

    def metadata(self, schema: pl.Schema) -> Mapping[str, str]:
        """As for Parquet."""
        return parquet.FORMAT.metadata(schema)

    def complete(
        self,
        folder: Path,
        files: Sequence[tuple[str, int]],
        table: TableOutput,
        properties: Mapping[str, str],
    ) -> list[str]:
        """Write the log."""
        return writing.write_log(folder, files, table, properties)

    def open(self, reader: Reader, table: StoredTable) -> Opened:
        """Create the view over the files in the log, which must be those in the manifest."""
        log = stranger.read_log(table)
        parts = {f"{FILES}/{file}": file for file in log.parts}
        problems = list(log.problems)
        if not problems:
            listed = ", ".join(map(literal, parts))
            problems += [
                f"its log gives {parts[address]} {log.rows[parts[address]]} rows; it has {rows}"
                for address, rows in reader.rows(
                    f"SELECT file_name, num_rows FROM parquet_file_metadata([{listed}])"
                )
                if log.rows[parts[address]] != rows
            ]
        if problems:
            raise QueryError("; ".join(problems[:3]))
        opened = parquet.open_copies(reader, parts, table)
        return replace(
            opened,
            mistyped=(*log.mistyped, *opened.mistyped),
            strange=parquet.origins(reader, parts, table),
        )

    def at(self, path: str) -> str:
        """The table in a folder, as a name in Spark's SQL."""
        return f"delta.`{path.replace('`', '``')}`"

    def create_or_replace(
        self,
        name: str,
        frame: DataFrame,
        comment: str,
        comments: Mapping[str, str],
        properties: Mapping[str, str],
    ) -> None:
        """Write a frame as a table, in one commit."""
        from pyspark.sql import functions

        def commented(column: str) -> Column:
            found = functions.col(f"`{column}`")
            text = comments.get(column)
            return found.alias(column, metadata={"comment": text}) if text else found

        writer = frame.select(*map(commented, frame.columns)).writeTo(name).using(self.name)
        # Options instead of SQL, so that nothing in a comment can be interpreted.
        for key, value in {**properties, **({"comment": comment} if comment else {})}.items():
            writer = writer.tableProperty(key, value)
        writer.createOrReplace()


FORMAT = Delta()
