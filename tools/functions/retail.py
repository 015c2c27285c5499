"""Retail."""

from __future__ import annotations

from functions.declared import Module, TableFunction

_DATES = "start_date end_date"
_SOLD = (
    "Number of rows of the sales tables; they matter only above four lines per transaction, when "
    "more products must be kept apart. Default: {transactions} transactions per product, "
    "{line_items} lines per transaction."
)
_PRODUCTS_SOLD = {"transactions": "products", "line_items": "transactions"}
_THE_OTHER = (
    "For example, with ``generate_line_items(rows=15_000, n_transactions=5_000, "
    "n_products=200)``, {wrong} of the 5,000 totals of ``generate_transactions(rows=5_000, "
    "n_customers=1_000)`` are wrong, because its ``n_products`` is still {products}."
)
_WRONG = {"polars": "4,993", "spark": "4,992"}
"""How many, found by `tests/tables/retail/test_misfits.py`."""

MODULE = Module(
    industry="retail",
    title="Retail",
    same="seed, sizes and window",
    tables=(
        TableFunction(
            "customers",
            "Generate loyalty-card holders, in the order in which they joined.",
            f"rows seed * {_DATES} locale",
            "customers",
            ('generate_customers(rows=3)["customer_id"].to_list()', "[1000000, 1000001, 1000002]"),
            more={
                "start_date, end_date": "Customers join during the window and the four windows "
                "before it."
            },
        ),
        TableFunction(
            "products",
            "Generate a product catalogue, in order of introduction.",
            f"rows seed * n_transactions n_line_items {_DATES} locale",
            "products",
            ('generate_products(rows=2)["product_id"].to_list()', "[10000, 10001]"),
            parameters={
                "n_transactions, n_line_items": _SOLD,
                "locale": "Whose words and money; one of `tablewright.locales()`.",
            },
            more={"start_date, end_date": "15 % of the products are introduced in the window."},
            misfit="products may be sold before they are introduced, if receipts have more than "
            "16 lines",
            follows=_PRODUCTS_SOLD,
        ),
        TableFunction(
            "stores",
            "Generate the chain's stores, which are the same for every seed but for their age.",
            f"rows seed * {_DATES} locale",
            "stores",
            ('generate_stores(rows=2)["store_id"].to_list()', "[100, 101]"),
            parameters={"locale": "Whose country; one of `tablewright.locales()`."},
            more={
                "rows": "At most 10,000. The other functions know 51.",
                "start_date, end_date": "Stores opened before the window and the four windows "
                "before it.",
            },
        ),
        TableFunction(
            "transactions",
            "Generate receipts, in time order; each total is the sum of its line items.",
            f"rows n_customers seed * n_line_items n_products {_DATES} locale",
            "transactions",
            ('generate_transactions(rows=2, n_customers=5)["txn_id"].to_list()', "[1, 2]"),
            parameters={
                "n_line_items": "Number of rows of the line_items table; default: {line_items} per "
                "transaction. With fewer line items than transactions, some transactions have no "
                "line and a total of zero.",
                "locale": "Locale of the stores, which determines money, tax and payment methods; "
                "one of `tablewright.locales()`.",
            },
            misfit="totals do not add up",
            for_example=_THE_OTHER,
            wrong=_WRONG,
            follows={"line_items": "transactions"},
        ),
        TableFunction(
            "line_items",
            "Generate the lines of receipts, in receipt order.",
            f"rows n_transactions n_products seed * n_customers {_DATES} locale",
            "line items",
            ('generate_line_items(rows=3, n_transactions=3)["txn_id"].to_list()', "[1, 2, 3]"),
            parameters={
                "n_customers": "Number of rows of the customers table, whose tastes decide what is "
                "on a receipt; at least 1 if there are line items.",
                "locale": "Locale of the stores, whose money prices are in and whose holidays "
                "decide when receipts are; one of `tablewright.locales()`.",
            },
            more={
                "rows": "At most 4,096 per transaction on average.",
                "n_products": "With fewer products than a transaction has lines, products repeat "
                "in it.",
            },
            misfit="totals do not add up",
            for_example=_THE_OTHER,
            wrong=_WRONG,
        ),
        TableFunction(
            "inventory",
            "Generate stock levels of products in stores, each pair at most once.",
            f"rows n_products seed * n_transactions n_line_items {_DATES} locale",
            "product-store pairs",
            (
                'generate_inventory(rows=2, n_products=1)["product_id"].to_list()',
                "[10000, 10000]",
            ),
            parameters={
                "n_transactions, n_line_items": "Number of rows of the sales tables, which stock "
                "follows. Default: {transactions} transactions per product, {line_items} lines per "
                "transaction.",
                "locale": "Whose country; a store has stock for the customers that live near it; "
                "one of `tablewright.locales()`.",
            },
            more={
                "rows": "At most 51 per product.",
                "start_date, end_date": "Stock was last counted in the window.",
            },
            misfit="rows refer to products that do not exist or are not introduced yet",
            follows=_PRODUCTS_SOLD,
        ),
    ),
)
