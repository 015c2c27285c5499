"""A dataset being declared for some sizes: its tables, each declared when it is first needed."""

from __future__ import annotations

import difflib
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from tablewright.declare.tables import TableDraft
from tablewright.errors import DeclarationError, TablewrightError
from tablewright.spec import Invariant, Sizes, Table, Window, WorldOptions

if TYPE_CHECKING:
    from tablewright.declare.values import Value
    from tablewright.sampling import Apportionment

TableFunction: TypeAlias = "Callable[[TableDraft, WorldDraft], None]"


@dataclass(frozen=True)
class TableHandle:
    """A table of a world, by name; it is declared when something of it is asked for."""

    world: WorldDraft
    name: str

    def draft(self) -> TableDraft:
        """The table, declared as far as it is."""
        return self.world.draft(self.name)

    def __getitem__(self, column: str) -> Value:
        return self.draft()[column]


@dataclass
class WorldDraft:
    """A dataset while it is declared: tables are attributes, by name.

    Parameters
    ----------
    name : str
        Of the dataset.
    rows : mapping
        Rows of every table.
    options : Options
        Window, locale and rates.
    functions : mapping
        What declares each table, by its name; for one of ``base``, what is added to it.
    base : mapping
        Tables that are declared already, by name.
    """

    name: str
    rows: Sizes
    options: WorldOptions
    functions: Mapping[str, TableFunction]
    base: Mapping[str, Table] = field(default_factory=dict)
    _drafts: dict[str, TableDraft] = field(default_factory=dict)
    _dealt: dict[str, tuple[TableDraft, Apportionment]] = field(default_factory=dict)

    @property
    def window(self) -> Window:
        """The days of events."""
        return self.options.window

    @property
    def locale(self) -> str:
        """The language of names and places."""
        return self.options.locale

    @property
    def rates(self) -> Mapping[str, float]:
        """The dataset's rates, by name."""
        return self.options.rates

    def __getattr__(self, name: str) -> TableHandle:
        if name.startswith("_"):
            raise AttributeError(name)
        return self[name]

    def __getitem__(self, name: str) -> TableHandle:
        if name not in self._names:
            near = difflib.get_close_matches(name, self._names, 1)
            meant = f"; did you mean {near[0]!r}?" if near else ""
            raise DeclarationError(
                f"{self.name} has no table {name!r}{meant}; it has {', '.join(self._names)}"
            )
        return TableHandle(self, name)

    @property
    def _names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.base, *self.functions)))

    def draft(self, name: str) -> TableDraft:
        """A table, declared as far as it is."""
        if name not in self._drafts:
            function = self.functions.get(name)
            if name in self.base:
                self._drafts[name] = TableDraft.of(self, self.base[name])
            else:
                text = ((function and function.__doc__) or "").strip().partition("\n")[0]
                self._drafts[name] = TableDraft(self, name, self.rows[name], text)
            if function is not None:
                self._run(name, function)
        return self._drafts[name]

    def _run(self, name: str, function: TableFunction) -> None:
        """Let a function declare its table; what goes wrong in it is told with its place."""
        try:
            function(self._drafts[name], self)
        except TablewrightError:
            raise
        except Exception as error:
            frames = traceback.extract_tb(error.__traceback__)
            home = function.__code__.co_filename
            lines = [frame.lineno for frame in frames if frame.filename == home]
            where = f"{Path(home).name}, line {lines[-1]}: " if lines else ""
            raise DeclarationError(
                f"{self.name}.{name}: {where}{type(error).__name__}: {error}"
            ) from error

    def deal(self, child: str, parent: TableDraft, split: Apportionment) -> None:
        """Note that a table's rows are another's children."""
        if child in self._dealt:
            other = self._dealt[child][0].name
            raise DeclarationError(f"{child} is dealt out twice: to {other} and to {parent.name}")
        if child in self._drafts:
            raise DeclarationError(
                f"{child} is declared before {parent.name}, whose children it is; declare "
                f"{parent.name} first"
            )
        self._dealt[child] = (parent, split)

    def split_of(self, child: str) -> tuple[TableDraft, Apportionment] | None:
        """The parent that a table's rows were dealt out to, and how."""
        return self._dealt.get(child)

    def tables(self) -> tuple[Table, ...]:
        """All tables, parents before children."""
        made = {name: self.draft(name).finished() for name in self._names}
        order: list[str] = []

        def add(name: str, waiting: tuple[str, ...]) -> None:
            if name in order or name in waiting:
                return
            for key in made[name].foreign_keys:
                add(key.parent.rpartition(".")[2], (*waiting, name))
            order.append(name)

        for name in made:
            add(name, ())
        return tuple(made[name] for name in order)

    def rules(self) -> tuple[Invariant, ...]:
        """What the declarations claim of rows."""
        return tuple(rule for name in self._names for rule in self.draft(name).rules())

    def replaced(self) -> dict[str, set[str]]:
        """The columns of tables declared before that are filled in another way here."""
        return {name: self.draft(name).replaced for name in self.base}
