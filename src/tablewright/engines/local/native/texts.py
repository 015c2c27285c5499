"""Texts as machine code: a loop that writes Arrow's string views, and the bytes they show.

A view has sixteen bytes: the length, then the text itself if it has at most twelve, else its
first four bytes, the number of a buffer and the place in it. Texts of a pool are shown where the
pool has them; made ones are written to a buffer of the chunk.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from tablewright.engines.local.kernels import Array
from tablewright.ops import core, text
from tablewright.plan import Program

_INLINE = 12
SPARE = 64
"""Bytes that may be written beyond a text: pieces are copied by the register."""
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
_PAIRS = np.frombuffer("".join(f"{pair:02d}" for pair in range(100)).encode(), np.uint8)


@dataclass(frozen=True)
class Pool:
    """Words, one after another, and where each is."""

    data: Array
    entries: Array
    views: Array
    longest: int

    @classmethod
    def of(cls, words: Sequence[str]) -> Pool:
        """The words' bytes, with spare ones behind them."""
        coded = [word.encode() for word in words]
        data = np.frombuffer(b"".join(coded) + bytes(SPARE), np.uint8)
        lengths = np.fromiter(map(len, coded), "<i8", len(coded))
        starts = np.cumsum(lengths) - lengths
        # The first twelve bytes of each word; of a long one four, a buffer's number, the place.
        first = data[starts[:, None] + np.arange(_INLINE)]
        first[np.arange(_INLINE) >= lengths[:, None]] = 0
        views = np.zeros((len(coded), 16), np.uint8)
        views[:, :4] = lengths.astype("<u4")[:, None].view(np.uint8)
        views[:, 4:] = first
        long = lengths > _INLINE
        views[long, 8:12] = 0
        views[long, 12:] = starts[long].astype("<u4")[:, None].view(np.uint8)
        entries = starts << 20 | lengths
        return cls(data, entries, views.view("<i8"), int(lengths.max(initial=0)))


