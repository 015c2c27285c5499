"""Table declarations: typed columns over expressions, keys, and rules."""

from tablewright.calendars.window import MOST_DAYS, Window
from tablewright.spec.changes import ChangeDeclaration, Changing, Moment
from tablewright.spec.declaration import (
    Declaration,
    DeclaredTables,
    Expectation,
    Interval,
    Invariant,
    ShareQuery,
    TableSet,
    without_parent,
)
from tablewright.spec.options import Sizes, WorldOptions
from tablewright.spec.remembered import remembered
from tablewright.spec.streams import CALENDAR_ENDS, DAY, DeclaredStream, StreamDeclaration
from tablewright.spec.table import Column, Distribution, Fields, ForeignKey, Table
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

__all__ = [
    "CALENDAR_ENDS",
    "DAY",
    "MOST_DAYS",
    "Boolean",
    "ChangeDeclaration",
    "Changing",
    "Column",
    "ColumnType",
    "Date",
    "Decimal",
    "Declaration",
    "DeclaredStream",
    "DeclaredTables",
    "Distribution",
    "Expectation",
    "Fields",
    "Float64",
    "ForeignKey",
    "Int32",
    "Int64",
    "Interval",
    "Invariant",
    "Moment",
    "ShareQuery",
    "Sizes",
    "StreamDeclaration",
    "Table",
    "TableSet",
    "Text",
    "Timestamp",
    "Window",
    "WorldOptions",
    "remembered",
    "without_parent",
]
