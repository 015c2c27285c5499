"""Texts as machine code: a loop that writes Arrow's string views, and the bytes they show.

A view has sixteen bytes: the length, then the text itself if it has at most twelve, else its
first four bytes, the number of a buffer and the place in it. Texts of a pool are shown where the
pool has them; made ones are written to a buffer of the chunk.

A rule in ``native_text.py`` beside an operation gets a `TextWriter`, the operation, the steps of
its arguments and the name of a pointer to write to, and gives the pointer behind what it wrote.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from tablewright.engines.local.kernels import Array
from tablewright.engines.local.native.pool import INLINE, SPARE, Pool
from tablewright.errors import DeclarationError
from tablewright.ops.core import Bounds, Const
from tablewright.ops.rules import rule
from tablewright.ops.text import Word
from tablewright.plan import Program

DECLARATIONS = (
    "declare i64 @llvm.smin.i64(i64, i64)",
    "declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)",
)
_LOADED = {
    "bool": "i8",
    "uint8": "i8",
    "uint16": "i16",
    "uint32": "i32",
    "int32": "i32",
    "int64": "i64",
}


@dataclass
class TextWriter:
    """Writes the function of one text.

    Parameters
    ----------
    program : Program
        The program of the text's step.
    dtypes : mapping
        The NumPy types in which numeric steps are handed over.
    """

    program: Program
    dtypes: Mapping[int, str]
    lines: list[str] = field(default_factory=list)
    arrays: list[Array] = field(default_factory=list)
    inputs: dict[int, int] = field(default_factory=dict)
    pool: Array | None = None
    """The bytes that views show, if they are a pool's."""
    block: str = "row"
    _made: int = 0

    def op(self, code: str) -> str:
        """The name of an instruction's result."""
        self._made += 1
        self.lines.append(f"  %v{self._made} = {code}")
        return f"%v{self._made}"

    def mark(self) -> str:
        """A name for blocks of code."""
        self._made += 1
        return f"w{self._made}"

    def address(self, array: Array) -> str:
        """Return the address of an array that is handed over with every call."""
        self.arrays.append(array)
        at = self.op(f"getelementptr ptr, ptr %tables, i64 {len(self.arrays) - 1}")
        return self.op(f"load ptr, ptr {at}")

    def bounds(self, step: int) -> Bounds:
        """The bounds of a step."""
        return self.program.steps[step].bounds

    def number(self, step: int) -> str:
        """The value of a numeric step in this row, as 64 bits."""
        op = self.program.steps[step].op
        if isinstance(op, Const):
            return str(int(op.value))
        position = self.inputs.setdefault(step, len(self.inputs))
        type_ = _LOADED[self.dtypes[step]]
        at = self.op(f"getelementptr {type_}, ptr %in{position}, i64 %i")
        loaded = self.op(f"load {type_}, ptr {at}, align 1")
        if type_ == "i64":
            return loaded
        # Only unsigned numbers are spelt or picked by.
        return self.op(f"zext {type_} {loaded} to i64")

    def piece(self, step: int, place: str) -> str:
        """Write a text at a place; the place behind it."""
        op, args = self.program.steps[step].op, self.program.steps[step].args
        if isinstance(op, Const):
            return self.literal(str(op.value).encode(), place)
        found: TextRule | None = rule(type(op), "native_text")
        if found is None:
            raise DeclarationError(f"machine code has no {type(op).__name__} of texts")
        return found(self, op, args, place)

    def literal(self, value: bytes, place: str) -> str:
        """Write these bytes at a place; the place behind them."""
        for size in (8, 4, 2, 1):
            while len(value) >= size:
                number = int.from_bytes(value[:size], "little")
                self.lines.append(f"  store i{8 * size} {number}, ptr {place}, align 1")
                place = self.op(f"getelementptr i8, ptr {place}, i64 {size}")
                value = value[size:]
        return place

    def copy(self, source: str, place: str, longest: int, length: str) -> None:
        """Copy by sixteen bytes; whatever is copied too much is overwritten by what follows."""
        if longest > SPARE:
            copy = "call void @llvm.memcpy.p0.p0.i64"
            self.lines.append(f"  {copy}(ptr {place}, ptr {source}, i64 {length}, i1 false)")
            return
        for offset in range(0, longest, 16):
            at = self.op(f"getelementptr i8, ptr {source}, i64 {offset}")
            to = self.op(f"getelementptr i8, ptr {place}, i64 {offset}")
            value = self.op(f"load <16 x i8>, ptr {at}, align 1")
            self.lines.append(f"  store <16 x i8> {value}, ptr {to}, align 1")

    def function(self, name: str, step: int) -> str:
        """The function ``name(n, ins, views, heap, tables)``; it gives the bytes that it wrote."""
        op = self.program.steps[step].op
        body = self._shown(step, op) if isinstance(op, Word) else self._made_text(step)
        loads = []
        for position in self.inputs.values():
            loads.append(f"  %a{position} = getelementptr ptr, ptr %ins, i64 {position}")
            loads.append(f"  %in{position} = load ptr, ptr %a{position}")
        return "\n".join(
            [
                f"define i64 @{name}(i64 %n, ptr %ins, ptr noalias %views, ptr noalias %heap, "
                "ptr %tables) {",
                "entry:",
                "  %spelt = alloca [64 x i8], align 16",
                *loads,
                "  %some = icmp sgt i64 %n, 0",
                "  br i1 %some, label %row, label %end",
                "row:",
                f"  %i = phi i64 [ 0, %entry ], [ %next, %{self.block} ]",
                f"  %used = phi i64 [ 0, %entry ], [ {body}, %{self.block} ]",
                *self.lines,
                "  %next = add i64 %i, 1",
                "  %more = icmp slt i64 %next, %n",
                "  br i1 %more, label %row, label %end",
                "end:",
                f"  %all = phi i64 [ 0, %entry ], [ {body}, %{self.block} ]",
                "  ret i64 %all",
                "}",
            ]
        )

    def _shown(self, step: int, op: Word) -> str:
        """The view of a word where its pool has it."""
        pool = Pool.of(op.words)
        self.pool = pool.data
        index = self.number(self.program.steps[step].args[0])
        views = self.address(pool.views)
        at = self.op(f"getelementptr i128, ptr {views}, i64 {index}")
        self._view(self.op(f"load <2 x i64>, ptr {at}, align 8"))
        return "%used"

    def _made_text(self, step: int) -> str:
        start = self.op("getelementptr i8, ptr %heap, i64 %used")
        end = self.piece(step, start)
        numbers = [self.op(f"ptrtoint ptr {place} to i64") for place in (end, start)]
        length = self.op(f"sub i64 {numbers[0]}, {numbers[1]}")
        first = self.op(f"load i64, ptr {start}, align 1")
        low = self.op(f"shl i64 {first}, 32")
        long_low = self.op(f"or i64 {low}, {length}")
        long_high = self.op("shl i64 %used, 32")
        # The inline text, with zeros behind its end.
        rest = self.op(f"getelementptr i8, ptr {start}, i64 4")
        second = self.op(f"load i64, ptr {rest}, align 1")
        low_mask = self._mask(length, 0)
        high_mask = self._mask(length, 4)
        kept = self.op(f"and i64 {first}, {low_mask}")
        moved = self.op(f"shl i64 {kept}, 32")
        short_low = self.op(f"or i64 {moved}, {length}")
        short_high = self.op(f"and i64 {second}, {high_mask}")
        is_short = self.op(f"icmp ule i64 {length}, {INLINE}")
        lows = self.op(f"select i1 {is_short}, i64 {short_low}, i64 {long_low}")
        highs = self.op(f"select i1 {is_short}, i64 {short_high}, i64 {long_high}")
        pair = self.op(f"insertelement <2 x i64> poison, i64 {lows}, i32 0")
        self._view(self.op(f"insertelement <2 x i64> {pair}, i64 {highs}, i32 1"))
        grown = self.op(f"add i64 %used, {length}")
        return self.op(f"select i1 {is_short}, i64 %used, i64 {grown}")

    def _mask(self, length: str, before: int) -> str:
        """Ones over the bytes of eight that lie before the end of a text."""
        left = self.op(f"sub i64 {length}, {before}")
        none = self.op(f"icmp sle i64 {left}, 0")
        within = self.op(f"call i64 @llvm.smin.i64(i64 {left}, i64 8)")
        positive = self.op(f"select i1 {none}, i64 8, i64 {within}")
        gone = self.op(f"sub i64 64, {self.op(f'shl i64 {positive}, 3')}")
        ones = self.op(f"lshr i64 -1, {gone}")
        return self.op(f"select i1 {none}, i64 0, i64 {ones}")

    def _view(self, view: str) -> None:
        at = self.op("getelementptr i128, ptr %views, i64 %i")
        self.lines.append(f"  store <2 x i64> {view}, ptr {at}, align 1")


TextRule: TypeAlias = Callable[[TextWriter, Any, Sequence[int], str], str]
"""A machine-code rule of a text operation."""
