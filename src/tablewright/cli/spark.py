"""The tables of a request through Spark: written, or a few rows to look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tablewright.cli.engine import Engine
from tablewright.cli.requests import STDOUT, WriteRequest
from tablewright.engines.spark import frame, session
from tablewright.engines.spark.start import started
from tablewright.errors import ArgumentError, SparkError, TablewrightError
from tablewright.io import spark_files
from tablewright.io.outputs import WrittenTable
from tablewright.io.parts import OnRows, TableOutput

if TYPE_CHECKING:
    import polars as pl
    from pyspark.sql import SparkSession


def partitions(engine: Engine, rows: int) -> int:
    """Of a table's frame: none without a row, since of those Spark writes the first."""
    return min(session.partitions(engine.partitions, rows), max(1, rows))


def check(requests: Sequence[WriteRequest], engine: Engine, *, resume: bool = False) -> None:
    """Refuse what Spark cannot write, if it is the engine, before it is started."""
    if not engine.is_spark:
        return
    if resume:
        raise ArgumentError(
            "resume=True is for Polars: Spark leaves nothing to go on with; leave --resume away"
        )
    for request in requests:
        if str(request.folder.parent) == STDOUT:
            raise ArgumentError(
                "out='-' is written by Polars only; leave --engine, --remote and --tier away: the "
                "rows are the same"
            )
        spark_files.check_encoding(request.encoding)


class Spark:
    """A session at work."""

    def __init__(self, spark: SparkSession, engine: Engine) -> None:
        self._spark = spark
        self._engine = engine
        self._shared: set[Path] = set()

    def frames(self, request: WriteRequest, rows: int) -> Iterator[tuple[str, pl.DataFrame]]:
        """The first rows of every table."""
        import polars as pl

        for table in request.tables:
            with _explained(table.name):
                made = frame.dataframe(
                    self._spark,
                    table,
                    request.seed,
                    partitions=partitions(self._engine, table.rows),
                )
                found = pl.DataFrame(pl.from_arrow(made.limit(rows).toArrow()))
                yield table.name, found

    def writer(
        self, request: WriteRequest, on_rows: OnRows
    ) -> Callable[[TableOutput, Path], WrittenTable]:
        """What writes the tables of a request."""

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
        """Stop what the session is doing."""
        try:
            self._spark.interruptAll()
        except Exception:  # It is being stopped anyhow.
            return


@contextmanager
def opened(engine: Engine) -> Iterator[Spark]:
    """The session that an engine names."""
    with started(engine.remote, spark_files.SETTINGS) as spark:
        yield Spark(spark, engine)


@contextmanager
def _explained(table: str) -> Iterator[None]:
    """One line of what Spark says, instead of its stack."""
    try:
        yield
    except (TablewrightError, OSError):
        raise
    except Exception as error:
        line = session.first_line(error)
        raise SparkError(f"table={table!r} was not made by Spark: {line}") from error
