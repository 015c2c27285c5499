"""The structures of published samples become plans that generate and verify."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

import tablewright as tw
from tablewright.importing import imported
from tablewright.planfile import loads
from tests.support.commands import quickly
from tests.support.paths import ROOT

DATA = ROOT / "tests" / "importing" / "data"
SAMPLES = {"sakila": "mysql", "chinook": "postgres", "northwind": "tsql", "tpch": None}


def sample(name: str) -> tuple[tw.Dataset, str, list[str]]:
    plan, lost = imported(DATA / f"{name}.sql", SAMPLES[name])
    return loads(plan, f"{name}.yaml"), plan, lost


@pytest.mark.parametrize("name", SAMPLES)
def test_a_published_structure_generates_and_verifies(name: str, tmp_path: Path) -> None:
    out, data = tmp_path / f"{name}.yaml", tmp_path / "data"
    words = ["import", str(DATA / f"{name}.sql"), "--out", str(out)]
    if SAMPLES[name]:
        words += ["--dialect", str(SAMPLES[name])]
    done = quickly(*words)
    assert done.returncode == 0, done.stderr
    assert quickly("generate", str(out), "--out", str(data), "--quiet").returncode == 0
    found = quickly("verify", str(data / name), "--dataset", str(out), "--quiet")
    assert found.returncode == 0, found.stdout


def columns(world: tw.World, table: str) -> list[str]:
    return [column.name for column in world[table].declared.columns]


def test_sakila_keeps_names_types_keys_and_options() -> None:
    dataset, plan, lost = sample("sakila")
    world = dataset()
    assert len(dataset.tables) == 16
    assert columns(world, "film")[:3] == ["film_id", "title", "description"]
    film = world["film"].declared
    assert str(film.column("rental_rate").type) == "decimal(4,2)"
    assert film.column("description").null_when is not None
    assert film.column("title").null_when is None
    assert {key.column for key in film.foreign_keys} == {"language_id", "original_language_id"}
    assert set(world["film"].frame()["rating"].drop_nulls()) == {"G", "PG", "PG-13", "R", "NC-17"}
    pairs = world["film_actor"].frame().select("actor_id", "film_id")
    assert pairs.is_unique().all()
    assert world["store"].frame()["manager_staff_id"].is_unique().all()
    assert world.rows["staff"] <= 255  # Its key is a TINYINT UNSIGNED.
    rental = world["rental"].frame().drop_nulls("return_date")
    assert (rental["return_date"] > rental["rental_date"]).all()
    assert "doc: Table storing all customers" in plan
    assert "a view: customer_list" in lost
    assert any(each.startswith("GEOMETRY becomes a text: address.location") for each in lost)


def test_chinook_has_a_reference_to_itself_and_distinct_pairs() -> None:
    dataset, plan, lost = sample("chinook")
    staff = dataset()["employee"].frame().drop_nulls("reports_to")
    assert (staff["reports_to"] < staff["employee_id"]).all()
    tracks = dataset()["playlist_track"].frame()
    assert tracks.select("playlist_id", "track_id").is_unique().all()
    assert lost == [
        "the key (playlist_id, track_id); the key column playlist_track_key was added: "
        "playlist_track"
    ]
    assert "email: {text: person.email}  # guess by name" in plan


def test_northwind_has_keys_of_text_and_checks() -> None:
    dataset, _, lost = sample("northwind")
    world = dataset()
    customers = world["Customers"].frame()
    assert customers["CustomerID"].is_unique().all()
    assert customers["CustomerID"].str.len_chars().max() == 5
    orders = world["Orders"].frame().drop_nulls("CustomerID")
    assert orders["CustomerID"].is_in(customers["CustomerID"].implode()).all()
    names = [rule.name for rule in dataset.declaration.invariants]
    assert "Order_Details.Discount at most 1" in names
    assert "Order_Details.OrderID, ProductID distinct" in names
    assert "a name: Order_Details instead: table Order Details" in lost
    assert 'CHECK "BirthDate" < CURRENT_TIMESTAMP(): Employees' in lost


def test_tpch_has_keys_of_several_columns() -> None:
    dataset, _, lost = sample("tpch")
    world = dataset()
    lines = world["lineitem"].frame()
    assert lines.select("l_orderkey", "l_linenumber").is_unique().all()
    first = lines.group_by("l_orderkey").agg(pl.col("l_linenumber").min(), pl.len().alias("n"))
    assert (first["l_linenumber"] == 1).all()
    supplied = world["partsupp"].frame().select("ps_partkey", "ps_suppkey")
    named = lines.select(ps_partkey="l_partkey", ps_suppkey="l_suppkey").unique()
    assert named.join(supplied, on=["ps_partkey", "ps_suppkey"]).height == named.height
    assert (lines["l_shipdate"] <= lines["l_receiptdate"]).all()
    assert lines["l_returnflag"].str.len_chars().max() == 1
    assert set(world["orders"].frame()["o_orderstatus"]) == {"F", "O", "P"}
    assert any(
        each.startswith("the foreign key (l_partkey, l_suppkey) to partsupp") for each in lost
    )


@pytest.mark.parametrize("name", SAMPLES)
def test_every_column_is_there_in_order(name: str) -> None:
    dataset, plan, _ = sample(name)
    for table in dataset():
        text = plan[plan.index(f"\n  {table.name}:\n") :]
        for column in table.declared.columns:
            assert f"      {column.name}:" in text
    assert plan.count("# guess") > 20
