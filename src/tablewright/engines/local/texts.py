"""Polars lowerings of the operations that make text, a whole chunk at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import polars as pl

from tablewright.ops import core, text
from tablewright.ops.core import Bounds, Expr

Piece: TypeAlias = pl.Series | str
"""A text for every row, or the same for all."""
TextKernel: TypeAlias = Callable[..., Piece]
TextMaker: TypeAlias = Callable[[Any, Sequence[Bounds]], TextKernel]
_POOLED_DIGITS = 100_000


def _word(op: text.Word, bounds: Sequence[Bounds]) -> TextKernel:
    pool = pl.Series(op.words, dtype=pl.String)

    def kernel(index: pl.Series) -> Piece:
        return pool.gather(index)

    return kernel


def _digits(op: text.ZeroPadded, bounds: Sequence[Bounds]) -> TextKernel:
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


def _concat(op: text.Concat, bounds: Sequence[Bounds]) -> TextKernel:
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


def _where(op: core.Where, bounds: Sequence[Bounds]) -> TextKernel:
    def kernel(condition: pl.Series, then: Piece, other: Piece) -> Piece:
        choice = pl.when(condition).then(then if isinstance(then, pl.Series) else pl.lit(then))
        return pl.select(
            choice.otherwise(other if isinstance(other, pl.Series) else pl.lit(other))
        ).to_series()

    return kernel


TEXT_KERNELS: Mapping[type[Expr], TextMaker] = {
    text.Word: _word,
    text.ZeroPadded: _digits,
    text.Concat: _concat,
    core.Where: _where,
}
"""The maker of every text operation's kernel."""
