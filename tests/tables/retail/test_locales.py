"""Retail in the words and the money of each country."""

from __future__ import annotations

import datetime as dt
import re

import polars as pl
import pytest

import tablewright as tw
from tablewright.data.load import ANY, customs, products
from tablewright.errors import ArgumentError
from tablewright.polars import cdc, retail
from tablewright.spec import Window
from tablewright.tables.holidays import easter
from tablewright.tables.retail.chain import Chain
from tablewright.tables.retail.days import Days
from tests.support.judged import generate, judged

ABROAD = [locale for locale in tw.locales() if not locale.startswith("en")]
MEDIANS = {
    "Auto": 30,
    "Beauty": 16,
    "Clothing": 32,
    "Electronics": 120,
    "Grocery": 3.2,
    "Home": 38,
    "Sports": 36,
    "Toys": 20,
}
MANY = 6_000


def fractions(frame: pl.DataFrame) -> int:
    """How many amounts are not whole; weights are none."""
    amounts = frame.select(pl.col(pl.Decimal).exclude("weight_kg"))
    assert amounts.width
    return int((amounts.cast(pl.Float64) % 1 != 0).sum().sum_horizontal()[0])


def test_there_are_no_fractions_of_a_yen() -> None:
    yen, dollars = tw.retail(rows=500, locale="ja"), tw.retail(rows=500)
    for table in ("customers", "products", "transactions", "line_items"):
        frame = yen[table].frame()
        assert fractions(frame) == 0
        assert fractions(dollars[table].frame()) > frame.height / 4
        assert frame.schema == dollars[table].frame().schema


def test_a_change_is_of_whole_yen() -> None:
    feed = cdc.feed("retail", 400, locale="ja")
    found = pl.concat(cdc.batches(feed, 4))
    assert found["operation"].n_unique() == 3
    assert fractions(found) == 0
    assert 500_000 < found["lifetime_value"].cast(pl.Float64).mean() < 3_000_000


def test_receipts_of_thousands_of_lines_fit_their_columns_in_yen() -> None:
    sizes = {"customers": 5, "products": 6_000, "transactions": 2, "line_items": 8_192}
    with judged(*generate("retail", sizes={**sizes, "inventory": 0}, locale="ja")) as found:
        assert found.breaches() == set()
        assert found.frames["transactions"]["total_amount"].max() > 10**7


@pytest.mark.parametrize("locale", tw.locales())
def test_prices_are_those_of_the_country(locale: str) -> None:
    """Medians are in proportion; all prices but some end as the country's do."""
    money = customs(locale).currency
    made = retail.generate_products(MANY, locale=locale)
    cents = pl.col("unit_price").cast(pl.Float64).mul(100).round().cast(pl.Int64)
    for kind, price in made.group_by("category").agg(cents.median()).iter_rows():
        assert 0.88 < price / 100 / money.scale / MEDIANS[kind] < 1.3
    prices = made.select(cents).to_series()
    assert money.least <= prices.min() < prices.max() <= money.most
    modulus = 100 if money.smallest == 1 else 1_000_00
    ends = {
        (end + step) % modulus
        for each in money.endings
        for end in each.ends
        if end != ANY
        for step in range(0, modulus, each.step)
    }
    known = (prices % modulus).is_in(list(ends))
    assert known.mean() > 0.88
    cost = made["cost"].cast(pl.Float64) / made["unit_price"].cast(pl.Float64)
    assert 0.37 < cost.min() < cost.max() <= 0.70


@pytest.mark.parametrize("locale", tw.locales())
def test_payments_are_those_of_the_country(locale: str) -> None:
    made = retail.generate_transactions(100_000, 50_000, locale=locale)
    found = dict(made["payment_method"].value_counts(normalize=True).iter_rows())
    wanted = customs(locale).payments
    assert sum(wanted.values()) == 100
    assert set(wanted) == set(customs("en").payments)
    for method, percent in wanted.items():
        assert abs(100 * found.get(method, 0) - percent) < 1.5
    large = made.filter(pl.col("total_amount") > 200 * customs(locale).currency.scale)
    assert (large["payment_method"] == "Cash").mean() < 0.8 * found["Cash"]


