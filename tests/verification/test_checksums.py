"""Every file that is written has a checksum in the manifest, and one changed byte is a breach."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tablewright import formats
from tablewright.cli import main
from tablewright.verification import verify

Corruption = Callable[[random.Random, bytes], bytes]


def generate(folder: Path, kind: str, *more: str) -> Path:
    words = ["generate", "retail", "--rows", "40", "--rows-per-file", "100", "--format", kind]
    assert main([*words, "--quiet", "--out", str(folder), *more]) == 0
    return folder / "retail"


def manifest(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_text())
    return found


def check_sums(folder: Path) -> None:
    """All files there are have a checksum, and it is right."""
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*.*")}
    sums = manifest(folder)["checksums"]
    assert sums.keys() | {"manifest.json"} == {n for n, path in files.items() if path.is_file()}
    for name, found in sums.items():
        assert found == "sha256:" + hashlib.sha256(files[name].read_bytes()).hexdigest(), name


def breached(folder: Path, *, checksums: bool = True) -> set[str]:
    return {check.name for check in verify(folder, checksums=checksums).breaches}


@pytest.fixture(scope="module", params=formats.READY_MADE)
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(tmp_path_factory.mktemp("data"), request.param)


def test_all_files_have_one(written: Path) -> None:
    check_sums(written)
    names = [check.name for check in verify(written).checks if check.status == "ok"]
    assert sum(name.endswith(": checksums") for name in names) == 6


def test_tables_that_stay_keep_theirs(tmp_path: Path, written: Path) -> None:
    kind = manifest(written)["tables"]["products"]["format"]
    generate(tmp_path, kind, "--tables", "customers,transactions")
    folder = generate(tmp_path, kind, "--tables", "products", "--overwrite")
    check_sums(folder)
    assert not breached(folder)


def flipped(rng: random.Random, content: bytes) -> bytes:
    at = rng.randrange(len(content))
    return content[:at] + bytes([content[at] ^ 1 << rng.randrange(8)]) + content[at + 1 :]


def emptied(rng: random.Random, content: bytes) -> bytes:
    at, size = rng.randrange(len(content)), rng.randrange(1, 200)
    return content[:at] + bytes(len(content[at : at + size])) + content[at + size :]


def shortened(rng: random.Random, content: bytes) -> bytes:
    return content[: rng.randrange(len(content))]


def longer(rng: random.Random, content: bytes) -> bytes:
    return content + rng.choice([b"\n", b"\0", content[-100:]])


def cut(rng: random.Random, content: bytes) -> bytes:
    at = rng.randrange(len(content))
    return content[:at] + content[at + rng.randrange(1, 100) :]


def doubled(rng: random.Random, content: bytes) -> bytes:
    at = rng.randrange(len(content))
    return content[:at] + content[at : at + 50] * 2 + content[at + 50 :]


CORRUPTIONS: tuple[Corruption, ...] = (flipped, emptied, shortened, longer, cut, doubled)


def corrupt(folder: Path, rng: random.Random) -> tuple[Path, bytes, str]:
    """Change a file as disks and people do; return it, what was in it, and how it was changed."""
    path = folder / rng.choice(sorted(manifest(folder)["checksums"]))
    before = path.read_bytes()
    while True:
        how = rng.choice(CORRUPTIONS)
        after = how(rng, before)
        if after != before:
            path.write_bytes(after)
            return path, before, how.__name__


@pytest.mark.parametrize("count", [2, pytest.param(60, marks=pytest.mark.slow)])
def test_corruptions_are_found(tmp_path: Path, written: Path, count: int) -> None:
    folder = tmp_path / "retail"
    shutil.copytree(written, folder)
    for seed in range(count):
        path, before, how = corrupt(folder, random.Random(seed))
        report = verify(folder)
        table = path.relative_to(folder).parts[0].partition(".")[0]
        names = {check.name for check in report.breaches}
        if path.suffix == ".duckdb":
            assert "retail.products: checksums" in names, (seed, how)
        else:
            assert f"retail.{table}: checksums" in names, (seed, how, path)
        path.write_bytes(before)
    assert verify(folder).ok


def test_without_them_the_rows_are_judged(tmp_path: Path) -> None:
    folder = generate(tmp_path, "csv")
    path = folder / "products.csv"
    path.write_bytes(path.read_bytes().replace(b",", b";", 1))
    assert "retail.products: checksums" in breached(folder)
    assert "retail.products: columns" not in breached(folder)  # It is not read any further.
    assert "retail.products: columns" in breached(folder, checksums=False)
    assert main(["verify", str(folder), "--no-checksums", "--quiet"]) == 1
    path.write_bytes(path.read_bytes().replace(b";", b",", 1))
    path.write_bytes(path.read_bytes() + b"\n")
    assert breached(folder) == {"retail.products: checksums"}
    assert not breached(folder, checksums=False)


def test_manifests_without_them_are_verified_saying_so(tmp_path: Path) -> None:
    folder = generate(tmp_path, "parquet")
    content = manifest(folder)
    one = content.pop("checksums")["customers.parquet"]
    (folder / "manifest.json").write_text(json.dumps(content))
    report = verify(folder)
    assert report.ok
    [note] = [check for check in report.checks if check.name.endswith("checksums")]
    assert note.status == "skipped"
    content["checksums"] = {"customers.parquet": one}
    (folder / "manifest.json").write_text(json.dumps(content))
    report = verify(folder)
    assert report.ok
    states = {c.name: c.status for c in report.checks if c.name.endswith("checksums")}
    assert states.pop("retail.customers: checksums") == "ok"
    assert set(states.values()) == {"skipped"}
