"""Datasets, worlds, tables and feeds show themselves in a notebook, and only a few rows."""

from __future__ import annotations

import re

import polars as pl
import pytest

import tablewright as tw
from tablewright.engines.local import LocalTable
from tablewright.world.showing import first_rows


def texts(shown: str) -> list[str]:
    return [each for each in re.split(r"<[^>]*>", shown) if each]


def test_a_dataset_shows_its_tables_before_it_is_complete() -> None:
    one = tw.Dataset("one", rows={"things": 7}, doc="What <b>is</b>.")
    assert texts(one._repr_html_())[-4:] == ["table", "default rows", "things", "7"]
    assert "What &lt;b&gt;is&lt;/b&gt;." in one._repr_html_()
    assert "10,000" in tw.retail._repr_html_()


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of rows that are generated."""
    counts: list[int] = []
    real = LocalTable.rows

    def rows(self: LocalTable, start: int, stop: int, *more: object) -> pl.DataFrame:
        counts.append(stop - start)
        return real(self, start, stop, *more)

    monkeypatch.setattr(LocalTable, "rows", rows)
    return counts


def test_tables_and_worlds_of_any_size_show_five_rows(made: list[int]) -> None:
    world = tw.retail(rows=10**9)
    shown = world["customers"]._repr_html_()
    assert shown.count("<tr>") == 6
    assert "1,000,000,000 rows, 13 columns, seed 42" in shown
    assert str(world["customers"].rows(0, 1)["email"][0]) in shown
    whole = world._repr_html_()
    assert "5,000,000,000" in whole
    assert shown in whole
    assert max(made) == 5


def test_feeds_and_streams_show_five_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    from tablewright.polars.changes import ShapedRows

    asked: list[int] = []
    real = ShapedRows.chunks

    def chunks(self: ShapedRows, start: int, stop: int, *more: object) -> object:
        asked.append(stop - start)
        return real(self, start, stop, *more)

    monkeypatch.setattr(ShapedRows, "chunks", chunks)
    world = tw.iot(rows=10_000_000)
    shown = world.changes()._repr_html_()
    assert shown.count("<tr>") == 6
    assert "initially 10,000,000 rows" in shown
    assert "operation" in shown
    assert asked == [5]
    shown = world.stream("sensor_readings")._repr_html_()
    assert shown.count("<tr>") == 6
    assert "endless" in shown


def test_what_is_empty_wide_long_or_hostile_is_cut_and_escaped() -> None:
    assert tw.iot(sizes={"events": 0})["events"]._repr_html_().count("<tr>") == 1
    wide = pl.DataFrame({f"c{n}": ["<script>" + "y" * 500, None] for n in range(90)})
    shown = first_rows(wide)
    assert shown.count("<th") - shown.count("<thead") == 21
    assert "and 70 more" in shown
    assert "<script>" not in shown
    assert max(map(len, texts(shown))) < 80
    assert "null" in shown
