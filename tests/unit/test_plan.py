from __future__ import annotations

from collections.abc import Callable

import pytest

from tablewright.errors import DeclarationError
from tablewright.interpreter import cell, rows
from tablewright.ops import (
    Concat,
    Draw,
    Expr,
    Field,
    Floor,
    FloorDiv,
    Index,
    Interpolation,
    Least,
    Lookup,
    Row,
    SearchSorted,
    SumOverChildren,
    ToFloat,
    Where,
    Word,
    ZeroPadded,
    below,
    digits,
    lift,
    weighted,
    word,
)
from tablewright.ops.core import Const
from tablewright.ops.random import KeyedDraw, Mixed, draw_key
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
from tablewright.xxh64 import hash_pair, xxh64

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
        (lambda: Index() + 1, r"Index\(\) has a meaning only inside Total"),
        (lambda: SumOverChildren(Index(), Row(), 9), r"Index\(\) has a meaning only inside Total"),
        (lambda: Draw("same") + Draw("same"), "t.c0: two draws have the same purpose 'same'"),
        (lambda: below(6) + below(6), "two draws have the same purpose ''"),
    ],
)
def test_refused_while_planning(make: Callable[[], Expr], message: str) -> None:
    with pytest.raises(DeclarationError, match=message):
        planned(make())


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
        (lambda: SearchSorted((3, 2), Row()), "edges must not fall"),
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
        message = f"t.t.c could reach {reached}, beyond {type_} ({low} to {high}); bound it with"
        assert str(raised.value).startswith(message)


@pytest.mark.parametrize(("precision", "scale"), [(0, 0), (39, 2), (5, 6), (5, -1)])
def test_a_decimal_that_is_none_is_refused(precision: int, scale: int) -> None:
    with pytest.raises(DeclarationError, match="is out of range"):
        Decimal(precision, scale)


def test_a_draw_needs_a_field() -> None:
    with pytest.raises(DeclarationError, match="a draw needs a field"):
        cell(Draw("x"), 0, 1)


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


def test_strict_interpretation_refuses_a_wrong_claim() -> None:
    base = Field("t.parent", "base", Draw("x") % 100)
    doubled = Field("t.parent", "doubled", base * 2)
    right = doubled.at(Row() // 3, {base: base.at(Row() // 3)})
    wrong = doubled.at(Row() // 3, {base: lift(100)})
    assert cell(right, 7, 1, strict=True) == cell(right, 7, 1)
    assert cell(wrong, 7, 1) == 200
    with pytest.raises(DeclarationError, match=r"t\.parent\.base at row 2 is .* given as 100"):
        cell(wrong, 7, 1, strict=True)


def test_sums_with_the_same_children_share_their_steps() -> None:
    child = Field("t.child", "price", Draw("p") % 100).at(Row() * 3 + Index())
    count = Row() % 3
    program = planned(SumOverChildren(count, child, 2), SumOverChildren(count, child * 2, 2))
    assert len(program.scopes) == 1
    assert kinds(program).count("KeyedDraw") == 1
    spread = [step for step in program.steps if isinstance(step.op, Broadcast)]
    assert {step.scope for step in spread} == {1}


def test_only_what_columns_need_is_needed() -> None:
    program = planned(Row() + 1, Draw("x") % 7)
    assert not any(
        isinstance(program.steps[n].op, KeyedDraw | Mixed) for n in program.needed(["c0"])
    )


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


@pytest.mark.parametrize(
    ("value", "seed", "expected"),
    [
        (0, 0, 0x34C96ACDCADB1BBB),
        (1, 0, 0x9F29CB17A2A49995),
        (0, 42, 0xB71B47EBDA15746C),
        (2**64 - 1, 2**64 - 1, 0x1A158C94ABF6A8B1),
        (0x0123456789ABCDEF, 2654435761, 0xCA6B3BE033D94BB5),
    ],
)
def test_xxh64_vectors(value: int, seed: int, expected: int) -> None:
    """From the reference implementation, over the value's eight bytes, least first."""
    assert xxh64(value, seed) == expected


@pytest.mark.parametrize(
    ("key", "row", "expected"),
    [(123, -1, -3009353219043311550), (-5, 10**12, -6255486817738673488)],
)
def test_pairs_hash_as_in_spark(key: int, row: int, expected: int) -> None:
    assert hash_pair(key, row) == expected & 2**64 - 1


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ((42, "retail.customers", "signup", ""), -4255078219276496656),
        ((-(2**63), "a", "b", "c"), -5809953748994738463),
        ((0, "", "", ""), -2568184433466089650),
    ],
)
def test_draw_keys_never_change(parts: tuple[int, str, str, str], expected: int) -> None:
    assert draw_key(*parts) == expected


def test_draws_never_change() -> None:
    drawn = Field("retail.customers", "x", Draw("p"))
    found = [cell(drawn, row, 42) for row in (0, 1, 10**12)]
    assert found == [4119257482, 510828291, 2831673896]


def test_a_draw_depends_on_each_part_of_its_key() -> None:
    keys = {
        draw_key(seed, table, field, purpose)
        for seed in (0, 1, -1)
        for table in ("a", "b")
        for field in ("a", "b")
        for purpose in ("", "a", "b")
    }
    assert len(keys) == 3 * 2 * 2 * 3
