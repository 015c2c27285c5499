"""Existing output: refused, replaced, kept or added to, and never mixed up."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tablewright.errors import ArgumentError, OutputError
from tablewright.io import (
    DatasetOutput,
    WriteSettings,
    check_folder,
    encoding,
    staging,
    write_dataset,
)
from tablewright.io.lock import lock_path, locked
from tablewright.io.staging import JOURNAL
from tests.support.outputs import dataset, table

PARQUET = encoding()


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def tables_of(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_text())["tables"]
    return found


def test_existing_output_is_refused(tmp_path: Path) -> None:
    write_dataset(dataset(), tmp_path / "shop", PARQUET)
    before = contents(tmp_path)
    for other in (dataset(), dataset(seed=7), dataset(table("things"))):
        with pytest.raises(ArgumentError, match=r"already contains things\.parquet.*--overwrite"):
            write_dataset(other, tmp_path / "shop", encoding("csv"))
    assert contents(tmp_path) == before


def test_overwrite_replaces_all_and_leaves_what_is_not_ours(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    write_dataset(dataset(), folder, PARQUET, WriteSettings(rows_per_file=1_000))
    (folder / "notes.txt").write_text("mine")
    (folder / "things" / "mine.parquet").write_text("mine")
    (folder / "others.parquet.bak").write_text("mine")
    other = dataset(table("things"), seed=7)
    write_dataset(other, folder, encoding("csv"), WriteSettings(overwrite=True, remove_others=True))
    assert sorted(contents(folder)) == [
        "manifest.json",
        "notes.txt",
        "others.parquet.bak",
        "things.csv",
        "things/mine.parquet",
    ]
    assert list(tables_of(folder)) == ["things"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["shop"]


def test_tables_that_fit_are_added(tmp_path: Path) -> None:
    together, apart = tmp_path / "a" / "shop", tmp_path / "b" / "shop"
    whole = dataset()
    write_dataset(whole, together, PARQUET)
    for one in reversed(whole.tables):
        write_dataset(dataset(one), apart, PARQUET)
    assert contents(apart) == contents(together)


def test_tables_of_another_seed_are_not_added(tmp_path: Path) -> None:
    write_dataset(dataset(table("things")), tmp_path / "shop", PARQUET)
    with pytest.raises(ArgumentError, match=r"another seed, size or version.*--overwrite"):
        write_dataset(dataset(table("others"), seed=7), tmp_path / "shop", PARQUET)


def test_overwriting_one_table_keeps_the_others_that_fit(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    write_dataset(dataset(), folder, PARQUET)
    write_dataset(
        dataset(table("things", salt=42)), folder, encoding("csv"), WriteSettings(overwrite=True)
    )
    assert sorted(contents(folder)) == ["manifest.json", "others.parquet", "things.csv"]
    assert {name: one["format"] for name, one in tables_of(folder).items()} == {
        "things": "csv",
        "others": "parquet",
    }


def test_a_folder_without_output_is_used_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    write_dataset(dataset(), folder, PARQUET)
    assert (folder / "notes.txt").read_text() == "mine"
    assert len(tables_of(folder)) == 2


def test_a_manifest_that_is_none_is_not_trusted(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    for text in ("", "[]", '{"tables": {"../../x": {}, "a/b": 3}, "seed": 42}'):
        (folder / "manifest.json").write_text(text)
        with pytest.raises(ArgumentError, match="add --overwrite"):
            write_dataset(dataset(), folder, PARQUET)
        (tmp_path / "x.parquet").write_text("mine")
        write_dataset(dataset(), folder, PARQUET, WriteSettings(overwrite=True))
        assert (tmp_path / "x.parquet").exists()
        assert len(tables_of(folder)) == 2
        shutil.rmtree(folder)
        folder.mkdir()


@pytest.mark.parametrize("place", ["out", "out/shop", "out/shop/deeper"])
def test_a_path_that_is_a_file(tmp_path: Path, place: str) -> None:
    file = tmp_path / place
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("mine")
    folder = file / "shop" if place != "out/shop" else file
    with pytest.raises(ArgumentError, match="is not a folder"):
        check_folder(dataset(), folder, PARQUET, WriteSettings(overwrite=True))
    with pytest.raises(ArgumentError, match="is not a folder"):
        write_dataset(dataset(), folder, PARQUET, WriteSettings(overwrite=True))
    assert file.read_text() == "mine"


@pytest.mark.parametrize("name", ["../things", "a/b", "", "a.b", ".hidden", "x\0y"])
def test_table_names_that_are_no_file_names(tmp_path: Path, name: str) -> None:
    with pytest.raises(ArgumentError, match="cannot name a file"):
        write_dataset(dataset(table(name)), tmp_path / "shop", PARQUET)
    assert list(tmp_path.iterdir()) == []


class Killed(BaseException):
    """Stands for the end of the process: nobody handles it."""


def steps_until_killed(monkeypatch: pytest.MonkeyPatch, at: int) -> list[str]:
    """Let the step number ``at`` of putting files into place be the last."""
    steps: list[str] = []

    def watch(owner: Any, name: str) -> None:
        original = getattr(owner, name)

        def call(*arguments: Any, **options: Any) -> Any:
            steps.append(name)
            if len(steps) > at:
                raise Killed
            return original(*arguments, **options)

        monkeypatch.setattr(owner, name, call)

    for name in ("rename", "replace", "unlink", "rmdir", "mkdir"):
        watch(Path, name)
        watch(os, name)
    return steps


def write_again(data: DatasetOutput, folder: Path, rows_per_file: int = 10_000) -> None:
    csv = encoding("csv")
    allowed = {"overwrite": True, "remove_others": True}
    write_dataset(data, folder, csv, WriteSettings(rows_per_file=rows_per_file, **allowed))  # type: ignore[arg-type]


def test_killed_at_every_step_of_an_overwrite(tmp_path: Path) -> None:
    old, new = dataset(), dataset(table("things", 2_000), table("more", 10), seed=7)
    template = tmp_path / "old"
    write_dataset(old, template / "shop", PARQUET, WriteSettings(rows_per_file=1_000))
    write_dataset(
        new, tmp_path / "new" / "shop", encoding("csv"), WriteSettings(rows_per_file=1_500)
    )
    before, after = contents(template / "shop"), contents(tmp_path / "new" / "shop")
    seen = set()
    for at in range(100):
        top = tmp_path / f"run{at}"
        shutil.copytree(template, top)
        folder = top / "shop"
        with pytest.MonkeyPatch.context() as monkeypatch:
            steps = steps_until_killed(monkeypatch, at)
            try:
                write_again(new, folder, 1_500)
            except Killed:
                pass
            else:
                break
        # Whatever is there with a manifest is described by it.
        if (folder / "manifest.json").exists():
            now = contents(folder)
            expected = before if now["manifest.json"] == before["manifest.json"] else after
            assert now == expected, (at, steps)
        # The next run finds either the old or the new, whole, and nothing else.
        with locked(folder):
            staging.recover(folder)
        now = contents(folder)
        assert now in (before, after), (at, steps)
        seen.add(now == after)
        assert [path.name for path in top.iterdir()] == ["shop"]
        write_again(new, folder, 1_500)
        assert contents(folder) == after
    assert at > 15
    assert seen == {False, True}


@pytest.mark.parametrize("removed", ["shop", "shop/things.csv"])
def test_removed_by_hand_after_a_kill_at_any_step(tmp_path: Path, removed: str) -> None:
    old, new = dataset(), dataset(table("things"), table("more", 10), seed=7)
    write_dataset(old, tmp_path / "old" / "shop", PARQUET)
    write_dataset(new, tmp_path / "new" / "shop", encoding("csv"))
    after = contents(tmp_path / "new" / "shop")
    lost = 0
    for at in range(100):
        top = tmp_path / f"run{at}"
        shutil.copytree(tmp_path / "old", top)
        with pytest.MonkeyPatch.context() as monkeypatch:
            steps_until_killed(monkeypatch, at)
            try:
                write_again(new, top / "shop")
            except Killed:
                pass
            else:
                break
        gone = top / removed
        halfway = not (top / "shop" / "manifest.json").exists() and gone.exists()
        lost += halfway
        shutil.rmtree(gone) if gone.is_dir() else gone.unlink(missing_ok=True)
        with locked(top / "shop"):
            staging.recover(top / "shop")
        assert not (halfway and (top / "shop" / "manifest.json").exists())
        write_again(new, top / "shop")
        assert contents(top) == {f"shop/{name}": data for name, data in after.items()}
    assert at > 10
    assert lost


def test_killed_at_every_step_of_a_first_run(tmp_path: Path) -> None:
    new = dataset()
    write_dataset(new, tmp_path / "new" / "shop", PARQUET, WriteSettings(rows_per_file=1_000))
    after = contents(tmp_path / "new" / "shop")
    for at in range(100):
        folder = tmp_path / f"run{at}" / "shop"
        with pytest.MonkeyPatch.context() as monkeypatch:
            steps_until_killed(monkeypatch, at)
            try:
                write_dataset(new, folder, PARQUET, WriteSettings(rows_per_file=1_000))
            except Killed:
                pass
            else:
                break
        if folder.exists():
            assert contents(folder) == after
            with pytest.raises(ArgumentError, match="already contains"):
                write_dataset(new, folder, PARQUET, WriteSettings(rows_per_file=1_000))
        else:
            write_dataset(new, folder, PARQUET, WriteSettings(rows_per_file=1_000))
        assert contents(folder.parent) == {f"shop/{name}": data for name, data in after.items()}
    assert at > 5


def test_refusal_completes_what_a_killed_run_left(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    write_dataset(dataset(), folder, PARQUET)
    with pytest.MonkeyPatch.context() as monkeypatch:
        original = os.replace

        def replace(source: Any, target: Any, **places: int) -> None:
            if "things" in str(target) and places:
                raise Killed
            original(source, target, **places)

        monkeypatch.setattr(os, "replace", replace)
        with pytest.raises(Killed):
            write_dataset(dataset(seed=7), folder, PARQUET, WriteSettings(overwrite=True))
    assert not (folder / "manifest.json").exists()
    [stage] = [path for path in tmp_path.iterdir() if path != folder]
    assert (stage / JOURNAL).exists()
    with pytest.raises(ArgumentError, match="already contains"):
        check_folder(dataset(seed=7), folder, PARQUET, WriteSettings())
    assert json.loads((folder / "manifest.json").read_text())["seed"] == 7
    assert list(tmp_path.iterdir()) == [folder]


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    with locked(folder):
        with pytest.raises(OutputError, match=r"another run \(process \d+\) is writing"):
            write_dataset(dataset(), folder, PARQUET)
        assert lock_path(folder).exists()
    assert list(tmp_path.iterdir()) == []
    lock_path(folder).write_text("999999\n")  # left by a killed run
    write_dataset(dataset(), folder, PARQUET)
    assert list(tmp_path.iterdir()) == [folder]


def test_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_dataset(dataset(), tmp_path / "link" / "shop", PARQUET)
    write_dataset(
        dataset(seed=7), tmp_path / "link" / "shop", PARQUET, WriteSettings(overwrite=True)
    )
    assert pl.read_parquet(tmp_path / "real" / "shop" / "things.parquet").height == 2_500
    (tmp_path / "shop").symlink_to(tmp_path / "real" / "shop")
    write_dataset(dataset(), tmp_path / "shop", PARQUET, WriteSettings(overwrite=True))
    assert (tmp_path / "shop").is_symlink()
    assert sorted(path.name for path in (tmp_path / "real").iterdir()) == ["shop"]
