"""Streams that are closed, disks without room or rights, handles that run out, rivals."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count, islice
from pathlib import Path

import pytest

from tests.support.commands import (
    COMMAND,
    contents,
    environment,
    one_line,
    quickly,
    start,
    tablewright,
)

MOST_HANDLES = 64
"""More than a command needs at the same time."""
SMALL = ("generate", "retail", "--rows", "200", "--out", "out")
FORMATS = pytest.mark.parametrize("kind", ["parquet", "csv", "json", "arrow"])


def in_shell(command: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    words = " ".join(f"'{word}'" for word in COMMAND)
    return subprocess.run(
        ["sh", "-c", command.replace("tablewright", words)],
        cwd=folder,
        env={**environment(), **more},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("closed", [">&-", "<&- >&- 2>&-"])
def test_closed_streams(tmp_path: Path, closed: str) -> None:
    done = in_shell(f"tablewright {' '.join(SMALL)} {closed}", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert quickly("verify", "out", folder=tmp_path).returncode == 0
    done = in_shell(f"tablewright {' '.join(SMALL)} {closed}", tmp_path)
    assert done.returncode == 2
    assert done.stderr == "" if "2>" in closed else "already contains" in one_line(done.stderr)


def test_rows_to_a_closed_stdout(tmp_path: Path) -> None:
    done = in_shell("tablewright generate retail --tables products --out - >&-", tmp_path)
    assert done.returncode == 1
    assert "out='-' is closed" in one_line(done.stderr)


def test_a_stream_that_knows_few_characters(tmp_path: Path) -> None:
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    words = "--rows 50 --tables customers --locale ja"
    command = f"tablewright describe retail && tablewright generate retail {words} --sample"
    assert in_shell(command, tmp_path, **plain).returncode == 0
    done = in_shell(f"tablewright generate retail {words} --sample --json", tmp_path, **plain)
    assert done.returncode == 0, done.stderr
    rich = quickly("generate", "retail", *words.split(), "--sample", "--json")
    assert json.loads(done.stdout) == json.loads(rich.stdout)


@pytest.mark.parametrize("name", ["TERMINAL_WIDTH", "POLARS_MAX_THREADS"])
def test_a_variable_that_no_library_takes(name: str, tmp_path: Path) -> None:
    """They are read before anything else is done, and must not end in a stack trace."""
    for value in ("0", "abc", "-1"):
        done = in_shell("tablewright generate retail --sample", tmp_path, **{name: value})
        assert done.returncode == 2
        assert f"{name}='{value}' is not a positive integer" in one_line(done.stderr)


def test_a_folder_that_has_gone(tmp_path: Path) -> None:
    done = in_shell("mkdir gone; cd gone; rmdir ../gone; tablewright generate retail", tmp_path)
    assert done.returncode == 1
    assert "the current folder no longer exists" in one_line(done.stderr)


@contextmanager
def disk(folder: Path, kilobytes: int) -> Iterator[Callable[[], None] | None]:
    """A small disk at ``folder``; where nobody may mount one, small files.

    What is yielded has to be called in the process that is to find it small.
    """
    folder.mkdir(exist_ok=True)
    options = f"size={kilobytes}k"
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        size = kilobytes * 256

        def limit() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

        yield limit
        return
    try:
        yield None
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@FORMATS
def test_a_disk_that_is_full_at_any_moment(tmp_path: Path, kind: str) -> None:
    words = (*SMALL, "--format", kind, "--rows-per-file", "1000")
    assert quickly(*words, folder=tmp_path).returncode == 0
    golden = contents(tmp_path / "out")
    older = tmp_path / "older"
    assert quickly(*SMALL[:-1], str(older), "--seed", "7", folder=tmp_path).returncode == 0
    room = max(
        sum(-(-len(data) // 4096) * 4 for data in each.values())
        for each in (golden, contents(older))
    )
    seen = set()
    for tenths in (2, 7, 10, 11, 40):
        with disk(tmp_path / "disk", max(8, room * tenths // 10)) as prepare:
            top = tmp_path / "disk" / "out"
            if tenths > 10:
                # Both fit at the end only; at the first of these sizes, not at once.
                shutil.copytree(older, top)
            before = contents(top)
            run = partial(tablewright, prepare=prepare) if prepare else quickly
            done = run(*words, "--overwrite", folder=top.parent)
            seen.add(done.returncode)
            if done.returncode:
                assert done.returncode == 1
                assert "nothing was changed; free some space" in one_line(done.stderr)
                assert contents(top) == before
                assert tenths <= 10 or [path.name for path in top.iterdir()] == ["retail"]
            else:
                assert contents(top) == golden
        shutil.rmtree(tmp_path / "disk", ignore_errors=True)
    assert seen == {0, 1}


def test_a_disk_without_any_room(tmp_path: Path) -> None:
    with disk(tmp_path / "disk", 8) as prepare:
        if prepare is None:
            (tmp_path / "disk" / "full").write_bytes(bytes(8192))
        else:
            (tmp_path / "disk" / "full").touch()
        run = partial(tablewright, prepare=prepare) if prepare else quickly
        done = run(*SMALL, folder=tmp_path / "disk")
        assert done.returncode == 1
        assert "nothing was changed; free some space" in one_line(done.stderr)
        assert [path.name for path in (tmp_path / "disk").iterdir()] == ["full"]


@pytest.mark.parametrize("kind", ["csv", "arrow"])
def test_no_room_to_verify(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    assert quickly(*SMALL, "--format", kind, folder=tmp_path).returncode == 0
    with disk(tmp_path / "tmp", 16) as prepare:
        monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
        run = partial(tablewright, prepare=prepare) if prepare else quickly
        done = run("verify", "out", folder=tmp_path)
        assert done.returncode == 1
        line = one_line(done.stderr)
        assert "scratch files" in line
        assert "set TMPDIR" in line
        assert list((tmp_path / "tmp").iterdir()) == []


def test_a_read_only_disk(tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(folder)], check=False).returncode:
        pytest.fail("this test needs to mount a disk")
    try:
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        for out in (folder, folder / "deep" / "er"):
            done = quickly("generate", "retail", "--rows", "50", "--out", str(out))
            assert done.returncode == 1
            assert "Read-only file system; name a folder" in one_line(done.stderr)
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@contextmanager
def few_handles(spare: int) -> Iterator[None]:
    """So many more files can be opened, whatever this process has open already."""
    limit = next(islice(filter(is_free, count()), spare, None))
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def is_free(handle: int) -> bool:
    try:
        os.fstat(handle)
    except OSError:
        return True
    return False


def test_out_of_file_handles(tmp_path: Path) -> None:
    """Whichever handle is the one too many: one line and nothing, or everything."""
    assert quickly(*SMALL, folder=tmp_path).returncode == 0
    shutil.copytree(tmp_path / "out", tmp_path / "warm")
    golden = contents(tmp_path / "warm")
    assert quickly("verify", "warm", folder=tmp_path).returncode == 0
    seen = set()
    for words in (SMALL, ("verify", "warm", "--quiet")):
        for spare in range(MOST_HANDLES):
            shutil.rmtree(tmp_path / "out", ignore_errors=True)
            with few_handles(spare):
                done = quickly(*words, folder=tmp_path)
            seen.add((words[0], done.returncode))
            if done.returncode:
                assert done.returncode == 1
                assert "Too many open files" in one_line(done.stderr)
                assert [path.name for path in tmp_path.iterdir()] == ["warm"]
                continue
            if words == SMALL:
                assert contents(tmp_path / "out") == golden
            break
    assert seen == {("generate", 0), ("generate", 1), ("verify", 0), ("verify", 1)}


@pytest.mark.parametrize("handles", [10, 16])
def test_libraries_without_file_handles(tmp_path: Path, handles: int) -> None:
    """Those that would panic are not asked."""
    limit = partial(resource.setrlimit, resource.RLIMIT_NOFILE, (handles, handles))
    words = ("generate", "retail", "--rows", "50", "--format", "delta", "--out", "out")
    done = tablewright(*words, folder=tmp_path, prepare=limit)
    assert done.returncode == 1
    assert "Too many open files; nothing was changed; allow more" in one_line(done.stderr)
    assert list(tmp_path.iterdir()) == []


def test_rivals(tmp_path: Path) -> None:
    """Of runs into one folder at the same moment, each does all or says why not."""
    assert quickly(*SMALL, folder=tmp_path).returncode == 0
    golden = contents(tmp_path / "out")
    shutil.rmtree(tmp_path / "out")
    for options in ((), ("--overwrite",)):
        runs = [start(*SMALL, *options, folder=tmp_path) for _ in range(3)]
        statuses = []
        for run in runs:
            _, err = run.communicate(timeout=120)
            statuses.append(run.returncode)
            if run.returncode:
                line = one_line(err)
                assert "another run (process" in line or "already contains" in line
        assert 0 in statuses
        assert set(statuses) <= {0, 1, 2}
        assert contents(tmp_path / "out") == golden
        assert [path.name for path in (tmp_path / "out").iterdir()] == ["retail"]
        shutil.rmtree(tmp_path / "out")
