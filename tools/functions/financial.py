"""Financial."""

from __future__ import annotations

from functions.declared import Module, StreamFunction, TableFunction

_DATES = "start_date end_date"
_MISFIT = "rows refer to accounts that do not exist or are not open yet"

MODULE = Module(
    industry="financial",
    title="Financial",
    same="seed, number of accounts and window",
    tables=(
        TableFunction(
            "customers",
            "Generate the customers who hold a number of accounts, four for five.",
            f"n_accounts seed * {_DATES}",
            "customers",
            (
                'generate_customers(n_accounts=5)["customer_id"].to_list()',
                "[500000, 500001, 500002, 500003]",
            ),
            more={
                "n_accounts": "It decides the number of customers.",
                "start_date, end_date": "Customers join during the window and the nine years "
                "(scaled with the window) before it.",
            },
            misfit="customers have no account, or accounts no customer",
        ),
        TableFunction(
            "accounts",
            "Generate accounts at a bank or broker, in opening order.",
            f"rows seed * {_DATES}",
            "accounts",
            (
                'generate_accounts(rows=3)["account_type"].to_list()',
                "['Investment', 'Checking', 'Savings']",
            ),
            more={
                "start_date, end_date": "Accounts are opened during the window and the nine years "
                "(scaled with the window) before it."
            },
        ),
        TableFunction(
            "trades",
            "Generate orders for ten shares on the New York Stock Exchange, in time order.",
            f"rows n_accounts seed * {_DATES}",
            "trades",
            ('generate_trades(rows=2, n_accounts=5)["trade_id"].to_list()', "[1, 2]"),
            more={
                "seed": "Share prices are the same for every seed.",
                "start_date, end_date": "The window must contain at least one trading session.",
            },
            misfit=_MISFIT,
        ),
        TableFunction(
            "transactions",
            "Generate bank account transactions, in time order.",
            f"rows n_accounts seed * {_DATES}",
            "transactions",
            ('generate_transactions(rows=2, n_accounts=5)["txn_id"].to_list()', "[1, 2]"),
            more={
                "n_accounts": "With fewer than 6, some types of accounts and transactions do not "
                "occur."
            },
            misfit=_MISFIT,
            spark_name="financial_transactions",
        ),
    ),
    stream=StreamFunction(
        "transactions",
        "Stream bank account transactions; business days and opening hours follow their times.",
        like="generate_financial_transactions",
        whose="the accounts",
    ),
)
