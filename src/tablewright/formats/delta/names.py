"""Names of Delta's that both its writer and its reader know."""

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
"""Delta's primitive types by the declared ones; decimals have the same names."""
