"""Raked rows keep the marginal."""

from __future__ import annotations

import pytest

from tablewright.sampling.raking import raked


def test_rows_are_shares_whose_weighted_mean_is_the_marginal() -> None:
    shares, weights = [5.0, 3.0, 2.0], [0.2, 0.3, 0.5]
    rows = raked(shares, [[3, 1, 1], [1, 3, 1], [0.5, 1, 2]], weights)
    for row in rows:
        assert sum(row) == pytest.approx(1)
    for place, share in enumerate(shares):
        mean = sum(w * row[place] for w, row in zip(weights, rows, strict=True))
        assert mean == pytest.approx(share / 10, abs=1e-6)
    assert rows[0][0] > 0.5 > rows[1][0]


def test_what_there_is_none_of_stays_so() -> None:
    assert [row[1] for row in raked([1, 0], [[1, 9], [2, 1]], [1, 1])] == [0, 0]
    assert raked([0, 0], [[1, 1]], [1]) == [[0.5, 0.5]]
