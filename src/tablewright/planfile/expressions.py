"""Expressions of a plan: Python's syntax, of which each allowed part is listed here.

The text is parsed, never compiled or evaluated; what is not in the tables below is refused.
"""

from __future__ import annotations

import ast
import datetime as dt
import warnings
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from tablewright import checks
from tablewright.declare import concat, maximum, minimum, when
from tablewright.declare.references import Children, Reference
from tablewright.declare.texts import AddressColumns, Person
from tablewright.declare.values import Value, constant
from tablewright.errors import ArgumentError

MOST_LETTERS = 8_000
PARTS = ("date", "hour", "weekday", "year", "month", "day")
"""Parts of dates and timestamps."""
METHODS = (
    *("divide", "round", "clip", "is_between", "map", "digits"),
    *("next_weekday", "time", "iso"),
)
PERSON = ("first", "last", "name", "email")
ADDRESS = ("street", "city", "region", "postal_code", "phone")
FUNCTIONS = (
    *("min", "max", "concat", "sum", "count", "is_null"),
    *("col", "date", "timestamp", "person", "address"),
)
NAMES = ("row", "position", "window", "rates", "rows", "person", "address")
"""Words that are no columns; a column of the same name is ``col("row")``."""


class Names(Protocol):
    """What the names in an expression stand for, in one table."""

    def column(self, name: str) -> Value:
        """A column, or what is drawn or named above."""

    def reference(self, name: str) -> Reference | None:
        """The reference whose foreign key is that column, if it is one."""

    def number(self, group: str, name: str) -> float | dt.date:
        """A rate, a table's number of rows, or an end of the window."""

    def row(self) -> Value:
        """The row's number."""

    def position(self) -> Value:
        """The row's position among its parent's children."""

    def person(self, role: str) -> Person:
        """The row's person."""

    def address(self, role: str) -> AddressColumns:
        """The row's address."""

    def children(self, table: str) -> Children:
        """The row's children in a table."""

    def is_null(self, name: str) -> Value:
        """Whether a column is null."""


def parsed(text: str) -> ast.expr:
    """Return the syntax tree of an expression."""
    if len(text) > MOST_LETTERS:
        raise ArgumentError(
            f"expression={checks.shown(text)} is longer than {MOST_LETTERS:,} letters; name parts "
            "of it with let"
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, SyntaxWarning, DeprecationWarning, ValueError, MemoryError) as error:
        said = getattr(error, "msg", None) or "it is nested too deeply"
        raise ArgumentError(
            f"expression={checks.shown(text)} is not an expression: {said}; give one such as "
            "quantity * price"
        ) from None


def value_of(text: str, names: Names) -> Any:
    """Return the value of an expression, or the plain value that it is."""
    return _Reader(names).read(parsed(text))


