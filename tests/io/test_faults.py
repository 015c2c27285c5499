"""Disk full, no permission, an error or a stop half-way: one clear error, nothing left behind."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import polars as pl
import pytest

from tablewright import formats
from tablewright.errors import OutputError
from tablewright.io import (
    DatasetOutput,
    TableOutput,
    WriteProgress,
    WriteSettings,
    encoding,
    write_dataset,
)
from tests.support.outputs import TYPES, Rows, dataset, table

NOBODY = 65_534


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def without_privileges() -> Iterator[None]:
    """Root may write anywhere; be somebody else for a while."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that everybody can enter (those of pytest are private)."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


class SlowRows(Rows):
    """Many more rows than would be made before somebody notices the error."""

    def __init__(self) -> None:
        super().__init__()
        self.made = 0

    def chunks(
        self, start: int, stop: int, columns: Sequence[str] | None = None
    ) -> Iterator[pl.DataFrame]:
        frame = self.rows(0, 50_000)
        for _ in range(start, stop, frame.height):
            self.made += frame.height
            yield frame


@pytest.mark.parametrize("name", formats.READY_MADE)
@pytest.mark.parametrize("existing", [False, True])
def test_disk_full(tmp_path: Path, name: str, existing: bool) -> None:
    folder = tmp_path / "out" / "shop"
    if existing:
        write_dataset(dataset(), folder, encoding())
    before = sorted(tmp_path.rglob("*"))
    rows = SlowRows()
    big = DatasetOutput("shop", 42, {}, [TableOutput("things", 10**12, TYPES, rows)])
    with files_of_at_most(1_000_000), pytest.raises(OutputError) as caught:
        write_dataset(
            big,
            folder,
            encoding(name),
            WriteSettings(overwrite=True, remove_others=True, rows_per_file=10**12),
        )
    assert "cannot be written: File too large; nothing was changed; free some" in str(caught.value)
    assert sorted(tmp_path.rglob("*")) == before
    assert rows.made < 20_000_000, "it went on long after the disk was full"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_small_disk(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)], check=False
    )
    if mounted.returncode:
        pytest.skip("this container may not mount")
    try:
        with pytest.raises(OutputError, match="No space left on device; nothing was changed"):
            write_dataset(dataset(table(rows=1_000_000)), disk / "out" / "shop", encoding())
        assert list(disk.iterdir()) == []
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_no_permission(public: Path) -> None:
    (public / "out").mkdir()
    (public / "out").chmod(0o555)
    for folder in (public / "out" / "shop", public / "out" / "a" / "b" / "shop"):
        with without_privileges(), pytest.raises(OutputError) as caught:
            write_dataset(dataset(), folder, encoding())
        assert "Permission denied; name a folder that you may write to" in str(caught.value)
    assert list((public / "out").iterdir()) == []


def test_no_permission_in_an_existing_folder(public: Path) -> None:
    public.chmod(0o777)
    (public / "shop").mkdir()
    (public / "shop").chmod(0o555)
    with without_privileges(), pytest.raises(OutputError, match="Permission denied"):
        write_dataset(dataset(), public / "shop", encoding())
    assert [path.name for path in public.iterdir()] == ["shop"]


def test_a_name_that_is_too_long(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="File name too long"):
        write_dataset(dataset(), tmp_path / ("x" * 300) / "shop", encoding())
    assert list(tmp_path.iterdir()) == []


class Halt(Exception):
    """What a caller raises to stop the writing."""


@pytest.mark.parametrize("kind", [Halt, KeyboardInterrupt])
@pytest.mark.parametrize("name", formats.READY_MADE)
def test_a_stop_half_way(tmp_path: Path, name: str, kind: type[BaseException]) -> None:
    def stop(table: str, rows: int) -> None:
        if table == "others":
            raise kind

    with pytest.raises(kind):
        write_dataset(
            dataset(),
            tmp_path / "out" / "shop",
            encoding(name),
            progress=WriteProgress(on_rows=stop),
        )
    assert list(tmp_path.iterdir()) == []


def test_an_error_of_the_engine_is_not_dressed_up(tmp_path: Path) -> None:
    class Broken(Rows):
        def chunks(
            self, start: int, stop: int, columns: Sequence[str] | None = None
        ) -> Iterator[pl.DataFrame]:
            yield self.rows(0, 10)
            raise ZeroDivisionError("row 10")

    broken = TableOutput("things", 100, TYPES, Broken())
    with pytest.raises(ZeroDivisionError, match="row 10"):
        write_dataset(dataset(table("others"), broken), tmp_path / "shop", encoding())
    assert list(tmp_path.iterdir()) == []


def test_a_reader_never_sees_half_a_file(tmp_path: Path) -> None:
    """A reader that looks all the time finds whole files of one run or the other."""
    folder = tmp_path / "shop"
    runs = [dataset(table(rows=60_000, salt=salt), seed=salt) for salt in (0, 1)]
    write_dataset(runs[0], folder, encoding())
    wanted = [run.tables[0].frames.rows(0, 60_000) for run in runs]  # type: ignore[attr-defined]
    done, looks, faults = threading.Event(), [0], []

    def look() -> None:
        while not done.is_set():
            frame = pl.read_parquet((folder / "things.parquet").read_bytes())
            looks[0] += 1
            if not any(frame.equals(one) for one in wanted):
                faults.append(frame)
            time.sleep(0.001)

    reader = threading.Thread(target=look)
    reader.start()
    try:
        for number in range(10):
            write_dataset(runs[number % 2], folder, encoding(), WriteSettings(overwrite=True))
    finally:
        done.set()
        reader.join()
    assert not faults
    assert looks[0] > 5
