"""Retail tables in Spark: customers, products, stores, transactions, line_items, inventory.

The rows equal those of `tablewright.polars.retail` for the same arguments; the default sizes
differ, including those of tables that are not requested. Tables fit together if their functions get
the same seed, sizes and window. ``tablewright.retail(rows=...)`` makes all tables with sizes that
fit.

Each function returns one lazy frame of Spark's own expressions. ``partitions`` defaults to one per
250,000 rows and does not affect values.
"""

# Rendered from tools/functions/retail.py by `make render`: edit it there.

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tablewright import checks
from tablewright.api import Derived, TableRequest, rows_or
from tablewright.spark import cdc
from tablewright.spark.demo import Demo, DemoReport, Mode, Raw
from tablewright.spark.requests import built, generator

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from tablewright.engines.spark.generator import TableGenerator

Date = dt.date | str | None

__all__ = [
    "customers_generator",
    "generate_customers",
    "generate_inventory",
    "generate_line_items",
    "generate_products",
    "generate_retail_cdc",
    "generate_retail_demo",
    "generate_stores",
    "generate_transactions",
    "inventory_generator",
    "line_items_generator",
    "products_generator",
    "stores_generator",
    "transactions_generator",
]


def generate_customers(
    spark: SparkSession,
    rows: int = 100_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    locale: str = "en",
    partitions: int | None = None,
) -> DataFrame:
    """Generate loyalty-card holders, in the order in which they joined.

    Parameters
    ----------
    spark : SparkSession
        A session of classic Spark, Spark Connect or databricks-connect.
    rows : int
        Number of customers (≥ 0).
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024. Customers join during the window
        and the four windows before it.
    locale : str
        One of `tablewright.locales()`.
    partitions : int, optional
        Number of partitions.

    Returns
    -------
    pyspark.sql.DataFrame
        customer_id bigint, first_name, last_name, email, phone, address_line1, city, state,
        zip_code string, signup_date date, lifetime_value decimal(12,2), is_active boolean,
        loyalty_tier string.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe retail.customers``.
    """
    return built(
        customers_generator(
            spark,
            rows,
            seed,
            start_date=start_date,
            end_date=end_date,
            locale=locale,
            partitions=partitions,
        )
    )


def customers_generator(
    spark: SparkSession,
    rows: int = 100_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    locale: str = "en",
    partitions: int | None = None,
) -> TableGenerator:
    """Return the unbuilt generator of `generate_customers`, with the same arguments.

    It is a `DataGenerator`: add columns, constraints and options, then call ``build()``. Added
    columns can use all columns of the table and ``id``, the row number.
    """
    sizes = {"customers": checks.rows("rows", rows)}
    return generator(
        spark,
        "retail.customers",
        seed,
        TableRequest(sizes, start_date, end_date, locale),
        partitions,
    )


def generate_products(
    spark: SparkSession,
    rows: int = 10_000,
    seed: int = 42,
    *,
    n_transactions: int | None = None,
    n_line_items: int | None = None,
    start_date: Date = None,
    end_date: Date = None,
    locale: str = "en",
    partitions: int | None = None,
) -> DataFrame:
    """Generate a product catalogue, in order of introduction.

    Only fits tables generated with the same sizes: pass the same ``n_transactions`` and
    ``n_line_items`` to all. With different sizes, products may be sold before they are introduced,
    if receipts have more than 16 lines, and no error is raised. ``n_transactions`` defaults to 100
    per row of products.

    ``tablewright.retail(rows=...)`` makes all tables with sizes that fit, as Spark frames too.

    Parameters
    ----------
    spark : SparkSession
        A session of classic Spark, Spark Connect or databricks-connect.
    rows : int
        Number of products (≥ 0).
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    n_transactions, n_line_items : int, optional
        Number of rows of the sales tables; they matter only above four lines per transaction, when
        more products must be kept apart. Default: 100 transactions per product, 3 lines per
        transaction.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024. 15 % of the products are
        introduced in the window.
    locale : str
        Whose words and money; one of `tablewright.locales()`.
    partitions : int, optional
        Number of partitions.

    Returns
    -------
    pyspark.sql.DataFrame
        product_id bigint, sku, product_name, category, brand string, unit_price,
        cost decimal(10,2), weight_kg decimal(6,2), is_active boolean, created_date date.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe retail.products``.
    """
    return built(
        products_generator(
            spark,
            rows,
            seed,
            n_transactions=n_transactions,
            n_line_items=n_line_items,
            start_date=start_date,
            end_date=end_date,
            locale=locale,
            partitions=partitions,
        )
    )


