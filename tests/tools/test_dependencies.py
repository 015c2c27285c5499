"""What the package depends on is listed, and audited where that can be done."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.support.paths import ROOT


def tool(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module: ModuleType = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def test_the_list_of_dependencies_is_current() -> None:
    assert tool("dependencies").differences() == []
    assert "| ? |" not in (ROOT / "docs" / "DEPENDENCIES.md").read_text("utf-8")


def test_a_change_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dependencies = tool("dependencies")
    page = dependencies.PAGE.read_text("utf-8")
    page = page.replace("| polars | `>=2.0` |", "| polars | `>=1.0` |")
    page = page.replace("| MIT |", "| GPL |", 2)
    monkeypatch.setattr(dependencies, "PAGE", tmp_path / "page.md")
    dependencies.PAGE.write_text(page, "utf-8")
    faults = "; ".join(dependencies.differences())
    assert "('polars', '>=2.0', '-') is not listed" in faults
    assert "('polars', '>=1.0', '-') is no longer declared" in faults
    assert "comes under MIT, not GPL" in faults
    assert dependencies.main([]) == 0
    assert dependencies.differences() == []


REPORT = {
    "dependencies": [
        {"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}]},
        {"name": "b", "version": "2", "vulns": []},
        {"name": "c", "skip_reason": "not found"},
    ]
}


@pytest.mark.parametrize(
    ("code", "status", "says"),
    [
        (f"print({json.dumps(REPORT)!r})", 1, "a 1: PYSEC-1, fixed in 1.1"),
        ('print(\'{"dependencies": [{"name": "b", "vulns": []}]}\')', 0, "1 packages audited, 0"),
        ('print(\'{"dependencies": [{"name": "c"}]}\')', 0, "cannot be reached from here"),
        ("import sys; sys.exit('no route to host')", 0, "nothing was audited: no route to host"),
    ],
)
def test_audit(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    code: str,
    status: int,
    says: str,
) -> None:
    (tmp_path / "fake_audit.py").write_text(code)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert tool("audit").main(["fake_audit"]) == status
    out = capsys.readouterr().out
    assert says in out
    assert len(out.splitlines()) == 1 + status


def test_lowest_and_highest_versions_are_read_from_the_declaration() -> None:
    versions = tool("test_versions")
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    old, new = versions.requirements(text, 12), versions.requirements(text, 13)
    assert [each.split(">")[0] for each in old] == [each.split(">")[0] for each in new]
    base = ("polars", "cloudpickle", "numpy", "mimesis", "pyyaml", "typer", "rich")
    packages = {*base, "duckdb", "deltalake", "llvmlite"}
    assert {each.split(">")[0] for each in old} == packages
    assert versions.lowest("duckdb>=1.5,<3") == "duckdb==1.5"
    assert "numpy==1.26" in map(versions.lowest, old)
    assert "numpy==2.1" in map(versions.lowest, new)
