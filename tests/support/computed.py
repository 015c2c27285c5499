"""Expressions as numbers."""

from __future__ import annotations

from typing import Any

import polars as pl

from tablewright.engines.local import LocalTable
from tablewright.ops import Expr
from tablewright.spec import Column, Fields, Int64, Table


def frame(count: int, seed: int = 5, /, **values: Expr) -> pl.DataFrame:
    """Some expressions over the first rows."""
    f = Fields("x.made", count)
    columns = tuple(Column(f(name, value), Int64()) for name, value in values.items())
    table = Table("x.made", count, columns, primary_key=columns[0].name)
    return LocalTable(table, seed).rows(0, count)


def rows(count: int, /, **values: Expr) -> list[tuple[int, ...]]:
    """The same, row by row."""
    return frame(count, **values).rows()


def made(count: int, /, **values: Expr) -> dict[str, list[Any]]:
    """The same, column by column."""
    return frame(count, **values).to_dict(as_series=False)