def products_generator(
    spark: SparkSession,
    rows: int = 10_000,
    seed: int = 42,
    *,
    n_transactions: int | None = None,
    n_line_items: int | None = None,
    start_date: Date = None,
    end_date: Date = None,
    locale: str = "en",
    partitions: int | None = None,
) -> TableGenerator:
    """Return the unbuilt generator of `generate_products`, with the same arguments.

    It is a `DataGenerator`: add columns, constraints and options, then call ``build()``. Added
    columns can use all columns of the table and ``id``, the row number.
    """
    products = checks.rows("rows", rows)
    transactions = rows_or("n_transactions", n_transactions, Derived.each(100, "rows", products))
    sizes = {
        "customers": 1,
        "products": products,
        "transactions": transactions,
        "line_items": rows_or(
            "n_line_items", n_line_items, Derived.each(3, "n_transactions", transactions)
        ),
    }
    return generator(
        spark,
        "retail.products",
        seed,
        TableRequest(sizes, start_date, end_date, locale),
        partitions,
    )


def generate_stores(
    spark: SparkSession,
    rows: int = 51,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    locale: str = "en",
    partitions: int | None = None,
) -> DataFrame:
    """Generate the chain's stores, which are the same for every seed but for their age.

    Parameters
    ----------
    spark : SparkSession
        A session of classic Spark, Spark Connect or databricks-connect.
    rows : int
        Number of stores (≥ 0). At most 10,000. The other functions know 51.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024. Stores opened before the window
        and the four windows before it.
    locale : str
        Whose country; one of `tablewright.locales()`.
    partitions : int, optional
        Number of partitions.

    Returns
    -------
    pyspark.sql.DataFrame
        store_id bigint, store_name, city, state, region string, opened date, size_class,
        timezone string.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe retail.stores``.
    """
    return built(
        stores_generator(
            spark,
            rows,
            seed,
            start_date=start_date,
            end_date=end_date,
            locale=locale,
            partitions=partitions,
        )
    )


def stores_generator(
    spark: SparkSession,
    rows: int = 51,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    locale: str = "en",
    partitions: int | None = None,
) -> TableGenerator:
    """Return the unbuilt generator of `generate_stores`, with the same arguments.

    It is a `DataGenerator`: add columns, constraints and options, then call ``build()``. Added
    columns can use all columns of the table and ``id``, the row number.
    """
    sizes = {"stores": checks.rows("rows", rows)}
    return generator(
        spark, "retail.stores", seed, TableRequest(sizes, start_date, end_date, locale), partitions
    )


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
) -> DataFrame:
    """Generate receipts, in time order; each total is the sum of its line items.

    Only fits tables generated with the same sizes: pass the same ``n_customers``, ``n_line_items``
    and ``n_products`` to all. With different sizes, totals do not add up, and no error is raised.
    For example, with ``generate_line_items(rows=15_000, n_transactions=5_000, n_products=200)``,
    4,992 of the 5,000 totals of ``generate_transactions(rows=5_000, n_customers=1_000)`` are wrong,
    because its ``n_products`` is still 10,000.

    ``tablewright.retail(rows=...)`` makes all tables with sizes that fit, as Spark frames too.

    Parameters
    ----------
    spark : SparkSession
        A session of classic Spark, Spark Connect or databricks-connect.
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
    partitions : int, optional
        Number of partitions.

    Returns
    -------
    pyspark.sql.DataFrame
        txn_id, customer_id, store_id bigint, txn_timestamp timestamp, payment_method string,
        discount_amount, tax_amount decimal(10,2), total_amount decimal(12,2), items_count int.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe retail.transactions``.
    """
    return built(
        transactions_generator(
            spark,
            rows,
            n_customers,
            seed,
            n_line_items=n_line_items,
            n_products=n_products,
            start_date=start_date,
            end_date=end_date,
            locale=locale,
            partitions=partitions,
        )
    )


