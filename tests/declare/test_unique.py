"""``unique=True``: what cannot be is refused while planning, what is kept is unique."""

from __future__ import annotations

import pytest

import tablewright as tw
from tablewright.errors import DeclarationError
from tests.support.small import frame

REFUSED = {
    "a choice": (lambda t: t.text("x", tw.choice(["a", "b"]), unique=True), "at most 2 values"),
    "in turn": (lambda t: t.text("x", tw.each("a", "b", "c"), unique=True), "at most 3 values"),
    "a constant": (lambda t: t.integer("x", 5, unique=True), "at most 1 values"),
    "a narrow number": (
        lambda t: t.integer("x", tw.uniform(0, 500), unique=True),
        "at most 50[0-9] values for 1,000 rows",
    ),
    "of a parent's few": (
        lambda t: t.integer("x", t.integer("y", tw.zipf(1, 9)) * 1_000 + 7, unique=True),
        "at most 9 values",
    ),
    "words": (lambda t: t.text("x", tw.words(["a", "b"]), unique=True), "at most 2 values"),
    "together": (
        lambda t: t.text("x", tw.concat(*(tw_half(t, n) for n in "ab")), unique=True),
        "at most 81 values",
    ),
    "few nulls": (
        lambda t: t.text("x", tw.choice(["a", "b"]), null=0.5, unique=True),
        "at most 2 values",
    ),
    "a wide number": (
        lambda t: t.integer("x", tw.uniform(0, 9_999), unique=True),
        "drawn independently for 1,000 rows, so about 50 pairs are equal",
    ),
}
KEPT = {
    "uuid": lambda t: t.text("x", tw.uuid(), unique=True),
    "e-mail": lambda t: t.text("x", t.person().email, unique=True),
    "row": lambda t: t.text("x", tw.concat("C-", t.row.digits(6)), unique=True),
    "of the row": lambda t: t.integer("x", t.row * 7 + 3, unique=True),
    "nulls": lambda t: t.text("x", tw.choice(["a"]), null=1.0, unique=True),
    "enough in turn": lambda t: t.integer("x", tw.each(*range(1_000)), unique=True),
    "wide enough": lambda t: t.integer("x", t.row * 1_000 + tw_draw(t), unique=True),
}


def tw_half(t: tw.TableDraft, name: str) -> tw.Value:
    return t.integer(name, tw.zipf(1, 9))


def tw_draw(t: tw.TableDraft) -> tw.Value:
    return t.draw("d", tw.uniform(0, 999))


@pytest.mark.parametrize("name", REFUSED)
def test_what_must_repeat_is_refused(name: str) -> None:
    declare, text = REFUSED[name]
    with pytest.raises(DeclarationError, match=rf"things\.x: unique=True, but there are .*{text}"):
        frame(declare, 1_000)  # type: ignore[arg-type]
    # Of one row nothing repeats.
    assert frame(declare, 1).height == 1  # type: ignore[arg-type]


@pytest.mark.parametrize("name", KEPT)
def test_what_need_not_repeat_is_kept(name: str) -> None:
    found = frame(KEPT[name], 1_000)["x"].drop_nulls()  # type: ignore[arg-type]
    assert found.is_unique().all()


def test_more_rows_are_refused_where_fewer_are_not() -> None:
    one = tw.Dataset("one", rows={"plans": 3})

    @one.table
    def plans(t: tw.TableDraft, world: tw.WorldDraft) -> None:
        t.key("plan_id")
        t.text("plan", tw.each("Free", "Solo", "Team"), unique=True)

    assert one()["plans"].height == 3
    with pytest.raises(DeclarationError, match="at most 3 values for 4 rows"):
        one(rows=4)
