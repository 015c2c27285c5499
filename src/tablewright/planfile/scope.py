"""What names stand for in the expressions of one table."""

from __future__ import annotations

import datetime as dt

from tablewright import checks
from tablewright.declare import Reference, TableDraft, Value, WorldDraft
from tablewright.declare.references import Children
from tablewright.declare.texts import AddressColumns, Person
from tablewright.errors import ArgumentError, DeclarationError


class Scope:
    """A table while its plan is declared; the names of an expression.

    Parameters
    ----------
    t : TableDraft
        The table.
    world : WorldDraft
        The other tables.
    table : str
        Its name.
    """

    def __init__(self, t: TableDraft, world: WorldDraft, table: str) -> None:
        self.t = t
        self.world = world
        self.table = table
        self.references: dict[str, Reference] = {}
        self._named: dict[str, Value] = {}
        self._people: dict[str, Person] = {}
        self._addresses: dict[str, AddressColumns] = {}
        self._children: dict[str, Children] = {}

    @property
    def columns(self) -> tuple[str, ...]:
        """Names that are taken."""
        return (*self.t._draft.values, *self.t._draft.waiting, *self._named)

    def let(self, name: str, value: Value) -> None:
        """Name a value."""
        if name in self.columns:
            raise DeclarationError(f"{self.table}: {name} is declared twice; rename one")
        self._named[name] = value

    def column(self, name: str) -> Value:
        """A column, or what is drawn or named above."""
        return self._named[name] if name in self._named else self.t[name]

    def reference(self, name: str) -> Reference | None:
        """The reference whose foreign key is that column, if it is one."""
        return self.references.get(name)

    def number(self, group: str, name: str) -> float | dt.date:
        """A rate, a table's number of rows, or an end of the window."""
        if group == "rates":
            return self.world.rates[name]
        if group == "rows":
            return self.world.rows[name]
        checks.choice("window", name, ("start", "end"))
        window = self.world.window
        return window.end if name == "end" else window.start

    def row(self) -> Value:
        """The row's number."""
        return self.t.row

    def position(self) -> Value:
        """The row's position among its parent's children."""
        return self.t.position

    def person(self, role: str) -> Person:
        """The row's person."""
        return self._people.setdefault(role, self.t.person(role))

    def address(self, role: str) -> AddressColumns:
        """The row's address."""
        return self._addresses.setdefault(role, self.t.address(role))

    def children(self, table: str) -> Children:
        """The row's children in a table."""
        if table not in self._children:
            self._children[table] = self.t.children(self.world[table])
        return self._children[table]

    def is_null(self, name: str) -> Value:
        """Whether a column is null."""
        if name in self._named:
            raise ArgumentError(f"is_null({name}) is of no column; name one")
        return self.t.is_null(name)
