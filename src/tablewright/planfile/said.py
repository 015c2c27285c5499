"""Writes recorded values as expressions, and sources as a plan has them."""

from __future__ import annotations

import ast
import datetime as dt
import keyword
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from numbers import Integral, Real
from typing import Any, TypeGuard

from tablewright.declare.choices import By, Choice, Each, Zipf
from tablewright.declare.distributions import Continuous, Empirical
from tablewright.declare.said import GivenCount, GivenDay, GivenShare, Said
from tablewright.declare.sources import Source
from tablewright.declare.texts import Uuid, Words
from tablewright.declare.times import HOURS, Beginning, Between, Seasonal, TimeOfDay
from tablewright.declare.values import Value
from tablewright.planfile.expressions import MOST_LETTERS, NAMES

_DEEPEST = 200
_BINARY: Mapping[str, ast.operator] = {
    "__add__": ast.Add(),
    "__sub__": ast.Sub(),
    "__mul__": ast.Mult(),
    "__floordiv__": ast.FloorDiv(),
    "__mod__": ast.Mod(),
}
_COMPARE: Mapping[str, ast.cmpop] = {
    "__lt__": ast.Lt(),
    "__le__": ast.LtE(),
    "__gt__": ast.Gt(),
    "__ge__": ast.GtE(),
    "eq": ast.Eq(),
    "ne": ast.NotEq(),
}
_LOGIC: Mapping[str, ast.boolop] = {"__and__": ast.And(), "__or__": ast.Or()}
_METHODS = ("divide", "round", "clip", "is_between", "map", "digits", "next_weekday", "time", "iso")
_PARTS = ("date", "hour", "weekday", "year", "month", "day")
_PERSON = ("first", "last", "name", "email")
_ADDRESS = ("street", "city", "region", "postal_code", "phone")
_FUNCTIONS = {"minimum": "min", "maximum": "max", "concat": "concat"}


class Unsaid(Exception):
    """What no plan says."""