def transactions_generator(
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
) -> TableGenerator:
    """Return the unbuilt generator of `generate_transactions`, with the same arguments.

    It is a `DataGenerator`: add columns, constraints and options, then call ``build()``. Added
    columns can use all columns of the table and ``id``, the row number.
    """
    transactions = checks.rows("rows", rows)
    sizes = {
        "customers": checks.rows("n_customers", n_customers),
        "products": checks.rows("n_products", n_products),
        "transactions": transactions,
        "line_items": rows_or("n_line_items", n_line_items, Derived.each(3, "rows", transactions)),
    }
    return generator(
        spark,
        "retail.transactions",
        seed,
        TableRequest(sizes, start_date, end_date, locale),
        partitions,
    )


def generate_line_items(
    spark: SparkSession,
    rows: int = 3_000_000,
    n_transactions: int = 1_000_000,
    n_products: int = 10_000,
    seed: int = 42,
    *,
    n_customers: int = 100_000,
    start_date: Date = None,
    end_date: Date = None,
    locale: str = "en",
    partitions: int | None = None,
) -> DataFrame:
    """Generate the lines of receipts, in receipt order.

    Only fits tables generated with the same sizes: pass the same ``n_transactions``, ``n_products``
    and ``n_customers`` to all. With different sizes, totals do not add up, and no error is raised.
    For example, with ``generate_line_items(rows=15_000, n_transactions=5_000, n_products=200)``,
    4,992 of the 5,000 totals of ``generate_transactions(rows=5_000, n_customers=1_000)`` are wrong,
    because its ``n_products`` is still 10,000.

    ``tablewright.retail(rows=...)`` makes all tables with sizes that fit, as Spark frames too.

    Parameters
    ----------
    spark : SparkSession
        A session of classic Spark, Spark Connect or databricks-connect.
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
    partitions : int, optional
        Number of partitions.

    Returns
    -------
    pyspark.sql.DataFrame
        line_item_id, txn_id, product_id bigint, quantity int, unit_price decimal(10,2),
        line_total decimal(12,2).

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe retail.line_items``.
    """
    return built(
        line_items_generator(
            spark,
            rows,
            n_transactions,
            n_products,
            seed,
            n_customers=n_customers,
            start_date=start_date,
            end_date=end_date,
            locale=locale,
            partitions=partitions,
        )
    )


