"""Retail: what its rules do not say."""

import re

import pytest

import tablewright as tw
from tablewright import api, interpreter
from tablewright.data.load import places
from tablewright.engines.local import LocalTable
from tablewright.errors import ArgumentError
from tablewright.polars import retail


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


def test_sizes_that_have_no_answer_are_refused():
    with pytest.raises(ArgumentError, match=r"rows=52 is more than 51 stores.*at most 51"):
        retail.generate_inventory(52, 1)
    with pytest.raises(ArgumentError, match=r"customers=0 leaves"):
        retail.generate_transactions(1, 0)
    with pytest.raises(ArgumentError, match=r"products=0 leaves"):
        retail.generate_line_items(1, 1, 0)
    with pytest.raises(ArgumentError, match=r"transactions=0 leaves"):
        retail.generate_line_items(1, 0)
    with pytest.raises(ArgumentError, match=r"more than 4,096"):
        retail.generate_line_items(10_000, 2)


def test_a_changed_seed_changes_rows_and_nothing_else():
    one, two = retail.generate_customers(1_000, 1), retail.generate_customers(1_000, 2)
    assert one.schema == two.schema
    assert one["customer_id"].equals(two["customer_id"])
    for column in ("first_name", "phone", "lifetime_value", "loyalty_tier"):
        assert (one[column] == two[column]).mean() < 0.6
