"""Keeps the Java that Spark generates for a table within what the JVM can take.

Spark generates one method for adjacent selects. The JVM never compiles a method with more than
8,000 bytes, and silently interprets it at a fifth of the speed or less. Columns after an
``explode`` get a separate method in the same loop, with their inputs as arguments. So where a
method would become too long, we explode an array of one element, which changes nothing.

The code of a stage comes from calls nested in each other, thirteen for each select and ``explode``.
A thread with the JVM's usual stack of 1 MB has room for about 250 of those. A ``coalesce`` that
changes no partition starts a new stage before; it copies each row and costs more than a method.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise

from tablewright.engines.spark.levels import Level, trimmed
from tablewright.engines.spark.literals import identifier
from tablewright.engines.spark.types import SparkColumn

_TEXT = re.compile("'[^']*'")
_MOST_BYTES = 5_500
_MANY_METHODS = 20
"""Tables with fewer methods get methods a third shorter, which compile better; each is a call."""
MOST_NODES = 80
"""Maximum selects and explodes of a stage."""
_LONGEST_METHOD = 40
"""Maximum levels of a method."""
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
"""Approximate bytes per operation, measured on the tables of this package."""


def _bare(column: SparkColumn) -> str:
    """Return the SQL without quoted text, which may look like SQL."""
    return _TEXT.sub("", column.sql)


def _size(column: SparkColumn) -> int:
    if column.type.startswith("array"):
        return 0  # A constant, or computed outside such methods.
    bare = _bare(column)
    return _COLUMN_BYTES + sum(bare.count(token) * size for token, size in _BYTES.items())


def shortened(
    levels: Sequence[Sequence[SparkColumn]], finals: Sequence[SparkColumn], row: str
) -> tuple[Level, ...]:
    """Split levels so that methods are short; some levels start new methods, some of them stages.

    Parameters
    ----------
    levels : sequence of sequence of SparkColumn
        Hidden columns, which read only those of earlier levels.
    finals : sequence of SparkColumn
        Columns added after them, together.
    row : str
        The name of a BIGINT column.
    """
    whole = sum(map(_size, (*chain.from_iterable(levels), *finals)))
    most = max(_MOST_BYTES * 2 // 3, min(_MOST_BYTES, whole // _MANY_METHODS))
    hidden = [part for level in levels for part in _parts(tuple(level), most)]
    begins = _begins([*hidden, tuple(finals)], most)
    stages = _stages(begins, len(hidden))
    for number, place in enumerate(begins, 1):
        cut = SparkColumn(f"__m{number}", "bigint", f"explode(array({identifier(row)}))")
        new = () if place in stages else (cut,)
        hidden[place : place + 1] = [(*new, *(hidden[place] if place < len(hidden) else ()))]
    return trimmed(hidden, finals, begins, stages)


def _stages(begins: Sequence[int], last: int) -> set[int]:
    """Return those beginnings of methods that start a stage; ``last`` is the level of finals."""
    stages: set[int] = set()
    nodes = begins[0] if begins else 0
    for place, after in pairwise([*begins, last + 2]):
        if nodes + 1 + after - place > MOST_NODES:
            stages.add(place)
            nodes = -1
        nodes += 1 + after - place
    return stages


def _begins(levels: Sequence[tuple[SparkColumn, ...]], most: int) -> list[int]:
    """Return the levels (never the first) that start a method of at most ``most`` bytes."""
    begins: list[int] = []
    total = start = 0
    for place, level in enumerate(levels):
        size = sum(map(_size, level))
        if place and (total + size > most or place - start >= _LONGEST_METHOD):
            begins.append(place)
            total, start = 0, place
        # Spark excludes a select that contains a lambda from such methods.
        apart = any("->" in _bare(column) for column in level)
        total = 0 if apart else total + size
    return begins


def _parts(level: tuple[SparkColumn, ...], most: int) -> Iterator[tuple[SparkColumn, ...]]:
    """Split a level into parts that each fit into a method, if each column does."""
    start = total = 0
    for place, size in enumerate(map(_size, level)):
        if place > start and total + size > most:
            yield level[start:place]
            start, total = place, 0
        total += size
    yield level[start:]
