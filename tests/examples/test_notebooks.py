"""The example notebooks run from the first cell to the last, and are stored without outputs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from tests.support.commands import environment
from tests.support.paths import ROOT
from tests.support.spark import delta_settings

NOTEBOOKS = sorted((ROOT / "examples" / "notebooks").glob("*.ipynb"))
ON_SPARK = "spark_and_delta"
PROGRAM = ROOT / "tests" / "support" / "programs" / "notebook.py"


def run(notebook: Path, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(PROGRAM), str(notebook)],
        cwd=folder,
        env={**environment(), **more},
        capture_output=True,
        text=True,
        timeout=580,
        check=False,
    )


def local() -> list[Path]:
    return [path for path in NOTEBOOKS if path.stem != ON_SPARK]


@pytest.mark.parametrize("notebook", local(), ids=lambda path: path.stem)
def test_it_runs(notebook: Path, tmp_path: Path) -> None:
    done = run(notebook, tmp_path)
    assert done.returncode == 0, done.stderr


def test_it_runs_on_spark(delta_jars: list[Path], java: Path | None, tmp_path: Path) -> None:
    settings = delta_settings(delta_jars, tmp_path / "warehouse")
    words = [f"--conf {name}={value}" for name, value in settings.items()]
    submit = " ".join(["--master local[2]", *words, "pyspark-shell"])
    homes = {} if java is None else {"JAVA_HOME": str(java)}
    notebook = next(path for path in NOTEBOOKS if path.stem == ON_SPARK)
    done = run(notebook, tmp_path, PYSPARK_SUBMIT_ARGS=submit, **homes)
    assert done.returncode == 0, done.stderr


def test_a_cell_that_fails_is_reported(tmp_path: Path) -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("assert 1 == 2")])
    nbformat.write(notebook, tmp_path / "wrong.ipynb")
    done = run(tmp_path / "wrong.ipynb", tmp_path)
    assert done.returncode == 1
    assert "assert 1 == 2" in done.stderr


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_stored_without_outputs(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        assert cell.cell_type == "markdown" or (cell.outputs, cell.execution_count) == ([], None)
    assert str(Path.home()) not in path.read_text("utf-8") or os.fspath(Path.home()) == "/"


def test_there_are_four() -> None:
    assert len(NOTEBOOKS) == 4
