"""Whether this interpreter with these packages makes the blessed rows; needs nothing to test with.

``python -m tests.golden.reproduce`` compares every table with its golden and drives the command
line once. `tools/test_versions.py` runs it under every Python and with the lowest and the highest
packages that are declared.
"""

from __future__ import annotations

import io
import json
import sys
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from importlib.metadata import version
from pathlib import Path

from tablewright import formats
from tablewright.cli import main
from tablewright.word_lists import pool
from tests.golden import golden
from tests.support.ways import WAYS, way

PACKAGES = (
    *("polars", "cloudpickle", "numpy", "mimesis", "typer", "rich"),
    *("duckdb", "deltalake", "llvmlite"),
)


def changed() -> list[str]:
    """The tables that are not as blessed."""
    found = []
    for how in WAYS:
        with way(how):
            for name in golden.names():
                table = golden.local(name, "odd")
                blessed = json.loads(golden.path(name).read_text("utf-8"))["odd"]["sha256"]
                if golden.checksum(table.rows(0, table.table.rows)) != blessed:
                    found.append(f"{name} by {how} is not its golden")
    return found


def broken() -> list[str]:
    """The commands that fail."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for words in (
            ["--help"],
            ["generate", "--help"],
            ["list"],
            ["describe", "iot.events"],
            ["plan", "all"],
            ["generate", "retail", "--sample"],
            *(
                ["generate", "all", "--rows", "60", "--format", kind, "--out", f"{folder}/{kind}"]
                for kind in formats.READY_MADE
            ),
            *(["verify", f"{folder}/{kind}"] for kind in formats.READY_MADE),
        ):
            said = io.TextIOWrapper(io.BytesIO(), "utf-8")
            with redirect_stdout(said), redirect_stderr(said):
                status = main(words)
            if status:
                said.flush()
                text = said.buffer.getvalue().decode()  # type: ignore[attr-defined]
                found.append(f"{' '.join(words[:2])} exits {status}: {text[-300:]}")
    return found


def run() -> int:
    """Print what is wrong, or what is right."""
    assert Path(golden.HOME).is_dir()
    wrong = [*changed(), *broken()]
    if not pool("person.occupation"):
        wrong.append("Mimesis gives no words")
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    print(f"Python {sys.version.split()[0]}, {packages}: {'; '.join(wrong) or 'as blessed'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(run())
