"""Spark SQL of every operation, as text: nothing here needs Spark.

A lowering is called with the operation (for its parameters), the SQL of its arguments and their
ranges, and returns SQL that can stand anywhere an argument can. Ints are BIGINT throughout, and
planning has proven that none overflows, so ANSI mode makes no difference; nothing depends on a
session setting.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from tablewright.engines.spark import tables
from tablewright.engines.spark.literals import bigint
from tablewright.ops import core, random, text
from tablewright.ops import tables as table_ops
from tablewright.ops.core import BITS63, Bounds, Expr

_LARGE = 2**59
Lowering: TypeAlias = Callable[[Any, Sequence[str], Sequence[Bounds]], str]


def _between(operator: str) -> Lowering:
    def lowering(op: Expr, args: Sequence[str], bounds: Sequence[Bounds]) -> str:
        return f"({args[0]} {operator} {args[1]})"

    return lowering


def _call(function: str) -> Lowering:
    def lowering(op: Expr, args: Sequence[str], bounds: Sequence[Bounds]) -> str:
        return f"{function}({', '.join(args)})"

    return lowering


def _add(op: core.Add, args: Sequence[str], bounds: Sequence[Bounds]) -> str:
    if op.kind == "int":
        for value, (low, high) in zip(args, reversed(bounds), strict=True):
            if low == high and abs(low) >= _LARGE:
                return _add_large(value, low)
    return f"({args[0]} + {args[1]})"


def _add_large(value: str, constant: int) -> str:
    # Spark adds the constants of a chain of additions first, and those may overflow together.
    if constant == BITS63[0]:
        return f"(({value} - {bigint(BITS63[1])}) - 1L)"
    return f"({value} - {bigint(-constant)})"


def _mul(op: core.Mul, args: Sequence[str], bounds: Sequence[Bounds]) -> str:
    if op.kind == "int":
        for value, known in zip(args, reversed(bounds), strict=True):
            shift = _power_of_two(known)
            if shift is not None:
                return f"shiftleft({value}, {shift})"
    return f"({args[0]} * {args[1]})"


def _power_of_two(bounds: Bounds) -> int | None:
    low, high = bounds
    return low.bit_length() - 1 if low == high > 0 and low & (low - 1) == 0 else None


def _floor_div(op: core.FloorDiv, args: Sequence[str], bounds: Sequence[Bounds]) -> str:
    left, right = args
    shift = _power_of_two(bounds[1])
    if shift is not None:
        return f"shiftright({left}, {shift})"
    if bounds[0][0] >= 0:
        return f"({left} div {right})"
    # `div` cuts towards zero, and the remainder has the dividend's sign: below 0, step down.
    return f"(({left} div {right}) + shiftright({left} % {right}, 63))"


def _mod(op: core.Mod, args: Sequence[str], bounds: Sequence[Bounds]) -> str:
    left, right = args
    shift = _power_of_two(bounds[1])
    if shift is not None:
        return f"({left} & {(1 << shift) - 1}L)"
    return f"({left} % {right})" if bounds[0][0] >= 0 else f"pmod({left}, {right})"


def _to_float(op: core.ToFloat, args: Sequence[str], bounds: Sequence[Bounds]) -> str:
    return f"CAST({args[0]} AS DOUBLE)"


def _not(op: core.Not, args: Sequence[str], bounds: Sequence[Bounds]) -> str:
    return f"(NOT {args[0]})"


def _total(op: core.SumOverChildren, args: Sequence[str], bounds: Sequence[Bounds]) -> str:
    children, child, value = args
    return f"aggregate({children}, 0L, (__sum, {child}) -> __sum + {value})"


def _mixed(op: random.Mixed, args: Sequence[str], bounds: Sequence[Bounds]) -> str:
    return args[0]


def _keyed_draw(op: random.KeyedDraw, args: Sequence[str], bounds: Sequence[Bounds]) -> str:
    return f"shiftrightunsigned(xxhash64({bigint(op.key)}, {args[0]}), {64 - op.bits})"


def _digits(op: text.ZeroPadded, args: Sequence[str], bounds: Sequence[Bounds]) -> str:
    (value,), (low, high) = args, bounds[0]
    plain = f"CAST({value} AS STRING)"
    if low >= 10 ** (op.width - 1) or op.width <= 1:
        return plain
    if high < 10**op.width <= 10**18:
        # A digit too many, and off with the first: cheaper than lpad.
        return f"substr(CAST(({value} + {10**op.width}L) AS STRING), 2)"
    # lpad also cuts what is longer.
    padded = f"lpad({plain}, {op.width}, '0')"
    if high < 10**op.width:
        return padded
    return f"CASE WHEN {value} < {bigint(10**op.width)} THEN {padded} ELSE {plain} END"


def _concat(op: text.Concat, args: Sequence[str], bounds: Sequence[Bounds]) -> str:
    return f"concat({', '.join(args)})" if args else "''"


SQL: Mapping[type[Expr], Lowering] = {
    core.Add: _add,
    core.Sub: _between("-"),
    core.Mul: _mul,
    core.Least: _call("least"),
    core.Greatest: _call("greatest"),
    core.FloorDiv: _floor_div,
    core.Mod: _mod,
    core.Div: _between("/"),
    core.ToFloat: _to_float,
    core.Floor: _call("floor"),
    core.Lt: _between("<"),
    core.Le: _between("<="),
    core.Eq: _between("="),
    core.And: _between("AND"),
    core.Or: _between("OR"),
    core.Not: _not,
    core.Where: _call("if"),
    core.SumOverChildren: _total,
    random.Mixed: _mixed,
    random.KeyedDraw: _keyed_draw,
    table_ops.Lookup: tables.lookup,
    table_ops.SearchSorted: tables.bucket,
    table_ops.Interpolation: tables.curve,
    text.Word: tables.word,
    text.ZeroPadded: _digits,
    text.Concat: _concat,
}
"""The lowering of every operation."""
