"""A Delta log names files and asks for features: what generate did not write is refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tablewright.cli import main
from tablewright.verification import verify

Actions = list[dict[str, Any]]
TABLE = "customers"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("delta")
    words = ["generate", "retail", "--rows", "20", "--format", "delta", "--tables", TABLE]
    assert main([*words, "--quiet", "--out", str(folder)]) == 0
    return folder / "retail"


def detail(folder: Path) -> str:
    report = verify(folder, checksums=False)
    assert not report.ok
    return "; ".join(check.detail for check in report.breaches)


def the(actions: Actions, kind: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each[kind] for each in actions if kind in each)
    return found


def outside(actions: Actions) -> None:
    the(actions, "add")["path"] = "../../../secret.parquet"


def absolute(actions: Actions) -> None:
    the(actions, "add")["path"] = "file:///etc/passwd"


def deleted(actions: Actions) -> None:
    vector = {"storageType": "u", "pathOrInlineDv": "x", "sizeInBytes": 1, "cardinality": 3}
    the(actions, "add")["deletionVector"] = vector


def needs(*features: str) -> Callable[[Actions], None]:
    def edit(actions: Actions) -> None:
        the(actions, "protocol").update(minReaderVersion=3, readerFeatures=list(features))

    return edit


def version(actions: Actions) -> None:
    the(actions, "protocol")["minReaderVersion"] = 2


def mapped(actions: Actions) -> None:
    the(actions, "metaData")["configuration"]["delta.columnMapping.mode"] = "name"


def partitioned(actions: Actions) -> None:
    the(actions, "add")["partitionValues"] = {"city": "Rome"}


def removed(actions: Actions) -> None:
    actions.append({"remove": {"path": the(actions, "add")["path"], "dataChange": True}})


def counted(actions: Actions) -> None:
    the(actions, "add")["stats"] = '{"numRecords": 19}'


def skipping(actions: Actions) -> None:
    the(actions, "add")["stats"] = '{"numRecords": 20, "maxValues": {"customer_id": 3}}'


def shorter(actions: Actions) -> None:
    the(actions, "add")["size"] -= 1


def retyped(actions: Actions) -> None:
    metadata = the(actions, "metaData")
    metadata["schemaString"] = metadata["schemaString"].replace('"long"', '"integer"')


def unknown(actions: Actions) -> None:
    actions.append({"sidecar": {"path": "x.parquet"}})


def no_object(actions: Actions) -> None:
    actions.append({"add": ["x"]})


CASES: dict[str, tuple[Callable[[Actions], None], str]] = {
    "a file outside": (outside, "differ in"),
    "an absolute path": (absolute, "differ in"),
    "deletion vectors": (deleted, "deletion vectors"),
    "a feature": (needs("deletionVectors"), "not supported"),
    "another feature": (needs("v2Checkpoint", "typeWidening"), "not supported"),
    "a version": (version, "not supported"),
    "mapped names": (mapped, "not supported"),
    "partitions": (partitioned, "not supported"),
    "a removed file": (removed, "differ in"),
    "another number of rows": (counted, "it has 20"),
    "statistics": (skipping, "statistics"),
    "another size": (shorter, "bytes"),
    "another type": (retyped, "not long"),
    "an unknown action": (unknown, "not supported"),
    "an action that is none": (no_object, "not an object"),
}


@pytest.mark.parametrize("case", list(CASES))
def test_a_log_that_says_more_is_refused(tmp_path: Path, written: Path, case: str) -> None:
    folder = tmp_path / "retail"
    shutil.copytree(written, folder)
    edit, reason = CASES[case]
    # The last commit, whose metadata count.
    first, last = sorted((folder / TABLE / "_delta_log").iterdir())
    lines = [json.loads(line) for path in (first, last) for line in path.read_text().splitlines()]
    own = [each for each in lines if "metaData" not in each] + [lines[-1]]
    edit(own)
    first.write_text("\n".join(map(json.dumps, own)))
    last.write_text("")
    assert reason in detail(folder)


@pytest.mark.parametrize(
    "name",
    [
        "00000000000000000002.json",
        "00000000000000000001.checkpoint.parquet",
        "_last_checkpoint",
        "_sidecars/x.parquet",
    ],
)
def test_what_is_added_to_a_log_is_found(tmp_path: Path, written: Path, name: str) -> None:
    folder = tmp_path / "retail"
    shutil.copytree(written, folder)
    path = folder / TABLE / "_delta_log" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("{}")
    assert f"not in the manifest: {TABLE}/_delta_log/{name}" in detail(folder)


@pytest.mark.parametrize("text", ["", "[", "[1]", "[" * 100_000, '{"add": NaN}', "\ud800"])
def test_a_log_that_is_none(tmp_path: Path, written: Path, text: str) -> None:
    folder = tmp_path / "retail"
    shutil.copytree(written, folder)
    for path in (folder / TABLE / "_delta_log").iterdir():
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
    assert "log of customers" in detail(folder)


def test_the_log_as_it_was_written_is_fine(written: Path) -> None:
    assert verify(written, checksums=False).ok
