"""Financial tables as Spark frames: accounts, trades, transactions, and a stream of the last.

The rows are those of `tablewright.polars.financial` for the same arguments; the default sizes
differ, also those of tables that are not asked for. Functions that are given the same seed, number
of accounts and window make tables that fit together. ``tablewright.financial(rows=...)`` makes all
of them in sizes that do.

Every function makes one lazy frame out of Spark's own expressions; no value depends on
``partitions``, which is one for each 250,000 rows by default.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tablewright import api, checks
from tablewright.spark.cdc import named
from tablewright.spark.demo import Demo, Mode, Raw
from tablewright.spark.demo_functions import as_demo
from tablewright.spark.requests import SparkRequest, as_frame, as_generator
from tablewright.spark.streaming import begin, frame
from tablewright.streams import transactions

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

Date = dt.date | str | None


@as_frame
def generate_accounts(
    spark: SparkSession,
    rows: int = 100_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    partitions: int | None = None,
) -> SparkRequest:
    """Make accounts of a bank and broker, in the order in which they were opened.

    Parameters
    ----------
    spark : SparkSession
        Classic, of Spark Connect or of databricks-connect.
    rows : int
        Accounts, from 0.
    seed : int
        Signed 64-bit.
    start_date, end_date : date or str, optional
        The window of trades and transactions, both days included; 2024 by default. Accounts are
        opened in it and during the nine years (in the window's proportion) before.
    partitions : int, optional
        Of the frame.

    Returns
    -------
    pyspark.sql.DataFrame
        account_id, customer_id bigint, account_number, account_type, status string, open_date
        date, balance decimal(15,2), currency, risk_rating string.

    Raises
    ------
    ValueError, TypeError
        An argument that cannot be used: its name, value, the reason and the remedy.
    """
    sizes = {"accounts": checks.rows("rows", rows)}
    return SparkRequest(spark, "financial.accounts", seed, sizes, partitions, start_date, end_date)


@as_frame
def generate_trades(
    spark: SparkSession,
    rows: int = 1_000_000,
    n_accounts: int = 100_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    partitions: int | None = None,
) -> SparkRequest:
    """Make orders of ten shares at the New York Stock Exchange, in the order of time.

    Fits only tables of the same sizes, here of the same ``n_accounts``: with others accounts are
    missing, or not open yet, and nothing says so. `tablewright.financial` makes all tables in
    sizes that fit, as Spark frames too.

    Parameters
    ----------
    spark : SparkSession
        Classic, of Spark Connect or of databricks-connect.
    rows : int
        Trades, from 0.
    n_accounts : int
        Rows of the accounts table; at least 1 where there are trades.
    seed : int
        Signed 64-bit. The prices of the shares are the same for every seed.
    start_date, end_date : date or str, optional
        The window, both days included, with at least one session of the exchange; 2024 by
        default.
    partitions : int, optional
        Of the frame.

    Returns
    -------
    pyspark.sql.DataFrame
        trade_id, account_id bigint, symbol, trade_type, order_type string, quantity int, price
        decimal(12,4), trade_value decimal(15,2), commission decimal(8,2), trade_timestamp
        timestamp, volume_factor double, status, execution_venue string.

    Raises
    ------
    ValueError, TypeError
        An argument that cannot be used: its name, value, the reason and the remedy.
    """
    sizes = {
        "accounts": checks.rows("n_accounts", n_accounts),
        "trades": checks.rows("rows", rows),
    }
    return SparkRequest(spark, "financial.trades", seed, sizes, partitions, start_date, end_date)


@as_frame
def generate_financial_transactions(
    spark: SparkSession,
    rows: int = 1_000_000,
    n_accounts: int = 100_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    partitions: int | None = None,
) -> SparkRequest:
    """Make entries of bank accounts, in the order of time.

    Fits only tables of the same sizes, here of the same ``n_accounts``: with others accounts are
    missing, or not open yet, and nothing says so. `tablewright.financial` makes all tables in
    sizes that fit, as Spark frames too.

    Parameters
    ----------
    spark : SparkSession
        Classic, of Spark Connect or of databricks-connect.
    rows : int
        Transactions, from 0.
    n_accounts : int
        Rows of the accounts table; at least 1 where there are transactions. With fewer than 6
        some types of accounts, and of transactions, do not occur.
    seed : int
        Signed 64-bit.
    start_date, end_date : date or str, optional
        The window, both days included; 2024 by default.
    partitions : int, optional
        Of the frame.

    Returns
    -------
    pyspark.sql.DataFrame
        txn_id, account_id bigint, txn_type string, amount decimal(12,2), txn_timestamp
        timestamp, channel string, is_international boolean, status string.

    Raises
    ------
    ValueError, TypeError
        An argument that cannot be used: its name, value, the reason and the remedy.
    """
    sizes = {
        "accounts": checks.rows("n_accounts", n_accounts),
        "transactions": checks.rows("rows", rows),
    }
    return SparkRequest(
        spark, "financial.transactions", seed, sizes, partitions, start_date, end_date
    )


@as_demo
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
) -> Demo:
    """Write all financial tables: raw JSON into a volume, clean Delta tables into a catalog.

    n_accounts : int
        From 1. At the default, 2.1 million rows: 10 trades and 10 transactions for each account.
    """
    return Demo(
        *(spark, "financial", catalog, schema, volume, n_accounts, seed),
        *(raw, tables, mode, progress, storage, dirt),
    )


accounts_generator = as_generator(generate_accounts)
trades_generator = as_generator(generate_trades)
financial_transactions_generator = as_generator(generate_financial_transactions)


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
    """Stream entries of bank accounts; days of business and opening hours follow their time.

    Parameters
    ----------
    spark : SparkSession
        Classic, of Spark Connect or of databricks-connect.
    n_accounts : int
        Rows of the accounts table, at least 1.
    seed : int
        Signed 64-bit.
    rows_per_second : int
        From 1 to 1,000,000,000.
    source : str
        ``"rate"``: the clock's time; needs a query with a processing-time trigger.
        ``"rate-micro-batch"``: each batch is the next second after ``start``, however fast it
        runs; works with ``availableNow`` too (all that serverless allows), one batch a run.
    start : datetime or str, optional
        The time of the first row with ``"rate-micro-batch"``, in UTC if it has no zone; the
        midnight after the window by default.
    start_date, end_date : date or str, optional
        The window of the accounts, both days included; 2024 by default.
    partitions : int, optional
        Of a batch.

    Returns
    -------
    pyspark.sql.DataFrame
        A streaming frame with the columns of `generate_financial_transactions`.

    Raises
    ------
    ValueError, TypeError
        An argument that cannot be used: its name, value, the reason and the remedy.

    Notes
    -----
    A row is a function of its number and time: restarting a query from its checkpoint neither
    repeats nor leaves out any, and `tablewright.streams.stream_rows` makes the same ones.
    """
    days = api.window(start_date, end_date)
    stream = transactions(n_accounts, window=days)
    first = begin(start, days)
    return frame(spark, stream, seed, source, rows_per_second, first, partitions)


generate_financial_cdc = named("financial", "n_accounts", 100_000)
