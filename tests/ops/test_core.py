"""Wrong use of the language is refused as it is written."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tablewright.errors import DeclarationError
from tablewright.ops import (
    Concat,
    Draw,
    Expr,
    Field,
    Interpolation,
    Least,
    Row,
    SearchSorted,
    Where,
    Word,
    ZeroPadded,
    digits,
    lift,
    weighted,
    word,
)
from tablewright.spec import (
    Column,
    Int64,
)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Row() + 0.5, r"Add takes two ints or two floats, not int and float; .*ToFloat\(x"),
        (lambda: word(("a", "b"), Row() % 2).eq("a"), "text and text; of a word take the int that"),
        (lambda: (Row() < 3).eq(1), r"bool and int; make numbers .* with when\(condition, 1\)"),
        (lambda: weighted([1.0, float("inf")]), "weights must be finite"),
        (lambda: lift(1.5) // 2, "FloorDiv takes int, not float"),
        (lambda: Least(lift(1.0), lift(2.0)), "Least takes int, not float"),
        (lambda: Row() & lift(True), "And takes bool, not int"),
        (lambda: Where(Row(), Row(), Row()), "Where takes bool, not int"),
        (lambda: Where(Row() < 1, Row(), lift("x")), "Where takes int, not text"),
        (lambda: Concat((Row(),)), "Concat takes text, not int"),
        (lambda: ZeroPadded(lift("7")), "ZeroPadded takes int, not text"),
        (lambda: SearchSorted((3, 2), Row()), "edges must not decrease"),
        (lambda: Interpolation((0, 1, 2), 4, Row(), lift(0), curves=2), "the same number of knots"),
        (lambda: Interpolation((0, 2**62), 4, Row(), lift(0)), "too steep"),
        (lambda: Word(("a|b", "c"), Row() % 2), "may not contain '|'"),
        (lambda: Draw("x", 64), "bits=64 is out of range"),
    ],
)
def test_refused_when_declared(make: Callable[[], Expr], message: str) -> None:
    with pytest.raises(DeclarationError, match=message):
        make()


@pytest.mark.parametrize(
    "make",
    [
        lambda: 1 if Row() > 2 else 0,
        lambda: Row() > 1 and Row() < 5,
        lambda: Row() > 1 or Row() < 5,
        lambda: not Row() < 5,
        lambda: 2 < Row() < 5,
        lambda: Row() == 2,
        lambda: Row() != 2,
        lambda: max(Row(), lift(2)),
        lambda: Row() in (1, 2),
        lambda: [*Row()],
        lambda: Row().eq(None),
        lambda: Row() + [1],  # noqa: RUF005
        lambda: lift(b"1"),
        lambda: Column(Field("t", "a", lift(1), 1), Int64),
        lambda: Column(lift(1), Int64()),
        lambda: digits("7"),
    ],
)
def test_wrong_use_is_a_type_error_that_names_the_remedy(make: Callable[[], object]) -> None:
    with pytest.raises((TypeError, DeclarationError), match=r"use |give |combine|takes|unpacked"):
        make()
