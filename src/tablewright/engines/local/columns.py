"""From integers to columns: the type of each column in Polars, made at the very end."""

from __future__ import annotations

import decimal

import numpy as np
import polars as pl

from tablewright.engines.local.kernels import Array
from tablewright.ops.core import Bounds
from tablewright.spec import ColumnType, Count, Day, Decimal, Flag, Instant, Key, Measure


def polars_type(type_: ColumnType) -> pl.DataType:
    """The Polars type of a column."""
    match type_:
        case Key():
            return pl.Int64()
        case Count():
            return pl.Int32()
        case Decimal(precision=precision, scale=scale):
            return pl.Decimal(precision, scale)
        case Measure():
            return pl.Float64()
        case Day():
            return pl.Date()
        case Instant():
            return pl.Datetime("us", "UTC")
        case Flag():
            return pl.Boolean()
        case _:
            return pl.String()


def buffer_type(type_: ColumnType) -> str:
    """The NumPy type in which a chunk of the column's underlying value is gathered."""
    match type_:
        case Count() | Day():
            return "int32"
        case Flag():
            return "bool"
        case _:
            return "int64"


def code_type(words: pl.Enum) -> str:
    """The NumPy type of the numbers behind words."""
    return str(pl.Series([], dtype=words).to_physical().dtype).lower()


def to_words(name: str, words: pl.Enum, codes: Array) -> pl.Series:
    """A column of numbers as the words they stand for."""
    return pl.Series(name, codes.astype(code_type(words), copy=False)).cat.to(words)


def narrow(bounds: Bounds) -> str:
    """The smallest type Polars takes as an index, or a 64-bit one."""
    return "uint32" if 0 <= bounds[0] and bounds[1] < 2**32 else "int64"


def to_series(name: str, type_: ColumnType, values: Array) -> pl.Series:
    """A column of underlying values as its Polars type."""
    match type_:
        case Measure(decimals=decimals):
            return pl.Series(name, np.true_divide(values, 10.0**decimals))
        case Decimal(scale=scale):
            # Int64 has no direct way to an unscaled decimal; Int128 is what a decimal is inside.
            wide: pl.Series = pl.Series(name, values).cast(pl.Int128)
            try:
                return wide.reinterpret(dtype=polars_type(type_))
            except pl.exceptions.InvalidOperationError:
                # Polars 2.0, the last one for Python 3.10, does not know these two as equals.
                whole = pl.lit(wide.cast(pl.Decimal(38, 0)))
                unit = pl.lit(decimal.Decimal(1).scaleb(-scale))
                return pl.select((whole * unit).cast(polars_type(type_)).alias(name)).to_series()
        case _:
            plain: pl.Series = pl.Series(name, values).cast(polars_type(type_))
            return plain
