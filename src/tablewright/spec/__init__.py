"""What a table is: typed columns over expressions, keys, and the rules that its rows keep."""

from tablewright.spec.industry import Dataset, Expectation, Industry, Invariant, Options, Sizes
from tablewright.spec.table import Column, Fields, ForeignKey, Table
from tablewright.spec.types import (
    ColumnType,
    Count,
    Day,
    Decimal,
    Flag,
    Instant,
    Key,
    Measure,
    Text,
)
from tablewright.spec.window import Window

__all__ = [
    "Column",
    "ColumnType",
    "Count",
    "Dataset",
    "Day",
    "Decimal",
    "Expectation",
    "Fields",
    "Flag",
    "ForeignKey",
    "Industry",
    "Instant",
    "Invariant",
    "Key",
    "Measure",
    "Options",
    "Sizes",
    "Table",
    "Text",
    "Window",
]