class Writer:
    """Writes the values of one table.

    Parameters
    ----------
    table : str
        Its name; other tables' columns are read through references.
    """

    def __init__(self, table: str) -> None:
        self._table = table
        self._depth = 0
        self.summed: set[str] = set()

    def expression(self, value: object) -> str:
        """Return a value as an expression."""
        text = ast.unparse(ast.fix_missing_locations(self._node(value)))
        if len(text) > MOST_LETTERS:
            raise Unsaid(f"an expression of {len(text):,} letters, longer than a plan takes")
        return text

    def column_or(self, value: object) -> str:
        """Return a column that is given by its name, or an expression."""
        return ast.unparse(_column(value)) if isinstance(value, str) else self.expression(value)

    def share(self, value: object) -> object:
        """Return the share of nulls, or their condition."""
        is_expression = isinstance(value, Value) or _is_given(value)
        return self.expression(value) if is_expression else _number(value)

    def weight(self, weight: object) -> object:
        """Return the weights of parents."""
        if isinstance(weight, Source):
            return self.filling(weight)
        if isinstance(weight, Mapping):
            return {key: [_number(each) for each in row] for key, row in weight.items()}
        assert isinstance(weight, Iterable)
        return [_number(each) for each in weight]

    def filling(self, source: object) -> object:
        """Return what fills a column."""
        if isinstance(source, Value) or _is_given(source):
            return self.expression(source)
        if isinstance(source, By):
            options = {option: self.filling(each) for option, each in source.sources}
            return {"by": {self.expression(source.which): options}}
        if isinstance(source, Source):
            written = _SOURCES.get(type(source))
            if written is None:
                raise Unsaid(f"the source {source!r} is your own, which no plan says")
            return written(source)
        plain = plain_of(source)
        return {"always": plain} if isinstance(plain, str) else plain

    def _node(self, value: object) -> ast.expr:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise Unsaid("an expression is nested too deeply for a plan")
        try:
            if not isinstance(value, Value):
                return _literal(value)
            if value.said is None:
                raise Unsaid("an expression of tablewright.ops, which no plan says")
            return self._said(value.said)
        finally:
            self._depth -= 1

    def _said(self, said: Said) -> ast.expr:
        name, args = said.name, said.args
        if name in ("__add__", "__sub__") and any(_kind(each) == "date" for each in args):
            args = tuple(map(_in_days, args))
        if name in _BINARY:
            return ast.BinOp(self._node(args[0]), _BINARY[name], self._node(args[1]))
        if name in _COMPARE:
            return ast.Compare(self._node(args[0]), [_COMPARE[name]], [self._node(args[1])])
        if name in _LOGIC:
            return ast.BoolOp(_LOGIC[name], [self._node(args[0]), self._node(args[1])])
        if name in _PARTS:
            return ast.Attribute(self._node(args[0]), name)
        if name in _METHODS:
            named = [ast.keyword(key, self._argument(each)) for key, each in said.named.items()]
            method = ast.Attribute(self._node(args[0]), name)
            return ast.Call(method, [self._argument(each) for each in args[1:]], named)
        if name in _FUNCTIONS:
            called = ast.Name(_FUNCTIONS[name])
            return ast.Call(called, [self._node(each) for each in args], [])
        if name in _PERSON or name in _ADDRESS:
            return self._part(name, args[0])
        return _OTHERS[name](self, said)

    def _part(self, name: str, of: Any) -> ast.expr:
        kind = "person" if name in _PERSON else "address"
        called = ast.Call(ast.Name(kind), [ast.Constant(of._role)], [])
        return ast.Attribute(called if of._role else ast.Name(kind), name)

    def _argument(self, value: object) -> ast.expr:
        if isinstance(value, Mapping):
            keys: list[ast.expr | None] = [ast.Constant(str(key)) for key in value]
            return ast.Dict(keys, [self._node(each) for each in value.values()])
        return self._node(value)

    def plain(self, said: Said) -> ast.expr:
        """A constant."""
        return _literal(said.args[0])

    def column(self, said: Said) -> ast.expr:
        """A column of the table."""
        table, name = said.args
        if table != self._table:
            raise Unsaid(f"{table}.{name} is read without a reference, which no plan says")
        return _column(str(name))

    def parent(self, said: Said) -> ast.expr:
        """A column of the parent."""
        reference, name = map(str, said.args)
        of = _column(reference)
        if name.isidentifier() and name.isascii() and not keyword.iskeyword(name):
            return ast.Attribute(of, name)
        return ast.Subscript(of, ast.Constant(name))

    def sum(self, said: Said) -> ast.expr:
        """A sum over children."""
        table, name = map(str, said.args)
        self.summed.add(table)
        if all(each.isidentifier() and not keyword.iskeyword(each) for each in (table, name)):
            return ast.Call(ast.Name("sum"), [ast.Attribute(ast.Name(table), name)], [])
        return ast.Call(ast.Name("sum"), [ast.Constant(f"{table}.{name}")], [])

    def count(self, said: Said) -> ast.expr:
        """The number of children."""
        table = str(said.args[0])
        self.summed.add(table)
        is_name = table.isidentifier() and not keyword.iskeyword(table)
        return ast.Call(
            ast.Name("count"), [ast.Name(table) if is_name else ast.Constant(table)], []
        )

    def row(self, said: Said) -> ast.expr:
        """The row's number, or its position."""
        return ast.Name(said.name)

    def is_null(self, said: Said) -> ast.expr:
        """Whether a column is null."""
        name = said.args[1] if len(said.args) > 1 else said.named["name"]
        return ast.Call(ast.Name("is_null"), [_column(str(name))], [])

    def inverted(self, said: Said) -> ast.expr:
        """The opposite."""
        return ast.UnaryOp(ast.Not(), self._node(said.args[0]))

    def is_in(self, said: Said) -> ast.expr:
        """Whether a text is one of several."""
        texts: Any = said.args[1] if len(said.args) > 1 else said.named["texts"]
        options = ast.List([ast.Constant(str(each)) for each in texts])
        return ast.Compare(self._node(said.args[0]), [ast.In()], [options])

    def otherwise(self, said: Said) -> ast.expr:
        """The first value whose condition holds."""
        cases: Any = said.args[0]
        found = self._node(said.args[1] if len(said.args) > 1 else said.named["value"])
        for condition, then in reversed(cases.cases):
            found = ast.IfExp(self._node(condition), self._node(then), found)
        return found


_OTHERS: Mapping[str, Callable[[Writer, Said], ast.expr]] = {
    "plain": Writer.plain,
    "column": Writer.column,
    "parent": Writer.parent,
    "sum": Writer.sum,
    "count": Writer.count,
    "row": Writer.row,
    "position": Writer.row,
    "is_null": Writer.is_null,
    "__invert__": Writer.inverted,
    "is_in": Writer.is_in,
    "otherwise": Writer.otherwise,
}


def _column(name: str) -> ast.expr:
    """Return a column by its name, or as ``col("name")`` for any other name."""
    is_word = name.isidentifier() and name.isascii() and not keyword.iskeyword(name)
    if is_word and name not in (*NAMES, "true", "false"):
        return ast.Name(name)
    return ast.Call(ast.Name("col"), [ast.Constant(name)], [])


def column_text(name: str) -> str:
    """Return a column as an expression."""
    return ast.unparse(_column(name))


def _kind(value: object) -> str:
    return value.kind if isinstance(value, Value) else ""


