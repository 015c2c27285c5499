"""Compiles assembly to machine code with llvmlite."""

from __future__ import annotations

import ctypes
import importlib.util
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tablewright.engines.local.kernels import Array
from tablewright.engines.local.native.loops import NAME, function
from tablewright.engines.local.native.pool import SPARE
from tablewright.engines.local.native.texts import DECLARATIONS as TEXT_DECLARATIONS
from tablewright.engines.local.native.texts import TextWriter
from tablewright.engines.local.workspace import Workspace
from tablewright.plan import Program

_COMPILING = threading.Lock()
_MANY_LANES, _LANES = 16, 8
"""Rows per iteration: with AVX-512, as many 32-bit numbers as fill a register."""


@dataclass(frozen=True)
class Machine:
    """Numeric steps as machine code, without row data, so threads can share it."""

    wanted: Mapping[int, str]
    lanes: int
    call: Any
    kept: tuple[object, ...]
    nbytes: int

    def run(self, start: int, stop: int, space: Workspace) -> dict[int, Array]:
        """The values of all wanted steps for rows ``start`` to ``stop``."""
        length = stop - start
        padded = -(-length // self.lanes) * self.lanes
        outs = {n: space.empty(padded, dtype) for n, dtype in self.wanted.items()}
        if length > 0:
            pointers = (ctypes.c_void_p * len(outs))(*(out.ctypes.data for out in outs.values()))
            self.call(start, stop, pointers)
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
    assembly, arrays = function(program, needed, wanted, tables, lanes=lanes, shielded=shielded)
    engine = _engine(assembly)
    types = (ctypes.c_int64, ctypes.c_int64, ctypes.c_void_p)
    call = ctypes.CFUNCTYPE(None, *types)(engine.get_function_address(NAME))
    nbytes = sum(array.nbytes for array in arrays)
    return Machine(dict(wanted), lanes, call, (engine, *arrays), nbytes)


@dataclass(frozen=True)
class TextMachine:
    """A text as machine code."""

    inputs: tuple[int, ...]
    longest: int
    pool: Array | None
    call: Any
    kept: tuple[object, ...]

    def run(
        self, gathered: Mapping[int, Array], length: int, space: Workspace
    ) -> tuple[Array, ...]:
        """Return Arrow's buffers of a chunk, after the validity buffer."""
        views = space.empty(length, "int128")
        size = length * self.longest + SPARE if self.pool is None else 0
        heap = space.empty(size, "uint8")
        ins = (ctypes.c_void_p * len(self.inputs))(*(gathered[n].ctypes.data for n in self.inputs))
        used = self.call(length, ins, views.ctypes.data, heap.ctypes.data)
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
    engine = _engine("\n".join([*TEXT_DECLARATIONS, *functions]))
    made: dict[int, TextMachine] = {}
    types = (ctypes.c_int64, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)
    for step, writer in writers.items():
        call = ctypes.CFUNCTYPE(ctypes.c_int64, *types)(engine.get_function_address(f"t{step}"))
        kept = (engine, *writer.kept)
        longest = program.steps[step].bounds[1]
        made[step] = TextMachine(tuple(writer.inputs), longest, writer.pool, call, kept)
    return made


def _engine(assembly: str) -> Any:
    """Machine code that lives as long as this object.

    Only the code generator runs: planning leaves nothing for LLVM's optimiser to improve, which
    would take longer than everything else.
    """
    import llvmlite.binding as llvm

    with _COMPILING:
        llvm.initialize_native_target()
        llvm.initialize_native_asmprinter()
        machine = llvm.Target.from_default_triple().create_target_machine(
            cpu=llvm.get_host_cpu_name(),
            features=llvm.get_host_cpu_features().flatten(),
            opt=2,
            jit=True,
        )
        engine = llvm.create_mcjit_compiler(llvm.parse_assembly(assembly), machine)
        engine.finalize_object()
    return engine
