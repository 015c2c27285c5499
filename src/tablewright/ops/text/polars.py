"""Polars rules of operations that make text."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from tablewright.engines.local.texts import Piece, TextKernel
from tablewright.ops.core import Bounds
from tablewright.ops.text import Concat, Word, ZeroPadded

_POOLED_DIGITS = 100_000


def _word(op: Word, bounds: Sequence[Bounds]) -> TextKernel:
    pool = pl.Series(op.words, dtype=pl.String)

    def kernel(index: pl.Series) -> Piece:
        return pool.gather(index)

    return kernel


def _zero_padded(op: ZeroPadded, bounds: Sequence[Bounds]) -> TextKernel:
    low, high = bounds[0]
    if high < _POOLED_DIGITS:
        # Picking a ready-made text is several times faster than formatting a number.
        pool = pl.Series([str(number).zfill(op.width) for number in range(high + 1)])

        def pooled(value: pl.Series) -> Piece:
            return pool.gather(value)

        return pooled

    padded = low < 10 ** (op.width - 1)

    def kernel(value: pl.Series) -> Piece:
        plain: pl.Series = value.cast(pl.String)
        if padded:
            plain = plain.str.zfill(op.width)
        return plain

    return kernel


def _concat(op: Concat, bounds: Sequence[Bounds]) -> TextKernel:
    def kernel(*parts: Piece) -> Piece:
        named = {f"{i}": part for i, part in enumerate(parts) if isinstance(part, pl.Series)}
        if not named:
            return "".join(part for part in parts if isinstance(part, str))
        # "format" is half as dear as "concat_str" with literals.
        form = "".join("{}" if isinstance(p, pl.Series) else _escaped(p) for p in parts)
        return pl.DataFrame(named).select(pl.format(form, *named)).to_series()

    return kernel


def _escaped(literal: str) -> str:
    return literal.replace("{", "{{").replace("}", "}}")


RULES = {Word: _word, ZeroPadded: _zero_padded, Concat: _concat}
