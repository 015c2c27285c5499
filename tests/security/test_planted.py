"""Files that somebody has put beside or into the output: nothing of anybody's is lost to them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tablewright.errors import ArgumentError, OutputError
from tablewright.io import WriteProgress, WriteSettings, encoding, staging, write_dataset
from tablewright.io.lock import lock_path, locked
from tablewright.polars import cdc
from tests.support.outputs import dataset

PARQUET = encoding()
STRANGER = 65_534
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a stranger's files")


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


def plant(folder: Path, journal: object, *, seal: int | None = None) -> Path:
    """A staging folder of an interrupted run; ``seal`` is the inode that it says it has."""
    stage = folder.with_name(f".{folder.name}.tmp-123-0123abcd")
    (stage / "new").mkdir(parents=True)
    for place in (stage, stage / "new"):
        (place / "manifest.json").write_text('{"tables": {}}')
        (place / "things.parquet").write_text("planted")
    inode = stage.stat().st_ino if seal is None else seal
    (stage / "request.json").write_text(json.dumps({"stage": inode, "about": {}}))
    text = journal if isinstance(journal, str) else json.dumps(journal)
    (stage / "journal.json").write_text(text)
    return stage


def outside(tmp_path: Path) -> tuple[Path, list[str]]:
    """A file of somebody's, and names that lead to it from a dataset's folder."""
    victim = tmp_path / "victim" / "precious.txt"
    victim.parent.mkdir()
    victim.write_text("mine")
    return victim, ["../../victim/precious.txt", str(victim), "things/../../../victim/precious.txt"]


@pytest.mark.parametrize("action", ["remove", "move", "retire"])
@pytest.mark.parametrize("is_sealed", [False, True])
def test_a_journal_reaches_nothing_outside(tmp_path: Path, action: str, is_sealed: bool) -> None:
    victim, names = outside(tmp_path)
    folder = tmp_path / "out" / "shop"
    write_dataset(dataset(), folder, PARQUET)
    (folder / "notes.txt").write_text("mine")
    before = contents(folder)
    for name in [*names, "notes.txt", "../notes.txt", "manifest.json", ".", "", "a/b/c/d"]:
        journal = {"retire": [], "move": [], "remove": [], action: [name]}
        stage = plant(folder, {**journal, "before": None}, seal=None if is_sealed else 7)
        with locked(folder):
            staging.recover(folder)
        assert contents(folder) == before
        assert victim.read_text() == "mine"
        # What this user's run has not written stays where it is.
        assert stage.exists() != is_sealed
        stage.rename(tmp_path / f"{len(list(tmp_path.iterdir()))}") if stage.exists() else None


@AS_ROOT
def test_a_stranger_s_journal_is_not_acted_on(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    write_dataset(dataset(), folder, PARQUET)
    before = contents(folder)
    journal = {"before": None, "retire": [], "move": ["things.parquet"], "remove": []}
    stage = plant(folder, journal)
    os.chown(stage, STRANGER, STRANGER)
    with pytest.raises(ArgumentError, match="already contains"):
        write_dataset(dataset(), folder, PARQUET)
    write_dataset(dataset(), folder, PARQUET, WriteSettings(overwrite=True))
    assert contents(folder) == before
    assert (stage / "things.parquet").read_text() == "planted"


@pytest.mark.parametrize(
    "text",
    ["", "[", "[]", "3", '{"move": 3}', '{"retire": [[]], "move": [], "remove": []}', "deep"],
)
def test_a_malformed_journal_blocks_nobody(tmp_path: Path, text: str) -> None:
    folder = tmp_path / "shop"
    stage = plant(folder, "[" * 100_000 if text == "deep" else text)
    write_dataset(dataset(), folder, PARQUET)
    assert not stage.exists()
    assert (folder / "things.parquet").read_bytes()[:4] == b"PAR1"


@pytest.mark.parametrize("obstacle", ["folder", "link", "full folder"])
def test_an_obstacle_blocks_nobody(tmp_path: Path, obstacle: str) -> None:
    """Something lies where a journal of ours, left by a killed run, wants to put a file."""
    folder = tmp_path / "shop"
    journal = {
        "before": None,
        "retire": ["other"],
        "move": ["things.parquet", "other/part-00000.csv"],
        "remove": ["more.csv", "other/part-00001.csv"],
    }
    stage = plant(folder, journal)
    (stage / "new" / "other").mkdir()
    (stage / "new" / "other" / "part-00000.csv").write_text("new")
    folder.mkdir()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "part-00001.csv").write_text("mine")
    if obstacle == "link":
        (folder / "other").symlink_to(elsewhere)
        (folder / "more.csv").symlink_to(elsewhere / "part-00001.csv")
    else:
        (folder / "things.parquet").mkdir()
        (folder / "more.csv").mkdir()
        if obstacle == "full folder":
            (folder / "things.parquet" / "mine").write_text("mine")
    with locked(folder):
        staging.recover(folder)
    assert not stage.exists()
    assert contents(elsewhere) == {"part-00001.csv": b"mine"}
    assert not (folder / "manifest.json").exists() or obstacle == "link"


def test_a_journal_is_outdated_once_somebody_has_written_there(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    write_dataset(dataset(), folder, PARQUET)
    before = contents(folder)
    journal = {"before": "another", "retire": [], "move": ["things.parquet"], "remove": []}
    plant(folder, journal)
    with locked(folder):
        staging.recover(folder)
    assert contents(folder) == before


def test_what_is_not_ours_stays(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    mine = [".shop.tmp-backup", ".shop.tmp-1-01234567", ".shop.tmp-1-0123456789", ".shop.tmp"]
    for name in mine:
        (tmp_path / name).mkdir()
        (tmp_path / name / "precious.txt").write_text("mine")
    # A folder that was sealed elsewhere, or was moved here, does not name itself.
    plant(folder, "[]", seal=7)
    (tmp_path / ".shop.tmp-9-89abcdef").symlink_to(tmp_path / ".shop.tmp-backup")
    before = contents(tmp_path)
    for overwrite in (False, True):
        write_dataset(dataset(), folder, PARQUET, WriteSettings(overwrite=overwrite))
        assert {k: v for k, v in contents(tmp_path).items() if "shop/" not in k[:5]} == before


def link(path: Path, victim: Path) -> None:
    path.symlink_to(victim)


def hard_link(path: Path, victim: Path) -> None:
    path.hardlink_to(victim)


def pipe(path: Path, victim: Path) -> None:
    os.mkfifo(path)


def folder_there(path: Path, victim: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("planted", [link, hard_link, pipe, folder_there])
def test_a_planted_lock(tmp_path: Path, planted: Callable[[Path, Path], None]) -> None:
    victim, _ = outside(tmp_path)
    folder = tmp_path / "shop"
    planted(lock_path(folder), victim)
    if planted is hard_link:
        write_dataset(dataset(), folder, PARQUET)
        assert lock_path(folder).samefile(victim)
    else:
        with pytest.raises(OutputError, match=r"is locked by \.shop\.lock, which is not a file"):
            write_dataset(dataset(), folder, PARQUET)
        assert os.path.lexists(lock_path(folder))
    assert victim.read_text() == "mine"


@pytest.mark.parametrize("name", ["manifest.json", "things.parquet", "others.csv", "shop.duckdb"])
@pytest.mark.parametrize("planted", [link, hard_link, pipe])
def test_planted_files(tmp_path: Path, name: str, planted: Callable[[Path, Path], None]) -> None:
    """They are replaced where they are in the way of a file, and never written to."""
    victim, _ = outside(tmp_path)
    folder = tmp_path / "shop"
    folder.mkdir()
    planted(folder / name, victim)
    with pytest.raises(ArgumentError, match=f"already contains {name}"):
        write_dataset(dataset(), folder, PARQUET)
    for kind in ("parquet", "duckdb"):
        write_dataset(dataset(), folder, encoding(kind), WriteSettings(overwrite=True))
        assert victim.read_text() == "mine"


@pytest.mark.parametrize("kind", ["parquet", "delta", "csv"])
def test_a_linked_table_folder_is_not_entered(tmp_path: Path, kind: str) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    for name in ("part-00000.parquet", "part-00001.csv", "part-00000.json"):
        (mine / name).write_text("mine")
    (mine / "_delta_log").mkdir()
    before = contents(mine)
    folder = tmp_path / "shop"
    write_dataset(dataset(), folder, PARQUET)
    (folder / "things").symlink_to(mine)
    with pytest.raises(
        ArgumentError, match="contains things, which tablewright did not write; move"
    ):
        write_dataset(dataset(), folder, encoding(kind), WriteSettings(overwrite=True))
    assert contents(mine) == before


def test_what_lies_in_a_delta_table_s_folder_stays(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    write_dataset(dataset(), folder, encoding("delta"))
    (folder / "things" / "notes").mkdir()
    (folder / "things" / "notes" / "a.txt").write_text("mine")
    (folder / "others" / "b.txt").write_text("mine")
    for kind in ("delta", "csv", "delta"):
        write_dataset(dataset(seed=7), folder, encoding(kind), WriteSettings(overwrite=True))
        assert (folder / "things" / "notes" / "a.txt").read_text() == "mine"
        assert (folder / "others" / "b.txt").read_text() == "mine"


def test_a_manifest_removes_files_of_tables_only(tmp_path: Path) -> None:
    victim, names = outside(tmp_path)
    folder = tmp_path / "out" / "shop"
    write_dataset(dataset(), folder, PARQUET)
    found = json.loads((folder / "manifest.json").read_text())
    (folder / "notes.txt").write_text("mine")
    (folder / "mine.csv").write_text("mine")
    entry = {**found["tables"]["things"], "files": [*names, "notes.txt"]}
    found["seed"], found["tables"]["mine"] = 7, entry
    (folder / "manifest.json").write_text(json.dumps(found))
    with pytest.raises(ArgumentError, match="another seed, size or version: mine; "):
        write_dataset(dataset(), folder, PARQUET, WriteSettings(overwrite=True))
    write_dataset(dataset(), folder, PARQUET, WriteSettings(overwrite=True, remove_others=True))
    assert victim.read_text() == "mine"
    assert (folder / "notes.txt").exists()
    assert (folder / "mine.csv").exists()


@AS_ROOT
def test_a_stranger_s_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    folder = tmp_path / "shop"
    folder.symlink_to(tmp_path / "mine")
    os.lchown(folder, STRANGER, STRANGER)
    with pytest.raises(ArgumentError, match="a link that belongs to another user"):
        write_dataset(dataset(), folder, PARQUET)
    assert list((tmp_path / "mine").iterdir()) == []


@pytest.mark.parametrize("existing", [False, True])
def test_a_staging_folder_that_is_swapped(tmp_path: Path, existing: bool) -> None:
    folder, mine = tmp_path / "out" / "shop", tmp_path / "mine"
    (mine / "new").mkdir(parents=True)
    for name in ("manifest.json", "things.parquet", "request.json"):
        (mine / name).write_text("mine")
    if existing:
        write_dataset(dataset(), folder, PARQUET)
    before = contents(tmp_path)

    def swap(name: str, rows: int) -> None:
        if name == "others":
            [stage] = staging.seen(folder)
            stage.rename(tmp_path / "away")
            stage.symlink_to(mine)

    with pytest.raises(OutputError):
        write_dataset(
            dataset(),
            folder,
            PARQUET,
            WriteSettings(overwrite=True),
            progress=WriteProgress(on_rows=swap),
        )
    found = contents(tmp_path)
    assert {name: found[name] for name in before} == before


def write_feed(folder: Path, batches: int = 2, **options: Any) -> None:
    cdc.write(cdc.feed("retail", 50), folder, batches, **options)


def test_folders_that_look_like_batches_stay(tmp_path: Path) -> None:
    mine = ["batch_7/part-00000.json", ".batch_1.tmp-mine/a", ".batches.tmp-1-01234567/a"]
    for name in mine:
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("mine")
    for overwrite in (False, True):
        write_feed(tmp_path, overwrite=overwrite)
        assert [(tmp_path / name).read_text() for name in mine] == ["mine"] * 3
    with pytest.raises(ArgumentError, match="contains batch_7, which no run of yours wrote"):
        write_feed(tmp_path, 8, overwrite=True)
    assert (tmp_path / mine[0]).read_text() == "mine"


@pytest.mark.parametrize("kind", ["link", "more", "stranger's", "note"])
def test_a_batch_that_is_not_as_it_was_written(tmp_path: Path, kind: str) -> None:
    """Refused before anything is changed."""
    folder, mine = tmp_path / "feed", tmp_path / "mine"
    write_feed(folder, 3)
    if kind == "link":
        (folder / "batch_1").rename(mine)
        (folder / "batch_1").symlink_to(mine)
    elif kind == "more":
        (folder / "batch_1" / "notes.txt").write_text("mine")
    elif os.geteuid() == 0:
        stranger_s = folder / ("batch_1" if kind == "stranger's" else "_tablewright.json")
        os.chown(stranger_s, STRANGER, STRANGER)
    else:
        pytest.skip("only root can make a stranger's files")
    before = contents(tmp_path)
    with pytest.raises(ArgumentError, match="which no run of yours wrote"):
        write_feed(folder, 3, overwrite=True)
    assert contents(tmp_path) == before


def test_a_planted_draft_of_a_description(tmp_path: Path) -> None:
    victim, _ = outside(tmp_path)
    folder = tmp_path / "feed"
    folder.mkdir()
    (folder / "_tablewright.json.draft").symlink_to(victim)
    write_feed(folder)
    assert victim.read_text() == "mine"
    (folder / "_tablewright.json").unlink()
    (folder / "_tablewright.json").symlink_to(victim)
    with pytest.raises(ArgumentError):
        write_feed(folder, overwrite=True)
    assert victim.read_text() == "mine"
