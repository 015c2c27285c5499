"""The Java that Spark makes of a table is of a kind that the JVM compiles."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from tablewright import api
from tablewright.engines.spark import frame, methods, steps
from tablewright.engines.spark.levels import with_levels
from tablewright.engines.spark.program import lower
from tablewright.engines.spark.types import SparkColumn
from tablewright.plan import plan
from tablewright.spark.demo import demo_sizes
from tablewright.spec import Table

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

MOST_BYTES = 8_000
MOST_ARGUMENTS = 44
"""The best compiler of Java 17 refuses methods with a few more."""
MORE_ARGUMENTS = {"iot.events": 52, "manufacturing.sensor_data": 54}
"""Tables with some such methods, which stay with the faster, weaker compiler (docs/SPARK.md)."""
LARGEST = (
    "retail.transactions",
    "demo.transactions",
    "iot.events",
    "manufacturing.equipment",
    "manufacturing.sensor_data",
)


def declared(name: str) -> Table:
    """A table by name; ``demo`` instead of an industry: the retail demo's, at its defaults."""
    industry, _, short = name.partition(".")
    if industry == "demo":
        return api.declare("retail", sizes=demo_sizes("retail", 100_000)).table(short)
    return api.declare(industry, rows=1_000_000).table(short)


def stages(spark: SparkSession, name: str) -> list[tuple[str, int]]:
    """The Java of each stage, and the bytes of its largest method."""
    made: Any = frame.dataframe(spark, declared(name), 42)
    found = made._jdf.queryExecution().debug().codegenToSeq()
    each = [found.apply(place) for place in range(found.size())]
    return [(stage._2(), stage._3().maxMethodCodeSize()) for stage in each]


@pytest.mark.parametrize("name", LARGEST)
def test_every_method_is_short(classic: SparkSession, name: str) -> None:
    table = declared(name)
    begun = sum(level.starts_stage for level in lower(plan(table, 42), table.columns).levels)
    found = stages(classic, name)
    assert len(found) == 1 + begun
    assert all(0 < size < MOST_BYTES for _, size in found)


@pytest.mark.parametrize("name", LARGEST)
def test_every_method_has_few_arguments(classic: SparkSession, name: str) -> None:
    java = "".join(each for each, _ in stages(classic, name))
    arguments = re.findall(r"private void \w+_doConsume_\d+\(([^)]*)\)", java)
    assert len(arguments) > 5
    most = MORE_ARGUMENTS.get(name, MOST_ARGUMENTS)
    assert max(each.count(",") + 1 for each in arguments) <= most


@pytest.mark.parametrize("name", LARGEST)
def test_names_come_as_late_as_their_readers_allow(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(methods, "_MOST_BYTES", 10**9)
    monkeypatch.setattr(methods, "_LONGEST_METHOD", 10**9)
    monkeypatch.setattr(steps, "_TURN", 1)
    table = declared(name)
    lowered = lower(plan(table, 42), table.columns)
    constants, *levels = (*(level.columns for level in lowered.levels), lowered.columns)
    assert all(column.type.startswith("array") for column in constants)
    for level, after in pairwise(levels):
        read = {found for column in after for found in re.findall(r"__[sx][0-9]+", column.sql)}
        assert {column.name for column in level} <= read


@pytest.mark.parametrize("name", LARGEST)
def test_hidden_columns_are_never_null_and_go_once_nobody_reads_them(
    classic: SparkSession, name: str
) -> None:
    table = declared(name)
    lowered = lower(plan(table, 42), table.columns)
    made = classic.range(1)
    for place, level in enumerate(lowered.levels):
        made = with_levels(made, [level])
        assert not any(field.nullable for field in made.schema if field.name.startswith("__s"))
        if level.unread:
            later = [column.sql for after in lowered.levels[place:] for column in after.columns]
            read = set(re.findall(r"\w+", " ".join([*later, *(c.sql for c in lowered.columns)])))
            assert {c for c in made.columns if c.startswith("__")} <= read | {level.columns[0].name}
    assert any(level.unread for level in lowered.levels)


def test_tables_that_need_few_methods_get_shorter_ones() -> None:
    def columns_of_a_method(count: int) -> float:
        levels = [[SparkColumn(f"__s{n}", "bigint", "if(" * 30)] for n in range(count)]
        made = methods.shortened(levels, levels[-1], "id")
        return count / (
            1 + sum("explode" in level.columns[0].sql or level.starts_stage for level in made)
        )

    assert columns_of_a_method(20) < 4 < columns_of_a_method(200)


def test_without_cuts_a_method_would_be_too_long(
    classic: SparkSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(methods, "_MOST_BYTES", 10**9)
    assert max(size for _, size in stages(classic, "healthcare.claims")) > MOST_BYTES
