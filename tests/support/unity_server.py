"""The real Unity Catalog server, from Maven Central, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

from tests.support.paths import ROOT
from tests.support.spark import free_port, wait_for
from tools.fetch_jars import FetchError, class_path

POM = ROOT / "tests" / "support" / "jars" / "unity.xml"


@contextmanager
def real_server(folder: Path, catalog: str) -> Iterator[str]:
    """The address of a server that has one catalog; it keeps everything in memory.

    Raises
    ------
    FetchError
        If its jars are not to be had: one line.
    """
    jars = class_path(POM)
    port = free_port()
    java = Path(os.environ["JAVA_HOME"]) / "bin" / "java" if "JAVA_HOME" in os.environ else "java"
    log = folder / "unity.txt"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [
                *(
                    str(java),
                    "-Dserver.env=test",
                    f"-Dstorage-root.tables={folder.as_uri()}/managed",
                ),
                *("-cp", jars, "io.unitycatalog.server.UnityCatalogServer", "-p", str(port)),
            ],
            stdout=out,
            stderr=out,
            cwd=folder,
        )
    try:
        wait_for(port, process, log)
        url = f"http://127.0.0.1:{port}"
        body = json.dumps({"name": catalog}).encode()
        headers = {"Content-Type": "application/json"}
        with urlopen(Request(f"{url}/api/2.1/unity-catalog/catalogs", body, headers)) as reply:
            reply.read()
        yield url
    finally:
        process.kill()
        process.wait()


__all__ = ["FetchError", "real_server"]
