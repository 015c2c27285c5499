"""What retail's statistics come to: R8 and E1-E9."""

from __future__ import annotations

from math import inf

from tablewright.spec import Expectation
from tablewright.tables.rule_sql import share, shares

PAYMENTS = {
    "Credit Card": 40,
    "Debit Card": 25,
    "Cash": 15,
    "Digital Wallet": 15,
    "Gift Card": 5,
}
TIERS = {"Bronze": 50, "Silver": 30, "Gold": 15, "Platinum": 5}
_RANK = "list_position(['Bronze', 'Silver', 'Gold', 'Platinum'], loyalty_tier)"
_LINES_PER_TXN = "(getvariable('line_items') / getvariable('transactions'))"
_DAYS = """
    days AS (
        SELECT CAST(day AS DATE) AS day
        FROM range(getvariable('w0')::TIMESTAMP, getvariable('w1')::TIMESTAMP, INTERVAL 1 DAY)
            AS calendar(day)
    ),
    sales AS (
        SELECT CAST(txn_timestamp AS DATE) AS day, count(*) AS n FROM transactions GROUP BY ALL
    )
"""

EXPECTATIONS: tuple[Expectation, ...] = (
    Expectation(
        "R8a",
        "from tier to tier the mean lifetime value rises (ratio of neighbours, 200 each)",
        ("customers",),
        f"""
        SELECT min(ratio) AS value
        FROM (
            SELECT mean / lag(mean) OVER (ORDER BY rank) AS ratio
            FROM (
                SELECT {_RANK} AS rank, avg(lifetime_value::DOUBLE) AS mean
                FROM customers GROUP BY ALL HAVING count(*) >= 200
            )
        )
        """,
        1.01,
        inf,
        min_rows=800,
    ),
    Expectation(
        "R8b",
        "from tier to tier the transactions per customer rise (ratio of neighbours, 200 each)",
        ("customers", "transactions"),
        f"""
        WITH counted AS (SELECT customer_id, count(*) AS n FROM transactions GROUP BY ALL),
        tiers AS (
            SELECT {_RANK} AS rank, avg(coalesce(n, 0)) AS mean,
                stddev_samp(coalesce(n, 0)) / sqrt(count(*)) AS se
            FROM customers LEFT JOIN counted USING (customer_id)
            GROUP BY ALL HAVING count(*) >= 200
        ),
        neighbours AS (
            SELECT mean / below AS ratio,
                mean / below * sqrt((se / mean) ** 2 + (se_below / below) ** 2) AS se
            FROM (
                SELECT mean, se, lag(mean) OVER (ORDER BY rank) AS below,
                    lag(se) OVER (ORDER BY rank) AS se_below
                FROM tiers
            )
            WHERE below > 0 AND mean > 0
        )
        SELECT min(ratio) AS value, arg_min(se, ratio) AS se FROM neighbours
        """,
        1.05,
        inf,
        min_rows=800,
    ),
    Expectation(
        "E1a",
        "payment methods have their shares (largest deviation)",
        ("transactions",),
        # Cash depends on the amount: of baskets without a line, or of a few products that happen
        # to be dear, other shares are right.
        f"""
        SELECT * FROM ({shares("transactions", "payment_method", PAYMENTS)})
        WHERE getvariable('line_items') >= getvariable('transactions')
            AND getvariable('products') >= 1000
        """,
        -0.01,
        0.01,
    ),
    Expectation(
        "E1b",
        "loyalty tiers have their shares (largest deviation)",
        ("customers",),
        shares("customers", "loyalty_tier", TIERS),
        -0.01,
        0.01,
    ),
    Expectation(
        "E2a",
        "the mean basket is 67 times the lines per transaction (ratio)",
        ("line_items", "transactions", "products"),
        # What is sold at all varies with the few popular products of a category: products, not
        # lines, are what was sampled.
        f"""
        WITH by_product AS (
            SELECT product_id, sum(line_total)::DOUBLE AS amount, count(*) AS n
            FROM line_items GROUP BY product_id
        ),
        by_category AS (
            SELECT category, sum(amount) / sum(n) AS mean
            FROM by_product JOIN products USING (product_id) GROUP BY category
        ),
        spread AS (
            SELECT sqrt(sum((amount - mean * n) ** 2)) / sum(n) AS se
            FROM by_product JOIN products USING (product_id) JOIN by_category USING (category)
        )
        SELECT (SELECT sum(amount) FROM by_product)
                / getvariable('transactions') / (67 * {_LINES_PER_TXN}) AS value,
            (SELECT se FROM spread) / 67 AS se
        WHERE getvariable('products') >= 100
        """,
        0.85,
        1.15,
    ),
    Expectation(
        "E2b",
        "the median basket is 105 at three lines per transaction (ratio)",
        ("line_items", "transactions"),
        """
        WITH by_product AS (
            SELECT sum(line_total)::DOUBLE AS amount, count(*) AS n
            FROM line_items GROUP BY product_id
        ),
        spread AS (
            SELECT sqrt(sum((amount - mean * n) ** 2)) / sum(amount) AS relative
            FROM by_product,
                (SELECT sum(amount) / sum(n) AS mean FROM by_product)
        )
        SELECT median(amount) / 105 AS value, any_value(relative) * median(amount) / 105 AS se
        FROM (SELECT sum(line_total)::DOUBLE AS amount FROM line_items GROUP BY txn_id), spread
        WHERE getvariable('line_items') = 3 * getvariable('transactions')
            AND getvariable('products') >= 100
        """,
        0.85,
        1.15,
    ),
    Expectation(
        "E3a",
        "a third of the baskets has a single line at three lines per transaction",
        ("transactions", "line_items"),
        """
        SELECT avg(CASE WHEN n = 1 THEN 1.0 ELSE 0.0 END) AS value, sqrt(0.25 / count(*)) AS se
        FROM (SELECT count(*) AS n FROM line_items GROUP BY txn_id)
        WHERE getvariable('line_items') = 3 * getvariable('transactions')
        """,
        0.28,
        0.38,
    ),
    Expectation(
        "E3b",
        "units per line are 1.67 (5.0 per transaction of three lines)",
        ("transactions",),
        f"""
        SELECT avg(items_count) / {_LINES_PER_TXN} AS value,
            stddev_samp(items_count) / sqrt(count(*)) / {_LINES_PER_TXN} AS se
        FROM transactions WHERE getvariable('line_items') > 0 HAVING count(*) > 0
        """,
        4.7 / 3,
        5.3 / 3,
    ),
    Expectation(
        "E4",
        "December's daily transactions are 1.2 times January's",
        ("transactions",),
        f"""
        WITH {_DAYS},
        months AS (
            SELECT month(day) AS month, sum(coalesce(n, 0)) AS n, count(*) AS days
            FROM days LEFT JOIN sales USING (day)
            WHERE date_trunc('month', day) >= getvariable('w0')
                AND last_day(day) < getvariable('w1')
            GROUP BY ALL
        )
        SELECT (late.n / late.days) / (early.n / early.days) AS value,
            (late.n / late.days) / (early.n / early.days) * sqrt(1 / late.n + 1 / early.n) AS se
        FROM months AS late, months AS early
        WHERE late.month = 12 AND early.month = 1
        """,
        1.13,
        1.27,
    ),
    Expectation(
        "E5",
        "a day of the weekend has 1.3 times the transactions of a weekday",
        ("transactions",),
        # Neither the closed Christmas Day nor the Friday after Thanksgiving is an ordinary day.
        f"""
        WITH {_DAYS},
        kinds AS (
            SELECT isodow(day) >= 6 AS weekend, sum(coalesce(n, 0)) AS n, count(*) AS days
            FROM days LEFT JOIN sales USING (day)
            WHERE NOT (month(day) = 12 AND day(day) = 25)
                AND NOT (month(day) = 11 AND isodow(day) = 5 AND day(day) BETWEEN 23 AND 29)
            GROUP BY ALL
        )
        SELECT (e.n / e.days) / (w.n / w.days) AS value,
            (e.n / e.days) / (w.n / w.days) * sqrt(1 / e.n + 1 / w.n) AS se
        FROM kinds AS e, kinds AS w
        WHERE e.weekend AND NOT w.weekend AND getvariable('days') >= 28
        """,
        1.25,
        1.35,
    ),
    Expectation(
        "E6",
        "the top fifth of the customers makes 45 to 65 % of the transactions",
        ("transactions",),
        """
        SELECT sum(n) FILTER (rank <= 0.2 * getvariable('customers')) / sum(n) AS value,
            sqrt(sum(n * n)) / sum(n) AS se
        FROM (
            SELECT count(*)::DOUBLE AS n, row_number() OVER (ORDER BY count(*) DESC) AS rank
            FROM transactions GROUP BY customer_id
        )
        WHERE getvariable('transactions') >= 3 * getvariable('customers')
        """,
        0.45,
        0.65,
    ),
    Expectation(
        "E7a",
        "8 % of the inventory is out of stock",
        ("inventory",),
        share("inventory", "quantity_on_hand = 0"),
        0.07,
        0.09,
    ),
    Expectation(
        "E7b",
        "20 to 30 % of the inventory is below its reorder point",
        ("inventory",),
        share("inventory", "quantity_on_hand < reorder_point"),
        0.20,
        0.30,
    ),
    Expectation(
        "E8",
        "nothing is sold from 23:00 to 06:59 (transactions)",
        ("transactions",),
        "SELECT count(*) AS value FROM transactions WHERE hour(txn_timestamp) NOT BETWEEN 7 AND 22",
        0,
        0,
        min_rows=1,
    ),
    Expectation(
        "E9",
        "line prices correlate with product prices",
        ("line_items", "products"),
        """
        SELECT corr(line_items.unit_price::DOUBLE, products.unit_price::DOUBLE) AS value
        FROM line_items JOIN products USING (product_id)
        """,
        0.97,
        1.0,
    ),
)
