"""Cumulative arrivals: row numbers rise with the start day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from tablewright.ops import Expr, greatest, least, lift, when


@dataclass(frozen=True)
class CumulativeArrivals:
    """Rows with rising start days, at a constant rate within each piece of time.

    The rows that exist on a day are therefore a prefix of the table, and "never before its
    parent" needs no search: a child chooses a row below `count`.

    Parameters
    ----------
    pieces : tuple of (row, rows, day, days)
        First row and number of rows, first day and number of days; in order, without gaps.
    """

    pieces: tuple[tuple[int, int, int, int], ...]

    @classmethod
    def of(cls, rows: int, spans: Sequence[tuple[int, int, float]]) -> CumulativeArrivals:
        """Distribute rows over spans of (first day, end day, weight)."""
        total = sum(Fraction(weight) for _, _, weight in spans)
        pieces = []
        row, done = 0, Fraction(0)
        for first, end, weight in spans:
            done += Fraction(weight)
            upto = round(done * rows / total)
            pieces.append((row, upto - row, first, end - first))
            row = upto
        return cls(tuple(pieces))

    def day(self, row: Expr) -> Expr:
        """Return the start day of a row."""
        filled = [piece for piece in self.pieces if piece[1]]
        if not filled:
            return lift(self.pieces[0][2])
        parts = [
            day + clip_row(row, first, rows) * days // rows for first, rows, day, days in filled
        ]
        result = parts[-1]
        for part, (first, _, _, _) in reversed(list(zip(parts, filled[1:], strict=False))):
            result = when(row < first, part).otherwise(result)
        return result

    def count(self, day: Expr) -> Expr:
        """Return how many rows have started by the end of a day."""
        result: Expr = lift(0)
        for first, rows, start, days in self.pieces:
            passed = least(greatest(day + 1 - start, 0), days)
            # The first row whose day is later: (row - first) * days // rows >= passed.
            begun = first + (passed * rows + (days - 1)) // days
            result = when(day < start, result).otherwise(begun)
        return result

    def upto(self, day: int) -> int:
        """Return how many rows have started by the end of a day that is known."""
        begun = 0
        for first, rows, start, days in self.pieces:
            if day >= start:
                begun = first + (min(day + 1 - start, days) * rows + (days - 1)) // days
        return begun


def clip_row(row: Expr, first: int, rows: int) -> Expr:
    """Return a row's number within a piece, clipped to it so that its range is known."""
    return least(greatest(row - first, 0), rows - 1)
