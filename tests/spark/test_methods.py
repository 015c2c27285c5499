"""The Java that Spark makes of a table is of a kind that the JVM compiles."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from tablewright import api
from tablewright.engines.spark import frame, methods
from tablewright.engines.spark.program import lower
from tablewright.engines.spark.types import SparkColumn
from tablewright.plan import plan

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

MOST_BYTES = 8_000
LARGEST = (
    "retail.transactions",
    "iot.events",
    "manufacturing.equipment",
    "manufacturing.sensor_data",
)


def largest_methods(spark: SparkSession, name: str) -> list[int]:
    """The bytes of the largest method of each stage."""
    industry, _, short = name.partition(".")
    made: Any = frame.dataframe(spark, api.declare(industry, tier=2).table(short), 42)
    stages = made._jdf.queryExecution().debug().codegenToSeq()
    return [stages.apply(place)._3().maxMethodCodeSize() for place in range(stages.size())]


@pytest.mark.parametrize("name", LARGEST)
def test_every_method_is_short(classic: SparkSession, name: str) -> None:
    found = largest_methods(classic, name)
    assert found
    assert 0 < max(found) < MOST_BYTES


@pytest.mark.parametrize("name", LARGEST)
def test_names_come_as_late_as_their_readers_allow(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(methods, "_MOST_BYTES", 10**9)
    industry, _, short = name.partition(".")
    table = api.declare(industry, tier=2).table(short)
    lowered = lower(plan(table, 42), table.columns)
    constants, *levels = (*lowered.levels, lowered.columns)
    assert all(column.type.startswith("array") for column in constants)
    for level, after in pairwise(levels):
        read = {found for column in after for found in re.findall(r"__[sx][0-9]+", column.sql)}
        assert {column.name for column in level} <= read


def test_tables_that_need_few_methods_get_shorter_ones() -> None:
    def columns_of_a_method(count: int) -> float:
        levels = [[SparkColumn(f"__s{n}", "bigint", "if(" * 30)] for n in range(count)]
        made = methods.shortened(levels, "id")
        return count / (1 + sum("explode" in level[0].sql for level in made))

    assert columns_of_a_method(20) < 4 < columns_of_a_method(200)


def test_without_cuts_a_method_would_be_too_long(
    classic: SparkSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(methods, "_MOST_BYTES", 10**9)
    assert max(largest_methods(classic, "healthcare.claims")) > MOST_BYTES
