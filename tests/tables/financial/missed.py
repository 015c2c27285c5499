"""What breaks each statistic of financial, and the rows that it is judged of."""

from __future__ import annotations

from typing import Any

import polars as pl

from tests.support.corruptions import Corruption, every_row, flagged, later, mixed, named, times

BASES: dict[str, dict[str, Any]] = {
    "usual": {"sizes": {"accounts": 50_000, "trades": 50_000, "transactions": 0}},
    "ledgers": {"sizes": {"accounts": 1_100, "trades": 0, "transactions": 60_000}},
    "of few": {"sizes": {"accounts": 3_000, "trades": 60_000, "transactions": 0}},
    "busy": {"sizes": {"accounts": 3_000, "trades": 250_000, "transactions": 0}},
    "default": {"sizes": {"accounts": 10_000, "trades": 50_000, "transactions": 0}},
}
"""What `api.declare` is told."""

_DAY = pl.col("trade_timestamp").dt.ordinal_day()
_PRICE = pl.col("price").cast(pl.Float64)
_SAW = every_row("trades", "price", 100 + _DAY.cast(pl.Int64) * 37 % 101)
"""Prices that know nothing of the market."""


def later_if(condition: pl.Expr) -> Corruption:
    """Move some entries by an hour."""
    moved = pl.col("txn_timestamp").dt.offset_by("1h")
    return every_row(
        "transactions",
        "txn_timestamp",
        pl.when(condition).then(moved).otherwise(pl.col("txn_timestamp")),
    )


MISSED: dict[str, dict[str, Corruption]] = {
    "usual": {
        "E1a": named("accounts", "account_type", "Loan", "Checking"),
        "E1b": named("accounts", "status", "Closed", "Active"),
        "E1c": named("accounts", "currency", "JPY", "USD"),
        "E1d": named("accounts", "risk_rating", "High", "Medium"),
        "E1f": named("trades", "order_type", "Stop-Limit", "Stop"),
        "E1g": named("trades", "status", "Partial", "Filled"),
        "E1h": named("trades", "execution_venue", "BATS", "ARCA"),
        "E1l": named("trades", "symbol", "WMT", "BAC"),
        "E1m": named("customers", "segment", "Private", "Premier"),
        "E2": later("trades", "trade_timestamp", "-2h"),
        "E3": every_row("trades", "quantity", pl.col("quantity") + 80),
        "E4": times("trades", "price", 1.1),
        "E5": times("accounts", "balance", 3),
        "E20": mixed("accounts", "balance"),
        "E18": every_row(
            "accounts", "account_type", pl.col("account_type").replace({"Checking": "Savings"})
        ),
    },
    "ledgers": {
        "E1i": named("transactions", "txn_type", "Fee", "Interest"),
        "E1j": named("transactions", "channel", "Wire", "Branch"),
        "E1k": named("transactions", "status", "Pending", "Completed"),
        "E6": times("transactions", "amount", 1.3),
        "E7": every_row("transactions", "amount", pl.col("amount").cast(pl.Float64).sqrt() * 10),
        "E8": flagged("transactions", "is_international", "txn_id", 10),
        "E32": flagged("transactions", "is_fraud", "txn_id", 10),
        "E33": every_row(
            "transactions",
            "txn_timestamp",
            pl.datetime(2024, 1, 1) + pl.duration(seconds=(pl.col("txn_id") - 1) * 527),
        ),
        "E9": later("transactions", "txn_timestamp", "3d"),
        "E22": every_row("transactions", "counterparty", pl.col("txn_id").cast(pl.String)),
        "E23": every_row("transactions", "balance_after", pl.col("balance_after") - 2_000),
        "E24": mixed("transactions", "amount"),
        "E25": mixed("transactions", "amount"),
        "E26": named("transactions", "txn_type", "Interest", "Fee"),
        "E27": every_row(
            "transactions", "txn_timestamp", pl.col("txn_timestamp").dt.truncate("2mo")
        ),
        "E28": mixed("transactions", "amount"),
        "E29": every_row("transactions", "counterparty", pl.col("counterparty").shuffle(1)),
        "E30": later_if(pl.col("txn_type") == "Transfer In"),
        "E31": every_row("transactions", "status", pl.col("status").shuffle(1)),
    },
    "of few": {
        "E10": every_row("trades", "account_id", pl.col("trade_id") % 750),
    },
    "default": {
        "E21": times("accounts", "balance", 0.2),
    },
    "busy": {
        "E1e": named("trades", "trade_type", "SELL", "BUY"),
        "E19": every_row("trades", "symbol", pl.col("symbol").shuffle(1)),
        "E11": every_row(
            "trades", "price", pl.when(_DAY % 2 == 0).then(_PRICE * 1.1).otherwise(_PRICE)
        ),
        "E12": every_row("trades", "price", _PRICE.pow(1.4)),
        "E13": every_row(
            "trades",
            "price",
            pl.when(pl.col("symbol") < "JPM").then(_PRICE).otherwise(10_000 / _PRICE),
        ),
        "E14": _SAW,
        "E15": _SAW,
        "E16": _SAW,
        "E17": every_row(
            "trades",
            "trade_timestamp",
            pl.datetime(2024, 1, 1, 14) + pl.duration(days=(pl.col("trade_id") - 1) // 1_000),
        ),
    },
}
"""Where each statistic is judged, and what makes it a breach."""
