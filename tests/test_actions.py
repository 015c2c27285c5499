"""What is done with worlds by functions: writing, verifying, changes."""

from __future__ import annotations

from pathlib import Path

import pytest

import tablewright as tw
from tablewright.errors import ArgumentError


def test_writing_and_verifying_are_functions(tmp_path: Path) -> None:
    world = tw.retail(rows=20)
    assert {t.name for t in tw.write(world, tmp_path / "r", "csv", tables=["customers"])} == {
        "customers"
    }
    report = tw.verify(tmp_path / "r")
    assert report.ok
    assert repr(report) == f"<Report: {len(report.checks)} checks, 0 breaches>"
    assert tw.verify(tmp_path / "r", "retail").ok
    assert tw.verify(tmp_path / "r", tw.retail, checksums=False).ok
    with pytest.raises(TypeError, match=r"world='retail' is of type str, not a World; give"):
        tw.write("retail", tmp_path / "s")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="did you mean 'retail'"):
        tw.verify(tmp_path / "r", "retial")


def test_changes_are_those_of_the_world() -> None:
    world = tw.retail(rows=50)
    settings = tw.ChangeSettings(batch_size=10)
    mine = tw.changes(world, "products", update=["unit_price"], settings=settings)
    theirs = world.changes("products", update=["unit_price"], settings=settings)
    assert mine.batch(2).equals(theirs.batch(2))
    assert tw.changes(world).state(1).equals(world.changes().state(1))
    with pytest.raises(TypeError, match=r"world=5 is of type int, not a World; give"):
        tw.changes(5)  # type: ignore[arg-type]


def tickets(column: str, *, is_key: bool = False) -> tw.World:
    one = tw.Dataset("one", rows={"people": 20, "tickets": 100})

    @one.table
    def people(t: tw.TableDraft, world: tw.WorldDraft) -> None:
        t.key("person_id")

    @one.table
    def tickets(t: tw.TableDraft, world: tw.WorldDraft) -> None:
        t.key("ticket_id")
        t.date("day", tw.season())
        t.text("state", tw.choice(["open", "closed"]))
        if is_key:
            t.ref(column, world.people)
        else:
            t.text(column, tw.choice(["a", "b"]))

    return one()


@pytest.mark.parametrize("is_key", [False, True])
@pytest.mark.parametrize(
    ("shape", "column"),
    [
        ("tablewright", "operation"),
        ("tablewright", "Operation_Date"),
        ("tablewright", "sequence"),
        ("delta-cdf", "_change_type"),
    ],
)
def test_a_column_that_changes_add_is_refused_by_its_name(
    shape: str, column: str, is_key: bool
) -> None:
    world = tickets(column, is_key=is_key)
    with pytest.raises(ArgumentError, match=r"has a column .* rename the column, or choose"):
        tw.changes(world, "tickets", settings=tw.ChangeSettings(shape=shape))
    # Of another shape it is a column like any other.
    other = tw.ChangeSettings(shape="debezium")
    assert tw.changes(world, "tickets", settings=other).batch(1).height > 0


def test_a_table_in_order_of_a_date_is_no_stream() -> None:
    with pytest.raises(ArgumentError, match=r"is in order of day, a date, .* t\.timestamp"):
        tickets("other").stream("tickets")
