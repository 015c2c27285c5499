"""Converts underlying integers to column types in Polars, as the last step."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from tablewright.engines.local.arrow import Buffers, bits, empty, fill
from tablewright.engines.local.kernels import Array
from tablewright.ops.core import Bounds
from tablewright.spec import Boolean, ColumnType, Date, Decimal, Float64, Int32, Int64, Timestamp


def polars_type(type_: ColumnType) -> pl.DataType:
    """Return the Polars type of a column."""
    match type_:
        case Int64():
            return pl.Int64()
        case Int32():
            return pl.Int32()
        case Decimal(precision=precision, scale=scale):
            return pl.Decimal(precision, scale)
        case Float64():
            return pl.Float64()
        case Date():
            return pl.Date()
        case Timestamp():
            return pl.Datetime("us", "UTC")
        case Boolean():
            return pl.Boolean()
        case _:
            return pl.String()


def buffer_type(type_: ColumnType) -> str:
    """Return the NumPy type of a chunk of the column's underlying values."""
    match type_:
        case Int32() | Date():
            return "int32"
        case Boolean():
            return "bool"
        case Decimal():
            return "int128"
        case _:
            return "int64"


@dataclass(frozen=True)
class WordColumn:
    """The words of a column that is stored as numbers, and the numbers' NumPy type."""

    enum: pl.Enum
    codes: str

    @classmethod
    def of(cls, enum: pl.Enum) -> WordColumn:
        """Return the words with their type, whose creation takes time proportional to them."""
        return cls(enum, str(pl.Series([], dtype=enum).to_physical().dtype).lower())

    def series(self, name: str, codes: Array, null_when: Array | None) -> pl.Series:
        """Convert a column of numbers to words."""
        format_ = {"uint8": "C", "uint16": "S", "uint32": "I"}[self.codes]
        plain = Buffers(format_, len(codes), (codes.astype(self.codes, copy=False),), null_when)
        return plain.series(name).cat.to(self.enum)


def narrow(bounds: Bounds) -> str:
    """Return the smallest type that Polars accepts as an index, or a 64-bit one."""
    return "uint32" if 0 <= bounds[0] and bounds[1] < 2**32 else "int64"


def to_series(
    name: str, type_: ColumnType, values: Array, null_when: Array | None = None
) -> pl.Series:
    """Convert underlying values to the column's Polars type, with nulls."""
    gathered = buffer_type(type_)
    data = empty(len(values), gathered)
    if values.dtype == data.dtype and values.ndim == data.ndim:
        data = values
    else:
        fill(data, values)
    match type_:
        case Int64():
            format_ = "l"
        case Int32():
            format_ = "i"
        case Decimal(precision=precision, scale=scale):
            format_ = f"d:{precision},{scale}"
        case Float64(decimals=decimals):
            format_, data = "g", np.true_divide(data, 10.0**decimals)
        case Date():
            format_ = "tdD"
        case Timestamp():
            format_ = "tsu:UTC"
        case _:
            format_, data = "b", bits(data)
    return Buffers(format_, len(values), (data,), null_when).series(name)
