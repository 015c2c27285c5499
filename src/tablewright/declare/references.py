"""References: a row's parent, and a row's children."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import ClassVar, TypeAlias

from tablewright import checks
from tablewright.declare.choices import Zipf
from tablewright.declare.columns import Null, absence, told_of
from tablewright.declare.distributions import Continuous, Empirical
from tablewright.declare.drafts import Draft, Link, Sum
from tablewright.declare.plain import DAY_US, Unfinished
from tablewright.declare.rules import Rule
from tablewright.declare.said import Said
from tablewright.declare.values import Value, number
from tablewright.errors import ArgumentError, ArgumentTypeError, DeclarationError
from tablewright.ops import (
    Expr,
    Field,
    Index,
    Row,
    Where,
    below,
    greatest,
    least,
    lift,
    total,
    weighted_by,
)
from tablewright.sampling import PermutedBlocks
from tablewright.sampling.quantiles import middles
from tablewright.spec import ForeignKey

Weight: TypeAlias = (
    Sequence[float] | Mapping[str, Sequence[float]] | Continuous | Empirical | Zipf | None
)
_BLOCK = 1_024
"""Parents per block; every block contains all weights of a distribution."""
_MOST_WEIGHTS = 4_096


class Reference(Unfinished):
    """The parent of a row; its columns are attributes."""

    _remedy: ClassVar[str] = "name a column of the parent, such as ref.name"

    def __init__(self, parent: Draft, row: Callable[[], Field], name: str) -> None:
        self._parent = parent
        self._row = row
        self._name = name

    def __getattr__(self, name: str) -> Value:
        if name.startswith("__"):
            raise AttributeError(name)
        return self[name]

    def __getitem__(self, name: str) -> Value:
        """The parent's values, by column name."""
        there = self._parent[name].at(self._row())
        return replace(there, said=Said("parent", (self._name, name)))

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._parent.values]

    def __repr__(self) -> str:
        return f"<Reference to {self._parent.name}>"


@dataclass(eq=False)
class Pending:
    """A foreign key, whose parent is drawn once the moment that it names is declared."""

    draft: Draft
    place: int
    name: str
    parent: Draft
    weight: Weight
    by: str | Value | None
    existing_at: str | Value | None
    doc: str
    null: Null

    def settle(self) -> None:
        """Draw the parent, and declare the column."""
        draft, name, parent = self.draft, self.name, self.parent
        del draft.waiting[name]
        with told_of(draft, name):
            if name in draft.distinct:
                self._refuse(f"{', '.join(draft.distinct)} are distinct")
            dealt = draft.distinct[name] if name in draft.distinct else self._dealt()
            row = draft.fields(f"{name} row", self._drawn()) if dealt is None else dealt
            null_when = absence(draft, name, self.null)
            if parent is draft:
                is_first = Row().eq(0)
                null_when = is_first if null_when is None else null_when | is_first
                null_when = draft.fields(f"{name} null", null_when)
        key = parent[parent.key_name]
        type_ = parent.column(parent.key_name)[1].type
        draft.put(name, key.at(row), type_, self.doc, null_when, self.place)
        draft.foreign.append(ForeignKey(name, parent.full_name, parent.key_name))
        draft.links[name] = Link(row, parent)
        if self.existing_at is not None and parent.begins is not None:
            self._claim(parent[parent.begins].at(row))

    def row(self) -> Field:
        """The parent's row."""
        if self.name in self.draft.waiting:
            self.settle()
        return self.draft.links[self.name].row

    def _dealt(self) -> Field | None:
        """The row of the parent that the rows were dealt out to, if it is this one."""
        dealt = self.draft.tables.dealt.get(self.draft.name)
        if dealt is None or dealt.parent is not self.parent or self._is_named_before():
            return None
        self._refuse(f"each row is a child of {self.parent.name}")
        return dealt.row

    def _refuse(self, reason: str) -> None:
        """Refuse arguments of a reference that is not drawn by itself."""
        given = {
            "null": isinstance(self.null, Value) or self.null,
            "weight": self.weight is not None,
            "by": self.by is not None,
            "existing_at": self.existing_at is not None,
        }
        for argument, is_given in given.items():
            if is_given:
                raise DeclarationError(f"{reason}; omit {argument}=")

    def _is_named_before(self) -> bool:
        return any(key.parent == self.parent.full_name for key in self.draft.foreign)

    def _drawn(self) -> Expr:
        by, own = self._value(self.by), self.parent is self.draft
        return drawn_row(self.parent, self.weight, by, self._moment(), earlier=own)

    def _moment(self) -> Value | None:
        return self._value(self.existing_at)

    def _value(self, given: str | Value | None) -> Value | None:
        return self.draft[given] if isinstance(given, str) else given

    def _claim(self, begins: Value) -> None:
        """Return the rule that no row refers to a parent that starts later, if columns show it."""
        moment = self._moment()
        assert moment is not None
        day = moment.date if moment.kind == "timestamp" else moment
        when = self.existing_at if isinstance(self.existing_at, str) else "the row's time"
        rule = Rule(
            f"{self.draft.name}.{self.name} existing at {when}",
            f"{when} is never before {self.parent.begins} of its row of {self.parent.name}",
            begins <= day,
        )
        self.draft.claims.append(rule)


