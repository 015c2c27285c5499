"""Compiled code on disk is used only if nobody else can have put it there."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tablewright.engines.local.native import objects
from tests.support.commands import environment, tablewright

NAME, OTHER = "a1" * 32, "b2" * 32
CODE = bytes(range(256)) * 40
ROOT = os.geteuid() == 0
STRANGER = 65534


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "code"
    monkeypatch.setenv(objects.VARIABLE, str(path))
    return path


def entry(folder: Path, name: str = NAME) -> Path:
    return folder / f"{name}.code"


def test_what_is_saved_is_loaded(folder: Path) -> None:
    assert objects.load(NAME) is None
    assert not folder.exists()
    objects.save(NAME, CODE)
    assert objects.load(NAME) == CODE
    assert objects.load(OTHER) is None
    assert [each.name for each in folder.iterdir()] == [entry(folder).name]
    assert folder.stat().st_mode & 0o777 == 0o700
    assert entry(folder).stat().st_mode & 0o777 == 0o600


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-5] ^= 1
    path.write_bytes(content)


def swapped(path: Path) -> None:
    objects.save(OTHER, CODE[:-1])
    entry(path.parent, OTHER).replace(path)


def planted(path: Path) -> None:
    path.write_bytes(CODE)


def linked(path: Path) -> None:
    path.rename(path.parent / "elsewhere")
    path.symlink_to("elsewhere")


def named_twice(path: Path) -> None:
    os.link(path, path.parent / "second")


def of_the_group(path: Path) -> None:
    path.chmod(0o620)


def of_the_group_folder(path: Path) -> None:
    path.parent.chmod(0o770)


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def subfolder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def huge(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(1 << 32)


def a_strangers(path: Path) -> None:
    os.chown(path, STRANGER, STRANGER)


def a_strangers_folder(path: Path) -> None:
    os.chown(path.parent, STRANGER, STRANGER)


ATTACKS: list[Callable[[Path], None]] = [
    *(truncated, flipped, swapped, planted, linked, named_twice, of_the_group),
    *(of_the_group_folder, pipe, subfolder, huge),
    *((a_strangers, a_strangers_folder) if ROOT else ()),
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_others_may_have_written_is_ignored(
    folder: Path, attack: Callable[[Path], None]
) -> None:
    objects.save(NAME, CODE)
    attack(entry(folder))
    assert objects.load(NAME) is None
    # Saving again must not fail either, whatever lies there.
    objects.save(NAME, CODE)


def test_a_folder_that_is_a_link_is_ignored(folder: Path) -> None:
    elsewhere = folder.parent / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    folder.symlink_to(elsewhere)
    objects.save(NAME, CODE)
    assert not [*elsewhere.iterdir()]
    assert objects.load(NAME) is None


@pytest.mark.parametrize("value", ["off", "relative/folder", "/proc/nowhere", "/dev/null"])
def test_places_that_do_not_exist_or_are_none(
    value: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(objects.VARIABLE, value)
    objects.save(NAME, CODE)
    assert objects.load(NAME) is None
    assert not [*tmp_path.iterdir()]


def test_the_usual_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(objects.VARIABLE)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert objects.location() == tmp_path / "tablewright"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert objects.location() in (
        tmp_path / ".cache" / "tablewright",
        tmp_path / "Library" / "Caches" / "tablewright",
    )


def test_the_least_used_go_first(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objects, "_MOST_BYTES", 3 * len(CODE))
    names = [f"{number:064x}" for number in range(4)]
    notes = folder / "notes.code"
    for age, name in enumerate(names[:3]):
        objects.save(name, CODE[:-200])
        os.utime(entry(folder, name), (time.time() - 100 + age,) * 2)
    notes.write_text("not ours")
    assert objects.load(names[0])  # used just now
    objects.save(names[3], CODE[:-200])
    found = [name for name in names if objects.load(name)]
    assert found == [names[0], names[2], names[3]]
    assert notes.read_text() == "not ours"


def test_parts_of_killed_processes_are_removed(folder: Path) -> None:
    objects.save(NAME, CODE)
    old, new = (folder / f"{OTHER}.{digit * 16}.part" for digit in "01")
    for part in (old, new):
        part.write_bytes(b"begun")
    os.utime(old, (time.time() - 7200,) * 2)
    objects.save(NAME, CODE)
    assert new.exists()
    assert not old.exists()


def test_a_full_disk_leaves_nothing(folder: Path) -> None:
    # A file may grow to 4 KB here, so that the write fails in its middle.
    code = (
        "import resource, sys\n"
        "from tablewright.engines.local.native import objects\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        f"objects.save({NAME!r}, bytes(9_000))\n"
        f"assert objects.load({NAME!r}) is None\n"
    )
    subprocess.run([sys.executable, "-c", code], env=environment(), check=True)
    assert not [*folder.iterdir()]


def test_a_home_that_cannot_be_written(folder: Path) -> None:
    # Root may write anywhere: it becomes a user whose home is not its own, after all imports.
    code = (
        "import os\n"
        "from tablewright.engines.local.native import objects\n"
        "from tablewright.polars import iot\n"
        "place = os.environ.pop(objects.VARIABLE)\n"
        "os.environ[objects.VARIABLE] = 'off'\n"
        "iot.generate_devices(300_000)\n"
        "os.environ[objects.VARIABLE] = place\n"
        f"os.geteuid() or os.setuid({STRANGER})\n"
        "assert iot.generate_devices(300_001).height == 300_001\n"
    )
    folder.parent.chmod(0o555)
    try:
        subprocess.run([sys.executable, "-c", code], env=environment(), check=True)
    finally:
        folder.parent.chmod(0o755)
    assert not folder.exists()


def test_processes_at_once(folder: Path) -> None:
    code = (
        "from tablewright.polars import iot\n"
        "print(iot.generate_devices(300_000).hash_rows().sum())\n"
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code], env=environment(), stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    answers = {process.communicate()[0] for process in running}
    assert len(answers) == 1
    assert all(process.returncode == 0 for process in running)
    kept = [*folder.iterdir()]
    assert kept
    assert all(each.suffix == ".code" for each in kept)


def test_the_command_line_can_do_without(folder: Path, tmp_path: Path) -> None:
    words = ("generate", "iot", "--tables", "devices", "--rows", "300000", "--quiet")
    done = tablewright(*words, "--out", str(tmp_path / "a"), "--no-cache")
    assert (done.returncode, done.stderr) == (0, "")
    assert not folder.exists()
    done = tablewright(*words, "--out", str(tmp_path / "b"))
    assert done.returncode == 0
    assert [*folder.iterdir()]
