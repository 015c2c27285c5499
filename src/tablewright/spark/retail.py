"""Retail tables as Spark frames: customers, products, transactions, line_items, inventory.

The rows are those of `tablewright.polars.retail` for the same arguments; the default sizes differ,
also those of tables that are not asked for. Functions that are given the same seed, sizes and
window make tables that fit together. ``tablewright.retail(rows=...)`` makes all of them in sizes
that do.

Every function makes one lazy frame out of Spark's own expressions; no value depends on
``partitions``, which is one for each 250,000 rows by default.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tablewright import checks
from tablewright.api import Derived, count, rows_or
from tablewright.spark.cdc import named
from tablewright.spark.demo import Demo, Mode, Raw
from tablewright.spark.demo_functions import as_demo
from tablewright.spark.requests import SparkRequest, as_frame, as_generator

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

Date = dt.date | str | None
_TRANSACTIONS_OF_A_PRODUCT = 100
_LINES_OF_A_TRANSACTION = 3


@as_frame
def generate_customers(
    spark: SparkSession,
    rows: int = 100_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    locale: str = "en",
    partitions: int | None = None,
) -> SparkRequest:
    """Make loyalty-card holders, in the order in which they joined.

    Parameters
    ----------
    spark : SparkSession
        Classic, of Spark Connect or of databricks-connect.
    rows : int
        Customers, from 0.
    seed : int
        Signed 64-bit.
    start_date, end_date : date or str, optional
        The window of the sales, both days included; 2024 by default. Customers join during the
        four windows before it and in it.
    locale : str
        One of `tablewright.locales()`.
    partitions : int, optional
        Of the frame.

    Returns
    -------
    pyspark.sql.DataFrame
        customer_id bigint, first_name, last_name, email, phone, address_line1, city, state,
        zip_code string, signup_date date, lifetime_value decimal(12,2), is_active boolean,
        loyalty_tier string.

    Raises
    ------
    ValueError, TypeError
        An argument that cannot be used: its name, value, the reason and the remedy.
    """
    sizes = {"customers": checks.rows("rows", rows)}
    return SparkRequest(
        spark, "retail.customers", seed, sizes, partitions, start_date, end_date, locale
    )


@as_frame
def generate_products(
    spark: SparkSession,
    rows: int = 10_000,
    seed: int = 42,
    *,
    n_transactions: int | None = None,
    n_line_items: int | None = None,
    start_date: Date = None,
    end_date: Date = None,
    partitions: int | None = None,
) -> SparkRequest:
    """Make a catalogue, in the order in which products were introduced.

    Fits only tables of the same sizes, here of the same ``n_transactions`` and ``n_line_items``:
    with others products may be sold before they are there, if receipts have more than 16 lines,
    and nothing says so. `tablewright.retail` makes all tables in sizes that fit, as Spark frames
    too.

    Parameters
    ----------
    spark : SparkSession
        Classic, of Spark Connect or of databricks-connect.
    rows : int
        Products, from 0.
    seed : int
        Signed 64-bit.
    n_transactions, n_line_items : int, optional
        Rows of the sales tables; they matter only above four lines for each transaction, when
        more products must be kept apart. Default: 100 transactions for each product, 3 lines
        for each transaction.
    start_date, end_date : date or str, optional
        The window of the sales, both days included; 2024 by default. 15 % of the products are
        introduced in it.
    partitions : int, optional
        Of the frame.

    Returns
    -------
    pyspark.sql.DataFrame
        product_id bigint, sku, product_name, category, brand string, unit_price, cost
        decimal(10,2), weight_kg decimal(6,2), is_active boolean, created_date date.

    Raises
    ------
    ValueError, TypeError
        An argument that cannot be used: its name, value, the reason and the remedy.
    """
    products = checks.rows("rows", rows)
    sizes = {**_sold(n_transactions, n_line_items, "rows", products), "products": products}
    return SparkRequest(spark, "retail.products", seed, sizes, partitions, start_date, end_date)


@as_frame
def generate_transactions(
    spark: SparkSession,
    rows: int = 1_000_000,
    n_customers: int = 100_000,
    seed: int = 42,
    *,
    n_line_items: int | None = None,
    n_products: int = 10_000,
    start_date: Date = None,
    end_date: Date = None,
    locale: str = "en",
    partitions: int | None = None,
) -> SparkRequest:
    """Make receipts, in the order of time; each adds up its line items.

    Fits only tables of the same sizes, here of the same ``n_customers``, ``n_line_items`` and
    ``n_products``: with others totals do not add up, and nothing says so. `tablewright.retail`
    makes all tables in sizes that fit, as Spark frames too.

    Parameters
    ----------
    spark : SparkSession
        Classic, of Spark Connect or of databricks-connect.
    rows : int
        Transactions, from 0.
    n_customers : int
        Rows of the customers table; at least 1 where there are transactions.
    seed : int
        Signed 64-bit.
    n_line_items : int, optional
        Rows of the line-items table; three for each transaction by default. With fewer line
        items than transactions, some have no line and a total of zero.
    n_products : int
        Rows of the products table.
    start_date, end_date : date or str, optional
        The window, both days included; 2024 by default.
    locale : str
        One of `tablewright.locales()`: where the stores are, and so the tax.
    partitions : int, optional
        Of the frame.

    Returns
    -------
    pyspark.sql.DataFrame
        txn_id, customer_id, store_id bigint, txn_timestamp timestamp, payment_method string,
        discount_amount, tax_amount decimal(10,2), total_amount decimal(12,2), items_count int.

    Raises
    ------
    ValueError, TypeError
        An argument that cannot be used: its name, value, the reason and the remedy.
    """
    transactions = checks.rows("rows", rows)
    sizes = {
        "customers": checks.rows("n_customers", n_customers),
        "products": checks.rows("n_products", n_products),
        "transactions": transactions,
        "line_items": _lines(n_line_items, "rows", transactions),
    }
    return SparkRequest(
        spark, "retail.transactions", seed, sizes, partitions, start_date, end_date, locale
    )


@as_frame
def generate_line_items(
    spark: SparkSession,
    rows: int = 3_000_000,
    n_transactions: int = 1_000_000,
    n_products: int = 10_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    partitions: int | None = None,
) -> SparkRequest:
    """Make the lines of receipts, in the order of receipts.

    Fits only tables of the same sizes, here of the same ``n_transactions`` and ``n_products``:
    with others totals do not add up, and nothing says so. `tablewright.retail` makes all tables in
    sizes that fit, as Spark frames too.

    Parameters
    ----------
    spark : SparkSession
        Classic, of Spark Connect or of databricks-connect.
    rows : int
        Line items, from 0; at most 4,096 for each transaction on average.
    n_transactions : int
        Rows of the transactions table; at least 1 where there are line items.
    n_products : int
        Rows of the products table; at least 1 where there are line items. With fewer products
        than a transaction has lines, a product repeats in it.
    seed : int
        Signed 64-bit.
    start_date, end_date : date or str, optional
        The window, both days included; 2024 by default.
    partitions : int, optional
        Of the frame.

    Returns
    -------
    pyspark.sql.DataFrame
        line_item_id, txn_id, product_id bigint, quantity int, unit_price decimal(10,2),
        line_total decimal(12,2).

    Raises
    ------
    ValueError, TypeError
        An argument that cannot be used: its name, value, the reason and the remedy.
    """
    sizes = {
        "customers": 1,
        "products": checks.rows("n_products", n_products),
        "transactions": checks.rows("n_transactions", n_transactions),
        "line_items": checks.rows("rows", rows),
    }
    return SparkRequest(spark, "retail.line_items", seed, sizes, partitions, start_date, end_date)


@as_frame
def generate_inventory(
    spark: SparkSession,
    rows: int = 500_000,
    n_products: int = 10_000,
    seed: int = 42,
    *,
    n_transactions: int | None = None,
    n_line_items: int | None = None,
    start_date: Date = None,
    end_date: Date = None,
    partitions: int | None = None,
) -> SparkRequest:
    """Make stock levels of products in stores, each pair at most once.

    Fits only tables of the same sizes, here of the same ``n_products``, ``n_transactions`` and
    ``n_line_items``: with others products are missing, or not there yet, and nothing says so.
    `tablewright.retail` makes all tables in sizes that fit, as Spark frames too.

    Parameters
    ----------
    spark : SparkSession
        Classic, of Spark Connect or of databricks-connect.
    rows : int
        Product-store pairs, from 0 to 51 for each product.
    n_products : int
        Rows of the products table.
    seed : int
        Signed 64-bit.
    n_transactions, n_line_items : int, optional
        As for `generate_products`.
    start_date, end_date : date or str, optional
        The window of the sales, both days included; stock was last counted in it.
    partitions : int, optional
        Of the frame.

    Returns
    -------
    pyspark.sql.DataFrame
        inventory_id, product_id, store_id bigint, quantity_on_hand, reorder_point int,
        last_updated timestamp.

    Raises
    ------
    ValueError, TypeError
        An argument that cannot be used: its name, value, the reason and the remedy.
    """
    products = checks.rows("n_products", n_products)
    sizes = {
        **_sold(n_transactions, n_line_items, "n_products", products),
        "products": products,
        "inventory": checks.rows("rows", rows),
    }
    return SparkRequest(spark, "retail.inventory", seed, sizes, partitions, start_date, end_date)


@as_demo
def generate_retail_demo(
    spark: SparkSession,
    catalog: str,
    schema: str = "retail",
    volume: str = "raw_data",
    n_customers: int = 100_000,
    seed: int = 42,
    *,
    raw: Raw = True,
    tables: Sequence[str] | None = None,
    mode: Mode = "error",
    progress: bool = True,
    storage: str | None = None,
    dirt: Mapping[str, float] | None = None,
) -> Demo:
    """Write all retail tables: raw JSON into a volume, clean Delta tables into a catalog.

    n_customers : int
        From 1. At the default, 5.61 million rows: 10 transactions for each customer with 4 lines
        each, one product for 10 customers, and 5 stock levels for each customer.
    """
    return Demo(
        *(spark, "retail", catalog, schema, volume, n_customers, seed),
        *(raw, tables, mode, progress, storage, dirt),
    )


customers_generator = as_generator(generate_customers)
products_generator = as_generator(generate_products)
transactions_generator = as_generator(generate_transactions)
line_items_generator = as_generator(generate_line_items)
inventory_generator = as_generator(generate_inventory)


def _sold(
    n_transactions: int | None, n_line_items: int | None, of: str, products: int
) -> dict[str, int | Derived]:
    """Sizes of the sales tables, with a customer to buy; ``of`` is what products are called."""
    default = Derived.each(_TRANSACTIONS_OF_A_PRODUCT, of, products)
    transactions = rows_or("n_transactions", n_transactions, default)
    lines = _lines(n_line_items, "n_transactions", count(transactions))
    return {"customers": 1, "transactions": transactions, "line_items": lines}


def _lines(n_line_items: int | None, of: str, transactions: int) -> int | Derived:
    default = Derived.each(_LINES_OF_A_TRANSACTION, of, transactions)
    return rows_or("n_line_items", n_line_items, default)


generate_retail_cdc = named("retail", "n_customers", 100_000)
