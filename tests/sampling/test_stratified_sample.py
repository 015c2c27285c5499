"""One member in each of equal parts, in both directions."""

from __future__ import annotations

import pytest

from tablewright.ops import Row, when
from tablewright.sampling.stratified_sample import StratifiedSample
from tests.support.computed import rows


@pytest.mark.parametrize(
    ("size", "members"), [(1, 0), (1, 1), (9, 0), (9, 9), (10, 1), (10, 9), (100, 56), (997, 310)]
)
def test_a_sprinkle_in_both_directions(size: int, members: int) -> None:
    sprinkle = StratifiedSample("test.lines", "some", size, members)
    first = Row() * 0 + 7 * size
    has = when(sprinkle.has(Row(), first), 1).otherwise(0)
    told = rows(size, before=sprinkle.before(Row(), first), has=has)
    chosen = [number for number, (_, one) in enumerate(told) if one]
    rest = [number for number, (_, one) in enumerate(told) if not one]
    assert len(chosen) == members
    assert [before for before, _ in told] == [
        sum(number < each for number in chosen) for each in range(size)
    ]
    if members:
        found = rows(members, number=sprinkle.member(Row(), first))
        assert [number for (number,) in found] == chosen
    if rest:
        found = rows(len(rest), number=sprinkle.other(Row(), first))
        assert [number for (number,) in found] == rest
    # One in each part.
    assert [number * members // size for number in chosen] == list(range(members))


def test_a_sprinkle_differs_from_batch_to_batch() -> None:
    sprinkle = StratifiedSample("test.lines", "some", 100, 30)
    one, other = (rows(30, at=sprinkle.member(Row(), Row() * 0 + n * 100)) for n in (1, 2))
    assert sum(a != b for a, b in zip(one, other, strict=True)) > 10
