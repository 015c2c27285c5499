"""Financial tables as Spark frames: accounts, trades, transactions; streaming transactions.

The rows are those of `tablewright.polars.financial` for the same arguments; the default sizes
differ, also those of tables that are not requested. Functions that are given the same seed, number
of accounts and window make tables that fit together. ``tablewright.financial(rows=...)`` makes all
of them with sizes that do.

Every function makes one lazy frame out of Spark's own expressions; no value depends on
``partitions``, which is one for each 250,000 rows by default.
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
    "financial_transactions_generator",
    "generate_accounts",
    "generate_financial_cdc",
    "generate_financial_demo",
    "generate_financial_transactions",
    "generate_streaming_transactions",
    "generate_trades",
    "trades_generator",
]


def generate_accounts(
    spark: SparkSession,
    rows: int = 100_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
    partitions: int | None = None,
) -> DataFrame:
    """Make accounts of a bank and broker, in the order in which they were opened.

    Parameters
    ----------
    spark : SparkSession
        A classic, Spark Connect or databricks-connect session.
    rows : int
        Number of accounts (≥ 0).
    seed : int
        Any signed 64-bit integer.
    start_date, end_date : date or str, optional
        The window, both days included; 2024 by default. Accounts are opened in it and during the
        nine years (in the window's proportion) before.
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
    """The generator of `generate_accounts`, whose arguments it takes, before it is built.

    It is a `DataGenerator`: add columns, constraints and options, then call ``build()``. Columns
    that are added may use all of the table's and ``id``, the row number.
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
    """Make orders of ten shares at the New York Stock Exchange, in the order of time.

    Only fits tables generated with the same sizes: pass the same ``n_accounts`` to all. With
    different sizes, accounts are missing, or not open yet, and no error is raised. ``n_accounts``
    is 100,000 unless you give it.

    ``tablewright.financial(rows=...)`` makes all tables with sizes that fit, as Spark frames too.

    Parameters
    ----------
    spark : SparkSession
        A classic, Spark Connect or databricks-connect session.
    rows : int
        Number of trades (≥ 0).
    n_accounts : int
        Rows of the accounts table; at least 1 if there are trades.
    seed : int
        Any signed 64-bit integer. The prices of the shares are the same for every seed.
    start_date, end_date : date or str, optional
        The window, both days included; 2024 by default. It needs at least one session of the
        exchange.
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
    """The generator of `generate_trades`, whose arguments it takes, before it is built.

    It is a `DataGenerator`: add columns, constraints and options, then call ``build()``. Columns
    that are added may use all of the table's and ``id``, the row number.
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
    """Make entries of bank accounts, in the order of time.

    Only fits tables generated with the same sizes: pass the same ``n_accounts`` to all. With
    different sizes, accounts are missing, or not open yet, and no error is raised. ``n_accounts``
    is 100,000 unless you give it.

    ``tablewright.financial(rows=...)`` makes all tables with sizes that fit, as Spark frames too.

    Parameters
    ----------
    spark : SparkSession
        A classic, Spark Connect or databricks-connect session.
    rows : int
        Number of transactions (≥ 0).
    n_accounts : int
        Rows of the accounts table; at least 1 if there are transactions. With fewer than 6 some
        types of accounts, and of transactions, do not occur.
    seed : int
        Any signed 64-bit integer.
    start_date, end_date : date or str, optional
        The window, both days included; 2024 by default.
    partitions : int, optional
        Number of partitions.

    Returns
    -------
    pyspark.sql.DataFrame
        txn_id, account_id bigint, txn_type string, amount decimal(12,2), txn_timestamp timestamp,
        channel string, is_international boolean, status string.

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
    """The generator of `generate_financial_transactions`, whose arguments it takes, before it is
    built.

    It is a `DataGenerator`: add columns, constraints and options, then call ``build()``. Columns
    that are added may use all of the table's and ``id``, the row number.
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
    """Write all financial tables: raw JSON into a volume, clean Delta tables into a catalog.

    Parameters
    ----------
    spark : SparkSession
        A classic, Spark Connect or databricks-connect session.
    catalog : str
        On Databricks any that exists; elsewhere ``spark_catalog``, or the name of an open-source
        Unity Catalog whose address is the setting ``spark.sql.catalog.<name>.uri``. Never made.
    schema : str
        Made if it is missing.
    volume : str
        Made if it is missing; without Unity Catalog a folder in the warehouse.
    n_accounts : int
        Rows of the accounts table (≥ 1); the others grow with it. By default 2,100,000 rows in all:
        100,000 accounts, 1,000,000 trades, 1,000,000 transactions.
    seed : int
        Any signed 64-bit integer.
    raw : bool or "dirty"
        Whether each table is also written as JSON, one object per line, to a folder of the volume.
        ``"dirty"``: with nulls, malformed and impossible values, types that drift, duplicates and
        late arrivals, and a table ``answer_key`` that names every one of them.
    tables : sequence of str, optional
        Only these; they fit the others anyway.
    mode : {"error", "overwrite"}
        Whether tables that exist are replaced; if not, one that does stops everything before the
        first byte.
    progress : bool
        One line on stderr for each table.
    storage : str, optional
        Where the tables of an open-source Unity Catalog are put; the session's warehouse by
        default.
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
        If the catalog cannot be reached, refuses the token or a permission, or failed. Every Delta
        table is whole or absent; the same call with ``mode="overwrite"`` completes the rest.
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
    """Stream entries of bank accounts; days of business and opening hours follow their time.

    Parameters
    ----------
    spark : SparkSession
        A classic, Spark Connect or databricks-connect session.
    n_accounts : int
        Rows of the accounts table (≥ 1).
    seed : int
        Any signed 64-bit integer.
    rows_per_second : int
        From 1 to 1,000,000,000.
    source : str
        ``"rate"``: the clock's time; needs a query with a processing-time trigger.
        ``"rate-micro-batch"``: each batch is the next second after ``start``, however fast it runs;
        works with ``availableNow`` too (all that serverless allows), one batch a run.
    start : datetime or str, optional
        The time of the first row with ``"rate-micro-batch"``, in UTC if it has no zone; the
        midnight after the window by default.
    start_date, end_date : date or str, optional
        The window of the accounts, both days included; 2024 by default.
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
    repeats nor omits any, and `tablewright.streams.stream_rows` makes the same ones.
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
    """Write the accounts table and the changes that follow it to a volume, in batches.

    Batch 0 is the full load; every later one appends new keys, and updates and deletes live ones.

    Parameters
    ----------
    spark : SparkSession
        A classic, Spark Connect or databricks-connect session.
    volume_path : str
        Where to, such as ``/Volumes/main/demo/landing/accounts``; batches go to ``batch_0`` and so
        on in it.
    n_accounts : int
        Rows of batch 0, the whole accounts table: from 1 to 2**31.
    n_batches : int
        Number of batches (≥ 1), batch 0 included.
    seed : int
        Any signed 64-bit integer.
    weights : mapping, optional
        Shares of APPEND, UPDATE and DELETE; see `tablewright.cdc.feed`.
    batch_size : int or float, optional
        Changes in a batch; a float is a share of the rows.
    interval : timedelta or float
        The time that a batch covers; a number is in seconds.
    start : datetime, date or str, optional
        When the first batch of changes begins; after the window by default.
    resurrect : float
        Fraction of deleted keys that are re-inserted later.
    late : float
        Fraction of events that arrive one batch late.
    duplicates : float
        Fraction of events that arrive twice.
    out_of_order : float
        Fraction of rows that stand in the place of another.
    shape : str
        tablewright, debezium or delta-cdf.
    tombstones : bool
        For debezium: whether a delete is followed by a row with nothing but its key.
    start_date, end_date : date or str, optional
        The window of the base table, both days included; 2024 by default.
    locale : str
        One of `tablewright.locales()`.
    format : str
        json (one object per line), parquet or delta (every batch is a table).
    overwrite : bool
        Replace batches that are there.
    partitions : int, optional
        Files of a batch; one for each 250,000 rows by default.

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
