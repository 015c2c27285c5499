"""One module is a format: `toy.py` goes through every command, though nothing else knows it."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from tests.support.commands import COMMAND, environment
from tests.support.paths import ROOT

BILLING = str(ROOT / "examples" / "billing.py")


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the module, and what an installed package says of it."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copyfile(ROOT / "tests" / "support" / "toy.py", folder / "toy.py")
    about = folder / "toy-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: toy\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[tablewright.formats]\ntoy = toy:FORMAT\n")
    return folder


def run(package: Path, *words: str) -> subprocess.CompletedProcess[str]:
    inherited = environment()
    paths = os.pathsep.join([str(package), inherited["PYTHONPATH"]])
    return subprocess.run(
        [*(COMMAND if words[0] != "-c" else [sys.executable]), *words],
        env={**inherited, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def made(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("made")
    words = ("--rows", "200", "--format", "toy", "--rows-per-file", "500", "--out", str(out))
    done = run(package, "generate", BILLING, *words)
    assert done.returncode == 0, done.stderr
    return out / "billing"


def test_it_is_written_and_verified(package: Path, made: Path) -> None:
    manifest = json.loads((made / "manifest.json").read_text())
    files = {name: entry["files"] for name, entry in manifest["tables"].items()}
    assert files["plans"] == ["plans.toy"]
    assert files["lines"][0] == "lines/part-00000.toy"
    done = run(package, "verify", str(made), "--dataset", BILLING)
    assert done.returncode == 0, done.stdout


def test_a_damaged_cell_is_found(package: Path, made: Path, tmp_path: Path) -> None:
    copy = tmp_path / "billing"
    shutil.copytree(made, copy)
    file = next(iter(sorted((copy / "lines").glob("*.toy"))))
    frame = pl.read_parquet(io.BytesIO(file.read_bytes()[::-1]))
    cents = pl.when(pl.int_range(pl.len()) == 7).then(pl.col("amount") + 1)
    buffer = io.BytesIO()
    frame.with_columns(cents.otherwise("amount").cast(frame.schema["amount"])).write_parquet(buffer)
    file.write_bytes(buffer.getvalue()[::-1])
    done = run(package, "verify", str(copy), "--dataset", BILLING)
    assert done.returncode == 1
    assert f"lines/{file.name} changed since" in done.stdout.replace("\n", "")
    done = run(package, "verify", str(copy), "--dataset", BILLING, "--no-checksums")
    assert done.returncode == 1
    assert "net" in done.stdout


def test_it_refuses_what_it_cannot_hold_before_a_row_is_made(package: Path, tmp_path: Path) -> None:
    code = (
        "import sys, tablewright as tw\n"
        "one = tw.Dataset('one', rows={'things': 5})\n"
        "@one.table\n"
        "def things(t, world):\n    t.key('id')\n    t.text('undone', tw.choice({'a': 1}))\n"
        "one().write(sys.argv[1], 'toy')\n"
    )
    done = run(package, "-c", code, str(tmp_path / "one"))
    assert "column='undone' of things cannot be turned around; rename it" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_plans_batches_and_refusals_know_it(package: Path, tmp_path: Path) -> None:
    done = run(package, "plan", "retail", "--rows", "50", "--format", "toy")
    assert "customers.toy" in done.stdout
    feed = ("cdc", "retail", "--rows", "50", "--format", "toy", "--out", str(tmp_path / "feed"))
    for batches in ("1", "2"):
        done = run(package, *feed, "--batches", batches)
        assert done.returncode == 0, done.stderr
    names = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.toy"))
    assert names == ["feed/batch_0/part-00000.toy", "feed/batch_1/part-00000.toy"]
    done = run(package, "generate", "retail", "--format", "tpy", "--out", str(tmp_path))
    assert "did you mean 'toy'" in done.stderr
    done = run(package, "generate", "retail", "--format", "toy", "--engine", "spark")
    assert "Spark cannot write format='toy'" in done.stderr


@pytest.mark.parametrize(
    ("target", "message"),
    [("nowhere:FORMAT", "cannot be loaded: No module named 'nowhere'"), ("os:sep", "not a Format")],
)
def test_a_broken_package_is_named(tmp_path: Path, target: str, message: str) -> None:
    about = tmp_path / "bad-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: bad\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(f"[tablewright.formats]\nbad = {target}\n")
    done = run(tmp_path, "plan", "retail", "--rows", "10", "--format", "bad")
    assert done.returncode == 2
    assert "format='bad'" in done.stderr
    assert message in done.stderr
    assert f"fix {target}, or uninstall its package" in done.stderr
    assert done.stderr.count("\n") == 1