def line_items_generator(
    spark: SparkSession,
    rows: int = 3_000_000,
    n_transactions: int = 1_000_000,
    n_products: int = 10_000,
    seed: int = 42,
    *,
    n_customers: int = 100_000,
    start_date: Date = None,
    end_date: Date = None,
    locale: str = "en",
    partitions: int | None = None,
) -> TableGenerator:
    """Return the unbuilt generator of `generate_line_items`, with the same arguments.

    It is a `DataGenerator`: add columns, constraints and options, then call ``build()``. Added
    columns can use all columns of the table and ``id``, the row number.
    """
    sizes = {
        "customers": checks.rows("n_customers", n_customers),
        "products": checks.rows("n_products", n_products),
        "transactions": checks.rows("n_transactions", n_transactions),
        "line_items": checks.rows("rows", rows),
    }
    return generator(
        spark,
        "retail.line_items",
        seed,
        TableRequest(sizes, start_date, end_date, locale),
        partitions,
    )


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
    locale: str = "en",
    partitions: int | None = None,
) -> DataFrame:
    """Generate stock levels of products in stores, each pair at most once.

    Only fits tables generated with the same sizes: pass the same ``n_products``, ``n_transactions``
    and ``n_line_items`` to all. With different sizes, rows refer to products that do not exist or
    are not introduced yet, and no error is raised. ``n_products`` defaults to 10,000.

    ``tablewright.retail(rows=...)`` makes all tables with sizes that fit, as Spark frames too.

    Parameters
    ----------
    spark : SparkSession
        A session of classic Spark, Spark Connect or databricks-connect.
    rows : int
        Number of product-store pairs (≥ 0). At most 51 per product.
    n_products : int
        Number of rows of the products table; at least 1 if there are product-store pairs.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    n_transactions, n_line_items : int, optional
        Number of rows of the sales tables, which stock follows. Default: 100 transactions per
        product, 3 lines per transaction.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024. Stock was last counted in the
        window.
    locale : str
        Whose country; a store has stock for the customers that live near it; one of
        `tablewright.locales()`.
    partitions : int, optional
        Number of partitions.

    Returns
    -------
    pyspark.sql.DataFrame
        inventory_id, product_id, store_id bigint, quantity_on_hand, reorder_point int,
        last_updated timestamp.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe retail.inventory``.
    """
    return built(
        inventory_generator(
            spark,
            rows,
            n_products,
            seed,
            n_transactions=n_transactions,
            n_line_items=n_line_items,
            start_date=start_date,
            end_date=end_date,
            locale=locale,
            partitions=partitions,
        )
    )


def inventory_generator(
    spark: SparkSession,
    rows: int = 500_000,
    n_products: int = 10_000,
    seed: int = 42,
    *,
    n_transactions: int | None = None,
    n_line_items: int | None = None,
    start_date: Date = None,
    end_date: Date = None,
    locale: str = "en",
    partitions: int | None = None,
) -> TableGenerator:
    """Return the unbuilt generator of `generate_inventory`, with the same arguments.

    It is a `DataGenerator`: add columns, constraints and options, then call ``build()``. Added
    columns can use all columns of the table and ``id``, the row number.
    """
    products = checks.rows("n_products", n_products)
    transactions = rows_or(
        "n_transactions", n_transactions, Derived.each(100, "n_products", products)
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
    return generator(
        spark,
        "retail.inventory",
        seed,
        TableRequest(sizes, start_date, end_date, locale),
        partitions,
    )


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
) -> DemoReport:
    """Write all retail tables: raw JSON to a volume, clean Delta tables to a catalog.

    Parameters
    ----------
    spark : SparkSession
        A session of classic Spark, Spark Connect or databricks-connect.
    catalog : str
        An existing catalog: on Databricks any; elsewhere ``spark_catalog``, or the name of an
        open-source Unity Catalog whose address is the setting ``spark.sql.catalog.<name>.uri``.
    schema : str
        Created if missing.
    volume : str
        Created if missing; without Unity Catalog, a folder in the warehouse.
    n_customers : int
        Number of rows of the customers table (≥ 1); the others scale with it. Default total:
        5,610,051 rows: 100,000 customers, 10,000 products, 1,000,000 transactions, 4,000,000
        line_items, 500,000 inventory, 51 stores.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    raw : bool or "dirty"
        Whether to write each table as JSON too, one object per line, to a folder of the volume.
        ``"dirty"`` adds nulls, malformed and impossible values, type drift, duplicates and late
        arrivals, and a table ``answer_key`` that lists each fault.
    tables : sequence of str, optional
        Write only these tables; they still fit the others.
    mode : {"error", "overwrite"}
        Replace existing tables (``"overwrite"``), or fail before writing anything if one exists.
    progress : bool
        Print one line per table to stderr.
    storage : str, optional
        Location for the tables of an open-source Unity Catalog; default: the session's warehouse.
    dirt : mapping, optional
        Shares of rows, by the names in `tablewright.faults.RATES`, instead of the defaults.

    Returns
    -------
    DemoReport
        Each table's name, rows, location and seconds.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).
    CatalogError
        If the catalog is unreachable, refuses the token or a permission, or fails. Every Delta
        table is complete or absent; repeat the call with ``mode="overwrite"`` to write the rest.
    """
    return Demo(
        spark,
        "retail",
        catalog,
        schema,
        volume,
        n_customers,
        seed,
        raw,
        tables,
        mode,
        progress,
        storage,
        dirt,
    ).run()


