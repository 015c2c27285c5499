"""LLVM assembly as text: vectors of a few rows, one instruction after another.

A rule in ``native.py`` beside an operation gets a `Writer`, the operation, its arguments and the
range of the result, and returns the result's `NativeValue`. An int is kept in 32 bits where its
proven range allows. Integer arithmetic is modular in LLVM, so an operation may run in the width
of its result; no flag promises more (no ``nsw``, no ``fast``), and no product is contracted with a
sum.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from tablewright.engines.local.kernels import Array
from tablewright.ops.core import NO_BOUNDS, Bounds
from tablewright.ops.core import Value as Plain

_REGISTER_BITS = 512
"""The feature of AVX-512 processors, the only ones that need `Writer.shielded`."""
_ARRAYS = {"i32": "int32", "i64": "int64", "double": "float64"}
_SIZES = {"i32": 4, "i64": 8, "double": 8}
_BITS = {"i8": 8, "i16": 16, "i32": 32, "i64": 64}
_NARROW = ("uint8", "uint16")
_FEW_ENTRIES = 512
INT32: Bounds = (-(2**31), 2**31 - 1)


class NativeValue(NamedTuple):
    """An instruction's result: its name, the type of a lane and, for an int, its range."""

    name: str
    type: str
    bounds: Bounds = NO_BOUNDS


def width(bounds: Bounds) -> str:
    """The type in which an int of a range is kept."""
    return "i32" if INT32[0] <= bounds[0] and bounds[1] <= INT32[1] else "i64"


