"""The tests have the shape that their README describes."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.support.paths import ROOT

TESTS = ROOT / "tests"
PAGE = (TESTS / "README.md").read_text("utf-8")
MODULES = sorted(path for path in TESTS.rglob("*.py") if "__pycache__" not in path.parts)
SOURCE = ROOT / "src" / "tablewright"
ROOMS = {"support", "tools", *re.findall(r"`(\w+)/`", PAGE)}
"""Folders that need not be a package's."""


def test_every_folder_is_a_package_or_described() -> None:
    assert len(ROOMS) > 8
    for path in MODULES:
        inside = path.parent.relative_to(TESTS)
        if inside.parts and inside.parts[0] not in ROOMS:
            assert (SOURCE / inside / "__init__.py").exists(), path


def test_every_proof_that_the_page_names_exists() -> None:
    named = re.findall(r"`((?:\w+/)*\w+\.(?:py|json))`", PAGE)
    assert len(named) > 30
    for name in named:
        somewhere = name in ("broken.py", "missed.py", "sizes.py")
        assert somewhere or any((top / name).exists() for top in (TESTS, ROOT, SOURCE)), name
    for name in re.findall(r"\(`(test_\w+)`\)", PAGE):
        assert any(f"def {name}(" in path.read_text("utf-8") for path in MODULES), name


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: give the whole name instead of a relative one"
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {f"{node.module}"}
    return found


def test_no_test_imports_another() -> None:
    for path in MODULES:
        for name in imported(path):
            assert not re.match(r"tests\.(?:\w+\.)*(?:test_|conftest)", name), (path, name)
            if path.is_relative_to(TESTS / "support") and name.startswith("tests."):
                assert name.startswith("tests.support"), (path, name)
