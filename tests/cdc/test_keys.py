"""Which key's turn it is, in both directions."""

from __future__ import annotations

import itertools

import pytest

from tablewright.cdc.keys import Scatter
from tablewright.ops import Row
from tests.support.computed import rows


@pytest.mark.parametrize("size", [1, 2, 3, 7, 16, 97, 1_000, 5_003])
def test_a_scatter_is_a_bijection_without_a_pattern(size: int) -> None:
    scatter = Scatter("test.lines", "keys", size)
    there = scatter.forth(Row())
    found = rows(size, forth=there, back=scatter.back(there))
    assert sorted(forth for forth, _ in found) == list(range(size))
    assert [back for _, back in found] == list(range(size))
    steps = [(b - a) % size for (a, _), (b, _) in itertools.pairwise(found)]
    if size > 500:
        assert max(map(steps.count, set(steps))) < size / 20
