"""Junction tables have distinct pairs, and references of a table to itself have no circles."""

from __future__ import annotations

import math
from pathlib import Path

import polars as pl
import pytest

import tablewright as tw
from tablewright.errors import DeclarationError
from tablewright.planfile import loads

FILMS = """\
dataset: films
tables:
  actors: {rows: 13, columns: {actor_id: {key: 5}}}
  films: {rows: 17, columns: {film_id: key, scenes: {integer: count(scenes)}}}
  scenes: {rows: 40, columns: {id: key, film_id: {ref: films}, number: {integer: position + 1}}}
  roles:
    rows: 100
    distinct: [actor_id, film_id]
    columns:
      id: key
      actor_id: {ref: actors}
      film_id: {ref: films}
  shown:
    rows: 90
    distinct: [actor_id, film_id, at]
    columns: {id: key, actor_id: {ref: actors}, film_id: {ref: films}, at: {ref: scenes}}
"""


@pytest.mark.parametrize("rows", [0, 1, 7, 100, 221])
@pytest.mark.parametrize("seed", [1, 7])
def test_pairs_are_distinct_up_to_all_that_there_are(rows: int, seed: int) -> None:
    world = loads(FILMS)(sizes={"roles": rows, "shown": rows}, seed=seed)
    roles, shown = world["roles"].frame(), world["shown"].frame()
    assert roles.select("actor_id", "film_id").is_unique().all()
    assert shown.select("actor_id", "film_id", "at").is_unique().all()
    assert roles["actor_id"].is_between(5, 17).all()
    assert roles["film_id"].is_between(1, 17).all()


def test_more_are_refused_while_it_is_declared() -> None:
    with pytest.raises(DeclarationError, match=r"221 combinations, fewer than the 222 rows"):
        loads(FILMS)(sizes={"roles": 222})


def test_pairs_look_random() -> None:
    sizes = {"actors": 100, "films": 100, "scenes": 100, "roles": 5_000, "shown": 0}
    roles = loads(FILMS)(sizes=sizes, seed=3)["roles"].frame()
    for name in ("actor_id", "film_id"):
        counts = roles.group_by(name).len()["len"]
        # Half of 100 x 100: hypergeometric, 50 per parent with a variance of about 25.
        assert 12 < float(counts.var()) < 50  # type: ignore[arg-type]
    first = roles.head(2_500)["actor_id"].mean()
    assert math.isclose(first, 54.5, abs_tol=4 * 28.9 / math.sqrt(2_500))  # type: ignore[arg-type]


def test_verify_checks_pairs_and_positions(tmp_path: Path) -> None:
    films = loads(FILMS)
    films().write(tmp_path / "films")
    report = tw.verify(tmp_path / "films", films)
    assert report.ok
    file = tmp_path / "films" / "roles.parquet"
    roles = pl.read_parquet(file)
    one = roles.with_columns(
        pl.when(pl.col("id") == 2).then(roles[name][0]).otherwise(name).alias(name)
        for name in ("actor_id", "film_id")
    )
    one.write_parquet(file)
    broken = tw.verify(tmp_path / "films", films, checksums=False)
    assert "films.roles.actor_id, film_id distinct" in {each.name for each in broken.breaches}
    roles.write_parquet(file)
    scenes = tmp_path / "films" / "scenes.parquet"
    changed = pl.read_parquet(scenes).with_columns(pl.col("number") + 1)
    changed.write_parquet(scenes)
    broken = tw.verify(tmp_path / "films", films, checksums=False)
    assert "films.scenes.number as declared" in {each.name for each in broken.breaches}


def test_distinct_takes_references_without_weights() -> None:
    weighted = FILMS.replace(
        "film_id: {ref: films}\n  shown", "film_id: {ref: films, nulls: 0.1}\n  shown"
    )
    with pytest.raises(DeclarationError, match=r"actor_id, film_id are distinct; omit null="):
        assert loads(weighted).declaration
    with pytest.raises(ValueError, match=r"^plan, line 8: .* is not a reference of this table"):
        assert loads(FILMS.replace("[actor_id, film_id]\n", "[actor_id, id]\n")).declaration
    with pytest.raises(ValueError, match=r"is empty; name at least one"):
        assert loads(FILMS.replace("[actor_id, film_id]\n", "[]\n")).declaration


def test_keys_may_be_texts_integers_and_references() -> None:
    one = loads(
        "dataset: one\ntables:\n"
        "  lands: {rows: 9, columns: {code: {text: 'concat(\"C\", row.digits(2))', key: true}}}\n"
        "  people: {rows: 30, columns: {id: {integer: row + 1, key: true}, land: {ref: lands}}}\n"
        "  clients: {rows: 20, distinct: [id], columns: {id: {ref: people, key: true}}}\n"
    )
    world = one()
    assert world["people"].frame()["land"].is_in(world["lands"].frame()["code"].implode()).all()
    assert str(world["clients"].declared.column("id").type) == "int32"
    assert world["clients"].frame()["id"].is_unique().all()
    assert loads(one.plan()).plan() == one.plan()
    for wrong, says in (
        ("id: {text: uuid, key: true, nulls: 0.1}", "key=True of a column with nulls"),
        ("a: key, id: {text: uuid, key: true}", "id is a second key after a"),
        ("a: {ref: b, key: true}", "key=True needs different parents"),
    ):
        parent = "b: {rows: 1, columns: {k: key}}"
        text = f"dataset: x\ntables: {{{parent}, c: {{rows: 1, columns: {{{wrong}}}}}}}"
        with pytest.raises(ValueError, match=says):
            assert loads(text).declaration


def company(reference: str) -> tw.Dataset:
    return loads(
        "dataset: company\ntables:\n  staff:\n    rows: 200\n    columns:\n      id: {key: 10}\n"
        f"      hired: {{date: growth}}\n      boss: {reference}\n"
        "      since: {date: boss.hired}\n"
    )


@pytest.mark.parametrize(
    "reference",
    ["{ref: staff}", "{ref: staff, existing_at: hired, weight: {gamma: [1, 2]}, nulls: 0.1}"],
)
def test_a_reference_to_itself_is_to_an_earlier_row(reference: str) -> None:
    for seed in (1, 7, 42):
        staff = company(reference)(seed=seed)["staff"].frame()
        assert staff["boss"][0] is None
        rest = staff.filter(pl.col("boss").is_not_null())
        assert rest.height > 150
        assert (rest["boss"] < rest["id"]).all()
        assert (rest["since"] <= rest["hired"]).all()
    assert company(reference)(rows=1)["staff"].frame()["boss"].to_list() == [None]


def test_tables_may_refer_to_each_other() -> None:
    stores = loads(
        "dataset: stores\ntables:\n"
        "  stores: {rows: 4, columns: {store_id: key, manager: {ref: staff}}}\n"
        "  staff: {rows: 9, columns: {staff_id: key, store_id: {ref: stores}}}\n"
    )
    world = stores()
    assert world["stores"].frame()["manager"].is_between(1, 9).all()
    assert world["staff"].frame()["store_id"].is_between(1, 4).all()


def test_a_position_is_among_children() -> None:
    with pytest.raises(DeclarationError, match=r"position is among the children of a parent"):
        assert loads(FILMS.replace(", scenes: {integer: count(scenes)}", "")).declaration
