"""Retail's invariants, R1-R15.

The part of a rule that needs other tables is a rule of its own (R2, R4b), so that what is there
can be checked without the rest. Uniqueness and foreign keys (R1, part of R13) follow from the
declaration.
"""

from __future__ import annotations

from tablewright.spec import Invariant

ZIP_PREFIXES = {
    "CA": [(900, 908), (910, 928), (930, 961)],
    "TX": [(733, 733), (750, 799), (885, 885)],
    "FL": [(320, 339), (341, 342), (344, 344), (346, 347), (349, 349)],
    "NY": [(5, 5), (100, 149)],
    "PA": [(150, 196)],
    "IL": [(600, 620), (622, 629)],
    "OH": [(430, 459)],
    "GA": [(300, 319), (398, 399)],
    "NC": [(270, 289)],
    "AZ": [(850, 853), (855, 857), (859, 860), (863, 865)],
}
"""First three digits of the ZIP codes of a state (USPS)."""

TAX_RATES = (0.0634, 0.07, 0.0724, 0.0738, 0.08, 0.082, 0.0838, 0.0853, 0.0885)
"""Combined sales tax rates of the states above."""

_ZIP_VALUES = ", ".join(
    f"('{state}', {low}, {high})" for state, ranges in ZIP_PREFIXES.items() for low, high in ranges
)
_RANK = "list_position(['Bronze', 'Silver', 'Gold', 'Platinum'], loyalty_tier)"
_LINES = """
    SELECT txn_id, sum(line_total) AS subtotal, sum(quantity) AS units
    FROM line_items GROUP BY txn_id
"""
_HALF = "getvariable('smallest_amount') / 2"
_SMALLEST = "CAST(getvariable('smallest_amount') AS DECIMAL(4, 2))"
INVARIANTS: tuple[Invariant, ...] = (
    *(
        Invariant(
            f"R15{part}",
            f"amounts of {table} are multiples of the smallest one of the currency",
            (table,),
            f"SELECT {key}, {amounts} FROM {table} WHERE "
            + " OR ".join(f"{each} % {_SMALLEST} <> 0" for each in amounts.split(", ")),
        )
        for part, table, key, amounts in (
            ("a", "customers", "customer_id", "lifetime_value"),
            ("b", "products", "product_id", "unit_price, cost"),
            ("c", "transactions", "txn_id", "discount_amount, tax_amount, total_amount"),
            ("d", "line_items", "line_item_id", "unit_price, line_total"),
        )
    ),
    Invariant(
        "R2",
        "total_amount is the sum of the lines, less discount, plus tax, exactly",
        ("transactions", "line_items"),
        f"""
        SELECT txn_id, total_amount, subtotal, discount_amount, tax_amount
        FROM transactions LEFT JOIN ({_LINES}) USING (txn_id)
        WHERE total_amount IS DISTINCT FROM
            coalesce(subtotal, 0) - coalesce(discount_amount, 0) + tax_amount
        """,
    ),
    Invariant(
        "R3a",
        "no transaction precedes its customer's signup",
        ("transactions", "customers"),
        """
        SELECT txn_id, txn_timestamp, signup_date
        FROM transactions JOIN customers USING (customer_id)
        WHERE (CAST(txn_timestamp AS DATE) >= signup_date) IS NOT TRUE
        """,
    ),
    Invariant(
        "R3b",
        "no product is sold before it was created",
        ("line_items", "transactions", "products"),
        """
        SELECT line_item_id, txn_timestamp, created_date
        FROM line_items JOIN transactions USING (txn_id) JOIN products USING (product_id)
        WHERE (CAST(txn_timestamp AS DATE) >= created_date) IS NOT TRUE
        """,
    ),
    Invariant(
        "R3d",
        "no stock is updated before its product was created",
        ("inventory", "products"),
        """
        SELECT inventory_id, product_id, last_updated, created_date
        FROM inventory JOIN products USING (product_id)
        WHERE (CAST(last_updated AS DATE) >= created_date) IS NOT TRUE
        """,
    ),
    Invariant(
        "R4a",
        "line_total is quantity times unit_price",
        ("line_items",),
        """
        SELECT line_item_id, quantity, unit_price, line_total FROM line_items
        WHERE line_total IS DISTINCT FROM quantity * unit_price OR (quantity >= 1) IS NOT TRUE
        """,
    ),
    Invariant(
        "R4b",
        "items_count is the sum of the lines' quantities, and every transaction has a line "
        "(if there are as many lines as transactions)",
        ("transactions", "line_items"),
        f"""
        SELECT txn_id, items_count, units
        FROM transactions LEFT JOIN ({_LINES}) USING (txn_id)
        WHERE items_count IS DISTINCT FROM coalesce(units, 0)
            OR (units IS NULL AND getvariable('line_items') >= getvariable('transactions'))
        """,
    ),
    Invariant(
        "R5",
        "tax_amount is the net amount times one tax rate per store, rounded to the smallest amount",
        ("transactions",),
        # A rounded tax bounds the rate from both sides; one rate must lie within all bounds. The
        # transactions that bound it most tightly are named.
        f"""
        SELECT store_id, txn_at_least, at_least, txn_at_most, at_most
        FROM (
            SELECT store_id, max(low) AS at_least, min(high) AS at_most,
                arg_max(txn_id, low) AS txn_at_least, arg_min(txn_id, high) AS txn_at_most
            FROM (
                SELECT store_id, txn_id,
                    (tax_amount::DOUBLE - {_HALF}) / (total_amount - tax_amount)::DOUBLE AS low,
                    (tax_amount::DOUBLE + {_HALF}) / (total_amount - tax_amount)::DOUBLE AS high
                FROM transactions WHERE total_amount <> tax_amount
            )
            GROUP BY store_id
        )
        WHERE at_least > at_most + 1e-9
            OR (getvariable('locale') = 'en' AND len(list_filter(
                {list(TAX_RATES)}::DOUBLE[],
                lambda rate: rate BETWEEN at_least - 1e-9 AND at_most + 1e-9)) = 0)
        UNION ALL
        SELECT store_id, txn_id, NULL, txn_id, NULL FROM transactions
        WHERE tax_amount < 0 OR (total_amount = tax_amount AND tax_amount <> 0)
        """,
    ),
    Invariant(
        "R6",
        "a discount is from 0 to 30 % of the lines, and the total is above 0 "
        "(0 for a transaction without a line)",
        ("transactions",),
        """
        SELECT txn_id, discount_amount, total_amount, tax_amount, items_count
        FROM transactions
        WHERE coalesce(discount_amount, 0) < 0
            OR coalesce(discount_amount, 0) > 0.30 *
                (total_amount - tax_amount + coalesce(discount_amount, 0))
            OR total_amount < 0
            OR (total_amount = 0) IS DISTINCT FROM (items_count = 0)
        """,
    ),
    Invariant(
        "R7a",
        "a product's cost is above 0 and below its price",
        ("products",),
        """
        SELECT product_id, cost, unit_price FROM products
        WHERE (cost > 0 AND cost < unit_price) IS NOT TRUE
        """,
    ),
    Invariant(
        "R7b",
        "a line's price is from 85 to 110 % of its product's",
        ("line_items", "products"),
        """
        SELECT line_item_id, line_items.unit_price, products.unit_price AS product_price
        FROM line_items JOIN products USING (product_id)
        WHERE (line_items.unit_price
            BETWEEN 0.85 * products.unit_price AND 1.10 * products.unit_price) IS NOT TRUE
        """,
    ),
    Invariant(
        "R9a",
        "an inactive customer buys nothing in the last 90 days (of a year's window)",
        ("transactions", "customers"),
        """
        SELECT txn_id, customer_id, txn_timestamp
        FROM transactions JOIN customers USING (customer_id)
        WHERE NOT is_active AND txn_timestamp > getvariable('w1') - scaled(90)
        """,
    ),
    Invariant(
        "R9b",
        "an inactive product is not sold in the last 60 days (of a year's window)",
        ("line_items", "transactions", "products"),
        """
        SELECT line_item_id, product_id, txn_timestamp
        FROM line_items JOIN transactions USING (txn_id) JOIN products USING (product_id)
        WHERE NOT products.is_active AND txn_timestamp > getvariable('w1') - scaled(60)
        """,
    ),
    Invariant(
        "R10a",
        "a ZIP code's first three digits belong to the state (locale en)",
        ("customers",),
        f"""
        SELECT customer_id, state, zip_code
        FROM customers
        WHERE getvariable('locale') = 'en' AND NOT EXISTS (
            SELECT 1 FROM (VALUES {_ZIP_VALUES}) AS known(name, low, high)
            WHERE name = state AND TRY_CAST(left(zip_code, 3) AS INTEGER) BETWEEN low AND high
        )
        """,
    ),
    Invariant(
        "R10b",
        "a city lies in one state",
        ("customers",),
        """
        SELECT city, min(state) AS state, max(state) AS other_state, max(customer_id) AS customer_id
        FROM customers GROUP BY city HAVING min(state) <> max(state)
        """,
    ),
    Invariant(
        "R11",
        "the last digit of a SKU is its GS1 check digit",
        ("products",),
        # Weights 3, 1, 3 ... from the digit before the check digit leftwards.
        """
        SELECT product_id, sku FROM products
        WHERE NOT regexp_full_match(sku, 'SKU-[0-9]{8,}')
            OR (list_sum(list_transform(
                range(1, length(sku) - 3),
                lambda place: sku[length(sku) - place + 1]::INTEGER
                    * CASE WHEN place % 2 = 0 THEN 3 ELSE 1 END)) % 10) <> 0
        """,
    ),
    Invariant(
        "R12",
        "the lowest lifetime value of a tier is at least the highest of the tier below",
        ("customers",),
        f"""
        SELECT customer_id, loyalty_tier, lifetime_value, below
        FROM (
            SELECT {_RANK} AS rank, any_value(loyalty_tier) AS loyalty_tier,
                min(lifetime_value) AS lifetime_value,
                arg_min(customer_id, lifetime_value) AS customer_id,
                max(max(lifetime_value)) OVER (
                    ORDER BY {_RANK} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS below
            FROM customers GROUP BY {_RANK}
        )
        WHERE lifetime_value < below OR rank IS NULL
        """,
    ),
    Invariant(
        "R13a",
        "a store has a product at most once in its inventory",
        ("inventory",),
        """
        SELECT product_id, store_id, count(*) AS rows FROM inventory
        GROUP BY product_id, store_id HAVING count(*) > 1
        """,
    ),
    Invariant(
        "R13b",
        "a transaction has a product once (if there are as many products as a basket has lines)",
        ("line_items",),
        """
        SELECT txn_id, product_id, count(*) AS rows FROM line_items
        WHERE getvariable('products') >= getvariable('max_lines')
        GROUP BY txn_id, product_id HAVING count(*) > 1
        """,
    ),
    Invariant(
        "R14",
        "stock is from 0 to 500, the reorder point from 10 to 50, the update within the window",
        ("inventory",),
        """
        SELECT inventory_id, quantity_on_hand, reorder_point, last_updated FROM inventory
        WHERE (quantity_on_hand BETWEEN 0 AND 500 AND reorder_point BETWEEN 10 AND 50
            AND last_updated >= getvariable('w0') AND last_updated < getvariable('w1'))
            IS NOT TRUE
        """,
    ),
    Invariant(
        "R3c",
        "every transaction lies within the window",
        ("transactions",),
        """
        SELECT txn_id, txn_timestamp FROM transactions
        WHERE (txn_timestamp >= getvariable('w0') AND txn_timestamp < getvariable('w1'))
            IS NOT TRUE
        """,
    ),
)
