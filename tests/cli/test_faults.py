"""Signals, kills, full disks, closed pipes and rivals."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from tablewright import api
from tablewright.engines.local import LocalTable
from tests.support.commands import COMMAND, contents, environment, one_line, start, tablewright

LONG = ("generate", "retail", "--rows", "20000000", "--out", "out")
SHORT = ("generate", "retail", "--rows", "20000", "--out", "out")


def wait_until_it_writes(folder: Path, run: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and run.poll() is None:
        if any(path.stat().st_size > 0 for path in folder.glob("out/.retail.tmp-*/new/*")):
            return
        time.sleep(0.01)
    pytest.fail(f"it has not begun to write: {run.communicate()}")


@pytest.mark.parametrize(
    ("number", "status", "word"),
    [
        (signal.SIGINT, 130, "Ctrl-C"),
        (signal.SIGTERM, 143, "SIGTERM"),
        (signal.SIGHUP, 129, "SIGHUP"),
    ],
)
def test_signals(tmp_path: Path, number: int, status: int, word: str) -> None:
    run = start(*LONG, folder=tmp_path)
    wait_until_it_writes(tmp_path, run)
    began = time.monotonic()
    run.send_signal(number)
    out, err = run.communicate(timeout=60)
    assert run.returncode == status
    assert word in one_line(err)
    assert out == ""
    assert list(tmp_path.iterdir()) == []
    assert time.monotonic() - began < 10


def test_a_signal_at_any_moment(tmp_path: Path) -> None:
    """Also while it starts, and while files are put into place."""
    dice = random.Random(7)
    for _ in range(8):
        run = start(*SHORT, folder=tmp_path)
        # Python itself needs a moment before anybody can catch a signal.
        time.sleep(0.15 + dice.random() * 1.5)
        run.send_signal(signal.SIGTERM)
        _, err = run.communicate(timeout=60)
        assert run.returncode in (0, 143, -signal.SIGTERM), err
        assert "Traceback" not in err
        left = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")}
        # All or nothing; all also if the signal came after the last file.
        assert len(left) in ((0, 8) if run.returncode else (8,)), left
        shutil.rmtree(tmp_path / "out", ignore_errors=True)


FORMATS = pytest.mark.parametrize("kind", ["parquet", "csv", "json", "arrow"])


def killed(words: tuple[str, ...], folder: Path, after: float) -> None:
    run = start(*words, folder=folder)
    time.sleep(after)
    run.kill()
    run.communicate()


def check_whole(folder: Path, *runs: dict[str, bytes]) -> None:
    """Files are whole, each of one run or another, and with a manifest all are that run's."""
    now = contents(folder)
    if "manifest.json" in now:
        assert now in runs
    for name, data in now.items():
        assert data in [run.get(name) for run in runs], name


