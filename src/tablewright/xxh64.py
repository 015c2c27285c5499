"""XXH64 of 64-bit integers, as Spark's ``xxhash64`` of BIGINTs computes it.

The algorithm is Yann Collet's xxHash (BSD 2-Clause); these are its constants.
"""

from __future__ import annotations

MASK = 2**64 - 1
PRIME_1 = 0x9E3779B185EBCA87
PRIME_2 = 0xC2B2AE3D27D4EB4F
PRIME_3 = 0x165667B19E3779F9
PRIME_4 = 0x85EBCA77C2B2AE63
PRIME_5 = 0x27D4EB2F165667C5
SPARK_SEED = 42


def _rotate(value: int, count: int) -> int:
    return (value << count | value >> (64 - count)) & MASK


def xxh64(value: int, seed: int) -> int:
    """Return the unsigned hash of one 64-bit integer."""
    mixed = _rotate(value * PRIME_2 & MASK, 31) * PRIME_1 & MASK
    state = _rotate((seed + PRIME_5 + 8 & MASK) ^ mixed, 27) * PRIME_1 + PRIME_4 & MASK
    state = (state ^ state >> 33) * PRIME_2 & MASK
    state = (state ^ state >> 29) * PRIME_3 & MASK
    return state ^ state >> 32


def seeded(key: int) -> int:
    """Return the initial state of a row's hash under a key, which no row affects."""
    return (xxh64(key & MASK, SPARK_SEED) + PRIME_5 + 8) & MASK


def hash_pair(key: int, row: int) -> int:
    """Return Spark's ``xxhash64(key, row)``, unsigned."""
    return xxh64(row & MASK, xxh64(key & MASK, SPARK_SEED))
