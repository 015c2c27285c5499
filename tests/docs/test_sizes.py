"""Whose sizes a table's rows depend on is found by trying, and said where somebody looks first."""

from __future__ import annotations

import importlib
from functools import cache

import polars as pl
import pytest

from tablewright import api
from tablewright.engines.local import LocalTable
from tablewright.tables import INDUSTRY_NAMES, industry
from tests.support.paths import ROOT

PAGES = ROOT / "docs" / "tables"
TABLES = [f"{each}.{table}" for each in INDUSTRY_NAMES for table in industry(each).default_rows]
SIZES = {
    # Baskets so large that products must be kept apart.
    "retail": {
        "customers": 50,
        "products": 1_000,
        "transactions": 200,
        "line_items": 4_800,
        "inventory": 500,
        "stores": 51,
    },
    "healthcare": {
        "patients": 60,
        "encounters": 200,
        "claims": 200,
        "facilities": 101,
        "providers": 5_000,
        "payers": 7,
    },
    "financial": {"accounts": 60, "trades": 200, "transactions": 200},
    "iot": {"devices": 64, "sensor_readings": 2_000, "events": 400, "telemetry": 20_000},
    "manufacturing": {"equipment": 20, "sensor_data": 400, "maintenance_records": 4_000},
}
NAMES = {
    "generate_transactions": "generate_financial_transactions",
    "n_sensor_readings": "n_readings",
}
"""What is called otherwise: a function of Spark's, and an argument."""


@cache
def depends_on(name: str) -> list[str]:
    """The other tables of the dataset whose numbers of rows change a table's rows."""
    dataset, _, table = name.partition(".")
    sizes = SIZES[dataset]

    def made(sizes: dict[str, int]) -> pl.DataFrame:
        declared = api.table(name, sizes)
        return LocalTable(declared, 42).rows(0, declared.rows)

    found = made(sizes)
    others = [other for other in sizes if other != table and other not in industry(dataset).fixed]
    changed = {other: (sizes[other] // 4, sizes[other] * 8) for other in others}
    return [
        other
        for other, counts in changed.items()
        if any(not made({**sizes, other: count}).equals(found) for count in counts)
    ]


def test_most_depend_on_others() -> None:
    alone = [name for name in TABLES if not depends_on(name)]
    assert depends_on("financial.customers") == ["accounts"]
    assert alone == [
        "retail.customers",
        "retail.stores",
        "healthcare.patients",
        "healthcare.facilities",
        "healthcare.providers",
        "healthcare.payers",
        "financial.accounts",
        "iot.devices",
    ]
    assert depends_on("retail.products") == ["transactions", "line_items"]
    assert depends_on("iot.sites") == ["devices"]
    assert depends_on("iot.events") == ["devices", "sensor_readings"]


@pytest.mark.parametrize("engine", ["polars", "spark"])
@pytest.mark.parametrize("name", TABLES)
def test_functions_say_it_before_their_parameters(name: str, engine: str) -> None:
    dataset, _, table = name.partition(".")
    module = importlib.import_module(f"tablewright.{engine}.{dataset}")
    function = f"generate_{table}"
    if (engine, name) == ("spark", "financial.transactions"):
        function = NAMES[function]
    first, _, _ = (getattr(module, function).__doc__ or "").partition("Parameters\n")
    for other in depends_on(name):
        argument = NAMES.get(f"n_{other}", f"n_{other}")
        assert f"``{argument}``" in first, argument
    assert bool(depends_on(name)) == (
        f"``tablewright.{dataset}(rows=...)`` makes all tables with sizes that fit"
        in " ".join(first.split())
    )


@pytest.mark.parametrize("name", TABLES)
def test_pages_say_it_before_their_columns(name: str) -> None:
    first, _, _ = (PAGES / f"{name}.md").read_text("utf-8").partition("| column |")
    for other in depends_on(name):
        assert f"`{other}`" in first, other
    assert bool(depends_on(name)) == ("**Only fits tables generated with the same sizes**" in first)
