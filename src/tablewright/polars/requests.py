"""Generates one table as a frame, for the public functions."""

from __future__ import annotations

import polars as pl

from tablewright import checks
from tablewright.api import TableRequest
from tablewright.engines.local import shared

_MOST_ROWS = 2**32 - 1
_REMEDY = (
    "a Polars frame holds at most 2**32 - 1 rows: slice scan(), or write files with "
    "tablewright generate"
)


def frame(name: str, seed: int, request: TableRequest) -> pl.DataFrame:
    """Return all rows of a table."""
    checks.seed(seed)
    declared = request.table(name)
    checks.integer("rows", declared.rows, 0, _MOST_ROWS, remedy=_REMEDY)
    return shared(declared, seed).rows(0, declared.rows)
