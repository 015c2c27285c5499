"""Spark SQL against the interpreter: every operation, random trees, every column type."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pytest
from tests.parity import cases
from tests.parity.trees import Trees

from tablewright import reference
from tablewright.engines.spark.program import lower
from tablewright.engines.spark.types import spark_type
from tablewright.plan import plan
from tablewright.spec import Column, Table

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

# Spark's own sockets, noticed whenever Python collects them.
pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)

SETTINGS: dict[str, dict[str, str]] = {
    "utc, ansi": {
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.ansi.enabled": "true",
    },
    "new york, not ansi, raw literals": {
        "spark.sql.session.timeZone": "America/New_York",
        "spark.sql.ansi.enabled": "false",
        "spark.sql.parser.escapedStringLiterals": "true",
    },
    "kolkata, reserved words, no code generation": {
        "spark.sql.session.timeZone": "Asia/Kolkata",
        "spark.sql.ansi.enabled": "true",
        "spark.sql.ansi.enforceReservedKeywords": "true",
        "spark.sql.ansi.doubleQuotedIdentifiers": "true",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    },
}
COLUMNS_AT_ONCE = 60


@pytest.fixture(scope="session")
def session() -> Iterator[SparkSession]:
    from pyspark.sql import SparkSession

    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    builder = SparkSession.builder.master("local[2]").appName("tablewright-tests")
    for key, value in {
        "spark.ui.enabled": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.shuffle.partitions": "2",
        "spark.log.level": "ERROR",
    }.items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    yield spark
    spark.stop()


@pytest.fixture(params=SETTINGS)
def spark(request: pytest.FixtureRequest, session: SparkSession) -> Iterator[SparkSession]:
    settings = SETTINGS[request.param]
    for key, value in settings.items():
        session.conf.set(key, value)
    yield session
    for key in settings:
        session.conf.unset(key)


def frame(spark: SparkSession, table: Table, seed: int, columns: Sequence[Column]) -> DataFrame:
    made = spark.range(0, table.rows, 1, 2)
    for select in lower(plan(table, seed), columns).selects():
        made = made.selectExpr(*select)
    return made


def collected(made: DataFrame) -> dict[str, list[Any]]:
    arrow = made.toArrow()
    return {name: arrow[name].to_pylist() for name in arrow.column_names}


def compare(
    spark: SparkSession, table: Table, seed: int, expected: Mapping[str, list[str]]
) -> None:
    for start in range(0, len(table.columns), COLUMNS_AT_ONCE):
        columns = table.columns[start : start + COLUMNS_AT_ONCE]
        found = collected(frame(spark, table, seed, columns))
        for column in columns:
            texts = list(map(cases.plain, found[column.name]))
            differing = [
                (row, *pair)
                for row, pair in enumerate(zip(texts, expected[column.name], strict=True))
                if pair[0] != pair[1]
            ]
            assert not differing, (column.name, differing[:5])


def interpreted(table: Table, seed: int) -> dict[str, list[str]]:
    rows = reference.rows(table, seed, range(table.rows))
    return {c.name: [cases.plain(row[c.name]) for row in rows] for c in table.columns}


@pytest.fixture(scope="module")
def nasty() -> tuple[Table, dict[str, list[str]]]:
    table = cases.table(cases.all_cases())
    return table, interpreted(table, cases.SEED)


def test_every_operation(spark: SparkSession, nasty: tuple[Table, dict[str, list[str]]]) -> None:
    table, expected = nasty
    compare(spark, table, cases.SEED, expected)


@pytest.fixture(scope="module")
def trees() -> tuple[Table, dict[str, list[str]]]:
    grown = Trees(random.Random(5))
    exprs = {
        f"{kind}_{number}": expr
        for number in range(24)
        for kind, expr in grown.columns(50, number % 6).items()
    }
    table = cases.table(exprs, 50)
    return table, interpreted(table, 9)


def test_random_trees(spark: SparkSession, trees: tuple[Table, dict[str, list[str]]]) -> None:
    table, expected = trees
    compare(spark, table, 9, expected)


def test_column_types(spark: SparkSession) -> None:
    table = cases.typed()
    compare(spark, table, 3, interpreted(table, 3))
    schema = frame(spark, table, 3, table.columns).schema
    assert [f.dataType.simpleString() for f in schema] == [
        spark_type(c.type) for c in table.columns
    ]
