"""One table as a frame: what every public generator does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from tablewright import api, checks
from tablewright.api import Derived
from tablewright.engines.local import LocalTable

_MOST_ROWS = 2**32 - 1
_REMEDY = (
    "a frame of Polars has room for 2**32 - 1 rows: take a slice of scan(), or write files with "
    "tablewright generate"
)


@dataclass(frozen=True)
class FrameRequest:
    """What a public function was asked for, besides rows and seed."""

    sizes: Mapping[str, int | Derived]
    start_date: dt.date | str | None = None
    end_date: dt.date | str | None = None
    locale: str = "en"
    rates: Mapping[str, float] = field(default_factory=dict)
    intervals: Mapping[str, int] = field(default_factory=dict)


def frame(name: str, seed: int, request: FrameRequest) -> pl.DataFrame:
    """All rows of a table."""
    checks.seed(seed)
    declared = api.table(
        name,
        request.sizes,
        start_date=request.start_date,
        end_date=request.end_date,
        locale=request.locale,
        rates=request.rates,
        intervals=request.intervals,
    )
    checks.integer("rows", declared.rows, 0, _MOST_ROWS, remedy=_REMEDY)
    return LocalTable(declared, seed).rows(0, declared.rows)
