"""Declares a dataset for given sizes; each table is declared on first use."""

from __future__ import annotations

import difflib
import re
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, NamedTuple, NoReturn, TypeAlias, TypeVar

from tablewright.declare.combinations import once
from tablewright.declare.drafts import Draft
from tablewright.declare.plain import Unfinished
from tablewright.declare.said import GivenCount, GivenDay, GivenShare
from tablewright.declare.unique import refuse_repeats
from tablewright.errors import ArgumentTypeError, DeclarationError, TablewrightError
from tablewright.ops import Field, Row
from tablewright.sampling import Apportionment
from tablewright.sampling.apportionment import geometric_sizes
from tablewright.spec import Invariant, Sizes, Table, Window, WorldOptions

if TYPE_CHECKING:
    from tablewright.declare.tables import TableDraft

TableFunction: TypeAlias = "Callable[[TableDraft, WorldDraft], None]"
_Number = TypeVar("_Number", bound=float)
_PLACED = re.compile(r"[^:]+, line \d+: ")


class Dealt(NamedTuple):
    """A table whose rows are dealt out to those of its parent."""

    parent: Draft
    split: Apportionment
    row: Field
    """The parent's row."""
    number: Field
    """The row's position among its parent's children, from 0."""


@dataclass
class Drafts:
    """All tables of a dataset while it is declared.

    Parameters
    ----------
    name : str
        The dataset's name.
    rows : mapping
        Number of rows of each table.
    options : Options
        Window, locale and rates.
    functions : mapping
        The function that declares each table, by name, or that extends a table of ``base``.
    base : mapping
        Existing tables to extend, by name.
    """

    name: str
    rows: Sizes
    options: WorldOptions
    functions: Mapping[str, TableFunction]
    base: Mapping[str, Table] = field(default_factory=dict)
    dealt: dict[str, Dealt] = field(default_factory=dict)
    marked: bool = False
    """Whether sizes, rates and days of the window remember what they are, to be written out."""
    running: list[str] = field(default_factory=list)
    """The tables whose functions run, each called for by the one before."""
    _drafts: dict[str, Draft] = field(default_factory=dict)

    @property
    def window(self) -> Window:
        """The window of events, as declarations see it."""
        window = self.options.window
        if not self.marked:
            return window
        return Window(
            GivenDay.of(window.start, "window.start"), GivenDay.of(window.end, "window.end")
        )

    @property
    def names(self) -> tuple[str, ...]:
        """All tables, those of ``base`` first."""
        return tuple(dict.fromkeys((*self.base, *self.functions)))

    def draft(self, name: str) -> Draft:
        """A table, declared as far as it is."""
        if name not in self._drafts:
            function = self.functions.get(name)
            if name in self.base:
                self._drafts[name] = Draft.of(self, self.base[name])
            else:
                text = ((function and function.__doc__) or "").strip().partition("\n")[0]
                self._drafts[name] = Draft(self, name, self.rows[name], text)
            if function is not None:
                self._run(name, function)
        return self._drafts[name]

    def _run(self, name: str, function: TableFunction) -> None:
        """Run a table's function; report errors in it with their location."""
        from tablewright.declare.tables import face

        self.running.append(name)
        try:
            function(face(self._drafts[name]), world_face(self))
        except TablewrightError as error:
            if isinstance(error, ValueError | TypeError):
                raise type(error)(_placed(function, error, str(error))) from None
            raise
        except Exception as error:
            text = f"{type(error).__name__}: {error}"
            raise DeclarationError(
                f"{self.name}.{name}: {_placed(function, error, text)}"
            ) from error
        finally:
            self.running.pop()

    def deal(self, child: str, parent: Draft) -> None:
        """Deal out a table's rows to those of another."""
        if child in self.base:
            raise DeclarationError(
                f"{child} belongs to the dataset that {self.name} extends and cannot become "
                "children; use an added table"
            )
        if child == parent.name:
            raise DeclarationError(f"{child} cannot be its own child; name another table")
        if child in self.dealt:
            other = self.dealt[child].parent.name
            raise DeclarationError(
                f"{child} is declared as children twice: of {other} and of {parent.name}"
            )
        if child in self._drafts:
            raise DeclarationError(
                f"{child} is declared before its parent {parent.name}; declare {parent.name} first"
            )
        split = Apportionment(
            parent.full_name,
            f"children in {child}",
            parent.rows,
            self.rows[child],
            geometric_sizes,
            (child, parent.name),
        )
        name = f"{self.name}.{child}"
        row = Field(name, "parent row", split.parent(Row()), self.rows[child], rising=True)
        number = Field(name, "number", Row() - split.first(row), self.rows[child])
        self.dealt[child] = Dealt(parent, split, row, number)

    def tables(self) -> tuple[Table, ...]:
        """Return all tables, parents before children."""
        made = {name: self.draft(name).finished() for name in self.names}
        for name, dealt in self.dealt.items():
            self.draft(name).link_to(dealt.parent)
        for name in self.names:
            with self.draft(name).located():
                refuse_repeats(self.draft(name))
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
        """Return the rules that the declarations imply."""
        found: list[Invariant] = []
        for name in self.names:
            draft = self.draft(name)
            found += [rule.invariant(draft) for rule in draft.rules]
            found += _followed(draft)
            distinct = once(draft)
            found += [] if distinct is None else [distinct]
        return tuple(found)

    def replaced(self) -> dict[str, set[str]]:
        """Return the replaced columns of extended tables."""
        return {name: self.draft(name).replaced for name in self.base}