@dataclass(frozen=True, repr=False)
class Children(Unfinished):
    """The rows of a child table that belong to a row."""

    _remedy: ClassVar[str] = "take its .count or its .sum(column)"
    _parent: Draft
    _child: Draft

    @cached_property
    def count(self) -> Value:
        """The number of children."""
        found = self._child.tables.dealt[self._child.name].split.size(Row())
        self._parent.sums[found] = Sum(self._child, None)
        return replace(number(found), said=Said("count", (self._child.name,)))

    def sum(self, column: str) -> Value:
        """Sum a numeric column over the children; a null counts as 0."""
        if not isinstance(column, str):
            raise checks.wrong_type("column", column, "str", "give the name of a column")
        child = self._child
        value = child[column]
        if value.kind != "number":
            raise ArgumentTypeError(
                f"sum: {child.name}.{column} is a {value.kind}; give a column of numbers"
            )
        expr, null_when = value.expr, child.absences.get(column)
        if null_when is not None:
            expr = Where(null_when, lift(0), expr)
        dealt = child.tables.dealt[child.name]
        given = {dealt.row: Row(), dealt.number: Index()}
        split = dealt.split
        row = split.first(Row()) + Index()
        found = total(split.size(Row()), expr.at(row, given), split.most)
        self._parent.sums[found] = Sum(child, column)
        made = number(found, value.scale)
        return replace(made, said=Said("sum", (child.name, column)))

    def __repr__(self) -> str:
        return f"<Children of {self._parent.name} in {self._child.name}>"


def drawn_row(
    parent: Draft,
    weight: Weight,
    by: Value | None,
    moment: Value | None,
    *,
    earlier: bool = False,
) -> Expr:
    """Draw a parent's row by weight, among those that exist, or ``earlier`` than this row."""
    if by is not None and not isinstance(weight, Mapping):
        raise ArgumentError(
            "by= needs weights by its options; give weight={option: (a number for each row)}"
        )
    rows = max(1, parent.rows)
    count: Expr = lift(rows)
    if moment is not None:
        if moment.kind not in ("date", "timestamp"):
            raise ArgumentTypeError(
                f"existing_at is a {moment.kind}, not a date or timestamp; name such a column"
            )
        if parent.growth is None:
            raise DeclarationError(
                f"existing_at: {parent.name} has no start date; fill one of its dates with "
                "tw.growth(...)"
            )
        day = moment.expr // DAY_US if moment.kind == "timestamp" else moment.expr
        count = greatest(parent.growth.count(day), 1)
    if earlier:
        count = greatest(least(count, Row()), 1)
    match weight:
        case None:
            return below(count, "parent", most=rows)
        case Continuous() | Empirical() | Zipf():
            return _by_habit(parent, weight, count)
    if moment is not None or earlier:
        other = "existing_at=" if moment is not None else "a reference to the table itself"
        raise DeclarationError(
            f"weight: a weight per parent cannot be combined with {other}; give a distribution "
            "such as tw.gamma(1, 2), which draws a weight for each parent"
        )
    return _by_row(parent, weight, by)


def _by_row(
    parent: Draft, weight: Sequence[float] | Mapping[str, Sequence[float]], by: Value | None
) -> Expr:
    if parent.rows > _MOST_WEIGHTS:
        raise DeclarationError(
            f"weight: {parent.name} has {parent.rows:,} rows, too many for individual weights (at "
            f"most {_MOST_WEIGHTS:,}); give a distribution such as tw.gamma(1, 2)"
        )
    if not isinstance(weight, Mapping):
        table, which = [_numbers("weight", weight, parent)], lift(0)
    else:
        if by is None or by.index is None:
            raise ArgumentError(
                "weight is a mapping; add by= with the text that its keys are options of"
            )
        for option in weight:
            if option not in by.options:
                known = ", ".join(map(repr, by.options[:8]))
                raise ArgumentError(f"weight={option!r} is no option of by=; give one of {known}")
        missing = [option for option in by.options if option not in weight]
        if missing:
            raise ArgumentError(f"weight has no entry for {missing[0]!r}; add it")
        table = [_numbers(f"weight[{o!r}]", weight[o], parent) for o in by.options]
        which = by.index
    return weighted_by(table, which, "parent")


def _numbers(name: str, weights: object, parent: Draft) -> tuple[float, ...]:
    remedy = (
        f"give a number for each of the {parent.rows:,} rows of {parent.name}, or a distribution "
        "such as tw.gamma(1, 2)"
    )
    if isinstance(weights, str | Mapping) or not isinstance(weights, Iterable):
        raise checks.wrong_type(name, weights, "a list of numbers", remedy)
    found = tuple(weights)
    if len(found) != parent.rows:
        raise ArgumentError(
            f"{name}={checks.shown(weights)} has {len(found)} weights for the {parent.rows:,} rows "
            f"of {parent.name}; give one for each"
        )
    for weight in found:
        if not 0 <= checks.number(name, weight, "a number", remedy) < math.inf:
            raise ArgumentError(f"{name}={checks.shown(weight)} is no weight; give 0 or more")
    if not any(found):
        raise ArgumentError(f"{name}={checks.shown(weights)} is all 0; give one weight above")
    return tuple(map(float, found))


def _by_habit(parent: Draft, weight: Continuous | Empirical | Zipf, count: Expr) -> Expr:
    """Draw parents whose weights come from a distribution."""
    block = min(_BLOCK, max(1, parent.rows))
    blocks = PermutedBlocks.of(parent.full_name, f"weight {weight}", parent.rows, block, range)
    full, rest = _weights(weight, len(blocks.cards)), _weights(weight, len(blocks.last))
    weights = [*(full[card] for card in blocks.cards), *(rest[card] for card in blocks.last)]
    return blocks.choose(count, [weights], lift(0), "parent")


def _weights(weight: Continuous | Empirical | Zipf, count: int) -> tuple[float, ...]:
    if not count:
        return ()
    if isinstance(weight, Zipf):
        return weight.weights(count)
    found = [max(0, each) for each in middles(weight.knots(10**6), count)]
    if not any(found):
        raise ArgumentError(f"weight={weight} is never positive; give a positive distribution")
    return tuple(map(float, found))
