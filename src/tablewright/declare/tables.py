"""A table being declared: its keys, its references, its children and its rules."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from tablewright import checks
from tablewright.declare import how
from tablewright.declare.columns import Columns, Null, sentence, told_of
from tablewright.declare.combinations import combined
from tablewright.declare.drafts import Draft, named
from tablewright.declare.extending import Replacing
from tablewright.declare.references import Children, Pending, Reference, Weight
from tablewright.declare.rules import Rule
from tablewright.declare.said import recorded, stated
from tablewright.declare.values import Value, flag, number
from tablewright.declare.worlds import TableHandle
from tablewright.errors import ArgumentError, ArgumentTypeError, DeclarationError
from tablewright.ops import Row, lift
from tablewright.spec import Int64, without_parent


class TableDraft(Replacing):
    """A table while it is declared; each method adds a column and returns its value.

    The function that `Dataset.table` decorates is given one. Every column's value is also an
    attribute, by the column's name, or an item, ``t["name"]``.
    """

    def __init__(self) -> None:
        raise ArgumentTypeError(
            "a TableDraft is not created directly; @dataset.table passes one to the decorated "
            "function"
        )

    def __getitem__(self, name: str) -> Value:
        return self._draft[name]

    def __getattr__(self, name: str) -> Value:
        if name.startswith("_"):
            raise AttributeError(name)
        columns = [*self._draft.values, *self._draft.waiting]
        near = difflib.get_close_matches(name, [*columns, *_METHODS], 1)
        if name not in columns and near and near[0] in _METHODS:
            raise DeclarationError(
                f"{self._draft.name}: t.{name} is neither a column nor a method; did you mean "
                f"t.{near[0]}?"
            )
        return self[name]

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._draft.values]

    def __repr__(self) -> str:
        draft = self._draft
        return f"<{draft.full_name}, {draft.rows:,} rows, while it is declared>"

    @property
    @recorded
    def row(self) -> Value:
        """The number of the row, from 0."""
        return number(Row())

    @stated
    def key(self, name: str, *, start: int = 1, doc: str = "") -> Value:
        """Add the primary key: consecutive integers from ``start``, in row order."""
        draft = self._draft
        named(name)
        if draft.key is not None:
            draft.take_key(name)
        with told_of(draft, name):
            first = checks.integer("start", start, -(2**62), 2**62)
            text = sentence(doc) or f"{first:,} + row"
        place = draft.reserve(name)
        draft.key = name
        return draft.put(name, number(Row() + first), Int64(), text, place=place)

    @stated
    def ref(
        self,
        name: str,
        parent: TableHandle | TableDraft,
        *,
        weight: Weight = None,
        by: str | Value | None = None,
        existing_at: str | Value | None = None,
        null: Null = 0.0,
        key: bool = False,
        doc: str = "",
    ) -> Reference:
        """Add a foreign key; the returned reference has the parent's columns as attributes.

        If the parent declares `children` in this table, the reference is to that parent row. A
        reference of a table to itself, as of employees to their managers, is to an earlier row, and
        null in the first.

        Parameters
        ----------
        name : str
            The column's name.
        parent : table
            The parent table, such as ``world.customers``.
        weight : optional
            The parents' weights: one number per parent row, a mapping of such sequences by the
            options of ``by``, or a distribution that draws a weight for each parent.
        by : str or Value, optional
            A text of this table with fixed options.
        existing_at : str or Value, optional
            A date or timestamp of this table; only parents that have started by then are chosen.
        null : float or Value
            The share of rows without a parent, or a condition.
        key : bool
            Whether it is the primary key too: each parent has at most one row.
        doc : str
            How the column is generated.
        """
        draft, other = self._draft, _draft_of(parent)
        with told_of(draft, name):
            columns: Mapping[str, object] = {"by": by, "existing_at": existing_at}
            for argument, given in columns.items():
                if given is not None and not isinstance(given, str | Value):
                    remedy = "give a column of this table, or its name"
                    raise checks.wrong_type(argument, given, "a column", remedy)
        if draft.rows and not other.rows:
            raise without_parent(other.name, draft.name, draft.rows)
        place = draft.reserve(name)
        if checks.flag("key", key):
            draft.take_key(name)
            if name not in draft.distinct:
                raise DeclarationError(
                    f"{draft.name}.{name}: key=True needs different parents; add "
                    f"t.distinct({{{name!r}: world.{other.name}}}) before it"
                )
        with told_of(draft, name):
            made = sentence(doc) or f"a {other.key_name} of {other.name}"
            text = how.with_nulls(made, _share(null), draft)
        pending = Pending(draft, place, name, other, weight, by, existing_at, text, null)
        draft.waiting[name] = pending
        if not isinstance(existing_at, str) or existing_at in draft.values:
            pending.settle()
        return Reference(other, pending.row, name)

    @stated
    def children(self, child: TableHandle) -> Children:
        """Assign the rows of another table to these rows; sums over them are exact.

        Each row has at least one child; counts are geometric. The child refers to this table with
        `ref`.
        """
        other = _handle(child, "child")
        draft = self._draft
        draft.tables.deal(other._name, draft)
        return Children(draft, draft.tables.draft(other._name))

    @stated
    def distinct(self, parents: Mapping[str, TableHandle]) -> None:
        """Let combinations of references occur at most once, as in a junction table.

        Declare them with `ref` afterwards, without weights.

        Parameters
        ----------
        parents : mapping
            The parent of each reference, by the name of its column.
        """
        draft = self._draft
        if draft.distinct or draft.links or draft.waiting:
            raise DeclarationError(f"{draft.name}: distinct= comes once, before references")
        given = checks.mapping("parents", parents)
        if not given:
            raise ArgumentError(f"parents={checks.shown(given)} is empty; name at least one")
        drafts = {name: _draft_of(parent) for name, parent in given.items()}
        for parent in drafts.values():
            if draft.rows and not parent.rows:
                raise without_parent(parent.name, draft.name, draft.rows)
        draft.distinct = combined(draft, drafts)

    @property
    @recorded
    def position(self) -> Value:
        """The row's position among its parent's children, from 0.

        The parent declares `children` in this table.
        """
        dealt = self._draft.tables.dealt.get(self._draft.name)
        if dealt is None:
            raise DeclarationError(
                f"{self._draft.name}: position is among the children of a parent, and no table "
                f"before it declares t.children(world.{self._draft.name})"
            )
        return number(dealt.number)

    @recorded
    def is_null(self, name: str) -> Value:
        """Whether a column is null in this row; its value is there underneath all the same."""
        self._draft.column(name)
        return flag(self._draft.absences.get(name, lift(False)))

    @stated
    def rule(self, name: str, condition: Value, *, doc: str = "") -> None:
        """A condition that holds in every row, which `verify` checks in files.

        Parameters
        ----------
        name : str
            The rule's name.
        condition : Value
            A comparison of columns, of parents' columns and of sums over children, combined with
            ``&``, ``|`` and ``~``. Where a null leaves it open whether it holds, it does.
        doc : str
            One sentence that states the rule; default: the name.

        Examples
        --------
        >>> import tablewright as tw
        >>> shop = tw.Dataset("shop", rows={"orders": 10})
        >>> @shop.table
        ... def orders(t, world):
        ...     t.key("order_id")
        ...     placed = t.date("placed", tw.between("2024-01-01", "2024-12-31"))
        ...     due = t.date("due", placed + 14)
        ...     t.rule("paid in time", (due >= placed) & (due < placed + 30))
        >>> [rule.name for rule in shop.declaration.invariants]
        ['orders.paid in time', 'orders.due as declared']
        """
        draft = self._draft
        if not isinstance(name, str) or not name:
            raise checks.wrong_type("name", name, "a name", "give a text")
        with told_of(draft, name):
            if not isinstance(condition, Value) or condition.kind != "flag":
                raise checks.wrong_type("condition", condition, "a condition", "compare values")
            text = sentence(doc) or name
        draft.rules.append(Rule(f"{draft.name}.{name}", text, condition))


_METHODS = tuple(
    name
    for each in (TableDraft, Replacing, Columns)
    for name in vars(each)
    if not name.startswith("_")
)


def face(draft: Draft) -> TableDraft:
    """The first argument of a function that declares a table."""
    one: TableDraft = object.__new__(TableDraft)
    one._draft = draft
    return one


def _handle(table: object, argument: str) -> TableHandle:
    if not isinstance(table, TableHandle):
        remedy = "give a table of the world, such as world.customers"
        raise checks.wrong_type(argument, table, "a table", remedy)
    return table


def _draft_of(table: object) -> Draft:
    if isinstance(table, TableDraft):
        return table._draft
    other = _handle(table, "parent")
    return other._tables.draft(other._name)


def _share(null: object) -> float | Value:
    return null if isinstance(null, Value) else checks.rate("null", null)