class _Reader:
    """Reads one expression."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def read(self, node: ast.expr) -> Any:
        """Return what a part stands for."""
        rule = _RULES.get(type(node))
        if rule is None:
            raise _refused(node, "is not part of an expression")
        return rule(self, node)

    def value(self, node: ast.expr) -> Value:
        """Return a part as a value of the row."""
        return constant(self.read(node))

    def constant(self, node: ast.Constant) -> object:
        """A number, a text or a truth value."""
        if not isinstance(node.value, int | float | str):
            raise _refused(node, "is not a number, a text, True or False")
        return node.value

    def name(self, node: ast.Name) -> object:
        """A column, or the row's number."""
        if node.id in ("true", "false"):
            return node.id == "true"
        if node.id == "row":
            return self._names.row()
        if node.id == "position":
            return self._names.position()
        if node.id in NAMES:
            raise _refused(node, f"needs a part, such as {_EXAMPLES[node.id]}")
        return self._names.column(node.id)

    def attribute(self, node: ast.Attribute) -> object:
        """A parent's column, a part of a date, or a number of the dataset."""
        of, name = node.value, node.attr
        if isinstance(of, ast.Name) and of.id in ("window", "rates", "rows"):
            return self._names.number(of.id, name)
        if isinstance(of, ast.Name) and of.id in ("person", "address"):
            return self._part(of.id, "", name, node)
        if isinstance(of, ast.Call) and _named(of) in ("person", "address"):
            return self._part(_named(of), self._role(of), name, node)
        reference = self._reference(of)
        if reference is not None:
            return reference[name]
        value = self.value(of)
        if name not in PARTS:
            raise _refused(node, f"is no part of a value; choose from {', '.join(PARTS)}")
        return getattr(value, name)

    def subscript(self, node: ast.Subscript) -> object:
        """A parent's column, whatever its name: ``customer_id["order"]``."""
        of, key = node.value, node.slice
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            if isinstance(of, ast.Name) and of.id in ("rates", "rows"):
                return self._names.number(of.id, key.value)
            reference = self._reference(of)
            if reference is not None:
                return reference[key.value]
        raise _refused(node, "is no column of a parent; give REFERENCE['column']")

    def unary(self, node: ast.UnaryOp) -> object:
        """``-a`` and ``not a``."""
        operand = self.read(node.operand)
        if isinstance(node.op, ast.USub):
            is_plain = isinstance(operand, int | float) and not isinstance(operand, bool)
            return -operand if is_plain else -constant(operand)
        if isinstance(node.op, ast.Not):
            return ~constant(operand)
        raise _refused(node, "has an operator that values do not have; choose - or not")

    def binary(self, node: ast.BinOp) -> Value:
        """Arithmetic."""
        found = _BINARY.get(type(node.op))
        if found is None:
            raise _refused(node, "has an operator that values do not have; choose + - * // or %")
        left, right = self.read(node.left), self.read(node.right)
        return found(constant(left), right)

    def logic(self, node: ast.BoolOp) -> Value:
        """``and`` and ``or``."""
        first, *others = (self.value(each) for each in node.values)
        for other in others:
            first = first & other if isinstance(node.op, ast.And) else first | other
        return first

    def compare(self, node: ast.Compare) -> Value:
        """Comparisons, also chained."""
        found: Value | None = None
        left = node.left
        for operator, right in zip(node.ops, node.comparators, strict=True):
            one = self._compared(left, operator, right, node)
            found = one if found is None else found & one
            left = right
        assert found is not None
        return found

    def _compared(
        self, left: ast.expr, operator: ast.cmpop, right: ast.expr, at: ast.expr
    ) -> Value:
        if isinstance(operator, ast.In | ast.NotIn):
            one = self.value(left)
            if not isinstance(right, ast.List | ast.Tuple) or not right.elts:
                raise _refused(at, "has no list after in; give [a, b]")
            options = [self.read(each) for each in right.elts]
            if one.kind == "text":
                found = one.is_in(options)
            else:
                first, *others = (one.eq(option) for option in options)
                for other in others:
                    first = first | other
                found = first
            return ~found if isinstance(operator, ast.NotIn) else found
        compare = _COMPARE.get(type(operator))
        if compare is None:
            raise _refused(at, "compares by identity; use == or !=")
        return compare(self.value(left), self.read(right))

    def case(self, node: ast.IfExp) -> Value:
        """``a if condition else b``."""
        cases = when(self.value(node.test), self.read(node.body))
        rest: ast.expr = node.orelse
        while isinstance(rest, ast.IfExp):
            cases = cases.when(self.value(rest.test), self.read(rest.body))
            rest = rest.orelse
        return cases.otherwise(self.read(rest))

    def call(self, node: ast.Call) -> object:
        """A function, or a method of a value."""
        if isinstance(node.func, ast.Attribute):
            return self._method(node, node.func)
        if not isinstance(node.func, ast.Name) or node.func.id not in FUNCTIONS:
            raise _refused(node, f"is no function; choose from {', '.join(FUNCTIONS)}")
        name = node.func.id
        if name in ("sum", "count"):
            return self._over_children(node, name)
        if name == "is_null":
            if len(node.args) != 1 or node.keywords:
                raise _refused(node, "takes one column")
            of = node.args[0]
            return self._names.is_null(of.id if isinstance(of, ast.Name) else self._column(of))
        if name == "col":
            return self._names.column(*self._texts(node, 1))
        if name == "date":
            return constant(checks.day("date", *self._texts(node, 1)))
        if name == "timestamp":
            return constant(checks.moment("timestamp", *self._texts(node, 1)))
        if name in ("person", "address"):
            raise _refused(node, f"needs a part, such as {_EXAMPLES[name]}")
        if node.keywords:
            raise _refused(node, "takes no arguments by name")
        args = [self.read(each) for each in node.args]
        if not args:
            raise _refused(node, "has no arguments; give some")
        return _COMBINE[name](*args)

    def _method(self, node: ast.Call, func: ast.Attribute) -> object:
        if func.attr not in METHODS:
            raise _refused(node, f"is no method; choose from {', '.join(METHODS)}")
        value = self.value(func.value)
        args = [self._argument(each) for each in node.args]
        named = {str(each.arg): self._argument(each.value) for each in node.keywords}
        try:
            return getattr(value, func.attr)(*args, **named)
        except TypeError as error:
            if isinstance(error, ArgumentError) or "argument" not in str(error):
                raise
            raise _refused(node, f"is called with other arguments than it takes: {error}") from None

    def _argument(self, node: ast.expr) -> Any:
        if not isinstance(node, ast.Dict):
            return self.read(node)
        if not all(isinstance(key, ast.Constant) for key in node.keys):
            raise _refused(node, "has a key without quotes; quote it")
        keys = [key.value for key in node.keys if isinstance(key, ast.Constant)]
        if len(set(keys)) < len(keys):
            raise _refused(node, "has a key twice; remove one")
        return dict(zip(keys, map(self.read, node.values), strict=True))

    def _over_children(self, node: ast.Call, name: str) -> Value:
        of = node.args[0] if len(node.args) == 1 and not node.keywords else None
        if name == "count" and isinstance(of, ast.Name):
            return self._names.children(of.id).count
        if name == "count" and isinstance(of, ast.Constant) and isinstance(of.value, str):
            return self._names.children(of.value).count
        if name == "sum" and isinstance(of, ast.Attribute) and isinstance(of.value, ast.Name):
            return self._names.children(of.value.id).sum(of.attr)
        if name == "sum" and isinstance(of, ast.Constant) and isinstance(of.value, str):
            table, _, column = of.value.rpartition(".")
            return self._names.children(table).sum(column)
        raise _refused(node, f"is over no children; give {_EXAMPLES[name]}")

    def _part(self, kind: str, role: str, name: str, node: ast.expr) -> Value:
        known = PERSON if kind == "person" else ADDRESS
        if name not in known:
            raise _refused(node, f"is no part; choose from {', '.join(known)}")
        of = self._names.person(role) if kind == "person" else self._names.address(role)
        found = getattr(of, name)
        assert isinstance(found, Value)
        return found

    def _role(self, node: ast.Call) -> str:
        """Return the role in ``person("billing")``; none is the row's one person."""
        return self._texts(node, 1)[0] if node.args or node.keywords else ""

    def _reference(self, node: ast.expr) -> Reference | None:
        """Return the reference of a foreign key, named or as ``col("name")``."""
        if isinstance(node, ast.Name):
            return self._names.reference(node.id)
        if isinstance(node, ast.Call) and _named(node) == "col":
            return self._names.reference(*self._texts(node, 1))
        return None

    def _column(self, node: ast.expr) -> str:
        """Return the name in ``col("name")``."""
        if isinstance(node, ast.Call) and _named(node) == "col":
            return self._texts(node, 1)[0]
        raise _refused(node, "is no column")

    def _texts(self, node: ast.Call, count: int) -> list[str]:
        found = [each.value for each in node.args if isinstance(each, ast.Constant)]
        texts = [each for each in found if isinstance(each, str)]
        if len(texts) != count or len(node.args) != count or node.keywords:
            raise _refused(node, f"takes {count} quoted text")
        return texts


