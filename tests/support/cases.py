"""Expressions over nasty values, at least one per operation, for every engine to agree on."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tablewright.ops import (
    Concat,
    Const,
    Draw,
    Expr,
    Field,
    Floor,
    Greatest,
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
    aliased_by,
    below,
    chance,
    weighted,
    weighted_by,
)
from tablewright.ops.core import Kind, lift
from tablewright.spec import (
    Boolean,
    Column,
    ColumnType,
    Date,
    Decimal,
    Float64,
    Int32,
    Int64,
    Table,
    Text,
    Timestamp,
)
from tests.support.bits import BitXor

NAME = "parity.cases"
ROWS = 576
SEED = -(2**63) + 7
TOP, BOTTOM = 2**63 - 1, -(2**63)
INTS = (
    *(BOTTOM, BOTTOM + 1, -(2**53) - 1, -(2**32), -(2**31), -1000, -7, -3, -2, -1),
    *(0, 1, 2, 3, 7, 1000, 2**31, 2**32, 2**53 + 1, TOP - 1, TOP),
)
DIVISORS = (1, 2, 3, 7, 10, 64, 2**31, 2**32, 2**62, TOP)
FLOATS = (
    *(-0.0, 0.0, 5e-324, -5e-324, 0.1, -0.1, 0.5, -0.5, 1 / 3, 1.0, -1.0, 1.5, -1.5, 2.5),
    *(0.9999999999999999, -0.9999999999999999, 1e-5, 1e15, 4503599627370495.5, -(2.0**52) - 0.5),
    *(9007199254740993.0, -9007199254740993.0, 1e18, -1e18, 1.7976931348623157e308, 1e-300),
)
WORDS = (
    *("plain", "", "é", "Ünïcödé", "日本", "🦊", "a🦊b", "O'Neil", "''", "'", '"', 'say "hi"'),
    *("\\", "\\n", "\\u0041", "a\\'b", "C:\\dir\\", "line\nbreak", "tab\t", "%s_%d", "${env:HOME}"),
    *("$", "{x}", "--", "/* no */", ";", " lead", "trail ", "null", "NULL", "0", "~^`!#"),
    *("\u0301", "\u200b", "\x01\x02", "\x020\x02", "\x01a\x01", "e\u0301", "?", ":x", "[,]", ","),
)


@dataclass(frozen=True)
class RawFloat(ColumnType):
    """A double as it is, which no table has but every operation on floats must agree on."""

    kind: Kind = field(default="float", init=False)


TYPES: Mapping[Kind, ColumnType] = {
    "int": Int64(),
    "bool": Boolean(),
    "text": Text(),
    "float": RawFloat(),
}


def table(exprs: Mapping[str, Expr], rows: int = ROWS, name: str = NAME) -> Table:
    """A table with a column per expression."""
    columns = tuple(Column(Field(name, key, expr), TYPES[expr.kind]) for key, expr in exprs.items())
    return Table(name, rows, columns, primary_key=columns[0].name)


def plain(value: object) -> str:
    """A value so that -0.0 and 0.0, True and 1 differ, and instants do not by their zone."""
    return repr(value.astimezone(dt.timezone.utc) if isinstance(value, dt.datetime) else value)


def ints(values: Sequence[int], skip: int = 1) -> Expr:
    """A different one of some ints in every ``skip`` rows."""
    return Lookup(tuple(values), Row() // skip % len(values))


def floats(values: Sequence[float], skip: int = 1) -> Expr:
    """A different one of some floats in every ``skip`` rows."""
    result: Expr = Const(values[-1])
    for number, value in enumerate(values[:-1]):
        result = Where((Row() // skip % len(values)).eq(number), Const(value), result)
    return result


def around(edges: Iterable[int], low: int, high: int) -> list[int]:
    """Every edge and its neighbours, and the ends."""
    near = {e + d for e in edges for d in (-1, 0, 1)} | {low, high}
    return sorted(v for v in near if low <= v <= high)


def arithmetic() -> dict[str, Expr]:
    half = [BOTTOM // 2, -(2**31), -1, 0, 1, 2**31]
    x, y = ints(INTS, len(INTS)), ints(INTS)
    a, b = floats(FLOATS[:-2], len(FLOATS)), floats(FLOATS[:-2])
    return {
        "add": ints([*half, TOP // 2 + 1], 8) + ints([*half, TOP // 2]),
        "sub": ints([*half, TOP // 2], 8) - ints([*half, TOP // 2 + 1]),
        "mul": ints([-(2**31), -1, 0, 1, 2**31 - 1], 7) * ints([-(2**31), -3, 0, 1, 2**32]),
        "mul_minus_one": ints([BOTTOM + 1, -1, 0, TOP]) * -1,
        "add_folding": (ints([BOTTOM, BOTTOM + 5]) + TOP) + (TOP - 10),
        "sub_folding": (ints([TOP, TOP - 5]) - TOP) - (TOP - 10),
        "least": Least(x, y),
        "greatest": Greatest(x, y),
        "lt": x < y,
        "le": x <= y,
        "eq": x.eq(y),
        "lt_const": x < BOTTOM + 1,
        "le_const": x <= BOTTOM,
        "eq_const": x.eq(BOTTOM),
        "const": lift(BOTTOM),
        "where": Where(x < y, x, y),
        "where_bool": Where(x < y, x.eq(7), y < 0),
        "where_float": Where(x < y, ToFloat(x), ToFloat(y)),
        "and": (x < 0) & (y < 0),
        "or": (x < 0) | (y < 0),
        "not": ~(x < 0),
        "const_true": lift(True) & lift(True),
        "to_float": ToFloat(y),
        "to_float_product": ToFloat(y) * 2.0**-53,
        "float_const": lift(0.1),
        "float_tiny": lift(5e-324) * lift(1.0),
        "float_add": a + b,
        "float_sub": a - b,
        "float_mul": floats(FLOATS[:-2], len(FLOATS)) * floats(FLOATS[:-3]),
        "float_div": a / floats([f for f in FLOATS[:-2] if f > 1e-6]),
        "float_div_negative": a / floats([f for f in FLOATS[:-2] if f < -1e-6]),
        "float_lt": a < b,
        "float_le": a <= b,
        "float_eq": a.eq(b),
        "floor": Floor(floats([f for f in FLOATS if abs(f) <= 1e18]), -(10**18), 10**18),
        "floor_moved": Floor(floats([f for f in FLOATS if abs(f) <= 1e18]), -3, 2**53 + 1),
        "floor_of_sum": Floor(ToFloat(y % 1000) * 0.1 + 0.7 - 50.0, -60, 60),
        "row": Row(),
    }


def division() -> dict[str, Expr]:
    x = ints(INTS, len(DIVISORS))
    found = {"div": x // ints(DIVISORS), "mod": x % ints(DIVISORS)}
    for sign, values in {
        "any": INTS,
        "plus": [v for v in INTS if v >= 0],
        "minus": [v for v in INTS if v < 0],
        "ends": [BOTTOM, TOP],
    }.items():
        for divisor in (1, 2, 3, 10, 64, 86_400_000_000, 2**62, TOP):
            found[f"div_{sign}_{divisor}"] = ints(values) // divisor
            found[f"mod_{sign}_{divisor}"] = ints(values) % divisor
    # Where a quotient jumps, near the ends of what doubles hold exactly.
    for power in (31, 49, 50, 51, 52, 60, 62):
        for divisor in (3, 49 * 64, 86_400_000_000):
            for sign, lows in {"plus": (0, 1), "any": (-1, 0, 1)}.items():
                jumps = [low * (2**power - 1) // divisor * divisor for low in lows]
                ends = [low * (2**power - 1) for low in lows]
                small = [divisor << places for places in range(6)]
                values = around([*small, *jumps, *ends], min(ends), max(ends))
                found[f"jumps_{power}_{sign}_{divisor}"] = ints(values) // divisor
        for name, divisors in {
            "few": (1, 3, 49, 7_919, 2**32 + 1),
            "large": (10**6, 2**44 + 7),
        }.items():
            pairs = [
                (value, divisor)
                for divisor in divisors
                for top in (divisor, 2**power - 1, -(2**power))
                for value in around([top // divisor * divisor], -(2**power), 2**power)
            ]
            values, by = zip(*pairs, strict=True)
            found[f"jumps_{power}_{name}"] = ints(values) // ints(by)
            found[f"rests_{power}_{name}"] = ints(values) % ints(by)
    return found


def lookups() -> dict[str, Expr]:
    found: dict[str, Expr] = {}
    for size in (1, 2, 3, 8, 9, 64, 5000):
        values = tuple(INTS[i % len(INTS)] ^ i for i in range(size))
        picks = sorted({0, size - 1, size // 2, *range(0, size, max(1, size // 50))})
        found[f"lookup_{size}"] = Lookup(values, ints(picks))
        found[f"lookup_{size}_small"] = Lookup(tuple(range(-size, 0)), ints(picks))
    found["lookup_const"] = Lookup((5, TOP, 7), lift(1))
    found["lookup_part"] = Lookup((5, 6, 7, 8, TOP), Row() % 3)
    found["lookup_of_lookup"] = Lookup((2, 0, 1), Lookup((1, 2, 0), Lookup((2, 0, 1), Row() % 3)))
    return found


def buckets() -> dict[str, Expr]:
    scale = 2**32
    zipf = [round(scale * (1 - 1 / (1 + i / 3))) for i in range(1, 900)]
    tables: dict[str, tuple[Sequence[int], int, int]] = {
        "none": ([], BOTTOM, TOP),
        "one": ([0], -3, 3),
        "one_wide": ([0], BOTTOM, TOP),
        "few": ([-5, 0, 5], -10, 10),
        "equal": ([7, 7, 7], 0, 20),
        "zero_weights": ([0, 0, 10, 10, 10, scale // 2, scale, scale], 0, scale - 1),
        "all_zero": ([0] * 12, 0, scale - 1),
        "unreachable": ([scale] * 12, 0, scale - 1),
        "even": ([scale * i // 64 for i in range(1, 64)], 0, scale - 1),
        "zipf": (zipf, 0, scale - 1),
        "dense": ([*range(scale // 2, scale // 2 + 40), scale - 1], 0, scale - 1),
        "dense_twice": (sorted([*range(90, 130), *range(100, 140)]), 0, scale - 1),
        "shifted": ([i**3 for i in range(-30, 30)], -27_500, 25_000),
        "ends": ([BOTTOM, BOTTOM + 1, -1, 0, TOP - 1, TOP], BOTTOM, TOP),
        "wide_many": ([(i - 40) * 2**57 for i in range(80)], BOTTOM, TOP),
        "wide_top": ([TOP - i for i in range(20, -1, -1)], 0, TOP),
        "upper_half": ([scale * i // 64 for i in range(1, 64)], scale // 2, scale - 1),
        "crowded": ([*range(1000, 1300), 2**39], 0, 2**40),
        "crowded_twice": (sorted([*range(1000, 1300)] * 2), -5, 2**40),
        "tails": (sorted({2**34 - 2**k for k in range(33)} | {2**k for k in range(34)}), 0, 2**34),
        "below_range": ([-5, -4, -3, 100], 0, 50),
    }
    found: dict[str, Expr] = {}
    for name, (edges, low, high) in tables.items():
        step = max(1, len(edges) // 60)
        values = around(edges[::step], low, high)
        found[f"bucket_{name}"] = SearchSorted(tuple(edges), ints(values))
    weights = [1.0, 0.0, 3.0, 0.5, 0.0]
    found["weighted"] = weighted(weights, "w")
    found["weighted_by"] = weighted_by([weights, [0, 0, 0, 0, 1], [1] * 5], Row() % 3, "b")
    found["aliased_by"] = aliased_by([weights, [0, 0, 0, 0, 1], [1] * 5], Row() % 3, "b")
    found["weighted_many"] = weighted([1 / (1 + i) for i in range(300)], "m")
    return found


def curves() -> dict[str, Expr]:
    wild = (5, -3, 100, 100, -(2**30), 2**30, 0, 1, 1)
    found: dict[str, Expr] = {}
    for bits in (0, 1, 10, 31):
        top = (len(wild) - 1) * 2**bits - 1
        values = around([k * 2**bits for k in range(len(wild))], 0, top)
        found[f"curve_{bits}"] = Interpolation(wild, bits, ints(values), lift(0))
    many = tuple((i * 7919) % 1009 - 500 for i in range(3 * 257))
    found["curve_big"] = Interpolation(many[:257], 24, Draw("c"), lift(0))
    found["curves"] = Interpolation(many, 24, Draw("d"), Row() % 3, curves=3)
    found["curves_last"] = Interpolation(many, 24, lift(2**32 - 1), Row() % 3, curves=3)
    found["curve_wide"] = Interpolation(
        (BOTTOM, BOTTOM + 2**32, 0, 2**32, 2**33), 0, Row() % 2 * 3, lift(0)
    )
    found["curve_small_of_wide"] = Interpolation((5, 7, 9), 40, Row() * 3, lift(0))
    found["curve_flat"] = Interpolation((TOP, TOP, TOP - 1), 4, Row() % 32, lift(0))
    return found


def draws() -> dict[str, Expr]:
    drawn = Draw("at")
    far = ints([0, 1, 10**12, 2**41, 2**62, TOP, -1, BOTTOM])
    base = Field("parity.parent", "base", Draw("x") % 1000)
    fact = Field("parity.parent", "fact", base * 3 + Draw("y", 8))
    return {
        **{f"draw_{bits}": Draw(f"b{bits}", bits) for bits in (1, 8, 31, 32, 33, 53, 62, 63)},
        "draw_at": drawn.at(far),
        "draw_at_const": Draw("k").at(5),
        "chance": chance(0.3),
        "below": below(10, "below"),
        "below_far": below(2**40, "below_far"),
        "below_row": below(Row() + 1, "below_row", most=ROWS),
        "parent": fact.at(below(7, "parent")),
        "parent_given": fact.at(Row() % 7, {base: base.at(Row() % 7)}),
        "sibling": Field("parity.parent", "fact2", base).at(Row() % 9) + base.at(Row() % 9),
    }


def totals() -> dict[str, Expr]:
    count = Row() % 5
    child = Field("parity.child", "price", Draw("p") % 1000)
    rate = Field("parity.child", "rate", Lookup((3, -7, 11, 1), Draw("r") % 4))
    shared = child * rate
    line = shared + shared // 3 + Where(child < 500, rate, lift(0))
    at = Field("parity.child", "line", line).at(Row() * 4 + Index())
    inner = Field("parity.mid", "inner", SumOverChildren(Row() % 3, Row() * 100 + Index(), 2))
    fixed = Field("parity.mid", "fixed", SumOverChildren(lift(2), Row() * 100 + Index(), 2))
    same = Field(
        "parity.mid",
        "same",
        SumOverChildren(lift(2), Index(), 2) + SumOverChildren(lift(2), lift(5), 2),
    )
    halves = Floor(ToFloat(Index() + Row()) * 0.5, 0, ROWS)
    return {
        "total": SumOverChildren(count, at, 4),
        "total_again": SumOverChildren(count, Where(at < 0, 0 - at_abs(at), at), 4)
        + SumOverChildren(count, Index(), 4),
        "total_outer": SumOverChildren(count, Index() * Row() + Draw("outer", 5), 4),
        "total_const_value": SumOverChildren(count, lift(7), 4),
        "total_const_count": SumOverChildren(lift(3), at + Index(), 3),
        "total_none": SumOverChildren(lift(0), at, 0),
        "total_more_than_most": SumOverChildren(Row() % 9, at + Lookup((1, 2, 3, 4), Index()), 4),
        "total_plain": SumOverChildren(count, Index(), 4),
        "total_one": SumOverChildren(Row() % 2, at, 1),
        "total_wide": SumOverChildren(Row() % 300, Index() * Index(), 299),
        "total_negative": SumOverChildren(count, Index() * -(2**59), 4),
        "total_bools": SumOverChildren(
            count, Where((Index() > 1) & chance(0.5, "o"), at, Index()), 4
        ),
        "total_floats": SumOverChildren(count, halves, 4),
        "total_nested": SumOverChildren(count, inner.at(Row() + Index()), 4),
        "total_nested_const": SumOverChildren(count, fixed.at(Row() + Index()), 4),
        "total_nested_same": SumOverChildren(lift(2), same.at(Row() + Index()) + Index(), 2),
        "total_nested_flat": SumOverChildren(
            lift(2), SumOverChildren(lift(2), lift(5), 2).at(Index()), 2
        ),
        "total_deep": SumOverChildren(
            count,
            SumOverChildren(Row() % 3, inner.at(Row() + Index()) + Row(), 2).at(
                Row() * 7 + Index()
            ),
            4,
        ),
        "total_of_total": SumOverChildren(SumOverChildren(count, Index() % 2, 4), Index() + 1, 4),
    }


def at_abs(value: Expr) -> Expr:
    return Greatest(value, 0 - value)


def texts() -> dict[str, Expr]:
    many = tuple(f"{w}{i}" for i in range(100) for w in WORDS)
    number = ints([0, 1, 9, 10, 99, 999, 1000, 99_999])
    big = ints([0, 1, 99_999, 100_000, 10**9, TOP])
    literals = {f"text_{i}": lift(word) for i, word in enumerate(WORDS)}
    return {
        "word": Word(WORDS, Row() % len(WORDS)),
        "word_of_one": Word(("O'Neil",), lift(0)),
        "word_of_none": Word(("",), Row() % 1),
        "word_blank": Word(("", "", "x", ""), Row() % 4),
        "word_blank_two": Word(("", ""), Row() % 2),
        "word_many": Word(many, Draw("m") % len(many)),
        "word_const": Word(WORDS, lift(7)),
        "word_nine": Word(WORDS[:9], Row() % 9),
        **{f"digits_{w}": ZeroPadded(number, w) for w in (1, 3, 5, 6)},
        **{f"digits_big_{w}": ZeroPadded(big, w) for w in (1, 6, 18, 19, 20, 25, 64)},
        "digits_high": ZeroPadded(big % 10**6 + 10**6, 7),
        "digits_const": ZeroPadded(lift(7), 3),
        "concat": Concat((Word(WORDS, Row() % len(WORDS)), lift("-"), ZeroPadded(number, 4))),
        "concat_literals": Concat(tuple(lift(word) for word in WORDS)),
        "concat_none": Concat(()),
        "concat_one": Concat((ZeroPadded(big),)),
        "concat_nested": Concat((Concat((lift("a"), ZeroPadded(number))), Concat((lift("'"),)))),
        "where_text": Where(chance(0.5, "t"), Word(WORDS, Row() % 9), ZeroPadded(number)),
        "where_literals": Where(chance(0.5, "l"), lift("yes\\"), lift("it's")),
        **literals,
    }


def all_cases() -> dict[str, Expr]:
    """Every case by name."""
    groups = (arithmetic, division, lookups, buckets, curves, draws, totals, texts)
    return dict(itertools.chain.from_iterable(group().items() for group in groups))


def added() -> Table:
    """A table with an operation that the package does not have."""
    wide = Lookup((0, 1, 2**31, 2**40 + 5, 2**62), Row() % 5)
    exprs: dict[str, Expr] = {
        "narrow": BitXor(Row(), Row() // 3),
        "wide": BitXor(wide, Row()),
        "inside": Where(BitXor(Row(), lift(5)) < 9, wide, BitXor(wide, wide)),
        "of_children": SumOverChildren(Row() % 4, BitXor(Row(), Index()), 3),
    }
    return table(exprs, 40)


def typed() -> Table:
    """Every column type with its extremes, and cells that are absent."""
    name = "parity.types"
    last = ints([-719_162, -1, 0, 59, 19_782, 2_932_896])
    micros = 86_400_000_000
    instants = [-719_162 * micros, -1, 0, 1, 1_709_164_800_000_000, 1_710_054_000_000_000 + 1]
    columns: list[tuple[str, Expr, ColumnType, Expr | None]] = [
        ("key", ints(INTS), Int64(), None),
        ("count", ints([-(2**31), -1, 0, 2**31 - 1]), Int32(), None),
        ("decimal_12_2", ints([-(10**12) + 1, -1, 0, 1, 99, 10**12 - 1]), Decimal(12, 2), None),
        ("decimal_19_0", ints(INTS), Decimal(19, 0), None),
        ("decimal_38_18", ints(INTS), Decimal(38, 18), None),
        ("decimal_18_6", ints([-(10**18) + 1, 5, 10**18 - 1]), Decimal(18, 6), None),
        ("decimal_3_3", ints([-999, 0, 7, 999]), Decimal(3, 3), None),
        ("measure", ints(INTS), Float64(), None),
        ("measure_2", ints(INTS), Float64(2), None),
        ("measure_7", ints([*range(-300, 300, 7), *INTS]), Float64(7), None),
        ("text", Word(WORDS, Row() % len(WORDS)), Text(), None),
        ("day", last, Date(), None),
        ("instant", ints([*instants, 2_932_896 * micros + micros - 1]), Timestamp(), None),
        ("flag", (Row() % 3).eq(0), Boolean(), None),
        ("never", Row(), Int64(), lift(False)),
        ("always", Row(), Int64(), lift(True)),
        ("always_text", Word(WORDS, Row() % len(WORDS)), Text(), lift(True)),
        ("some_key", Row() + 1, Int64(), (Row() % 2).eq(0)),
        ("some_count", Row() + 1, Int32(), chance(0.5, "absent")),
        ("some_decimal", Draw("d") % 10**6, Decimal(10, 2), chance(0.5, "absent")),
        ("some_measure", Draw("m") % 10**6, Float64(3), chance(0.5, "absent")),
        ("some_text", Word(WORDS, Row() % len(WORDS)), Text(), chance(0.5, "absent")),
        ("some_literal", lift("it's"), Text(), chance(0.5, "absent")),
        ("some_day", Row() + 19_000, Date(), chance(0.5, "absent")),
        ("some_instant", Row() * 10**9 + 1, Timestamp(), chance(0.5, "absent")),
        ("some_flag", chance(0.5, "flag"), Boolean(), chance(0.5, "absent")),
        ("const_decimal", lift(-5), Decimal(5, 2), None),
        ("const_measure", lift(-5), Float64(1), None),
        ("const_day", lift(-5), Date(), None),
        ("const_instant", lift(-5), Timestamp(), None),
        ("const_text", lift(""), Text(), None),
        ("const_flag", lift(True), Boolean(), None),
    ]
    made = tuple(Column(Field(name, c, value), t, null_when=a) for c, value, t, a in columns)
    return Table(name, 200, made, primary_key="key")
