"""Tests in a browser are skipped in one line without one, and fail then in CI."""

from __future__ import annotations

import importlib.util
import os
import sys
from types import ModuleType

import pytest

from tests.support.paths import ROOT


@pytest.fixture(scope="module")
def browser() -> ModuleType:
    spec = importlib.util.spec_from_file_location("browser", ROOT / "tools" / "browser.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["browser"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("ci", "status", "outcome"), [("", 0, "skipped"), ("true", 1, "not run")])
def test_no_browser_is_one_line(
    ci: str, status: int, outcome: str, browser: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert browser.main([], {"PATH": "/nowhere", "CI": ci}) == status
    said = capsys.readouterr().out
    assert said.startswith(f"browser tests {outcome}")
    assert said.count("\n") == 1
    assert "no apt-get" in said


def test_only_root_installs(browser: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(browser.shutil, "which", lambda name, path: f"/usr/bin/{name}")
    assert "apt-get install" in browser.install({})


def test_a_named_browser_that_is_absent_is_not_replaced(
    browser: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert browser.main([], {"TABLEWRIGHT_CHROMIUM": "/nowhere/chromium"}) == 0
    assert "/nowhere/chromium" in capsys.readouterr().out