def _named(node: ast.Call) -> str:
    """Return the name of the function that is called; empty for a method."""
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _refused(node: ast.AST, reason: str) -> ArgumentError:
    return ArgumentError(f"expression={checks.shown(Shown(ast.unparse(node)))} {reason}")


class Shown(str):
    """A text that is quoted as it is."""

    def __repr__(self) -> str:
        return str(self)


_EXAMPLES = {
    "window": "window.end",
    "rates": "rates.late",
    "rows": "rows.customers",
    "person": "person.email",
    "address": "address.city",
    "sum": "sum(lines.amount)",
    "count": "count(lines)",
}
_COMBINE: Mapping[str, Callable[..., Value]] = {"min": minimum, "max": maximum, "concat": concat}
_BINARY: Mapping[type[ast.operator], Callable[[Value, Any], Value]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.FloorDiv: lambda a, b: a // b,
    ast.Mod: lambda a, b: a % b,
    ast.Div: lambda a, b: a / b,
    ast.Pow: lambda a, b: a**b,
}
_COMPARE: Mapping[type[ast.cmpop], Callable[[Value, Any], Value]] = {
    ast.Lt: lambda a, b: a < b,
    ast.LtE: lambda a, b: a <= b,
    ast.Gt: lambda a, b: a > b,
    ast.GtE: lambda a, b: a >= b,
    ast.Eq: lambda a, b: a.eq(b),
    ast.NotEq: lambda a, b: a.ne(b),
}
_RULES: Mapping[type[ast.expr], Callable[[_Reader, Any], Any]] = {
    ast.Constant: _Reader.constant,
    ast.Name: _Reader.name,
    ast.Attribute: _Reader.attribute,
    ast.Subscript: _Reader.subscript,
    ast.UnaryOp: _Reader.unary,
    ast.BinOp: _Reader.binary,
    ast.BoolOp: _Reader.logic,
    ast.Compare: _Reader.compare,
    ast.IfExp: _Reader.case,
    ast.Call: _Reader.call,
}
