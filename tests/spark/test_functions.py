"""The public functions on Spark: the specification's signatures, bad input, and what they leave
alone."""

from __future__ import annotations

import importlib
import inspect
import logging
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tablewright.engines.spark import frame as engine
from tablewright.engines.spark.session import partitions
from tablewright.errors import MissingExtraError
from tablewright.spark import retail
from tablewright.tables import INDUSTRY_NAMES
from tests.support import calls

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


DATES = {"start_date": None, "end_date": None}
SPECIFICATION: dict[str, dict[str, dict[str, Any]]] = {
    "retail": {
        "generate_customers": {"rows": 100_000, "seed": 42},
        "generate_products": {"rows": 10_000, "seed": 42},
        "generate_transactions": {"rows": 1_000_000, "n_customers": 100_000, "seed": 42},
        "generate_line_items": {
            "rows": 3_000_000,
            "n_transactions": 1_000_000,
            "n_products": 10_000,
            "seed": 42,
        },
        "generate_inventory": {"rows": 500_000, "n_products": 10_000, "seed": 42},
    },
    "healthcare": {
        "generate_patients": {"rows": 100_000, "seed": 42},
        "generate_encounters": {"rows": 500_000, "n_patients": 100_000, "seed": 42},
        "generate_claims": {
            "rows": 500_000,
            "n_encounters": 500_000,
            "n_patients": 100_000,
            "seed": 42,
        },
    },
    "financial": {
        "generate_customers": {"n_accounts": 100_000, "seed": 42},
        "generate_accounts": {"rows": 100_000, "seed": 42},
        "generate_trades": {"rows": 1_000_000, "n_accounts": 100_000, "seed": 42},
        "generate_financial_transactions": {"rows": 1_000_000, "n_accounts": 100_000, "seed": 42},
        "generate_streaming_transactions": {"n_accounts": 100_000, "seed": 42},
    },
    "iot": {
        "generate_sites": {"n_devices": 10_000, "seed": 42},
        "generate_devices": {"rows": 10_000, "seed": 42},
        "generate_sensor_readings": {
            "rows": 50_000_000,
            "n_devices": 10_000,
            **DATES,
            "interval": None,
            "anomaly_rate": 0.02,
            "seed": 42,
        },
        "generate_events": {"rows": 100_000, "n_devices": 10_000, "seed": 42},
        "generate_telemetry": {
            "rows": 5_000_000,
            "n_devices": 10_000,
            **DATES,
            "interval": None,
            "seed": 42,
        },
        "generate_streaming_sensors": {"n_devices": 10_000, "seed": 42},
    },
    "manufacturing": {
        "generate_equipment": {"rows": 1_000, "seed": 42},
        "generate_sensor_data": {
            "rows": 10_000_000,
            "n_equipment": 1_000,
            "fault_rate": 0.1,
            "seed": 42,
        },
        "generate_maintenance_records": {"rows": 50_000, "n_equipment": 1_000, "seed": 42},
    },
}
FUNCTIONS = [(each, name) for each in SPECIFICATION for name in SPECIFICATION[each]]
TABLES = [(each, name) for each, name in FUNCTIONS if "streaming" not in name]
ADDED = {
    "retail": {"generate_stores", "stores_generator"},
    "healthcare": {
        *("generate_facilities", "generate_providers", "generate_payers"),
        *("facilities_generator", "providers_generator", "payers_generator"),
    },
    "manufacturing": {"generate_technicians", "technicians_generator"},
}
"""Functions of tables that the reference does not have."""


def function(industry: str, name: str) -> Any:
    return getattr(importlib.import_module(f"tablewright.spark.{industry}"), name)


def twin(name: str) -> str:
    return f"{name.removeprefix('generate_')}_generator"


class Session:
    """What the functions look at before they ask for anything."""

    def __init__(self, version: str = "4.1.4", stopped: bool = False) -> None:
        self.version = version
        self.stopped = stopped
        self.asked: list[str] = []

    readStream = createDataFrame = None

    def range(self, *args: object) -> None:
        if self.stopped:
            raise AttributeError("'NoneType' object has no attribute 'sc'")

    def __getattr__(self, name: str) -> None:
        if name == "is_stopped":
            raise AttributeError(name)
        self.asked.append(name)
        raise AssertionError(f"{name} was asked for")

    def __repr__(self) -> str:
        return "<session>"


Session.version = None  # type: ignore[assignment]


