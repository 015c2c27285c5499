"""Declarations of somebody who means harm or errs, and what may come of them.

``python -m tests.support.hostile_declarations name ...`` makes some by the interpreter, NumPy and
machine code, and prints for each a line with its name and what came of it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from itertools import product
from typing import Any, cast

import numpy as np

from tablewright import interpreter
from tablewright.engines.local.compiling import compiled
from tablewright.errors import TablewrightError
from tablewright.ops import (
    At,
    Concat,
    Draw,
    Expr,
    Field,
    Floor,
    Index,
    Interpolation,
    Lookup,
    Row,
    SearchSorted,
    ToFloat,
    Where,
    Word,
    ZeroPadded,
    aliased_by,
    below,
    chance,
    clip,
    concat,
    digits,
    least,
    lift,
    lookup,
    parts,
    total,
    weighted,
    weighted_by,
    word,
)
from tablewright.ops.random import KeyedDraw, Mixed
from tablewright.plan import Input, Materialized, plan
from tablewright.spec import Decimal, Float64, Table
from tests.support import cases
from tests.support.ways import WAYS, way

ROWS = 300_000
"""More than machine code is used from."""
SHOWN = (*range(5), *range(262_143, 262_146), *range(ROWS - 3, ROWS))
SMALL = 10
TOP = 2**63 - 1
Made = Callable[[], Expr]

any_: Any = cast(Any, None)
"""For arguments of a wrong type."""


def wild(low: int, high: int, factor: int = 1_000_003) -> Expr:
    """An int that is said to be within limits, and is not."""
    return Floor(ToFloat(Row() * factor - 7), low, high)


def parent(value: Expr, name: str = "fact") -> Field:
    return Field("hostile.parent", name, value, SMALL)


def nested(levels: int, step: Callable[[Any], Any], start: Any) -> Any:
    for _ in range(levels):
        start = step(start)
    return start


def given_wrong() -> Expr:
    base = parent(Row() % 10, "base")
    return parent(lookup(range(10), base)).at(Row() % SMALL, {base: lift(9) - Row() % 10})


def same_names() -> Expr:
    one, other = parent(Row() * 2, "twin"), parent(Row() * 3 + 100, "twin")
    return one.at(Row() % SMALL) * 1_000 + other.at(Row() % SMALL)


def doubled(levels: int, text: Expr) -> Expr:
    return cast(Expr, nested(levels, lambda t: concat(t, t), text))


def branching(levels: int) -> Expr:
    def one(made: Expr) -> Expr:
        return Where((Row() % 3).eq(0), made, Where((Row() % 2).eq(0), made, lift("x")))

    return cast(Expr, nested(levels, one, ZeroPadded(Row())))


def exploding(levels: int) -> Expr:
    def one(made: Expr) -> Expr:
        return (made.at((Row() * 3 + 1) % 10**6) + made.at(Row() // 2 + 5)) % 1009

    return cast(Expr, nested(levels, one, Row() % 1009))


MADE: Mapping[str, Made] = {
    "lookup_after_floor": lambda: lookup(range(10), wild(0, 9)),
    "lookup_below_floor": lambda: lookup(range(10), Floor(0.0 - ToFloat(Row()), 0, 9)),
    "lookup_last": lambda: lookup((5, 6, TOP), wild(2, 2)),
    "floor_alone": lambda: wild(-3, 3),
    "floor_far_away": lambda: Floor(ToFloat(Row()) * 1e9, -(2**62), -(2**61)),
    "floor_32_bits": lambda: wild(0, 2**31 - 1, 10**12) + 1,
    "word_after_floor": lambda: word(("a", "bb", "ccc"), wild(0, 2)),
    "words_after_floor": lambda: word(tuple(f"w{i}" * 9 for i in range(99)), wild(0, 98)),
    "curve_value": lambda: Interpolation((0, 10, -10), 4, wild(0, 31), lift(0)),
    "curve_which": lambda: Interpolation((0, 10, -10, 5), 4, lift(3), wild(0, 1), 2),
    "bucket": lambda: SearchSorted((1, 5, 9, 9, 12, 13, 17, 20, 24, 31), wild(0, 31)),
    "bucket_ends": lambda: SearchSorted((-(2**63), TOP), wild(-(2**63), TOP)),
    "divided_by_floor": lambda: Row() // Floor(0.0 - ToFloat(Row()), 1, 9),
    "modulo_floor": lambda: Row() % Floor(0.0 - ToFloat(Row()), 1, 9),
    "digits_of_floor": lambda: ZeroPadded(Floor(0.0 - ToFloat(Row()), 0, 9)),
    "digits_beyond": lambda: ZeroPadded(wild(0, 9), 1),
    "at_floor": lambda: parent(Row() * 3).at(wild(0, SMALL - 1)),
    "at_floor_draw": lambda: parent(Draw("d") % 9).at(wild(0, SMALL - 1)),
    "at_negative": lambda: parent(Draw("n")).at(Row() - 5),
    "at_beyond_rows": lambda: parent(Row() * 2).at(Row()),
    "given_wrong": given_wrong,
    "two_fields_of_a_name": same_names,
    "total_too_many": lambda: total(Row() % 100, lookup(range(4), Index()), 4),
    "total_far_too_many": lambda: total(Row() * 10**9, lookup(range(3), Index()), 3),
    "total_of_floor": lambda: total(wild(0, 3), lookup((1, 2, 3), Index()), 3),
    "total_none": lambda: total(Row(), lookup((1,), Index()), 0),
    "total_words_of_children": lambda: total(Row(), wild(0, 7) * Index(), 30),
    "total_inside_total": lambda: total(
        Row(), total(Row(), lookup(range(5), Index()), 5) + Index(), 7
    ),
    "total_at_limit": lambda: total(lift(65_536) - Row() % 65_000 * 2 % 65_536, Index(), 65_536),
    "below_wrong_most": lambda: below(Row() + 1, "x", most=3),
    "below_far_wrong_most": lambda: lookup(range(9), below(Row() + 1, "x", most=2**32) % 9),
    "nul_free_controls": lambda: word(
        ("\x01a\x01", "\x020\x02", "\x03\x1f\x7f", "\r\n"), Row() % 4
    ),
    "marks_in_concat": lambda: concat("\x020\x02", ZeroPadded(Row()), "\x01x\x01", "\x02"),
    "every_stand_in": lambda: concat(
        "'\\${\x01\x02~^`@#" + "".join(map(chr, range(0xE000, 0xE400))), ZeroPadded(Row())
    ),
    "odd_letters": lambda: word(("\ufffe\uffff", "\ufeff", "\U0010ffff", "\u2028\x85"), Row() % 4),
    "long_text": lambda: doubled(7, lift("y" * 32)),
    "long_word": lambda: word(("z" * 4_096, "é" * 2_048), Row() % 2),
    "branches": lambda: branching(5),
    "width_at_limit": lambda: digits(Row(), 64),
    "lookup_at_limit": lambda: lookup(range(2**20), Row() * 7 % 2**20),
    "numpy_numbers": lambda: (
        lookup(list(np.arange(5)), Row() % np.int64(5)) + np.int32(3)  # type: ignore[operator]
    ),
    "numpy_float": lambda: Floor(ToFloat(Row()) * np.float64(0.1), 0, 10**6),
    "bools_as_ints": lambda: lookup((True, False), Row() % 2),
    "wide_columns": lambda: nested(90, lambda x: (x + Row()) % 1009, Row() % 7),
    "shared_deeply": lambda: nested(60, lambda x: (x * x + x) % 1009, Row() % 7),
    "chance_certain": lambda: chance(1.0) & ~chance(0.0, "n"),
}
"""No limit of theirs is true, or they are at a limit; they are made, alike everywhere."""

REFUSED: Mapping[str, Made] = {
    "digits_negative": lambda: digits(Row(), -3),
    "digits_none": lambda: digits(Row(), 0),
    "digits_many": lambda: digits(Row(), 10**9),
    "digits_enormous": lambda: digits(Row(), 10**5_000),
    "digits_text": lambda: digits(Row(), cast(int, "3")),
    "digits_half": lambda: digits(Row(), cast(int, 2.5)),
    "digits_of_negative": lambda: digits(Row() - 1),
    "draw_no_bits": lambda: Draw("x", 0),
    "draw_text_bits": lambda: Draw("x", cast(int, "8")),
    "draw_purpose": lambda: Draw(cast(str, ["x"])),
    "draw_separator": lambda: Draw("a\x1fb"),
    "draw_surrogate": lambda: Draw("\ud800"),
    "keyed_draw": lambda: KeyedDraw(2**70, 200, Row()),
    "mixed": lambda: Mixed(Row()),
    "given": lambda: Input("x", 0, 5),
    "tabulated": lambda: Materialized(parent(Row()), any_, Row()),
    "lookup_floats": lambda: lookup(cast(list[int], [0.5, 1.5]), Row() % 2),
    "lookup_texts": lambda: lookup(cast(list[int], ["0"]), Row() % 1),
    "lookup_wide": lambda: lookup((1, 2**70), lift(0)),
    "lookup_empty": lambda: lookup((), lift(0)),
    "lookup_too_many": lambda: lookup(range(2**20 + 1), Row() % 3),
    "lookup_past_end": lambda: lookup(range(10), Row() % 11),
    "lookup_of_none": lambda: Lookup(any_, Row() % 2),
    "bucket_of_none": lambda: SearchSorted((1, any_), Row()),
    "bucket_wide": lambda: SearchSorted((-(2**64), 0), Row()),
    "curve_negative_bits": lambda: Interpolation((0, 1), -1, Row() % 1, lift(0)),
    "curve_enormous_bits": lambda: Interpolation((0, 0), 10**6, Row() % 1, lift(0)),
    "curve_no_curves": lambda: Interpolation((0, 1), 4, Row() % 1, lift(0), 0),
    "curve_past_end": lambda: Interpolation((0, 1, 2), 4, Row() % 33, lift(0)),
    "total_negative_most": lambda: total(Row() % 3, Index(), -1),
    "total_many": lambda: total(lift(2**40), lift(1), 2**40),
    "total_text_most": lambda: total(Row() % 3, Index(), cast(int, "3")),
    "total_many_inside": lambda: total(Row(), parent(total(Row(), Index(), 999)).at(Index()), 999),
    "total_lookup_past_end": lambda: total(Row() % 3, lookup(range(2), Index()), 3),
    "floor_reversed": lambda: Floor(ToFloat(Row()), 9, 0),
    "floor_infinite": lambda: Floor(ToFloat(Row()), 0, cast(int, float("inf"))),
    "floor_wide": lambda: Floor(ToFloat(Row()), 0, 2**70),
    "floor_of_too_much": lambda: Floor(ToFloat(Row()) * 1e300, 0, 9),
    "float_divided_by_zero": lambda: Floor(ToFloat(Row()) / ToFloat(Row() % 3), 0, 9),
    "float_zero_by_zero": lambda: (lift(0.0) * ToFloat(Row())) / lift(0.0) < 1.0,
    "float_overflow": lambda: nested(9, lambda x: x * x, ToFloat(Row()) * 1e10) < 1.0,
    "float_tiny_divisor": lambda: lift(1e300) / lift(1e-300) < 1.0,
    "const_none": lambda: lift(any_),
    "const_nan": lambda: lift(float("nan")) < 1.0,
    "const_infinite": lambda: lift(float("inf")) < 1.0,
    "const_object": lambda: lift(cast(int, object())),
    "const_wide": lambda: lift(2**70),
    "const_nul": lambda: lift("a\0b"),
    "const_surrogate": lambda: lift("\udcff"),
    "const_long": lambda: lift("y" * 4_097),
    "word_nul": lambda: word(("a\0", "b"), Row() % 2),
    "word_surrogate": lambda: word(("\ud800", "b"), Row() % 2),
    "word_long": lambda: word(("z" * 2**21, "b"), Row() % 2),
    "word_of_numbers": lambda: word(cast(tuple[str], (1, 2)), Row() % 2),
    "word_of_text": lambda: Word(cast(tuple[str], "ab"), Row() % 2),
    "word_pool_too_large": lambda: word(tuple(f"{i:04000}" for i in range(2_000)), Row() % 2_000),
    "word_empty_pool": lambda: word((), lift(0)),
    "concat_doubled": lambda: doubled(40, ZeroPadded(Row())),
    "concat_empty_doubled": lambda: doubled(40, word(("", ""), Row() % 2)),
    "branches_doubled": lambda: branching(40),
    "concat_none": lambda: Concat((any_, lift("x"))),
    "at_exploding": lambda: exploding(40),
    "at_given_twice": lambda: At(given_wrong(), Row(), (parent(Row()),) * 2, (lift(1), lift(2))),
    "recursion": lambda: nested(5_000, lambda x: (x + Row()) % 1009, Row()),
    "recursion_of_fields": lambda: nested(5_000, lambda x: Field("a", "b", x), Row()),
    "recursion_of_sums": lambda: nested(5_000, lambda x: x + Row(), Row()),
    "recursion_of_texts": lambda: nested(5_000, lambda x: concat(x, ""), ZeroPadded(Row())),
    "recursion_of_choices": lambda: nested(5_000, lambda x: Where(Row() < 3, x, x), Row()),
    "recursion_of_rows": lambda: nested(5_000, lambda x: parent(x).at(Row() % 3), Row()),
    "shown_in_an_error": lambda: ZeroPadded(doubled(60, ZeroPadded(Row()))),
    "shown_as_a_width": lambda: digits(Row(), cast(int, doubled(60, ZeroPadded(Row())))),
    "squares": lambda: nested(40, lambda x: x * x, Row() + 2),
    "field_rows": lambda: Field("a", "b", Row(), cast(int, "x")).at(0),
    "parts_negative": lambda: parts("x", -3)[0].value,
    "weights_nan": lambda: weighted([float("nan"), 1.0]),
    "weights_text": lambda: weighted(cast(list[float], ["a", "b"])),
    "weights_none": lambda: weighted([]),
    "weights_of_no_row": lambda: weighted_by([], Row() % 2),
    "aliases_of_no_row": lambda: aliased_by([], Row() % 2),
    "aliases_of_rows_that_differ": lambda: aliased_by([[1, 2], [1]], Row() % 2),
    "more_aliases_than_a_roll_has": lambda: aliased_by([[1] * 9], 0, parts("", 3)[0]),
    "clip_wide": lambda: clip(Row(), 0, 2**64),
    "least_of_float": lambda: least(Row(), cast(int, 2.5)),
    "index_alone": lambda: Index() + 1,
}
"""Nothing is made: the declaration or its plan says why in one line."""

TYPES = {
    "decimal_text": lambda: Decimal(cast(int, "5"), 2),
    "decimal_wide": lambda: Decimal(10**9, 2),
    "measure_negative": lambda: Float64(-3),
    "measure_enormous": lambda: Float64(400),
    "measure_text": lambda: Float64(cast(int, "2")),
}
"""Types that are none."""

NAMES = (
    *(
        "",
        " ",
        "a b",
        " a",
        "a ",
        "a.b",
        "a`b",
        "`",
        "*",
        "${x}",
        "$",
        "a\nb",
        "a\tb",
        "\0",
        "\x02",
    ),
    *("a\x7fb", "x" * 256, "x" * 10**6, "__s1", "__x", 'a"b', "a'b", "a,b", "a;b", "a=b", "a(b)"),
    *("a{b", "a/b", "a\\b", "\u200b", "e\u0301", "\ud800", "-- x", "a%b", "a:b", "[0]"),
)
"""Names of columns that an engine, a format or a catalog refuses or changes."""

KEPT = (
    ("id", "x"),
    ("x", "ID", "row"),
    ("Größe", "日本", "2024", "a-b", "select", "_", "-", "x" * 255),
)
"""Names that all of them keep, the row number's among them."""


