"""Keep the Java that Spark makes of a table in methods short enough to be compiled.

Spark writes neighbouring selects into one method. The JVM never compiles a method of more than
8,000 bytes, and interprets it at a fifth of the speed or less, without a word. What follows an
``explode`` gets a method of its own in the same loop, with what it needs as arguments. So, where a
method would grow too long, an array of one element is exploded, which changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from tablewright.engines.spark.levels import Level, trimmed
from tablewright.engines.spark.literals import identifier
from tablewright.engines.spark.types import SparkColumn

_TEXT = re.compile("'[^']*'")
_MOST_BYTES = 5_500
_MANY_METHODS = 20
"""A table that needs fewer gets them a third shorter, which compile better; each costs a call."""
_COLUMN_BYTES = 60
_BYTES = {
    "[": 110,
    "DECIMAL(": 80,
    " div ": 50,
    "concat(": 45,
    "if(": 30,
    "WHEN ": 30,
    ",": 25,
    " % ": 15,
    **dict.fromkeys(("+ ", "- ", "* ", "< ", "= ", "& "), 8),
}
"""About what these take, as measured on the tables of this package."""


def _bare(column: SparkColumn) -> str:
    """The SQL without what stands in quotes, which may look like any SQL."""
    return _TEXT.sub("", column.sql)


def _size(column: SparkColumn) -> int:
    if column.type.startswith("array"):
        return 0  # A constant, or made outside of such methods.
    bare = _bare(column)
    return _COLUMN_BYTES + sum(bare.count(token) * size for token, size in _BYTES.items())


def shortened(
    levels: Sequence[Sequence[SparkColumn]], finals: Sequence[SparkColumn], row: str
) -> tuple[Level, ...]:
    """The same levels, or more of them; some begin new methods.

    Parameters
    ----------
    levels : sequence of sequence of SparkColumn
        Hidden columns, which read only those of earlier levels.
    finals : sequence of SparkColumn
        What is added after them, at once.
    row : str
        The name of a BIGINT column.
    """
    whole = sum(map(_size, (*chain.from_iterable(levels), *finals)))
    most = max(_MOST_BYTES * 2 // 3, min(_MOST_BYTES, whole // _MANY_METHODS))
    hidden = [part for level in levels for part in _parts(tuple(level), most)]
    begins = _begins([*hidden, tuple(finals)], most)
    for number, place in enumerate(begins, 1):
        cut = SparkColumn(f"__m{number}", "bigint", f"explode(array({identifier(row)}))")
        hidden[place : place + 1] = [(cut, *(hidden[place] if place < len(hidden) else ()))]
    return trimmed(hidden, finals, begins)


def _begins(levels: Sequence[tuple[SparkColumn, ...]], most: int) -> list[int]:
    """The places of the levels, never the first, that begin a method of ``most`` bytes at most."""
    begins: list[int] = []
    total = 0
    for place, level in enumerate(levels):
        size = sum(map(_size, level))
        if place and total + size > most:
            begins.append(place)
            total = 0
        # Spark leaves a select with a lambda in it out of such methods.
        apart = any("->" in _bare(column) for column in level)
        total = 0 if apart else total + size
    return begins


def _parts(level: tuple[SparkColumn, ...], most: int) -> Iterator[tuple[SparkColumn, ...]]:
    """A level in parts that each fit into a method, if a single column does."""
    start = total = 0
    for place, size in enumerate(map(_size, level)):
        if place > start and total + size > most:
            yield level[start:place]
            start, total = place, 0
        total += size
    yield level[start:]
