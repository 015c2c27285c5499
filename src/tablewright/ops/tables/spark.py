"""Spark SQL of operations on constant tables."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tablewright.engines.spark.literals import bigint, bigints
from tablewright.engines.spark.sql import Sql, SqlRule, joined, sql
from tablewright.ops.core import Bounds
from tablewright.ops.tables import Interpolation, Lookup, SearchSorted

_FEW_EDGES = 3
_GUIDE_BITS = range(6, 17, 2)
_MOST_IN_CELL = 4
_MOST_COMPARED = 128


# Measured (Spark 4.1, processor time per row beyond the index itself): an element of a split
# text, which Spark folds once per query, costs 2 ns for a number (8 ns from 3,000 on) and 10 to
# 15 ns for a word, whether [i] or element_at; CASE costs 15 ns at 5 entries and 30 ns at 64, and
# transform(split(...), ...) is not folded at all.
def _lookup(op: Lookup, args: Sequence[Sql], bounds: Sequence[Bounds]) -> Sql:
    # Entries that the index cannot reach need not travel.
    return sql("{}[{}]", bigints(op.values[: bounds[0][1] + 1]), args[0])


def _interpolation(op: Interpolation, args: Sequence[Sql], bounds: Sequence[Bounds]) -> Sql:
    # Knots and rises, knots twice, or both packed into one number: all 5 to 8 ns per row.
    value, which = args
    knot = sql("shiftright({}, {})", value, op.bits) if op.bits else value
    if op.curves > 1:
        knot = sql("({} * {}L + {})", which, op.knots, knot)
    start = sql("{}[{}]", bigints(op.values), knot)
    if not op.bits:
        return start
    rises = [b - a for a, b in zip(op.values, op.values[1:], strict=False)]
    rise = sql("{}[{}] * ({} & {}L)", bigints(rises), knot, value, (1 << op.bits) - 1)
    return sql("({} + shiftright({}, {}))", start, rise, op.bits)


# Measured likewise: on the grid 2 ns from 4 to 16 edges, 12 ns at 300, and 50 ns at 3,000; adding
# up comparisons 0.7 ns for each; CASE 16 ns at 4 edges and more, a tree of CASEs 430 ns at 300,
# where its method is too long for the JVM to compile; filter(...) 30 microseconds.
def _search_sorted(op: SearchSorted, args: Sequence[Sql], bounds: Sequence[Bounds]) -> Sql:
    value, (low, high) = args[0], bounds[0]
    apart = sorted({edge for edge in op.edges if low < edge <= high})
    counts = [bisect_right(op.edges, edge) for edge in (low, *apart)]
    grid = _grid(apart, low, high)
    if len(apart) - len(grid.edges) > _MOST_COMPARED:
        # Slow, but right for every table; no distribution looks like this.
        edges = bigints(op.edges)
        return sql("CAST(size(filter({}, __e -> __e <= {})) AS BIGINT)", edges, value)
    inside, form = set(grid.edges), "if({} < {}, 0L, 1L)"
    parts = [sql(form, value, bigint(edge)) for edge in apart if edge not in inside]
    parts += grid.terms(value)
    if counts[-1] - counts[0] == len(apart):
        return sql("({})", joined([bigint(counts[0]), *parts], " + "))
    return sql("{}[{}]", bigints(counts), joined(parts, " + "))


@dataclass(frozen=True)
class _Grid:
    """Cells of ``2**shift`` from ``low`` to ``high``, each with at most ``most`` edges inside."""

    low: int
    high: int
    shift: int
    most: int
    edges: Sequence[int]

    def terms(self, value: Sql) -> list[Sql]:
        """Numbers that add up to how many of the edges are at or below a value.

        A cell's entry is the number of edges before it, shifted, plus what a value in the cell
        lacks to carry when it reaches the cell's edge. Further tables hold what further edges
        carry. So nothing is compared, and no part is needed twice.
        """
        if not self.edges:
            return []
        rest = sql("({} - {})", value, bigint(self.low)) if self.low else value
        width = 1 << self.shift
        entries: list[list[int]] = []
        for start in range(self.low, self.high + 1, width):
            before = bisect_right(self.edges, start)
            inside = self.edges[before : bisect_right(self.edges, start + width - 1)]
            carries = [start + width - edge for edge in inside] + [0] * (self.most - len(inside))
            entries.append([(before << self.shift) + carries[0], *carries[1:]])
        cell = sql("shiftright({}, {})", rest, self.shift)
        past = sql("({} & {}L)", rest, width - 1)
        return [
            sql("shiftright({}[{}] + {}, {})", bigints(column), cell, past, self.shift)
            for column in zip(*entries, strict=True)
        ]


def _grid(apart: Sequence[int], low: int, high: int) -> _Grid:
    """The cheapest grid, for most of the edges or for none; the others are compared."""
    best, least = _Grid(low, high, 0, 1, ()), float(len(apart))
    bits = (high - low).bit_length()
    if bits > 62 or len(apart) <= _FEW_EDGES:
        return best
    for guide_bits in _GUIDE_BITS:
        shift = max(0, bits - guide_bits)
        cells = [(edge - low) >> shift for edge in apart]
        for most in range(1, _MOST_IN_CELL + 1):
            seen: Counter[int] = Counter()
            edges: list[int] = []
            for cell, edge in zip(cells, apart, strict=True):
                inside = low + (cell << shift) != edge
                if not inside or seen[cell] < most:
                    edges.append(edge)
                    seen[cell] += inside
            # A lookup costs about as much as the misses of eight times as long a table.
            cost = 8 * most + 2.0 ** (guide_bits - 10) + len(apart) - len(edges)
            if cost < least and shift + len(apart).bit_length() < 62:
                best, least = _Grid(low, high, shift, most, edges), cost
    return best


RULES = {
    Lookup: SqlRule(_lookup),
    SearchSorted: SqlRule(_search_sorted),
    Interpolation: SqlRule(_interpolation),
}
