"""Numbers that look drawn and never repeat: a bijection of the numbers of some digits."""

from __future__ import annotations

import math

from tablewright.ops import Expr

_GOLDEN = (math.sqrt(5) - 1) / 2


def scattered(row: Expr, rows: int, width: int, salt: int = 0) -> tuple[Expr, int]:
    """A number for each row, all different, and how many digits it has.

    Parameters
    ----------
    row : Expr
        From 0 to below ``rows``.
    rows : int
        How many there are; the width grows with them.
    width : int
        Digits at least.
    salt : int
        Numbers of different salts have nothing to do with each other.
    """
    width = max(width, len(str(max(0, rows - 1))))
    whole, low = 10**width, 10 ** (width // 2)
    # Products stay below 2**63; a factor that shares no divisor with 10 keeps numbers apart.
    factor = int(_GOLDEN * min(whole, 2**62 // whole)) // 10 * 10 - 20 * salt - 7
    shift = (4_812_907 * (2 * salt + 1)) % whole
    once = (row * factor + shift) % whole
    turned = once % low * (whole // low) + once // low
    return (turned * factor + shift) % whole, width