@pytest.mark.parametrize(("industry", "name"), FUNCTIONS)
def test_signatures_are_the_specification_s(industry: str, name: str) -> None:
    parameters = list(inspect.signature(function(industry, name)).parameters.values())
    assert parameters[0].name == "spark"
    positional = {p.name: p.default for p in parameters[1:] if p.kind is p.POSITIONAL_OR_KEYWORD}
    assert list(positional.items()) == list(SPECIFICATION[industry][name].items())
    assert all(p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY) for p in parameters)
    assert inspect.getdoc(function(industry, name))


@pytest.mark.parametrize(("industry", "name"), TABLES)
def test_a_function_and_its_twin_take_the_same(industry: str, name: str) -> None:
    made, generator = function(industry, name), function(industry, twin(name))
    assert inspect.signature(made).parameters == inspect.signature(generator).parameters
    assert generator.__name__ == twin(name)


@pytest.mark.parametrize("industry", INDUSTRY_NAMES)
def test_demos_have_the_reference_s_defaults(industry: str) -> None:
    module = importlib.import_module(f"tablewright.spark.{industry}")
    parameters = inspect.signature(getattr(module, f"generate_{industry}_demo")).parameters
    found = {n: p.default for n, p in parameters.items() if p.kind is p.POSITIONAL_OR_KEYWORD}
    assert [name for name in found if not name.startswith("n_")] == [
        *("spark", "catalog", "schema", "volume", "seed"),
    ]
    assert (found["schema"], found["volume"], found["seed"]) == (industry, "raw_data", 42)
    assert found["catalog"] is inspect.Parameter.empty


@pytest.mark.parametrize("industry", SPECIFICATION)
def test_no_function_is_missing_or_extra(industry: str) -> None:
    module = importlib.import_module(f"tablewright.spark.{industry}")
    wanted = {name for each, name in FUNCTIONS if each == industry}
    wanted |= {twin(name) for each, name in TABLES if each == industry}
    wanted |= ADDED.get(industry, set())
    wanted |= {f"generate_{industry}_demo", f"generate_{industry}_cdc"}  # tests/demo, tests/cdc
    public = {n for n in vars(module) if n.startswith("generate_") or n.endswith("_generator")}
    assert public == wanted


@pytest.mark.parametrize("industry", INDUSTRY_NAMES)
def test_keywords_are_those_of_polars(industry: str) -> None:
    polars = importlib.import_module(f"tablewright.polars.{industry}")
    for name in calls.CALLS[industry]:
        local = set(inspect.signature(getattr(polars, name)).parameters)
        spark = set(inspect.signature(calls.spark_function(industry, name)).parameters)
        assert spark == {*local, "spark", "partitions"}


def bad() -> Any:
    for industry, name in FUNCTIONS:
        for parameter in inspect.signature(function(industry, name)).parameters.values():
            values: list[tuple[object, type[Exception]]] = []
            if parameter.name in ("rows", "rows_per_second") or parameter.name.startswith("n_"):
                values = [(-1, ValueError), (2**62, ValueError), (1.0, TypeError)]
            elif parameter.name == "seed":
                values = [(2**63, ValueError), ("42", TypeError)]
            elif parameter.name == "partitions":
                values = [(0, ValueError), (-3, ValueError), (2.0, TypeError), (True, TypeError)]
            elif parameter.name == "interval":
                values = [("often", ValueError), ("0 seconds", ValueError), (5, TypeError)]
            elif parameter.name.endswith("_date") or parameter.name == "start":
                values = [("2024-13-01", ValueError), (20240101, TypeError)]
            elif parameter.name.endswith("_rate"):
                values = [(1.1, ValueError), ("1", TypeError)]
            elif parameter.name in ("locale", "source"):
                values = [("xx", ValueError), (7, TypeError)]
            for value, error in values:
                yield industry, name, parameter.name, value, error


@pytest.mark.parametrize(("industry", "name", "argument", "value", "error"), list(bad()))
def test_bad_arguments_are_named_before_anything_is_asked_of_spark(
    industry: str, name: str, argument: str, value: object, error: type[Exception]
) -> None:
    session = Session()
    with pytest.raises(error) as raised:
        function(industry, name)(session, **{argument: value})
    message = str(raised.value)
    assert f"{argument}=" in message
    assert ";" in message, "the remedy is missing"
    assert session.asked == []


