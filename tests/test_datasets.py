"""Datasets are found where the user names them, and only there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import tablewright as tw
from tablewright import datasets
from tablewright.errors import ArgumentError, ArgumentTypeError

CODE = """
import tablewright as tw
from of_flights import ROWS
flights = tw.Dataset("flights", rows={"bookings": ROWS})
@flights.table
def bookings(t, world):
    t.key("booking_id")
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a module that imports its neighbour."""
    (tmp_path / "my_flights.py").write_text(CODE)
    (tmp_path / "of_flights.py").write_text("ROWS = 7")
    (tmp_path / "raises.py").write_text("1 / 0")
    monkeypatch.chdir(tmp_path)
    for name in ("my_flights", "of_flights", "raises"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    return tmp_path


@pytest.mark.parametrize("target", ["my_flights:flights", "my_flights.py", "my_flights.py:flights"])
def test_code_of_the_working_folder_finds_its_neighbours(folder: Path, target: str) -> None:
    before = list(sys.path)
    assert tw.find(target)()["bookings"].height == 7
    assert sys.path == before


def test_the_command_finds_modules_of_the_working_folder(folder: Path) -> None:
    # As installed: the folder of the command, not the working folder, is on Python's path.
    command = [str(Path(sys.executable).parent / "tablewright"), "describe"]
    for target in ("my_flights:flights.bookings", "my_flights.py.bookings"):
        ran = subprocess.run(
            [*command, target, "--json"], cwd=folder, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, ran.stderr
        assert '"booking_id"' in ran.stdout


def test_an_installed_module_wins_over_one_of_the_working_folder(folder: Path) -> None:
    (folder / "json.py").write_text("raise AssertionError")
    with pytest.raises(ArgumentError, match="has no Dataset it"):
        tw.find("json:it")


@pytest.mark.parametrize(
    ("target", "text"),
    [
        ("raises:it", "raised ZeroDivisionError"),
        ("no thing:it", "is not the name of a module"),
        (".relative:it", "is not the name of a module"),
        ("nothing_here:it", "cannot be imported"),
    ],
)
def test_what_cannot_be_imported_is_refused(folder: Path, target: str, text: str) -> None:
    with pytest.raises(ArgumentError, match=text) as caught:
        tw.find(target)
    assert len(str(caught.value).splitlines()) == 1


def test_a_dataset_is_a_name_or_a_dataset() -> None:
    assert tw.find(tw.retail) is tw.retail
    with pytest.raises(ArgumentTypeError, match=r"dataset=5 is of type int"):
        tw.find(5)  # type: ignore[arg-type]


def test_a_table_may_follow_a_file() -> None:
    assert datasets.parted("a/b.py.orders") == ("a/b.py", "orders")
    assert datasets.parted("a/b.py:shop.orders") == ("a/b.py:shop", "orders")
