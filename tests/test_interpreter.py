"""The arbiter itself: what it refuses."""

from __future__ import annotations

import pytest

from tablewright.errors import DeclarationError
from tablewright.interpreter import cell
from tablewright.ops import (
    Draw,
    Expr,
    Field,
    Floor,
    Lookup,
    Row,
    SumOverChildren,
    ToFloat,
    Where,
    Word,
    ZeroPadded,
    lift,
)
from tablewright.spec import (
    Column,
    Int32,
)

TOP = 2**63 - 1


def test_strict_interpretation_refuses_a_wrong_claim() -> None:
    base = Field("t.parent", "base", Draw("x") % 100)
    doubled = Field("t.parent", "doubled", base * 2)
    right = doubled.at(Row() // 3, {base: base.at(Row() // 3)})
    wrong = doubled.at(Row() // 3, {base: lift(100)})
    assert cell(right, 7, 1, strict=True) == cell(right, 7, 1)
    assert cell(wrong, 7, 1) == 200
    with pytest.raises(DeclarationError, match=r"t\.parent\.base at row 2 is .* given as 100"):
        cell(wrong, 7, 1, strict=True)


@pytest.mark.parametrize(
    ("expr", "row", "message"),
    [
        (Row() + TOP, 1, "beyond 64 bits"),
        (Lookup((1, 2), Row()), 2, "index 2 is outside a table of 2"),
        (Lookup((1, 2), Row() - 1), 0, "index -1 is outside"),
        (Word(("a",), Row()), 1, "index 1 is outside a table of 1"),
        (Row() // (Row() - 1), 1, "divisor 0 is below 1"),
        (
            SumOverChildren(Row(), lift(1), 3),
            4,
            r"a number of children of 4 is outside the declared 0\.\.3",
        ),
        (Floor(ToFloat(Row()), 2, 3), 4, r"a floor of 4 is outside the declared 2\.\.3"),
        (ZeroPadded(Row() - 1), 0, "negative"),
        (lift(1.0) / (lift(0.0) * lift(5.0)), 0, "divided by zero"),
        (lift(1e308) * lift(10.0), 0, "not a finite number"),
        (Where(lift(True), Row(), Lookup((1,), Row())), 1, "outside a table"),
    ],
)
def test_the_interpreter_is_strict(expr: Expr, row: int, message: str) -> None:
    with pytest.raises(DeclarationError, match=message):
        cell(expr, row, 1, strict=True)


def test_a_count_beyond_32_bits_is_refused_by_the_interpreter() -> None:
    column = Column(Field("t.t", "c0", Row() + 2**31), Int32())
    with pytest.raises(DeclarationError, match="beyond 32 bits"):
        cell(column, 0, 1)


def test_what_is_claimed_to_rise_may_not_fall() -> None:
    claimed = Field("t", "parent", Row() % 5, 10, rising=True)
    assert cell(claimed, 4, 1, strict=True) == 4
    assert cell(claimed, 5, 1) == 0
    with pytest.raises(DeclarationError, match=r"t\.parent falls from 4 to 0 at row 5"):
        cell(claimed, 5, 1, strict=True)
