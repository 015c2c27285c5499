"""How probable it is that what was drawn came from what was declared."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from tablewright.engines.local import LocalTable
from tablewright.ops.core import Expr, Field
from tablewright.ops.tables import Interpolation, SearchSorted
from tablewright.spec import Boolean, Column, Int64, Table
from tests.support.distributions.declared import Declared

Ints = npt.NDArray[np.int64]
BINS = 20
_FEWEST = 5.0
"""Expected in a cell of a chi-square test; rarer ones are put together."""


@dataclass(frozen=True)
class Verdict:
    """The probability of a deviation at least as large as the one seen."""

    name: str
    p: float
    rows: int


def drawn(found: Sequence[Declared], seeds: Sequence[int], rows: int) -> list[list[Ints]]:
    """What was drawn, and what that was given, by declaration; the seeds one after another."""
    heights = [min(rows, each.owner.rows or rows) for each in found]
    made: dict[str, list[Ints]] = {}
    for height in set(heights):
        columns = [
            _column(f"{number}_{part}", each, expr)
            for number, each in enumerate(found)
            for part, expr in enumerate((each.node, each.given))
            if expr is not None and heights[number] == height
        ]
        table = Table("probe", height, tuple(columns), primary_key=columns[0].name)
        for seed in seeds:
            for series in LocalTable(table, seed).rows(0, height):
                made.setdefault(series.name, []).append(series.to_numpy().astype(np.int64))
    return [
        [np.concatenate(made[name]) for name in (f"{n}_0", f"{n}_1") if name in made]
        for n in range(len(found))
    ]


def _column(name: str, found: Declared, expr: Expr) -> Column:
    """The expression, with the draws of the field that owns it."""
    owned = Field(found.owner.table, found.owner.name, expr, found.owner.rows)
    return Column(Field("probe", name, owned), Boolean() if expr.kind == "bool" else Int64())


def chi_square(observed: npt.ArrayLike, expected: npt.ArrayLike) -> tuple[float, int]:
    """The statistic and its degrees of freedom; 0 where there is nothing to compare."""
    seen, wanted = np.asarray(observed, float), np.asarray(expected, float)
    order = np.argsort(wanted)
    seen, wanted = seen[order], wanted[order]
    while len(wanted) > 1 and wanted[0] < _FEWEST:
        # The rarest and the next one become one; order hardly changes by that.
        seen = np.concatenate(([seen[0] + seen[1]], seen[2:]))
        wanted = np.concatenate(([wanted[0] + wanted[1]], wanted[2:]))
    if len(wanted) < 2:
        return 0.0, 0
    return float(((seen - wanted) ** 2 / wanted).sum()), len(wanted) - 1


def _groups(values: Ints, given: Ints | None) -> list[tuple[int, Ints]]:
    if given is None:
        return [(0, values)]
    return [(int(which), values[given == which]) for which in np.unique(given)]


def _p(parts: Sequence[tuple[float, int]]) -> float:
    statistic, freedom = (sum(part) for part in zip(*parts, strict=True))
    return float(stats.chi2.sf(statistic, freedom)) if freedom else 1.0


def _choice(node: SearchSorted, bits: int, values: Ints, given: Ints | None) -> float:
    scale, parts = 1 << bits, []
    edges = np.array([0, *node.edges, 0], dtype=object)
    for which, group in _groups(values, given):
        low, high = which * scale, (which + 1) * scale
        ends = np.clip(edges[1:-1], low, high)
        shares = np.diff(np.array([low, *ends, high], dtype=object)).astype(float) / scale
        seen = np.bincount(group, minlength=len(shares))
        if seen[shares == 0].any():
            return 0.0  # What cannot be.
        parts.append(chi_square(seen[shares > 0], shares[shares > 0] * len(group)))
    return _p(parts)


def _chance(bits: int, values: Ints, given: Ints) -> float:
    shares = np.clip(given.astype(float) / (1 << bits), 0, 1)
    if len(np.unique(shares)) == 1:
        return float(stats.binomtest(int(values.sum()), len(values), shares[0]).pvalue)
    spread = float((shares * (1 - shares)).sum())
    if spread < _FEWEST:
        return 1.0
    return float(2 * stats.norm.sf(abs((values - shares).sum()) / spread**0.5))


def _below(values: Ints, limits: Ints) -> float:
    limits = np.maximum(limits, 1)  # Below 0 or 1 there is only 0.
    if (values < 0).any() or (values >= limits).any():
        return 0.0
    few = int(limits.max()) if limits.max() <= 2 * BINS else BINS
    seen = np.bincount((values.astype(object) * few // limits).astype(np.int64), minlength=few)
    sizes, counts = np.unique(limits, return_counts=True)
    wanted = np.zeros(few)
    for size, count in zip(sizes.tolist(), counts.tolist(), strict=True):
        ends = np.array([-(-size * number // few) for number in range(few + 1)], dtype=float)
        wanted += count * np.diff(ends) / size
    keep = wanted > 0
    return _p([chi_square(seen[keep], wanted[keep])])


def _quantile(node: Interpolation, bits: int, values: Ints, given: Ints) -> float:
    parts = []
    for which, group in _groups(values, given):
        first = which * node.knots
        knots = node.values[first : first + node.knots]
        if any(a > b for a, b in itertools.pairwise(knots)):
            continue  # No quantiles: a shape, of which only the roll is by chance.
        scale = 1 << bits
        cuts = sorted({node.interpolated(scale * part // BINS, which) for part in range(1, BINS)})
        below = [_rolls_up_to(node, which, cut, scale) / scale for cut in cuts]
        shares = np.diff([0.0, *below, 1.0])
        seen = np.bincount(np.searchsorted(cuts, group, side="left"), minlength=len(shares))
        parts.append(chi_square(seen[shares > 0], shares[shares > 0] * len(group)))
    return _p(parts) if parts else 1.0


def _rolls_up_to(node: Interpolation, which: int, cut: int, scale: int) -> int:
    """How many rolls give at most ``cut``."""
    low, high = 0, scale
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if node.interpolated(middle, which) <= cut else (low, middle)
    return low


def _draw(bits: int, values: Ints) -> float:
    """Evenly spread, in its first and in its last bits; the smaller p, counted twice."""
    if bits <= 6:
        even = np.full(1 << bits, len(values) / (1 << bits))
        return _p([chi_square(np.bincount(values, minlength=1 << bits), even)])
    even = np.full(64, len(values) / 64)
    ps = [
        _p([chi_square(np.bincount(part, minlength=64), even)])
        for part in (values >> (bits - 6), values & 63)
    ]
    return min(1.0, 2 * min(ps))


def judge(found: Declared, values: Ints, given: Ints | None) -> Verdict:
    """Compare what was drawn with what was declared."""
    match found.node:
        case SearchSorted() as bucket:
            p = _choice(bucket, found.bits, values, given)
        case Interpolation() as curve:
            assert given is not None
            p = _quantile(curve, found.bits, values, given)
        case _ if found.kind == "draw":
            p = _draw(found.bits, values)
        case _ if found.kind == "chance":
            assert given is not None
            p = _chance(found.bits, values, given)
        case _:
            assert given is not None
            p = _below(values, given)
    return Verdict(found.name, p, len(values))
