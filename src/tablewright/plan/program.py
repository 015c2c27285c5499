"""Planned programs: ordered steps, scopes of sums, and columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tablewright.ops.core import Bounds, Expr, Field, Kind


@dataclass(frozen=True, eq=False)
class Broadcast(Expr):
    """A row's value, broadcast to its children."""

    value: Expr

    @property
    def kind(self) -> Kind:
        """The kind of the value."""
        return self.value.kind


@dataclass(eq=False)
class MaterializedTable:
    """The fields of another table, computed once for all its rows or for those that are needed.

    Parameters
    ----------
    rows : int
        The table's number of rows.
    followed : bool
        Whether the rows that refer to it do so in its order, so that a chunk of them needs
        only a range of its rows.
    program : Program
        Its steps; planning appends to it.
    outputs : dict of Field to int
        The step of each field.
    """

    rows: int
    followed: bool
    program: Program
    outputs: dict[Field, int] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Materialized(Expr):
    """A field of another table, computed once for many rows and then looked up."""

    field: Field
    facts: MaterializedTable
    row: Expr

    @property
    def kind(self) -> Kind:
        """The kind of the field."""
        return self.field.kind

    def params(self) -> tuple[object, ...]:
        """The field itself, since another may have the same name."""
        return (self.field,)

    def bounds(self, *args: Bounds) -> Bounds:
        """Return the bounds of the field."""
        return self.facts.program.steps[self.facts.outputs[self.field]].bounds


@dataclass(frozen=True, eq=False)
class Input(Expr):
    """An int that an engine's source provides with each row, from ``low`` to ``high``."""

    name: str
    low: int
    high: int

    @property
    def kind(self) -> Kind:
        """Int."""
        return "int"

    def bounds(self, *args: Bounds) -> Bounds:
        """Return the promised bounds."""
        return (self.low, self.high)


@dataclass(frozen=True)
class Step:
    """One operation of a program.

    Parameters
    ----------
    op : Expr
        The operation, for its parameters; its arguments are the earlier steps ``args``.
    kind, bounds
        Kind and bounds of the value; bounds apply to kind int.
    scope : int
        0 for the rows of the table, otherwise the children of a `SumOverChildren`.
    """

    op: Expr
    args: tuple[int, ...]
    kind: Kind
    bounds: Bounds
    scope: int


def is_followed(step: Step) -> bool:
    """Return whether a step looks up a range of another table's rows."""
    return isinstance(step.op, Materialized) and step.op.facts.followed


@dataclass(frozen=True)
class Scope:
    """The children of ``parent``'s rows; step ``count`` is their number, at most ``most``."""

    parent: int
    count: int
    most: int


@dataclass(frozen=True)
class Output:
    """A column of a program: the step of its value and, if nullable, of its null flag."""

    value: int
    null_when: int | None


@dataclass(frozen=True)
class Program:
    """Steps, each after its arguments, and the columns computed from them."""

    steps: tuple[Step, ...]
    scopes: tuple[Scope, ...]
    outputs: Mapping[str, Output]

    def children(self, scope: int) -> int:
        """Return the maximum number of children per row in a scope, with nested sums multiplied."""
        found = 1
        while scope:
            found, scope = found * self.scopes[scope - 1].most, self.scopes[scope - 1].parent
        return found

    def needed(self, columns: Sequence[str]) -> frozenset[int]:
        """Return the steps that some columns depend on."""
        found: set[int] = set()
        waiting = [
            step
            for name in columns
            for step in (self.outputs[name].value, self.outputs[name].null_when)
            if step is not None
        ]
        while waiting:
            step = waiting.pop()
            if step not in found:
                found.add(step)
                waiting.extend(self.steps[step].args)
        return frozenset(found)
