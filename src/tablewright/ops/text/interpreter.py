"""The meaning of text operations."""

from __future__ import annotations

from tablewright.errors import DeclarationError
from tablewright.ops.tables.interpreter import entry
from tablewright.ops.text import Concat, Word, ZeroPadded


def _zero_padded(op: ZeroPadded, value: int) -> str:
    if value < 0:
        raise DeclarationError(f"digits of {value}, which is negative")
    return f"{value:0{op.width}d}"


RULES = {
    Word: lambda op, index: entry(op.words, index),
    ZeroPadded: _zero_padded,
    Concat: lambda op, *parts: "".join(parts),
}
