"""Every table on Spark equals the local one in every cell, whatever the session is like."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from tests.spark import calls
from tests.spark_sessions import client

from tablewright.tables import INDUSTRY_NAMES

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# Spark's own sockets, noticed whenever Python collects them.

FUNCTIONS = [(each, name) for each in INDUSTRY_NAMES for name in calls.CALLS[each]]
SCENARIOS = range(len(calls.SCENARIOS))


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize(("industry", "name"), FUNCTIONS)
def test_classic(classic: SparkSession, industry: str, name: str, scenario: int) -> None:
    assert calls.run(classic, industry, name, calls.SCENARIOS[scenario]) is None


@pytest.fixture(scope="module")
def connected(server: str) -> dict[str, Any]:
    # A third of the scenarios for each table; together all of them, as often as each other.
    wanted = [
        f"{industry}.{name}={number % len(SCENARIOS)}"
        for number, (industry, name) in enumerate(FUNCTIONS)
    ]
    ran = client("tests.spark.client", server, *wanted)
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
    ran = client("tests.spark.client", server, *wanted)
    assert ran.returncode == 0, ran.stderr[-2000:]
    results: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    assert {name: results[name]["fault"] for name in wanted} == dict.fromkeys(wanted)
