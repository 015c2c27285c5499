"""The example of a dataset of one's own, through everything that a ready-made one can do."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest

import tablewright as tw
from tablewright import formats
from tablewright.planfile import loads
from tests.support import calls
from tests.support.commands import quickly
from tests.support.paths import ROOT
from tests.support.spark import client

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

FILE = ROOT / "examples" / "billing.py"
FORMATS = formats.READY_MADE


@pytest.fixture(scope="module")
def billing() -> tw.Dataset:
    return tw.find(str(FILE))


@pytest.fixture(scope="module")
def world(billing: tw.Dataset) -> tw.World:
    return billing(rows=500, seed=7)


def test_it_is_short() -> None:
    lines = [line for line in FILE.read_text("utf-8").splitlines() if line.strip()]
    assert len(lines) <= 70


def test_totals_dates_and_status(world: tw.World) -> None:
    made = {table.name: table.frame() for table in world}
    sums = made["lines"].group_by("invoice_id").agg(pl.col("amount").sum())
    bills = made["invoices"].join(sums, on="invoice_id", how="left")
    assert (bills["net"] == bills["amount"].fill_null(0)).all()
    assert (bills["total"] == bills["net"] + bills["tax"]).all()
    bills = bills.join(made["subscribers"], on="subscriber_id")
    assert bills.height == made["invoices"].height
    assert (bills["issued"].dt.date() >= bills["joined"]).all()
    paid = bills.filter(pl.col("paid").is_not_null())
    assert ((paid["paid"] <= paid["due"]) == (paid["status"] == "paid")).all()
    unpaid = bills.filter(pl.col("paid").is_null())
    assert set(unpaid["status"]) <= {"open", "overdue"}
    shares = made["subscribers"].group_by("segment", "plan_id").len()
    assert shares.filter(pl.col("segment") == "private").sort("len")["plan_id"][-1] == 2


@pytest.mark.parametrize("kind", FORMATS)
def test_files_hold_the_rows(world: tw.World, kind: str, tmp_path: Path) -> None:
    written = world.write(tmp_path / "billing", kind)
    assert {table.name: table.rows for table in written} == world.rows
    if kind == "parquet":
        for table in world:
            assert pl.read_parquet(tmp_path / "billing" / f"{table.name}.parquet").equals(
                table.frame()
            )


@pytest.mark.parametrize(("table", "update"), [("subscribers", ["plan_id"]), ("invoices", None)])
def test_changes_lead_to_their_state(world: tw.World, table: str, update: list[str] | None) -> None:
    feed = world.changes(
        table, settings=tw.ChangeSettings(out_of_order=0.2, duplicates=0.1), update=update
    )
    key = world[table].declared.primary_key
    held: dict[int, tuple[int, dict[str, object] | None]] = {}
    for batch in feed.batches(4):
        for row in batch.iter_rows(named=True):
            sequence, operation = row.pop("sequence"), row.pop("operation")
            row.pop("operation_date")
            if sequence > held.get(row[key], (-1, None))[0]:
                held[row[key]] = (sequence, None if operation == "DELETE" else row)
    left = [row for _, row in held.values() if row is not None]
    state = feed.state(3)
    assert pl.DataFrame(left, schema=state.schema).sort(key).equals(state)
    before, after = feed.batch(0), feed.batch(2).filter(pl.col("operation") == "UPDATE")
    both = after.join(before, on=key, suffix="_before")
    changed = [
        name for name in world[table].columns
        if name != key and not both[name].eq_missing(both[f"{name}_before"]).all()
    ]  # fmt: skip
    assert changed == update or update is None


def test_what_is_made_of_a_change_follows_it(world: tw.World) -> None:
    feed = world.changes(
        "invoices", settings=tw.ChangeSettings(batch_size=100), update=["subscriber_id"]
    )
    state = feed.state(4)
    assert (state["total"] == state["net"] + state["tax"]).all()
    who = world["subscribers"].frame().select("subscriber_id", "segment", "joined")
    both = state.join(who, on="subscriber_id")
    assert both.height == state.height
    private = both["segment"] == "private"
    days = (both["due"] - both["issued"].dt.date()).dt.total_days()
    assert (days == private.replace_strict({True: 14, False: 30})).all()
    assert (both["issued"].dt.date() >= both["joined"]).all()
    assert ((both["tax"] == 0) == (~private | (both["net"] == 0))).all()
    late = feed.batch(3).filter(pl.col("operation") == "APPEND")
    assert (late["issued"] <= late["operation_date"]).all()
    assert late["net"].n_unique() > 10


@pytest.mark.parametrize("column", ["net", "due", "total", "status", "paid"])
def test_what_is_made_of_others_is_not_changed_by_itself(world: tw.World, column: str) -> None:
    with pytest.raises(ValueError, match="shares its draws with other columns"):
        world.changes("invoices", update=[column]).batch(1)


def test_a_stream_has_the_times_that_it_is_given(world: tw.World) -> None:
    stream = world.stream("invoices")
    times = [dt.datetime(2025, 3, 3, 12, 0, second) for second in range(20)]
    first = stream.rows(range(100, 120), times)
    assert first["issued"].dt.replace_time_zone(None).to_list() == times
    assert first["invoice_id"].to_list() == list(range(101, 121))
    assert stream.rows([105], [times[5]]).equals(first[5:6])
    with pytest.raises(ValueError, match=r"table='lines' has no timestamp that rises"):
        world.stream("lines")


def test_a_demo_writes_the_world(classic: SparkSession, world: tw.World) -> None:
    report = world.demo(classic, "spark_catalog", "billing_demo", "landing", progress=False)
    assert {table.name: table.rows for table in report.tables} == world.rows
    made = classic.table("spark_catalog.billing_demo.invoices")
    wanted = world["invoices"].frame()
    assert calls.difference(calls.collected(made.orderBy("invoice_id")), wanted) is None


def test_commands_take_the_file(tmp_path: Path) -> None:
    listed = quickly("list", str(FILE), "--json")
    assert [table["name"] for table in json.loads(listed.stdout)[0]["tables"]][
        -1
    ] == "billing.lines"
    shown = quickly("describe", f"{FILE}:billing.invoices")
    assert shown.returncode == 0
    assert "in time order" in shown.stdout
    made = quickly("generate", str(FILE), "--rows", "50", "--out", "out", "-q", folder=tmp_path)
    assert (made.returncode, made.stderr) == (0, "")
    assert (tmp_path / "out" / "billing" / "lines.parquet").is_file()
    assert quickly("plan", str(FILE)).returncode == 0
    words = ("--table", "subscribers", "--update", "plan_id", "--batches", "2", "--rows", "50")
    changed = quickly("cdc", str(FILE), *words, "-q", folder=tmp_path)
    assert (changed.returncode, changed.stderr) == (0, "")
    assert (tmp_path / "output" / "billing_cdc" / "batch_1").is_dir()
    stream = quickly("stream", str(FILE), "--no-wait", "--limit", "3")
    assert [json.loads(line)["invoice_id"] for line in stream.stdout.splitlines()] == [1, 2, 3]


@pytest.mark.parametrize(
    ("target", "text"),
    [
        ("nope.py", "is not a file"),
        ("no.module:it", "cannot be imported"),
        ("tests.examples:it", "has no Dataset it"),
        ("broken.py", "line 1"),
        ("raises.py", "ZeroDivisionError"),
        ("two.py", "2 datasets"),
        ("none.py", "0 datasets"),
        ("retial", "did you mean 'retail'"),
    ],
)
def test_what_is_no_dataset_is_refused_in_one_line(target: str, text: str, tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("def (")
    (tmp_path / "raises.py").write_text("1 / 0")
    (tmp_path / "none.py").write_text("x = 1")
    one = "import tablewright as tw\n{0} = tw.Dataset('{0}', rows={{'t': 1}})\n"
    (tmp_path / "two.py").write_text(one.format("a") + one.format("b"))
    refused = quickly("generate", target, folder=tmp_path)
    assert refused.returncode == 2
    assert text in refused.stderr
    assert len(refused.stderr.splitlines()) == 1


def test_spark_connect_makes_the_same_cells(server: str, world: tw.World) -> None:
    # In a process of its own, that can find no Java; it makes the local rows itself.
    ran = client("tests.support.programs.dataset_client", server, str(FILE), "500", "7")
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout.splitlines()[-1])
    assert found == {**dict.fromkeys(world.rows), "jvm": False}


def test_spark_makes_the_same_cells(classic: SparkSession, world: tw.World) -> None:
    for table in world:
        made = calls.collected(table.spark(classic, partitions=3))
        assert calls.difference(made, table.frame()) is None, table.name


def test_spark_makes_the_cells_of_its_plan(classic: SparkSession, world: tw.World) -> None:
    for table in tw.load(FILE.with_suffix(".yaml"))(rows=500, seed=7):
        made = calls.collected(table.spark(classic, partitions=3))
        assert calls.difference(made, world[table.name].frame()) is None, table.name


def test_spark_makes_distinct_pairs_positions_and_earlier_rows(classic: SparkSession) -> None:
    plan = """
    dataset: films
    tables:
      films:
        rows: 40
        columns:
          code: {text: 'concat("F", row.digits(4))', key: true}
          n: {integer: count(scenes)}
      scenes: {rows: 90, columns: {id: key, film: {ref: films}, number: {integer: position + 1}}}
      people:
        rows: 50
        columns: {id: {integer: row + 1, key: true}, mentor: {ref: people, nulls: 0.2}}
      roles:
        rows: 1500
        distinct: [film, who]
        columns: {id: key, film: {ref: films}, who: {ref: people}}
      stars: {rows: 30, distinct: [id], columns: {id: {ref: people, key: true}}}
    """
    for table in loads(plan)(seed=3):
        made = calls.collected(table.spark(classic, partitions=3))
        assert calls.difference(made, table.frame()) is None, table.name
