"""How receipts are paid: by the customer's habit, and less in cash the more it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from tablewright.ops import Expr, Roll, SearchSorted, aliased_by

_CASH = (30.0, 20.0, 12.0, 4.0)
"""Percent paid in cash below 25, 100, 200 and from there (Diary of Consumer Payment Choice)."""
_CASH_SHARE = 0.15
"""The share paid in cash altogether."""
CASH_BELOW = (25_00, 100_00, 200_00)
"""Where those bands of amounts end, in cents of a US dollar."""
_BANDS = (0.182, 0.322, 0.199, 0.297)
"""How common the bands are."""
_TRUE = (0.90, 0.75, 0.50, 0.20)
"""How often those who prefer cash pay in cash, at such amounts."""
_LOYAL = 0.68
"""How often others pay as they prefer."""


def paid(
    payments: Mapping[str, float],
    habit: Expr,
    amount: Expr,
    below: Sequence[int],
    lines: float,
    roll: Roll,
) -> Expr:
    """The number of the payment method of a receipt.

    Parameters
    ----------
    payments : mapping
        Methods with their shares.
    habit : Expr
        The number of the customer's preferred method; methods are preferred in their shares.
    amount : Expr
        In hundredths.
    below : sequence of int
        Where bands of amounts end for baskets of three lines; what is little grows with the basket.
    lines : float
        The mean number of a basket's lines.
    """
    total = sum(payments.values())
    shares = [share / total for share in payments.values()]
    cash = [*payments].index("Cash") if "Cash" in payments and len(payments) > 1 else None
    limits = tuple(round(limit * lines / 3) for limit in below)
    rows = [
        _row(shares, cash, own, band) for own in range(len(shares)) for band in range(len(_CASH))
    ]
    return aliased_by(rows, habit * len(_CASH) + SearchSorted(limits, amount), roll)


@cache
def _times(share: float) -> float:
    """By what the odds of cash are multiplied where cash has that share altogether."""
    if abs(share - _CASH_SHARE) < 10**-9:
        return 1
    low, high = 0.0, 1.0
    for _ in range(60):
        # As a share of itself and one, the factor is bounded.
        middle = (low + high) / 2
        times = middle / (1 - middle)
        if sum(w * _odds(c / 100, times) for w, c in zip(_BANDS, _CASH, strict=True)) < share:
            low = middle
        else:
            high = middle
    return times


def _odds(share: float, times: float) -> float:
    """The share whose odds are a multiple of those of a share."""
    return share if times == 1 else share * times / (share * times + 1 - share)


def _row(shares: Sequence[float], cash: int | None, own: int, band: int) -> list[float]:
    """The share of each method for whom ``own`` is preferred, at amounts of a band."""
    if cash is None:
        return [
            share * (1 - _LOYAL) + (_LOYAL if m == own else 0) for m, share in enumerate(shares)
        ]
    times = _times(shares[cash])
    wanted = _odds(_CASH[band] / 100, times)
    true = min(_odds(_TRUE[band], times), wanted / shares[cash])
    # Together with those who prefer it, the others pay in cash as often as wanted.
    seldom = (wanted - shares[cash] * true) / (1 - shares[cash])
    in_cash = true if own == cash else seldom
    loyal = 0.0 if own == cash else min(_LOYAL, 1 - seldom)
    rest = (1 - in_cash - loyal) / (1 - shares[cash])
    return [
        in_cash if m == cash else share * rest + (loyal if m == own else 0.0)
        for m, share in enumerate(shares)
    ]