class TableHandle(Unfinished):
    """A table of a world by name; it is declared on first use."""

    _remedy: ClassVar[str] = "refer to it with t.ref(name, world.table), and take a column of that"

    def __init__(self, tables: Drafts, name: str) -> None:
        self._tables = tables
        self._name = name

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> NoReturn:
            if name.startswith("_"):
                raise AttributeError(name)
            raise DeclarationError(
                f"world.{self._name}.{name} belongs to no row; read it from a reference: "
                f"t.ref(column, world.{self._name}).{name}"
            )

    def __repr__(self) -> str:
        return f"<Table {self._name} of {self._tables.name}, while it is declared>"


class WorldDraft:
    """A dataset while it is declared: tables are attributes, by name, or items."""

    _tables: Drafts

    def __init__(self) -> None:
        raise ArgumentTypeError(
            "a WorldDraft is not created directly; @dataset.table passes one to the decorated "
            "function"
        )

    @property
    def rows(self) -> Named[int]:
        """Rows of every table, by name."""
        rows = self._tables.rows
        if self._tables.marked:
            rows = {name: GivenCount.of(count, f"rows.{name}") for name, count in rows.items()}
        return Named("rows", rows)

    @property
    def rates(self) -> Named[float]:
        """The dataset's rates, by name: ``world.rates.late`` or ``world.rates["late"]``."""
        rates = self._tables.options.rates
        if self._tables.marked:
            rates = {name: GivenShare.of(share, f"rates.{name}") for name, share in rates.items()}
        return Named("rates", rates)

    @property
    def window(self) -> Window:
        """The window of events."""
        return self._tables.window

    @property
    def locale(self) -> str:
        """The locale of names and places."""
        return self._tables.options.locale

    def __getattr__(self, name: str) -> TableHandle:
        if name.startswith("_"):
            raise AttributeError(name)
        return self[name]

    def __getitem__(self, name: str) -> TableHandle:
        if name not in self._tables.names:
            what = f"{self._tables.name} has no table"
            raise DeclarationError(_unknown(what, name, self._tables.names))
        return TableHandle(self._tables, name)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._tables.names]

    def __repr__(self) -> str:
        return f"<{self._tables.name}, while it is declared: {', '.join(self._tables.names)}>"


class Named(Mapping[str, _Number]):
    """Numbers by name, as items and as attributes; an unknown name is refused with the nearest."""

    def __init__(self, what: str, numbers: Mapping[str, _Number]) -> None:
        self._what = what
        self._numbers = numbers

    def __getitem__(self, name: str) -> _Number:
        if name not in self._numbers:
            raise DeclarationError(_unknown(f"{self._what} has no", name, tuple(self._numbers)))
        return self._numbers[name]

    def __getattr__(self, name: str) -> _Number:
        if name.startswith("_"):
            raise AttributeError(name)
        return self[name]

    def __contains__(self, name: object) -> bool:
        return name in self._numbers

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)

    def __repr__(self) -> str:
        return repr(dict(self._numbers))


def world_face(tables: Drafts) -> WorldDraft:
    """The second argument of a function that declares a table."""
    one: WorldDraft = object.__new__(WorldDraft)
    one._tables = tables
    return one


def _followed(draft: Draft) -> Iterator[Invariant]:
    """The rules that follow from references and totals, as far as files tell them."""
    for rule in draft.claims:
        try:
            yield rule.invariant(draft)
        except (
            DeclarationError
        ):  # Of a moment in no column; the parent was drawn by it all the same.
            continue


def _unknown(what: str, name: object, known: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(str(name), known, 1)
    meant = f"; did you mean {near[0]!r}?" if near else ""
    has = f"it has {', '.join(known)}" if known else "it has none"
    return f"{what} {name!r}{meant}; {has}"


def _placed(function: TableFunction, error: Exception, text: str) -> str:
    """The text of an error, after the file and line of a user's function that it comes from."""
    home = function.__code__.co_filename
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == home]
    if not lines or home.startswith("<") or _PLACED.match(text):
        return text
    return f"{Path(home).name}, line {lines[-1]}: {text}"
