"""Systematic samples of events in time order: membership, the k-th member, and its time."""

from __future__ import annotations

import bisect
import itertools
from dataclasses import dataclass
from functools import cached_property

from tablewright.calendars.intraday import MASS_BITS, SHARE_BITS, within
from tablewright.ops import (
    Draw,
    Expr,
    Floor,
    Row,
    SearchSorted,
    ToFloat,
    clip,
    greatest,
    least,
    lift,
    lookup,
    when,
)

_RATE_BITS = 18
_ONE = 1 << _RATE_BITS
_WHOLE = 1 << MASS_BITS
_APART = 2 * _WHOLE


@dataclass(frozen=True)
class SystematicSample:
    """A systematic sample of ``rows`` events in time order, with a rate per time span.

    A row is selected when the running sum of rates reaches the next integer, so that the number of
    rows selected so far, and the k-th selected row, have closed forms. The first row is always
    selected. A row's time depends on whether it is selected: a span that selects all its events
    contains no others, however few rows there are.

    Parameters
    ----------
    rows : int
        Total number of events.
    edges : tuple of int
        The starts of spans, and the end, in 2**30 of the events (`IntradayTimes.edges`).
    shares : tuple of float
        The share that each span selects, from 0 to 1.
    """

    rows: int
    edges: tuple[int, ...]
    shares: tuple[float, ...]

    @cached_property
    def _shares(self) -> list[int]:
        return [round(share * _ONE) for share in self.shares]

    @cached_property
    def _passed(self) -> list[int]:
        """Return the number selected before each edge, in units of 2**-30 times 2**-18."""
        widths = [b - a for a, b in itertools.pairwise(self.edges)]
        parts = (width * share for width, share in zip(widths, self._shares, strict=True))
        return list(itertools.accumulate(parts, initial=0))

    @cached_property
    def knots(self) -> list[int]:
        """Return the rows where the rate changes, and the end: each span's first, or each row."""
        firsts = {-(-edge * self.rows // _WHOLE) for edge in self.edges}
        return sorted({0, *firsts, self.rows})

    def _target(self, row: int) -> int:
        """Return the target number selected before a row, in units of 2**-18."""
        span = min(bisect.bisect_right(self.edges, row * _WHOLE // self.rows), len(self.edges) - 1)
        edge, share = self.edges[span - 1], self._shares[span - 1]
        exact = self._passed[span - 1] * self.rows + (row * _WHOLE - edge * self.rows) * share
        return exact >> MASS_BITS

    @cached_property
    def _pieces(self) -> tuple[list[int], list[int]]:
        """Return each row's increment of the running sum between knots, and the sum at knots."""
        rates: list[int] = []
        sums = [0]
        for first, end in itertools.pairwise(self.knots):
            rate = round((self._target(end) - sums[-1]) / (end - first))
            rates.append(min(max(rate, 0 if rates else 1), _ONE))
            sums.append(sums[-1] + rates[-1] * (end - first))
        # Start such that the first row reaches 1.
        return rates, [_ONE - rates[0] + each for each in sums] if rates else [0]

    @property
    def count(self) -> int:
        """Return the number of selected rows."""
        return self._pieces[1][-1] // _ONE

    def _rate(self, piece: Expr) -> tuple[Expr, Expr]:
        """Return the increment of each row of a piece, and the fraction at the piece's start."""
        rates, sums = self._pieces
        unit = 2 * _ONE
        both = [each % _ONE * unit + rate for rate, each in zip(rates, sums, strict=False)]
        entry = lookup(both, piece)
        return entry % unit, entry // unit

    def _whole(self, piece: Expr) -> Expr:
        """Return the number of rows selected before a piece."""
        return lookup([each // _ONE for each in self._pieces[1][:-1]], piece)

    def _begin_of(self, piece: Expr) -> Expr:
        return lookup(self.knots[:-1], piece)

    def _piece(self, row: Expr) -> tuple[Expr, Expr, Expr]:
        """Return a row's piece, its increment, and the fraction before it."""
        piece = SearchSorted(tuple(self.knots[1:-1]), row)
        rate, rest = self._rate(piece)
        return piece, rate, rest + greatest(row - self._begin_of(piece), 0) * rate

    def passes(self, row: Expr) -> Expr:
        """Return whether a row is selected."""
        if not self.rows:
            return lift(True)
        _, rate, rest = self._piece(row)
        return rest % _ONE + rate >= _ONE

    def before(self, row: Expr) -> Expr:
        """Return the number of rows selected before a row."""
        if not self.rows:
            return lift(0)
        piece, _, rest = self._piece(row)
        return self._whole(piece) + rest // _ONE

    def counted(self, row: int) -> int:
        """Return the number of rows selected before one that is known when declaring."""
        if not self.rows:
            return 0
        rates, sums = self._pieces
        piece = bisect.bisect_right(self.knots, row, 1, len(self.knots) - 1) - 1
        return (sums[piece] + (row - self.knots[piece]) * rates[piece]) // _ONE

    def nth(self, number: Expr) -> Expr:
        """Return the ``number``-th selected row, from 0."""
        if not self.rows:
            return lift(0)
        piece = SearchSorted(tuple(each // _ONE for each in self._pieces[1][1:-1]), number)
        rate, rest = self._rate(piece)
        missing = (number + 1 - self._whole(piece)) * _ONE - rest
        past = (missing - 1) // greatest(rate, 1)
        return clip(self._begin_of(piece) + past, 0, self.rows - 1)

    def mass(self, passed: Expr) -> Expr:
        """Return the elapsed share of events (of 2**30) at the current row's time.

        Draws jitter in the current field; ``passed`` states whether the row is selected.
        """
        if not self.rows:
            return lift(0)
        piece, rate, rest = self._piece(Row())
        before, begun = self._whole(piece), self._pieces[1][0]
        jitter = ToFloat(Draw("jitter")) * 2.0**-32
        own = ToFloat(before) + ToFloat(rest - begun) * (1 / _ONE)
        share = ToFloat(rate) * (1 / _ONE)
        kept = own + jitter * share
        left = (ToFloat(Row()) - own) + jitter * (lift(1.0) - share)
        at = Floor(
            when(passed, kept).otherwise(left) * (_WHOLE / max(1, self.rows)), -_WHOLE, _APART
        )
        place = clip(at, 0, _WHOLE - 1) + when(passed, 0).otherwise(_APART)
        # Positions among the rows passed, then among the others, back to positions among all.
        spans = len(self.shares)
        among = [each >> _RATE_BITS for each in self._passed]
        others = [edge - each for edge, each in zip(self.edges, among, strict=True)]
        both = (*among, *(_APART + each for each in others))
        cell = SearchSorted(both[1:-1], place)
        _, _, inside = within(both, place, cell)
        span = least(cell % (spans + 1), spans - 1)
        begins, width, _ = within(self.edges, lift(0), span)
        mass = begins + (inside * width) // 2**SHARE_BITS
        # A row never leaves its own share, so rows stay in order whatever is rounded.
        low, high = self._begin(Row()), self._begin(Row() + 1) - 1
        return clip(greatest(low, least(mass, high)), 0, _WHOLE - 1)

    def _begin(self, row: Expr) -> Expr:
        return Floor(ToFloat(row) * (_WHOLE / max(1, self.rows)), 0, _APART)

    @cached_property
    def spans(self) -> list[int]:
        """Return the span in which each piece begins."""
        at = (
            bisect.bisect_right(self.edges, first * _WHOLE // self.rows)
            for first in self.knots[:-1]
        )
        return [min(each, len(self.edges) - 1) - 1 for each in at]

    def position(self, row: Expr) -> tuple[Expr, Expr]:
        """Return a row's piece, and the number of rows selected in it before the row."""
        piece, _, rest = self._piece(row)
        return piece, rest // _ONE


@dataclass(frozen=True)
class Subsample:
    """A systematic sample of the rows that another one selects, with a rate per time span.

    Parameters
    ----------
    whole : SystematicSample
        The other sample.
    shares : tuple of float
        The share of its rows that each span selects, from 0 to 1.
    """

    whole: SystematicSample
    shares: tuple[float, ...]

    @cached_property
    def _sums(self) -> tuple[list[int], list[int]]:
        """Return the increment of each of the other's rows, and the running sum, by its pieces."""
        rates: list[int] = []
        sums = [0]
        pieces = itertools.pairwise(self.whole.knots)
        for span, (first, end) in zip(self.whole.spans, pieces, strict=True):
            rates.append(round(self.shares[span] * _ONE))
            many = self.whole.counted(end) - self.whole.counted(first)
            sums.append(sums[-1] + rates[-1] * many)
        return rates, sums

    def of(self, row: Expr) -> tuple[Expr, Expr]:
        """Return whether a row is selected, if the other sample selects it, and the number of rows
        selected before it."""
        rates, sums = self._sums
        if not rates:
            return lift(False), lift(0)
        piece, inside = self.whole.position(row)
        unit = 2 * _ONE
        both = [each % _ONE * unit + rate for rate, each in zip(rates, sums, strict=False)]
        entry = lookup(both, piece)
        rest = entry // unit + inside * (entry % unit)
        before = lookup([each // _ONE for each in sums[:-1]], piece)
        return rest % _ONE + entry % unit >= _ONE, before + rest // _ONE

    def counted(self, row: int) -> int:
        """Return the number of rows selected before one that is known when declaring."""
        rates, sums = self._sums
        if not rates:
            return 0
        knots = self.whole.knots
        piece = bisect.bisect_right(knots, row, 1, len(knots) - 1) - 1
        begun = self.whole.counted(knots[piece])
        return (sums[piece] + (self.whole.counted(row) - begun) * rates[piece]) // _ONE
