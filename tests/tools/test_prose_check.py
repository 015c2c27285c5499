"""The check of phrases holds for the project, and finds each phrase in each kind of text."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.paths import ROOT

CHECK = ROOT / "tools" / "prose_check.py"


def checked(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(CHECK), str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_project_has_none() -> None:
    done = checked(ROOT)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize(
    ("file", "text", "found"),
    [
        (
            "README.md",
            "# A\n\nLeave it away.\n",
            "README.md:3: 'Leave it away'; write instead: omit",
        ),
        ("src/a/b.py", 'x = 1\n"""Whoever asks."""\n', "src/a/b.py:2: 'Whoever'"),
        (
            "src/a.py",
            'f(\n    "leave --remote "\n    f"away, or"\n)\n',
            "src/a.py:2: 'leave --remote away'",
        ),
        ("docs/tables/a.md", "what was asked\nfor is made", "docs/tables/a.md:1: 'asked for'"),
        ("src/a.py", "# By the\n# specification.\n", "src/a.py:1: 'the specification'"),
        ("tools/a.py", '"""So many rows."""\n', "tools/a.py:1: 'So many'"),
        ("benchmarks/a.py", 'm = f"{x} is no number"\n', "benchmarks/a.py:1: 'is no number'"),
        ("Makefile", "# Tables told of it\n", "Makefile:1: 'told of'"),
    ],
)
def test_a_phrase_is_found_with_its_place(tmp_path: Path, file: str, text: str, found: str) -> None:
    path = tmp_path / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    done = checked(tmp_path)
    assert done.returncode == 1
    assert found in done.stdout


def test_similar_words_are_no_phrases(tmp_path: Path) -> None:
    words = "Retold often; the specifications; he leaves, away from it; basked forever; as candid\n"
    (tmp_path / "README.md").write_text(words, "utf-8")
    assert checked(tmp_path).returncode == 0
