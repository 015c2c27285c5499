"""How large a table will be, from a piece of it that is encoded in memory."""

from __future__ import annotations

import polars as pl

from tablewright.lakehouse.formats import Encoding
from tablewright.lakehouse.parts import TableOutput

SAMPLE_ROWS = 100_000


def estimated_size(table: TableOutput, encoding: Encoding) -> int:
    """Bytes of a table's files, about; from rows of its middle, as first rows may be special."""
    count = min(table.rows, SAMPLE_ROWS)
    start = (table.rows - count) // 2
    frames = list(table.frames.chunks(start, start + count))
    piece = pl.concat(frames) if frames else pl.DataFrame(schema=table.frames.schema)
    return round(len(encoding.encode(piece)) * table.rows / max(count, 1))
