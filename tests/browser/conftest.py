"""Tests in a real browser; `make test-browser` names it, and nothing is collected without."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import tablewright as tw
from tests.support.strange import odd_tables, write_strange

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = os.environ.get("TABLEWRIGHT_CHROMIUM")
if CHROMIUM is None:
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    # Without the sandbox, because root may not use it; pages are the tests' own.
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Reports on files: of a ready-made dataset, and of a stranger's odd and hostile tables."""
    folder = tmp_path_factory.mktemp("pages")
    odd = write_strange(folder / "odd", odd_tables(100))
    made = {"iot": tw.iot(rows=200).report(), "odd": tw.report(odd)}
    return {name: page.save(folder / f"{name}.html") for name, page in made.items()}
