"""The numeric steps behind some columns, as machine code or NumPy kernels.

Machine code is several times faster, but it has to be compiled first; NumPy begins at once.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from tablewright.engines.local.blocks import Blocks
from tablewright.engines.local.kernels import Array, Ranges
from tablewright.engines.local.workspace import Workspace
from tablewright.ops.core import Bounds, Row
from tablewright.plan import Materialized, MaterializedTable, Program

NATIVE_ROWS = 262_144
"""Minimum rows for machine code: compiling takes about as long as NumPy for these rows."""
_SAMPLE_ROWS = 512
Wanted = Mapping[int, str]
"""Steps, and the requested NumPy type of each."""
Tables = Mapping[int, Array]
"""The lookup values of each `Materialized` step."""


class Numbers(Protocol):
    """Numeric steps, ready to run; threads may share it."""

    @property
    def nbytes(self) -> int:
        """The bytes of the tables that it reads."""

    def run(self, start: int, stop: int, space: Workspace) -> dict[int, Array]:
        """The values of all wanted steps for rows ``start`` to ``stop``."""


class _Following(Protocol):
    """Numeric steps that may look up ranges of other tables' rows."""

    @property
    def nbytes(self) -> int:
        """The bytes of the tables that it reads."""

    def run(
        self, start: int, stop: int, space: Workspace, ranges: Ranges = ...
    ) -> dict[int, Array]:
        """The values of all wanted steps for rows ``start`` to ``stop``."""


@dataclass(frozen=True)
class _Range:
    """The rows of another table to which rows refer in order.

    Parameters
    ----------
    key : int
        The step that is the other table's row.
    keys, values : Numbers
        That step; and the other table's fields.
    outputs : mapping
        For each step that looks up a field, the field's own.
    """

    key: int
    keys: Numbers
    values: Numbers
    outputs: Mapping[int, int]

    def run(self, start: int, stop: int, space: Workspace) -> Ranges:
        """The values for rows ``start`` to ``stop``."""
        ends = (self.keys.run(at, at + 1, space)[self.key] for at in (start, stop - 1))
        first, last = (int(end[0]) for end in ends)
        # Whatever was claimed, there is a row.
        made = self.values.run(first, max(first, last) + 1, space)
        return {number: (made[output], first) for number, output in self.outputs.items()}


@dataclass(frozen=True)
class _Follower:
    """Numeric steps with the ranges that they look up."""

    numbers: _Following
    ranges: Sequence[_Range]

    @property
    def nbytes(self) -> int:
        """The bytes of the tables that it reads."""
        others = (each.keys.nbytes + each.values.nbytes for each in self.ranges)
        return self.numbers.nbytes + sum(others)

    def run(self, start: int, stop: int, space: Workspace) -> dict[int, Array]:
        """The values of all wanted steps for rows ``start`` to ``stop``."""
        found: dict[int, tuple[Array, int]] = {}
        if start < stop:
            for each in self.ranges:
                found.update(each.run(start, stop, space))
        return self.numbers.run(start, stop, space, found)


def numbers(program: Program, wanted: Wanted, rows: int) -> Numbers:
    """Return the fastest way to compute steps for about this many rows."""
    needed = _closure(program, wanted)
    tables = _tables(program, needed)
    ranges = _ranges(program, needed, rows)
    blocks = _with(ranges, Blocks.build(program, needed, wanted, tables))
    if rows < NATIVE_ROWS:
        return blocks
    # Small requests should not wait for the import.
    from tablewright.engines.local import native

    if not native.available():
        return blocks
    machine = _with(ranges, native.compiled(program, needed, wanted, tables))
    if _agree(machine, blocks, program):
        return machine
    warnings.warn("LLVM miscompiles for this processor; NumPy is used instead", stacklevel=2)
    return blocks


def _with(ranges: Sequence[_Range], numbers: _Following) -> Numbers:
    return _Follower(numbers, ranges) if ranges else numbers


def _agree(one: Numbers, other: Numbers, program: Program) -> bool:
    """Return whether both agree on the first, middle and last rows.

    Values must never change, and code generators have bugs on some processors.
    """
    rows = 1 + max((s.bounds[1] for s in program.steps if isinstance(s.op, Row)), default=0)
    space = Workspace()
    for start in {0, rows // 2, max(0, rows - _SAMPLE_ROWS)}:
        stop = min(start + _SAMPLE_ROWS, rows)
        made, expected = one.run(start, stop, space), other.run(start, stop, space)
        if not all(np.array_equal(made[n], expected[n]) for n in expected):
            return False
    return True


def _closure(program: Program, wanted: Wanted) -> list[int]:
    """Return the inputs of some steps: arguments and, inside a sum, the counts of children."""
    found: set[int] = set()
    waiting = list(wanted)
    while waiting:
        number = waiting.pop()
        if number not in found:
            found.add(number)
            step = program.steps[number]
            waiting.extend(step.args)
            scope = step.scope
            while scope:
                waiting.append(program.scopes[scope - 1].count)
                scope = program.scopes[scope - 1].parent
    return sorted(found)


def _tables(program: Program, needed: list[int]) -> dict[int, Array]:
    """Return the fields of small tables that steps look up, in the narrowest possible types."""
    wanted: dict[MaterializedTable, dict[int, int]] = {}
    for number in needed:
        op = program.steps[number].op
        if isinstance(op, Materialized) and not op.facts.followed:
            wanted.setdefault(op.facts, {})[number] = op.facts.outputs[op.field]
    found: dict[int, Array] = {}
    for facts, outputs in wanted.items():
        steps = facts.program.steps
        dtypes = {
            n: _narrow(steps[n].bounds) if steps[n].kind == "int" else _DTYPES[steps[n].kind]
            for n in outputs.values()
        }
        code = numbers(facts.program, dtypes, facts.rows)
        made = code.run(0, facts.rows, Workspace())
        found.update({number: made[output] for number, output in outputs.items()})
    return found


def _ranges(program: Program, needed: list[int], rows: int) -> list[_Range]:
    """Return how to compute what steps look up in a range of another table's rows."""
    wanted: dict[tuple[MaterializedTable, int], dict[int, int]] = {}
    for number in needed:
        step = program.steps[number]
        if isinstance(step.op, Materialized) and step.op.facts.followed:
            output = step.op.facts.outputs[step.op.field]
            wanted.setdefault((step.op.facts, step.args[0]), {})[number] = output
    found = []
    for (facts, key), outputs in wanted.items():
        keys = numbers(program, {key: "int64"}, 1)
        steps = facts.program.steps
        dtypes = {output: kept(steps[output].bounds) for output in outputs.values()}
        found.append(_Range(key, keys, numbers(facts.program, dtypes, rows), outputs))
    return found


def kept(bounds: Bounds) -> str:
    """The type of a range's values."""
    return "int32" if -(2**31) <= bounds[0] and bounds[1] < 2**31 else "int64"


_DTYPES = {"bool": "bool", "float": "float64"}


def _narrow(bounds: Bounds) -> str:
    for bits in (8, 16, 32):
        if -(1 << bits - 1) <= bounds[0] and bounds[1] < 1 << bits - 1:
            return f"int{bits}"
    return "int64"