@dataclass
class Writer:
    """The lines of a function over ``lanes`` rows at once, and what they refer to."""

    lanes: int
    lines: list[str] = field(default_factory=list)
    declarations: dict[str, str] = field(default_factory=dict)
    arrays: list[Array] = field(default_factory=list)
    keys: list[int] = field(default_factory=list)
    shielded: bool = False
    """Whether no instruction may be merged into a choice of its result (see `select`)."""
    _made: int = 0

    width = staticmethod(width)

    def splat(self, type_: str, value: Plain) -> str:
        """A constant in every lane."""
        if type_ == "double":
            bits = struct.unpack(">Q", struct.pack(">d", value))[0]
            text = f"0x{bits:016X}"
        elif type_ == "i1":
            text = "true" if value else "false"
        else:
            text = str(value)
        return "<" + ", ".join([f"{type_} {text}"] * self.lanes) + ">"

    def vector(self, type_: str) -> str:
        """The type of a vector."""
        return f"<{self.lanes} x {type_}>"

    def name(self) -> str:
        """A name that is not used yet."""
        self._made += 1
        return f"%v{self._made}"

    def line(self, text: str) -> None:
        """A line as it is."""
        self.lines.append(text)

    def op(self, type_: str, text: str, bounds: Bounds = NO_BOUNDS) -> NativeValue:
        """An instruction with a result."""
        name = self.name()
        self.lines.append(f"  {name} = {text}")
        return NativeValue(name, type_, bounds)

    def constant(self, value: Plain, type_: str) -> NativeValue:
        """A constant as a value."""
        bounds = (value, value) if type_ in ("i32", "i64") else NO_BOUNDS
        return NativeValue(self.splat(type_, value), type_, bounds)  # type: ignore[arg-type]

    def cast(self, value: NativeValue, type_: str) -> NativeValue:
        """An int in another width; bits that do not fit are dropped."""
        if value.type == type_:
            return value
        code = "sext" if _BITS[type_] > _BITS[value.type] else "trunc"
        text = f"{code} {self.vector(value.type)} {value.name} to {self.vector(type_)}"
        return self.op(type_, text, value.bounds)

    def narrow(self, value: NativeValue, bounds: Bounds) -> NativeValue:
        """The int in the width of its range."""
        return self.cast(value, width(bounds))._replace(bounds=bounds)

    def same(self, *values: NativeValue) -> list[NativeValue]:
        """Values in the widest of their types."""
        wide = "i64" if any(value.type == "i64" for value in values) else values[0].type
        return [self.cast(value, wide) for value in values]

    def double(self, value: NativeValue) -> NativeValue:
        """The int as a double."""
        code = f"sitofp {self.vector(value.type)} {value.name} to {self.vector('double')}"
        return self.op("double", code)

    def floored(self, value: NativeValue) -> NativeValue:
        """The double, rounded down, as an int of 64 bits."""
        floor = self.call("floor", [value])
        return self.op(
            "i64", f"fptosi {self.vector('double')} {floor.name} to {self.vector('i64')}"
        )

    def select(
        self,
        condition: NativeValue,
        then: NativeValue,
        other: NativeValue,
        bounds: Bounds = NO_BOUNDS,
    ) -> NativeValue:
        """One or the other, lane by lane.

        LLVM before 23 gives AVX-512's three-way logic, merged into a choice, another's truth
        table (llvm-project issue 157929): what is chosen from then passes an empty assembly that
        it cannot look through.
        """
        of = self.vector(then.type)
        if self.shielded and then.type in ("i32", "i64"):
            then, other = self._shield(then), self._shield(other)
        text = f"select {self.vector('i1')} {condition.name}, {of} {then.name}, {of} {other.name}"
        return self.op(then.type, text, bounds)

    def _shield(self, value: NativeValue) -> NativeValue:
        if not value.name.startswith("%"):
            return value
        lanes = min(self.lanes, _REGISTER_BITS // _BITS[value.type])
        parts = [
            self._shield_part(value, range(first, first + lanes))
            for first in range(0, self.lanes, lanes)
        ]
        if len(parts) == 1:
            return value._replace(name=parts[0])
        [low, high] = parts
        return value._replace(
            name=self.shuffled(f"<{lanes} x {value.type}>", low, high, range(self.lanes))
        )

    def _shield_part(self, value: NativeValue, lanes: range) -> str:
        part, of = value.name, f"<{len(lanes)} x {value.type}>"
        if len(lanes) < self.lanes:
            part = self.shuffled(self.vector(value.type), part, "poison", lanes)
        shielded = self.name()
        self.line(f'  {shielded} = call {of} asm "", "=v,0"({of} {part})')
        return shielded

    def spread(self, scalar: str) -> NativeValue:
        """A 64-bit number in every lane."""
        one = self.op("i64", f"insertelement {self.vector('i64')} poison, i64 {scalar}, i32 0")
        name = self.shuffled(self.vector("i64"), one.name, "poison", [0] * self.lanes)
        return one._replace(name=name)

    def shuffled(self, of: str, one: str, other: str, places: Sequence[int]) -> str:
        """The name of a vector of chosen lanes of two vectors, one after the other."""
        name = self.name()
        mask = ", ".join(f"i32 {place}" for place in places)
        self.line(
            f"  {name} = shufflevector {of} {one}, {of} {other}, <{len(places)} x i32> <{mask}>"
        )
        return name

    def plus(self, value: NativeValue, number: int) -> NativeValue:
        """The int and a constant, in the width of the sum."""
        bounds = (value.bounds[0] + number, value.bounds[1] + number)
        wide = value.type if value.bounds == NO_BOUNDS else width(bounds)
        wide = "i64" if "i64" in (wide, value.type) else "i32"
        if not number:
            return value
        left = self.cast(value, wide)
        return self.op(
            wide, f"add {self.vector(wide)} {left.name}, {self.splat(wide, number)}", bounds
        )

    def counted(self, value: NativeValue, condition: NativeValue) -> NativeValue:
        """The int, one more where the condition holds."""
        one = self.op(
            value.type, f"zext {self.vector('i1')} {condition.name} to {self.vector(value.type)}"
        )
        return self.op(value.type, f"add {self.vector(value.type)} {value.name}, {one.name}")

    def call(
        self, name: str, args: Sequence[NativeValue], bounds: Bounds = NO_BOUNDS
    ) -> NativeValue:
        """One of LLVM's own functions, whose result is of its arguments' type."""
        type_ = args[0].type
        full = f"@llvm.{name}.v{self.lanes}{_short(type_)}"
        given = ", ".join(f"{self.vector(arg.type)} {arg.name}" for arg in args)
        kinds = ", ".join(self.vector(arg.type) for arg in args)
        self.declarations[full] = f"declare {self.vector(type_)} {full}({kinds})"
        return self.op(type_, f"call {self.vector(type_)} {full}({given})", bounds)

    def address(self, array: Array) -> str:
        """Return the address of an array that is handed over with every call.

        It is loaded where it is used: there are more arrays than registers.
        """
        self.arrays.append(array)
        at, address = self.name(), self.name()
        self.line(f"  {at} = getelementptr ptr, ptr %tables, i64 {len(self.arrays) - 1}")
        self.line(f"  {address} = load ptr, ptr {at}")
        return address

    def key(self, number: int) -> NativeValue:
        """Return a number that differs between seeds, in every lane; code does not contain it."""
        self.keys.append(number)
        at, key = self.name(), self.name()
        self.line(f"  {at} = getelementptr i64, ptr %keys, i64 {len(self.keys) - 1}")
        self.line(f"  {key} = load i64, ptr {at}")
        return self.spread(key)

    def gather(
        self, entries: Array, index: NativeValue, bounds: Bounds | None = None
    ) -> NativeValue:
        """Entries of a table at indices that planning has proven to be inside.

        Their range is that of the entries, or ``bounds`` where the code is to serve other entries.
        """
        if entries.dtype.kind == "f":
            bounds, type_ = NO_BOUNDS, "double"
        else:
            bounds = bounds or (int(entries.min()), int(entries.max()))
            type_ = width(bounds)
        narrow = next((t for t in _NARROW if bounds[0] >= 0 and bounds[1] <= np.iinfo(t).max), None)
        if type_ == "i32" and narrow and len(entries) > _FEW_ENTRIES:
            return self._narrow_entries(entries, narrow, index, bounds)
        kept = np.ascontiguousarray(entries, _ARRAYS[type_])
        return self.entries(self.address(kept), type_, index, bounds)

    def _narrow_entries(
        self, entries: Array, narrow: str, index: NativeValue, bounds: Bounds
    ) -> NativeValue:
        """Entries of fewer than 32 bits, so that more of the table is in the nearest cache."""
        kept = np.zeros(len(entries) + 4, narrow)
        kept[: len(entries)] = entries
        size = kept.itemsize
        found = self.entries(self.address(kept), "i32", index, bounds, f"i{8 * size}")
        mask = self.splat("i32", (1 << 8 * size) - 1)
        return self.op("i32", f"and {self.vector('i32')} {found.name}, {mask}", bounds)

    def entries(
        self, address: str, type_: str, index: NativeValue, bounds: Bounds, every: str = ""
    ) -> NativeValue:
        """Entries of a table at an address, at indices that are inside."""
        places = self.name()
        at = f"ptr {address}, {self.vector(index.type)} {index.name}"
        self.line(f"  {places} = getelementptr {every or type_}, {at}")
        full = f"@llvm.masked.gather.v{self.lanes}{_short(type_)}.v{self.lanes}p0"
        of = self.vector(type_)
        self.declarations[full] = (
            f"declare {of} {full}({self.vector('ptr')}, i32, {self.vector('i1')}, {of})"
        )
        text = (
            f"call {of} {full}({self.vector('ptr')} {places}, i32 {1 if every else _SIZES[type_]}, "
            f"{self.vector('i1')} {self.splat('i1', True)}, {of} poison)"
        )
        return self.op(type_, text, bounds)


NativeRule: TypeAlias = Callable[[Writer, Any, Sequence[NativeValue], Bounds], NativeValue]
"""A machine-code rule of an operation."""


def _short(type_: str) -> str:
    return "f64" if type_ == "double" else type_
