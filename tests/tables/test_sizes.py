"""Every dataset at sizes and in windows where something runs out, and of every locale.

The sizes are data beside each dataset's tests, in ``sizes.py``.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import tablewright as tw
from tablewright import api, interpreter
from tablewright.engines.local import LocalTable
from tablewright.tables import INDUSTRY_NAMES
from tests.support.judged import Judged, generate, judged, judgements, of_sizes, sizes

DATA: dict[str, Any] = {
    name: import_module(f"tests.tables.{name}.sizes") for name in INDUSTRY_NAMES
}
SEEDS = (0, -(2**63), 2**63 - 1)
EDGES = (0, 1, 333, 399, 402)
"""Of blocks among others."""


def within(name: str, window: str) -> dict[str, str]:
    return dict(zip(("start_date", "end_date"), DATA[name].WINDOWS[window], strict=True))


@contextmanager
def made(name: str, rows: tuple[int, ...], seed: int = 42, **choice: Any) -> Iterator[Judged]:
    """Tables of these sizes; those of events are in order of time."""
    with of_sizes(name, rows, seed, **choice) as found:
        for table, column in DATA[name].IN_ORDER.items():
            assert found.frames[table][column].is_sorted()
        yield found


def every(attribute: str) -> list[tuple[str, Any]]:
    return [(name, each) for name in INDUSTRY_NAMES for each in getattr(DATA[name], attribute)]


@pytest.mark.parametrize(("name", "case"), every("AWKWARD"))
def test_rules_hold_at_awkward_sizes(name: str, case: str) -> None:
    for seed in SEEDS:
        with made(name, DATA[name].AWKWARD[case], seed) as found:
            assert found.breaches() == set()


@pytest.mark.parametrize(("name", "window"), every("WINDOWS"))
def test_rules_hold_in_every_window(name: str, window: str) -> None:
    for seed, rows in DATA[name].IN_WINDOWS:
        with made(name, rows, seed, **within(name, window)) as found:
            assert found.breaches() == set()
            start, end = found.window.start, found.window.end
            for table, column in DATA[name].IN_ORDER.items():
                days = found.frames[table][column].dt.date()
                assert start <= days.min() <= days.max() <= end


@pytest.mark.parametrize("locale", tw.locales())
@pytest.mark.parametrize("name", INDUSTRY_NAMES)
def test_rules_hold_in_every_locale(name: str, locale: str) -> None:
    with judged(*generate(name, rows=500, locale=locale)) as found:
        assert found.breaches() == set()


@pytest.mark.parametrize("case", ["nothing", "one of each"])
@pytest.mark.parametrize("name", INDUSTRY_NAMES)
def test_the_smallest_files_pass(name: str, case: str, tmp_path: Path) -> None:
    one = tw.find(name)
    one(sizes=sizes(name, DATA[name].AWKWARD[case])).write(tmp_path / name)
    report = one.verify(tmp_path / name)
    assert report.ok, report.breaches


@pytest.mark.parametrize(("name", "case"), every("JUDGED"))
def test_rules_and_statistics_hold_where_statistics_are_judged(name: str, case: str) -> None:
    seed, rows, choice, fewest = DATA[name].JUDGED[case]
    with made(name, rows, seed, **choice) as found:
        assert found.breaches() == set()
        missed, met = judgements(found.tables, found.frames)
    assert missed == []
    assert met >= fewest


def equal_the_interpreter(local: LocalTable, picked: list[int]) -> None:
    rows = interpreter.rows(local.table, 42, picked, strict=True)
    expected = [tuple(row.values()) for row in rows]
    assert [local.rows(row, row + 1).row(0) for row in picked] == expected


@pytest.mark.parametrize(("name", "rows"), every("SLICED"))
def test_slices_are_parts_of_the_whole_and_equal_the_interpreter(
    name: str, rows: tuple[int, ...]
) -> None:
    for table in api.declare(name, sizes=sizes(name, rows)).tables:
        local, last = LocalTable(table, 42), table.rows - 1
        whole = local.rows(0, table.rows)
        cuts = sorted({min(edge, last) for edge in EDGES} | {table.rows // 2, last, table.rows})
        parts = [local.rows(*pair) for pair in itertools.pairwise(cuts)]
        assert pl.concat(parts).equals(whole)
        picked = sorted({0, min(1, last), min(400, last), last // 2, last})
        equal_the_interpreter(local, picked)


@pytest.mark.parametrize(("name", "rows"), every("HUGE"))
def test_huge_tables_have_any_row_at_once(name: str, rows: tuple[int, ...]) -> None:
    for table in api.declare(name, sizes=sizes(name, rows)).tables:
        local, middle = LocalTable(table, 42), table.rows // 2
        assert local.rows(middle, middle + 3).height == min(3, table.rows - middle)
        ends = [*range(max(0, table.rows - 3), table.rows)]
        keys = local.rows(ends[0], table.rows)[table.primary_key]
        assert keys.is_sorted() or keys.dtype == pl.String
        equal_the_interpreter(local, ends)


@pytest.mark.parametrize("window", [None, "six weeks"])
@pytest.mark.parametrize("name", INDUSTRY_NAMES)
def test_functions_alone_make_what_the_dataset_has(name: str, window: str | None) -> None:
    rows = DATA[name].SLICED[0]
    choice = {} if window is None else within(name, window)
    _, frames = generate(name, 5, sizes=sizes(name, rows), **choice)
    assert frames.keys() == DATA[name].ALONE.keys()
    for table, function in DATA[name].ALONE.items():
        assert function(rows, seed=5, **choice).equals(frames[table]), table
