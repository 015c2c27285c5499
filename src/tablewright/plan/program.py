"""What planning makes: steps in order, the children that some sum over, and the columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tablewright.ops.core import Bounds, Expr, Field, Kind


@dataclass(frozen=True, eq=False)
class Broadcast(Expr):
    """A value of a row, seen from its children: the same for each of them."""

    value: Expr

    @property
    def kind(self) -> Kind:
        """The kind of the value."""
        return self.value.kind


@dataclass(eq=False)
class MaterializedTable:
    """The fields of a small table that are computed once for all its rows.

    Parameters
    ----------
    rows : int
        Of the table.
    program : Program
        Its steps; planning adds to it.
    outputs : dict of Field to int
        The step of each field.
    """

    rows: int
    program: Program
    outputs: dict[Field, int] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Materialized(Expr):
    """A field of a small table, computed once for all its rows and then looked up."""

    field: Field
    facts: MaterializedTable
    row: Expr

    @property
    def kind(self) -> Kind:
        """The kind of the field."""
        return self.field.kind

    def params(self) -> tuple[object, ...]:
        """The field itself: another may have its name."""
        return (self.field,)

    def bounds(self, *args: Bounds) -> Bounds:
        """Those of the field."""
        return self.facts.program.steps[self.facts.outputs[self.field]].bounds


@dataclass(frozen=True, eq=False)
class Input(Expr):
    """An int that an engine's source hands over with each row, from ``low`` to ``high``."""

    name: str
    low: int
    high: int

    @property
    def kind(self) -> Kind:
        """Int."""
        return "int"

    def bounds(self, *args: Bounds) -> Bounds:
        """Those that are promised."""
        return (self.low, self.high)


@dataclass(frozen=True)
class Step:
    """One operation of a program.

    Parameters
    ----------
    op : Expr
        The operation, for its parameters; its arguments are ``args``, earlier steps.
    kind, bounds
        Of its value; bounds are meaningful for kind int.
    scope : int
        0 for the rows of the table, otherwise the children that a `SumOverChildren` sums over.
    """

    op: Expr
    args: tuple[int, ...]
    kind: Kind
    bounds: Bounds
    scope: int


@dataclass(frozen=True)
class Scope:
    """The children of the rows of ``parent``: step ``count`` of them for each, at most ``most``."""

    parent: int
    count: int
    most: int


@dataclass(frozen=True)
class Output:
    """A column of a program: the step of its value and, if it can be null, of its absence."""

    value: int
    null_when: int | None


@dataclass(frozen=True)
class Program:
    """Steps in an order in which each follows its arguments, and the columns made of them."""

    steps: tuple[Step, ...]
    scopes: tuple[Scope, ...]
    outputs: Mapping[str, Output]

    def children(self, scope: int) -> int:
        """How many a row has at most in a scope, those of sums inside sums."""
        found = 1
        while scope:
            found, scope = found * self.scopes[scope - 1].most, self.scopes[scope - 1].parent
        return found

    def needed(self, columns: Sequence[str]) -> frozenset[int]:
        """The steps that some columns are made of."""
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
