"""Evaluation of a program's numeric steps, block by block, in reused cache-sized registers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tablewright.engines.local.arrow import empty, fill
from tablewright.engines.local.kernels import (
    NO_RANGES,
    Array,
    Kernel,
    Maker,
    Ranges,
    Scratch,
    broadcast,
    take,
)
from tablewright.engines.local.workspace import Registers, Workspace
from tablewright.errors import DeclarationError
from tablewright.ops.children import Index, SumOverChildren
from tablewright.ops.core import Const, Row
from tablewright.ops.rules import rule
from tablewright.plan import Broadcast, Materialized, Program, Scope, Step, is_followed

BLOCK_ROWS = 65_536
"""Rows per block. Fewer fit a core's cache better, but then threads spend their time passing the
GIL between calls: 65,536 rows are twice as fast as 16,384 on two threads."""
_BLOCK_ROWS_WITH_CHILDREN = 32_768
_BLOCK_CHILDREN = 1 << 22
"""Maximum children per block, if every row has the maximum."""
_DTYPES = {"int": "int64", "float": "float64", "bool": "bool"}


@dataclass(frozen=True)
class _Instruction:
    step: int
    kernel: Kernel | None
    args: tuple[int, ...]
    register: int
    dtype: str
    scope: int
    spreads: bool
    totals: int


@dataclass(frozen=True)
class Blocks:
    """Numeric steps as NumPy kernels, run block by block.

    Threads share it; each has its own registers in the `Workspace`.
    """

    program: Program
    instructions: tuple[_Instruction, ...]
    constants: Mapping[int, np.generic]
    wanted: Mapping[int, str]
    block_rows: int
    nbytes: int

    @classmethod
    def build(
        cls,
        program: Program,
        needed: Sequence[int],
        wanted: Mapping[int, str],
        tables: Mapping[int, Array],
    ) -> Blocks:
        """Assign kernels and registers to the inputs of the ``wanted`` steps.

        Parameters
        ----------
        program : Program
            The program.
        needed : sequence of int
            All steps to make, in order.
        wanted : mapping
            The requested steps, and the NumPy type of each.
        tables : mapping
            The values to look up, of each `Materialized` step.
        """
        last_use = {arg: step for step in needed for arg in _reads(program, step)}
        free: dict[tuple[str, int], list[int]] = {}
        used: dict[tuple[str, int], int] = {}
        register: dict[int, int] = {}
        constants: dict[int, np.generic] = {}
        instructions: list[_Instruction] = []
        for number in needed:
            step = program.steps[number]
            if isinstance(step.op, Const):
                constants[number] = np.dtype(_DTYPES[step.kind]).type(step.op.value)
                continue
            home = (_DTYPES[step.kind], step.scope)
            spare = free.setdefault(home, [])
            register[number] = spare.pop() if spare else used.get(home, 0)
            used[home] = max(used.get(home, 0), register[number] + 1)
            instructions.append(_instruction(program, number, register[number], tables))
            for arg in set(_reads(program, number)):
                owner = program.steps[arg]
                if last_use[arg] == number and arg in register and arg not in wanted:
                    free.setdefault((_DTYPES[owner.kind], owner.scope), []).append(register[arg])
        block = BLOCK_ROWS
        if program.scopes:
            most = max(program.children(number) for number in range(1, len(program.scopes) + 1))
            block = min(_BLOCK_ROWS_WITH_CHILDREN, _BLOCK_CHILDREN // max(1, most))
        nbytes = sum(table.nbytes for table in tables.values())
        return cls(program, tuple(instructions), constants, wanted, block, nbytes)

    def run(
        self, start: int, stop: int, space: Workspace, ranges: Ranges = NO_RANGES
    ) -> dict[int, Array]:
        """Return the values of all wanted steps for rows ``start`` to ``stop``.

        ``ranges`` holds what steps look up in a range of another table's rows: the values, and
        the first row.
        """
        registers = space.registers
        gathered = {n: empty(stop - start, dtype) for n, dtype in self.wanted.items()}
        for block in range(start, stop, self.block_rows):
            length = min(self.block_rows, stop - block)
            made = _run_block(self, registers, block, length, ranges)
            for number, values in made.items():
                at = block - start
                fill(gathered[number][at : at + length], np.asarray(values))
        return gathered


def _reads(program: Program, number: int) -> tuple[int, ...]:
    """Return a step's inputs: its arguments and, inside a sum, the counts of children."""
    step = program.steps[number]
    counts: list[int] = []
    scope = step.scope
    while scope:
        counts.append(program.scopes[scope - 1].count)
        scope = program.scopes[scope - 1].parent
    return (*step.args, *counts)


