"""Demos: all tables of a dataset, raw in a volume and clean in a catalog."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial, reduce
from typing import TYPE_CHECKING, Literal

from tablewright import api, checks, faults, formats
from tablewright._version import __version__
from tablewright.engines.spark import frame, session
from tablewright.errors import ArgumentError, one_line
from tablewright.faults import Dirt, can_be_dirty
from tablewright.formats.tables import Description
from tablewright.io.spark_tables import explained
from tablewright.io.targets import Target, home
from tablewright.spark import raw_copies
from tablewright.spark.concurrency import together
from tablewright.spec import Declaration, Table, TableSet
from tablewright.tables import industry as find_industry

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

Raw = bool | Literal["dirty"]
Mode = Literal["error", "overwrite"]
ANSWERS = "answer_key"
"""The table that lists every fault of a dirty raw copy."""
_ANSWERS_TYPES = {"table_name": "text", "row_key": "int64", "column_name": "text", "kind": "text"}
_ANSWERS_ABOUT = Description(
    "Every fault of the raw copies: its table, row, column and kind.",
    {
        "table_name": "the table",
        "row_key": "the row's primary key",
        "column_name": "the cell's column; null for a duplicate row",
        "kind": ", ".join(faults.RATES),
    },
)


@dataclass(frozen=True)
class DemoTable:
    """A table of a demo.

    Parameters
    ----------
    name : str
        The table's short name.
    rows : int
        Number of rows of the clean table.
    location : str
        The clean table's name in the catalog.
    raw : str, optional
        The folder of its JSON files.
    seconds : float
        Elapsed time of both, while another table was written concurrently.
    """

    name: str
    rows: int
    location: str
    raw: str | None
    seconds: float


@dataclass(frozen=True)
class DemoReport:
    """The result of a demo.

    Parameters
    ----------
    industry : str
        The dataset's name.
    tables : tuple of DemoTable
        The tables in writing order.
    seconds : float
        Total elapsed time.
    """

    industry: str
    tables: tuple[DemoTable, ...]
    seconds: float

    @property
    def rows(self) -> int:
        """Total number of rows of the clean tables."""
        return sum(table.rows for table in self.tables)


@dataclass(frozen=True)
class Demo:
    """The settings of a demo; the parameters are those of the public functions.

    ``world`` holds tables that are already declared; otherwise ``rows`` sets their sizes.
    """

    spark: SparkSession
    industry: Declaration | str
    catalog: str
    schema: str
    volume: str
    rows: int
    seed: int
    raw: Raw = True
    tables: Sequence[str] | None = None
    mode: Mode = "error"
    progress: bool = True
    storage: str | None = None
    dirt: Mapping[str, float] | None = None
    world: TableSet | None = None

    def run(self, say: Callable[[str], None] | None = None) -> DemoReport:
        """Write the demo; call ``say`` for each table."""
        began = time.perf_counter()
        chosen, dataset = self._checked()
        session.session(self.spark)
        place = home(self.spark, self.catalog, self.schema, self.volume, storage=self.storage)
        if self.raw == "dirty":
            _check_variant(self.spark)
        folder = place.prepare()
        if self.mode == "error":
            self._check_absent(place, folder, chosen)
        tell = say or (_print if self.progress else _nothing)
        calls = [partial(self._write, place, folder, table, dataset) for table in chosen]
        written = []
        with together(self.spark, calls) as results:
            for one in results:
                written.append(one)
                tell(f"{one.name}: {one.rows:,} rows in {one.location} ({one.seconds:.1f} s)")
        for table in chosen:
            place.relate(table.short_name, Description.of(table))
        broken = [table for table in chosen if can_be_dirty(table)]
        if self.raw == "dirty" and broken:
            started = time.perf_counter()
            found = [raw_copies.answers(*self._broken(place, table)) for table in broken]
            everything = reduce(lambda left, right: left.unionAll(right), found)
            name = place.write(ANSWERS, everything, _ANSWERS_TYPES, _ANSWERS_ABOUT, {})
            tell(f"{ANSWERS}: every fault, in {name} ({time.perf_counter() - started:.1f} s)")
        return DemoReport(self._declared.name, tuple(written), time.perf_counter() - began)

    @cached_property
    def _declared(self) -> Declaration:
        return declaration(self.industry)

    def _checked(self) -> tuple[list[Table], TableSet]:
        found = self._declared
        checks.seed(self.seed)
        checks.choice("mode", self.mode, ("error", "overwrite"))
        if self.raw not in (True, False, "dirty"):
            raise ArgumentError(f"raw={self.raw!r} is unknown; give True, False or 'dirty'")
        faults.rates(self.dirt)
        dataset = self.world
        if dataset is None:
            most = checks.MAX_ROWS * default_rows(found) // max(found.demo_rows.values())
            rows = checks.integer(f"n_{found.main}", self.rows, 1, most)
            dataset = api.declare(found, sizes=demo_sizes(found, rows))
        if self.tables is None:
            return list(dataset.tables), dataset
        if isinstance(self.tables, str):
            raise ArgumentError(f"tables={self.tables!r} is one text; give a list of names")
        checks.at_least_one("tables", self.tables)
        known = [table.short_name for table in dataset.tables]
        names = {checks.choice("tables", name, known) for name in self.tables}
        return [table for table in dataset.tables if table.short_name in names], dataset

    def _check_absent(self, place: Target, folder: str, chosen: Sequence[Table]) -> None:
        names = [table.short_name for table in chosen]
        if self.raw == "dirty":
            names.append(ANSWERS)
        taken = [name for name in names if place.exists(name)]
        if taken:
            where = f"{self.catalog}.{self.schema}.{taken[0]}"
            raise ArgumentError(
                f"table={where!r} already exists; give mode='overwrite' to replace it, or name "
                "another schema"
            )
        if self.raw:
            for table in chosen:
                path = f"{folder}/{table.short_name}"
                if place.exists_in_volume(path):
                    raise ArgumentError(
                        f"volume={path!r} already contains files; give mode='overwrite' to replace "
                        "them, or name another volume"
                    )

    def _write(self, place: Target, folder: str, table: Table, dataset: TableSet) -> DemoTable:
        started = time.perf_counter()
        types = {column.name: str(column.type) for column in table.columns}
        properties = {
            "tablewright.version": __version__,
            "tablewright.table": table.name,
            "tablewright.seed": str(self.seed),
            "tablewright.parameters": json.dumps(dict(dataset.parameters), sort_keys=True),
        }
        made, about = self.rows_of(table), Description.of(table)
        location = place.write(table.short_name, made, types, about, properties)
        path = f"{folder}/{table.short_name}" if self.raw else None
        if path:
            with explained(f"volume={path!r} was not written", "run again with mode='overwrite'"):
                sent = self._sent(place, table)
                formats.find(formats.BATCHES).spark_writer(sent).mode("overwrite").save(path)
        seconds = time.perf_counter() - started
        return DemoTable(table.short_name, table.rows, location, path, seconds)

    def rows_of(self, table: Table) -> DataFrame:
        """Return the clean rows of a table."""
        return frame.dataframe(self.spark, table, self.seed)

    def _sent(self, place: Target, table: Table) -> DataFrame:
        """Return the raw copy of the written clean table; no row is generated twice."""
        if self.raw == "dirty" and can_be_dirty(table):
            return raw_copies.raw(*self._broken(place, table))
        return place.read(table.short_name)

    def _broken(self, place: Target, table: Table) -> tuple[DataFrame, Dirt]:
        broken = faults.dirty(table, faults.rates(self.dirt))
        return raw_copies.with_faults(place.read(table.short_name), broken, self.seed), broken


def declaration(industry: Declaration | str) -> Declaration:
    """Return a declaration, given itself or the name of a ready-made dataset."""
    return find_industry(industry)


def default_rows(industry: Declaration | str) -> int:
    """Return the default number of rows of a demo's main table."""
    found = declaration(industry)
    return found.demo_rows[found.main]


def demo_sizes(industry: Declaration | str, rows: int) -> dict[str, int]:
    """Return the sizes of all tables of a demo whose main table has ``rows``.

    Examples
    --------
    >>> sum(demo_sizes("retail", 100_000).values())
    5610051
    """
    found = declaration(industry)
    return replace(found, default_rows=found.demo_rows).sizes_for(found.main, rows)


def _check_variant(spark: SparkSession) -> None:
    what = "raw='dirty' needs Spark's VARIANT"
    with explained(what, "use Spark 4.0 or newer, or raw=True"):
        _ = spark.range(1).selectExpr("CAST(id AS VARIANT) AS id").columns


def _print(line: str) -> None:
    print(one_line(line), file=sys.stderr, flush=True)


def _nothing(line: str) -> None:
    return
