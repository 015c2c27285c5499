"""Writes tables with Spark, one file per partition, to a local folder."""

from __future__ import annotations

import re
import secrets
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from tablewright.errors import ArgumentError, OutputError
from tablewright.formats import Encoding, every
from tablewright.formats.tables import TableOutput
from tablewright.io.outputs import WrittenTable

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_PART = re.compile(r"part-(\d+)-.*?(?:-c(\d+))?\.[a-z].*")


def session_settings() -> dict[str, str]:
    """Session settings for writing."""
    settings = {"spark.sql.session.timeZone": "UTC"}
    for format in every().values():
        settings |= format.spark_settings
    return settings


def check_encoding(encoding: Encoding) -> None:
    """Raise an error for encodings that Spark cannot write."""
    known = encoding.format.spark_compressions
    if not known:
        others = [name for name, format in every().items() if format.spark_compressions]
        raise ArgumentError(
            f"Spark cannot write format={encoding.name!r}; choose "
            f"{', '.join(others)}, or --engine polars"
        )
    if encoding.compression not in known:
        raise ArgumentError(
            f"compression={encoding.compression!r} is not supported by every Spark; choose "
            f"{', '.join(known)} for {encoding.name}, or --engine polars"
        )


def count_files(rows: int, partitions: int, rows_per_file: int) -> int:
    """Return the number of files of a table whose partitions all have rows, if it has any."""
    least, larger = divmod(rows, partitions)
    files = larger * -(-(least + 1) // rows_per_file)
    return files + (partitions - larger) * -(-least // rows_per_file)


def file_names(table: str, files: int, suffix: str) -> list[str]:
    """Return the file names, which are those of the local engine's parts."""
    if files <= 1:
        return [table + suffix] * files
    width = max(5, len(str(files - 1)))
    return [f"{table}/part-{number:0{width}}{suffix}" for number in range(files)]


def check_shared(spark: SparkSession, where: str, folder: Path, out: Path) -> None:
    """Raise an error if Spark has no access to ``folder``, which exists."""
    token = secrets.token_hex(16)
    marker = folder / f"{token}.txt"
    marker.write_text(token, encoding="utf-8")
    try:
        found = [row[0] for row in spark.read.text(_escaped(marker)).collect()]
    except Exception as error:
        if "PATH_NOT_FOUND" not in str(error):
            raise
        found = []
    finally:
        marker.unlink()
    if found != [token]:
        raise OutputError(
            f"out={str(out)!r} is on this machine, and {where} has no access to it; name a "
            "folder on a disk that both share, or omit --engine and --remote: the rows are the "
            "same"
        )


def write_table(
    made: DataFrame,
    table: TableOutput,
    stage: Path,
    encoding: Encoding,
    rows_per_file: int,
    partitions: int,
) -> WrittenTable:
    """Write a table to a staging folder, in row order.

    Parameters
    ----------
    made : DataFrame
        All rows, in ascending order across partitions.
    table : TableOutput
        The table's name and number of rows.
    stage : Path
        A folder shared with Spark; see `check_shared`.
    encoding : Encoding
        One that `check_encoding` accepts.
    rows_per_file : int
        Maximum number of rows per file.
    partitions : int
        Number of partitions of the frame; at most the number of rows, unless it is 1.

    Raises
    ------
    OutputError
        If files are missing after Spark reports that they are written.
    """
    target = stage / f".{table.name}.spark"
    writer = encoding.format.spark_writer(made, encoding.compression)
    writer.option("maxRecordsPerFile", rows_per_file).save(f"file://{target}")
    parts = {match: path for path in target.iterdir() if (match := _PART.fullmatch(path.name))}
    paths = [parts[m] for m in sorted(parts, key=lambda m: (int(m[1]), int(m[2] or 0)))]
    # A table without rows has one file too, with its columns.
    wanted = count_files(max(1, table.rows), partitions, rows_per_file)
    if len(paths) != wanted:
        raise OutputError(
            f"table={table.name!r}: {len(paths)} of {wanted} files are on this machine; "
            "Spark's workers must share its disk"
        )
    names = file_names(table.name, len(paths), encoding.suffix)
    size = 0
    for path, name in zip(paths, names, strict=True):
        (stage / name).parent.mkdir(exist_ok=True)
        size += path.stat().st_size
        path.replace(stage / name)
    shutil.rmtree(target)
    return WrittenTable(table.name, table.rows, tuple(names), size)


def _escaped(path: Path) -> str:
    return "file://" + re.sub(r"([*?\[\]{}\\])", r"\\\1", str(path))
