"""Delta's names, for its writer and its reader."""

LOG = "_delta_log"
TYPES = {
    "int64": "long",
    "int32": "integer",
    "float64": "double",
    "text": "string",
    "date": "date",
    "timestamp": "timestamp",
    "boolean": "boolean",
}
"""Delta's primitive types by declared type; decimals have the same names."""
