"""Rows that refer to a table without any are refused, as the tables' own references say."""

from __future__ import annotations

import itertools

import pytest

import tablewright as tw
from tablewright import api
from tablewright.errors import ArgumentError
from tablewright.polars import iot, retail
from tablewright.tables import INDUSTRY_NAMES, industry

PARENTS = {
    "retail": {
        "transactions": ["customers", "stores"],
        "line_items": ["transactions", "products"],
        "inventory": ["products", "stores"],
    },
    "healthcare": {
        "encounters": ["patients", "providers", "facilities"],
        "claims": ["encounters", "patients", "payers"],
        "providers": ["facilities"],
    },
    "financial": {"trades": ["accounts"], "transactions": ["accounts"]},
    "iot": {"sensor_readings": ["devices"], "events": ["devices"], "telemetry": ["devices"]},
    "manufacturing": {"sensor_data": ["equipment"], "maintenance_records": ["equipment"]},
}


KNOWN = {"facilities", "providers", "payers"}
"""Of which others know how many there are."""


@pytest.mark.parametrize("name", INDUSTRY_NAMES)
def test_every_choice_of_empty_tables(name: str) -> None:
    found = industry(name)
    options = api.options(found, None, None, "en", None)
    tables = [table for table in found.default_rows if table not in found.derived]
    refused = 0
    some = [found.default_rows[table] if table in KNOWN else 7 for table in tables]
    for counts in itertools.product(*[[0, many] for many in some]):
        sizes = dict(zip(tables, counts, strict=True))
        orphans = [
            f"{parent}=0 leaves {sizes[child]:,} rows of {child} without a parent; give {parent} "
            f"of at least 1, "
            f"or no rows of {child}"
            for child, parents in PARENTS[name].items()
            for parent in parents
            if sizes[child] and not sizes[parent]
        ]
        if orphans:
            refused += 1
            with pytest.raises(ArgumentError) as caught:
                found.declare(sizes, options)
            assert str(caught.value) in orphans
        else:
            found.declare(sizes, options)
    assert refused


def test_a_table_that_follows_has_the_rows_that_follow() -> None:
    sizes = {"accounts": 1_000, "trades": 0, "transactions": 0}
    assert tw.financial(sizes=sizes)["customers"].frame().height == 800
    assert tw.financial(sizes={**sizes, "customers": 800}).rows["customers"] == 800
    with pytest.raises(ArgumentError) as caught:
        tw.financial(sizes={**sizes, "customers": 801})
    assert str(caught.value) == (
        "customers=801 does not fit accounts=1,000, with 800 customers; leave customers out"
    )
    assert tw.scan("financial.customers", 321).collect().height == 321


def test_names_are_those_of_what_was_called() -> None:
    with pytest.raises(ArgumentError, match=r"^n_customers=0 leaves 5 .* give n_customers of at"):
        retail.generate_transactions(5, 0)
    with pytest.raises(ArgumentError, match=r"^rows=0 leaves 9 rows .* give rows of at least 1,"):
        retail.generate_products(0, n_transactions=3, n_line_items=9)
    with pytest.raises(ArgumentError, match=r"^n_devices=0 leaves 5 rows of events"):
        iot.generate_events(5, 0)
    with pytest.raises(ArgumentError, match=r"^customers=0 leaves 50,000 rows of transactions"):
        tw.retail(sizes={"customers": 0})


def test_another_reason_stays_where_no_parent_is_missing() -> None:
    with pytest.raises(ArgumentError, match="more than 51 stores"):
        tw.retail(sizes={"inventory": 10**6, "customers": 0, "transactions": 0, "line_items": 0})


def test_tables_that_are_added_follow_the_same_rule() -> None:
    shop = tw.retail.extend("shop", rows={"reviews": 20})

    @shop.table
    def reviews(t: tw.TableDraft, world: tw.WorldDraft) -> None:
        t.key("review_id")
        t.ref("product_id", world.products)

    sizes = {"products": 0, "inventory": 0, "line_items": 0, "reviews": 3}
    with pytest.raises(ArgumentError, match=r"^products=0 leaves 3 rows of reviews"):
        shop(sizes=sizes)
    assert shop(sizes={**sizes, "reviews": 0})["reviews"].frame().height == 0


@pytest.mark.parametrize("name", INDUSTRY_NAMES)
def test_parameters_are_sizes_rates_intervals_window_and_locale(name: str) -> None:
    found = industry(name)
    parameters = api.declare(name, rows=50, start_date="2023-05-01", end_date="2023-07-31")
    money = ["currency", "smallest_amount", "price_scale"]
    facts = {"retail": ["max_lines", *money], "manufacturing": ["round_days", "reading_days"]}.get(
        name, []
    )
    sizes = [table.short_name for table in parameters.tables]
    assert set(sizes) == set(found.default_rows)
    assert [*parameters.parameters] == [
        *(*sizes, *found.rates, *found.intervals, *facts),
        *("start_date", "end_date", "locale"),
    ]
    assert parameters.parameters["start_date"] == "2023-05-01"
    assert {table.short_name: table.rows for table in parameters.tables} == {
        table: parameters.parameters[table] for table in found.default_rows
    }
