"""References: which row of its parent a row belongs to, and the children of a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from tablewright.declare.choices import Zipf
from tablewright.declare.distributions import Continuous, Empirical
from tablewright.declare.values import DAY_US, Value, number
from tablewright.errors import ArgumentError, ArgumentTypeError, DeclarationError
from tablewright.ops import (
    Expr,
    Field,
    Index,
    Row,
    Where,
    below,
    greatest,
    lift,
    total,
    weighted_by,
)
from tablewright.sampling import Apportionment, PermutedBlocks
from tablewright.sampling.quantiles import middles
from tablewright.spec import Invariant

if TYPE_CHECKING:
    from tablewright.declare.tables import TableDraft

Weight: TypeAlias = (
    Sequence[float] | Mapping[str, Sequence[float]] | Continuous | Empirical | Zipf | None
)
_BLOCK = 1_024
"""Parents of a block, in each of which all weights of a distribution occur."""
_MOST_WEIGHTS = 4_096


class Reference:
    """A parent of a row: what is known of it is an attribute by the column's name.

    Parameters
    ----------
    parent : TableDraft
        The parent's table.
    row : callable
        Its row, once what it depends on is declared.
    """

    def __init__(self, parent: TableDraft, row: Callable[[], Field]) -> None:
        self._parent = parent
        self._row = row

    def __getattr__(self, name: str) -> Value:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._parent[name].at(self._row())

    def __repr__(self) -> str:
        return f"<Reference to {self._parent.name}>"


@dataclass
class Totals:
    """Which values are totals over children, and which columns hold them: rules for `verify`."""

    _known: dict[int, tuple[Value, TableDraft, str | None]] = field(default_factory=dict)
    _columns: dict[str, tuple[TableDraft, str | None]] = field(default_factory=dict)

    def noted(self, value: Value, child: TableDraft, column: str | None) -> Value:
        """The value, known as the sum of a child's column, or as the number of children."""
        self._known[id(value)] = (value, child, column)
        return value

    def kept_in(self, name: str, source: object) -> None:
        """Note that a column holds such a value, if it does."""
        if id(source) in self._known:
            _, child, column = self._known[id(source)]
            self._columns[name] = (child, column)

    def rules(self, parent: TableDraft) -> list[Invariant]:
        """That each such column is the total over the rows that are there."""
        return [
            self._rule(parent, name, child, column)
            for name, (child, column) in self._columns.items()
        ]

    def _rule(
        self, parent: TableDraft, name: str, child: TableDraft, column: str | None
    ) -> Invariant:
        what = "count(*)" if column is None else f'sum("{column}")'
        key, link = parent.key_name, child.link_to(parent)
        text = f"rows of {child.name}" if column is None else f"the sum of {child.name}.{column}"
        return Invariant(
            f"{parent.name}.{name} of {child.name}",
            f"{name} is {text} that belong to the row",
            (parent.name, child.name),
            f'SELECT p."{key}", p."{name}", coalesce(c.total, 0) AS total '
            f'FROM "{parent.name}" AS p '
            f'LEFT JOIN (SELECT "{link}", {what} AS total FROM "{child.name}" GROUP BY ALL) AS c '
            f'ON p."{key}" = c."{link}" '
            f'WHERE p."{name}" IS NOT NULL AND p."{name}" <> coalesce(c.total, 0)',
        )


@dataclass(frozen=True)
class Children:
    """The rows of another table that belong to a row.

    Parameters
    ----------
    parent, child : TableDraft
        Both tables.
    split : Split
        Which rows belong to which.
    """

    parent: TableDraft
    child: TableDraft
    split: Apportionment

    @cached_property
    def count(self) -> Value:
        """How many there are."""
        return self.parent.totals.noted(number(self.split.size(Row())), self.child, None)

    def sum(self, column: str) -> Value:
        """The sum of a column of numbers over them; a null counts as 0."""
        value = self.child[column]
        if value.kind != "number":
            raise ArgumentTypeError(f"sum: {self.child.name}.{column} is a {value.kind}")
        expr, null_when = value.expr, self.child.absences.get(column)
        if null_when is not None:
            expr = Where(null_when, lift(0), expr)
        given = {self.child.parent_row: Row(), self.child.number: Index()}
        row = self.split.first(Row()) + Index()
        added = total(self.split.size(Row()), expr.at(row, given), self.split.most)
        return self.parent.totals.noted(number(added, value.scale), self.child, column)

    def __repr__(self) -> str:
        return f"<Children of {self.parent.name} in {self.child.name}>"


def parent_row(parent: TableDraft, weight: Weight, by: Value | None, moment: Value | None) -> Expr:
    """The row of a parent, drawn by weight among those that exist."""
    rows = max(1, parent.rows)
    count: Expr = lift(rows)
    if moment is not None:
        if moment.kind not in ("date", "timestamp"):
            raise ArgumentTypeError(f"existing_at: needs a date or timestamp, not a {moment.kind}")
        if parent.growth is None:
            raise DeclarationError(
                f"existing_at: {parent.name} has no beginning; fill one of its dates with "
                "tw.growth(...)"
            )
        day = moment.expr // DAY_US if moment.kind == "timestamp" else moment.expr
        count = greatest(parent.growth.count(day), 1)
    match weight:
        case None:
            return below(count, "parent", most=rows)
        case Continuous() | Empirical() | Zipf():
            return _by_habit(parent, weight, count)
    if moment is not None:
        raise DeclarationError(
            "weight: a weight for each parent does not go with existing_at=; give a distribution "
            "such as tw.gamma(1, 2), from which each parent draws its own"
        )
    return _by_row(parent, weight, by)


def _by_row(
    parent: TableDraft, weight: Sequence[float] | Mapping[str, Sequence[float]], by: Value | None
) -> Expr:
    if parent.rows > _MOST_WEIGHTS:
        raise DeclarationError(
            f"weight: {parent.name} has {parent.rows:,} rows, too many for a weight each (at most "
            f"{_MOST_WEIGHTS:,}); give a distribution such as tw.gamma(1, 2)"
        )
    if isinstance(weight, Mapping):
        if by is None or by.index is None:
            raise ArgumentError("weight is a mapping; add by= with the text that its keys are of")
        missing = [option for option in by.options if option not in weight]
        if missing:
            raise ArgumentError(f"weight has nothing for {missing[0]!r}; add it")
        table, which = [weight[option] for option in by.options], by.index
    else:
        table, which = [weight], lift(0)
    for each in table:
        if len(each) != parent.rows:
            raise ArgumentError(
                f"weight={each!r:.60} has {len(each)} weights for the {parent.rows:,} rows of "
                f"{parent.name}; give one for each"
            )
    return weighted_by([tuple(map(float, each)) for each in table], which, "parent")


def _by_habit(parent: TableDraft, weight: Continuous | Empirical | Zipf, count: Expr) -> Expr:
    """Parents of which each has a weight of its own, drawn from a distribution."""
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
        raise ArgumentError(f"weight={weight} is never above 0; give a positive distribution")
    return tuple(map(float, found))
