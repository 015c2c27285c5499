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
    piece = pl.DataFrame(schema=table.frames.schema)
    for frame in table.frames.chunks(start, start + count):
        piece = piece.vstack(frame)
    return round(len(encoding.encode(piece)) * table.rows / max(count, 1))
