"""Folders of any name: what was written there is found there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tablewright import formats
from tablewright.cli import main
from tablewright.verification import verify

NAMES = ["day=2024-01-01", "a%20b", "a\\b", "cl*[a]?", "two\nlines", "'\"`#;$ {é,日}", "tail\\"]


@pytest.mark.parametrize("kind", formats.READY_MADE)
def test_any_name(tmp_path: Path, kind: str) -> None:
    words = ["generate", "retail", "--rows", "100", "--rows-per-file", "200", "--format", kind]
    assert main([*words, "--quiet", "--out", str(tmp_path / "plain")]) == 0
    # Where "a\b" and "cl*[a]?" must not be looked for.
    for other in ("a/b", "a b", "cl_a_", "cla?"):
        (tmp_path / other).mkdir(parents=True)
    for name in NAMES:
        (tmp_path / "plain").rename(tmp_path / name)
        report = verify(tmp_path / name)
        assert report.ok, (name, report)
        (tmp_path / name).rename(tmp_path / "plain")
