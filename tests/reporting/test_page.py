"""A report shows every dataset as one page that runs no script and loads nothing."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import polars as pl
import pytest

import tablewright as tw
from tablewright import formats
from tablewright.reporting import collecting
from tests.support.judged import DATASETS, dataset
from tests.support.strange import odd_tables, write_strange

SECTIONS = ("diagram", "tables", "checks", "again")


class Seen(HTMLParser):
    """The elements of a page, their ids and all attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def values(self, name: str) -> list[str]:
        return [value or "" for key, value in self.attributes if key == name]


def check(page: tw.Page, tables: int) -> Seen:
    """Every section is there, no script, and no address but those inside the page."""
    seen = Seen(page.html)
    assert set(SECTIONS) <= set(seen.values("id"))
    assert len([each for each in seen.values("id") if each.startswith("table-")]) == tables
    assert len(set(seen.values("id"))) == len(seen.values("id"))
    assert not {"script", "iframe", "object", "embed", "img", "form", "base"} & set(seen.tags)
    assert not [name for name, _ in seen.attributes if name.startswith("on")]
    assert all(each.startswith(("#", "data:,")) for each in seen.values("href"))
    assert not re.search(r"url\((?!#)|@import", page.html)
    assert len(page.html.encode()) < 3_000_000
    return seen


@pytest.mark.parametrize("name", DATASETS)
def test_every_dataset_has_a_page(name: str) -> None:
    world = dataset(name)(rows=40)
    page = world.report()
    assert page.ok, page.checks.breaches
    seen = check(page, len(world))
    assert "figure" in seen.tags
    for table in world:
        for column in table.columns:
            assert f"<span>{column}</span>" in page.html


def test_a_page_is_the_same_from_every_format(tmp_path: Path) -> None:
    shown = {}
    for format in formats.READY_MADE:
        folder = tmp_path / format
        tw.write(tw.healthcare(rows=30), folder, format)
        page = tw.report(folder)
        assert page.ok
        text = re.sub(r'<p class="facts">.*?</p>', "", page.html)
        shown[format] = text[text.index('id="tables"') : text.index('id="checks"')]
    assert len(set(shown.values())) == 1


def test_an_extended_dataset_shows_declared_beside_actual() -> None:
    shop = tw.retail.extend("shop", rows={"reviews": 2_000})

    @shop.table
    def reviews(t: tw.TableDraft, world: tw.WorldDraft) -> None:
        t.key("review_id")
        t.ref("product_id", world.products)
        t.text("stars", tw.choice({"good": 75, "bad": 25}))
        t.double("length", tw.gamma(20, shape=2))

    page = shop(rows=100).report()
    check(page, 7)
    before, _, after = page.html.partition("<span>stars</span>")
    assert after.partition("</figure>")[0].count("var(--warm)") == 2
    assert "var(--warm)" in page.html.partition("<span>length</span>")[2].partition("</figure>")[0]
    assert "var(--warm)" not in before.rpartition("<span>review_id</span>")[2]


def test_odd_tables_are_shown_and_hostile_values_stay_text(tmp_path: Path) -> None:
    folder = write_strange(tmp_path / "odd", odd_tables())
    page = tw.report(folder)
    assert page.ok
    check(page, 4)
    assert "Not shown" not in page.html
    assert "\u202e" not in page.html
    assert "{{7*7}}" in page.html
    assert "&lt;script&gt;" in page.html
    for words in ("no rows", "all null", "always 7", "always 1.5"):
        assert words in page.html


@pytest.mark.parametrize(
    ("tables", "columns", "in_all"),
    [(3, 10, 25), pytest.param(60, 120, 1_500, marks=pytest.mark.slow)],
)
def test_a_folder_with_too_much_is_shortened(
    tables: int, columns: int, in_all: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collecting, "MOST_TABLES", tables)
    monkeypatch.setattr(collecting, "MOST_COLUMNS", columns)
    monkeypatch.setattr(collecting, "MOST_IN_ALL", in_all)
    wide = {f"column_{i}": ["<&>'\"" * 16 + str(i)] * 30 for i in range(columns)}
    frame = pl.DataFrame({"id": range(30), **wide})
    page = tw.report(write_strange(tmp_path, {f"t{n}": frame for n in range(tables + 2)}))
    check(page, tables)
    assert "And 2 more tables" in page.html
    assert "And 1 more columns" in page.html
    assert f"And {columns + 1 - in_all % columns:,} more columns" in page.html


def test_dirty_files_are_shown_as_far_as_they_can_be_read(tmp_path: Path) -> None:
    folder = write_strange(tmp_path, {"things": pl.DataFrame({"id": [1, 2, 3], "n": [7, 8, 9]})})
    dirty = pl.DataFrame({"id": [1, 1, None], "n": ["7", "seven", '{"n": [7]}'], "more": [1, 2, 3]})
    dirty.write_parquet(folder / "things.parquet")
    page = tw.report(folder)
    check(page, 1)
    assert not page.ok
    assert "things: types" in page.html.partition(">Breaches (")[2].partition("</ul>")[0]
    assert "always 7; 66.7 % null" in page.html


def test_references_in_circles_and_to_itself_are_drawn(tmp_path: Path) -> None:
    frame = {"id": range(20), "other": range(20)}
    tables = {name: pl.DataFrame({**frame}) for name in ("a", "b", "c")}
    foreign = {
        "a": {"other": ["b", "id"]},
        "b": {"other": ["a", "id"]},
        "c": {"other": ["c", "id"]},
    }
    page = tw.report(write_strange(tmp_path / "circle", tables, foreign))
    check(page, 3)
    assert page.html.count(" refers to <code>") == 3


def test_breaches_come_first_and_changed_files_are_not_read(tmp_path: Path) -> None:
    folder = tmp_path / "iot"
    tw.write(tw.iot(rows=20), folder)
    with (folder / "devices.parquet").open("ab") as file:
        file.write(b"x")
    page = tw.report(folder)
    assert not page.ok
    assert "Not shown: its files are not read; see the checks" in page.html
    places = [page.html.index(title) for title in (">Breaches (", ">Rules that hold")]
    assert places == sorted(places)
    assert "changed since" in page.html


def test_a_notebook_shows_a_page_where_nothing_runs() -> None:
    page = tw.Page("<p>&amp;</p>", tw.Report(()))
    shown = page._repr_html_()
    assert shown.startswith('<iframe sandbox=""')
    assert "<p" not in shown
    assert "&amp;amp;" in shown
    assert "0 breached" in repr(page)
