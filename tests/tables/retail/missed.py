"""What breaks each statistic of retail, and the rows that it is judged of."""

from __future__ import annotations

from typing import Any

import polars as pl

from tests.support.corruptions import Corruption, every_row

BASES: dict[str, dict[str, Any]] = {
    "usual": {
        "sizes": {
            "customers": 50_000,
            "products": 5_000,
            "transactions": 150_000,
            "line_items": 450_000,
            "inventory": 50_000,
        }
    },
    "often": {"rows": 10_000},
}
"""What `api.declare` is told."""

INSTANT = pl.col("txn_timestamp")
AT_NOON = pl.duration(hours=12)
IN_STEP = pl.datetime(2024, 1, 1, time_zone="UTC") + pl.duration(
    milliseconds=pl.col("txn_id") * 210_000
)
"""One receipt after the other."""
TIERS = ["Bronze", "Silver", "Gold", "Platinum"]
UPSIDE_DOWN = dict(zip(TIERS, reversed(TIERS), strict=True))

MISSED: dict[str, dict[str, Corruption]] = {
    "usual": {
        "R8a": every_row("customers", "lifetime_value", 100),
        "R8b": every_row("customers", "loyalty_tier", pl.col("loyalty_tier").replace(UPSIDE_DOWN)),
        "E1a": every_row("transactions", "payment_method", "Cash"),
        "E1b": every_row("customers", "loyalty_tier", "Gold"),
        "E2a": every_row("line_items", "line_total", pl.col("line_total") * 2),
        "E2b": every_row("line_items", "line_total", pl.col("line_total") * 2),
        "E3a": every_row("line_items", "txn_id", (pl.col("line_item_id") - 1) // 3 + 1),
        "E3b": every_row("transactions", "items_count", pl.col("items_count") + 1),
        "E4": every_row("transactions", "txn_timestamp", INSTANT.dt.offset_by("-1mo")),
        "E5": every_row("transactions", "txn_timestamp", INSTANT.dt.offset_by("-3d")),
        "E6": every_row("transactions", "customer_id", pl.col("txn_id") % 50_000 + 1_000_000),
        "E7a": every_row("inventory", "quantity_on_hand", pl.col("quantity_on_hand") + 1),
        "E7b": every_row("inventory", "reorder_point", 10),
        "E8": every_row("transactions", "txn_timestamp", INSTANT.dt.offset_by("3h")),
        "E9": every_row("line_items", "unit_price", pl.col("unit_price").reverse()),
        "L1": every_row("transactions", "total_amount", pl.col("total_amount").shuffle(1)),
        "L2": every_row("transactions", "store_id", pl.col("store_id").shuffle(1)),
        "L3": every_row("line_items", "product_id", pl.col("product_id").shuffle(1)),
        "L4": every_row("line_items", "product_id", pl.col("product_id").shuffle(1)),
        "L5": every_row("transactions", "payment_method", pl.col("payment_method").shuffle(1)),
        "L6": every_row("transactions", "txn_timestamp", INSTANT.dt.truncate("1d") + AT_NOON),
        "L7": every_row("transactions", "store_id", pl.col("store_id").shuffle(1)),
        "L8": every_row("products", "unit_price", pl.col("unit_price").shuffle(1)),
        "L9": every_row("products", "unit_price", pl.col("unit_price") + 4),
        "L10": every_row("transactions", "txn_timestamp", INSTANT.dt.offset_by("-3mo")),
        "L11": every_row("line_items", "unit_price", pl.col("unit_price").reverse()),
        "L12": every_row("transactions", "store_id", pl.col("store_id").shuffle(1)),
        "L13": every_row("transactions", "txn_timestamp", IN_STEP),
        "L15": every_row("line_items", "product_id", pl.col("product_id").shuffle(1)),
        "L16": every_row("line_items", "product_id", 10_000 + pl.col("txn_id") % 4_000),
        "L18": every_row("products", "weight_kg", pl.col("weight_kg") * 2),
        "L19": every_row("products", "brand", "Acme"),
        "L23": every_row("transactions", "txn_timestamp", INSTANT.dt.offset_by("5d")),
        "L24": every_row("line_items", "product_id", pl.col("product_id").shuffle(1)),
    },
    "often": {
        "L14": every_row("line_items", "product_id", pl.col("product_id").shuffle(1)),
        "L17": every_row("inventory", "quantity_on_hand", pl.col("quantity_on_hand").shuffle(1)),
        "L20": every_row("transactions", "customer_id", pl.col("customer_id") // 2 * 2),
        "L21": every_row("customers", "is_active", pl.col("is_active").shuffle(1)),
        "L22": every_row("customers", "loyalty_tier", pl.col("loyalty_tier").shuffle(1)),
    },
}
"""Where each statistic is judged, and what makes it a breach."""
