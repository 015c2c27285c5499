"""Tables as Spark frames, on classic Spark, Spark Connect and databricks-connect."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tablewright.spark.financial import generate_financial_transactions
    from tablewright.spark.operations import (
        add_cdc_operations,
        generate_cdc_batches,
        write_cdc_to_volume,
    )

_HOMES = {
    "add_cdc_operations": "operations",
    "generate_cdc_batches": "operations",
    "generate_financial_transactions": "financial",
    "write_cdc_to_volume": "operations",
}
"""The module of each public name."""

__all__ = [
    "add_cdc_operations",
    "generate_cdc_batches",
    "generate_financial_transactions",
    "write_cdc_to_volume",
]


def __getattr__(name: str) -> object:
    # Loaded on first use, so that importing the package is fast.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"tablewright.spark.{_HOMES[name]}"), name)
