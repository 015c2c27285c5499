"""Files of a dataset of one's own are verified: by the manifest alone, and by its rules."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

import tablewright as tw
from tablewright import formats
from tablewright.verification import verify
from tests.support.commands import quickly
from tests.support.paths import ROOT

FILE = ROOT / "examples" / "billing.py"
FORMATS = formats.READY_MADE


@pytest.fixture(scope="module")
def billing() -> tw.Dataset:
    return tw.find(str(FILE))


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_is_verified(billing: tw.Dataset, kind: str, tmp_path: Path) -> None:
    folder = tmp_path / "billing"
    billing(rows=60, seed=7).write(folder, kind)
    by_manifest, by_rules = verify(folder), verify(folder, dataset=billing)
    assert by_manifest.ok, by_manifest.breaches
    assert "billing: rules" in {c.name for c in by_manifest.checks if c.status == "skipped"}
    assert "billing: rules" not in {check.name for check in by_rules.checks}
    assert by_rules.ok, by_rules.breaches
    names = {check.name for check in by_rules.checks}
    assert "billing.invoices.subscriber_id existing at issued" in names
    for name in ("billing.subscribers: email unique", "billing.lines: foreign key invoice_id"):
        assert name in {check.name for check in by_manifest.checks}


CHANGES = {
    "key": ("lines", "UPDATE t SET line_id = 2 WHERE line_id = 1", "primary key"),
    "foreign key": ("lines", "UPDATE t SET invoice_id = 10**9 WHERE line_id = 1", "foreign key"),
    "null": ("invoices", "UPDATE t SET net = NULL WHERE invoice_id = 3", "nulls"),
    "row": ("plans", "DELETE FROM t WHERE plan_id = 2", "rows"),
    "unique": ("subscribers", "UPDATE t SET token = (SELECT min(token) FROM t)", "token unique"),
}


def edit(path: Path, sql: str) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE t AS FROM '{path}'")
        connection.execute(sql)
        path.unlink()
        connection.execute(f"COPY t TO '{path}'")


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_cell_is_found_without_the_declaration(
    billing: tw.Dataset, name: str, tmp_path: Path
) -> None:
    table, sql, text = CHANGES[name]
    billing(rows=60).write(tmp_path / "b")
    edit(tmp_path / "b" / f"{table}.parquet", sql)
    report = verify(tmp_path / "b", checksums=False)
    assert any(text in check.name for check in report.breaches), report.breaches


def test_a_broken_rule_is_found_with_the_declaration(billing: tw.Dataset, tmp_path: Path) -> None:
    billing(rows=60).write(tmp_path / "b")
    edit(tmp_path / "b" / "invoices.parquet", "UPDATE t SET issued = '2001-01-01 00:00:00+00'")
    assert verify(tmp_path / "b", checksums=False).ok
    edit(tmp_path / "b" / "lines.parquet", "UPDATE t SET amount = amount + 1 WHERE line_id = 2")
    broken = quickly("verify", str(tmp_path / "b"), "--dataset", str(FILE), "--no-checksums")
    assert broken.returncode == 1
    assert "invoices.subscriber_id existing at issued" in broken.stdout
    assert "invoices.net of lines" in broken.stdout


def test_a_rule_of_ones_own(tmp_path: Path) -> None:
    shop = tw.Dataset("shop", rows={"things": 10})

    @shop.table
    def things(t: tw.TableDraft, world: tw.WorldDraft) -> None:
        t.key("id")
        t.integer("size", tw.each(1, 2, 3))

    shop.rule("small", "nothing is larger than 2", "SELECT * FROM things WHERE size > 2")
    shop(seed=1).write(tmp_path / "shop")
    [breach] = verify(tmp_path / "shop", dataset=shop).breaches
    assert breach.name == "shop.small"
    assert breach.violations == 3


def test_the_manifest_of_another_dataset_is_refused(billing: tw.Dataset, tmp_path: Path) -> None:
    tw.retail(rows=20).write(tmp_path / "r", tables=["customers"])
    [breach] = verify(tmp_path / "r", dataset=billing).breaches
    assert "is not the given 'billing'" in breach.detail


@pytest.mark.parametrize(
    ("entry", "value"),
    [
        ("primary_key", "nothing"),
        ("primary_key", 5),
        ("unique", "token"),
        ("unique", ["nothing"]),
        ("nullable", [1]),
        ("foreign_keys", []),
        ("foreign_keys", {"plan_id": ["plans"]}),
        ("foreign_keys", {"plan_id": ["plans", "nothing"]}),
        ("foreign_keys", {"nothing": ["plans", "plan_id"]}),
        ("columns", {"subscriber_id": "bigint"}),
    ],
)
def test_a_strangers_manifest_is_a_breach(
    billing: tw.Dataset, entry: str, value: object, tmp_path: Path
) -> None:
    billing(rows=60).write(tmp_path / "b")
    path = tmp_path / "b" / "manifest.json"
    content = json.loads(path.read_text("utf-8"))
    content["tables"]["subscribers"][entry] = value
    path.write_text(json.dumps(content))
    [breach] = verify(tmp_path / "b").breaches
    assert breach.detail
    assert len(breach.detail.splitlines()) == 1
