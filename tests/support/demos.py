"""The public demo functions by industry."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tablewright.spark.demo import DemoReport

MAIN = {
    "retail": ("n_customers", 100_000),
    "healthcare": ("n_patients", 100_000),
    "financial": ("n_accounts", 100_000),
    "iot": ("n_devices", 10_000),
    "manufacturing": ("n_equipment", 1_000),
}
"""What the size is called, and its default."""


def function(industry: str) -> Any:
    return getattr(importlib.import_module(f"tablewright.spark.{industry}"), _name(industry))


def _name(industry: str) -> str:
    return f"generate_{industry}_demo"


def demo(spark: Any, industry: str, *arguments: Any, **keywords: Any) -> DemoReport:
    report: DemoReport = function(industry)(spark, *arguments, **keywords)
    return report
