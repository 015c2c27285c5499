"""Children dealt to parents, in both directions."""

import itertools

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tablewright.errors import ArgumentError
from tablewright.ops import Row
from tablewright.sampling import Apportionment
from tablewright.sampling.apportionment import geometric_sizes, largest_remainders, settle
from tests.support.computed import made

sizes = st.one_of(st.integers(1, 40), st.sampled_from([1023, 1024, 1025, 2048, 5000]))


@settings(max_examples=60, deadline=None)
@given(parents=sizes, ratio=st.sampled_from([0, 0.01, 0.5, 1, 1.3, 3, 3.7, 10, 60]), more=sizes)
@example(parents=50_000, ratio=0, more=3)
@example(parents=50_000, ratio=0.02, more=0)
@example(parents=1, ratio=0, more=4096)
def test_a_split_is_the_same_from_both_sides(parents, ratio, more):
    children = min(int(parents * ratio) + more, parents * 60 if parents > 1 else 4096)
    split = Apportionment("x.child", "dealt", parents, children, geometric_sizes)
    sides = made(parents, first=split.first(Row()), size=split.size(Row()))
    assert sum(sides["size"]) == children
    assert max(sides["size"]) == split.most or split.most == max(sides["size"]) + 1
    assert min(sides["size"]) >= (1 if children >= parents else 0)
    at = 0
    for first, size in zip(sides["first"], sides["size"], strict=True):
        assert first == at
        at += size
    if children:
        owners = made(children, parent=split.parent(Row()))["parent"]
        expected = [i for i, size in enumerate(sides["size"]) for _ in range(size)]
        assert owners == expected


def test_baskets_fall_off_geometrically():
    split = Apportionment("x.child", "dealt", 50_000, 150_000, geometric_sizes)
    size = pl.Series(made(50_000, size=split.size(Row()))["size"])
    share = size.value_counts(normalize=True).sort("")["proportion"].to_list()
    assert 0.29 < share[0] < 0.35
    assert all(b / a < 0.8 for a, b in itertools.pairwise(share))
    assert size.max() <= 12


def test_a_split_refuses_what_no_table_can_hold():
    with pytest.raises(ArgumentError, match="more than 4,096"):
        Apportionment("x.child", "dealt", 2, 10_000, geometric_sizes)
    with pytest.raises(ArgumentError):
        Apportionment("x.child", "dealt", 0, 1, geometric_sizes)


@given(st.lists(st.integers(0, 9), min_size=1).filter(any), st.integers(0, 500))
def test_largest_remainders_are_exact_and_close(weights, count):
    shares = largest_remainders(weights, count)
    assert sum(shares) == count
    assert all(abs(s - w * count / sum(weights)) < 1 for s, w in zip(shares, weights, strict=True))


def test_settle_reaches_the_sum_within_bounds():
    assert sum(settle([1] * 10, 37, 1, 4)) == 37
    assert settle([5, 5], 2, 1, 9) == [1, 1]
