"""Rules as conditions on a row: the SQL by which `verify` finds the rows that break them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from tablewright.declare.drafts import Draft
from tablewright.declare.values import Value
from tablewright.errors import DeclarationError
from tablewright.ops import (
    Add,
    And,
    At,
    Concat,
    Const,
    Eq,
    Expr,
    Field,
    FloorDiv,
    Greatest,
    Le,
    Least,
    Lookup,
    Lt,
    Mod,
    Mul,
    Not,
    Or,
    Row,
    Sub,
    Where,
    Word,
    ZeroPadded,
)
from tablewright.spec import Boolean, Column, Date, Decimal, Float64, Invariant, Text, Timestamp

_MOST_ENTRIES = 10_000
"""Maximum entries of a constant table in SQL."""
_REMEDY = "make a rule of columns, of parents' columns and of sums over children"


@dataclass(frozen=True)
class Rule:
    """A condition that holds in every row.

    Parameters
    ----------
    name : str
        Unique within the dataset.
    text : str
        One sentence that states the rule.
    condition : Value
        Made of columns of the row, of its parents' and of sums over its children.
    """

    name: str
    text: str
    condition: Value

    def invariant(self, draft: Draft) -> Invariant:
        """The rule for `verify`; `DeclarationError` if files do not hold what it needs."""
        query = _Query(draft)
        try:
            sql = query.sql(self.condition.expr)
        except DeclarationError as error:
            raise DeclarationError(f"rule {self.name!r} {error}; {_REMEDY}") from None
        return Invariant(self.name, self.text, tuple(query.tables), sql)


@dataclass(frozen=True, eq=False)
class _Same(Expr):
    """Whether two values of any kind are equal; no engine makes it."""

    left: Expr
    right: Expr

    @property
    def kind(self) -> Literal["bool"]:
        """Bool."""
        return "bool"


def claim(name: str, text: str, column: Value, made: Value) -> Rule:
    """Return the rule that a column equals its computed value."""
    return Rule(name, text, Value(_Same(column.expr, made.expr), "flag"))


@dataclass(frozen=True, eq=False)
class _Source:
    """A table of the query, under an alias."""

    draft: Draft
    alias: str
    known: Mapping[Expr, str]
    absences: Mapping[Expr, str]

    @classmethod
    def of(cls, draft: Draft, alias: str) -> _Source:
        """A draft under an alias."""
        absences = {null_when: name for name, null_when in draft.absences.items()}
        return cls(draft, alias, draft.read_by(), absences)


class _Query:
    """SQL that computes as values do underneath, in whole numbers.

    A step is a named column, made in a SELECT around those that it reads: what several steps
    share is written once.
    """

    def __init__(self, draft: Draft) -> None:
        self.tables = [draft.name]
        self._draft = draft
        self._shown = {draft.key_name: f'r."{draft.key_name}"'}
        self._read: dict[str, str] = {}
        self._joins: dict[tuple[str, str], tuple[_Source, str]] = {}
        self._names: dict[object, str] = {}
        self._levels: list[list[str]] = [[]]
        self._level_of: dict[str, int] = {}

    def sql(self, condition: Expr) -> str:
        """The rows in which a condition is false, or unknown though nothing in it is null."""
        holds = self._step(condition, _Source.of(self._draft, "r"))
        shown = [f'{cell} AS "{label}"' for label, cell in (self._shown | self._read).items()]
        joins = "".join(join for _, join in self._joins.values())
        first, *others = self._levels
        found = f'SELECT {", ".join([*shown, *first])} FROM "{self._draft.name}" AS r{joins}'
        for level in others:
            found = f"SELECT *, {', '.join(level)} FROM ({found})"
        there = " AND ".join(f'"{label}" IS NOT NULL' for label in self._read) or "true"
        labels = ", ".join(f'"{label}"' for label in self._shown | self._read)
        broken = f"{holds} IS FALSE OR ({holds} IS NULL AND {there})"
        return f"SELECT {labels} FROM ({found}) WHERE {broken}"

    def _step(self, expr: Expr, at: _Source) -> str:
        """The name of a step, or a literal."""
        if isinstance(expr, Const):
            return _literal(expr.value)
        key = (expr, at.alias)
        if key not in self._names:
            self._names[key] = self._fresh(expr, at)
        return self._names[key]

    def _fresh(self, expr: Expr, at: _Source) -> str:
        if expr in at.known:
            return self._known(expr, at.known[expr], at)
        if expr in at.absences:
            return self._made(f'({at.alias}."{at.absences[expr]}" IS NULL)')
        if expr in at.draft.sums:
            return self._made(self._sum(expr, at))
        match expr:
            case Field():
                return self._step(expr.value, at)
            case At():
                return self._step(expr.value, self._parent(expr, at))
            case Row() if at.draft.key is not None:
                return self._made(self._row(at))
        written = _OPERATIONS.get(type(expr))
        if written is None:
            raise DeclarationError(
                "needs a hidden draw or a row's position, which no column contains"
            )
        args = [self._step(arg, at) for arg in expr.args()]
        return self._made(written(expr, *args), *args)

    def _made(self, text: str, *args: str) -> str:
        """Name a step, one level above those that it reads."""
        level = max((self._level_of[arg] + 1 for arg in args if arg in self._level_of), default=0)
        name = f"__{len(self._level_of)}"
        self._level_of[name] = level
        while len(self._levels) <= level:
            self._levels.append([])
        self._levels[level].append(f"{text} AS {name}")
        return name

    def _known(self, expr: Expr, name: str, at: _Source) -> str:
        """A column, or a hidden number as far as it is made of columns."""
        column = next((c for c in at.draft.columns if c is not None and c.name == name), None)
        if column is not None:
            return self._made(self._cell(expr, name, column, at))
        try:
            return self._step(expr.args()[0], at)
        except DeclarationError:
            raise DeclarationError(f"needs {at.draft.name}.{name}, which is in no column") from None

    def _cell(self, expr: Expr, name: str, column: Column, at: _Source) -> str:
        own = at.draft is self._draft and at.alias == "r"
        label = name if own else f"{at.draft.name}.{name}"
        cell = f'{at.alias}."{name}"'
        self._read.setdefault(label, cell)
        value = at.draft.values[name]
        if expr is value.index:
            cases = " ".join(f"WHEN {_literal(o)} THEN {i}" for i, o in enumerate(value.options))
            return f"CAST(CASE {cell} {cases} END AS HUGEINT)"
        return _whole(cell, column)

    def _row(self, at: _Source) -> str:
        """The row's place, which its key tells."""
        key = at.draft.values[at.draft.key_name].expr
        match key:
            case Field(value=Add(left=Row(), right=Const(value=start))):
                return f'(CAST({at.alias}."{at.draft.key_name}" AS HUGEINT) - ({start}))'
        raise DeclarationError("needs a row's position, which its key does not determine")

    def _parent(self, expr: At, at: _Source) -> _Source:
        for name, link in at.draft.links.items():
            if link.row is expr.row and not expr.given:
                key = (at.alias, name)
                if key not in self._joins:
                    parent = _Source.of(link.parent, f"p{len(self._joins) + 1}")
                    link_to = f'{parent.alias}."{link.parent.key_name}"'
                    join = (
                        f' LEFT JOIN "{link.parent.name}" AS {parent.alias} '
                        f'ON {at.alias}."{name}" = {link_to}'
                    )
                    self._joins[key] = parent, join
                    self._needs(link.parent)
                return self._joins[key][0]
        raise DeclarationError("reads another row without a foreign key to it")

    def _sum(self, expr: Expr, at: _Source) -> str:
        child, name = at.draft.sums[expr]
        self._needs(child)
        what = "count(*)"
        if name is not None:
            what = f"coalesce(sum({_whole(f'c.{_quoted(name)}', child.column(name)[1])}), 0)"
        link = f'c."{child.link_to(at.draft)}" = {at.alias}."{at.draft.key_name}"'
        return f'CAST((SELECT {what} FROM "{child.name}" AS c WHERE {link}) AS HUGEINT)'

    def _needs(self, draft: Draft) -> None:
        if draft.name not in self.tables:
            self.tables.append(draft.name)


