"""CHECK constraints as ranges, options and expressions of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tablewright.importing.schema import CheckSchema, TableSchema


def literal(node: Any, exp: Any) -> object:
    """Return a plain value; None if it is another expression."""
    while isinstance(node, exp.Paren | exp.Cast):
        node = node.this
    if isinstance(node, exp.Neg):
        inner = literal(node.this, exp)
        return -inner if isinstance(inner, int | float) else None
    if isinstance(node, exp.Boolean):
        return bool(node.this)
    if not isinstance(node, exp.Literal):
        return None
    if node.is_string:
        return str(node.this)
    try:
        return int(node.this) if str(node.this).lstrip("+-").isdigit() else float(node.this)
    except ValueError:
        return None


def check_of(node: Any, table: TableSchema, exp: Any) -> CheckSchema:
    """Return a condition; ranges and options of one column are noted on the column."""
    found = CheckSchema(node.sql())
    parts = list(node.flatten()) if isinstance(node, exp.And) else [node]
    if all(_noted(_bare(part, exp), table, exp) for part in parts):
        found.is_kept = True
        return found
    bare = _bare(node, exp)
    orders = {exp.LTE: False, exp.LT: False, exp.GTE: True, exp.GT: True}
    for kind, is_turned in orders.items():
        if type(bare) is kind and all(
            isinstance(side, exp.Column) for side in (bare.this, bare.expression)
        ):
            names = (bare.this.name, bare.expression.name)
            found.below = (names[1], names[0]) if is_turned else names
    return found


def _bare(node: Any, exp: Any) -> Any:
    while isinstance(node, exp.Paren):
        node = node.this
    return node


def _noted(node: Any, table: TableSchema, exp: Any) -> bool:
    """Note a range or options on their column; whether that is the whole condition."""
    column = table.column(node.this.name) if isinstance(node.this, exp.Column) else None
    if column is None:
        return False
    if isinstance(node, exp.In) and not node.args.get("query"):
        options = tuple(literal(each, exp) for each in node.expressions)
        if options and None not in options:
            column.options = options
            return True
        return False
    if isinstance(node, exp.Between):
        low, high = literal(node.args["low"], exp), literal(node.args["high"], exp)
        return _limited(column, low, high)
    step = 0 if column.kind == "double" else 10**-column.scale if column.kind == "decimal" else 1
    value = literal(getattr(node, "expression", None), exp)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    ranges: Mapping[type[Any], tuple[float | None, float | None]] = {
        exp.GT: (value + (step or 0.01), None),
        exp.GTE: (value, None),
        exp.LT: (None, value - (step or 0.01)),
        exp.LTE: (None, value),
    }
    return type(node) in ranges and _limited(column, *ranges[type(node)])


def _limited(column: Any, low: object, high: object) -> bool:
    for end in (low, high):
        if isinstance(end, bool | str) or column.kind not in ("integer", "decimal", "double"):
            return False
    if low is not None:
        column.low = low if column.low is None else max(column.low, low)
    if high is not None:
        column.high = high if column.high is None else min(column.high, high)
    return True