def table(made: Made) -> Table:
    """A table of one hostile column."""
    return cases.table({"c": made()}, ROWS, "hostile.table")


def outcome(made: Made) -> str:
    """``refused: why``, ``made``, or how two ways differ."""
    try:
        declared = table(made)
        for limit in (0, SMALL * 1_000):
            plan(declared, 1, materialize=limit)
        ways = {how: local(declared, how, limit) for how, limit in product(WAYS, (0, 10_000))}
    except TablewrightError as error:
        return f"refused: {error}"
    expected = [cases.plain(row["c"]) for row in interpreter.rows(declared, 1, SHOWN)]
    differing = [how for how, values in ways.items() if values != expected]
    return f"differs: {differing} {ways} {expected}"[:2_000] if differing else "made"


def local(declared: Table, how: str, limit: int) -> list[str]:
    """The shown rows as the local engine makes them in one way."""
    with way(how):
        maker = compiled(declared, plan(declared, 1, materialize=limit), ["c"], ROWS)
        found: list[str] = []
        for row in SHOWN:
            found.extend(map(cases.plain, maker.make(row, row + 1)["c"].to_list()))
        # A whole chunk too, so that whatever lies outside has a chance to be touched.
        maker.make(ROWS - 2_000, ROWS)
    return found


if __name__ == "__main__":
    for each in sys.argv[1:]:
        print(json.dumps([each, None]), flush=True)
        print(json.dumps([each, outcome({**MADE, **REFUSED}[each])]), flush=True)
