"""Constants as Spark SQL that means the same under every session setting.

How a backslash in a text is read depends on ``spark.sql.parser.escapedStringLiterals``, how a
doubled quote is read on another setting, and ``${...}`` may be replaced by a third. So none of
them is written: a stand-in is, and ``translate`` puts the characters back. Spark folds all of it
to one literal.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import chain

from tablewright.engines.spark.sql import Shared, Sql
from tablewright.errors import DeclarationError
from tablewright.ops.core import BITS63, Bounds, Value

_SPECIAL = "'\\$"
_STAND_INS = (range(0xE000, 0xF900), range(0xF0000, 0x10FFFE), range(0xA1, 0xD800))
"""More than fit into the text of a pool: one is always free."""


def literal(value: Value) -> str:
    """A constant of any kind."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return bigint(value)
    return double(value) if isinstance(value, float) else string(value)


def bigint(value: int) -> str:
    """A BIGINT."""
    if not BITS63[0] <= value <= BITS63[1]:
        raise DeclarationError(f"{value} is beyond 64 bits")
    if value == BITS63[0]:
        # Its digits without the sign are out of range, and a sign may be read as an operator.
        return f"({value + 1}L - 1L)"
    return f"{value}L" if value >= 0 else f"({value}L)"


def power_of_two(bounds: Bounds) -> int | None:
    """Of which power of two a range is the only number; None of another."""
    low, high = bounds
    return low.bit_length() - 1 if low == high > 0 and low & (low - 1) == 0 else None


def double(value: float) -> str:
    """A DOUBLE; Python's shortest digits give the same bits in Java."""
    if not math.isfinite(value):
        raise DeclarationError(f"{value} is not a finite number")
    if math.copysign(1.0, value) < 0:
        # As a number "-0.0D" is the negation of a decimal, which has no -0.
        return f"CAST('{value!r}' AS DOUBLE)"
    return f"{value!r}D"


def string(value: str) -> str:
    """A STRING."""
    special = [c for c in _SPECIAL if c in value and (c != "$" or "${" in value)]
    if not special:
        return f"'{value}'"
    if value in special:
        return f"chr({ord(value)})"
    known = set(value)
    free = (c for c in chain("~^`@#", map(chr, chain(*_STAND_INS))) if c not in known)
    stand_ins = {c: next(free) for c in special}
    text = value.translate({ord(c): stand_in for c, stand_in in stand_ins.items()})
    codes = [f"chr({ord(c)})" for c in special]
    meant = codes[0] if len(codes) == 1 else f"concat({', '.join(codes)})"
    return f"translate('{text}', '{''.join(stand_ins.values())}', {meant})"


def strings(values: Sequence[str], separator: str) -> Sql:
    """An ARRAY<STRING> of texts without the separator."""
    # A few thousand words split from one text cost milliseconds to analyse, as array(...) seconds.
    split = f"split({string(separator.join(values))}, '[{separator}]')"
    return Sql((Shared(split, "array<string>"),))


def bigints(values: Iterable[int]) -> Sql:
    """An ARRAY<BIGINT>."""
    split = f"split('{','.join(map(str, values))}', ',')"
    return Sql((Shared(f"CAST({split} AS ARRAY<BIGINT>)", "array<bigint>"),))


def identifier(name: str) -> str:
    """A quoted column name."""
    return f"`{name.replace('`', '``')}`"