def _in_days(value: object) -> object:
    """Return a time span that is added to a date as days; anything else as it is."""
    said = value.said if isinstance(value, Value) else None
    plain = said.args[0] if said is not None and said.name == "plain" else value
    return plain.days if isinstance(plain, dt.timedelta) else value


def _is_given(value: object) -> TypeGuard[GivenDay | GivenShare | GivenCount]:
    """Whether a plain value is an end of the window, a rate or a number of rows."""
    return isinstance(value, GivenDay | GivenShare | GivenCount) and bool(value.word)


def _literal(value: object) -> ast.expr:
    if _is_given(value):
        return ast.Name(value.word)
    plain = plain_of(value)
    if isinstance(value, dt.datetime):
        return ast.Call(ast.Name("timestamp"), [ast.Constant(plain)], [])
    if isinstance(value, dt.date):
        return ast.Call(ast.Name("date"), [ast.Constant(plain)], [])
    if isinstance(value, str | bool):
        return ast.Constant(plain)
    return ast.Name(repr(plain)) if plain >= 0 else ast.UnaryOp(ast.USub(), ast.Name(repr(-plain)))


def plain_of(value: object) -> Any:
    """Return a plain value as YAML has it: dates are texts."""
    if isinstance(value, bool | str):
        return str(value) if isinstance(value, str) else value
    if isinstance(value, dt.datetime):
        return value.isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.timedelta):
        return _number(Decimal(value // dt.timedelta(microseconds=1)).scaleb(-6))
    return _number(value)


def _number(value: Any) -> int | float:
    """Return a number as an int, or a float that YAML and Python read as the same digits."""
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real | Decimal):
        exact = Decimal(str(value))
        found = float(exact)
        if Decimal(str(found)) == exact:
            return int(found) if found.is_integer() and abs(found) < 2**53 else found
    raise Unsaid(f"the number {value!r} has more digits than a plan keeps")


def _continuous(one: Continuous) -> object:
    limits = {"low": one.low, "high": one.high}
    given = {**dict(one.parameters), **{k: v for k, v in limits.items() if v is not None}}
    return {one.name: {name: _number(value) for name, value in given.items()}}


def _choice(one: Choice) -> object:
    if set(one.shares) == {1.0} and len(set(one.values)) == len(one.values):
        return {"choice": [plain_of(each) for each in one.values]}
    pairs = zip(one.values, one.shares, strict=True)
    return {"choice": {plain_of(value): _number(share) for value, share in pairs}}


def _season(one: Seasonal) -> object:
    given: dict[str, object] = {}
    if one.hours != HOURS["all day"]:
        given["hours"] = _hours(one.hours)
    if one.weekdays[:5] == (1.0,) * 5 and one.weekdays[5] == one.weekdays[6]:
        if one.weekdays[5] != 1:
            given["weekend"] = _number(one.weekdays[5])
    else:
        given["weekdays"] = [_number(each) for each in one.weekdays]
    if set(one.months) != {1.0}:
        given["months"] = [_number(each) for each in one.months]
    if one.closed:
        given["closed"] = [day.isoformat() for day in one.closed]
    return {"season": given} if given else "season"


def _between(one: Between) -> object:
    ends = {"start": plain_of(one.start), "end": plain_of(one.end)}
    if one.hours == HOURS["all day"]:
        return {"between": list(ends.values())}
    return {"between": {**ends, "hours": _hours(one.hours)}}


def _hours(hours: tuple[float, ...]) -> object:
    named = {weights: name for name, weights in HOURS.items()}
    return named.get(hours) or [_number(each) for each in hours]


def _growth(one: Beginning) -> object:
    days = int(one.days)
    return {"growth": {"over": days} | ({"rate": _number(one.rate)} if one.rate else {})}


def _words(one: Words) -> object:
    if one.field is None:
        return {"words": list(one.pool)}
    source, locale, size = one.field
    return {"words": {"source": source, "locale": locale, "size": int(size)}}


_SOURCES: Mapping[type[Source], Callable[[Any], object]] = {
    Continuous: _continuous,
    Choice: _choice,
    Each: lambda one: {"each": [plain_of(each) for each in one.values]},
    Zipf: lambda one: {"zipf": {"exponent": _number(one.exponent), "most": int(one.most)}},
    Empirical: lambda one: {
        "empirical": {
            _number(share): _number(value)
            for share, value in zip(one.shares, one.values, strict=True)
        }
    },
    Beginning: _growth,
    Seasonal: _season,
    Between: _between,
    TimeOfDay: lambda one: {"clock": {"hours": _hours(one.hours)}},
    Words: _words,
    Uuid: lambda one: "uuid",
}
