"""Going on after an interruption: the same files as without one, and nothing made twice."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tablewright import formats
from tablewright.errors import ArgumentError, OutputError
from tablewright.io import (
    DatasetOutput,
    FileLayout,
    TableOutput,
    WriteProgress,
    WriteSettings,
    check_folder,
    encoding,
    staging,
    write_dataset,
)
from tablewright.io import resume as resuming
from tests.support.outputs import TYPES, Rows, dataset, table

PARQUET = encoding()
PER_FILE = 1_000


class Stopped(Exception):
    """What a signal becomes."""


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def stop_in(name: str, after: int) -> Any:
    """Stops in a table, once ``after`` of its rows were made."""
    made = [0]

    def on_rows(table: str, rows: int) -> None:
        if table == name:
            if made[0] >= after:
                raise Stopped
            made[0] += rows

    return on_rows


def interrupt(data: DatasetOutput, folder: Path, kind: str = "parquet", after: int = 2_000) -> None:
    with pytest.raises(Stopped):
        write_dataset(
            data,
            folder,
            encoding(kind),
            WriteSettings(rows_per_file=PER_FILE, resumable=True),
            progress=WriteProgress(on_rows=stop_in("things", after)),
        )


def only_stage(folder: Path) -> Path:
    [stage] = staging.abandoned(folder)
    return stage


def timeless(folder: Path) -> dict[str, bytes]:
    """Contents, but for the times that a Delta log holds, and its checksum."""
    logless = {k: b"" if "_delta_log/" in k else v for k, v in contents(folder).items()}
    lines = logless["manifest.json"].splitlines()
    log = re.compile(rb'"\w+/_delta_log/\d+.json": "')
    logless["manifest.json"] = b"".join(line for line in lines if not log.search(line))
    return logless


@pytest.mark.parametrize("kind", [kind for kind in formats.READY_MADE if kind != "duckdb"])
def test_it_goes_on_with_what_is_whole(tmp_path: Path, kind: str) -> None:
    whole, folder = tmp_path / "whole" / "shop", tmp_path / "shop"
    write_dataset(dataset(), whole, encoding(kind), WriteSettings(rows_per_file=PER_FILE))
    interrupt(dataset(), folder, kind)
    assert not folder.exists()
    kept = {name for name in contents(only_stage(folder) / "new") if name.startswith("things/")}
    suffix = encoding(kind).suffix
    assert kept == {f"things/part-{number:05}{suffix}" for number in (0, 1)}
    made: list[tuple[str, int]] = []
    skipped: list[tuple[str, int]] = []
    written = write_dataset(
        dataset(),
        folder,
        encoding(kind),
        WriteSettings(rows_per_file=PER_FILE, resumable=True),
        progress=WriteProgress(
            on_rows=lambda *told: made.append(told), on_kept=lambda *told: skipped.append(told)
        ),
    )
    assert timeless(folder) == timeless(whole)
    for name, checksum in json.loads((folder / "manifest.json").read_text())["checksums"].items():
        content = (folder / name).read_bytes()
        assert checksum == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert made == [("things", 500), ("others", 30)]
    assert skipped == [("things", 1_000), ("things", 1_000)]
    assert [table.kept for table in written] == [2_000, 0]
    sizes = [sum((folder / name).stat().st_size for name in table.files) for table in written]
    assert sizes == [table.size for table in written]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["shop", "whole"]


def test_a_database_begins_anew(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    interrupt(dataset(), folder, "duckdb", after=0)
    assert staging.abandoned(folder) == []
    written = write_dataset(dataset(), folder, encoding("duckdb"), WriteSettings(resumable=True))
    assert [table.kept for table in written] == [0, 0]
    again = write_dataset(dataset(), folder, encoding("duckdb"), WriteSettings(resumable=True))
    assert [table.kept for table in again] == [table.rows for table in written]


def test_without_resuming_it_begins_anew(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    interrupt(dataset(), folder)
    written = write_dataset(dataset(), folder, PARQUET, WriteSettings(rows_per_file=PER_FILE))
    assert [table.kept for table in written] == [0, 0]
    assert list(tmp_path.iterdir()) == [folder]


def test_nothing_is_left_where_nothing_is_whole(tmp_path: Path) -> None:
    interrupt(dataset(), tmp_path / "deep" / "shop", after=0)
    assert list(tmp_path.iterdir()) == []


OTHERS = {
    "seed=42, not 7": (dataset(seed=7), FileLayout(PARQUET, PER_FILE)),
    "rows_per_file=1000, not 2000": (dataset(), FileLayout(PARQUET, 2_000)),
    "format='parquet', not 'csv'": (dataset(), FileLayout(encoding("csv"), PER_FILE)),
    "compression='zstd', not 'lz4'": (
        dataset(),
        FileLayout(encoding("parquet", "lz4"), PER_FILE),
    ),
    "others=30, not 31": (
        dataset(parameters={"things": 2_500, "others": 31}),
        FileLayout(PARQUET, PER_FILE),
    ),
    "tables=['things', 'others'], not ['things']": (
        dataset(table(salt=42)),
        FileLayout(PARQUET, PER_FILE),
    ),
    "dataset='shop', not 'store'": (
        replace(dataset(), name="store"),
        FileLayout(PARQUET, PER_FILE),
    ),
}


@pytest.mark.parametrize("difference", OTHERS)
def test_another_request_is_refused(tmp_path: Path, difference: str) -> None:
    folder = tmp_path / "shop"
    interrupt(dataset(), folder)
    before = contents(tmp_path)
    data, layout = OTHERS[difference]
    settings = WriteSettings(layout.rows_per_file, resumable=True)
    with pytest.raises(ArgumentError) as caught:
        check_folder(data, folder, layout.encoding, settings)
    assert difference in str(caught.value)
    assert "omit --resume" in str(caught.value)
    with pytest.raises(ArgumentError):
        write_dataset(
            data,
            folder,
            layout.encoding,
            WriteSettings(rows_per_file=layout.rows_per_file, resumable=True),
        )
    assert contents(tmp_path) == before


@pytest.mark.parametrize("version", ["tablewright", "polars"])
def test_another_version_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    folder = tmp_path / "shop"
    interrupt(dataset(), folder)
    other = {**resuming.versions(), version: "0.0"}
    monkeypatch.setattr(resuming, "versions", lambda: other)
    with pytest.raises(ArgumentError, match=rf"{version}='[\d.]+', not '0.0'"):
        write_dataset(
            dataset(), folder, PARQUET, WriteSettings(rows_per_file=PER_FILE, resumable=True)
        )


def shorten(stage: Path) -> None:
    with (stage / "new" / "things" / "part-00001.parquet").open("r+b") as file:
        file.truncate(100)


def tear_the_record(stage: Path) -> None:
    record = stage / resuming.WHOLE
    record.write_bytes(record.read_bytes()[:-20])


def lose_a_part(stage: Path) -> None:
    (stage / "new" / "things" / "part-00000.parquet").unlink()


def lose_the_request(stage: Path) -> None:
    (stage / staging.SEAL).unlink()
    shutil.rmtree(stage / "new")
    shutil.rmtree(stage)


def add_rubbish(stage: Path) -> None:
    (stage / "new" / ".things.spark").mkdir()
    (stage / "new" / ".things.spark" / "part-00000").write_text("half")
    (stage / "new" / "others.parquet").write_text("half")


@pytest.mark.parametrize(
    "damage", [shorten, tear_the_record, lose_a_part, lose_the_request, add_rubbish]
)
def test_what_is_not_proven_whole_is_made_again(tmp_path: Path, damage: Any) -> None:
    whole, folder = tmp_path / "whole" / "shop", tmp_path / "shop"
    write_dataset(dataset(), whole, PARQUET, WriteSettings(rows_per_file=PER_FILE))
    interrupt(dataset(), folder)
    damage(only_stage(folder))
    write_dataset(dataset(), folder, PARQUET, WriteSettings(rows_per_file=PER_FILE, resumable=True))
    assert contents(folder) == contents(whole)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["shop", "whole"]


def test_a_dataset_that_is_there_stays(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    write_dataset(dataset(), folder, PARQUET)
    before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    for overwrite in (False, True):
        written = write_dataset(
            dataset(), folder, PARQUET, WriteSettings(overwrite=overwrite, resumable=True)
        )
        assert [table.kept for table in written] == [2_500, 30]
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == before
    for other in (dataset(seed=7), dataset(table("things", 99, salt=42), table("others", 30))):
        with pytest.raises(ArgumentError, match="already contains"):
            write_dataset(other, folder, PARQUET, WriteSettings(resumable=True))
    with pytest.raises(ArgumentError, match="already contains"):
        write_dataset(dataset(), folder, encoding("parquet", "lz4"), WriteSettings(resumable=True))
    (folder / "others.parquet").unlink()
    with pytest.raises(ArgumentError, match="already contains"):
        write_dataset(dataset(), folder, PARQUET, WriteSettings(resumable=True))


def test_it_goes_on_with_an_overwrite(tmp_path: Path) -> None:
    whole, folder = tmp_path / "whole" / "shop", tmp_path / "shop"
    write_dataset(dataset(seed=7), whole, PARQUET, WriteSettings(rows_per_file=PER_FILE))
    write_dataset(dataset(), folder, encoding("csv"))
    before = contents(folder)
    with pytest.raises(Stopped):
        write_dataset(
            dataset(seed=7),
            folder,
            PARQUET,
            WriteSettings(rows_per_file=PER_FILE, overwrite=True, resumable=True),
            progress=WriteProgress(on_rows=stop_in("others", 0)),
        )
    assert contents(folder) == before
    written = write_dataset(
        dataset(seed=7),
        folder,
        PARQUET,
        WriteSettings(rows_per_file=PER_FILE, overwrite=True, resumable=True),
    )
    assert [table.kept for table in written] == [2_500, 0]
    assert contents(folder) == contents(whole)


def test_it_goes_on_after_a_full_disk(tmp_path: Path) -> None:
    class Failing(Rows):
        def chunks(
            self, start: int, stop: int, columns: Sequence[str] | None = None
        ) -> Iterator[pl.DataFrame]:
            if start >= 2_000:
                raise OSError(28, "No space left on device")
            yield from super().chunks(start, stop, columns)

    folder = tmp_path / "shop"
    data = dataset(TableOutput("things", 2_500, TYPES, Failing(42)), table("others", 30, 43))
    with pytest.raises(OutputError, match="No space left"):
        write_dataset(data, folder, PARQUET, WriteSettings(rows_per_file=PER_FILE, resumable=True))
    assert len(contents(only_stage(folder))) == 4
    written = write_dataset(
        dataset(), folder, PARQUET, WriteSettings(rows_per_file=PER_FILE, resumable=True)
    )
    assert [table.kept for table in written] == [2_000, 0]


class Killed(BaseException):
    """Stands for the end of the process."""


STEPS = (
    *((Path, name) for name in ("rename", "replace", "unlink", "rmdir", "mkdir", "open")),
    *((os, name) for name in ("rename", "replace", "unlink", "rmdir", "mkdir", "fsync")),
)


def killed_at(monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    """Let nothing after the step number ``at`` reach the disk."""
    done = [0]

    def watch(owner: Any, name: str) -> None:
        original = getattr(owner, name)

        def call(*arguments: Any, **options: Any) -> Any:
            done[0] += 1
            if done[0] > at:
                raise Killed
            return original(*arguments, **options)

        monkeypatch.setattr(owner, name, call)

    for owner, name in STEPS:
        watch(owner, name)


@pytest.mark.parametrize("overwrite", [False, True])
def test_killed_at_every_step(tmp_path: Path, overwrite: bool) -> None:
    write_dataset(
        dataset(), tmp_path / "whole" / "shop", PARQUET, WriteSettings(rows_per_file=PER_FILE)
    )
    golden = contents(tmp_path / "whole" / "shop")
    kept = set()
    for at in range(300):
        folder = tmp_path / f"run{at}" / "shop"
        if overwrite:
            write_dataset(dataset(seed=7), folder, encoding("csv"))
        arguments = {"rows_per_file": PER_FILE, "overwrite": overwrite, "resumable": True}
        with pytest.MonkeyPatch.context() as monkeypatch:
            killed_at(monkeypatch, at)
            try:
                write_dataset(dataset(), folder, PARQUET, WriteSettings(**arguments))  # type: ignore[arg-type]
            except Killed:
                pass
            else:
                break
        written = write_dataset(dataset(), folder, PARQUET, WriteSettings(**arguments))  # type: ignore[arg-type]
        assert contents(folder.parent) == {f"shop/{name}": data for name, data in golden.items()}
        kept.add(sum(table.kept for table in written))
    assert at > 30
    assert kept == {0, 1_000, 2_000, 2_500, 2_530}


def test_what_has_its_final_name_is_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every file was synced at its final size before a rename made it count."""
    synced: dict[int, int] = {}
    fsync = os.fsync

    def watched(descriptor: int) -> None:
        fsync(descriptor)
        state = os.fstat(descriptor)
        synced[state.st_ino] = state.st_size

    def check(folder: Path) -> None:
        for path in (folder, *folder.rglob("*")):
            state = path.stat()
            assert state.st_ino in synced, path
            assert path.is_dir() or synced[state.st_ino] == state.st_size, path

    rename = Path.rename

    def renamed(self: Path, target: Path) -> Path:
        if self.name.startswith(".shop.tmp-") or Path(target).name == staging.JOURNAL:
            check(self if self.is_dir() else self.parent)
        return rename(self, target)

    monkeypatch.setattr(os, "fsync", watched)
    monkeypatch.setattr(Path, "rename", renamed)
    folder = tmp_path / "shop"
    write_dataset(dataset(), folder, PARQUET, WriteSettings(rows_per_file=PER_FILE))
    check(folder)
    assert tmp_path.stat().st_ino in synced
    synced.clear()
    write_dataset(
        dataset(seed=7), folder, PARQUET, WriteSettings(rows_per_file=PER_FILE, overwrite=True)
    )
    check(folder)


def test_the_record_says_what_was_asked_for(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    interrupt(dataset(), folder)
    request = json.loads((only_stage(folder) / staging.SEAL).read_text())["about"]
    assert request["seed"] == 42
    assert request["versions"]["polars"] == pl.__version__
    assert request["columns"]["things"] == TYPES
