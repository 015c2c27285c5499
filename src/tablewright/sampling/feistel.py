"""Numbers that look drawn and never repeat: a bijection of the numbers of some digits."""

from __future__ import annotations

import math

from tablewright.ops import Expr

_ROUNDS = (7_919, 6_007, 9_041, 4_801)
"""Primes, one per round; with them no product leaves 64 bits for up to 14 digits."""


def feistel_permutation(row: Expr, rows: int, width: int, salt: int = 0) -> tuple[Expr, int]:
    """A number for each row, all different, and how many digits it has.

    A Feistel network on the two halves of the digits: each round adds a function of one half to
    the other, which can be taken back whatever the function is.

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
    halves = (10 ** (width - width // 2), 10 ** (width // 2))
    high, low = row // halves[1], row % halves[1]
    for number, prime in enumerate(_ROUNDS):
        mixed = low * (low % prime + prime + salt) // 11 + (low + 1) * prime
        high, low = low, (high + mixed) % halves[number % 2]
    return high * halves[1] + low, width


def coprime(modulus: int, most: int = 2**20) -> int:
    """A number that shares no factor with a modulus: near its golden section, if that is small."""
    step = max(1, min(most, round(modulus * 0.618034)))
    while math.gcd(step, modulus) != 1:
        step -= 1
    return step
