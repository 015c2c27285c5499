"""The five demos, on classic Spark and over Connect, read back by others and compared."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from tablewright import faults
from tablewright.engines.local import LocalTable
from tablewright.engines.spark import frame
from tablewright.errors import ArgumentError, DeclarationError
from tablewright.spark import raw_copies
from tablewright.spark.demo import ANSWERS, DemoReport, demo_sizes
from tablewright.tables import INDUSTRY_NAMES
from tablewright.tables import industry as declaration_of
from tests.support import demo_rows
from tests.support.demos import MAIN, demo
from tests.support.spark import client
from tests.support.unity_emulator import Catalog, serving

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SIZES = {"retail": 60, "healthcare": 60, "financial": 30, "iot": 20, "manufacturing": 20}
TOTALS = {
    "retail": 5_610_000,
    "healthcare": 1_100_000,
    "financial": 2_180_000,
    "iot": 55_110_500,  # With five hundred sites, which the specification does not have.
    "manufacturing": 5_051_250,
}


def some(*names: str) -> list[Any]:
    """These industries always, the others with the slow tests; so each runs at least once."""
    slow = [pytest.param(n, marks=pytest.mark.slow) for n in INDUSTRY_NAMES if n not in names]
    return [*names, *slow]


SECRET = "dapi-very-secret-0123456789"


@pytest.mark.parametrize("industry", INDUSTRY_NAMES)
def test_default_totals_are_the_specification_s(industry: str) -> None:
    sizes = demo_sizes(industry, MAIN[industry][1])
    fixed = declaration_of(industry).fixed
    assert sum(n for table, n in sizes.items() if table not in fixed) == TOTALS[industry]
    assert demo_rows.declared(industry, MAIN[industry][1])  # they can be declared
    if industry == "retail":
        assert sizes["line_items"] == 4 * sizes["transactions"]


@pytest.fixture
def unity(classic: SparkSession) -> Iterator[Catalog]:
    """A catalog ``main`` that the classic session knows."""
    catalog = Catalog(token=SECRET)
    catalog.add_catalog("main")
    with serving(catalog) as url:
        classic.conf.set("spark.sql.catalog.main.uri", url)
        classic.conf.set("spark.sql.catalog.main.token", SECRET)
        yield catalog
    classic.conf.unset("spark.sql.catalog.main.uri")
    classic.conf.unset("spark.sql.catalog.main.token")


def check_tables(industry: str, report: DemoReport, folders: dict[str, Path]) -> None:
    """Every table has Polars' rows, for delta-rs and for DuckDB."""
    dataset = demo_rows.declared(industry, SIZES[industry])
    assert [table.name for table in report.tables] == [t.short_name for t in dataset.tables]
    for table in report.tables:
        declared = dataset.table(table.name)
        want = demo_rows.wanted(dataset, table.name).sort(declared.primary_key)
        assert table.rows == want.height
        found = demo_rows.by_delta_rs(folders[table.name], declared.primary_key)
        assert found.schema == want.schema
        assert found.equals(want), table.name
        assert demo_rows.by_duckdb(folders[table.name], declared.primary_key, want).equals(want)


@pytest.mark.parametrize("industry", some("retail", "healthcare"))
def test_a_demo_in_an_open_unity_catalog(
    classic: SparkSession, unity: Catalog, industry: str, tmp_path: Path
) -> None:
    is_dirty = industry in ("retail", "manufacturing")
    report = demo(
        classic,
        industry,
        "main",
        "silver",
        "landing",
        SIZES[industry],
        raw="dirty" if is_dirty else True,
        storage=str(tmp_path),
        progress=False,
    )
    known = unity.things["tables"]
    folders = {
        table.name: demo_rows.local(known[f"main.silver.{table.name}"]["storage_location"])
        for table in report.tables
    }
    check_tables(industry, report, folders)
    dataset = demo_rows.declared(industry, SIZES[industry])
    volume = unity.things["volumes"]["main.silver.landing"]["storage_location"]
    for table in report.tables:
        declared = dataset.table(table.name)
        there = known[table.location]
        assert there["comment"] == declared.doc
        assert there["data_source_format"] == "DELTA"
        assert [c["comment"] for c in there["columns"]] == [c.doc for c in declared.columns]
        assert there["properties"]["tablewright.primary_key"] == declared.primary_key
        for key in declared.foreign_keys:
            assert f"tablewright.foreign_key.{key.column}" in there["properties"]
        assert table.raw == f"{volume}/{table.name}"
    check_raw(dataset, report, demo_rows.local(volume), folders, is_dirty=is_dirty)
    if industry == "retail":
        by_spark = classic.read.format("delta").load(str(folders["customers"]))
        made = frame.dataframe(classic, dataset.table("customers"), 42)
        assert by_spark.exceptAll(made).count() == made.exceptAll(by_spark).count() == 0


