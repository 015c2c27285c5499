"""Values compute as the plain numbers, dates and texts that they stand for."""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import ROUND_FLOOR, Decimal

import polars as pl
import pytest

import tablewright as tw
from tests.support.small import ROWS, frame

FIRST, LAST = dt.date(1899, 12, 1), dt.date(2101, 3, 1)


def test_decimals_are_exact_and_round_half_up() -> None:
    def declare(t: tw.TableDraft) -> None:
        price = t.decimal("price", tw.normal(10, 30, low=-90, high=120))
        count = t.integer("count", tw.zipf(1, 20))
        t.decimal("amount", price * count)
        t.decimal("taxed", price * 1.19)
        t.decimal("less", price - 0.005, scale=3)
        t.decimal("half", price.divide(2, scale=1), scale=1)
        t.integer("whole", price.round())
        t.flag("dear", price > 10.5)
        t.flag("between", price.is_between(0, 10))
        t.decimal("capped", price.clip(0, 50.5))

    made = frame(declare)

    def rounded(value: Decimal, scale: int) -> Decimal:
        unit = Decimal(1).scaleb(-scale)
        return ((value / unit + Decimal("0.5")).to_integral_value(ROUND_FLOOR)) * unit

    for row in made.iter_rows(named=True):
        price = row["price"]
        assert row["amount"] == price * row["count"]
        assert row["taxed"] == rounded(price * Decimal("1.19"), 2)
        assert row["less"] == price - Decimal("0.005")
        assert row["half"] == rounded(price / 2, 1)
        assert row["whole"] == rounded(price, 0)
        assert row["dear"] == (price > Decimal("10.5"))
        assert row["between"] == (0 <= price <= 10)
        assert row["capped"] == min(max(price, Decimal(0)), Decimal("50.5"))


def test_calendar_parts_are_those_of_polars() -> None:
    def declare(t: tw.TableDraft) -> None:
        day = t.date("day", tw.between(FIRST, LAST))
        at = t.timestamp("at", tw.between(FIRST, LAST))
        for name, value in (("d", day), ("t", at)):
            t.integer(f"{name}_year", value.year)
            t.integer(f"{name}_month", value.month)
            t.integer(f"{name}_day", value.day)
            t.integer(f"{name}_weekday", value.weekday)
        t.integer("hour", at.hour)
        t.text("time", at.time())
        t.date("later", day + 30)
        t.date("working", day.next_weekday())
        t.timestamp("soon", at + dt.timedelta(minutes=90))
        t.integer("apart", at.date - day)
        t.flag("before", at < day)
        t.flag("old", day < dt.date(2000, 1, 1))

    made = frame(declare)
    for name, column in (("d", pl.col("day")), ("t", pl.col("at"))):
        wanted = made.select(
            column.dt.year().alias("year"),
            column.dt.month().alias("month"),
            column.dt.day().alias("day"),
            (column.dt.weekday() - 1).alias("weekday"),
        )
        for part in wanted.columns:
            assert (made[f"{name}_{part}"] == wanted[part]).all(), part
    checks = made.select(
        (pl.col("hour") == pl.col("at").dt.hour()).all().alias("hour"),
        (pl.col("time") == pl.col("at").dt.strftime("%H:%M:%S")).all().alias("time"),
        (pl.col("later") == pl.col("day").dt.offset_by("30d")).all().alias("later"),
        (pl.col("working").dt.weekday() <= 5).all().alias("working"),
        ((pl.col("working") - pl.col("day")).dt.total_days() <= 2).all().alias("near"),
        (pl.col("soon") - pl.col("at") == pl.duration(minutes=90)).all().alias("soon"),
        (pl.col("apart") == (pl.col("at").dt.date() - pl.col("day")).dt.total_days()).all(),
        (pl.col("before") == (pl.col("at").dt.date() < pl.col("day"))).all().alias("before"),
        (pl.col("old") == (pl.col("day") < dt.date(2000, 1, 1))).all().alias("old"),
    )
    assert all(checks.row(0)), checks


def test_texts_that_are_one_of_a_few() -> None:
    def declare(t: tw.TableDraft) -> None:
        size = t.text("size", tw.choice({"S": 1, "M": 2, "L": 1}))
        t.decimal("fee", size.map({"S": 1, "M": 2.5, "L": 9.99}))
        t.text("word", size.map({"S": "small", "M": "middle", "L": "large"}))
        t.flag("big", size.is_in(["M", "L"]))
        t.flag("not_small", size.ne("S"))
        t.text("kind", tw.when(size.eq("L"), "rare").otherwise(size))
        t.text("label", tw.concat(size, "-", t.row.digits(3)))

    made = frame(declare)
    fees = {"S": Decimal("1.00"), "M": Decimal("2.50"), "L": Decimal("9.99")}
    words = {"S": "small", "M": "middle", "L": "large"}
    for number, row in enumerate(made.iter_rows(named=True)):
        size = row["size"]
        assert row["fee"] == fees[size]
        assert row["word"] == words[size]
        assert row["big"] == row["not_small"] == (size != "S")
        assert row["kind"] == ("rare" if size == "L" else size)
        assert row["label"] == f"{size}-{number:03}"


