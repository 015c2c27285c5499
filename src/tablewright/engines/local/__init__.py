"""The local engine: NumPy for numbers, Polars for text and frames."""

from tablewright.engines.local.shared import shared
from tablewright.engines.local.table import CHUNK_ROWS, LocalTable

__all__ = ["CHUNK_ROWS", "LocalTable", "shared"]
