"""Spark SQL against the interpreter: every operation, random trees, every column type."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pytest

from tablewright import interpreter
from tablewright.engines.spark import methods, steps
from tablewright.engines.spark.frame import filled
from tablewright.engines.spark.program import lower
from tablewright.engines.spark.types import spark_type
from tablewright.errors import DeclarationError
from tablewright.ops import Expr, Field, Index, Row, SumOverChildren
from tablewright.plan import plan
from tablewright.spec import Column, Decimal, Int64, Table
from tests.support import cases
from tests.support.trees import Trees

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


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
# Each of them also with another way of writing SQL, which tables of other sizes would get.
LIMITS = {
    "new york, not ansi, raw literals": (methods, "_MOST_BYTES", 1_000),
    "kolkata, reserved words, no code generation": (steps, "_MOST_CHILDREN", 0),
}
COLUMNS_AT_ONCE = 60
parent = Field("t.parent", "x", Row() * 2, rows=5)


@pytest.fixture(params=SETTINGS)
def spark(
    request: pytest.FixtureRequest, classic: SparkSession, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SparkSession]:
    settings = SETTINGS[request.param]
    if request.param in LIMITS:
        monkeypatch.setattr(*LIMITS[request.param])
    for key, value in settings.items():
        classic.conf.set(key, value)
    yield classic
    for key in settings:
        classic.conf.unset(key)


def frame(spark: SparkSession, table: Table, seed: int, columns: Sequence[Column]) -> DataFrame:
    return filled(spark.range(0, table.rows, 1, 2).toDF("id"), lower(plan(table, seed), columns))


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
    rows = interpreter.rows(table, seed, range(table.rows))
    return {c.name: [cases.plain(row[c.name]) for row in rows] for c in table.columns}


@pytest.fixture(scope="module")
def nasty() -> tuple[Table, dict[str, list[str]]]:
    table = cases.table(cases.all_cases())
    return table, interpreted(table, cases.SEED)


def test_every_operation(spark: SparkSession, nasty: tuple[Table, dict[str, list[str]]]) -> None:
    table, expected = nasty
    compare(spark, table, cases.SEED, expected)


def test_an_operation_needs_no_more_than_a_package_of_its_own(spark: SparkSession) -> None:
    table = cases.added()
    compare(spark, table, 1, interpreted(table, 1))


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


def chain(start: Expr, length: int) -> Expr:
    for _ in range(length):
        start = (start * start + Row()) % 1009
    return start


def test_no_more_levels_than_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(methods, "_MOST_BYTES", 10**9)
    exprs = {
        "one": chain(Row() % 7, 99),
        "two": SumOverChildren(Row() % 50, chain(Index() + Row(), 60), 50),
    }
    table = cases.table(exprs, 20)
    lowered = lower(plan(table, 1), table.columns, levels=66)
    assert len(lowered.levels) == 66
    assert sum(len(c.sql) for level in lowered.levels for c in level.columns) < 50_000


@pytest.mark.parametrize(
    ("column", "message"),
    [
        (Column(Field("t", "c", Row()), Decimal(38, 19)), "more digits than Spark gets"),
        (Column(Field("t", "c", parent.at(Row() % 5)), Int64()), "Spark has no Materialized"),
    ],
)
def test_refused_while_planning(column: Column, message: str) -> None:
    table = Table("t", 9, (column,), primary_key="c")
    with pytest.raises(DeclarationError, match=message):
        lower(plan(table, 1, materialize=10), table.columns)
