"""From assembly to functions in memory; the same assembly is compiled once."""

from __future__ import annotations

import hashlib
import threading
import weakref
from functools import cache
from typing import Any

from tablewright._version import __version__
from tablewright.engines.local.native import objects


class Code:
    """Functions in memory, as long as this object lives."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine

    def address(self, name: str) -> int:
        """Return the address of a function."""
        return int(self._engine.get_function_address(name))


def code(assembly: str) -> Code:
    """Return the functions of an assembly: those in memory, those on disk, or compiled now."""
    compiler = _compiler()
    with compiler.lock:
        return compiler.code(assembly)


@cache
def _compiler() -> _Compiler:
    return _Compiler()


class _Compiler:
    """Compiles for this processor.

    Only the code generator runs: planning leaves nothing for LLVM's optimiser to improve, which
    would take longer than everything else.
    """

    def __init__(self) -> None:
        import llvmlite.binding as llvm

        llvm.initialize_native_target()
        llvm.initialize_native_asmprinter()
        self.lock = threading.Lock()
        self._known: weakref.WeakValueDictionary[str, Code] = weakref.WeakValueDictionary()
        self._target = llvm.Target.from_default_triple()
        self._cpu = llvm.get_host_cpu_name()
        self._features = llvm.get_host_cpu_features().flatten()
        version = ".".join(map(str, llvm.llvm_version_info))
        self._place = (__version__, version, self._target.triple, self._cpu, self._features)

    def code(self, assembly: str) -> Code:
        name = hashlib.sha256("\n".join((*self._place, assembly)).encode()).hexdigest()
        found = self._known.get(name)
        if found is None:
            known = objects.load(name)
            found = self._loaded(known) if known is not None else self._compiled(name, assembly)
            self._known[name] = found
        return found

    def _machine(self) -> Any:
        return self._target.create_target_machine(
            cpu=self._cpu, features=self._features, opt=2, jit=True
        )

    def _compiled(self, name: str, assembly: str) -> Code:
        import llvmlite.binding as llvm

        made = self._machine().emit_object(llvm.parse_assembly(assembly))
        objects.save(name, made)
        return self._loaded(made)

    def _loaded(self, made: bytes) -> Code:
        import llvmlite.binding as llvm

        engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), self._machine())
        engine.add_object_file(llvm.ObjectFileRef.from_data(made))
        engine.finalize_object()
        return Code(engine)
