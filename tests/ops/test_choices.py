"""Choices by weights: two ways to draw the same."""

from __future__ import annotations

from collections import Counter

import pytest

from tablewright.ops import Roll, Row, aliased_by, weighted_by
from tests.support.computed import made

BITS = 10
WEIGHTS = [[5, 3, 2, 0, 1], [0, 0, 0, 0, 1], [1] * 5, [1e-9, 1, 0, 0, 7.5]]


@pytest.mark.parametrize("which", range(len(WEIGHTS)))
def test_aliases_have_the_shares_of_weights(which: int) -> None:
    roll = Roll(Row() % 2**BITS, BITS)
    found, wanted = (
        Counter(made(2**BITS, x=choose(WEIGHTS, which, roll))["x"])
        for choose in (aliased_by, weighted_by)
    )
    assert found == wanted
    assert len(found) == sum(weight > 2.0**-BITS for weight in WEIGHTS[which])
