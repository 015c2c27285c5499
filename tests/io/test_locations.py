"""Paths: what is no folder here is refused in one line, and every name of a folder is taken."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

import tablewright as tw
from tablewright import formats, locations
from tablewright.errors import ArgumentError, ArgumentTypeError
from tablewright.io import WriteSettings, encoding, write_dataset
from tablewright.polars import cdc
from tablewright.verification import verify
from tests.support.commands import one_line, quickly
from tests.support.outputs import Rows, dataset

ELSEWHERE = [
    *("s3://bucket/x", "s3:/bucket/x", "gs://b", "abfss://c@a.dfs.core.windows.net/x"),
    *(
        "https://host/x",
        "HDFS://n/x",
        "dbfs:/x",
        "file:///tmp/x",
        "C:\\data",
        "d:/data",
        "\\\\h\\s",
    ),
    *("~", "~/data", "-", "", " s3://b"),
]
COMMANDS: list[tuple[str, ...]] = [
    ("generate", "retail", "--rows", "50", "--out"),
    ("plan", "retail", "--rows", "50", "--out"),
    ("cdc", "retail", "--rows", "50", "--out"),
    ("verify",),
    ("report",),
    ("report", "iot", "--rows", "2", "--out"),
]
CALLS: list[Callable[[str | Path], object]] = [
    lambda path: write_dataset(dataset(), path, encoding()),
    lambda path: cdc.write(cdc.feed("retail", 50), path, 1),
    verify,
    tw.report,
    tw.Page("", tw.Report(())).save,
]


@pytest.mark.parametrize("place", ELSEWHERE)
def test_what_is_no_folder_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for words in COMMANDS:
        if place == "-" and words[0] in ("generate", "plan"):
            continue  # Standard output.
        done = quickly(*words, place)
        assert done.returncode == 2, (words, done)
        assert one_line(done.stderr).startswith("error: ")
    for call in CALLS:
        with pytest.raises(ArgumentError, match=r"is not a local folder|is not a folder|is empty"):
            call(place)
        if place:
            with pytest.raises(ArgumentError, match=r"is not a folder|is not a local folder"):
                call(Path(place))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("place", "message"),
    [("a\0b", "NUL"), ("a\udcffb", "is not UTF-8"), ("loop/x", "a circular link")],
)
def test_what_is_no_path(tmp_path: Path, place: str, message: str) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for call in CALLS:
        with pytest.raises(ArgumentError, match=message):
            call(f"{tmp_path}/{place}")
    for words in COMMANDS:
        done = quickly(*words, f"{tmp_path}/{place}")
        assert done.returncode == (0 if words[0] == "plan" and "link" in message else 2)
        assert done.returncode == 0 or message in one_line(done.stderr)
    assert [path.name for path in tmp_path.iterdir()] == ["loop"]


def test_types() -> None:
    for value in (5, None, b"x", ["x"]):
        for call in CALLS:
            with pytest.raises(ArgumentTypeError, match=r"not a path|a bytes path"):
                call(value)  # type: ignore[arg-type]


def test_what_spark_is_given() -> None:
    for place in ("s3://b/x", "/Volumes/a/b/c", "dbfs:/x", "abfss://c@a.net/x", "file:/tmp/x"):
        assert locations.sparks("volume_path", place) == place
    assert locations.sparks("volume_path", Path("/a/b")) == "/a/b"
    for place in ("here", "", "-", "~/x", "a:b/c", "/a\0", "/a\udcff"):
        with pytest.raises(ArgumentError, match="volume_path="):
            locations.sparks("volume_path", place)


NAMES = [
    *("day=2024-01-01", "a%20b", "%", "a\\b", "tail\\", "cl*[a]?", "?q=1", "two\nlines", "tab\t\r"),
    *("'\"`#;$ {é,日}", " ", "a:b", "...", "--out", "{0}", "\x1b[31m", "x" * 200),
]


@pytest.mark.parametrize("kind", formats.READY_MADE)
def test_every_name_of_a_folder(tmp_path: Path, kind: str) -> None:
    # Where some libraries would look for others.
    for other in ("a/b", "a b", "cl_a_", "cla?", "%25"):
        (tmp_path / other).mkdir(parents=True)
    before = sorted(tmp_path.rglob("*"))
    for name in NAMES:
        folder = tmp_path / name / "shop"
        for seed in (7, 42):
            data = dataset(seed=seed)
            write_dataset(
                data, folder, encoding(kind), WriteSettings(rows_per_file=2_000, overwrite=True)
            )
        again = write_dataset(
            dataset(), folder, encoding(kind), WriteSettings(rows_per_file=2_000, resumable=True)
        )
        assert sum(table.kept for table in again) == 2_530, name
        assert [path.name for path in folder.parent.iterdir()] == ["shop"]
        if kind == "delta":
            parts = sorted((folder / "things").glob("*.parquet"))
            found = pl.concat([pl.read_parquet(path.read_bytes()) for path in parts])
            assert found.equals(Rows(42).rows(0, 2_500)), name
            assert (folder / "things" / "_delta_log" / f"{0:020}.json").is_file()
        folder.parent.rename(tmp_path / "done")
        (tmp_path / "done" / "shop").rename(tmp_path / "done" / f"{len(list(tmp_path.iterdir()))}")
        (tmp_path / "done").rename(tmp_path.parent / f"{tmp_path.name}-{NAMES.index(name)}")
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("format", ["json", "parquet", "delta"])
def test_every_name_of_a_folder_of_batches(tmp_path: Path, format: str) -> None:
    feed = cdc.feed("financial", 30)
    cdc.write(feed, tmp_path / "plain", 2, format=format)
    wanted = sorted(path.relative_to(tmp_path / "plain") for path in tmp_path.glob("plain/*/*"))
    for name in NAMES:
        folder = tmp_path / name
        cdc.write(feed, folder, 1, format=format)
        cdc.write(feed, folder, 2, format=format)
        assert sorted(path.relative_to(folder) for path in folder.glob("*/*")) == wanted, name
    found = {path.name for path in tmp_path.iterdir()}
    assert found == {"plain", *NAMES}
