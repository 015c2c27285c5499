"""Retail at sizes where something runs out: customers, lines, products, days."""

from __future__ import annotations

from tablewright.polars import retail

AWKWARD = {
    "nothing": (0, 0, 0, 0, 0, 0),
    "only parents": (5, 5, 0, 0, 0, 51),
    "one of each": (1, 1, 1, 1, 1, 51),
    "one customer": (1, 5_000, 3_000, 9_000, 100, 51),
    "three with three": (10, 20, 3, 3, 20, 51),
    "fewer lines than transactions": (1_000, 500, 50_000, 1_000, 500, 51),
    "a few lines": (1_000, 500, 50_000, 3, 0, 51),
    "no line at all": (10, 0, 40, 0, 0, 51),
    "fewer products than a basket has lines": (50, 7, 500, 1_500, 7 * 51, 51),
    "as many products as lanes": (50, 16, 500, 1_500, 1, 51),
    "two ranks": (400, 302, 2_000, 6_000, 3_000, 51),
    "a block and one": (401, 401, 1_025, 3_077, 401, 51),
    "long baskets": (20, 400, 50, 5_000, 0, 51),
    "every pair": (20, 40, 20, 20, 40 * 51, 51),
}
WINDOWS = {
    "Christmas": ("2024-12-25", "2024-12-25"),
    "six weeks": ("2023-02-01", "2023-03-15"),
    "across a century": ("1999-11-20", "2001-01-31"),
    "two days": ("2025-06-01", "2025-06-02"),
}
IN_WINDOWS = [(seed, (300, 700, 1_000, 3_000, 2_000, 51)) for seed in (0, -(2**63), 2**63 - 1)]
JUDGED = {"ten customers for a product": (7, (50_000, 5_000, 150_000, 450_000, 50_000, 51), {}, 15)}
SLICED = [(1_000, 500, 5_000, 15_000, 5_000, 51)]
HUGE = [(10**12, 10**12, 10**12, 10**12, 10**12, 51)]
ALONE = {
    "customers": lambda n, **more: retail.generate_customers(n[0], **more),
    "products": lambda n, **more: retail.generate_products(n[1], **more),
    "transactions": lambda n, **more: retail.generate_transactions(
        n[2], n[0], n_products=n[1], **more
    ),
    "line_items": lambda n, **more: retail.generate_line_items(
        n[3], n[2], n[1], n_customers=n[0], **more
    ),
    "inventory": lambda n, **more: retail.generate_inventory(n[4], n[1], **more),
    "stores": lambda n, **more: retail.generate_stores(n[5], **more),
}
IN_ORDER = {"transactions": "txn_timestamp"}
