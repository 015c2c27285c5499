"""Explains a column: what its cells are made of, their proven ranges, and where a proof fails."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal as Exact

from tablewright.errors import DeclarationError
from tablewright.ops import At, Draw, Expr, Field, Row
from tablewright.plan import plan
from tablewright.spec import (
    Boolean,
    Column,
    ColumnType,
    Date,
    Decimal,
    Fields,
    Float64,
    Int64,
    Table,
    TableSet,
    Text,
    Timestamp,
)

_DEEPEST = 6
_MOST = 80
"""Parts that are shown."""
_EPOCH = dt.datetime(1970, 1, 1)


@dataclass
class Part:
    """A column, or a hidden number, that a cell is made of.

    Parameters
    ----------
    name : str
        ``table.column``.
    type : str
        Its type; empty if it is in no column.
    doc : str
        How it is generated.
    low, high : str, optional
        The proven range, in the column's unit.
    failure : str
        Why it cannot be proven, if this is where the proof fails.
    parts : list of Part
        What it is made of.
    """

    name: str
    type: str
    doc: str
    place: str = ""
    nullable: bool = False
    low: str | None = None
    high: str | None = None
    failure: str = ""
    parts: list[Part] = field(default_factory=list)
    is_above: bool = False
    """Whether it is explained further up."""

    @property
    def fails(self) -> bool:
        """Whether a proof fails here or in a part."""
        return bool(self.failure) or any(part.fails for part in self.parts)


def explained(dataset: TableSet, table: str, column: str) -> Part:
    """Return what a column is made of.

    Raises
    ------
    ArgumentError
        If there is no such table or column.
    """
    found = dataset.table(table).column(column)
    return _Explainer({each.name: each for each in dataset.tables}).part(found.value, 0)


class _Explainer:
    def __init__(self, tables: Mapping[str, Table]) -> None:
        self._tables = tables
        self._columns = {
            column.value: column for table in tables.values() for column in table.columns
        }
        self._seen: set[Expr] = set()

    def part(self, value: Field, depth: int) -> Part:
        column = self._columns.get(value)
        name = f"{value.table.rpartition('.')[2]}.{value.name}"
        part = Part(
            name, "", "a hidden number" if value.kind == "int" else f"a hidden {value.kind}"
        )
        if column is not None:
            part = Part(name, str(column.type), column.doc, column.place)
            part.nullable = column.null_when is not None
        draws = [each for each in _inside(value.value) if isinstance(each, Draw)]
        if column is None and draws:
            part.doc = "a hidden draw"
        self._prove(part, value, column.type if column else None)
        if value in self._seen:
            part.is_above, part.failure = bool(_inputs(value.value)), ""
            return part
        self._seen.add(value)
        if depth < _DEEPEST and len(self._seen) < _MOST:
            part.parts = [self.part(each, depth + 1) for each in _inputs(value.value)]
        if any(each.fails for each in part.parts):
            part.failure = ""  # It fails further down, and the reason stands there.
        return part

    def _prove(self, part: Part, value: Field, type_: ColumnType | None) -> None:
        kinds: dict[str, ColumnType] = {"int": Int64(), "text": Text(), "bool": Boolean()}
        if value.kind not in kinds:
            return
        shown = type_ or kinds[value.kind]
        rows = self._tables[value.table].rows if value.rows is None else value.rows
        one = Column(Fields(value.table, rows)("value", value), shown)
        table = Table(value.table, rows, (one,), "value")
        try:
            program = plan(table, 42)
        except DeclarationError as error:
            part.failure = str(error).partition(".value: ")[2] or str(error)
            return
        if value.kind == "int":
            bounds = program.steps[program.outputs["value"].value].bounds
            part.low, part.high = (_in_unit(shown, int(bound)) for bound in bounds)


def _inputs(expr: Expr) -> list[Field]:
    """Return the fields that an expression reads, each once; not those behind them."""
    found = (each for each in _inside(expr) if isinstance(each, Field))
    return list(dict.fromkeys(found))


def _inside(expr: Expr) -> Iterator[Expr]:
    """Yield the parts of an expression, down to fields."""
    waiting, seen = [expr], set[Expr]()
    while waiting:
        part = waiting.pop(0)
        if part in seen or isinstance(part, Row):
            continue
        seen.add(part)
        yield part
        if isinstance(part, At):
            waiting = [part.value, part.row, *waiting]
        elif not isinstance(part, Field):
            waiting = [*part.args(), *waiting]


def _in_unit(type_: ColumnType, number: int) -> str:
    """Return an underlying int in the column's unit."""
    try:
        match type_:
            case Decimal(scale=scale) | Float64(decimals=scale):
                return f"{Exact(number).scaleb(-scale):,f}"
            case Date():
                return (_EPOCH + dt.timedelta(days=number)).date().isoformat()
            case Timestamp():
                return (_EPOCH + dt.timedelta(microseconds=number)).isoformat(" ", "seconds")
    except OverflowError:
        pass
    return f"{number:,}"
