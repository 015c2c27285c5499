"""A table being declared: its keys, its references and its children."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tablewright.declare.columns import ColumnsDraft, Null, known_value
from tablewright.declare.references import Children, Reference, Totals, Weight, parent_row
from tablewright.declare.values import Value, number
from tablewright.errors import ArgumentError, DeclarationError
from tablewright.ops import Field, Row
from tablewright.sampling import Apportionment
from tablewright.sampling.apportionment import geometric_sizes
from tablewright.spec import ForeignKey, Int64, Invariant, Table

if TYPE_CHECKING:
    from tablewright.declare.worlds import TableHandle, WorldDraft


@dataclass(eq=False)
class _Pending:
    """A reference whose parent is drawn once the moment that it names is known."""

    place: int
    name: str
    parent: TableDraft
    weight: Weight
    by: str | Value | None
    existing_at: str | Value | None
    doc: str
    null: Null


@dataclass
class TableDraft(ColumnsDraft):
    """A table while it is declared: its keys, its references, and its columns.

    Every column's value is an attribute, by the column's name.
    """

    _key: str | None = None
    _foreign: list[ForeignKey] = field(default_factory=list)
    _pending: list[_Pending] = field(default_factory=list)
    _rules: list[Invariant] = field(default_factory=list)
    totals: Totals = field(default_factory=Totals)
    _rows: dict[str, Field] = field(default_factory=dict)

    @classmethod
    def of(cls, world: WorldDraft, table: Table) -> TableDraft:
        """A table that is declared already, to be extended."""
        draft = cls(world, table.short_name, table.rows, table.doc, base=table)
        draft._columns = list(table.columns)
        draft._values = {column.name: known_value(column) for column in table.columns}
        draft._key, draft._unique = table.primary_key, list(table.unique)
        draft._foreign, draft._ordered_by = list(table.foreign_keys), table.ordered_by
        draft.absences = {c.name: c.null_when for c in table.columns if c.null_when is not None}
        return draft

    @property
    def parent_row(self) -> Field:
        """The row of the parent that its children were dealt to."""
        split = self.world.split_of(self.name)
        assert split is not None
        return self._fields("parent row", split[1].parent(Row()))

    @property
    def number(self) -> Field:
        """Which of its parent's children it is, from 0."""
        split = self.world.split_of(self.name)
        assert split is not None
        return self._fields("number", Row() - split[1].first(self.parent_row))

    def __getitem__(self, name: str) -> Value:
        if name not in self._values:
            for pending in [p for p in self._pending if p.name == name]:
                self._settle(pending)
        if name not in self._values:
            near = difflib.get_close_matches(name, self._values, 1)
            meant = f"; did you mean {near[0]!r}?" if near else ""
            raise DeclarationError(
                f"{self.name}.{name} is not declared, or not yet{meant}; it has "
                f"{', '.join(self._values) or 'no column'}"
            )
        return self._values[name]

    def __getattr__(self, name: str) -> Value:
        if name.startswith("_"):
            raise AttributeError(name)
        return self[name]

    def __repr__(self) -> str:
        return f"<{self.full_name}, {self.rows:,} rows, while it is declared>"

    # Keys and references.

    def key(self, name: str, *, start: int = 1, doc: str = "") -> Value:
        """The primary key: whole numbers from ``start`` on, in the order of the rows."""
        if self._key is not None:
            raise DeclarationError(f"{self.name}: {name} is a second key after {self._key}")
        self._key = name
        return self._add(name, number(Row() + start), Int64(), doc or f"{start:,} + row")

    def ref(
        self,
        name: str,
        parent: TableHandle | TableDraft,
        *,
        weight: Weight = None,
        by: str | Value | None = None,
        existing_at: str | Value | None = None,
        null: Null = 0.0,
        doc: str = "",
    ) -> Reference:
        """A foreign key; the returned reference knows every column of the parent.

        Where the parent has dealt out its children to this table (`children`), it is that parent.

        Parameters
        ----------
        name : str
            Of the column.
        parent : table
            Such as ``world.customers``.
        weight : optional
            How often a parent is chosen: a number for each of its rows, such numbers for each
            option of the text ``by``, or a distribution from which each parent draws its own.
        by : str or Value, optional
            A text of this table that is one of a few.
        existing_at : str or Value, optional
            A date or timestamp of this table: only parents that have begun by then.
        null : float or Value
            The share of rows without a parent, or when there is none.
        """
        draft = parent if isinstance(parent, TableDraft) else parent.draft()
        if self.rows and not draft.rows:
            raise ArgumentError(
                f"{draft.name}=0 leaves {self.rows:,} rows of {self.name} without a parent; give "
                f"{draft.name} of at least 1, or no rows of {self.name}"
            )
        place = self._reserve(name)
        text = doc or f"a {draft.key_name} of {draft.name}"
        pending = _Pending(place, name, draft, weight, by, existing_at, text, null)
        self._pending.append(pending)
        if not isinstance(existing_at, str) or existing_at in self._values:
            self._settle(pending)
        return Reference(draft, lambda: self._row_of(pending))

    def children(self, child: TableHandle) -> Children:
        """The rows of another table, dealt out to these: sums over them are exact.

        From one up, falling off geometrically. The other table names this one with `ref`.
        """
        split = Apportionment(
            self.full_name,
            f"children in {child.name}",
            self.rows,
            self.world.rows[child.name],
            geometric_sizes,
            (child.name, self.name),
        )
        self.world.deal(child.name, self, split)
        return Children(self, child.draft(), split)

    # What comes of it.

    @property
    def key_name(self) -> str:
        """The primary key's name."""
        if self._key is None:
            raise DeclarationError(f"{self.name} has no key; begin it with t.key(name)")
        return self._key

    def finished(self) -> Table:
        """The declared table."""
        for pending in list(self._pending):
            self._settle(pending)
        return Table(
            self.full_name,
            self.rows,
            tuple(column for column in self._columns if column is not None),
            self.key_name,
            tuple(self._foreign),
            self.doc,
            tuple(self._unique),
            self._ordered_by,
        )

    def rules(self) -> tuple[Invariant, ...]:
        """What the declaration claims of rows, for `verify`."""
        return (*self._rules, *self.totals.rules(self))

    def link_to(self, parent: TableDraft) -> str:
        """The column that refers to a parent."""
        for key in self._foreign:
            if key.parent == parent.full_name:
                return key.column
        raise DeclarationError(
            f"{self.name} is dealt out to {parent.name} but does not name it; add "
            f"t.ref(name, world.{parent.name})"
        )

    # How.

    def _holds(self, name: str, source: object) -> None:
        self.totals.kept_in(name, source)

    def _is_key(self, name: str) -> bool:
        return name == self._key or name in {key.column for key in self._foreign}

    def _settle(self, pending: _Pending) -> None:
        """Draw the parent of a reference."""
        self._pending.remove(pending)
        name, parent = pending.name, pending.parent
        dealt = self.world.split_of(self.name)
        moment = self._named(pending.existing_at)
        if dealt is not None and dealt[0] is parent:
            if isinstance(pending.null, Value) or pending.null:
                raise DeclarationError(
                    f"{self.name}.{name}: each row is a child of {parent.name}; leave out null="
                )
            row = self.parent_row
        else:
            by = self._named(pending.by)
            row = self._fields(f"{name} row", parent_row(parent, pending.weight, by, moment))
        key = parent[parent.key_name]
        self._add(name, key.at(row), Int64(), pending.doc, pending.null, pending.place)
        self._foreign.append(ForeignKey(name, parent.full_name, parent.key_name))
        self._rows[name] = row
        if isinstance(pending.existing_at, str) and parent._ordered_by is not None:
            self._rules.append(self._after_beginning(pending))

    def _after_beginning(self, pending: _Pending) -> Invariant:
        parent, moment = pending.parent, pending.existing_at
        key, begins = parent.key_name, parent._ordered_by
        return Invariant(
            f"{self.name}.{moment} after {parent.name}.{begins}",
            f"{moment} is never before {begins} of its row of {parent.name}",
            (self.name, parent.name),
            f'SELECT c."{self.key_name}", c."{moment}", p."{begins}" FROM "{self.name}" AS c '
            f'JOIN "{parent.name}" AS p ON c."{pending.name}" = p."{key}" '
            f'WHERE CAST(c."{moment}" AS DATE) < p."{begins}"',
        )

    def _named(self, value: str | Value | None) -> Value | None:
        return self[value] if isinstance(value, str) else value

    def _row_of(self, pending: _Pending) -> Field:
        """The parent's row of a reference."""
        if pending in self._pending:
            self._settle(pending)
        return self._rows[pending.name]
