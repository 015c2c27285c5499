"""Spark SQL of sums, differences, products and extremes."""

from __future__ import annotations

from collections.abc import Sequence

from tablewright.engines.spark.literals import bigint, power_of_two
from tablewright.engines.spark.sql import Sql, SqlRule, call, infix, sql
from tablewright.ops.arithmetic import Add, Greatest, Least, Mul, Sub
from tablewright.ops.core import BITS63, Bounds

_LARGE = 2**59


def _add(op: Add, args: Sequence[Sql], bounds: Sequence[Bounds]) -> Sql:
    if op.kind == "int":
        for value, (low, high) in zip(args, reversed(bounds), strict=True):
            if low == high and abs(low) >= _LARGE:
                return _add_large(value, low)
    return sql("({} + {})", *args)


def _add_large(value: Sql, constant: int) -> Sql:
    # Spark adds the constants of a chain of additions first, and those may overflow together.
    if constant == BITS63[0]:
        return sql("(({} - {}) - 1L)", value, bigint(BITS63[1]))
    return sql("({} - {})", value, bigint(-constant))


def _mul(op: Mul, args: Sequence[Sql], bounds: Sequence[Bounds]) -> Sql:
    if op.kind == "int":
        for value, known in zip(args, reversed(bounds), strict=True):
            shift = power_of_two(known)
            if shift is not None:
                return sql("shiftleft({}, {})", value, shift)
    return sql("({} * {})", *args)


RULES = {
    Add: SqlRule(_add),
    Sub: infix("-"),
    Mul: SqlRule(_mul),
    Least: call("least"),
    Greatest: call("greatest"),
}
