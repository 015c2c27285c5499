"""Polars rule of a choice between texts."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from tablewright.engines.local.texts import Piece, TextKernel
from tablewright.ops.conditions import Where
from tablewright.ops.core import Bounds


def _where(op: Where, bounds: Sequence[Bounds]) -> TextKernel:
    def kernel(condition: pl.Series, then: Piece, other: Piece) -> Piece:
        choice = pl.when(condition).then(then if isinstance(then, pl.Series) else pl.lit(then))
        return pl.select(
            choice.otherwise(other if isinstance(other, pl.Series) else pl.lit(other))
        ).to_series()

    return kernel


RULES = {Where: _where}