def generate_retail_cdc(
    spark: SparkSession,
    volume_path: str,
    n_customers: int = 100_000,
    n_batches: int = 5,
    seed: int = 42,
    *,
    weights: Mapping[str, float] | None = None,
    batch_size: int | float | None = None,
    interval: dt.timedelta | float = 86_400,
    start: dt.datetime | dt.date | str | None = None,
    resurrect: float = 0.0,
    late: float = 0.0,
    duplicates: float = 0.0,
    out_of_order: float = 0.0,
    shape: str = "tablewright",
    tombstones: bool = False,
    start_date: dt.date | str | None = None,
    end_date: dt.date | str | None = None,
    locale: str = "en",
    format: str = "json",
    overwrite: bool = False,
    partitions: int | None = None,
) -> list[str]:
    """Write the customers table and changes to it to a volume, in batches.

    Batch 0 is the full load; each later batch appends new keys, and updates and deletes live keys.

    Parameters
    ----------
    spark : SparkSession
        A session of classic Spark, Spark Connect or databricks-connect.
    volume_path : str
        The output folder, such as ``/Volumes/main/demo/landing/customers``; batches are written to
        ``batch_0`` and so on in it.
    n_customers : int
        Number of rows of batch 0, the full customers table (1 to 2**31).
    n_batches : int
        Number of batches (≥ 1), including batch 0.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    weights : mapping, optional
        Weights of APPEND, UPDATE and DELETE; see `tablewright.ChangeSettings`.
    batch_size : int or float, optional
        Changes per batch; a float is a fraction of the rows.
    interval : timedelta or float
        Time covered by a batch; a number is in seconds.
    start : datetime, date or str, optional
        Start of the first batch of changes; default: after the window.
    resurrect : float
        Fraction of deleted keys that are re-inserted later.
    late : float
        Fraction of events that arrive one batch late.
    duplicates : float
        Fraction of events that arrive twice.
    out_of_order : float
        Fraction of rows that are out of order.
    shape : str
        tablewright, debezium or delta-cdf.
    tombstones : bool
        For debezium: whether each delete is followed by a row that has only the key.
    start_date, end_date : date or str, optional
        First or last day of the base table's window; default: 2024.
    locale : str
        One of `tablewright.locales()`.
    format : str
        json, parquet or delta; see docs/CDC.md.
    overwrite : bool
        Replace existing batches.
    partitions : int, optional
        Number of files per batch; default: one per 250,000 rows.

    Returns
    -------
    list of str
        The folders.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).
    """
    return cdc.generate_cdc(
        "retail",
        spark,
        volume_path,
        n_customers,
        n_batches,
        seed,
        weights=weights,
        batch_size=batch_size,
        interval=interval,
        start=start,
        resurrect=resurrect,
        late=late,
        duplicates=duplicates,
        out_of_order=out_of_order,
        shape=shape,
        tombstones=tombstones,
        start_date=start_date,
        end_date=end_date,
        locale=locale,
        format=format,
        overwrite=overwrite,
        partitions=partitions,
        rows_name="n_customers",
    )
