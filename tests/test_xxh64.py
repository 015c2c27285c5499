"""The hash, against vectors of others."""

from __future__ import annotations

import pytest

from tablewright.xxh64 import hash_pair, xxh64


@pytest.mark.parametrize(
    ("value", "seed", "expected"),
    [
        (0, 0, 0x34C96ACDCADB1BBB),
        (1, 0, 0x9F29CB17A2A49995),
        (0, 42, 0xB71B47EBDA15746C),
        (2**64 - 1, 2**64 - 1, 0x1A158C94ABF6A8B1),
        (0x0123456789ABCDEF, 2654435761, 0xCA6B3BE033D94BB5),
    ],
)
def test_xxh64_vectors(value: int, seed: int, expected: int) -> None:
    """From the reference implementation, over the value's eight bytes, least first."""
    assert xxh64(value, seed) == expected


@pytest.mark.parametrize(
    ("key", "row", "expected"),
    [(123, -1, -3009353219043311550), (-5, 10**12, -6255486817738673488)],
)
def test_pairs_hash_as_in_spark(key: int, row: int, expected: int) -> None:
    assert hash_pair(key, row) == expected & 2**64 - 1
