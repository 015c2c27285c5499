"""Spark SQL of operations on floats."""

from __future__ import annotations

from collections.abc import Sequence

from tablewright.engines.spark.sql import Sql, SqlRule, call, infix, sql
from tablewright.ops.core import Bounds
from tablewright.ops.floats import Div, Floor, ToFloat


def _to_float(op: ToFloat, args: Sequence[Sql], bounds: Sequence[Bounds]) -> Sql:
    return sql("CAST({} AS DOUBLE)", *args)


RULES = {Div: infix("/"), ToFloat: SqlRule(_to_float), Floor: call("floor")}
