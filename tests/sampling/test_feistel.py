"""Numbers that look random and never repeat."""

import pytest

from tablewright.engines.local import LocalTable
from tablewright.ops import Row
from tablewright.sampling.feistel import feistel_permutation
from tablewright.spec import Column, Fields, Int64, Table
from tests.support.computed import frame


@pytest.mark.parametrize("width", [1, 2, 3, 4, 5])
def test_scattered_numbers_never_repeat(width):
    numbers = frame(10**width, number=feistel_permutation(Row(), 10**width, width, salt=3)[0])[
        "number"
    ]
    assert sorted(numbers) == list(range(10**width))


def test_scattered_numbers_grow_with_the_rows():
    number, width = feistel_permutation(Row(), 2**42, 8)
    assert width == 13
    f = Fields("x.made", 2**42)
    table = Table("x.made", 2**42, (Column(f("number", number), Int64()),), "number")
    assert LocalTable(table, 1).rows(2**42 - 1000, 2**42)["number"].n_unique() == 1000
