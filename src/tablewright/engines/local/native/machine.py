"""Numeric steps and texts as machine code, ready to call."""

from __future__ import annotations

import ctypes
import importlib.util
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tablewright.engines.local.kernels import NO_RANGES, Array, Ranges
from tablewright.engines.local.native.code import code
from tablewright.engines.local.native.loops import NAME, function
from tablewright.engines.local.native.pool import SPARE
from tablewright.engines.local.native.texts import DECLARATIONS as TEXT_DECLARATIONS
from tablewright.engines.local.native.texts import TextWriter
from tablewright.engines.local.workspace import Workspace
from tablewright.plan import Program, is_followed

_MANY_LANES, _LANES = 16, 8
"""Rows per iteration: with AVX-512, as many 32-bit numbers as fill a register."""
_POINTER = ctypes.c_void_p


@dataclass(frozen=True)
class _Given:
    """Arrays that are handed over with every call, and kept as long as the code may run."""

    arrays: tuple[Array, ...]
    pointers: Any

    @classmethod
    def of(cls, arrays: Sequence[Array]) -> _Given:
        return cls(tuple(arrays), (_POINTER * len(arrays))(*(each.ctypes.data for each in arrays)))


@dataclass(frozen=True)
class Machine:
    """Numeric steps as machine code, without row data, so threads can share it."""

    wanted: Mapping[int, str]
    followed: Mapping[int, int]
    lanes: int
    call: Any
    tables: _Given
    keys: Array
    kept: object

    @property
    def nbytes(self) -> int:
        """The bytes of the tables that it reads."""
        return sum(array.nbytes for array in self.tables.arrays)

    def run(
        self, start: int, stop: int, space: Workspace, ranges: Ranges = NO_RANGES
    ) -> dict[int, Array]:
        """The values of all wanted steps for rows ``start`` to ``stop``.

        ``ranges`` holds what steps look up in a range of another table's rows: the values, and
        the first row.
        """
        length = stop - start
        padded = -(-length // self.lanes) * self.lanes
        outs = {n: space.empty(padded, dtype) for n, dtype in self.wanted.items()}
        if length > 0:
            places = [out.ctypes.data for out in outs.values()]
            places += [ranges[number][0].ctypes.data for number in self.followed]
            ends: dict[int, list[int]] = {}
            for number, key in self.followed.items():
                values, first = ranges[number]
                ends[key] = [first, first + len(values) - 1]
            places += itertools.chain.from_iterable(ends.values())
            pointers = (ctypes.c_int64 * len(places))(*places)
            self.call(start, stop, pointers, self.tables.pointers, self.keys.ctypes.data)
        return {number: out[:length] for number, out in outs.items()}


def available() -> bool:
    """Whether llvmlite is installed (the extra ``fast``)."""
    return importlib.util.find_spec("llvmlite") is not None


def compiled(
    program: Program, needed: list[int], wanted: Mapping[int, str], tables: Mapping[int, Array]
) -> Machine:
    """Compile the ``wanted`` steps and their inputs."""
    import llvmlite.binding as llvm

    avx512 = llvm.get_host_cpu_features().get("avx512f", False)
    shielded = avx512 and llvm.llvm_version_info < (23,)
    lanes = _MANY_LANES if avx512 else _LANES
    steps = program.steps
    followed = {number: steps[number].args[0] for number in needed if is_followed(steps[number])}
    made = function(program, needed, wanted, tables, followed, lanes=lanes, shielded=shielded)
    kept = code(made.text)
    types = (ctypes.c_int64, ctypes.c_int64, _POINTER, _POINTER, _POINTER)
    call = ctypes.CFUNCTYPE(None, *types)(kept.address(NAME))
    # The hashes' keys are unsigned.
    keys = np.array(made.keys, np.uint64)
    return Machine(dict(wanted), followed, lanes, call, _Given.of(made.arrays), keys, kept)


@dataclass(frozen=True)
class TextMachine:
    """A text as machine code."""

    inputs: tuple[int, ...]
    longest: int
    pool: Array | None
    call: Any
    tables: _Given
    kept: object

    def run(
        self, gathered: Mapping[int, Array], length: int, space: Workspace
    ) -> tuple[Array, ...]:
        """Return Arrow's buffers of a chunk, after the validity buffer."""
        views = space.empty(length, "int128")
        size = length * self.longest + SPARE if self.pool is None else 0
        heap = space.empty(size, "uint8")
        ins = (_POINTER * len(self.inputs))(*(gathered[n].ctypes.data for n in self.inputs))
        used = self.call(length, ins, views.ctypes.data, heap.ctypes.data, self.tables.pointers)
        shown = heap[:used] if self.pool is None else self.pool
        return views, shown, np.array([len(shown)], np.int64)


def compiled_texts(
    program: Program, steps: Sequence[int], dtypes: Mapping[int, str]
) -> dict[int, TextMachine]:
    """Compile texts whose inputs are numeric steps of some NumPy types."""
    writers = {step: TextWriter(program, dtypes) for step in steps}
    functions = [writer.function(f"t{step}", step) for step, writer in writers.items()]
    if not steps:
        return {}
    kept = code("\n".join([*TEXT_DECLARATIONS, *functions]))
    made: dict[int, TextMachine] = {}
    types = (ctypes.c_int64, *[_POINTER] * 4)
    for step, writer in writers.items():
        call = ctypes.CFUNCTYPE(ctypes.c_int64, *types)(kept.address(f"t{step}"))
        longest = program.steps[step].bounds[1]
        given = _Given.of(writer.arrays)
        made[step] = TextMachine(tuple(writer.inputs), longest, writer.pool, call, given, kept)
    return made