WRONG = {
    "if": lambda v: 1 if v > 1 else 2,
    "and": lambda v: v > 1 and v < 2,
    "not": lambda v: not (v > 1),
    "chained": lambda v: 1 < v < 2,
    "==": lambda v: v == 1,
    "!=": lambda v: v != 1,
    "max": lambda v: max(v, 2),
    "in": lambda v: v in (1, 2),
    "/": lambda v: v / 2,
    "unpacked": lambda v: [*v],
    "list": lambda v: v * [1],
    "None": lambda v: v + None,
    "bytes": lambda v: v < b"1",
    "text": lambda v: v < "1",
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_use_is_a_type_error_that_names_a_remedy(name: str) -> None:
    def declare(t: tw.TableDraft) -> None:
        WRONG[name](t.integer("n", tw.uniform(0, 9)))

    with pytest.raises(TypeError, match=r"use |give |combine|needs|cannot|compared"):
        frame(declare)


def test_an_option_that_is_never_the_value_is_refused() -> None:
    with pytest.raises(ValueError, match=r"option='Gold' never occurs"):
        frame(lambda t: t.flag("g", t.text("tier", tw.choice(["gold", "tin"])).eq("Gold")))


def test_minimum_and_maximum() -> None:
    def declare(t: tw.TableDraft) -> None:
        values = [t.integer(f"n{i}", tw.uniform(0, 99)) for i in range(3)]
        t.integer("least", tw.minimum(*values, 50))
        t.integer("most", tw.maximum(*values, 50))

    for row in frame(declare, 500).iter_rows(named=True):
        values = [row[f"n{i}"] for i in range(3)]
        assert row["least"] == min(*values, 50)
        assert row["most"] == max(*values, 50)


def test_every_pair_of_kinds_computes_or_is_refused() -> None:
    def declare(t: tw.TableDraft) -> None:
        values = [
            t.integer("i", tw.uniform(0, 9)),
            t.decimal("c", tw.uniform(0, 9)),
            t.text("x", tw.choice(["a", "b"])),
            t.flag("f", 0.5),
            t.date("d", tw.between(FIRST, LAST)),
            t.timestamp("t", tw.between(FIRST, LAST)),
        ]
        operations = [
            lambda a, b: a + b,
            lambda a, b: a - b,
            lambda a, b: a * b,
            lambda a, b: a < b,
            lambda a, b: a & b,
            lambda a, b: a.eq(b),
        ]
        for a, b in itertools.product(values, values):
            for operation in operations:
                try:
                    found = operation(a, b)
                except (TypeError, ValueError) as error:
                    found, text = None, str(error)
                assert isinstance(found, tw.Value) or len(text.splitlines()) == 1

    frame(declare, 10)


def test_a_text_of_a_value_is_refused() -> None:
    with pytest.raises(TypeError, match=r"use tw\.concat"):
        frame(lambda t: t.text("x", str(t.row)), rows=1)


@pytest.mark.parametrize(("low", "high"), [(1, 3), (-2, 2), (0, 9)])
def test_uniform_integers_are_equally_likely(low: int, high: int) -> None:
    counts = frame(lambda t: t.integer("x", tw.uniform(low, high)))["x"].value_counts()
    expected = ROWS / (high - low + 1)
    assert sorted(counts["x"]) == list(range(low, high + 1))
    assert sum((count - expected) ** 2 / expected for count in counts["count"]) < 40


@pytest.mark.parametrize("locale", tw.locales())
def test_every_part_of_an_address_can_be_a_column(locale: str) -> None:
    one = tw.Dataset("small", rows={"things": 50})

    def things(t: tw.TableDraft, world: tw.WorldDraft) -> None:
        t.key("id")
        place, work = t.address(), t.address(role="work")
        for name in ("street", "city", "region", "postal_code", "phone"):
            t.text(name, getattr(place, name))
            t.text(f"work_{name}", getattr(work, name))

    one.table(things)
    made = one(locale=locale)["things"].frame()
    assert made["street"].n_unique() > 40
    assert not made["street"].equals(made["work_street"])
