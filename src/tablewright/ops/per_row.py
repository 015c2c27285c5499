"""Refuses operations that Python would evaluate once, while a table is declared."""

from __future__ import annotations

from typing import NoReturn

from tablewright.errors import ArgumentTypeError


class PerRow:
    """A cell of the current row: Python's own truth, ``==`` and iteration are refused."""

    def __bool__(self) -> NoReturn:
        raise ArgumentTypeError(
            "a row's value has no truth value during declaration (if, and, or, not, in, max, "
            "a chained comparison); combine conditions with &, | and ~, each in parentheses, and "
            "choose with when(condition, a).otherwise(b)"
        )

    def __eq__(self, other: object) -> NoReturn:
        raise ArgumentTypeError("== does not compare row values; use .eq(other)")

    def __ne__(self, other: object) -> NoReturn:
        raise ArgumentTypeError("!= does not compare row values; use .ne(other)")

    def __iter__(self) -> NoReturn:
        raise ArgumentTypeError("a row's value is not a sequence; it cannot be unpacked")

    __hash__ = object.__hash__