@pytest.mark.parametrize(("industry", "name"), FUNCTIONS)
@pytest.mark.parametrize(
    ("session", "error", "message"),
    [
        (None, TypeError, r"spark=None is of type NoneType, not a Spark session; give one"),
        ("local", TypeError, r"spark='local' is of type str"),
        (Session, TypeError, r"spark=<class .* is of type type"),
        (Session(stopped=True), ValueError, r"spark=<session> does not answer .* make a new one"),
        (Session("3.5.2"), ValueError, r"runs Spark 3\.5\.2, which is older than 4\.0; use"),
    ],
    ids=["none", "text", "class", "stopped", "old"],
)
def test_bad_sessions_are_named(
    industry: str, name: str, session: object, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        function(industry, name)(session)


def test_a_missing_package_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "tablewright.engines.spark.generator", raising=False)
    monkeypatch.setitem(sys.modules, "dbldatagen", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'tablewright\[spark\]'"):
        retail.generate_customers(Session(), rows=3)


def test_partitions_follow_the_rows() -> None:
    assert [partitions(None, rows) for rows in (0, 1, 250_000, 250_001, 10**9)] == [
        1,
        1,
        1,
        2,
        4000,
    ]
    assert partitions(7, 10) == 7


def test_no_partition_is_more_or_less_than_asked_for(classic: SparkSession) -> None:
    made = retail.generate_customers(classic, rows=70, partitions=7)
    parts = made.selectExpr("spark_partition_id() AS part").distinct().collect()
    assert sorted(row.part for row in parts) == list(range(7))


def test_no_rows_have_the_columns_of_some(classic: SparkSession) -> None:
    none = retail.generate_customers(classic, rows=0)
    assert none.dtypes == retail.generate_customers(classic, rows=3).dtypes
    assert none.count() == 0


def settings(spark: SparkSession) -> dict[str, str]:
    return {row.key: row.value for row in spark.sql("SET").collect()}


def test_settings_stay_and_the_context_is_not_touched(
    classic: SparkSession, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    before = settings(classic)

    def refused(self: object) -> None:
        raise AssertionError("sparkContext was asked for")

    monkeypatch.setattr(type(classic), "sparkContext", property(refused))
    with caplog.at_level(logging.WARNING):
        retail.generate_transactions(classic, rows=10, n_customers=5).toArrow()
    assert settings(classic) == before
    assert caplog.records == []


def test_spark_runs_nothing_but_its_own_expressions(
    classic: SparkSession, capsys: pytest.CaptureFixture[str]
) -> None:
    retail.generate_line_items(classic, rows=10).explain(extended=True)
    plan = capsys.readouterr().out
    assert "Range" in plan
    foreign = ("Python", "UDF", "Scan", "InMemory", "Exchange", "Broadcast", "rand(")
    assert [word for word in foreign if word in plan] == []


# dbldatagen parses types and expressions of added columns with names that pyparsing gave up.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_columns_and_constraints_can_be_added(classic: SparkSession) -> None:
    generator = retail.customers_generator(classic, rows=50, partitions=2)
    own = generator.build()
    generator = (
        generator.clone()
        .withColumn("place", "string", expr="concat(city, ', ', state)")
        .withColumn("loud", "string", expr="upper(place)")
        .withColumn("number", "bigint", expr="id + 1")
        .withColumn("stars", "int", minValue=1, maxValue=5, baseColumn="customer_id")
        .withSqlConstraint("is_active")
    )
    made = generator.build()
    assert made.columns == [*own.columns, "place", "loud", "number", "stars"]
    rows = made.collect()
    assert 0 < len(rows) < 50
    for row in rows:
        assert row.loud == f"{row.city}, {row.state}".upper()
        assert row.number == row.customer_id - 999_999
        assert 1 <= row.stars <= 5
    kept = own.filter("is_active")
    assert made.select(*own.columns).collect() == kept.collect()


def test_the_generator_knows_its_table(classic: SparkSession) -> None:
    generator = retail.customers_generator(classic, rows=50)
    assert generator.schema.simpleString() == generator.build().schema.simpleString()
    assert generator.rowCount == 50
    levels = len(generator.build_order)
    generator.build()
    assert len(generator.build_order) == levels


def test_frames_are_those_of_the_generators(classic: SparkSession) -> None:
    from tablewright import api

    table = api.declare("retail", rows=50).table("customers")
    made = engine.dataframe(classic, table, 42)
    assert made.collect() == retail.generate_customers(classic, rows=50).collect()
