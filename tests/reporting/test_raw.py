"""Folders without a manifest are shown as they are: raw and dirty copies, nested values."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

import tablewright as tw
from tablewright.reporting.raw import listed
from tests.support.strange import HOSTILE


@pytest.fixture(scope="module")
def landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A landing zone as senders fill it: types drift, cells are missing, objects are nested."""
    folder = tmp_path_factory.mktemp("landing")
    (folder / "devices").mkdir()
    for part in range(2):
        lines = [
            {
                "device_id": n if n % 20 else str(n),
                "price": "12.5 EUR" if n % 40 == 3 else n / 2,
                "seen": f"2024-03-{1 + n % 28:02}T10:00:00Z" if n % 30 else "soon",
                "active": n % 3 == 0,
                "position": {"lat": 1.5, "more": [n, {"deep": None}]},
                "note": HOSTILE,
                **({"extra": 1} if n % 50 == 0 else {}),
            }
            for n in range(100 * part, 100 * part + 100)
        ]
        text = "\n".join(map(json.dumps, lines))
        (folder / "devices" / f"part-{part}.json").write_text(text, encoding="utf-8")
    pl.DataFrame({"id": [1, 2], "list": [[1], [2, 3]], "at": [{"x": 1}, None]}).write_parquet(
        folder / "nested.parquet"
    )
    pl.DataFrame({"a b": [1, None], "c": ["x", HOSTILE]}).write_csv(folder / "loose.csv")
    (folder / "_SUCCESS").write_text("")
    (folder / "notes.txt").write_text("not data")
    (folder / ".hidden.json").write_text("{}")
    (folder / "outside.json").symlink_to("/etc/passwd")
    return folder


def test_files_are_listed_by_table(landing: Path) -> None:
    assert listed(landing) == {
        "loose": ("csv", ["loose.csv"]),
        "nested": ("parquet", ["nested.parquet"]),
        "outside": ("json", ["outside.json"]),
        "devices": ("json", ["devices/part-0.json", "devices/part-1.json"]),
    }


def test_a_landing_zone_is_shown(landing: Path) -> None:
    page = tw.report(landing)
    shown = page.html
    assert [check.name for check in page.checks.breaches] == ["outside.json", "outside"]
    assert "root:" not in shown
    for name in ("devices", "nested", "loose"):
        assert f">{name}</h3>" in shown
    assert "200 rows, 7 columns" in shown
    # What most cells are, and how many are not.
    price = shown.partition("<span>price</span>")[2].partition("</li>")[0]
    assert "float64" in price
    assert "5 cells are not numbers" in price
    seen = shown.partition("<span>seen</span>")[2].partition("</li>")[0]
    assert "7 cells are not times" in seen
    assert "2024-03-01 10:00" in seen
    assert "98 % null" in shown.partition("<span>extra</span>")[2].partition("</li>")[0]
    assert "&#34;deep&#34;:null" in shown
    assert "<span>column_1</span>" in shown
    assert "<script" not in shown
    assert "they have no manifest" in shown
    assert "primary key" not in shown
    assert "No table is known to refer to another" in shown


def test_a_file_that_is_broken_hides_no_other(tmp_path: Path) -> None:
    (tmp_path / "good.csv").write_text("a,b\n1,x\n2,y\n")
    (tmp_path / "bad.parquet").write_bytes(b"PAR1 no")
    (tmp_path / "empty.json").write_text("")
    page = tw.report(tmp_path)
    assert {check.name for check in page.checks.breaches} >= {"bad"}
    assert ">good</h3>" in page.html


def test_a_folder_without_data_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(ValueError, match=r"have no manifest\.json"):
        tw.report(tmp_path)


def test_associations_of_many_rows_without_a_key_are_of_a_sample(tmp_path: Path) -> None:
    count = 60_000
    frame = pl.DataFrame({"same": ["x"] * count, "n": range(count)})
    frame = frame.with_columns(half=pl.col("n") < count // 2, third=pl.col("n") % 3)
    frame.write_parquet(tmp_path / "many.parquet")
    shown = tw.report(tmp_path).html
    assert "the strongest is n and half (1.00)" in shown
    assert " of 60,000 rows" not in shown
