"""Expressions as numbers."""

from __future__ import annotations

from tablewright.engines.local import LocalTable
from tablewright.ops import Expr
from tablewright.spec import Column, Fields, Int64, Table


def rows(count: int, **values: Expr) -> list[tuple[int, ...]]:
    """Some expressions over the first rows."""
    f = Fields("test.lines", count)
    columns = tuple(Column(f(name, value), Int64()) for name, value in values.items())
    table = Table("test.lines", count, columns, primary_key=columns[0].name)
    return LocalTable(table, 1).rows(0, count).rows()
