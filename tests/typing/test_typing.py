"""Users' code is type-checked as they would, against the package as it is installed.

Wrong calls carry an ignore; one that nobody needs is an error, so every wrong call must be found.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.support.paths import ROOT

FILES = [
    ROOT / "tests" / "typing" / "user.py",
    *(
        path
        for path in sorted((ROOT / "examples").glob("*.py"))
        # Which has no types.
        if "sklearn" not in path.read_text("utf-8")
    ),
]


def check(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """What a checker says, from elsewhere and without the project's settings."""
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=folder, capture_output=True, text=True, check=False
    )


def test_mypy_knows_every_public_name(tmp_path: Path) -> None:
    options = ["--strict", "--config-file=", "--follow-imports=silent", f"--cache-dir={tmp_path}"]
    ran = check(tmp_path, "mypy", *options, *map(str, FILES))
    assert ran.returncode == 0, ran.stdout


def test_pyright_knows_every_public_name(tmp_path: Path) -> None:
    settings = {"typeCheckingMode": "strict", "reportUnnecessaryTypeIgnoreComment": "error"}
    config = tmp_path / "pyrightconfig.json"
    files = [str(path) for path in FILES]
    config.write_text(json.dumps({**settings, "include": files}), "utf-8")
    ran = check(tmp_path, "basedpyright", "--project", str(config), "--pythonpath", sys.executable)
    assert ran.returncode == 0, ran.stdout
    assert "0 errors" in ran.stdout, ran.stdout