def check_raw(
    dataset: Any, report: DemoReport, volume: Path, folders: dict[str, Path], *, is_dirty: bool
) -> None:
    """The raw copy says what the clean one says, but for exactly the faults of the answer key."""
    found: list[demo_rows.Fault] = []
    for table in report.tables:
        sent = demo_rows.json_lines(volume / table.name)
        found += demo_rows.faults(dataset, table.name, sent)
    if not is_dirty:
        assert not found
        return
    folder = next(iter(folders.values())).parent / ANSWERS
    key = pl.read_delta(str(folder))
    assert key.columns == ["table_name", "row_key", "column_name", "kind"]
    named = [demo_rows.Fault(*row) for row in key.iter_rows()]
    assert len(set(named)) == len(named)
    assert set(found) == set(named)
    assert {fault.kind for fault in found} == set(_kinds())


def _kinds() -> list[str]:
    return list(faults.RATES)


def test_a_demo_in_spark_s_own_catalog(classic: SparkSession, capsys: Any) -> None:
    given = ("spark_catalog", "one_shop", "landing", 60)
    report = demo(classic, "retail", *given, tables=["customers", "products"])
    said = capsys.readouterr()
    assert said.out == ""
    assert [line.partition(":")[0] for line in said.err.splitlines()] == ["customers", "products"]
    assert [table.name for table in report.tables] == ["customers", "products"]
    found = classic.table("spark_catalog.one_shop.customers")
    assert found.count() == 60
    listed = classic.catalog.listColumns("spark_catalog.one_shop.customers")
    comments = {column.name: column.description for column in listed}
    assert comments["customer_id"] == "1,000,000 + row"
    before = files_of(report)
    with pytest.raises(ArgumentError, match=r"one_shop\.customers' already exists; give mode="):
        demo(classic, "retail", *given)
    classic.sql("DROP TABLE spark_catalog.one_shop.customers")
    classic.sql("DROP TABLE spark_catalog.one_shop.products")
    with pytest.raises(ArgumentError, match="already contains files; give mode='overwrite'"):
        demo(classic, "retail", *given, progress=False)
    assert files_of(report) == before
    again = demo(classic, "retail", *given, mode="overwrite", tables=["products"], progress=False)
    assert again.rows == 6
    assert classic.table("spark_catalog.one_shop.products").count() == 6


def files_of(report: DemoReport) -> set[Path]:
    return {path for table in report.tables for path in demo_rows.local(table.raw or "").rglob("*")}


def test_the_dirt_is_the_same_whatever_the_partitions(classic: SparkSession) -> None:
    dataset = demo_rows.declared("financial", 200)
    table = dataset.table("trades")
    broken = faults.dirty(table, faults.rates({"null": 0.3, "malformed": 0.3}))
    made = [frame.dataframe(classic, broken.table, 42, partitions=count) for count in (1, 5)]
    # As a demo does it: from clean rows that come back in some order.
    clean = frame.dataframe(classic, table, 42).orderBy("price")
    made.append(raw_copies.with_faults(clean, broken, 42))
    for way in (raw_copies.raw, raw_copies.answers):
        one, *others = (way(each, broken).selectExpr("to_json(struct(*)) AS j") for each in made)
        assert one.count() > 100
        for other in others:
            assert one.exceptAll(other).count() == other.exceptAll(one).count() == 0


@pytest.mark.parametrize("industry", INDUSTRY_NAMES)
def test_every_key_says_which_row_it_is_of(industry: str) -> None:
    for table in demo_rows.declared(industry, 20).tables:
        keys = LocalTable(table, 42).rows(0, 2)[table.primary_key]
        assert faults.can_be_dirty(table) == keys.dtype.is_integer()
        if faults.can_be_dirty(table):
            first = faults.dirty(table, faults.RATES).first_key
            assert keys.to_list() == [first, first + 1][: len(keys)]


def test_a_key_that_does_not_say_its_row_is_refused() -> None:
    trades = demo_rows.declared("financial", 20).table("trades")
    with pytest.raises(DeclarationError, match=r"account_id is not row \+ constant"):
        faults.dirty(replace(trades, primary_key="account_id"), faults.RATES)


@pytest.mark.parametrize("name", some("financial", "iot", "manufacturing"))
def test_a_demo_over_connect(server: str, tmp_path: Path, name: str) -> None:
    catalog = Catalog(token=SECRET)
    catalog.add_catalog("main")
    with serving(catalog) as url:
        os.environ["UNITY_CATALOG_TOKEN"] = SECRET
        try:
            size = f"{name}={SIZES[name]}"
            done = client("tests.support.programs.demo_client", server, url, str(tmp_path), size)
        finally:
            del os.environ["UNITY_CATALOG_TOKEN"]
    assert done.returncode == 0, done.stderr
    assert SECRET not in done.stdout + done.stderr
    answers = json.loads(done.stdout.splitlines()[-1])
    assert answers["jvm"] is False
    dataset = demo_rows.declared(name, SIZES[name])
    assert set(answers[name]) == {table.short_name for table in dataset.tables}
    for table, location in answers[name].items():
        declared = dataset.table(table)
        there = catalog.things["tables"][location]["storage_location"]
        want = demo_rows.wanted(dataset, table).sort(declared.primary_key)
        assert demo_rows.by_delta_rs(demo_rows.local(there), declared.primary_key).equals(want)
