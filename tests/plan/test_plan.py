"""Plans: what is refused, merged, folded and dropped, and the ranges that are proven."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tablewright.errors import DeclarationError
from tablewright.interpreter import rows
from tablewright.ops import (
    Draw,
    Expr,
    Field,
    FloorDiv,
    Index,
    Interpolation,
    Least,
    Lookup,
    Row,
    SearchSorted,
    SumOverChildren,
    Where,
    Word,
    below,
    digits,
    lift,
)
from tablewright.ops.core import Const
from tablewright.ops.random import KeyedDraw, Mixed
from tablewright.plan import Broadcast, Program, plan
from tablewright.spec import (
    Boolean,
    Column,
    ColumnType,
    Date,
    Decimal,
    Int32,
    Int64,
    Table,
    Text,
    Timestamp,
)

TYPES = {"int": Int64(), "bool": Boolean(), "text": Text()}


def table(*exprs: Expr, rows: int = 1000) -> Table:
    columns = tuple(
        Column(Field("t.t", f"c{number}", expr), TYPES[expr.kind])
        for number, expr in enumerate(exprs)
    )
    return Table("t.t", rows, columns, primary_key="c0")


def planned(*exprs: Expr, rows: int = 1000) -> Program:
    return plan(table(*exprs, rows=rows), 42)


def kinds(program: Program) -> list[str]:
    return [type(step.op).__name__ for step in program.steps]


TOP = 2**63 - 1


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Row() + TOP, "Add could reach .* beyond 64 bits"),
        (lambda: Row() - (TOP - 2) - 1000, "Sub could reach"),
        (lambda: Row() * 2**54, "Mul could reach"),
        (lambda: SumOverChildren(Row() % 3, Row() * 2**53, 2), "SumOverChildren could reach"),
        (lambda: SumOverChildren(Row() % 3, Row() * 2**52, 2) + TOP, "Add could reach"),
        (lambda: Lookup((1, 2), Row() % 3), "Lookup: an index of 0..2 can leave its table of 2"),
        (lambda: Lookup((1, 2), Row() - 1), "Lookup: an index of -1"),
        (lambda: Word(("a", "b"), Row()), "Word: an index of 0..999 can leave its pool of 2"),
        (lambda: Word((), lift(0)), "Word: an index of 0..0 can leave its pool of 0"),
        (
            lambda: Interpolation((0, 9), 4, Row(), lift(0)),
            "Interpolation: an index of 0..999 can leave",
        ),
        (
            lambda: Interpolation((0, 9), 4, Row() % 16, Row()),
            "Interpolation: an index of 0..999 can leave",
        ),
        (lambda: digits(Row() - 5), "the number can be negative"),
        (lambda: Row() // Row(), "FloorDiv needs a divisor of at least 1, not one from 0"),
        (lambda: Row() % (Row() - 1), "Mod needs a divisor of at least 1, not one from -1"),
        (lambda: SumOverChildren(Row() - 1, Row(), 9), "the count can be negative"),
        (lambda: Index() + 1, r"Index\(\) is valid only inside SumOverChildren"),
        (
            lambda: SumOverChildren(Index(), Row(), 9),
            r"Index\(\) is valid only inside SumOverChildren",
        ),
        (lambda: Draw("same") + Draw("same"), "t.c0: two draws have the same purpose 'same'"),
        (lambda: below(6) + below(6), "two draws have the same purpose ''"),
    ],
)
def test_refused_while_planning(make: Callable[[], Expr], message: str) -> None:
    with pytest.raises(DeclarationError, match=message):
        planned(make())


DAY_1 = -719_162
"""0001-01-01 in days from 1970-01-01."""
LAST_DAY = 2_932_896


@pytest.mark.parametrize(
    ("type_", "low", "high"),
    [
        (Int32(), -(2**31), 2**31 - 1),
        (Decimal(3, 2), -999, 999),
        (Decimal(18, 0), 1 - 10**18, 10**18 - 1),
        (Date(), DAY_1, LAST_DAY),
        (Timestamp(), DAY_1 * 86_400_000_000, (LAST_DAY + 1) * 86_400_000_000 - 1),
        (Int64(), -(2**63), 2**63 - 1),
    ],
    ids=str,
)
def test_a_column_that_its_type_might_not_hold_is_refused(
    type_: ColumnType, low: int, high: int
) -> None:
    def one(low: int, high: int) -> Table:
        expr = Where(Row() < 5, lift(low), lift(high))
        return Table("t.t", 9, (Column(Field("t.t", "c", expr), type_),), primary_key="c")

    assert [row["c"] for row in rows(one(low, high), 1, [0, 8])]
    assert plan(one(low, high), 1)
    for *wrong, reached in ((low - 1, high, low - 1), (low, high + 1, high + 1)):
        if isinstance(type_, Int64):
            with pytest.raises(DeclarationError, match="out of range"):
                one(*wrong)
            continue
        with pytest.raises(DeclarationError) as raised:
            plan(one(*wrong), 1)
        shown = [
            f"{number / 100:,.2f}" if type_ == Decimal(3, 2) else f"{number:,}"
            for number in (reached, low, high)
        ]
        reason = "t.t.c: could reach {}, beyond {} ({} to {}); bound it with"
        assert str(raised.value).startswith(reason.format(shown[0], type_, *shown[1:]))


@pytest.mark.parametrize(("precision", "scale"), [(0, 0), (39, 2), (5, 6), (5, -1)])
def test_a_decimal_that_is_none_is_refused(precision: int, scale: int) -> None:
    with pytest.raises(DeclarationError, match="is out of range"):
        Decimal(precision, scale)


def test_one_draw_may_be_used_twice_and_in_two_fields() -> None:
    drawn = Draw("x")
    program = planned(drawn + drawn, drawn)
    assert kinds(program).count("KeyedDraw") == 2
    assert kinds(program).count("Mixed") == 1


def test_absence_shares_its_columns_draws() -> None:
    drawn = Draw("x")
    made = Column(Field("t.t", "c0", drawn % 2), Int64(), null_when=(drawn % 2).eq(1))
    found = rows(Table("t.t", 50, (made,), primary_key="c0"), 1, range(50))
    assert {row["c0"] for row in found} == {0, None}
    clash = Column(Field("t.t", "c0", Draw("x")), Int64(), null_when=Draw("x") < 9)
    with pytest.raises(DeclarationError, match="two draws have the same purpose"):
        plan(Table("t.t", 1, (clash,), primary_key="c0"), 1)


def test_equal_subexpressions_are_merged() -> None:
    program = planned((Row() + 1) * (Row() + 1), (Row() + 1) * 3)
    assert kinds(program).count("Add") == 1
    assert kinds(program).count("Mul") == 2


def test_parameters_tell_operations_apart() -> None:
    program = planned(
        Lookup((1, 2), Row() % 2),
        Lookup((1, 3), Row() % 2),
        SearchSorted((1, 2), Row()),
        SearchSorted((1, 3), Row()),
    )
    assert kinds(program).count("Lookup") == 2
    assert kinds(program).count("SearchSorted") == 2


def test_constants_that_only_look_alike_are_kept_apart() -> None:
    one, true = lift(1), lift(True)
    program = planned(Where(Row() < 5, one, lift(0)), Where(Row() < 5, true, lift(False)))
    values = [step.op.value for step in program.steps if isinstance(step.op, Const)]
    assert [value for value in values if value is True] == [True]
    assert [value for value in values if type(value) is int and value == 1] == [1]


@pytest.mark.parametrize(
    ("expr", "value"),
    [
        (lift(2) + lift(3) * lift(4), 14),
        (FloorDiv(lift(-7), lift(2)), -4),
        (lift(-7) % 2, 1),
        (Row() * 0, 0),
        (Row() // 1000, 0),
        (Lookup((7, 7, 7), Row() % 3), 7),
        (SearchSorted((5000, 6000), Row()), 0),
        (Row() < 1000, True),
        (Row().eq(-1), False),
        ((Row() < 5) & (Row() < 0), False),
        (Where(Row() < 1000, lift(1), Row()), 1),
        (Interpolation((0, 100), 4, lift(8), lift(0)), 50),
    ],
)
def test_constants_are_folded(expr: Expr, value: object) -> None:
    program = planned(expr)
    step = program.steps[program.outputs["c0"].value]
    assert isinstance(step.op, Const)
    assert step.op.value == value
    assert type(step.op.value) is type(value)


@pytest.mark.parametrize(
    ("expr", "same"),
    [
        (Row() + 0, Row()),
        (Row() - 0, Row()),
        (Row() * 1, Row()),
        (Row() // 1, Row()),
        (Row() % 1000, Row()),
        (Least(Row(), lift(999)), Row()),
        (Where(Row() < 0, lift(7), Row()), Row()),
    ],
)
def test_what_changes_nothing_is_dropped(expr: Expr, same: Expr) -> None:
    program = planned(expr, same)
    assert program.outputs["c0"] == program.outputs["c1"]


def test_a_drawn_row_is_no_constant() -> None:
    program = planned(Draw("x"), rows=1)
    assert [type(program.steps[n].op) for n in program.needed(["c0"])].count(KeyedDraw) == 1


def test_ranges_follow_the_values() -> None:
    program = planned(Row() * 3 - 5, below(10), rows=100)
    assert program.steps[program.outputs["c0"].value].bounds == (-5, 292)
    assert program.steps[program.outputs["c1"].value].bounds == (0, 9)


def test_a_parents_field_is_written_out_at_the_childs_row() -> None:
    base = Field("t.parent", "base", Draw("x") % 100)
    doubled = Field("t.parent", "doubled", base * 2)
    at = Row() // 3
    both = planned(doubled.at(at) + base.at(at))
    assert kinds(both).count("KeyedDraw") == 1
    given = planned(doubled.at(at, {base: lift(5)}))
    assert kinds(given).count("KeyedDraw") == 0


def test_sums_with_the_same_children_share_their_steps() -> None:
    child = Field("t.child", "price", Draw("p") % 100).at(Row() * 3 + Index())
    count = Row() % 3
    program = planned(SumOverChildren(count, child, 2), SumOverChildren(count, child * 2, 2))
    assert len(program.scopes) == 1
    assert kinds(program).count("KeyedDraw") == 1
    spread = [step for step in program.steps if isinstance(step.op, Broadcast)]
    assert {step.scope for step in spread} == {1}


def test_what_children_share_is_computed_once_per_row_and_spread_to_them() -> None:
    steps = planned(SumOverChildren(Row() % 3, Row() * 2 + Index(), 2)).steps
    found = [(type(step.op).__name__, step.args, step.scope) for step in steps]
    assert found == [
        ("Row", (), 0),
        ("Const", (), 0),
        ("Mod", (0, 1), 0),
        ("Const", (), 0),
        ("Index", (), 1),
        ("Mul", (0, 3), 0),
        ("Broadcast", (5,), 1),
        ("Add", (6, 4), 1),
        ("SumOverChildren", (2, 7), 0),
    ]


def test_only_what_columns_need_is_needed() -> None:
    program = planned(Row() + 1, Draw("x") % 7)
    assert not any(
        isinstance(program.steps[n].op, KeyedDraw | Mixed) for n in program.needed(["c0"])
    )