@dataclass
class TextWriter:
    """Writes the function of one text.

    Parameters
    ----------
    program : Program
        Whose step the text is.
    dtypes : mapping
        The NumPy types in which numeric steps are handed over.
    """

    program: Program
    dtypes: Mapping[int, str]
    lines: list[str] = field(default_factory=list)
    kept: list[Array] = field(default_factory=list)
    inputs: dict[int, int] = field(default_factory=dict)
    pool: Array | None = None
    """The bytes that views show, if they are a pool's."""
    block: str = "row"
    _made: int = 0

    def _op(self, code: str) -> str:
        self._made += 1
        self.lines.append(f"  %v{self._made} = {code}")
        return f"%v{self._made}"

    def _address(self, array: Array) -> str:
        self.kept.append(array)
        return f"inttoptr (i64 {array.ctypes.data} to ptr)"

    def number(self, step: int) -> str:
        """The value of a numeric step in this row, as 64 bits."""
        op = self.program.steps[step].op
        if isinstance(op, core.Const):
            return str(int(op.value))
        position = self.inputs.setdefault(step, len(self.inputs))
        type_ = _LOADED[self.dtypes[step]]
        at = self._op(f"getelementptr {type_}, ptr %in{position}, i64 %i")
        loaded = self._op(f"load {type_}, ptr {at}, align 1")
        if type_ == "i64":
            return loaded
        # Only unsigned numbers are spelt or picked by.
        return self._op(f"zext {type_} {loaded} to i64")

    def piece(self, step: int, place: str) -> str:
        """Write a text at a place; the place behind it."""
        op, args = self.program.steps[step].op, self.program.steps[step].args
        match op:
            case core.Const(value=value):
                return self._literal(str(value).encode(), place)
            case text.Word(words=words):
                return self._word(Pool.of(words), self.number(args[0]), place)
            case text.ZeroPadded(width=width):
                return self._digits(args[0], width, place)
            case core.Where():
                return self._where(args, place)
            case _:
                for arg in args:
                    place = self.piece(arg, place)
                return place

    def _literal(self, value: bytes, place: str) -> str:
        for size in (8, 4, 2, 1):
            while len(value) >= size:
                number = int.from_bytes(value[:size], "little")
                self.lines.append(f"  store i{8 * size} {number}, ptr {place}, align 1")
                place = self._op(f"getelementptr i8, ptr {place}, i64 {size}")
                value = value[size:]
        return place

    def _word(self, pool: Pool, index: str, place: str) -> str:
        at = self._op(f"getelementptr i64, ptr {self._address(pool.entries)}, i64 {index}")
        entry = self._op(f"load i64, ptr {at}")
        start, length = self._op(f"lshr i64 {entry}, 20"), self._op(f"and i64 {entry}, 1048575")
        source = self._op(f"getelementptr i8, ptr {self._address(pool.data)}, i64 {start}")
        self._copy(source, place, pool.longest, length)
        return self._op(f"getelementptr i8, ptr {place}, i64 {length}")

    def _copy(self, source: str, place: str, longest: int, length: str) -> None:
        """Copy by sixteen bytes; whatever is copied too much is overwritten by what follows."""
        if longest > SPARE:
            copy = "call void @llvm.memcpy.p0.p0.i64"
            self.lines.append(f"  {copy}(ptr {place}, ptr {source}, i64 {length}, i1 false)")
            return
        for offset in range(0, longest, 16):
            at = self._op(f"getelementptr i8, ptr {source}, i64 {offset}")
            to = self._op(f"getelementptr i8, ptr {place}, i64 {offset}")
            value = self._op(f"load <16 x i8>, ptr {at}, align 1")
            self.lines.append(f"  store <16 x i8> {value}, ptr {to}, align 1")

    def _digits(self, step: int, width: int, place: str) -> str:
        low, high = self.program.steps[step].bounds
        value, count = self.number(step), len(str(high))
        if width > count:
            place, width = self._literal(b"0" * (width - count), place), count
        if len(str(low)) == count or width == count:
            self._spell(value, count, place, high)
            return self._op(f"getelementptr i8, ptr {place}, i64 {count}")
        self._spell(value, count, "%spelt", high)
        shown = str(width)
        for digits in range(max(1, width), count):
            more = self._op(f"icmp uge i64 {value}, {10**digits}")
            one = self._op(f"zext i1 {more} to i64")
            shown = self._op(f"add i64 {shown}, {one}")
        first = self._op(f"sub i64 {count}, {shown}")
        source = self._op(f"getelementptr i8, ptr %spelt, i64 {first}")
        self._copy(source, place, count, shown)
        return self._op(f"getelementptr i8, ptr {place}, i64 {shown}")

    def _spell(self, value: str, count: int, place: str, high: int) -> None:
        """All ``count`` digits, two at a time from the last."""
        type_ = "i32" if high < 2**32 else "i64"
        rest = self._op(f"trunc i64 {value} to i32") if type_ == "i32" else value
        pairs = self._address(_PAIRS)
        for end in range(count, 0, -2):
            more = self._op(f"udiv {type_} {rest}, 100") if end > 2 else "0"
            back = self._op(f"mul {type_} {more}, 100") if end > 2 else "0"
            pair = self._op(f"sub {type_} {rest}, {back}")
            wide = pair if type_ == "i64" else self._op(f"zext i32 {pair} to i64")
            at = self._op(f"getelementptr i16, ptr {pairs}, i64 {wide}")
            if end == 1:
                at = self._op(f"getelementptr i8, ptr {at}, i64 1")
            size = "i8" if end == 1 else "i16"
            shown = self._op(f"load {size}, ptr {at}, align 1")
            to = self._op(f"getelementptr i8, ptr {place}, i64 {max(0, end - 2)}")
            self.lines.append(f"  store {size} {shown}, ptr {to}, align 1")
            rest = more

    def _where(self, args: Sequence[int], place: str) -> str:
        condition = self._op(f"icmp ne i64 {self.number(args[0])}, 0")
        self._made += 1
        mark = f"w{self._made}"
        self.lines.append(f"  br i1 {condition}, label %{mark}_then, label %{mark}_else")
        ends = []
        for branch, arg in zip(("then", "else"), args[1:], strict=True):
            self.lines.append(f"{mark}_{branch}:")
            self.block = f"{mark}_{branch}"
            end = self.piece(arg, place)
            ends.append(f"[ {end}, %{self.block} ]")
            self.lines.append(f"  br label %{mark}_end")
        self.lines.append(f"{mark}_end:")
        self.block = f"{mark}_end"
        return self._op(f"phi ptr {', '.join(ends)}")

    def function(self, name: str, step: int) -> str:
        """The function ``name(n, ins, views, heap)``, which gives the bytes that it wrote."""
        op = self.program.steps[step].op
        shown = isinstance(op, text.Word)
        body = self._shown(step) if shown else self._made_text(step)
        loads = []
        for position in self.inputs.values():
            loads.append(f"  %a{position} = getelementptr ptr, ptr %ins, i64 {position}")
            loads.append(f"  %in{position} = load ptr, ptr %a{position}")
        return "\n".join(
            [
                f"define i64 @{name}(i64 %n, ptr %ins, ptr noalias %views, ptr noalias %heap) {{",
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

    def _shown(self, step: int) -> str:
        """The view of a word where its pool has it."""
        op = self.program.steps[step].op
        assert isinstance(op, text.Word)
        pool = Pool.of(op.words)
        self.pool = pool.data
        index = self.number(self.program.steps[step].args[0])
        at = self._op(f"getelementptr i128, ptr {self._address(pool.views)}, i64 {index}")
        self._view(self._op(f"load <2 x i64>, ptr {at}, align 8"))
        return "%used"

    def _made_text(self, step: int) -> str:
        start = self._op("getelementptr i8, ptr %heap, i64 %used")
        end = self.piece(step, start)
        numbers = [self._op(f"ptrtoint ptr {place} to i64") for place in (end, start)]
        length = self._op(f"sub i64 {numbers[0]}, {numbers[1]}")
        first = self._op(f"load i64, ptr {start}, align 1")
        low = self._op(f"shl i64 {first}, 32")
        long_low = self._op(f"or i64 {low}, {length}")
        long_high = self._op("shl i64 %used, 32")
        # The inline text, with zeros behind its end.
        rest = self._op(f"getelementptr i8, ptr {start}, i64 4")
        second = self._op(f"load i64, ptr {rest}, align 1")
        low_mask = self._mask(length, 0)
        high_mask = self._mask(length, 4)
        kept = self._op(f"and i64 {first}, {low_mask}")
        moved = self._op(f"shl i64 {kept}, 32")
        short_low = self._op(f"or i64 {moved}, {length}")
        short_high = self._op(f"and i64 {second}, {high_mask}")
        is_short = self._op(f"icmp ule i64 {length}, {_INLINE}")
        lows = self._op(f"select i1 {is_short}, i64 {short_low}, i64 {long_low}")
        highs = self._op(f"select i1 {is_short}, i64 {short_high}, i64 {long_high}")
        pair = self._op(f"insertelement <2 x i64> poison, i64 {lows}, i32 0")
        self._view(self._op(f"insertelement <2 x i64> {pair}, i64 {highs}, i32 1"))
        grown = self._op(f"add i64 %used, {length}")
        return self._op(f"select i1 {is_short}, i64 %used, i64 {grown}")

    def _mask(self, length: str, before: int) -> str:
        """Ones over the bytes of eight that lie before the end of a text."""
        left = self._op(f"sub i64 {length}, {before}")
        none = self._op(f"icmp sle i64 {left}, 0")
        within = self._op(f"call i64 @llvm.smin.i64(i64 {left}, i64 8)")
        positive = self._op(f"select i1 {none}, i64 8, i64 {within}")
        gone = self._op(f"sub i64 64, {self._op(f'shl i64 {positive}, 3')}")
        ones = self._op(f"lshr i64 -1, {gone}")
        return self._op(f"select i1 {none}, i64 0, i64 {ones}")

    def _view(self, view: str) -> None:
        at = self._op("getelementptr i128, ptr %views, i64 %i")
        self.lines.append(f"  store <2 x i64> {view}, ptr {at}, align 1")
