"""Spark SQL of a sum over an array of children, too many to be written out one by one."""

from __future__ import annotations

from collections.abc import Sequence

from tablewright.engines.spark.sql import Sql, SqlRule, sql
from tablewright.ops.children import SumOverChildren
from tablewright.ops.core import Bounds


def _sum(op: SumOverChildren, args: Sequence[Sql], bounds: Sequence[Bounds]) -> Sql:
    children, child, value = args
    return sql("aggregate({}, 0L, (__sum, {}) -> __sum + {})", children, child, value)


RULES = {SumOverChildren: SqlRule(_sum)}
