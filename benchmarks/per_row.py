"""The baseline: the same columns, drawn one row at a time, as generators usually are.

Each table is what somebody writes by hand with Mimesis and `random`: list comprehensions, every
column on its own, no table fitting another, and a frame at the end. It is not slowed down:
weighted draws use ``random.choices(k=rows)``, money is floats until Polars casts whole columns, and
providers are made once.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Mapping

import polars as pl
from mimesis import Address, Person
from mimesis.locales import Locale

Baseline = Callable[[int], pl.DataFrame]

SEED = 42
STATES = ("CA", "TX", "FL", "NY", "PA", "IL", "OH", "GA", "NC", "AZ")
STATE_WEIGHTS = (22, 17, 13, 11, 7, 7, 7, 6, 6, 4)
TIERS = ("Bronze", "Silver", "Gold", "Platinum")
CATEGORIES = ("Electronics", "Clothing", "Home", "Sports", "Beauty", "Grocery", "Toys", "Auto")
NOUNS = ("Lamp", "Jacket", "Blender", "Ball", "Serum", "Coffee", "Puzzle", "Wiper")
VARIANTS = ("Black", "White", "Red", "Small", "Large", "Classic")
BRANDS = ("BrandA", "BrandB", "BrandC", "BrandD", "BrandE", "Generic", None)
PAYMENTS = ("Credit Card", "Debit Card", "Cash", "Digital Wallet", "Gift Card")
YEAR_START = dt.datetime(2024, 1, 1, tzinfo=dt.timezone.utc)
YEAR_SECONDS = 366 * 86_400
MONEY = pl.Decimal(12, 2)


def _days_after(first: dt.date, days: int, rows: int) -> list[dt.date]:
    return [first + dt.timedelta(days=random.randrange(days)) for _ in range(rows)]


def moments(rows: int) -> list[dt.datetime]:
    return [YEAR_START + dt.timedelta(seconds=random.randrange(YEAR_SECONDS)) for _ in range(rows)]


def customers(rows: int) -> pl.DataFrame:
    person, address = Person(Locale.EN, seed=SEED), Address(Locale.EN, seed=SEED)
    first = [person.first_name() for _ in range(rows)]
    last = [person.last_name() for _ in range(rows)]
    return pl.DataFrame(
        {
            "customer_id": [1_000_000 + row for row in range(rows)],
            "first_name": first,
            "last_name": last,
            "email": [
                None if random.random() < 0.02 else f"{f.lower()}.{n.lower()}+{row}@example.com"
                for row, (f, n) in enumerate(zip(first, last, strict=True))
            ],
            "phone": [
                None
                if random.random() < 0.01
                else f"({random.randrange(201, 990)}) 555-01{random.randrange(100):02}"
                for _ in range(rows)
            ],
            "address_line1": [address.address() for _ in range(rows)],
            "city": [address.city() for _ in range(rows)],
            "state": random.choices(STATES, STATE_WEIGHTS, k=rows),
            "zip_code": [f"{random.randrange(501, 99_951):05}" for _ in range(rows)],
            "signup_date": _days_after(dt.date(2020, 1, 1), 1_827, rows),
            "lifetime_value": [round(random.gammavariate(2, 5_000), 2) for _ in range(rows)],
            "is_active": [random.random() < 0.85 for _ in range(rows)],
            "loyalty_tier": random.choices(TIERS, (50, 30, 15, 5), k=rows),
        }
    ).with_columns(pl.col("lifetime_value").cast(MONEY))


def products(rows: int) -> pl.DataFrame:
    prices = [round(min(max(random.lognormvariate(3.4, 0.8), 5), 500), 2) for _ in range(rows)]
    brands = random.choices(BRANDS, (16, 16, 16, 17, 17, 17, 1), k=rows)
    return pl.DataFrame(
        {
            "product_id": [10_000 + row for row in range(rows)],
            "sku": [f"SKU-{random.randrange(10**8):08}" for _ in range(rows)],
            "product_name": [
                f"{brand or 'Generic'} {random.choice(NOUNS)}, {random.choice(VARIANTS)}"
                for brand in brands
            ],
            "category": random.choices(CATEGORIES, k=rows),
            "brand": brands,
            "unit_price": prices,
            "cost": [round(price * random.uniform(0.4, 0.7), 2) for price in prices],
            "weight_kg": [
                round(min(max(random.lognormvariate(-0.34, 1.3), 0.1), 50), 2) for _ in range(rows)
            ],
            "is_active": [random.random() < 0.95 for _ in range(rows)],
            "created_date": _days_after(dt.date(2018, 1, 1), 2_557, rows),
        }
    ).with_columns(pl.col("unit_price", "cost", "weight_kg").cast(MONEY))


def transactions(rows: int) -> pl.DataFrame:
    totals = [round(random.lognormvariate(4.6, 1.0), 2) for _ in range(rows)]
    return pl.DataFrame(
        {
            "txn_id": [row + 1 for row in range(rows)],
            "customer_id": [1_000_000 + random.randrange(10_000) for _ in range(rows)],
            "store_id": [random.randrange(100, 151) for _ in range(rows)],
            "txn_timestamp": moments(rows),
            "payment_method": random.choices(PAYMENTS, (40, 25, 15, 15, 5), k=rows),
            "discount_amount": [
                0.0 if random.random() < 0.55 else round(random.betavariate(2, 5) * 0.3 * total, 2)
                for total in totals
            ],
            "tax_amount": [round(total * 0.08, 2) for total in totals],
            "total_amount": totals,
            "items_count": [random.randrange(1, 21) for _ in range(rows)],
        }
    ).with_columns(pl.col("discount_amount", "tax_amount", "total_amount").cast(MONEY))


def line_items(rows: int) -> pl.DataFrame:
    quantities = random.choices(range(1, 11), (68, 17, 6, 4, 1, 1, 1, 1, 1, 1), k=rows)
    prices = [round(random.lognormvariate(3.4, 0.8), 2) for _ in range(rows)]
    return pl.DataFrame(
        {
            "line_item_id": [row + 1 for row in range(rows)],
            "txn_id": [random.randrange(1, 50_001) for _ in range(rows)],
            "product_id": [10_000 + random.randrange(5_000) for _ in range(rows)],
            "quantity": quantities,
            "unit_price": prices,
            "line_total": [
                round(count * price, 2) for count, price in zip(quantities, prices, strict=True)
            ],
        }
    ).with_columns(
        pl.col("unit_price", "line_total").cast(MONEY), pl.col("quantity").cast(pl.Int32)
    )


def inventory(rows: int) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "inventory_id": [row + 1 for row in range(rows)],
            "product_id": [10_000 + random.randrange(5_000) for _ in range(rows)],
            "store_id": [random.randrange(100, 151) for _ in range(rows)],
            "quantity_on_hand": [
                0 if random.random() < 0.08 else min(500, 1 + int(random.gammavariate(2, 40)))
                for _ in range(rows)
            ],
            "reorder_point": [random.randrange(10, 51) for _ in range(rows)],
            "last_updated": moments(rows),
        }
    ).with_columns(pl.col("quantity_on_hand", "reorder_point").cast(pl.Int32))


def baselines() -> Mapping[str, Baseline]:
    """The baseline of each table there is one for."""
    return {
        "retail.customers": customers,
        "retail.products": products,
        "retail.transactions": transactions,
        "retail.line_items": line_items,
        "retail.inventory": inventory,
    }
