"""Financial tables as Polars frames: accounts, trades, transactions.

Functions that are given the same seed, number of accounts and window make tables that fit together.
``tablewright.financial(rows=...)`` makes all of them with sizes that do.
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
    "generate_trades",
    "generate_transactions",
]


def generate_accounts(
    rows: int = 10_000,
    seed: int = 42,
    *,
    start_date: Date = None,
    end_date: Date = None,
) -> pl.DataFrame:
    """Make accounts of a bank and broker, in the order in which they were opened.

    Parameters
    ----------
    rows : int
        Number of accounts (≥ 0).
    seed : int
        Any signed 64-bit integer.
    start_date, end_date : date or str, optional
        The window, both days included; 2024 by default. Accounts are opened in it and during the
        nine years (in the window's proportion) before.

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
    """Make orders of ten shares at the New York Stock Exchange, in the order of time.

    Only fits tables generated with the same sizes: pass the same ``n_accounts`` to all. With
    different sizes, accounts are missing, or not open yet, and no error is raised. ``n_accounts``
    is 10,000 unless you give it.

    ``tablewright.financial(rows=...)`` makes all tables with sizes that fit.

    Parameters
    ----------
    rows : int
        Number of trades (≥ 0).
    n_accounts : int
        Rows of the accounts table; at least 1 if there are trades.
    seed : int
        Any signed 64-bit integer. The prices of the shares are the same for every seed.
    start_date, end_date : date or str, optional
        The window, both days included; 2024 by default. It needs at least one session of the
        exchange.

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
    """Make entries of bank accounts, in the order of time.

    Only fits tables generated with the same sizes: pass the same ``n_accounts`` to all. With
    different sizes, accounts are missing, or not open yet, and no error is raised. ``n_accounts``
    is 10,000 unless you give it.

    ``tablewright.financial(rows=...)`` makes all tables with sizes that fit.

    Parameters
    ----------
    rows : int
        Number of transactions (≥ 0).
    n_accounts : int
        Rows of the accounts table; at least 1 if there are transactions. With fewer than 6 some
        types of accounts, and of transactions, do not occur.
    seed : int
        Any signed 64-bit integer.
    start_date, end_date : date or str, optional
        The window, both days included; 2024 by default.

    Returns
    -------
    polars.DataFrame
        txn_id, account_id Int64, txn_type String, amount Decimal(12,2), txn_timestamp Datetime(us,
        UTC), channel String, is_international Boolean, status String.

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
