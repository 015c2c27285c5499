"""Constants as Spark SQL with the same meaning under every session setting.

The meaning of a backslash in a text depends on ``spark.sql.parser.escapedStringLiterals``, that of
a doubled quote on another setting, and a third one may replace ``${...}``. So placeholders are
written instead, and ``translate`` restores the characters. Spark folds all of it to one literal.
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
"""More placeholders than a word list can contain, so that one is always free."""


def literal(value: Value) -> str:
    """Return a constant of any kind."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return bigint(value)
    return double(value) if isinstance(value, float) else string(value)


def bigint(value: int) -> str:
    """Return a BIGINT."""
    if not BITS63[0] <= value <= BITS63[1]:
        raise DeclarationError(f"{value} is beyond 64 bits")
    if value == BITS63[0]:
        # The digits without the sign are out of range, and the sign may be parsed as an operator.
        return f"({value + 1}L - 1L)"
    return f"{value}L" if value >= 0 else f"({value}L)"


def power_of_two(bounds: Bounds) -> int | None:
    """Return the exponent if a range contains only a power of two; otherwise None."""
    low, high = bounds
    return low.bit_length() - 1 if low == high > 0 and low & (low - 1) == 0 else None


def double(value: float) -> str:
    """Return a DOUBLE; Python's shortest digits give the same bits in Java."""
    if not math.isfinite(value):
        raise DeclarationError(f"{value} is not a finite number")
    if math.copysign(1.0, value) < 0:
        # "-0.0D" is parsed as the negation of a decimal, which has no -0.
        return f"CAST('{value!r}' AS DOUBLE)"
    return f"{value!r}D"


def string(value: str) -> str:
    """Return a STRING."""
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
    """Return an ARRAY<STRING> of texts that do not contain the separator."""
    # Splitting one text into thousands of words takes milliseconds to analyse, array(...) seconds.
    split = f"split({string(separator.join(values))}, '[{separator}]')"
    return Sql((Shared(split, "array<string>"),))


def bigints(values: Iterable[int]) -> Sql:
    """Return an ARRAY<BIGINT>."""
    split = f"split('{','.join(map(str, values))}', ',')"
    return Sql((Shared(f"CAST({split} AS ARRAY<BIGINT>)", "array<bigint>"),))


def identifier(name: str) -> str:
    """Return a quoted column name."""
    return f"`{name.replace('`', '``')}`"
