"""What columns of declared types become, and what is lost on the way."""

from __future__ import annotations

import re

from tablewright.importing.schema import ColumnSchema, Kind

_MOST_SCALE, _MOST_DIGITS = 18, 18
_INTEGERS = {
    "TINYINT": "8-bit",
    "UTINYINT": "unsigned 8-bit",
    "SMALLINT": "16-bit",
    "USMALLINT": "unsigned 16-bit",
    "MEDIUMINT": "24-bit",
    "UMEDIUMINT": "unsigned 24-bit",
    "UINT": "unsigned 32-bit",
    "INT": "",
    "INTEGER": "",
    "SERIAL": "",
    "SMALLSERIAL": "16-bit",
    "YEAR": "year",
}
_WIDE = {
    "BIGINT": "",
    "BIGSERIAL": "",
    "LONG": "",
    "INT64": "",
    "UBIGINT": "unsigned 64-bit",
    "INT128": "128-bit",
    "HUGEINT": "128-bit",
    "INT256": "256-bit",
    "UINT128": "unsigned 128-bit",
}
_PLAIN: dict[str, tuple[Kind, str]] = {
    **dict.fromkeys(("FLOAT", "DOUBLE", "REAL", "FLOAT64", "NUMBER"), ("double", "")),
    **dict.fromkeys(("BOOLEAN", "BOOL", "BIT"), ("flag", "")),
    **dict.fromkeys(("DATE", "DATE32"), ("date", "")),
    **dict.fromkeys(
        ("TIMESTAMP", "DATETIME", "DATETIME2", "SMALLDATETIME", "DATETIME64", "TIMESTAMPNTZ"),
        ("timestamp", ""),
    ),
    **dict.fromkeys(
        ("TIMESTAMPTZ", "TIMESTAMPLTZ", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"),
        ("timestamp", ""),
    ),
    **dict.fromkeys(
        ("VARCHAR", "CHAR", "NCHAR", "NVARCHAR", "TEXT", "STRING", "NAME", "CLOB"), ("text", "")
    ),
    **dict.fromkeys(
        ("TINYTEXT", "MEDIUMTEXT", "LONGTEXT", "BPCHAR", "CHARACTER", "CITEXT"), ("text", "")
    ),
    **dict.fromkeys(("ENUM", "ENUM8", "ENUM16"), ("text", "")),
    "SET": ("text", "one of the options, not a set"),
    "UUID": ("text", "a text"),
    "UNIQUEIDENTIFIER": ("text", "a text"),
    **dict.fromkeys(("JSON", "JSONB", "VARIANT", "OBJECT", "SUPER"), ("text", "a text of JSON")),
    **dict.fromkeys(("TIME", "TIMETZ"), ("text", "a text, HH:MM:SS")),
    "INTERVAL": ("integer", "a number of seconds"),
    **dict.fromkeys(
        ("BINARY", "VARBINARY", "BLOB", "BYTEA", "IMAGE", "TINYBLOB", "MEDIUMBLOB", "LONGBLOB"),
        ("text", "a text of hexadecimal digits"),
    ),
}


_LIMITS = {
    "TINYINT": (-128, 127),
    "UTINYINT": (0, 255),
    "SMALLINT": (-(2**15), 2**15 - 1),
    "USMALLINT": (0, 2**16 - 1),
    "MEDIUMINT": (-(2**23), 2**23 - 1),
    "UMEDIUMINT": (0, 2**24 - 1),
}


def typed(
    name: str, declared: str, base: str, sizes: tuple[int, ...] = (), kind: Kind | None = None
) -> ColumnSchema:
    """Return a column of a declared type; ``base`` is its name without sizes, in capitals."""
    column = ColumnSchema(name, "text", declared)
    if base == "TINYINT" and sizes == (1,):  # As MySQL writes a truth value.
        column.kind = "flag"
    elif base in _INTEGERS or base in _WIDE:
        column.kind, column.bits = "integer", 32 if base in _INTEGERS else 64
        width = _INTEGERS.get(base) or _WIDE.get(base, "")
        column.lost = f"an integer of {column.bits} bits" if width else ""
        column.limits = _LIMITS.get(base)
    elif base in ("DECIMAL", "NUMERIC", "MONEY", "SMALLMONEY", "BIGDECIMAL", "UDECIMAL", "DEC"):
        column.kind = "decimal"
        _decimal(column, base, sizes)
    elif base in _PLAIN:
        column.kind, column.lost = _PLAIN[base]
        if column.kind == "text" and sizes and base not in ("ENUM", "SET", "UUID"):
            column.length = sizes[0]
        if column.kind == "flag" and base == "BIT" and sizes and sizes[0] > 1:
            column.kind, column.lost = "integer", "an integer"
    else:
        column.lost = "a text"
    return column


def _decimal(column: ColumnSchema, base: str, sizes: tuple[int, ...]) -> None:
    precision, scale = (*sizes, 0)[:2] if sizes else (18, 2)
    if base in ("MONEY", "SMALLMONEY"):
        precision, scale = (19, 4) if base == "MONEY" else (10, 4)
    column.precision, column.scale = min(max(precision, 1), 38), min(scale, precision, _MOST_SCALE)
    if (column.precision, column.scale) != (precision, scale):
        column.lost = f"decimal({column.precision},{column.scale})"


def words(name: str) -> str:
    """Return a name in lower case with its words apart: ``CustomerID`` is ``customer_id``."""
    text = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name)
    text = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", text)
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
