"""All twenty frames with databricks-connect as the client, in an environment of its own.

Usage: ``python -m tests.spark.databricks_connect [folder]`` with Python 3.11. Fetches the packages
from PyPI into the folder, starts a Spark Connect server, and compares every cell with Polars; exits
1 if any differs. It is no part of the tests, because databricks-connect runs on one Python each.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from tablewright.engines.spark.java import java_home
from tests.support import calls
from tests.support.paths import ROOT
from tests.support.spark import SETTINGS, start_server

PACKAGES = (
    "databricks-connect==16.1.7",
    # Older than the newest, for databricks-connect.
    *("pyarrow<20", "pandas<2.3", "numpy<2", "setuptools<81"),
    *("dbldatagen>=0.4.0.post1,<0.5", "jmespath", "pyparsing<4", "polars>=2.0", "mimesis>=22.0"),
)


def main(folder: Path) -> int:
    home = java_home()
    if home is not None:
        os.environ["JAVA_HOME"] = str(home)
    python = folder / "environment" / "bin" / "python"
    if not python.exists():
        venv.create(folder / "environment", with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    tables = [(industry, name) for industry in calls.CALLS for name in calls.CALLS[industry]]
    wanted = [f"{each}.{name}={n % 3}" for n, (each, name) in enumerate(tables)]
    with tempfile.TemporaryDirectory() as temporary:
        wanted += [f"{each}.{name}={temporary}/{name}" for each, name in calls.STREAMS]
        with start_server(Path(temporary), SETTINGS) as url:
            ran = subprocess.run(
                [python, "-m", "tests.support.programs.spark_client", url, *wanted],
                env={"PATH": str(python.parent), "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"},
                capture_output=True,
                text=True,
                check=False,
            )
    if ran.returncode:
        print(ran.stderr)
        return 1
    results = json.loads(ran.stdout.splitlines()[-1])
    faults = {name: results[name]["fault"] for name in wanted if results[name]["fault"]}
    print(f"{len(wanted) - len(faults)} of {len(wanted)} frames equal; Java: {results['jvm']}")
    print("\n".join(f"{name}: {fault}" for name, fault in faults.items()))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / ".cache" / "databricks")))
