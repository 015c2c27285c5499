"""Financial tables in Spark: customers, accounts, trades, transactions; streaming transactions.

The rows equal those of `tablewright.polars.financial` for the same arguments; the default sizes
differ, including those of tables that are not requested. Tables fit together if their functions get
the same seed, number of accounts and window. ``tablewright.financial(rows=...)`` makes all tables
with sizes that fit.

Each function returns one lazy frame of Spark's own expressions. ``partitions`` defaults to one per
250,000 rows and does not affect values.
"""

# Rendered from tools/functions/financial.py by `make render`: edit it there.

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tablewright import api, checks
from tablewright.api import TableRequest
from tablewright.spark import cdc
from tablewright.spark.demo import Demo, DemoReport, Mode, Raw
from tablewright.spark.requests import built, generator
from tablewright.spark.streaming import begin, frame
from tablewright.streams import transactions

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from tablewright.engines.spark.generator import TableGenerator

Date = dt.date | str | None

__all__ = [
    "accounts_generator",
    "customers_generator",
    "financial_transactions_generator",
    "generate_accounts",
    "generate_customers",
    "generate_financial_cdc",
    "generate_financial_demo",
    "generate_financial_transactions",
    "generate_streaming_transactions",
    "generate_trades",
    "trades_generator",
]


def generate_customers(
    spark: SparkSession,
    n_accounts: int = 100_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    partitions: int | None = None,
) -> DataFrame:
    """Generate the customers who hold a number of accounts, four for five.

    Only fits tables generated with the same sizes: pass the same ``n_accounts`` to all. With
    different sizes, customers have no account, or accounts no customer, and no error is raised.
    ``n_accounts`` defaults to 100,000.

    ``tablewright.financial(rows=...)`` makes all tables with sizes that fit, as Spark frames too.

    Parameters
    ----------
    spark : SparkSession
        A session of classic Spark, Spark Connect or databricks-connect.
    n_accounts : int
        Number of rows of the accounts table. It decides the number of customers.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024. Customers join during the window
        and the nine years (scaled with the window) before it.
    partitions : int, optional
        Number of partitions.

    Returns
    -------
    pyspark.sql.DataFrame
        customer_id bigint, birth_year int, segment, risk_rating, home_currency string, joined date.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe financial.customers``.
    """
    return built(
        customers_generator(
            spark, n_accounts, seed, start_date=start_date, end_date=end_date, partitions=partitions
        )
    )


def customers_generator(
    spark: SparkSession,
    n_accounts: int = 100_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    partitions: int | None = None,
) -> TableGenerator:
    """Return the unbuilt generator of `generate_customers`, with the same arguments.

    It is a `DataGenerator`: add columns, constraints and options, then call ``build()``. Added
    columns can use all columns of the table and ``id``, the row number.
    """
    sizes = {"accounts": checks.rows("n_accounts", n_accounts)}
    return generator(
        spark, "financial.customers", seed, TableRequest(sizes, start_date, end_date), partitions
    )


def generate_accounts(
    spark: SparkSession,
    rows: int = 100_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    partitions: int | None = None,
) -> DataFrame:
    """Generate accounts at a bank or broker, in opening order.

    Parameters
    ----------
    spark : SparkSession
        A session of classic Spark, Spark Connect or databricks-connect.
    rows : int
        Number of accounts (≥ 0).
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024. Accounts are opened during the
        window and the nine years (scaled with the window) before it.
    partitions : int, optional
        Number of partitions.

    Returns
    -------
    pyspark.sql.DataFrame
        account_id, customer_id bigint, account_number, account_type, status string, open_date date,
        balance decimal(15,2), currency, risk_rating string.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe financial.accounts``.
    """
    return built(
        accounts_generator(
            spark, rows, seed, start_date=start_date, end_date=end_date, partitions=partitions
        )
    )


