"""Any slice, in any order, of any columns, has the values of the whole."""

import functools
import itertools

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tablewright import api
from tablewright.checks import MAX_ROWS
from tablewright.engines.local import LocalTable
from tablewright.engines.local.compiling import compiled
from tablewright.plan import plan
from tablewright.polars import scan
from tablewright.tables import INDUSTRY_NAMES, industry

ROWS = 2_000
LONGEST = {"financial.customers": MAX_ROWS * 4 // 5}
"""Where it is not `MAX_ROWS`: five accounts have four customers."""
ALONE = {"healthcare.providers": {"encounters": 0, "claims": 0}}
"""Encounters refer to five thousand of them."""
NAMES = [f"{each}.{table}" for each in INDUSTRY_NAMES for table in industry(each).default_rows]
GROWING = [
    name
    for name in NAMES
    if name not in ("retail.stores", "iot.sites", "manufacturing.technicians")
]
"""There are 10,000 stores at most, twenty devices for a site and 200 orders for a technician."""


def sizes_of(name):
    dataset, _, table = name.partition(".")
    return {**industry(dataset).sizes_for(table, ROWS), **ALONE.get(name, {})}


@functools.cache
def whole(name, seed):
    declared = api.table(name, sizes_of(name))
    local = LocalTable(declared, seed)
    return local, local.rows(0, ROWS)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=12, deadline=None)
@given(data=st.data(), seed=st.sampled_from([0, 42, -(2**63), 2**63 - 1]))
def test_slices_concatenate_to_the_whole(name, data, seed):
    local, frame = whole(name, seed)
    cuts = sorted(data.draw(st.sets(st.integers(0, ROWS), max_size=5)) | {0, ROWS})
    columns = data.draw(st.lists(st.sampled_from(frame.columns), min_size=1, unique=True))
    parts = [local.rows(a, b, columns) for a, b in itertools.pairwise(cuts)]
    assert pl.concat(parts).equals(frame.select(columns))


@pytest.mark.parametrize("name", NAMES)
def test_looking_parents_up_and_computing_them_give_the_same(name):
    local, frame = whole(name, 42)
    for limit in (0, 1 << 20):
        program = plan(local.table, 42, materialize=limit)
        assert compiled(local.table, program, frame.columns, ROWS).make(0, ROWS).equals(frame)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=8, deadline=None)
@given(
    offset=st.integers(-ROWS - 5, ROWS + 5),
    length=st.none() | st.integers(-ROWS - 5, ROWS + 5),
    whole_number=st.sampled_from([int, np.int64, np.int16]),
)
def test_a_lazy_slice_is_the_slice_of_the_frame(name, offset, length, whole_number):
    lazy = scan(name, rows=ROWS, sizes=sizes_of(name))
    _, frame = whole(name, 42)
    many = length if length is None else whole_number(length)
    made = lazy.slice(whole_number(offset), many)
    if length is None or length >= 0 or ROWS - offset + length >= 0:
        assert made.collect().equals(frame.slice(offset, length))
    else:  # Of which Polars makes an error.
        assert made.collect().is_empty()
    for method in ("head", "limit", "tail"):
        made = getattr(lazy, method)(whole_number(offset))
        assert made.collect().equals(getattr(frame, method)(offset))


@pytest.mark.parametrize("name", [name for name in NAMES if name != "healthcare.payers"])
def test_filters_and_limits_of_a_lazy_frame(name):
    lazy = scan(name, rows=ROWS, sizes=ALONE.get(name))
    frame = lazy.collect()
    key = frame.columns[0]
    some = pl.col(key) % 3 == 0
    assert lazy.filter(some).head(4).collect().equals(frame.filter(some).head(4))
    assert lazy.head(7).filter(some).collect().equals(frame.head(7).filter(some))
    assert lazy.tail(3).collect().equals(frame.tail(3))
    assert lazy.select(pl.len()).collect().item() == ROWS


@pytest.mark.parametrize("name", GROWING)
def test_a_trillion_rows_can_be_looked_at(name):
    rows = 10**12
    middle = scan(name, rows=rows).slice(rows // 2, 50).collect()
    assert middle.height == 50
    assert middle.equals(scan(name, rows=rows).slice(rows // 2 - 7, 57).collect().tail(50))


@pytest.mark.parametrize("name", GROWING)
def test_the_last_rows_of_the_longest_table(name):
    rows = LONGEST.get(name, MAX_ROWS)
    assert scan(name, rows=rows).slice(rows - 3, 9).collect().height == 3
