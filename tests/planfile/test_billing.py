"""The example's plan makes the rows of the example in Python."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

import tablewright as tw
from tests.support.commands import quickly
from tests.support.paths import ROOT

PLAN, CODE = ROOT / "examples" / "billing.yaml", ROOT / "examples" / "billing.py"


@pytest.mark.parametrize("seed", [1, 7])
@pytest.mark.parametrize("rows", [3, 1_000])
def test_it_makes_the_same_rows(rows: int, seed: int) -> None:
    plan, code = tw.load(PLAN)(rows=rows, seed=seed), tw.find(str(CODE))(rows=rows, seed=seed)
    assert plan.rows == code.rows
    for table in code:
        assert plan[table.name].frame().equals(table.frame()), table.name


def test_it_makes_them_as_machine_code_too() -> None:
    sizes = {"plans": 4, "subscribers": 1_000, "invoices": 300_000, "lines": 900_000}
    plan, code = tw.load(PLAN)(sizes=sizes), tw.find(str(CODE))(sizes=sizes)
    assert plan["invoices"].frame().equals(code["invoices"].frame())


def test_it_has_the_rules_of_the_declaration() -> None:
    def names(dataset: tw.Dataset) -> list[str]:
        return [rule.name for rule in dataset.declaration.invariants]

    assert names(tw.load(PLAN)) == names(tw.find(str(CODE)))


def test_json_says_the_same(tmp_path: Path) -> None:
    file = tmp_path / "billing.json"
    file.write_text(json.dumps(yaml.safe_load(PLAN.read_text("utf-8")), indent="\t"), "utf-8")
    assert (
        tw.load(file)(rows=50)["invoices"]
        .frame()
        .equals(tw.load(str(PLAN))(rows=50)["invoices"].frame())
    )


def test_every_command_takes_it(tmp_path: Path) -> None:
    out = str(tmp_path)
    for words in (
        ["list", str(PLAN)],
        ["describe", f"{PLAN}.invoices"],
        ["plan", str(PLAN)],
        ["generate", str(PLAN), "--rows", "50", "--out", out],
        ["verify", f"{out}/billing", "--dataset", str(PLAN)],
        ["cdc", str(PLAN), "--rows", "50", "--batches", "2", "--out", f"{out}/cdc"],
        ["stream", str(PLAN), "--limit", "3", "--no-wait"],
    ):
        found = quickly(*words)
        assert found.returncode == 0, (words, found.stderr)
