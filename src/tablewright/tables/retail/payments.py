"""How receipts are paid: by the customer's habit, and less in cash the more it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tablewright.ops import Expr, Roll, SearchSorted, aliased_by

_CASH = (30.0, 20.0, 12.0, 4.0)
"""Percent paid in cash below 25, 100, 200 and from there (Diary of Consumer Payment Choice)."""
_CASH_SHARE = 15
"""Percent paid in cash altogether."""
_CASH_BELOW = (25_00, 100_00, 200_00)
_TRUE = (0.90, 0.75, 0.50, 0.20)
"""How often those who prefer cash pay in cash, at such amounts."""
_LOYAL = 0.68
"""How often others pay as they prefer."""


def paid(
    payments: Mapping[str, float], habit: Expr, amount: Expr, lines: float, roll: Roll
) -> Expr:
    """The number of the payment method of a receipt.

    Parameters
    ----------
    payments : mapping
        Methods with their shares.
    habit : Expr
        The number of the customer's preferred method; methods are preferred in their shares.
    amount : Expr
        In cents. Bands of amounts are stated for baskets of three lines; what is little grows
        with the basket.
    lines : float
        The mean number of a basket's lines.
    """
    total = sum(payments.values())
    shares = [share / total for share in payments.values()]
    cash = [*payments].index("Cash") if "Cash" in payments and len(payments) > 1 else None
    limits = tuple(round(limit * lines / 3) for limit in _CASH_BELOW)
    rows = [
        _row(shares, cash, own, band) for own in range(len(shares)) for band in range(len(_CASH))
    ]
    return aliased_by(rows, habit * len(_CASH) + SearchSorted(limits, amount), roll)


def _row(shares: Sequence[float], cash: int | None, own: int, band: int) -> list[float]:
    """The share of each method for whom ``own`` is preferred, at amounts of a band."""
    if cash is None:
        return [
            share * (1 - _LOYAL) + (_LOYAL if m == own else 0) for m, share in enumerate(shares)
        ]
    wanted = min(_CASH[band] / 100 * (shares[cash] * 100 / _CASH_SHARE), 1.0)
    true = min(_TRUE[band], wanted / shares[cash])
    # Together with those who prefer it, the others pay in cash as often as wanted.
    seldom = (wanted - shares[cash] * true) / (1 - shares[cash])
    in_cash = true if own == cash else seldom
    loyal = 0.0 if own == cash else min(_LOYAL, 1 - seldom)
    rest = (1 - in_cash - loyal) / (1 - shares[cash])
    return [
        in_cash if m == cash else share * rest + (loyal if m == own else 0.0)
        for m, share in enumerate(shares)
    ]
