"""Spark SQL of the operations on constant tables."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from tablewright.engines.spark.literals import bigint, bigints, string, strings
from tablewright.ops import tables, text
from tablewright.ops.core import Bounds
from tablewright.ops.text import SEPARATOR

_FEW_EDGES = 3
_GUIDE_BITS = range(6, 17, 2)
_MOST_IN_CELL = 4


# Measured (Spark 4.1, processor time per row beyond the index itself): an element of a split
# text, which Spark folds once per query, costs 2 ns for a number (8 ns from 3,000 on) and 10 to
# 15 ns for a word, whether [i] or element_at; CASE costs 15 ns at 5 entries and 30 ns at 64, and
# transform(split(...), ...) is not folded at all.
def lookup(op: tables.Lookup, args: Sequence[str], bounds: Sequence[Bounds]) -> str:
    """The entry of a table."""
    # Entries that the index cannot reach need not travel.
    return f"{bigints(op.values[: bounds[0][1] + 1])}[{args[0]}]"


def word(op: text.Word, args: Sequence[str], bounds: Sequence[Bounds]) -> str:
    """The word of a pool."""
    if len(op.words) == 1:
        return string(op.words[0])
    return f"{strings(op.words, SEPARATOR)}[{args[0]}]"


def curve(op: tables.Curve, args: Sequence[str], bounds: Sequence[Bounds]) -> str:
    """Between two knots."""
    # Knots and rises, knots twice, or both packed into one number: all 5 to 8 ns per row.
    value, which = args
    knot = f"shiftright({value}, {op.bits})" if op.bits else value
    if op.curves > 1:
        knot = f"({which} * {op.knots}L + {knot})"
    start = f"{bigints(op.values)}[{knot}]"
    if not op.bits:
        return start
    rises = [b - a for a, b in zip(op.values, op.values[1:], strict=False)]
    rise = f"{bigints(rises)}[{knot}] * ({value} & {(1 << op.bits) - 1}L)"
    return f"({start} + shiftright({rise}, {op.bits}))"


# Measured likewise: on the grid 2 ns from 4 to 16 edges, 12 ns at 300, and 50 ns at 3,000;
# CASE 16 ns at 4 edges and more, a tree of CASEs 430 ns at 300, where its method is too long for
# the JVM to compile.
def bucket(op: tables.Bucket, args: Sequence[str], bounds: Sequence[Bounds]) -> str:
    """How many edges are at or below a value."""
    value, (low, high) = args[0], bounds[0]
    apart = sorted({edge for edge in op.edges if low < edge <= high})
    counts = [bisect_right(op.edges, edge) for edge in (low, *apart)]
    if len(apart) <= _FEW_EDGES:
        steps = [
            f"if({value} < {bigint(edge)}, 0L, {after - before}L)"
            for edge, before, after in zip(apart, counts, counts[1:], strict=False)
        ]
        return f"({' + '.join([f'{counts[0]}L', *steps])})"
    grid = _grid(apart, low, high)
    if grid is None:
        # Slow, but right for every table; no distribution looks like this.
        edges = bigints(op.edges)
        return f"CAST(size(filter({edges}, __e -> __e <= {value})) AS BIGINT)"
    found = _on_grid(value, apart, low, high, *grid)
    if len(set(op.edges)) == len(op.edges):
        return f"({found} + {counts[0]}L)" if counts[0] else found
    return f"{bigints(counts)}[{found}]"


def _grid(apart: Sequence[int], low: int, high: int) -> tuple[int, int] | None:
    """The width (as a power of 2) of cells and how many edges they have inside at most."""
    if high - low >= 2**62:
        return None
    bits = (high - low).bit_length()
    best: tuple[int, int, int] | None = None
    for guide_bits in _GUIDE_BITS:
        shift = max(0, bits - guide_bits)
        mask = (1 << shift) - 1
        inside = Counter((e - low) >> shift for e in apart if (e - low) & mask)
        most = max(inside.values(), default=0)
        # A lookup costs about as much as the misses of eight times as long a table.
        cost = 8 * most + 2 ** max(0, guide_bits - 10)
        fits = shift + len(apart).bit_length() < 62
        if fits and most <= _MOST_IN_CELL and (best is None or cost < best[0]):
            best = (cost, shift, most)
    return best and best[1:]


def _on_grid(value: str, apart: Sequence[int], low: int, high: int, shift: int, most: int) -> str:
    """How many of ascending edges are at or below a value, without comparing.

    A cell's entry is the number of edges before it, shifted, plus what a value in the cell lacks
    to carry when it reaches the cell's edge. Further tables hold what further edges carry.
    """
    rest = f"({value} - {bigint(low)})" if low else value
    entries: list[list[int]] = []
    for cell in range(((high - low) >> shift) + 1):
        start = low + (cell << shift)
        before, until = bisect_right(apart, start), bisect_right(apart, start + (1 << shift) - 1)
        carries = [start + (1 << shift) - edge for edge in apart[before:until]]
        carries += [0] * (max(1, most) - len(carries))
        entries.append([(before << shift) + carries[0], *carries[1:]])
    if not shift:
        return f"{bigints(entry[0] for entry in entries)}[{rest}]"
    cell_of = f"shiftright({rest}, {shift})"
    past = f"({rest} & {(1 << shift) - 1}L)"
    parts = [
        f"shiftright({bigints(column)}[{cell_of}] + {past}, {shift})"
        for column in zip(*entries, strict=True)
    ]
    return f"({' + '.join(parts)})" if len(parts) > 1 else parts[0]
