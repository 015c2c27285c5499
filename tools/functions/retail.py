"""Retail."""

from __future__ import annotations

from functions.declared import Module, TableFunction

_DATES = "start_date end_date"
_SOLD = (
    "Rows of the sales tables; they matter only above four lines for each transaction, when more "
    "products must be kept apart. Default: {transactions} transactions for each product, "
    "{line_items} lines for each transaction."
)
_PRODUCTS_SOLD = {"transactions": "products", "line_items": "transactions"}
_THE_OTHER = (
    "For example, beside ``generate_line_items(rows=15_000, n_transactions=5_000, "
    "n_products=200)``, {wrong} of the 5,000 totals of ``generate_transactions(rows=5_000, "
    "n_customers=1_000)`` are wrong: its ``n_products`` stays {products}."
)
_WRONG = {"polars": "4,987", "spark": "4,993"}
"""How many, found by `tests/tables/retail/test_misfits.py`."""

MODULE = Module(
    industry="retail",
    title="Retail",
    same="seed, sizes and window",
    tables=(
        TableFunction(
            "customers",
            "Make loyalty-card holders, in the order in which they joined.",
            f"rows seed * {_DATES} locale",
            "customers",
            ('generate_customers(rows=3)["customer_id"].to_list()', "[1000000, 1000001, 1000002]"),
            more={
                "start_date, end_date": "Customers join during the four windows before it and in "
                "it."
            },
        ),
        TableFunction(
            "products",
            "Make a catalogue, in the order in which products were introduced.",
            f"rows seed * n_transactions n_line_items {_DATES}",
            "products",
            ('generate_products(rows=2)["product_id"].to_list()', "[10000, 10001]"),
            parameters={"n_transactions, n_line_items": _SOLD},
            more={"start_date, end_date": "15 % of the products are introduced in it."},
            misfit="products may be sold before they are there, if receipts have more than 16 "
            "lines",
            follows=_PRODUCTS_SOLD,
        ),
        TableFunction(
            "transactions",
            "Make receipts, in the order of time; each adds up its line items.",
            f"rows n_customers seed * n_line_items n_products {_DATES} locale",
            "transactions",
            ('generate_transactions(rows=2, n_customers=5)["txn_id"].to_list()', "[1, 2]"),
            parameters={
                "n_line_items": "Rows of the line_items table; {line_items} for each transaction "
                "by default. With fewer line items than transactions, some have no line and a "
                "total of zero.",
                "locale": "One of `tablewright.locales()`: where the stores are, and so the tax.",
            },
            misfit="totals do not add up",
            for_example=_THE_OTHER,
            wrong=_WRONG,
            follows={"line_items": "transactions"},
        ),
        TableFunction(
            "line_items",
            "Make the lines of receipts, in the order of receipts.",
            f"rows n_transactions n_products seed * {_DATES}",
            "line items",
            ('generate_line_items(rows=3, n_transactions=3)["txn_id"].to_list()', "[1, 2, 3]"),
            more={
                "rows": "At most 4,096 for each transaction on average.",
                "n_products": "With fewer products than a transaction has lines, a product "
                "repeats in it.",
            },
            misfit="totals do not add up",
            for_example=_THE_OTHER,
            wrong=_WRONG,
        ),
        TableFunction(
            "inventory",
            "Make stock levels of products in stores, each pair at most once.",
            f"rows n_products seed * n_transactions n_line_items {_DATES}",
            "product-store pairs",
            (
                'generate_inventory(rows=2, n_products=1)["product_id"].to_list()',
                "[10000, 10000]",
            ),
            parameters={"n_transactions, n_line_items": "As for `generate_products`."},
            more={
                "rows": "At most 51 for each product.",
                "start_date, end_date": "Stock was last counted in it.",
            },
            misfit="products are missing, or not there yet",
            follows=_PRODUCTS_SOLD,
        ),
    ),
)
