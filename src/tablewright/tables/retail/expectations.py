"""Retail's expectations, R8 and E1-E9."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import inf

from tablewright.data.load import locales
from tablewright.spec import Expectation
from tablewright.tables.retail import habits
from tablewright.tables.retail.chain import BRANDS, CATEGORIES, Chain
from tablewright.tables.retail.lives import LIVES, OF_CATEGORIES, OF_PAYMENTS
from tablewright.tables.rule_sql import share, shares

TIERS = {"Bronze": 50, "Silver": 30, "Gold": 15, "Platinum": 5}
_RANK = "list_position(['Bronze', 'Silver', 'Gold', 'Platinum'], loyalty_tier)"
_LINES_PER_TXN = "(getvariable('line_items') / getvariable('transactions'))"
_MEAN, _MEDIAN = "(67 * getvariable('price_scale'))", "(105 * getvariable('price_scale'))"
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
_NEIGHBOURS = """
    SELECT tier.loyalty_tier AS part, tier.mean / below.mean AS value,
        tier.mean / below.mean * sqrt((tier.se / tier.mean) ** 2 + (below.se / below.mean) ** 2)
            AS se,
        least(tier.n, below.n) AS units
    FROM tiers AS tier JOIN tiers AS below ON tier.rank = below.rank + 1
    WHERE tier.mean > 0 AND below.mean > 0
