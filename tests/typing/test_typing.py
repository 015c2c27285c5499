"""Users' code is type-checked as they would, against the package as it is installed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.support.paths import ROOT


def test_mypy_knows_every_public_name(tmp_path: Path) -> None:
    # From elsewhere and without the project's settings; wrong calls must be found, or their
    # ignores are unused, which strict mode reports.
    files = [ROOT / "tests" / "typing" / "user.py", ROOT / "examples" / "billing.py"]
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--config-file=",
        "--follow-imports=silent",
    ]
    ran = subprocess.run(
        [*command, f"--cache-dir={tmp_path}", *map(str, files)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout
