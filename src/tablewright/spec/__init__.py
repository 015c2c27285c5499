"""What a table is: typed columns over expressions, keys, and the rules that its rows keep."""

from tablewright.spec.declaration import (
    Declaration,
    Expectation,
    Invariant,
    Sizes,
    TableSet,
    WorldOptions,
)
from tablewright.spec.table import Column, Fields, ForeignKey, Table
from tablewright.spec.types import (
    Boolean,
    ColumnType,
    Date,
    Decimal,
    Float64,
    Int32,
    Int64,
    Text,
    Timestamp,
)
from tablewright.spec.window import Window

__all__ = [
    "Boolean",
    "Column",
    "ColumnType",
    "Date",
    "Decimal",
    "Declaration",
    "Expectation",
    "Fields",
    "Float64",
    "ForeignKey",
    "Int32",
    "Int64",
    "Invariant",
    "Sizes",
    "Table",
    "TableSet",
    "Text",
    "Timestamp",
    "Window",
    "WorldOptions",
]
