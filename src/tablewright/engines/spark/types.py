"""Converts underlying integers to column types in Spark, as the last step."""

from __future__ import annotations

from dataclasses import dataclass

from tablewright.engines.spark.literals import double
from tablewright.engines.spark.sql import Sql, sql
from tablewright.errors import DeclarationError
from tablewright.ops.core import Kind
from tablewright.spec import ColumnType, Date, Decimal, Float64, Int32, Timestamp

KINDS: dict[Kind, str] = {
    "int": "bigint",
    "float": "double",
    "bool": "boolean",
    "text": "string",
}
"""Spark types by kind of expression."""
NOTHING = {"bigint": "0L", "double": "0.0D", "boolean": "false", "string": "''"}
"""Placeholder values of these types, which are never read."""
_MOST_DIGITS = 19


@dataclass(frozen=True)
class SparkColumn:
    """A column to add: its name, Spark type, SQL and the hidden columns it reads."""

    name: str
    type: str
    sql: str
    reads: frozenset[str] = frozenset()


def spark_type(type_: ColumnType) -> str:
    """Return the Spark type of a column."""
    match type_:
        case Int32():
            return "int"
        case Decimal(precision=precision, scale=scale):
            return f"decimal({precision},{scale})"
        case Float64():
            return "double"
        case Date():
            return "date"
        case Timestamp():
            return "timestamp"
    return KINDS[type_.kind]


def typed(type_: ColumnType, value: Sql) -> Sql:
    """Convert an underlying value to its column type."""
    match type_:
        case Int32():
            return sql("CAST({} AS INT)", value)
        case Decimal():
            return _decimal(type_, value)
        case Float64(decimals=decimals):
            plain = sql("CAST({} AS DOUBLE)", value)
            return sql("({} / {})", plain, double(10.0**decimals)) if decimals else plain
        case Date():
            return sql("date_from_unix_date(CAST({} AS INT))", value)
        case Timestamp():
            return sql("timestamp_micros({})", value)
    return value


def _decimal(type_: Decimal, value: Sql) -> Sql:
    if type_.scale > 18:
        raise DeclarationError(f"{type_} needs more digits than Spark gets from a 64-bit integer")
    # Up to 18 digits, Spark uses a long; a product is exact, and cheaper than a quotient.
    unscaled = sql("CAST({} AS DECIMAL({},0))", value, min(type_.precision, _MOST_DIGITS))
    if type_.scale:
        unscaled = sql("{} * {}BD", unscaled, f"{10**-type_.scale:.{type_.scale}f}")
    return sql("CAST({} AS DECIMAL({},{}))", unscaled, type_.precision, type_.scale)
