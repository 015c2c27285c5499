"""A format, and a shape of changes, is named in its own package and nowhere else."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import tablewright
from tablewright import formats
from tablewright.cdc import shapes

SOURCE = Path(tablewright.__file__).parent
ALLOWED = {
    ("verification/session.py", "duckdb"),  # The engine that reads for it, whatever the format.
    ("data/load.py", ".json"),  # Data of our own.
    # Plans, and what plans are made of, are no tables.
    ("datasets.py", ".json"),
    ("planfile/reading.py", ".json"),
    ("importing/sources.py", ".json"),
    ("importing/sources.py", "duckdb"),
    # Whose versions a report names.
    ("reporting/making.py", "duckdb"),
    ("reporting/story.py", "duckdb"),
}
CALLS = re.compile(r"(sink|read|write|scan)_(parquet|csv|n?d?json|ipc|delta|arrow)")


def texts(tree: ast.AST) -> Iterator[Any]:
    """Constants of a module, but for the defaults of arguments: signatures keep theirs."""
    defaults = {
        id(default)
        for node in ast.walk(tree)
        if isinstance(node, ast.arguments)
        for default in (*node.defaults, *node.kw_defaults)
    }
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in defaults:
            yield node


def named(path: Path, names: set[str], endings: set[str]) -> Iterator[str]:
    """Where a module names a format or a shape: alone, in a list, by a module or by a call."""
    inside = path.relative_to(SOURCE).as_posix()
    tree = ast.parse(path.read_text("utf-8"))
    for node in texts(tree):
        text = str(node.value)
        listed = names & set(re.findall(r"[\w-]+", text))
        if (text in names | endings or len(listed) > 1) and (inside, text) not in ALLOWED:
            yield f"{inside}:{node.lineno}: {text!r:.80}"
    for found in ast.walk(tree):
        if isinstance(found, ast.ImportFrom) and found.module:
            where = {found.module, *(f"{found.module}.{alias.name}" for alias in found.names)}
            ours = {f"{package}.{name}" for package in ROOMS for name in names}
            for module in where & ours:
                yield f"{inside}:{found.lineno}: imports {module}"


ROOMS = ("tablewright.formats", "tablewright.cdc.shapes")


def outside(room: str) -> Iterator[Path]:
    for path in sorted(SOURCE.rglob("*.py")):
        if path.relative_to(SOURCE).as_posix() == "reporting/raw.py":
            continue  # Files without a manifest are known by their names only.
        is_rendered = "\n# Rendered from " in path.read_text("utf-8")  # From the lists of all.
        if not (path.is_relative_to(SOURCE / room) or is_rendered):
            yield path


def test_no_other_module_names_a_format() -> None:
    found = formats.every()
    endings = {suffix for format in found.values() for suffix in format.suffixes}
    wrong = [each for path in outside("formats") for each in named(path, {*found}, endings)]
    assert wrong == []


def test_no_other_module_reads_or_writes_a_format() -> None:
    wrong = []
    for path in outside("formats"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and CALLS.fullmatch(node.attr):
                wrong.append(f"{path.relative_to(SOURCE)}:{node.lineno}: {node.attr}")
    assert wrong == []


def test_no_other_module_names_a_shape() -> None:
    names = {*shapes.NAMES} - {shapes.DEFAULT}  # Ours is called as the package is.
    wrong = [each for path in outside("cdc/shapes") for each in named(path, names, set())]
    assert wrong == []


@pytest.mark.parametrize(
    "line",
    [
        'kind = "delta"',
        'if path.endswith(".parquet"): pass',
        'help = "json, parquet or delta."',
        "from tablewright.formats import csv",
        "from tablewright.formats.delta import LOG",
    ],
)
def test_naming_is_seen(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "SOURCE", tmp_path)
    (tmp_path / "module.py").write_text(line)
    endings = {suffix for format in formats.every().values() for suffix in format.suffixes}
    assert [*named(tmp_path / "module.py", {*formats.every()}, endings)]
