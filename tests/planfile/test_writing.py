"""A dataset is written as a plan that makes the same rows, or refused."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from polars.testing import assert_frame_equal

import tablewright as tw
from tablewright.errors import DeclarationError
from tablewright.ops import Row
from tablewright.planfile import loads
from tests.support.commands import quickly
from tests.support.paths import ROOT


def same(one: tw.Dataset, rows: int | None = None) -> str:
    """Its plan, which makes the same rows and is written as it was."""
    text = one.plan()
    other = loads(text, "plan.yaml")
    assert other.plan() == text
    assert other.tables == one.tables
    for table in one(rows=rows):
        assert_frame_equal(other(rows=rows)[table.name].frame(), table.frame())
    rules = [(rule.name, rule.text) for rule in one.declaration.invariants]
    assert [(rule.name, rule.text) for rule in other.declaration.invariants] == rules
    return text


def test_the_example_in_python_is_written_as_a_plan() -> None:
    text = same(tw.find(str(ROOT / "examples" / "billing.py")), 300)
    assert '  invoices:\n    doc: "Invoices in time order; some subscribers have many."' in text
    assert (
        "      paid: {date: issued.date + delay, nulls: issued.date + delay > window.end}" in text
    )


def test_everything_that_python_says_is_said() -> None:
    one = tw.Dataset("one", rows={"a": 3, "b": 60, "c": 90}, rates={"late": 0.25}, fixed=["a"])

    @one.table
    def a(t: tw.TableDraft, world: tw.WorldDraft) -> None:
        """Not: 'easy' — "texts"."""
        t.key("key", start=-5)
        t.text("kind", tw.each("no", "12", 'it\'s "so"\\'), unique=True)
        t.date("class", tw.each(dt.date(2024, 1, 1), dt.date(2024, 2, 1), dt.date(2024, 3, 1)))

    @one.table
    def b(t: tw.TableDraft, world: tw.WorldDraft) -> None:
        t.key("id")
        of = t.ref("from", world.a, weight=(1, 2, 3.5))
        kind = t.text("row", tw.choice(["x", "y"]))
        t.ref("again", world.a, by="row", weight={"x": (1, 0, 0), "y": (0, 1, 1)}, null=0.1)
        at = t.timestamp("at", tw.season(months=[1] * 6 + [2] * 6, closed=["2024-12-25"]))
        when = t.timestamp(
            "when", tw.between("2024-01-01", dt.datetime(2024, 5, 1, 12), hours="shop")
        )
        t.decimal("n", tw.by(kind, {"x": tw.normal(5, 1), "y": Decimal("9.99")}), 10, 4)
        t.integer("i", tw.empirical([1, 5, 100]), bits=64, null=(at.hour > 12) | ~(at.day < 3))
        t.double("d", tw.beta(2, 3, low=-1), decimals=3)
        t.flag("f", world.rates.late)
        t.flag("g", tw.choice({True: 3, False: 1}))
        t.text("w", tw.words("person.occupation", size=20))
        t.text("v", tw.words(["red", "a, b: c"]))
        t.text("t", tw.clock([1] * 24))
        t.text("k", of.kind)
        t.date("c", of["class"] + dt.timedelta(days=2))
        t.timestamp("later", when + dt.timedelta(minutes=3, microseconds=5))
        t.integer("m", t.row % 7 // 2 - 3 * (world.rows["a"] + t["i"].clip(1, 9)))
        t.decimal("r", t.n.divide(3, scale=4).round(1))
        t.text(
            "s", tw.concat(kind, "-", at.iso(), at.time(), t.row.digits(3), at.date.next_weekday())
        )
        t.flag("u", kind.is_in(["x"]) & kind.eq("x") & kind.ne("y") & t.n.is_between(1, 9))
        t.text("o", tw.when(t.n > 5, "high").when(t.n > 3, kind).otherwise("low"))
        t.date("e", tw.maximum(world.window.end, of["class"], dt.date(2020, 1, 1)))
        t.integer("many", t.children(world.c).count)
        t.text("p", t.person("x").email)
        t.text("q", t.address("x").street)
        t.rule("n", t.is_null("i") | (t["row"].eq("x")), doc="it's so: or not")

    @one.table
    def c(t: tw.TableDraft, world: tw.WorldDraft) -> None:
        t.key("id")
        t.ref("b", world.b)
        t.integer("z", tw.zipf(1.25, most=40))
        t.draw("hidden", tw.exponential(3, high=20), scale=3)
        t.decimal("h", t.hidden * 2, scale=3)

    one.rule("few", "there are few", "SELECT id FROM c WHERE id > 1000")
    same(one)
    same(one, 17)


def test_an_extended_dataset_is_written_with_its_traits() -> None:
    one = tw.retail.extend("shop", rows={"reviews": 500}, traits={"stores": {"CA": 2, "NY": 3}})

    @one.table
    def customers(t: tw.TableDraft, world: tw.WorldDraft) -> None:
        t.text("mail", tw.choice({"weekly": 1, "never": 2}), null=0.5)
        t.relabel("loyalty_tier", {"Gold": "Oro"})

    @one.table
    def reviews(t: tw.TableDraft, world: tw.WorldDraft) -> None:
        t.key("review_id")
        of = t.ref("product_id", world.products)
        t.text("about", of.category)

    text = same(one, 40)
    assert "extends: retail" in text


def refused(one: tw.Dataset) -> str:
    with pytest.raises(DeclarationError) as caught:
        one.plan()
    return str(caught.value)


def test_what_no_plan_says_is_refused() -> None:
    ops = tw.Dataset("one", rows={"a": 3})

    @ops.table
    def a(t: tw.TableDraft, world: tw.WorldDraft) -> None:
        t.key("id")
        t.integer("free", tw.Value(Row() * 2))

    assert refused(ops).startswith("a.free: an expression of tablewright.ops, which no plan says")
    assert "is ready-made, and no plan" in refused(tw.retail)


def test_days_that_python_computed_with_are_refused() -> None:
    one = tw.Dataset("one", rows={"a": 3})

    @one.table
    def a(t: tw.TableDraft, world: tw.WorldDraft) -> None:
        t.key("id")
        t.date("day", world.window.end - dt.timedelta(days=30) + t.row)

    assert "computes with dates, rates or the locale in Python" in refused(one)


def test_the_command_writes_it(tmp_path: Path) -> None:
    code, out = str(ROOT / "examples" / "billing.py"), tmp_path / "billing.yaml"
    assert quickly("export", code, "--out", str(out)).returncode == 0
    assert out.read_text("utf-8") == tw.find(code).plan() == quickly("export", code).stdout
    again = quickly("export", code, "--out", str(out))
    assert again.returncode == 2
    assert "already exists; add --overwrite" in again.stderr
    assert quickly("export", code, "--out", str(out), "--overwrite").returncode == 0
    assert "does not end as a plan" in quickly("export", code, "--out", "x.txt").stderr
