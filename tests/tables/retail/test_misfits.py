"""The example of tables that do not fit is true, with the defaults of either engine."""

from __future__ import annotations

import importlib
import inspect
import re

import polars as pl
import pytest

import tablewright as tw
from tablewright.polars import retail


def wrong(transactions: pl.DataFrame, line_items: pl.DataFrame) -> int:
    """How many totals their lines do not add up to."""
    lines = line_items.group_by("txn_id").agg(pl.col("line_total").sum())
    both = transactions.join(lines, on="txn_id", how="left").with_columns(
        pl.col("line_total", "discount_amount").fill_null(0)
    )
    sold = pl.col("line_total") - pl.col("discount_amount") + pl.col("tax_amount")
    return both.filter(pl.col("total_amount") != sold).height


@pytest.mark.parametrize("engine", ["polars", "spark"])
@pytest.mark.parametrize("table", ["transactions", "line_items"])
def test_the_example_of_wrong_totals(engine: str, table: str) -> None:
    module = importlib.import_module(f"tablewright.{engine}.retail")
    doc = " ".join((getattr(module, f"generate_{table}").__doc__ or "").split())
    beside = "with ``generate_line_items(rows=15_000, n_transactions=5_000, n_products=200)``, "
    totals = " of the 5,000 totals of ``generate_transactions(rows=5_000, n_customers=1_000)``"
    found = re.search(f"{re.escape(beside)}([0-9,]+){re.escape(totals)}", doc)
    assert found, doc
    # The rows of both engines are the same, their default sizes are not.
    defaults = inspect.signature(module.generate_transactions).parameters
    products = defaults["n_products"].default
    assert f"its ``n_products`` is still {products:,}" in doc
    transactions = retail.generate_transactions(rows=5_000, n_customers=1_000, n_products=products)
    line_items = retail.generate_line_items(rows=15_000, n_transactions=5_000, n_products=200)
    assert f"{wrong(transactions, line_items):,}" == found[1]


def test_the_call_that_cannot_go_wrong() -> None:
    shop = tw.retail(rows=1_000)
    assert wrong(shop["transactions"].frame(), shop["line_items"].frame()) == 0
