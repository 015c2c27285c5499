"""What customers come back for, how they leave, and what products are, as statistics."""

from __future__ import annotations

from tablewright.spec import Expectation
from tablewright.tables.retail.lives import CUSTOMARY, SOLD


def _auc(members: str) -> str:
    """The probability that a ``score`` is higher where a ``label`` holds; ties count half."""
    return f"""
        WITH ranked AS (
            SELECT label,
                rank() OVER (ORDER BY score) + (count(*) OVER (PARTITION BY score) - 1) / 2 AS place
            FROM ({members})
        ),
        sums AS (
            SELECT count(*) FILTER (label)::DOUBLE AS yes,
                count(*) FILTER (NOT label)::DOUBLE AS no,
                sum(place) FILTER (label) AS places
            FROM ranked
        )
        SELECT (places - yes * (yes + 1) / 2) / (yes * no) AS value,
            sqrt((1 / yes + 1 / no) / 8) AS se, least(yes, no) AS units
        FROM sums WHERE yes > 0 AND no > 0
    """


_STARTED = "signup_date < getvariable('w0')::DATE"
_CUT = "getvariable('w1') - scaled(92)"

HABITS: tuple[Expectation, ...] = (
    Expectation(
        "L14",
        "customers buy the same product again more often than by chance (pairs of lines, ratio)",
        ("line_items", "transactions", "products"),
        f"""
        WITH lines AS (SELECT customer_id, product_id FROM ({SOLD})),
        pairs AS (
            SELECT sum(n * (n - 1) / 2) AS found FROM
                (SELECT count(*)::DOUBLE AS n FROM lines GROUP BY customer_id, product_id)
        ),
        possible AS (
            SELECT sum(n * (n - 1) / 2) AS found FROM
                (SELECT count(*)::DOUBLE AS n FROM lines GROUP BY customer_id)
        ),
        chance AS (
            SELECT sum(n * n) / sum(n) ** 2 AS found FROM
                (SELECT count(*)::DOUBLE AS n FROM lines GROUP BY product_id)
        )
        SELECT pairs.found / (possible.found * chance.found) AS value,
            3 * value / sqrt(pairs.found) AS se, pairs.found AS units
        FROM pairs, possible, chance
        WHERE {CUSTOMARY} AND getvariable('products') >= 2000 AND getvariable('stores') = 51
            AND pairs.found > 0
        """,
        3,
        7,
        min_rows=75_000,
    ),
    Expectation(
        "L15",
        "a customer's lines tell the category of the last receipt's (AUC, Grocery)",
        ("line_items", "transactions", "products"),
        _auc(f"""
            WITH lines AS (
                SELECT customer_id, txn_id = max(txn_id) OVER (PARTITION BY customer_id) AS last,
                    category = 'Grocery' AS label
                FROM ({SOLD})
            ),
            history AS (
                SELECT customer_id, (count(*) FILTER (label) + 2) / (count(*) + 8) AS score
                FROM lines WHERE NOT last GROUP BY customer_id HAVING count(*) >= 12
            )
            SELECT label, score FROM lines JOIN history USING (customer_id)
            WHERE last AND {CUSTOMARY}
        """),
        0.56,
        0.72,
    ),
    Expectation(
        "L16",
        "products of a receipt share no remainder of their numbers more often than by chance "
        "(ratio)",
        ("line_items",),
        """
        WITH pairs AS (
            SELECT min(product_id) AS a, max(product_id) AS b FROM line_items
            GROUP BY txn_id HAVING count(*) = 2
        ),
        remainders AS (
            SELECT m, a % m AS a, b % m AS b FROM pairs, (VALUES (7), (8), (10), (16)) AS moduli(m)
        ),
        ones AS (SELECT m, a AS r, count(*)::DOUBLE AS n FROM remainders GROUP BY ALL),
        others AS (SELECT m, b AS r, count(*)::DOUBLE AS n FROM remainders GROUP BY ALL),
        chance AS (
            SELECT m, sum(ones.n * others.n) AS alike FROM ones JOIN others USING (m, r) GROUP BY m
        )
        SELECT m::VARCHAR AS part, count(*) FILTER (a = b) * count(*) / any_value(alike) AS value,
            1.2 * sqrt(m / count(*)) AS se, count(*) AS units
        FROM remainders JOIN chance USING (m)
        WHERE getvariable('products') >= 2000
        GROUP BY m
        """,
        0.9,
        1.1,
    ),
    Expectation(
        "L17",
        "stock follows expected sales of the product in the store (correlation of logarithms)",
        ("inventory", "line_items", "transactions"),
        f"""
        WITH sold AS (
            SELECT product_id, store_id, quantity FROM line_items JOIN transactions USING (txn_id)
        ),
        products AS (SELECT product_id, sum(quantity) AS units FROM sold GROUP BY ALL),
        shops AS (SELECT store_id, sum(quantity) AS share FROM sold GROUP BY ALL),
        pairs AS (
            SELECT ln(quantity_on_hand) AS x,
                ln(units * share / sum(share) OVER (PARTITION BY product_id)) AS y, product_id
            FROM inventory JOIN products USING (product_id) JOIN shops USING (store_id)
            WHERE quantity_on_hand > 0
        )
        SELECT corr(x, y) AS value, 2 / sqrt(count(DISTINCT product_id)) AS se,
            count(DISTINCT product_id) AS units
        FROM pairs
        WHERE {CUSTOMARY} AND getvariable('products') >= 2000
            AND getvariable('transactions') <= 20 * getvariable('products')
        """,
        0.45,
        0.9,
        min_rows=20_000,
        min_days=180,
    ),
    Expectation(
        "L18",
        "a product weighs 1.0 to 1.3 times what its name says (share of others)",
        ("products",),
        r"""
        WITH packs AS (
            SELECT weight_kg::DOUBLE AS weight,
                regexp_extract(product_name, '(, |／)([0-9.,]+) ?(kg|g|l|L|ml)$', 2) AS size,
                regexp_extract(product_name, '(, |／)([0-9.,]+) ?(kg|g|l|L|ml)$', 3) AS unit
            FROM products
        )
        SELECT avg((weight / (replace(size, ',', '.')::DOUBLE
                / CASE WHEN unit IN ('g', 'ml') THEN 1000 ELSE 1 END)
            NOT BETWEEN 0.99 AND 1.31)::INTEGER) AS value, 0 AS se, count(*) AS units
        FROM packs WHERE size <> '' HAVING count(*) > 0
        """,
        0,
        0,
        min_rows=20,
    ),
    Expectation(
        "L19",
        "brands, except Generic, at home in more than three categories",
        ("products",),
        """
        SELECT count(*) FILTER (kinds > 3) AS value, 0 AS se, sum(n) AS units
        FROM (
            SELECT count(DISTINCT category) AS kinds, count(*) AS n FROM products
            WHERE brand <> 'Generic' GROUP BY brand
        )
        """,
        0,
        0,
        min_rows=20,
    ),
    Expectation(
        "L20",
        "few active customers who joined 90 days ago or earlier never bought (share)",
        ("customers", "transactions"),
        """
        SELECT avg((txn_id IS NULL)::INTEGER) AS value, sqrt(0.03 / count(*)) AS se,
            count(*) AS units
        FROM customers LEFT JOIN
            (SELECT customer_id, min(txn_id) AS txn_id FROM transactions GROUP BY ALL)
            USING (customer_id)
        WHERE is_active AND signup_date <= (getvariable('w1') - scaled(90))::DATE
            AND getvariable('transactions') >= 5 * getvariable('customers')
        HAVING count(*) > 0
        """,
        0,
        0.03,
        min_rows=1_000,
        min_days=28,
    ),
    Expectation(
        "L21",
        "who bought lately is still active more often (AUC of the last receipt's time)",
        ("customers", "transactions"),
        _auc(f"""
            SELECT is_active AS label, max(epoch(txn_timestamp)) AS score
            FROM customers JOIN transactions USING (customer_id)
            WHERE txn_timestamp < {_CUT} AND {_STARTED}
                AND getvariable('transactions') >= 4 * getvariable('customers')
            GROUP BY customer_id, is_active
        """),
        0.65,
        0.85,
        min_rows=1_000,
        min_days=180,
    ),
    Expectation(
        "L22",
        "the higher tiers spend more (AUC of spending, among those who joined before the window)",
        ("customers", "transactions"),
        _auc(f"""
            SELECT loyalty_tier IN ('Gold', 'Platinum') AS label, coalesce(spent, 0) AS score
            FROM customers LEFT JOIN
                (SELECT customer_id, sum(total_amount) AS spent FROM transactions GROUP BY ALL)
                USING (customer_id)
            WHERE {_STARTED} AND getvariable('transactions') >= 4 * getvariable('customers')
                AND {CUSTOMARY}
        """),
        0.72,
        0.90,
        min_rows=1_000,
    ),
    Expectation(
        "L23",
        "shops sell little on Thanksgiving, in the US (÷ the Thursdays around it)",
        ("transactions",),
        """
        WITH sales AS (
            SELECT CAST(txn_timestamp AS DATE) AS day, count(*)::DOUBLE AS n
            FROM transactions GROUP BY ALL
        ),
        like_days AS (
            SELECT any_value(holidays.n) AS n, avg(sales.n) AS usual
            FROM sales AS holidays JOIN sales ON abs(sales.day - holidays.day) IN (14, 21)
            WHERE month(holidays.day) = 11 AND isodow(holidays.day) = 4
                AND day(holidays.day) BETWEEN 22 AND 28
            GROUP BY holidays.day HAVING count(*) = 4
        )
        SELECT sum(n) / sum(usual) AS value,
            sqrt(1.5 * sum(n) + (0.05 * sum(n)) ** 2) / sum(usual) AS se, sum(usual) AS units
        FROM like_days WHERE getvariable('locale') = 'en' HAVING count(*) > 0
        """,
        0.15,
        0.45,
    ),
    Expectation(
        "L24",
        "promoted products sell more (of the lines, in weights of the products promoted, ratio)",
        ("line_items", "transactions", "products"),
        f"""
        SELECT avg(promoted) / (1 - avg(promoted)) / (0.07 / 0.93) AS value,
            7 / sqrt(sum(promoted)) AS se, sum(promoted) AS units
        FROM (
            SELECT (unit_price < 0.95 * usual_price)::INTEGER AS promoted FROM ({SOLD})
            WHERE month(txn_timestamp) <> 11 AND usual_price >= 2
        )
        WHERE {CUSTOMARY} AND getvariable('products') >= 2000
        """,
        1.35,
        1.85,
        min_days=180,
    ),
)
"""The statistics of repeated purchases, churn, stock and promotions."""
OF_CATEGORIES = ("L15", "L19", "L24")
"""Those that suppose the usual categories."""
OF_BRANDS = ("L19",)
"""Those that suppose the usual brands."""
