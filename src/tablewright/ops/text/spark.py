"""Spark SQL of operations that make text."""

from __future__ import annotations

from collections.abc import Sequence

from tablewright.engines.spark.literals import bigint, string, strings
from tablewright.engines.spark.sql import Sql, SqlRule, joined, sql
from tablewright.ops.core import Bounds
from tablewright.ops.text import SEPARATOR, Concat, Word, ZeroPadded


def _word(op: Word, args: Sequence[Sql], bounds: Sequence[Bounds]) -> Sql:
    if len(op.words) == 1:
        return Sql((string(op.words[0]),))
    return sql("{}[{}]", strings(op.words, SEPARATOR), args[0])


def _zero_padded(op: ZeroPadded, args: Sequence[Sql], bounds: Sequence[Bounds]) -> Sql:
    (value,), (low, high) = args, bounds[0]
    plain = sql("CAST({} AS STRING)", value)
    if low >= 10 ** (op.width - 1) or op.width <= 1:
        return plain
    if high < 10**op.width <= 10**18:
        # A digit too many, and off with the first: cheaper than lpad.
        return sql("substr(CAST(({} + {}L) AS STRING), 2)", value, 10**op.width)
    # lpad also cuts what is longer.
    padded = sql("lpad({}, {}, '0')", plain, op.width)
    if high < 10**op.width:
        return padded
    form = "CASE WHEN {} < {} THEN {} ELSE {} END"
    return sql(form, value, bigint(10**op.width), padded, plain)


def _concat(op: Concat, args: Sequence[Sql], bounds: Sequence[Bounds]) -> Sql:
    return sql("concat({})", joined(args, ", ")) if args else sql("''")


RULES = {Word: SqlRule(_word), ZeroPadded: SqlRule(_zero_padded), Concat: SqlRule(_concat)}