def _whole(cell: str, column: Column) -> str:
    """A cell as the whole number, text or bool that stands for it underneath."""
    match column.type:
        case Decimal(scale=scale):
            wide = f"CAST({cell} AS DECIMAL(38, {scale}))"
            return f"CAST({wide} * CAST({10**scale} AS HUGEINT) AS HUGEINT)"
        case Float64(decimals=decimals):
            return f"CAST(round(CAST({cell} AS DOUBLE) * 1e{decimals}) AS HUGEINT)"
        case Date():
            return f"CAST(CAST({cell} AS DATE) - DATE '1970-01-01' AS HUGEINT)"
        case Timestamp():
            return f"CAST(epoch_us(CAST({cell} AS TIMESTAMP)) AS HUGEINT)"
        case Text() | Boolean():
            return cell
        case _:
            return f"CAST({cell} AS HUGEINT)"


def _quoted(name: str) -> str:
    return f'"{name}"'


def _literal(value: object) -> str:
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return str(value).lower() if isinstance(value, bool) else f"CAST({value} AS HUGEINT)"


def _entry(values: tuple[object, ...], index: str) -> str:
    if len(values) > _MOST_ENTRIES:
        raise DeclarationError(f"needs a table of {len(values):,} entries, too many for SQL")
    return f"([{', '.join(map(_literal, values))}][CAST({index} + 1 AS BIGINT)])"


