"""Generates the tables of a request with Spark: writes them, or returns a few rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tablewright.cli.engine import Engine
from tablewright.cli.requests import STDOUT, WriteRequest
from tablewright.engines.spark import frame, session
from tablewright.engines.spark.literals import identifier
from tablewright.engines.spark.start import started
from tablewright.errors import ArgumentError, SparkError, TablewrightError
from tablewright.formats.tables import TableOutput
from tablewright.io import spark_files
from tablewright.io.outputs import WrittenTable
from tablewright.io.writing import OnRows
from tablewright.spec import Table, Timestamp

if TYPE_CHECKING:
    import polars as pl
    from pyspark.sql import DataFrame, SparkSession


def partitions(engine: Engine, rows: int) -> int:
    """Number of partitions, at most one per row: Spark writes the first even if it is empty."""
    return min(session.partitions(engine.partitions, rows), max(1, rows))


def check(requests: Sequence[WriteRequest], engine: Engine, *, resume: bool = False) -> None:
    """If the engine is Spark, refuse what it cannot write, before it starts."""
    if not engine.is_spark:
        return
    if resume:
        raise ArgumentError(
            "resume=True needs Polars: Spark keeps no partial output to resume from; omit --resume"
        )
    for request in requests:
        if str(request.folder.parent) == STDOUT:
            raise ArgumentError(
                "out='-' needs Polars; omit --engine, --remote and --tier: the rows are the same"
            )
        spark_files.check_encoding(request.encoding)


class Spark:
    """A Spark session in use."""

    def __init__(self, spark: SparkSession, engine: Engine) -> None:
        self._spark = spark
        self._engine = engine
        self._shared: set[Path] = set()

    def frames(self, request: WriteRequest, rows: int) -> Iterator[tuple[str, pl.DataFrame]]:
        """Yield the first rows of every table."""
        for table in request.tables:
            with _explained(table.name):
                made = frame.dataframe(
                    self._spark,
                    table,
                    request.seed,
                    partitions=partitions(self._engine, table.rows),
                )
                yield table.name, first_rows(made, table, rows)

    def writer(
        self, request: WriteRequest, on_rows: OnRows
    ) -> Callable[[TableOutput, Path], WrittenTable]:
        """Return the function that writes a request's tables."""

        def write(output: TableOutput, stage: Path) -> WrittenTable:
            on_rows(output.name, 0)
            table = request.dataset.table(output.name)
            count = partitions(self._engine, table.rows)
            with _explained(table.name):
                if request.folder.parent not in self._shared:
                    out = request.folder.parent
                    spark_files.check_shared(self._spark, self._engine.where, stage, out)
                    self._shared.add(out)
                made = frame.dataframe(self._spark, table, request.seed, partitions=count)
                written = spark_files.write_table(
                    made, output, stage, request.encoding, request.rows_per_file, count
                )
            on_rows(output.name, output.rows)
            return written

        return write

    def cancel(self) -> None:
        """Interrupt the session's running work."""
        try:
            self._spark.interruptAll()
        except Exception:  # The session is stopping anyway.
            return


@contextmanager
def opened(engine: Engine) -> Iterator[Spark]:
    """Open the engine's session."""
    with started(engine.remote, spark_files.session_settings()) as spark:
        yield Spark(spark, engine)


def first_rows(made: DataFrame, table: Table, rows: int) -> pl.DataFrame:
    """Return the first rows of a table's frame.

    Not with ``toArrow``: it runs the query in a thread of its own, and if that ends because the JVM
    has no stack or memory left, PySpark waits for it for ever. ``collect`` raises the error.
    """
    import polars as pl

    from tablewright.engines.local.columns import polars_type

    names = [(identifier(column.name), column.type) for column in table.columns]
    # As numbers, instants do not depend on this process' time zone.
    shown = [f"unix_micros({name})" if type_ == Timestamp() else name for name, type_ in names]
    found = made.selectExpr(*shown).limit(rows).collect()
    schema = {column.name: polars_type(column.type) for column in table.columns}
    return pl.DataFrame([tuple(row) for row in found], schema=schema, orient="row")


@contextmanager
def _explained(table: str) -> Iterator[None]:
    """Turn Spark's errors into one line instead of a stack trace."""
    try:
        yield
    except (TablewrightError, OSError):
        raise
    except Exception as error:
        line = session.first_line(error)
        raise SparkError(f"Spark could not generate table={table!r}: {line}") from error
