"""Financial tables as Polars frames: customers, accounts, trades, transactions.

Tables fit together if their functions get the same seed, number of accounts and window.
``tablewright.financial(rows=...)`` makes all tables with sizes that fit.
"""

# Rendered from tools/functions/financial.py by `make render`: edit it there.

from __future__ import annotations

import datetime as dt

import polars as pl

from tablewright import checks
from tablewright.api import TableRequest
from tablewright.polars.requests import frame

Date = dt.date | str | None

__all__ = [
    "generate_accounts",
    "generate_customers",
    "generate_trades",
    "generate_transactions",
]


def generate_customers(
    n_accounts: int = 10_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
) -> pl.DataFrame:
    """Generate the customers who hold a number of accounts, four for five.

    Only fits tables generated with the same sizes: pass the same ``n_accounts`` to all. With
    different sizes, customers have no account, or accounts no customer, and no error is raised.
    ``n_accounts`` defaults to 10,000.

    ``tablewright.financial(rows=...)`` makes all tables with sizes that fit.

    Parameters
    ----------
    n_accounts : int
        Number of rows of the accounts table. It decides the number of customers.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024. Customers join during the window
        and the nine years (scaled with the window) before it.

    Returns
    -------
    polars.DataFrame
        customer_id Int64, birth_year Int32, segment, risk_rating, home_currency String,
        joined Date.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe financial.customers``.

    Examples
    --------
    >>> generate_customers(n_accounts=5)["customer_id"].to_list()
    [500000, 500001, 500002, 500003]
    """
    sizes = {"accounts": checks.rows("n_accounts", n_accounts)}
    return frame("financial.customers", seed, TableRequest(sizes, start_date, end_date))


def generate_accounts(
    rows: int = 10_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
) -> pl.DataFrame:
    """Generate accounts at a bank or broker, in opening order.

    Parameters
    ----------
    rows : int
        Number of accounts (≥ 0).
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024. Accounts are opened during the
        window and the nine years (scaled with the window) before it.

    Returns
    -------
    polars.DataFrame
        account_id, customer_id Int64, account_number, account_type, status String, open_date Date,
        balance Decimal(15,2), currency, risk_rating String.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe financial.accounts``.

    Examples
    --------
    >>> generate_accounts(rows=3)["account_type"].to_list()
    ['Investment', 'Checking', 'Savings']
    """
    sizes = {"accounts": checks.rows("rows", rows)}
    return frame("financial.accounts", seed, TableRequest(sizes, start_date, end_date))


def generate_trades(
    rows: int = 50_000,
    n_accounts: int = 10_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
) -> pl.DataFrame:
    """Generate orders for ten shares on the New York Stock Exchange, in time order.

    Only fits tables generated with the same sizes: pass the same ``n_accounts`` to all. With
    different sizes, rows refer to accounts that do not exist or are not open yet, and no error is
    raised. ``n_accounts`` defaults to 10,000.

    ``tablewright.financial(rows=...)`` makes all tables with sizes that fit.

    Parameters
    ----------
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

    Returns
    -------
    polars.DataFrame
        trade_id, account_id Int64, symbol, trade_type, order_type String, quantity Int32,
        price Decimal(12,4), trade_value Decimal(15,2), commission Decimal(8,2),
        trade_timestamp Datetime(us, UTC), volume_factor Float64, status, execution_venue String.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe financial.trades``.

    Examples
    --------
    >>> generate_trades(rows=2, n_accounts=5)["trade_id"].to_list()
    [1, 2]
    """
    sizes = {"accounts": checks.rows("n_accounts", n_accounts), "trades": checks.rows("rows", rows)}
    return frame("financial.trades", seed, TableRequest(sizes, start_date, end_date))


def generate_transactions(
    rows: int = 50_000,
    n_accounts: int = 10_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
) -> pl.DataFrame:
    """Generate bank account transactions, in time order.

    Only fits tables generated with the same sizes: pass the same ``n_accounts`` to all. With
    different sizes, rows refer to accounts that do not exist or are not open yet, and no error is
    raised. ``n_accounts`` defaults to 10,000.

    ``tablewright.financial(rows=...)`` makes all tables with sizes that fit.

    Parameters
    ----------
    rows : int
        Number of transactions (≥ 0).
    n_accounts : int
        Number of rows of the accounts table; at least 1 if there are transactions. With fewer than
        6, some types of accounts and transactions do not occur.
    seed : int
        A signed 64-bit integer; the same seed gives the same rows.
    start_date, end_date : date or str, optional
        First and last day of the window of events; default: 2024.

    Returns
    -------
    polars.DataFrame
        txn_id, account_id Int64, txn_type String, amount Decimal(12,2), txn_timestamp Datetime(us,
        UTC), channel String, is_international Boolean, status String, balance_after Decimal(15,2),
        counterparty, merchant_category String, is_fraud Boolean.

    Raises
    ------
    ValueError, TypeError
        If an argument is invalid (the message gives name, value, reason and remedy).

    Notes
    -----
    Distributions and their sources: ``tablewright describe financial.transactions``.

    Examples
    --------
    >>> generate_transactions(rows=2, n_accounts=5)["txn_id"].to_list()
    [1, 2]
    """
    sizes = {
        "accounts": checks.rows("n_accounts", n_accounts),
        "transactions": checks.rows("rows", rows),
    }
    return frame("financial.transactions", seed, TableRequest(sizes, start_date, end_date))