def _floored(a: str, b: str) -> str:
    """The quotient, towards minus infinity; DuckDB's is towards 0."""
    return f"(({a} - {_remainder(a, b)}) // {b})"


def _remainder(a: str, b: str) -> str:
    """The remainder that is never negative."""
    return f"((({a} % {b}) + {b}) % {b})"


def _padded(digits: Expr, number: str) -> str:
    assert isinstance(digits, ZeroPadded)
    text = f"CAST({number} AS VARCHAR)"
    return f"lpad({text}, CAST(greatest({digits.width}, length({text})) AS INTEGER), '0')"


_OPERATIONS: Mapping[type[Expr], Callable[..., str]] = {
    Add: lambda _, a, b: f"({a} + {b})",
    Sub: lambda _, a, b: f"({a} - {b})",
    Mul: lambda _, a, b: f"({a} * {b})",
    Mod: lambda _, a, b: _remainder(a, b),
    FloorDiv: lambda _, a, b: _floored(a, b),
    # DuckDB's own least and greatest leave nulls out.
    Least: lambda _, a, b: f"(CASE WHEN {a} <= {b} THEN {a} WHEN {a} > {b} THEN {b} END)",
    Greatest: lambda _, a, b: f"(CASE WHEN {a} >= {b} THEN {a} WHEN {a} < {b} THEN {b} END)",
    _Same: lambda _, a, b: f"({a} = {b})",
    Lt: lambda _, a, b: f"({a} < {b})",
    Le: lambda _, a, b: f"({a} <= {b})",
    Eq: lambda _, a, b: f"({a} = {b})",
    And: lambda _, a, b: f"({a} AND {b})",
    Or: lambda _, a, b: f"({a} OR {b})",
    Not: lambda _, a: f"(NOT {a})",
    Where: lambda _, c, a, b: f"(CASE WHEN {c} THEN {a} WHEN NOT {c} THEN {b} END)",
    Lookup: lambda table, i: _entry(table.values, i),
    Word: lambda pool, i: _entry(pool.words, i),
    ZeroPadded: _padded,
    Concat: lambda _, *parts: f"({' || '.join(parts)})",
}