def _instruction(
    program: Program, number: int, register: int, tables: Mapping[int, Array]
) -> _Instruction:
    step = program.steps[number]
    kernel: Kernel | None
    if isinstance(step.op, Row | Index) or is_followed(step):
        kernel = None
    elif isinstance(step.op, Broadcast):
        kernel = broadcast
    elif isinstance(step.op, Materialized):
        kernel = _from_table(tables[number])
    else:
        maker: Maker | None = rule(type(step.op), "numpy")
        if maker is None:
            raise DeclarationError(f"the local engine has no {type(step.op).__name__}")
        kernel = maker(step.op, [program.steps[arg].bounds for arg in step.args])
    totals = 0
    if isinstance(step.op, SumOverChildren):
        totals = program.steps[step.args[1]].scope or _scope_of(program, step, step.op.most)
    return _Instruction(
        number,
        kernel,
        step.args,
        register,
        _DTYPES[step.kind],
        step.scope,
        isinstance(step.op, Broadcast),
        totals,
    )


def _from_table(values: Array) -> Kernel:
    def kernel(out: Array, scratch: Scratch, row: Array) -> None:
        found = scratch.get(values.dtype.name, 0, len(out))
        take(values, row, found)
        np.copyto(out, found)

    return kernel


def _scope_of(program: Program, total: Step, most: int) -> int:
    return 1 + program.scopes.index(Scope(total.scope, total.args[0], most))


@dataclass(frozen=True)
class _Children:
    """Return each child's parent and number in a block, and the end of each parent's children."""

    parents: Array
    index: Array
    ends: Array


def _children(counts: Array, length: int) -> _Children:
    counts = np.broadcast_to(counts, length)
    ends = np.cumsum(counts)
    total = int(ends[-1]) if length else 0
    parents = np.repeat(np.arange(length), counts)
    index = np.arange(total) - (ends - counts).take(parents)
    return _Children(parents, index, ends)


def _run_block(
    code: Blocks, registers: Registers, start: int, length: int, ranges: Ranges
) -> dict[int, Array | np.generic]:
    """Return the wanted values for rows ``start`` to ``start + length``.

    The arrays belong to ``registers``: copy them before the next block.
    """
    values: dict[int, Array | np.generic] = dict(code.constants)
    children: dict[int, _Children] = {}
    lengths = {0: length}

    def enter(scope: int) -> _Children:
        if scope not in children:
            place = code.program.scopes[scope - 1]
            if place.parent:
                enter(place.parent)
            counts = np.asarray(values[place.count])
            children[scope] = _children(counts, lengths[place.parent])
            lengths[scope] = len(children[scope].index)
        return children[scope]

    for step in code.instructions:
        if step.scope:
            enter(step.scope)
        out = registers.get(step.dtype, step.scope, step.register, lengths[step.scope])
        args = [values[arg] for arg in step.args]
        if step.spreads:
            args.append(children[step.scope].parents)
        elif step.totals:
            args.append(enter(step.totals).ends)
        if step.step in ranges:
            found, first = ranges[step.step]
            out[:] = found[np.clip(np.asarray(args[0]) - first, 0, len(found) - 1)]
        elif step.kernel is not None:
            step.kernel(out, registers.scratch, *args)
        elif step.scope:
            np.copyto(out, children[step.scope].index)
        else:
            out[:] = np.arange(start, start + length)
        values[step.step] = out
    return {number: values[number] for number in code.wanted}
