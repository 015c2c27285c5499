"""One table as a frame: what every public generator does."""

from __future__ import annotations

import polars as pl

from tablewright import checks
from tablewright.api import TableRequest
from tablewright.engines.local import LocalTable

_MOST_ROWS = 2**32 - 1
_REMEDY = (
    "a frame of Polars has room for 2**32 - 1 rows: take a slice of scan(), or write files with "
    "tablewright generate"
)


def frame(name: str, seed: int, request: TableRequest) -> pl.DataFrame:
    """All rows of a table."""
    checks.seed(seed)
    declared = request.table(name)
    checks.integer("rows", declared.rows, 0, _MOST_ROWS, remedy=_REMEDY)
    return LocalTable(declared, seed).rows(0, declared.rows)
