"""Spark SQL of quotients and remainders."""

from __future__ import annotations

from collections.abc import Sequence

from tablewright.engines.spark.literals import power_of_two
from tablewright.engines.spark.sql import Sql, SqlRule, sql
from tablewright.ops.core import Bounds
from tablewright.ops.division import FloorDiv, Mod


def _floor_div(op: FloorDiv, args: Sequence[Sql], bounds: Sequence[Bounds]) -> Sql:
    left, right = args
    shift = power_of_two(bounds[1])
    if shift is not None:
        return sql("shiftright({}, {})", left, shift)
    if bounds[0][0] >= 0:
        return sql("({} div {})", left, right)
    # `div` cuts towards zero, and the remainder has the dividend's sign: below 0, step down.
    return sql("(({} div {}) + shiftright({} % {}, 63))", left, right, left, right)


def _mod(op: Mod, args: Sequence[Sql], bounds: Sequence[Bounds]) -> Sql:
    shift = power_of_two(bounds[1])
    if shift is not None:
        return sql("({} & {}L)", args[0], (1 << shift) - 1)
    return sql("({} % {})" if bounds[0][0] >= 0 else "pmod({}, {})", *args)


RULES = {FloorDiv: SqlRule(_floor_div), Mod: SqlRule(_mod)}