"""


def expectations(chain: Chain) -> tuple[Expectation, ...]:
    """The statistics of a chain; of other categories, other means are right."""
    changed = chain.categories != CATEGORIES
    own = chain.payments
    cash = own is None or "Cash" in own
    lost = {"E2a", "E2b", "E3b", *(["E1a"] if cash else [])} if changed else set()
    lost |= {*OF_CATEGORIES, *habits.OF_CATEGORIES} if changed else set()
    lost |= {*OF_PAYMENTS} if own is not None else set()
    lost |= {*habits.OF_BRANDS} if chain.brands != BRANDS else set()
    kept = tuple(rule for rule in (*EXPECTATIONS, *LIVES, *habits.HABITS) if rule.name not in lost)
    if own is None:
        return kept
    sql = _payment_shares(own)
    return tuple(replace(rule, sql=sql) if rule.name == "E1a" else rule for rule in kept)


def _of_each_locale() -> str:
    chain = Chain()
    return " UNION ALL ".join(
        f"SELECT * FROM ({_payment_shares(chain.methods(locale))}) "
        f"WHERE getvariable('locale') = '{locale}'"
        for locale in locales()
    )


def _payment_shares(methods: Mapping[str, float]) -> str:
    # Receipts of a customer are mostly paid alike, so that they count for fewer. Cash depends on
    # the amount: of baskets without a line, or of a few products that happen
    # to be dear, other shares are right.
    return f"""
        SELECT * REPLACE (se * 2.6 AS se)
        FROM ({shares("transactions", "payment_method", methods)}) AS shares
        WHERE getvariable('line_items') >= getvariable('transactions')
            AND getvariable('products') >= 1000
        """


EXPECTATIONS: tuple[Expectation, ...] = (
    Expectation(
        "R8a",
        "from tier to tier the mean lifetime value rises (ratio of neighbours, 200 each)",
        ("customers",),
        f"""
        WITH tiers AS (
            SELECT loyalty_tier, {_RANK} AS rank, avg(lifetime_value::DOUBLE) AS mean,
                stddev_samp(lifetime_value::DOUBLE) / sqrt(count(*)) AS se, count(*) AS n
            FROM customers GROUP BY ALL HAVING count(*) >= 200
        )
        {_NEIGHBOURS}
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
            SELECT loyalty_tier, {_RANK} AS rank, avg(coalesce(n, 0)) AS mean,
                stddev_samp(coalesce(n, 0)) / sqrt(count(*)) AS se, count(*) AS n
            FROM customers LEFT JOIN counted USING (customer_id)
            GROUP BY ALL HAVING count(*) >= 200
        )
        {_NEIGHBOURS}
        """,
        1.05,
        inf,
        min_rows=800,
    ),
    Expectation(
        "E1a",
        "payment methods have their shares (deviations)",
        ("transactions",),
        _of_each_locale(),
        -0.01,
        0.01,
    ),
    Expectation(
        "E1b",
        "loyalty tiers have their shares (deviations)",
        ("customers",),
        shares("customers", "loyalty_tier", TIERS),
        -0.01,
        0.01,
    ),
    Expectation(
        "E2a",
        "the mean basket is 67 dollars times the lines per transaction (ratio)",
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
                / getvariable('transactions') / ({_MEAN} * {_LINES_PER_TXN}) AS value,
            (SELECT se FROM spread) / {_MEAN} AS se, (SELECT count(*) FROM by_product) AS units
        WHERE getvariable('products') >= 100
        """,
        0.85,
        1.15,
    ),
    Expectation(
        "E2b",
        "the median basket is 105 dollars at three lines per transaction (ratio)",
        ("line_items", "transactions"),
        f"""
        WITH by_product AS (
            SELECT sum(line_total)::DOUBLE AS amount, count(*) AS n
            FROM line_items GROUP BY product_id
        ),
        spread AS (
            SELECT sqrt(sum((amount - mean * n) ** 2)) / sum(amount) AS relative
            FROM by_product,
                (SELECT sum(amount) / sum(n) AS mean FROM by_product)
        )
        SELECT median(amount) / {_MEDIAN} AS value,
            any_value(relative) * median(amount) / {_MEDIAN} AS se,
            (SELECT count(*) FROM by_product) AS units
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
        SELECT avg(CASE WHEN n = 1 THEN 1.0 ELSE 0.0 END) AS value, sqrt(0.25 / count(*)) AS se,
            count(*) AS units
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
            stddev_samp(items_count) / sqrt(count(*)) / {_LINES_PER_TXN} AS se,
            count(*) AS units
        FROM transactions WHERE getvariable('line_items') > 0 HAVING count(*) > 0
        """,
        4.7 / 3,
        5.3 / 3,
    ),
    Expectation(
        "E4",
        "December's daily transactions are 1.4 to 1.6 times January's",
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
            ((late.n + 1) / late.days) / ((early.n + 1) / early.days)
                * sqrt(1 / (late.n + 1) + 1 / (early.n + 1)) AS se,
            late.n + early.n AS units
        FROM months AS late, months AS early
        WHERE late.month = 12 AND early.month = 1
        """,
        1.36,
        1.6,
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
            ((e.n + 1) / e.days) / ((w.n + 1) / w.days) * sqrt(1 / (e.n + 1) + 1 / (w.n + 1)) AS se,
            e.n + w.n AS units
        FROM kinds AS e, kinds AS w
        WHERE e.weekend AND NOT w.weekend
        """,
        1.2,
        1.4,
        min_days=180,
    ),
    Expectation(
        "E6",
        "the top fifth of the customers makes 45 to 65 % of the transactions",
        ("transactions",),
        """
        SELECT sum(n) FILTER (rank <= 0.2 * getvariable('customers')) / sum(n) AS value,
            sqrt(sum(n * n)) / sum(n) AS se, sum(n) ** 2 / sum(n * n) AS units
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
        """
        SELECT count(*) FILTER (hour(txn_timestamp) NOT BETWEEN 7 AND 22) AS value, 0 AS se,
            count(*) AS units
        FROM transactions
        """,
        0,
        0,
        min_rows=1,
    ),
    Expectation(
        "E9",
        "line prices correlate with product prices",
        ("line_items", "products"),
        """
        SELECT r AS value, 2 * (1 - r ** 2) / sqrt(n) AS se, n AS units
        FROM (
            SELECT corr(line_items.unit_price::DOUBLE, products.unit_price::DOUBLE) AS r,
                count(DISTINCT product_id) AS n
            FROM line_items JOIN products USING (product_id)
        )
        """,
        0.97,
        1.0,
    ),
)
