"""Every table on Spark equals the local one in every cell, whatever the session is like."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tablewright import api
from tablewright.engines.local import LocalTable
from tablewright.engines.spark import frame
from tablewright.engines.spark.program import lower
from tablewright.plan import plan
from tablewright.tables import INDUSTRY_NAMES
from tests.support import calls
from tests.support.spark import client

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

FUNCTIONS = [(each, name) for each in INDUSTRY_NAMES for name in calls.CALLS[each]]
SCENARIOS = range(len(calls.SCENARIOS))


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize(("industry", "name"), FUNCTIONS)
def test_classic(classic: SparkSession, industry: str, name: str, scenario: int) -> None:
    assert calls.run(classic, industry, name, calls.SCENARIOS[scenario]) is None


@pytest.mark.parametrize("lines", [4, 6, 8])
def test_baskets_of_any_size(classic: SparkSession, lines: int) -> None:
    # Of four lines in the demos: up to 16 in a basket; of eight too many to be written out.
    sizes = {"transactions": 100_000, "line_items": lines * 100_000}
    table = api.declare("retail", rows=100_000, sizes=sizes).table("transactions")
    numbers = range(0, table.rows, 97)
    lowered = lower(plan(table, 42), table.columns)
    assert ("->" in str(lowered)) is (lines == 8)
    made = frame.filled(classic.range(0, table.rows, numbers.step, 2), lowered)
    wanted = LocalTable(table, 42).rows(0, table.rows).gather_every(numbers.step)
    assert calls.difference(calls.collected(made), wanted) is None


@pytest.fixture(scope="module")
def connected(server: str) -> dict[str, Any]:
    # A third of the scenarios for each table; together all of them, as often as each other.
    wanted = [
        f"{industry}.{name}={number % len(SCENARIOS)}"
        for number, (industry, name) in enumerate(FUNCTIONS)
    ]
    ran = client("tests.support.programs.spark_client", server, *wanted)
    assert ran.returncode == 0, ran.stderr[-2000:]
    results: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return {key.partition("=")[0]: value for key, value in results.items()}


@pytest.mark.parametrize(("industry", "name"), FUNCTIONS)
def test_connect(connected: dict[str, Any], industry: str, name: str) -> None:
    assert connected[f"{industry}.{name}"]["fault"] is None


def test_the_client_has_no_jvm(connected: dict[str, Any]) -> None:
    assert connected["jvm"] is False


def test_a_stopped_session_is_named(connected: dict[str, Any]) -> None:
    assert "does not answer" in connected["stopped"]


@pytest.mark.slow
@pytest.mark.parametrize("scenario", calls.EVERYTHING, ids=str)
@pytest.mark.parametrize(("industry", "name"), FUNCTIONS)
def test_classic_everything(
    classic: SparkSession, industry: str, name: str, scenario: calls.Scenario
) -> None:
    assert calls.run(classic, industry, name, scenario) is None


@pytest.mark.slow
@pytest.mark.parametrize(("industry", "name"), FUNCTIONS)
def test_connect_everything(server: str, industry: str, name: str) -> None:
    numbers = range(len(SCENARIOS) + len(calls.EVERYTHING))
    wanted = [f"{industry}.{name}={scenario}" for scenario in numbers]
    ran = client("tests.support.programs.spark_client", server, *wanted)
    assert ran.returncode == 0, ran.stderr[-2000:]
    results: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    assert {name: results[name]["fault"] for name in wanted} == dict.fromkeys(wanted)