def accounts_generator(
    spark: SparkSession,
    rows: int = 100_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    partitions: int | None = None,
) -> TableGenerator:
    """Return the unbuilt generator of `generate_accounts`, with the same arguments.

    It is a `DataGenerator`: add columns, constraints and options, then call ``build()``. Added
    columns can use all columns of the table and ``id``, the row number.
    """
    sizes = {"accounts": checks.rows("rows", rows)}
    return generator(
        spark, "financial.accounts", seed, TableRequest(sizes, start_date, end_date), partitions
    )


def generate_trades(
    spark: SparkSession,
    rows: int = 1_000_000,
    n_accounts: int = 100_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    partitions: int | None = None,
) -> DataFrame:
    """Generate orders for ten shares on the New York Stock Exchange, in time order.

    Only fits tables generated with the same sizes: pass the same ``n_accounts`` to all. With
    different sizes, rows refer to accounts that do not exist or are not open yet, and no error is
    raised. ``n_accounts`` defaults to 100,000.

    ``tablewright.financial(rows=...)`` makes all tables with sizes that fit, as Spark frames too.

    Parameters
    ----------
    spark : SparkSession
        A session of classic Spark, Spark Connect or databricks-connect.
    rows : int
        Number of trades (≥ 0).
    n_accounts : int
        Number of rows of the accounts table; at least 1 if there are trades.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows. Share prices are the same for
        every seed.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024. The window must contain at least
        one trading session.
    partitions : int, optional
        Number of partitions.

    Returns
    -------
    pyspark.sql.DataFrame
        trade_id, account_id bigint, symbol, trade_type, order_type string, quantity int,
        price decimal(12,4), trade_value decimal(15,2), commission decimal(8,2),
        trade_timestamp timestamp, volume_factor double, status, execution_venue string.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe financial.trades``.
    """
    return built(
        trades_generator(
            spark,
            rows,
            n_accounts,
            seed,
            start_date=start_date,
            end_date=end_date,
            partitions=partitions,
        )
    )


def trades_generator(
    spark: SparkSession,
    rows: int = 1_000_000,
    n_accounts: int = 100_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    partitions: int | None = None,
) -> TableGenerator:
    """Return the unbuilt generator of `generate_trades`, with the same arguments.

    It is a `DataGenerator`: add columns, constraints and options, then call ``build()``. Added
    columns can use all columns of the table and ``id``, the row number.
    """
    sizes = {"accounts": checks.rows("n_accounts", n_accounts), "trades": checks.rows("rows", rows)}
    return generator(
        spark, "financial.trades", seed, TableRequest(sizes, start_date, end_date), partitions
    )


def generate_financial_transactions(
    spark: SparkSession,
    rows: int = 1_000_000,
    n_accounts: int = 100_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    partitions: int | None = None,
) -> DataFrame:
    """Generate bank account transactions, in time order.

    Only fits tables generated with the same sizes: pass the same ``n_accounts`` to all. With
    different sizes, rows refer to accounts that do not exist or are not open yet, and no error is
    raised. ``n_accounts`` defaults to 100,000.

    ``tablewright.financial(rows=...)`` makes all tables with sizes that fit, as Spark frames too.

    Parameters
    ----------
    spark : SparkSession
        A session of classic Spark, Spark Connect or databricks-connect.
    rows : int
        Number of transactions (≥ 0).
    n_accounts : int
        Number of rows of the accounts table; at least 1 if there are transactions. With fewer than
        6, some types of accounts and transactions do not occur.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024.
    partitions : int, optional
        Number of partitions.

    Returns
    -------
    pyspark.sql.DataFrame
        txn_id, account_id bigint, txn_type string, amount decimal(12,2), txn_timestamp timestamp,
        channel string, is_international boolean, status string, balance_after decimal(15,2),
        counterparty, merchant_category string, is_fraud boolean.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe financial.transactions``.
    """
    return built(
        financial_transactions_generator(
            spark,
            rows,
            n_accounts,
            seed,
            start_date=start_date,
            end_date=end_date,
            partitions=partitions,
        )
    )


