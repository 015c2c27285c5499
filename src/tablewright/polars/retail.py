"""Retail tables as Polars frames: customers, products, stores, transactions, line_items, inventory.

Tables fit together if their functions get the same seed, sizes and window.
``tablewright.retail(rows=...)`` makes all tables with sizes that fit.
"""

# Rendered from tools/functions/retail.py by `make render`: edit it there.

from __future__ import annotations

import datetime as dt

import polars as pl

from tablewright import checks
from tablewright.api import Derived, TableRequest, rows_or
from tablewright.polars.requests import frame

Date = dt.date | str | None

__all__ = [
    "generate_customers",
    "generate_inventory",
    "generate_line_items",
    "generate_products",
    "generate_stores",
    "generate_transactions",
]


def generate_customers(
    rows: int = 10_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    locale: str = "en",
) -> pl.DataFrame:
    """Generate loyalty-card holders, in the order in which they joined.

    Parameters
    ----------
    rows : int
        Number of customers (≥ 0).
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024. Customers join during the window
        and the four windows before it.
    locale : str
        One of `tablewright.locales()`.

    Returns
    -------
    polars.DataFrame
        customer_id Int64, first_name, last_name, email, phone, address_line1, city, state,
        zip_code String, signup_date Date, lifetime_value Decimal(12,2), is_active Boolean,
        loyalty_tier String.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe retail.customers``.

    Examples
    --------
    >>> generate_customers(rows=3)["customer_id"].to_list()
    [1000000, 1000001, 1000002]
    """
    sizes = {"customers": checks.rows("rows", rows)}
    return frame("retail.customers", seed, TableRequest(sizes, start_date, end_date, locale))


def generate_products(
    rows: int = 5_000,
    seed: int = 42,
    *,
    n_transactions: int | None = None,
    n_line_items: int | None = None,
    start_date: Date = None,
    end_date: Date = None,
    locale: str = "en",
) -> pl.DataFrame:
    """Generate a product catalogue, in order of introduction.

    Only fits tables generated with the same sizes: pass the same ``n_transactions`` and
    ``n_line_items`` to all. With different sizes, products may be sold before they are introduced,
    if receipts have more than 16 lines, and no error is raised. ``n_transactions`` defaults to 10
    per row of products.

    ``tablewright.retail(rows=...)`` makes all tables with sizes that fit.

    Parameters
    ----------
    rows : int
        Number of products (≥ 0).
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    n_transactions, n_line_items : int, optional
        Number of rows of the sales tables; they matter only above four lines per transaction, when
        more products must be kept apart. Default: 10 transactions per product, 3 lines per
        transaction.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024. 15 % of the products are
        introduced in the window.
    locale : str
        Whose words and money; one of `tablewright.locales()`.

    Returns
    -------
    polars.DataFrame
        product_id Int64, sku, product_name, category, brand String, unit_price, cost Decimal(10,2),
        weight_kg Decimal(6,2), is_active Boolean, created_date Date.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe retail.products``.

    Examples
    --------
    >>> generate_products(rows=2)["product_id"].to_list()
    [10000, 10001]
    """
    products = checks.rows("rows", rows)
    transactions = rows_or("n_transactions", n_transactions, Derived.each(10, "rows", products))
    sizes = {
        "customers": 1,
        "products": products,
        "transactions": transactions,
        "line_items": rows_or(
            "n_line_items", n_line_items, Derived.each(3, "n_transactions", transactions)
        ),
    }
    return frame("retail.products", seed, TableRequest(sizes, start_date, end_date, locale))


def generate_stores(
    rows: int = 51,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    locale: str = "en",
) -> pl.DataFrame:
    """Generate the chain's stores, which are the same for every seed but for their age.

    Parameters
    ----------
    rows : int
        Number of stores (≥ 0). At most 10,000. The other functions know 51.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024. Stores opened before the window
        and the four windows before it.
    locale : str
        Whose country; one of `tablewright.locales()`.

    Returns
    -------
    polars.DataFrame
        store_id Int64, store_name, city, state, region String, opened Date, size_class,
        timezone String.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe retail.stores``.

    Examples
    --------
    >>> generate_stores(rows=2)["store_id"].to_list()
    [100, 101]
    """
    sizes = {"stores": checks.rows("rows", rows)}
    return frame("retail.stores", seed, TableRequest(sizes, start_date, end_date, locale))


