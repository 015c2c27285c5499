"""Spark SQL of draws: its own XXH64, which takes the row as it is."""

from __future__ import annotations

from collections.abc import Sequence

from tablewright.engines.spark.literals import bigint
from tablewright.engines.spark.sql import Sql, SqlRule, sql
from tablewright.ops.core import Bounds
from tablewright.ops.random import KeyedDraw, Mixed


def _keyed_draw(op: KeyedDraw, args: Sequence[Sql], bounds: Sequence[Bounds]) -> Sql:
    form = "shiftrightunsigned(xxhash64({}, {}), {})"
    return sql(form, bigint(op.key), args[0], 64 - op.bits)


RULES = {Mixed: SqlRule(lambda op, args, bounds: args[0]), KeyedDraw: SqlRule(_keyed_draw)}