def financial_transactions_generator(
    spark: SparkSession,
    rows: int = 1_000_000,
    n_accounts: int = 100_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    partitions: int | None = None,
) -> TableGenerator:
    """Return the unbuilt generator of `generate_financial_transactions`, with the same arguments.

    It is a `DataGenerator`: add columns, constraints and options, then call ``build()``. Added
    columns can use all columns of the table and ``id``, the row number.
    """
    sizes = {
        "accounts": checks.rows("n_accounts", n_accounts),
        "transactions": checks.rows("rows", rows),
    }
    return generator(
        spark, "financial.transactions", seed, TableRequest(sizes, start_date, end_date), partitions
    )


def generate_financial_demo(
    spark: SparkSession,
    catalog: str,
    schema: str = "financial",
    volume: str = "raw_data",
    n_accounts: int = 100_000,
    seed: int = 42,
    *,
    raw: Raw = True,
    tables: Sequence[str] | None = None,
    mode: Mode = "error",
    progress: bool = True,
    storage: str | None = None,
    dirt: Mapping[str, float] | None = None,
) -> DemoReport:
    """Write all financial tables: raw JSON to a volume, clean Delta tables to a catalog.

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
    n_accounts : int
        Number of rows of the accounts table (≥ 1); the others scale with it. Default total:
        2,180,000 rows: 80,000 customers, 100,000 accounts, 1,000,000 trades, 1,000,000
        transactions.
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
        "financial",
        catalog,
        schema,
        volume,
        n_accounts,
        seed,
        raw,
        tables,
        mode,
        progress,
        storage,
        dirt,
    ).run()


def generate_streaming_transactions(
    spark: SparkSession,
    n_accounts: int = 100_000,
    seed: int = 42,
    *,
    rows_per_second: int = 10,
    source: str = "rate",
    start: dt.datetime | str | None = None,
    start_date: Date = None,
    end_date: Date = None,
    partitions: int | None = None,
) -> DataFrame:
    """Stream bank account transactions; business days and opening hours follow their times.

    Parameters
    ----------
    spark : SparkSession
        A session of classic Spark, Spark Connect or databricks-connect.
    n_accounts : int
        Number of rows of the accounts table (≥ 1).
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    rows_per_second : int
        From 1 to 1,000,000,000.
    source : str
        ``"rate"`` uses the current time and needs a processing-time trigger. ``"rate-micro-batch"``
        makes each batch the next second after ``start``, however fast it runs; it also works with
        ``availableNow`` (the only trigger on serverless), one batch per run.
    start : datetime or str, optional
        The time of the first row with ``"rate-micro-batch"``; the default zone is UTC. Default:
        midnight after the window.
    start_date, end_date : date or str, optional
        First or last day of the window of the accounts; default: 2024.
    partitions : int, optional
        Number of partitions of a batch.

    Returns
    -------
    pyspark.sql.DataFrame
        A streaming frame with the columns of `generate_financial_transactions`.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    A row is a function of its number and time: a query restarted from its checkpoint neither
    repeats nor omits rows, and `tablewright.streams.stream_rows` returns the same rows.
    """
    days = api.window(start_date, end_date)
    stream = transactions(n_accounts, window=days)
    first = begin(start, days)
    return frame(spark, stream, seed, source, rows_per_second, first, partitions)


def generate_financial_cdc(
    spark: SparkSession,
    volume_path: str,
    n_accounts: int = 100_000,
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
    """Write the accounts table and changes to it to a volume, in batches.

    Batch 0 is the full load; each later batch appends new keys, and updates and deletes live keys.

    Parameters
    ----------
    spark : SparkSession
        A session of classic Spark, Spark Connect or databricks-connect.
    volume_path : str
        The output folder, such as ``/Volumes/main/demo/landing/accounts``; batches are written to
        ``batch_0`` and so on in it.
    n_accounts : int
        Number of rows of batch 0, the full accounts table (1 to 2**31).
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
        "financial",
        spark,
        volume_path,
        n_accounts,
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
        rows_name="n_accounts",
    )
