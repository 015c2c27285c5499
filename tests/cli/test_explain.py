"""``explain`` says what a cell is made of, and where a proof fails; ``schema`` prints."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tablewright.planfile import schema
from tablewright.tables import INDUSTRY_NAMES, industry
from tests.support.commands import quickly
from tests.support.paths import ROOT

PLAN = str(ROOT / "examples" / "billing.yaml")


def test_it_says_how_a_cell_is_made_and_from_what() -> None:
    found = quickly("explain", PLAN, "billing.invoices.total", "--json")
    assert found.returncode == 0
    part = json.loads(found.stdout)
    assert (part["name"], part["type"]) == ("invoices.total", "decimal(12,2)")
    assert part["doc"] == "from net and tax"
    assert part["place"] == "billing.yaml, line 54"
    assert [each["name"] for each in part["parts"]] == ["invoices.net", "invoices.tax"]
    assert part["low"] == "0.00"
    assert float(part["high"].replace(",", "")) > 0
    amount = next(p for p in part["parts"][0]["parts"] if p["name"] == "lines.amount")
    assert {each["name"] for each in amount["parts"]} == {"lines.quantity", "lines.unit_price"}


def test_it_shows_where_a_proof_fails(tmp_path: Path) -> None:
    plan = tmp_path / "big.yaml"
    plan.write_text(
        "dataset: big\ntables:\n  a:\n    rows: 10\n    columns:\n      id: key\n"
        "      large: {integer: id * 400000000}\n      next: {integer: large + 1, bits: 64}\n"
    )
    found = quickly("explain", str(plan), "a.large")
    assert found.returncode == 1
    assert "proof  fails: could reach 4,000,000,000, beyond int32" in found.stdout
    part = json.loads(quickly("explain", str(plan), "a.next", "--json").stdout)
    assert part["failure"] == ""
    assert "beyond int32" in part["parts"][0]["failure"]
    assert part["parts"][0]["place"] == "big.yaml, line 7"


@pytest.mark.parametrize("name", INDUSTRY_NAMES)
def test_every_industry_s_main_table_is_explained(name: str) -> None:
    main = industry(name).main
    key = json.loads(quickly("describe", f"{name}.{main}", "--json").stdout)["columns"][-1]["name"]
    found = quickly("explain", name, f"{main}.{key}", "--rows", "100")
    assert found.returncode == 0, found.stderr
    assert found.stdout.startswith(f"{main}.{key}  ")


def test_unknown_names_are_refused() -> None:
    assert "did you mean 'total'?" in quickly("explain", PLAN, "invoices.totl").stderr
    assert "did you mean 'invoices'?" in quickly("explain", PLAN, "invoice.total").stderr
    assert "is a table; add one of its columns" in quickly("explain", PLAN, "invoices").stderr


def test_schema_prints_the_schema() -> None:
    assert quickly("schema").stdout == schema.text()
