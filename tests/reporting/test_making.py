"""Where a report is written, what it refuses, and that what it says to run makes the same rows."""

from __future__ import annotations

import html
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import tablewright as tw
from tests.support.commands import environment, quickly
from tests.support.judged import BILLING


def commands(page: str) -> dict[str, str]:
    found = re.findall(r'<pre tabindex="0" aria-label="(.*?)"><code>(.*?)</code>', page, re.DOTALL)
    return {caption: html.unescape(text) for caption, text in found}


def manifest(folder: Path) -> dict[str, object]:
    return json.loads((folder / "manifest.json").read_text())


@pytest.fixture(scope="module")
def page() -> tw.Page:
    return tw.iot(rows=5).report()


@pytest.mark.parametrize(
    "words",
    [
        ["retail", "--rows", "60", "--locale", "de", "--format", "csv"],
        [
            "iot",
            "--rows",
            "20",
            "--seed",
            "-7",
            "--set",
            "anomaly_rate=0.1",
            "--start",
            "2024-03-01",
        ],
        [str(BILLING), "--rows", "50", "--seed", "3", "--format", "json"],
    ],
)
def test_the_commands_make_the_same_rows(words: list[str], tmp_path: Path) -> None:
    name = "billing" if words[0] == str(BILLING) else words[0]
    assert quickly("generate", *words, "--out", "a", "-q", folder=tmp_path).returncode == 0
    own = ["--dataset", words[0]] if name == "billing" else []
    done = quickly("report", f"a/{name}", *own, "--out", "r.html", "-q", folder=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    said = commands((tmp_path / "r.html").read_text("utf-8"))
    again = shlex.split(said["On the command line"])
    assert again[0] == "tablewright"
    assert quickly(*again[1:], "--out", "b", "-q", folder=tmp_path).returncode == 0
    assert manifest(tmp_path / "a" / name) == manifest(tmp_path / "b" / name)
    names: dict[str, object] = {}
    exec(said["In Python"], names)
    world = names["world"]
    assert isinstance(world, tw.World)
    assert world.seed == manifest(tmp_path / "a" / name)["seed"]
    assert world.declared.parameters == manifest(tmp_path / "a" / name)["parameters"]


def test_sizes_that_do_not_scale_are_given_one_by_one(tmp_path: Path) -> None:
    world = tw.healthcare(sizes={"patients": 30, "encounters": 31, "claims": 7})
    said = commands(world.report().html)
    assert "On the command line" not in said
    names: dict[str, tw.World] = {}
    exec(said["In Python"], names)
    assert names["world"].rows == world.rows


def test_a_report_replaces_a_report_and_nothing_else(page: tw.Page, tmp_path: Path) -> None:
    assert page.save(tmp_path / "r.html").read_text("utf-8") == page.html
    page.save(tmp_path / "r.html")
    assert [path.name for path in tmp_path.iterdir()] == ["r.html"]
    (tmp_path / "mine.html").write_text("<p>mine</p>")
    (tmp_path / "link.html").symlink_to(tmp_path / "r.html")
    (tmp_path / "folder").mkdir()
    for name, why in (
        ("mine.html", "exists and is not a report"),
        ("link.html", "is a link"),
        ("folder", "is a folder"),
        ("nowhere/r.html", "folder that does not exist"),
    ):
        with pytest.raises(ValueError, match=why):
            page.save(tmp_path / name)
    assert (tmp_path / "mine.html").read_text() == "<p>mine</p>"


def test_a_full_disk_leaves_the_earlier_report(page: tw.Page, tmp_path: Path) -> None:
    page.save(tmp_path / "r.html")
    limited = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))"
    code = (
        "import signal, tablewright as tw; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "from tablewright.reporting import Page; from tablewright.verification import Report\n"
        f"{limited}; Page('x' * 90_000, Report(())).save('r.html')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
    )
    assert "an earlier report is unchanged" in done.stderr
    assert (tmp_path / "r.html").read_text("utf-8") == page.html
    assert [path.name for path in tmp_path.iterdir()] == ["r.html"]


def test_the_command_writes_a_page_and_says_what_holds(tmp_path: Path) -> None:
    done = quickly("report", "iot", "--rows", "20", "--seed", "7", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(
        r"report\.html: [\d.]+ KB, \d+ ok, 0 breached, \d+ not checked\n", done.stdout
    )
    assert "--seed 7" in (tmp_path / "report.html").read_text("utf-8")
    told = json.loads(quickly("report", "iot", "--rows", "20", "--json", folder=tmp_path).stdout)
    assert told["ok"] is True
    assert told["bytes"] == (tmp_path / "report.html").stat().st_size


def test_a_breach_is_the_exit_status(tmp_path: Path) -> None:
    tw.write(tw.iot(rows=20), tmp_path / "iot")
    (tmp_path / "iot" / "events.parquet").write_bytes(b"PAR1")
    done = quickly("report", "iot", "-q", folder=tmp_path)
    assert done.returncode == 1
    assert "1 breached" in done.stdout
    assert (tmp_path / "report.html").exists()


def test_the_path_of_the_folder_is_not_in_the_page(tmp_path: Path) -> None:
    folder = tmp_path / "private_place" / "iot"
    tw.write(tw.iot(rows=5), folder)
    (folder / "events.parquet").write_bytes(b"PAR1")
    assert "private_place" not in tw.report(folder, checksums=False).html


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("places")
    (folder / "file").write_text("x")
    for name in ("one", "two"):
        tw.write(tw.iot(rows=2), folder / "all" / name)
    (folder / "broken").mkdir()
    (folder / "broken" / "manifest.json").write_text("{}")
    return folder


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (["retial"], ["retial", "did you mean 'retail'"]),
        (["nowhere/there"], ["nowhere/there", "does not exist"]),
        (["file"], ["file"]),
        (["all"], ["all", "2 datasets", "one, two"]),
        (["all/one", "--rows", "5"], ["rows='5'", "is a folder"]),
        (["all/one", "--set", "a=1"], ["set=", "is a folder"]),
        (["iot", "--dataset", "x.py"], ["dataset='x.py'", "omit it"]),
        (["iot", "--rows", "x"], ["rows='x'", "whole number"]),
        (["iot", "--start", "x"], ["start='x'", "date"]),
        (["iot", "--out", "file"], ["out='file'", "not a report"]),
        (["iot", "--out", "s3://b/r.html"], ["out='s3://b/r.html'", "local"]),
        (["broken"], ["broken", "format_version"]),
    ],
)
def test_wrong_arguments_are_refused_before_anything_is_written(
    words: list[str], parts: list[str], places: Path
) -> None:
    done = quickly("report", *words, folder=places)
    assert done.returncode == 2
    assert done.stdout == ""
    assert all(part in done.stderr for part in parts), done.stderr
    assert done.stderr.count("\n") == 1
    assert not (places / "report.html").exists()


def test_a_missing_package_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib.util

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ImportError, match=r"pip install 'tablewright\[report\]'"):
        tw.iot(rows=5).report()
