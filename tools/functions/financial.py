"""Financial."""

from __future__ import annotations

from functions.declared import Module, StreamFunction, TableFunction

_DATES = "start_date end_date"
_MISFIT = "accounts are missing, or not open yet"

MODULE = Module(
    industry="financial",
    title="Financial",
    same="seed, number of accounts and window",
    tables=(
        TableFunction(
            "accounts",
            "Make accounts of a bank and broker, in the order in which they were opened.",
            f"rows seed * {_DATES}",
            "accounts",
            (
                'generate_accounts(rows=3)["account_type"].to_list()',
                "['Investment', 'Checking', 'Savings']",
            ),
            more={
                "start_date, end_date": "Accounts are opened in it and during the nine years (in "
                "the window's proportion) before."
            },
        ),
        TableFunction(
            "trades",
            "Make orders of ten shares at the New York Stock Exchange, in the order of time.",
            f"rows n_accounts seed * {_DATES}",
            "trades",
            ('generate_trades(rows=2, n_accounts=5)["trade_id"].to_list()', "[1, 2]"),
            more={
                "seed": "The prices of the shares are the same for every seed.",
                "start_date, end_date": "It needs at least one session of the exchange.",
            },
            misfit=_MISFIT,
        ),
        TableFunction(
            "transactions",
            "Make entries of bank accounts, in the order of time.",
            f"rows n_accounts seed * {_DATES}",
            "transactions",
            ('generate_transactions(rows=2, n_accounts=5)["txn_id"].to_list()', "[1, 2]"),
            more={
                "n_accounts": "With fewer than 6 some types of accounts, and of transactions, do "
                "not occur."
            },
            misfit=_MISFIT,
            spark_name="financial_transactions",
        ),
    ),
    stream=StreamFunction(
        "transactions",
        "Stream entries of bank accounts; days of business and opening hours follow their time.",
        like="generate_financial_transactions",
        whose="the accounts",
    ),
)
