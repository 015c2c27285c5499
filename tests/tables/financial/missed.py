"""What breaks each statistic of financial, and the rows that it is judged of."""

from __future__ import annotations

from typing import Any

import polars as pl

from tests.support.corruptions import Corruption, every_row, flagged, later, named, times

BASES: dict[str, dict[str, Any]] = {
    "usual": {"sizes": {"accounts": 50_000, "trades": 50_000, "transactions": 60_000}},
    "of few": {"sizes": {"accounts": 3_000, "trades": 60_000, "transactions": 0}},
}
"""What `api.declare` is told."""


MISSED: dict[str, dict[str, Corruption]] = {
    "usual": {
        "E1a": named("accounts", "account_type", "Loan", "Checking"),
        "E1b": named("accounts", "status", "Closed", "Active"),
        "E1c": named("accounts", "currency", "JPY", "USD"),
        "E1d": named("accounts", "risk_rating", "High", "Medium"),
        "E1e": named("trades", "trade_type", "SELL", "BUY"),
        "E1f": named("trades", "order_type", "Stop-Limit", "Stop"),
        "E1g": named("trades", "status", "Partial", "Filled"),
        "E1h": named("trades", "execution_venue", "BATS", "ARCA"),
        "E1i": named("transactions", "txn_type", "Fee", "Interest"),
        "E1j": named("transactions", "channel", "Wire", "Branch"),
        "E1k": named("transactions", "status", "Pending", "Completed"),
        "E1l": named("trades", "symbol", "WMT", "BAC"),
        "E2": later("trades", "trade_timestamp", "-2h"),
        "E3": every_row("trades", "quantity", pl.col("quantity") + 80),
        "E4": times("trades", "price", 1.1),
        "E5": times("accounts", "balance", 3),
        "E6": times("transactions", "amount", 1.3),
        "E7": every_row("transactions", "amount", pl.col("amount").cast(pl.Float64).sqrt() * 10),
        "E8": flagged("transactions", "is_international", "txn_id", 10),
        "E9": later("transactions", "txn_timestamp", "3d"),
    },
    "of few": {
        "E10": every_row("trades", "account_id", pl.col("trade_id") % 750),
    },
}
"""Where each statistic is judged, and what makes it a breach."""
