"""Spark SQL of comparisons, logic and choices."""

from __future__ import annotations

from collections.abc import Sequence

from tablewright.engines.spark.sql import Sql, SqlRule, call, infix, sql
from tablewright.ops.conditions import And, Eq, Le, Lt, Not, Or, Where
from tablewright.ops.core import Bounds


def _not(op: Not, args: Sequence[Sql], bounds: Sequence[Bounds]) -> Sql:
    return sql("(NOT {})", *args)


RULES = {
    Lt: infix("<"),
    Le: infix("<="),
    Eq: infix("="),
    And: infix("AND"),
    Or: infix("OR"),
    Not: SqlRule(_not),
    Where: call("if"),
}
