"""Fetch the jars that a pom names, from Maven Central: with Maven, or else with Spark's resolver.

Usage: ``python tools/fetch_jars.py POM FOLDER``. A folder that is whole is left as it is. What
Spark brings itself is left out.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

_SPACE = {"m": "http://maven.apache.org/POM/4.0.0"}
# Everything else that the jars depend on is in Spark.
_GROUPS = ("io.delta", "io.unitycatalog", "org.locationtech.jts")
_RESOLVER = """
import sys
from pyspark.sql import SparkSession
packages, folder = sys.argv[1:]
builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
builder.config("spark.jars.packages", packages).config("spark.jars.ivy", folder).getOrCreate()
"""


class FetchError(Exception):
    """The jars cannot be downloaded; the message is one line."""


def fetch(pom: Path, folder: Path) -> Path:
    """The folder with the jars of ``pom``, fetched if they are not there yet.

    Raises
    ------
    FetchError
        If neither Maven nor Spark's resolver can fetch them.
    """
    stamp = folder / "complete"
    wanted = hashlib.sha256(pom.read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text("utf-8") == wanted:
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    faults = []
    for way in (_by_maven, _by_spark):
        fault = way(pom, folder)
        if not fault:
            break
        faults.append(fault)
    else:
        raise FetchError(
            f"{pom.name}: the jars cannot be fetched from Maven Central ({'; '.join(faults)}); "
            "make it reachable, or install Maven and set its mirror"
        )
    stamp.write_text(wanted, "utf-8")
    return folder


def class_path(pom: Path) -> str:
    """Everything that the jars of ``pom`` need to run, themselves included, by Maven.

    Raises
    ------
    FetchError
        If Maven cannot fetch it.
    """
    maven = shutil.which("mvn")
    if maven is None:
        raise FetchError(f"{pom.name}: needs Maven; install it (there is no mvn on the PATH)")
    with tempfile.TemporaryDirectory() as temporary:
        listing = Path(temporary) / "cp.txt"
        ran = subprocess.run(
            [
                *(maven, "-q", "-B", "-f", str(pom), "dependency:build-classpath"),
                *(f"-Dmdep.outputFile={listing}", "-DincludeScope=runtime"),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        if ran.returncode == 0:
            return listing.read_text("utf-8").strip()
    lines = [line for line in ran.stdout.splitlines() if "ERROR" in line] or ["failed"]
    reason = lines[0].partition("ERROR]")[2].strip()[:300] or lines[0]
    raise FetchError(
        f"{pom.name}: the jars cannot be fetched from Maven Central (mvn: {reason}); make it "
        "reachable, or set Maven's mirror"
    )


def _by_maven(pom: Path, folder: Path) -> str:
    """What went wrong, or nothing."""
    maven = shutil.which("mvn")
    if maven is None:
        return "no mvn on the PATH"
    groups = ",".join(_GROUPS)
    ran = subprocess.run(
        [
            *(maven, "-q", "-B", "-f", str(pom), "dependency:copy-dependencies"),
            *(f"-DoutputDirectory={folder.resolve()}", "-DincludeScope=runtime"),
            f"-DincludeGroupIds={groups}",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode == 0:
        return ""
    lines = [line for line in ran.stdout.splitlines() if "ERROR" in line] or ["failed"]
    return f"mvn: {lines[0].partition('ERROR]')[2].strip()[:300] or lines[0]}"


def _by_spark(pom: Path, folder: Path) -> str:
    """What went wrong, or nothing."""
    root = ElementTree.parse(pom).getroot()
    packages = ",".join(
        ":".join(
            each.findtext(f"m:{part}", "", _SPACE) for part in ("groupId", "artifactId", "version")
        )
        for each in root.iterfind("m:dependencies/m:dependency", _SPACE)
    )
    with tempfile.TemporaryDirectory() as ivy:
        ran = subprocess.run(
            [sys.executable, "-c", _RESOLVER, packages, ivy],
            capture_output=True,
            text=True,
            check=False,
        )
        found = list(Path(ivy).glob("jars/*.jar"))
        for jar in found:
            if jar.name.startswith(tuple(f"{group}_" for group in _GROUPS)):
                shutil.copy(jar, folder)
    if ran.returncode == 0 and found:
        return ""
    lines = [line.strip() for line in ran.stderr.splitlines() if "unresolved" in line]
    return f"Spark's resolver: {lines[0] if lines else 'failed'}"


if __name__ == "__main__":
    try:
        fetch(Path(sys.argv[1]), Path(sys.argv[2]))
    except FetchError as error:
        sys.exit(f"error: {error}")
