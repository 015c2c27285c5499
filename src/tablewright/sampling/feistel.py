"""A Feistel permutation: distinct numbers that look random."""

from __future__ import annotations

import math

from tablewright.ops import Expr

_ROUNDS = (7_919, 6_007, 9_041, 4_801)
"""Primes, one per round; products stay within 64 bits for up to 14 digits."""


def feistel_permutation(row: Expr, rows: int, width: int, salt: int = 0) -> tuple[Expr, int]:
    """Return a distinct number for each row, and its number of digits.

    This is a Feistel network on the two halves of the digits: each round adds a function of one
    half to the other, which is invertible whatever the function.

    Parameters
    ----------
    row : Expr
        The row, from 0 to below ``rows``.
    rows : int
        Number of rows; the width grows with it.
    width : int
        Minimum number of digits.
    salt : int
        Different salts give unrelated numbers.
    """
    width = max(width, len(str(max(0, rows - 1))))
    halves = (10 ** (width - width // 2), 10 ** (width // 2))
    high, low = row // halves[1], row % halves[1]
    for number, prime in enumerate(_ROUNDS):
        mixed = low * (low % prime + prime + salt) // 11 + (low + 1) * prime
        high, low = low, (high + mixed) % halves[number % 2]
    return high * halves[1] + low, width


def coprime(modulus: int, most: int = 2**20) -> int:
    """Return a number coprime to a modulus, near its golden section if the modulus is small."""
    step = max(1, min(most, round(modulus * 0.618034)))
    while math.gcd(step, modulus) != 1:
        step -= 1
    return step