# The slow test has all four.
@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_killed_at_random_moments(tmp_path: Path, kind: str) -> None:
    words = (*SHORT, "--format", kind, "--rows-per-file", "30000")
    assert tablewright(*words, folder=tmp_path).returncode == 0
    golden = contents(tmp_path / "out" / "retail")
    older = ("generate", "retail", "--rows", "100", "--out", "out", "--overwrite")
    assert tablewright(*older, folder=tmp_path).returncode == 0
    before = contents(tmp_path / "out" / "retail")
    dice = random.Random(kind)
    for _ in range(3):
        killed((*words, "--overwrite"), tmp_path, dice.random() * 1.5)
        check_whole(tmp_path / "out" / "retail", before, golden)
    done = tablewright(*words, "--overwrite", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert contents(tmp_path / "out") == {f"retail/{name}": data for name, data in golden.items()}


@pytest.mark.slow
@pytest.mark.parametrize("resume", [False, True])
@FORMATS
def test_killed_at_200_random_moments(tmp_path: Path, kind: str, resume: bool) -> None:
    words = (*SHORT, "--format", kind, "--rows-per-file", "30000")
    began = time.monotonic()
    assert tablewright(*words, folder=tmp_path).returncode == 0
    long = time.monotonic() - began
    folder = tmp_path / "out" / "retail"
    golden = contents(folder)
    options = ("--resume",) if resume else ("--overwrite",)
    dice = random.Random(f"{kind} {resume}")
    kept = 0
    for _ in range(200):
        if dice.random() < 0.5:
            shutil.rmtree(folder, ignore_errors=True)
        killed((*words, *options), tmp_path, dice.random() * long)
        check_whole(folder, golden)
        if dice.random() < 0.1:
            done = tablewright(*words, *options, "--json", folder=tmp_path)
            assert done.returncode == 0, done.stderr
            kept += sum(table["kept"] for table in json.loads(done.stdout)[0]["tables"])
            assert contents(tmp_path / "out") == {
                f"retail/{name}": data for name, data in golden.items()
            }
    assert (kept > 0) == resume


def check_rows(folder: Path, kind: str) -> None:
    """The cells of a Delta table or a database, whose bytes tell the time, are the engine's."""
    import duckdb

    for table in api.declare("retail", rows=2_000).tables:
        wanted = LocalTable(table, 42).rows(0, table.rows)
        if kind == "delta":
            found = pl.read_parquet(folder / table.short_name / "*.parquet")
        else:
            with duckdb.connect(folder / "retail.duckdb", read_only=True) as database:
                database.execute("SET TimeZone = 'UTC'")
                found = database.table(table.short_name).pl()
        assert found.cast(dict(wanted.schema)).sort(table.primary_key).equals(wanted)


def kill_other_formats(top: Path, kind: str, times: int, resume: bool) -> None:
    words = ("generate", "retail", "--rows", "2000", "--out", "out", "--format", kind)
    option = "--resume" if resume else "--overwrite"
    folder = top / "out" / "retail"
    began = time.monotonic()
    assert tablewright(*words, folder=top).returncode == 0
    long = time.monotonic() - began
    dice = random.Random(f"{kind} {resume}")
    for number in range(times):
        if dice.random() < 0.5:
            shutil.rmtree(folder, ignore_errors=True)
        killed((*words, option), top, long * dice.random())
        if (folder / "manifest.json").exists():
            check_rows(folder, kind)
        if number % 10 == 9 or number == times - 1:
            done = tablewright(*words, option, folder=top)
            assert done.returncode == 0, done.stderr
            check_rows(folder, kind)
            assert [path.name for path in (top / "out").iterdir()] == ["retail"]


@pytest.mark.parametrize("kind", ["delta", "duckdb"])
def test_other_formats_killed_at_random_moments(tmp_path: Path, kind: str) -> None:
    kill_other_formats(tmp_path, kind, 2, resume=False)


@pytest.mark.slow
@pytest.mark.parametrize("resume", [False, True])
@pytest.mark.parametrize("kind", ["delta", "duckdb"])
def test_other_formats_killed_at_200_random_moments(
    tmp_path: Path, kind: str, resume: bool
) -> None:
    kill_other_formats(tmp_path, kind, 200, resume=resume)


PARTS = ("generate", "retail", "--rows", "30000", "--out", "out", "--rows-per-file", "15000")


def wait_for_parts(folder: Path, run: subprocess.Popen[str], parts: int) -> None:
    """Wait until so many parts are whole."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and run.poll() is None:
        for record in folder.glob("out/.retail.tmp-*/whole.jsonl"):
            if len(record.read_text().splitlines()) >= parts:
                return
        time.sleep(0.002)
    pytest.fail(f"it did not get there: {run.communicate()}")


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_resume(tmp_path: Path, number: int) -> None:
    assert tablewright(*PARTS, folder=tmp_path).returncode == 0
    golden = contents(tmp_path / "out")
    shutil.rmtree(tmp_path / "out")
    for parts in (2, 9):
        run = start(*PARTS, "--resume", folder=tmp_path)
        wait_for_parts(tmp_path, run, parts)
        run.send_signal(number)
        _, err = run.communicate(timeout=60)
        if number != signal.SIGKILL:
            assert "complete files are kept: repeat the command to continue" in one_line(err)
            assert run.returncode == 128 + number
        assert not (tmp_path / "out" / "retail").exists()
    refused = tablewright(*PARTS, "--resume", "--seed", "7", folder=tmp_path)
    assert refused.returncode == 2
    assert "had seed=42, not 7" in one_line(refused.stderr)
    done = tablewright(*PARTS, "--resume", "--json", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    kept = {table["name"]: table["kept"] for table in json.loads(done.stdout)[0]["tables"]}
    assert kept["customers"] == 30_000
    assert sum(kept.values()) >= 8 * 15_000
    assert contents(tmp_path / "out") == golden
    again = tablewright(*PARTS, "--resume", folder=tmp_path)
    assert again.returncode == 0
    assert "795,051 rows, 795,051 of them from an earlier run" in again.stdout


def limit_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))


def test_disk_full(tmp_path: Path) -> None:
    done = tablewright(*SHORT, folder=tmp_path, prepare=limit_files)
    assert done.returncode == 1
    line = one_line(done.stderr)
    assert "out='" in line
    assert "File too large; nothing was changed; free some space" in line
    assert list(tmp_path.iterdir()) == []


def few_files() -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (10, 10))


def test_out_of_file_handles(tmp_path: Path) -> None:
    """However it fails, it fails in one line, and leaves nothing."""
    done = tablewright(*SHORT, folder=tmp_path, prepare=few_files)
    if done.returncode:
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert list(tmp_path.iterdir()) == []


@pytest.fixture
def public() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def be_nobody() -> None:
    """Root may write anywhere; keep being able to read the packages, but not to write."""
    if os.geteuid() == 0:
        # Reading everything needs one capability, writing everything another: drop that one.
        drop_capability_to_write()


def drop_capability_to_write() -> None:
    import ctypes

    # CAP_DAC_OVERRIDE, leaving CAP_DAC_READ_SEARCH (man 7 capabilities, 2 prctl, 2 capset).
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    data = (ctypes.c_uint32 * 6)()
    if libc.capget(header, data):
        raise OSError(ctypes.get_errno(), "capget")
    for at in (0, 1, 2):  # effective, permitted, inheritable
        data[at] &= ~(1 << 1)
    libc.prctl(24, 1, 0, 0, 0)  # PR_CAPBSET_DROP
    if libc.capset(header, data):
        raise OSError(ctypes.get_errno(), "capset")


def test_read_only_folder(public: Path) -> None:
    (public / "out").mkdir()
    (public / "out").chmod(0o555)
    done = tablewright(*SHORT, folder=public, prepare=be_nobody)
    assert done.returncode == 1
    assert "Permission denied; name a folder that you may write to" in one_line(done.stderr)
    assert list((public / "out").iterdir()) == []


def test_two_runs_at_once(tmp_path: Path) -> None:
    first = start(*LONG, folder=tmp_path)
    try:
        wait_until_it_writes(tmp_path, first)
        second = tablewright(*SHORT, folder=tmp_path)
        assert second.returncode == 1
        line = one_line(second.stderr)
        assert f"another run (process {first.pid}) is writing" in line
        assert first.poll() is None
    finally:
        first.kill()
        first.communicate()
    assert list(tmp_path.glob("out/.retail*")) != []
    third = tablewright(*SHORT, folder=tmp_path)
    assert third.returncode == 0, third.stderr
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["retail"]


def test_closed_pipe() -> None:
    words = ("generate", "retail", "--tables", "inventory", "--rows", "200000", "--out", "-")
    run = start(*words)
    assert run.stdout is not None
    assert run.stderr is not None
    assert run.stdout.readline().startswith("inventory_id,")
    run.stdout.close()
    err = run.stderr.read()
    run.stderr.close()
    assert run.wait(60) == 1
    assert "the reader closed out='-'" in one_line(err)


def test_closed_pipe_of_words() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as nowhere:
        done = tablewright("describe", "retail", stdout=nowhere)
    assert done.returncode == 1
    assert done.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_full_stdout() -> None:
    for words in (
        ["list"],
        ["generate", "retail", "--tables", "inventory", "--rows", "50000", "--out", "-"],
    ):
        with Path("/dev/full").open("w") as full:
            done = tablewright(*words, stdout=full)
        assert done.returncode == 1
        assert "No space left on device" in one_line(done.stderr)


def test_progress_on_a_terminal(tmp_path: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    run = subprocess.Popen(
        [*COMMAND, "generate", "retail", "--rows", "200000"],
        cwd=tmp_path,
        env={**environment(), "TERM": "xterm-256color", "COLUMNS": "100"},
        stdout=theirs,
        stderr=theirs,
        stdin=subprocess.DEVNULL,
    )
    os.close(theirs)
    seen = b""
    while True:
        try:
            piece = os.read(ours, 65_536)
        except OSError:
            break
        if not piece:
            break
        seen += piece
    os.close(ours)
    assert run.wait(60) == 0
    text = seen.decode()
    assert "\x1b[" in text
    assert "rows/s" in text
    assert "left" in text
    assert "line_items" in text
    folder = tmp_path / "output" / "retail"
    assert pl.read_parquet(folder / "customers.parquet").height == 200_000
