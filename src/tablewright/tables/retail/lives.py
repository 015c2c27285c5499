"""What the rows of one customer, store, product or day have in common, as statistics."""

from __future__ import annotations

from math import inf

from tablewright.spec import Expectation
from tablewright.tables.rule_sql import intraclass

CUSTOMARY = "getvariable('line_items') = 3 * getvariable('transactions')"
SOLD = """
    SELECT line_items.*, category, customer_id, store_id, txn_timestamp,
        products.unit_price AS usual_price
    FROM line_items JOIN transactions USING (txn_id) JOIN products USING (product_id)
"""


def _totals(group: str) -> str:
    return f"""
        SELECT {group} AS g, ln(total_amount::DOUBLE) AS x FROM transactions
        WHERE total_amount > 0 AND {CUSTOMARY} AND getvariable('locale') = 'en'
    """


def _groceries(group: str) -> str:
    return f"""
        SELECT {group} AS g, (category = 'Grocery')::INTEGER::DOUBLE AS x FROM ({SOLD})
        WHERE {CUSTOMARY}
    """


OF_PAYMENTS = ("L5",)
"""Those that suppose the usual payment methods, and the usual categories."""
OF_CATEGORIES = ("L1", "L2", "L3", "L4", "L8", "L9", "L10")

LIVES: tuple[Expectation, ...] = (
    Expectation(
        "L1",
        "receipts of a customer are alike (intraclass correlation of the logarithm of the total)",
        ("transactions",),
        intraclass(_totals("customer_id")),
        0.15,
        0.30,
    ),
    Expectation(
        "L2",
        "receipts of a store are a little alike (intraclass correlation)",
        ("transactions",),
        intraclass(_totals("store_id")),
        0.02,
        0.06,
    ),
    Expectation(
        "L3",
        "lines of a customer are of the same categories (Grocery, intraclass correlation)",
        ("line_items", "transactions", "products"),
        intraclass(_groceries("customer_id")),
        0.015,
        0.08,
    ),
    Expectation(
        "L4",
        "lines of a basket are of the same categories (Grocery, intraclass correlation)",
        ("line_items", "transactions", "products"),
        intraclass(_groceries("txn_id")),
        0.02,
        0.15,
    ),
    Expectation(
        "L5",
        "customers mostly pay as they did the last time (share of receipts)",
        ("transactions",),
        """
        SELECT avg(same::INTEGER) AS value, sqrt(0.5 / count(*)) AS se, count(*) AS units
        FROM (
            SELECT payment_method = lag(payment_method) OVER
                (PARTITION BY customer_id ORDER BY txn_timestamp, txn_id) AS same
            FROM transactions
        )
        WHERE same IS NOT NULL HAVING count(*) > 0
        """,
        0.50,
        0.65,
    ),
    Expectation(
        "L6",
        "weekends have other hours than weekdays (total variation)",
        ("transactions",),
        """
        WITH shares AS (
            SELECT hour(txn_timestamp) AS hour,
                count(*) FILTER (isodow(txn_timestamp) >= 6)
                    / sum(count(*) FILTER (isodow(txn_timestamp) >= 6)) OVER () AS resting,
                count(*) FILTER (isodow(txn_timestamp) < 6)
                    / sum(count(*) FILTER (isodow(txn_timestamp) < 6)) OVER () AS working,
                sum(count(*)) OVER () AS n
            FROM transactions GROUP BY ALL
        )
        SELECT sum(abs(resting - working)) / 2 AS value, sqrt(8 / max(n)) AS se, max(n) AS units
        FROM shares HAVING max(n) > 0
        """,
        0.05,
        0.12,
        min_days=28,
    ),
    Expectation(
        "L7",
        "at most 1 % of units are sold in a store that does not have the product (of the usual "
        "stores, with as many pairs as usual)",
        ("line_items", "transactions", "inventory"),
        """
        SELECT coalesce(sum(quantity) FILTER (inventory_id IS NULL), 0) / sum(quantity) AS value,
            sqrt(0.01 / count(*)) AS se, count(*) AS units
        FROM line_items JOIN transactions USING (txn_id)
            LEFT JOIN inventory USING (product_id, store_id)
        WHERE getvariable('stores') <= 51 AND getvariable('products') >= 3000
            AND getvariable('max_lines') <= 16
            AND getvariable('inventory') >= 10 * getvariable('products')
        HAVING count(*) > 0
        """,
        0,
        0.01,
    ),
    Expectation(
        "L8",
        "the noun explains about half of the variance of log prices in a category",
        ("products",),
        """
        WITH logged AS (
            SELECT category, ln(unit_price::DOUBLE) AS x,
                regexp_extract(substr(product_name, length(brand) + 2), '[^,／]+') AS noun
            FROM products WHERE brand IS NOT NULL
        ),
        nouns AS (
            SELECT category, noun, count(*) AS n, var_pop(x) * count(*) AS inside
            FROM logged GROUP BY ALL
        ),
        kinds AS (
            SELECT category, var_pop(x) * count(*) AS whole, count(*) AS n
            FROM logged GROUP BY ALL
        ),
        parts AS (
            SELECT any_value(whole) AS whole, any_value(kinds.n) AS n, count(*) AS nouns,
                sum(inside) * (any_value(kinds.n) - 1) / (any_value(kinds.n) - count(*)) AS rest
            FROM nouns JOIN kinds USING (category) GROUP BY category
        )
        SELECT 1 - sum(rest) / sum(whole) AS value, 0.6 / sqrt(sum(nouns)) AS se,
            sum(nouns) AS units
        FROM parts HAVING min(n - nouns) > 0
        """,
        0.40,
        0.65,
        min_rows=5_000,
    ),
    Expectation(
        "L9",
        "55 to 70 % of groceries cost less than 5 dollars",
        ("products",),
        """
        SELECT avg((unit_price < 5 * getvariable('price_scale'))::INTEGER) AS value,
            sqrt(0.25 / count(*)) AS se, count(*) AS units
        FROM products WHERE category = 'Grocery' HAVING count(*) > 0
        """,
        0.55,
        0.70,
        min_rows=5_000,
    ),
    Expectation(
        "L10",
        "December sells 1.9 times as many Toys as a mean month, and as many Groceries as others "
        "(units)",
        ("line_items", "transactions", "products"),
        f"""
        WITH months AS (
            SELECT category, month(txn_timestamp) AS month, sum(quantity) AS units,
                count(*) AS n
            FROM ({SOLD}) WHERE category IN ('Grocery', 'Toys') GROUP BY ALL
        ),
        ratios AS (
            SELECT category, 12 * sum(units) FILTER (month = 12) / sum(units) AS ratio,
                sum(n) FILTER (month = 12) AS n
            FROM months GROUP BY category
        )
        SELECT category AS part, ratio / CASE category WHEN 'Toys' THEN 1.87 ELSE 1.05 END AS value,
            1.5 / sqrt(n) AS se, n AS units
        FROM ratios WHERE n > 0
        """,
        0.93,
        1.07,
        min_days=365,
        max_days=366,
    ),
    Expectation(
        "L11",
        "a product costs all who buy it in a week the same (share of its weeks with two prices)",
        ("line_items", "transactions"),
        """
        SELECT avg((prices > 1)::INTEGER) AS value, 0 AS se, count(*) AS units
        FROM (
            SELECT count(DISTINCT unit_price) AS prices
            FROM line_items JOIN transactions USING (txn_id)
            GROUP BY product_id, date_trunc('week', txn_timestamp) HAVING count(*) > 1
        )
        HAVING count(*) > 0
        """,
        0,
        0,
    ),
    Expectation(
        "L12",
        "at most 3 % of receipts are out of the customer's state, if all states have stores",
        ("transactions", "customers", "stores"),
        """
        SELECT avg((customers.state <> stores.state)::INTEGER) AS value,
            sqrt(0.25 / count(*)) AS se, count(*) AS units
        FROM transactions JOIN customers USING (customer_id) JOIN stores USING (store_id)
        WHERE (SELECT count(DISTINCT state) FROM customers)
            = (SELECT count(DISTINCT state) FROM stores)
        HAVING count(*) > 0
        """,
        0,
        0.03,
    ),
    Expectation(
        "L13",
        "numbers of receipts on like days vary at least as counts do (variance ÷ mean)",
        ("transactions",),
        """
        WITH sales AS (
            SELECT CAST(txn_timestamp AS DATE) AS day, count(*)::DOUBLE AS n
            FROM transactions WHERE month(txn_timestamp) < 11 GROUP BY ALL
        ),
        cells AS (
            SELECT var_samp(n) * (count(*) - 1) AS squares, avg(n) * (count(*) - 1) AS means,
                count(*) - 1 AS free
            FROM sales GROUP BY year(day), month(day), isodow(day) HAVING count(*) > 2
        )
        SELECT sum(squares) / sum(means) AS value,
            sum(squares) / sum(means) * sqrt(3 / sum(free)) AS se, sum(free) AS units
        FROM cells HAVING sum(means) / sum(free) >= 8
        """,
        0.8,
        inf,
        min_days=180,
    ),
)