@pytest.mark.parametrize("locale", ABROAD)
def test_words_are_those_of_the_language(locale: str) -> None:
    made = retail.generate_products(MANY, locale=locale)
    own, english = products(locale), products("en")
    for kind, nouns in own.nouns.items():
        names = made.filter(pl.col("category") == kind)
        brand = "|".join(re.escape(each.name) for each in own.brands)
        noun = "|".join(re.escape(each.name) for each in nouns)
        variant = "|".join(map(re.escape, own.variants[kind]))
        joint = re.escape(own.joint)
        pack = rf"{joint}[\d.,]+ ?(g|kg|ml|l|L)"
        form = f"({brand}) ({noun}){joint}({variant})({pack})?"
        assert [name for name in names["product_name"] if not re.fullmatch(form, name)] == []
        assert [each[1:] for each in nouns] == [each[1:] for each in english.nouns[kind]]
    assert set(made["category"].unique()) == set(english.nouns)


def test_decimal_marks_and_units_are_those_of_the_language() -> None:
    def names(locale: str) -> str:
        return "\n".join(retail.generate_products(MANY, locale=locale)["product_name"])

    assert re.search(r", 1 kg$", names("de"), re.M)
    assert re.search(r"／1kg$", names("ja"), re.M)
    assert re.search(r"／200ml$", names("ja"), re.M)
    assert not re.search(r"\d\.\d", names("fr"))


def test_what_a_chain_declares_comes_before_the_country() -> None:
    chain = tw.retail.extend(
        "kiosk",
        traits={
            "payment_methods": {"Voucher": 1, "Points": 3},
            "categories": {"Novels": {"price": 20, "words": ["Paperback", "Hardback"]}},
        },
    )
    world = chain(rows=400, locale="ja")
    made = world["products"].frame()
    assert set(made["product_name"].str.extract(r" (\w+)$").unique()) == {"Paperback", "Hardback"}
    assert 2_000 < made["unit_price"].cast(pl.Float64).median() < 4_000
    assert fractions(made) == 0
    assert set(world["transactions"].frame()["payment_method"]) == {"Voucher", "Points"}


@pytest.mark.parametrize(
    ("locale", "date", "factor"),
    [
        ("de", "2024-03-31", 0.2),
        ("de", "2025-04-21", 0.2),
        ("fr", "2024-05-09", 0.6),
        ("fr", "2025-06-09", 0.8),
        ("es", "2024-03-28", 0.5),
        ("it", "2024-04-01", 0.4),
        ("nl", "2024-05-19", 0.4),
        ("en-gb", "2025-04-21", 0.9),
        ("pt-br", "2024-05-30", 0.6),
        ("pt-br", "2025-03-04", 0.5),
        ("ja", "2024-02-23", 1.1),
        ("ja", "2024-04-01", 1.0),
    ],
)
def test_holidays_are_those_of_the_country(locale: str, date: str, factor: float) -> None:
    """Easter, Carnival, Ascension, Whitsun, Corpus Christi; the day beside one is like others."""
    day = dt.date.fromisoformat(date)
    start, like = day - dt.timedelta(days=20), day - dt.timedelta(days=14)
    weights = Days(Window(start, day), locale, Chain()).weights
    seasons = Days(Window(start, day), "en", Chain()).weights
    holiday, usual = weights[20] / seasons[20], weights[6] / seasons[6]
    assert like.weekday() == day.weekday()
    assert holiday / usual == pytest.approx(factor / (0.45 if day == easter(day.year) else 1))


@pytest.mark.parametrize("locale", ["xx", "EN", "", "de-at"])
def test_an_unknown_locale_is_named(locale: str) -> None:
    with pytest.raises(
        ArgumentError, match=rf"^locale='{locale}' is unknown; .*choose one of de, en"
    ):
        retail.generate_products(1, locale=locale)
