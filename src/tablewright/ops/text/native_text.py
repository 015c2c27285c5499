"""Machine code of operations that make text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tablewright.engines.local.native.pool import Pool
from tablewright.engines.local.native.texts import TextWriter
from tablewright.ops.text import Concat, Word, ZeroPadded

_PAIRS = np.frombuffer("".join(f"{pair:02d}" for pair in range(100)).encode(), np.uint8)


def _word(w: TextWriter, op: Word, args: Sequence[int], place: str) -> str:
    pool, index = Pool.of(op.words), w.number(args[0])
    entries, data = w.address(pool.entries), w.address(pool.data)
    at = w.op(f"getelementptr i64, ptr {entries}, i64 {index}")
    entry = w.op(f"load i64, ptr {at}")
    start, length = w.op(f"lshr i64 {entry}, 20"), w.op(f"and i64 {entry}, 1048575")
    source = w.op(f"getelementptr i8, ptr {data}, i64 {start}")
    w.copy(source, place, pool.longest, length)
    return w.op(f"getelementptr i8, ptr {place}, i64 {length}")


def _zero_padded(w: TextWriter, op: ZeroPadded, args: Sequence[int], place: str) -> str:
    (low, high), width = w.bounds(args[0]), op.width
    value, count = w.number(args[0]), len(str(high))
    if width > count:
        place, width = w.literal(b"0" * (width - count), place), count
    if len(str(low)) == count or width == count:
        _spell(w, value, count, place, high)
        return w.op(f"getelementptr i8, ptr {place}, i64 {count}")
    _spell(w, value, count, "%spelt", high)
    shown = str(width)
    for digits in range(max(1, width), count):
        more = w.op(f"icmp uge i64 {value}, {10**digits}")
        one = w.op(f"zext i1 {more} to i64")
        shown = w.op(f"add i64 {shown}, {one}")
    first = w.op(f"sub i64 {count}, {shown}")
    source = w.op(f"getelementptr i8, ptr %spelt, i64 {first}")
    w.copy(source, place, count, shown)
    return w.op(f"getelementptr i8, ptr {place}, i64 {shown}")


def _spell(w: TextWriter, value: str, count: int, place: str, high: int) -> None:
    """All ``count`` digits, two at a time from the last."""
    type_ = "i32" if high < 2**32 else "i64"
    rest = w.op(f"trunc i64 {value} to i32") if type_ == "i32" else value
    pairs = w.address(_PAIRS)
    for end in range(count, 0, -2):
        more = w.op(f"udiv {type_} {rest}, 100") if end > 2 else "0"
        back = w.op(f"mul {type_} {more}, 100") if end > 2 else "0"
        pair = w.op(f"sub {type_} {rest}, {back}")
        wide = pair if type_ == "i64" else w.op(f"zext i32 {pair} to i64")
        at = w.op(f"getelementptr i16, ptr {pairs}, i64 {wide}")
        if end == 1:
            at = w.op(f"getelementptr i8, ptr {at}, i64 1")
        size = "i8" if end == 1 else "i16"
        shown = w.op(f"load {size}, ptr {at}, align 1")
        to = w.op(f"getelementptr i8, ptr {place}, i64 {max(0, end - 2)}")
        w.lines.append(f"  store {size} {shown}, ptr {to}, align 1")
        rest = more


def _concat(w: TextWriter, op: Concat, args: Sequence[int], place: str) -> str:
    for arg in args:
        place = w.piece(arg, place)
    return place


RULES = {Word: _word, ZeroPadded: _zero_padded, Concat: _concat}