def generate_transactions(
    rows: int = 50_000,
    n_customers: int = 10_000,
    seed: int = 42,
    *,
    n_line_items: int | None = None,
    n_products: int = 5_000,
    start_date: Date = None,
    end_date: Date = None,
    locale: str = "en",
) -> pl.DataFrame:
    """Generate receipts, in time order; each total is the sum of its line items.

    Only fits tables generated with the same sizes: pass the same ``n_customers``, ``n_line_items``
    and ``n_products`` to all. With different sizes, totals do not add up, and no error is raised.
    For example, with ``generate_line_items(rows=15_000, n_transactions=5_000, n_products=200)``,
    4,993 of the 5,000 totals of ``generate_transactions(rows=5_000, n_customers=1_000)`` are wrong,
    because its ``n_products`` is still 5,000.

    ``tablewright.retail(rows=...)`` makes all tables with sizes that fit.

    Parameters
    ----------
    rows : int
        Number of transactions (≥ 0).
    n_customers : int
        Number of rows of the customers table; at least 1 if there are transactions.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    n_line_items : int, optional
        Number of rows of the line_items table; default: 3 per transaction. With fewer line items
        than transactions, some transactions have no line and a total of zero.
    n_products : int
        Number of rows of the products table; at least 1 if there are line items.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024.
    locale : str
        Locale of the stores, which determines money, tax and payment methods; one of
        `tablewright.locales()`.

    Returns
    -------
    polars.DataFrame
        txn_id, customer_id, store_id Int64, txn_timestamp Datetime(us, UTC), payment_method String,
        discount_amount, tax_amount Decimal(10,2), total_amount Decimal(12,2), items_count Int32.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe retail.transactions``.

    Examples
    --------
    >>> generate_transactions(rows=2, n_customers=5)["txn_id"].to_list()
    [1, 2]
    """
    transactions = checks.rows("rows", rows)
    sizes = {
        "customers": checks.rows("n_customers", n_customers),
        "products": checks.rows("n_products", n_products),
        "transactions": transactions,
        "line_items": rows_or("n_line_items", n_line_items, Derived.each(3, "rows", transactions)),
    }
    return frame("retail.transactions", seed, TableRequest(sizes, start_date, end_date, locale))


def generate_line_items(
    rows: int = 150_000,
    n_transactions: int = 50_000,
    n_products: int = 5_000,
    seed: int = 42,
    *,
    n_customers: int = 10_000,
    start_date: Date = None,
    end_date: Date = None,
    locale: str = "en",
) -> pl.DataFrame:
    """Generate the lines of receipts, in receipt order.

    Only fits tables generated with the same sizes: pass the same ``n_transactions``, ``n_products``
    and ``n_customers`` to all. With different sizes, totals do not add up, and no error is raised.
    For example, with ``generate_line_items(rows=15_000, n_transactions=5_000, n_products=200)``,
    4,993 of the 5,000 totals of ``generate_transactions(rows=5_000, n_customers=1_000)`` are wrong,
    because its ``n_products`` is still 5,000.

    ``tablewright.retail(rows=...)`` makes all tables with sizes that fit.

    Parameters
    ----------
    rows : int
        Number of line items (≥ 0). At most 4,096 per transaction on average.
    n_transactions : int
        Number of rows of the transactions table; at least 1 if there are line items.
    n_products : int
        Number of rows of the products table; at least 1 if there are line items. With fewer
        products than a transaction has lines, products repeat in it.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    n_customers : int
        Number of rows of the customers table, whose tastes decide what is on a receipt; at least 1
        if there are line items.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024.
    locale : str
        Locale of the stores, whose money prices are in and whose holidays decide when receipts are;
        one of `tablewright.locales()`.

    Returns
    -------
    polars.DataFrame
        line_item_id, txn_id, product_id Int64, quantity Int32, unit_price Decimal(10,2),
        line_total Decimal(12,2).

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe retail.line_items``.

    Examples
    --------
    >>> generate_line_items(rows=3, n_transactions=3)["txn_id"].to_list()
    [1, 2, 3]
    """
    sizes = {
        "customers": checks.rows("n_customers", n_customers),
        "products": checks.rows("n_products", n_products),
        "transactions": checks.rows("n_transactions", n_transactions),
        "line_items": checks.rows("rows", rows),
    }
    return frame("retail.line_items", seed, TableRequest(sizes, start_date, end_date, locale))


def generate_inventory(
    rows: int = 50_000,
    n_products: int = 5_000,
    seed: int = 42,
    *,
    n_transactions: int | None = None,
    n_line_items: int | None = None,
    start_date: Date = None,
    end_date: Date = None,
    locale: str = "en",
) -> pl.DataFrame:
    """Generate stock levels of products in stores, each pair at most once.

    Only fits tables generated with the same sizes: pass the same ``n_products``, ``n_transactions``
    and ``n_line_items`` to all. With different sizes, rows refer to products that do not exist or
    are not introduced yet, and no error is raised. ``n_products`` defaults to 5,000.

    ``tablewright.retail(rows=...)`` makes all tables with sizes that fit.

    Parameters
    ----------
    rows : int
        Number of product-store pairs (≥ 0). At most 51 per product.
    n_products : int
        Number of rows of the products table; at least 1 if there are product-store pairs.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    n_transactions, n_line_items : int, optional
        Number of rows of the sales tables, which stock follows. Default: 10 transactions per
        product, 3 lines per transaction.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024. Stock was last counted in the
        window.
    locale : str
        Whose country; a store has stock for the customers that live near it; one of
        `tablewright.locales()`.

    Returns
    -------
    polars.DataFrame
        inventory_id, product_id, store_id Int64, quantity_on_hand, reorder_point Int32,
        last_updated Datetime(us, UTC).

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe retail.inventory``.

    Examples
    --------
    >>> generate_inventory(rows=2, n_products=1)["product_id"].to_list()
    [10000, 10000]
    """
    products = checks.rows("n_products", n_products)
    transactions = rows_or(
        "n_transactions", n_transactions, Derived.each(10, "n_products", products)
    )
    sizes = {
        "customers": 1,
        "products": products,
        "transactions": transactions,
        "line_items": rows_or(
            "n_line_items", n_line_items, Derived.each(3, "n_transactions", transactions)
        ),
        "inventory": checks.rows("rows", rows),
    }
    return frame("retail.inventory", seed, TableRequest(sizes, start_date, end_date, locale))
