"""Retail at sizes where something runs out: customers, lines, products, days."""

import re

import pytest
from tests.verify.generated import Good

import tablewright as tw
from tablewright import api, interpreter
from tablewright.data.load import places
from tablewright.engines.local import LocalTable
from tablewright.errors import ArgumentError
from tablewright.polars import retail
from tablewright.verification import verify

AWKWARD = {
    "nothing": (0, 0, 0, 0, 0),
    "only parents": (5, 5, 0, 0, 0),
    "one of each": (1, 1, 1, 1, 1),
    "one customer": (1, 5_000, 3_000, 9_000, 100),
    "three with three": (10, 20, 3, 3, 20),
    "fewer lines than transactions": (1_000, 500, 50_000, 1_000, 500),
    "a few lines": (1_000, 500, 50_000, 3, 0),
    "no line at all": (10, 0, 40, 0, 0),
    "fewer products than a basket has lines": (50, 7, 500, 1_500, 7 * 51),
    "as many products as lanes": (50, 16, 500, 1_500, 1),
    "two ranks": (400, 302, 2_000, 6_000, 3_000),
    "a block and one": (401, 401, 1_025, 3_077, 401),
    "long baskets": (20, 400, 50, 5_000, 0),
    "every pair": (20, 40, 20, 20, 40 * 51),
}
TABLES = ("customers", "products", "transactions", "line_items", "inventory")


@pytest.mark.parametrize("case", AWKWARD)
def test_every_invariant_holds_at_awkward_sizes(case, tmp_path):
    sizes = dict(zip(TABLES, AWKWARD[case], strict=True))
    good = Good.make("retail", sizes, tmp_path)
    report = verify(tmp_path)
    assert report.ok, [check for check in report.checks if check.status == "breach"]
    assert {name: frame.height for name, frame in good.frames.items()} == sizes


@pytest.mark.parametrize("locale", tw.locales())
def test_every_invariant_holds_in_every_locale(locale, tmp_path):
    sizes = api.declare("retail", rows=500).parameters
    Good.make("retail", {name: int(sizes[name]) for name in TABLES}, tmp_path, locale)
    assert verify(tmp_path).ok


def form(pattern, prefixes, letters=""):
    """A pattern of `Places` with one of the prefixes, as a regular expression."""
    some = "|".join(map(re.escape, prefixes))
    signs = {"#": r"\d", "@": f"[{letters}]"}
    bodies = [
        "".join(signs.get(mark, re.escape(mark)) for mark in part)
        for part in re.split("A+", pattern)
    ]
    return f"(?:{some})".join(bodies) if "A" in pattern else f"(?={some}){bodies[0]}"


@pytest.mark.parametrize("locale", tw.locales())
def test_addresses_have_the_forms_of_their_country(locale):
    table = api.declare("retail", rows=3_000, locale=locale).table("customers")
    rows = list(LocalTable(table, 7).rows(0, 3_000).iter_rows(named=True))
    assert rows[:40] == list(interpreter.rows(table, 7, range(40), strict=True))
    known = places(locale)
    cities = {(r.code, city.name): city for r in known.regions for city in r.cities}
    for row in rows:
        city = cities[row["state"], row["city"]]
        postal = form(known.postal_pattern, city.postal_prefixes, known.postal_letters)
        assert re.fullmatch(postal, row["zip_code"])
        areas = city.area_codes if "A" in known.phone_pattern else ("",)
        phone = row["phone"]
        assert phone is None or re.fullmatch(form(known.phone_pattern, areas), phone)
    if known.postal_letters:
        drawn = {letter for row in rows for letter in row["zip_code"][-2:]}
        assert drawn == set(known.postal_letters)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2024-12-25", "2024-12-25"),
        ("2023-02-01", "2023-03-15"),
        ("1999-11-20", "2001-01-31"),
        ("2025-06-01", "2025-06-02"),
    ],
)
@pytest.mark.parametrize("seed", [0, -(2**63), 2**63 - 1])
def test_the_window_moves_everything(start, end, seed):
    window = {"start_date": start, "end_date": end}
    customers = retail.generate_customers(300, seed, **window)
    products = retail.generate_products(700, seed, **window)
    sales = retail.generate_transactions(1_000, 300, seed, n_products=700, **window)
    lines = retail.generate_line_items(3_000, 1_000, 700, seed, **window)
    stock = retail.generate_inventory(2_000, 700, seed, **window)
    days = sales["txn_timestamp"].dt.date()
    assert str(days.min()) >= start
    assert str(days.max()) <= end
    assert days.is_sorted()
    assert str(stock["last_updated"].dt.date().min()) >= start
    joined = sales.join(customers, on="customer_id", validate="m:1")
    assert (joined["txn_timestamp"].dt.date() >= joined["signup_date"]).all()
    sold = lines.join(sales, on="txn_id").join(products, on="product_id", validate="m:1")
    assert (sold["txn_timestamp"].dt.date() >= sold["created_date"]).all()
    assert lines.group_by("txn_id", "product_id").len()["len"].max() == 1
    stocked = stock.join(products, on="product_id", validate="m:1")
    assert (stocked["last_updated"].dt.date() >= stocked["created_date"]).all()
    assert str(stock["last_updated"].dt.date().max()) <= end


def test_functions_alone_make_what_the_dataset_has():
    dataset = api.declare("retail", rows=1_000)
    sizes = dataset.parameters
    alone = {
        "customers": retail.generate_customers(1_000),
        "products": retail.generate_products(500),
        "transactions": retail.generate_transactions(5_000, 1_000, n_products=500),
        "line_items": retail.generate_line_items(15_000, 5_000, 500),
        "inventory": retail.generate_inventory(5_000, 500),
    }
    from tablewright.engines.local import LocalTable

    for table in dataset.tables:
        together = LocalTable(table, 42).rows(0, int(sizes[table.short_name]))
        assert alone[table.short_name].equals(together)


def test_sizes_that_have_no_answer_are_refused():
    with pytest.raises(ArgumentError, match=r"rows=52 is more than 51 stores.*at most 51"):
        retail.generate_inventory(52, 1)
    with pytest.raises(ArgumentError, match=r"n_customers=0 leaves"):
        retail.generate_transactions(1, 0)
    with pytest.raises(ArgumentError, match=r"n_products=0 leaves"):
        retail.generate_line_items(1, 1, 0)
    with pytest.raises(ArgumentError, match=r"n_transactions=0 leaves"):
        retail.generate_line_items(1, 0)
    with pytest.raises(ArgumentError, match=r"more than 4,096"):
        retail.generate_line_items(10_000, 2)


def test_a_changed_seed_changes_rows_and_nothing_else():
    one, two = retail.generate_customers(1_000, 1), retail.generate_customers(1_000, 2)
    assert one.schema == two.schema
    assert one["customer_id"].equals(two["customer_id"])
    for column in ("first_name", "phone", "lifetime_value", "loyalty_tier"):
        assert (one[column] == two[column]).mean() < 0.6
