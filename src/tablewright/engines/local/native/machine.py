"""From assembly to machine code, through llvmlite."""

from __future__ import annotations

import ctypes
import importlib.util
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from tablewright.engines.local.kernels import Array
from tablewright.engines.local.native.loops import NAME, function
from tablewright.engines.local.native.writer import LANES
from tablewright.plan import Program

_COMPILING = threading.Lock()


@dataclass(frozen=True)
class Machine:
    """Numeric steps as machine code; holds no row data, so threads share it."""

    wanted: Mapping[int, str]
    call: Any
    kept: tuple[object, ...]

    def run(self, start: int, stop: int) -> dict[int, Array]:
        """The values of all wanted steps for rows ``start`` to ``stop``."""
        length = stop - start
        padded = -(-length // LANES) * LANES
        outs = {number: np.empty(padded, dtype) for number, dtype in self.wanted.items()}
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
    """Compile the steps that ``wanted`` ones are made of.

    The code generator alone does: what planning leaves has nothing for LLVM's optimiser to find,
    which would take longer than all the rest.
    """
    import llvmlite.binding as llvm

    features = llvm.get_host_cpu_features()
    shielded = features.get("avx512f", False) and llvm.llvm_version_info < (23,)
    text, arrays = function(program, needed, wanted, tables, shielded=shielded)
    with _COMPILING:
        llvm.initialize_native_target()
        llvm.initialize_native_asmprinter()
        module = llvm.parse_assembly(text)
        machine = llvm.Target.from_default_triple().create_target_machine(
            cpu=llvm.get_host_cpu_name(),
            features=features.flatten(),
            opt=2,
            jit=True,
        )
        engine = llvm.create_mcjit_compiler(module, machine)
        engine.finalize_object()
        address = engine.get_function_address(NAME)
    call = ctypes.CFUNCTYPE(None, ctypes.c_int64, ctypes.c_int64, ctypes.c_void_p)(address)
    return Machine(dict(wanted), call, (engine, *arrays))
